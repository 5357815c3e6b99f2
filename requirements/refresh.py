"""Find the newest versions that fit together, and write them down for every supported Python and platform.

    python requirements/refresh.py           # the newest of everything
    python requirements/refresh.py --check   # fails where the files no longer fit pyproject.toml

``lock.txt`` has every version with the hashes of its files; ``constraints.txt`` the same versions alone, as
pip wants them beside a folder (``pip install -c``), which has no hash. Both hold what all extras need, and
what the package is built with. Needs the extra ``dev``, which has uv.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LOCK, CONSTRAINTS = HERE / "lock.txt", HERE / "constraints.txt"
COMMAND = "python requirements/refresh.py"


def compiled(known: str, upgrade: bool) -> str:
    """The lock that fits pyproject.toml; what is known and still fits stays, unless all is renewed."""
    from uv import find_uv_bin

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        tools, lock = Path(folder, "build.in"), Path(folder, "lock.txt")
        tools.write_text("\n".join(settings["build-system"]["requires"]), encoding="utf-8")
        lock.write_text(known, encoding="utf-8")
        words = [find_uv_bin(), "pip", "compile", "-q", "pyproject.toml", str(tools), "-o", str(lock)]
        words += ["--all-extras", "--universal", "--generate-hashes"]
        words += ["--no-header", "--no-annotate", "--no-emit-index-url", *(["--upgrade"] if upgrade else [])]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)  # noqa: S603 (fixed words)
        if done.returncode:
            sys.exit(f"uv: {done.stderr.strip()}")
        return f"# Made by: {COMMAND}\n{_without_comments(lock.read_text(encoding='utf-8'))}"


def _without_comments(text: str) -> str:
    # The package itself, which its own extras name, is no part of what it needs.
    lines = (line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))
    return "".join(line for line in lines if not re.match(r"retailgraph\b", line))


def without_hashes(lock: str) -> str:
    """The same versions as constraints."""
    return "".join(
        f"{line.removesuffix(chr(92)).rstrip()}\n"
        for line in lock.splitlines()
        if not line.startswith("    --hash=")
    )


def main(words: list[str]) -> int:
    """Writes or compares both files and gives the exit code."""
    known = LOCK.read_text(encoding="utf-8") if LOCK.exists() else ""
    lock = compiled(known, upgrade=words != ["--check"])
    fresh = {LOCK: lock, CONSTRAINTS: without_hashes(lock)}
    if words != ["--check"]:
        for path, text in fresh.items():
            path.write_text(text, encoding="utf-8")
        print(f"{lock.count('==')} versions in {LOCK.name} and {CONSTRAINTS.name}")
        return 0
    behind = [p.name for p, text in fresh.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    for name in behind:
        print(f"requirements/{name} does not fit pyproject.toml: {COMMAND}", file=sys.stderr)
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
