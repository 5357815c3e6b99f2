"""Compare what the environment of a Python holds with requirements/lock.txt.

python .ci/versions.py check PYTHON   # fails unless each distribution there is in the lock, in that version
python .ci/versions.py tell PYTHON    # lists what differs, for those who ask what broke
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).resolve().parent.parent / "requirements" / "lock.txt"
OURS = {"retailgraph", "pip", "setuptools"}
"""What is no requirement: the package, and what a new environment may begin with."""
ASK = """
import json, platform, sys
from importlib.metadata import distributions
print(json.dumps([platform.python_version(), {d.name: d.version for d in distributions()}]))
"""


def locked(python: str) -> dict[str, str]:
    """Name and version of what the lock has for a version of Python."""
    found = {}
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if re.match(r"[a-z0-9]", line):
            one = Requirement(line.removesuffix("\\"))
            environment = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
            if one.marker is None or one.marker.evaluate(environment):
                found[canonicalize_name(one.name)] = str(one.specifier).removeprefix("==")
    return found


def differences(program: str) -> list[str]:
    """A line for each distribution that the environment has and the lock has not, or in another version."""
    answer = subprocess.run([program, "-c", ASK], check=True, capture_output=True, text=True).stdout  # noqa: S603
    python, installed = json.loads(answer)
    known = locked(python)
    there = {canonicalize_name(name): version for name, version in installed.items()}
    return [
        f"{name} {version}, not {known.get(name, 'in the lock')}"
        for name, version in sorted(there.items())
        if name not in OURS and known.get(name) != version
    ]


def main(what: str, program: str) -> int:
    """Prints what differs and gives the exit code."""
    found = differences(program)
    for line in found:
        print(f"  {line}")
    if what == "tell":
        return 0
    print("installed is what the lock names" if not found else "installed is not what the lock names")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
