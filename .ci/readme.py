"""Print one of the README's two commands, ``question`` or ``tests``: what is tested is what stands there."""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import re
import sys
from pathlib import Path

MARKS = {"question": "retailgraph ask", "tests": "-m pytest"}
README = Path(__file__).resolve().parent.parent / "README.md"


def command(which: str, text: str) -> str:
    """The one-line command in the README's ``bash`` blocks that starts from nothing and does this."""
    blocks = re.findall(r"^```bash\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    found = [line for line in lines if line.startswith("python3 -m venv") and MARKS[which] in line]
    if len(found) != 1:
        raise SystemExit(f"README.md: expected one command with '{MARKS[which]}', found {len(found)}")
    return found[0]


if __name__ == "__main__":
    print(command(sys.argv[1], README.read_text(encoding="utf-8")))
