"""Print the other Pythons found that the package is for: version, tab, path; one for each minor version."""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NEEDED = (3, 11)
ASK = "import sys, venv, ensurepip; print(*sys.version_info[:3])"


def candidates() -> Iterator[str]:
    """Programs that may be a Python: on the path by name, and the versions that pyenv keeps."""
    names = {f"python3.{minor}" for minor in range(NEEDED[1], NEEDED[1] + 9)}
    yield from filter(None, (shutil.which(name) for name in sorted(names)))
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(str(path) for path in pyenv.glob("versions/*/bin/python"))


def version(program: str) -> tuple[int, ...] | None:
    """The version of a Python that runs and can make environments; none for an idle shim and the like."""
    try:
        answer = subprocess.run([program, "-c", ASK], capture_output=True, text=True, timeout=60)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode or not re.fullmatch(r"\d+ \d+ \d+", answer.stdout.strip()):
        return None
    return tuple(map(int, answer.stdout.split()))


def others() -> dict[tuple[int, ...], str]:
    """The first program of each minor version that is not the one running this."""
    found: dict[tuple[int, ...], str] = {}
    for program in candidates():
        number = version(program)
        if number and number >= NEEDED and number[:2] != sys.version_info[:2]:
            found.setdefault(number[:2], program)
    return found


if __name__ == "__main__":
    for number, program in sorted(others().items()):
        print(".".join(map(str, number)), program, sep="\t")
