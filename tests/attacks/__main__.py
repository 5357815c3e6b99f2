"""``python -m tests.attacks NAME``: the module of that name beside this one runs all it has."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

KINDS = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))

if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in KINDS:
        sys.exit(f"usage: python -m tests.attacks {{{','.join(KINDS)}}} [OPTIONS]")
    sys.exit(import_module(f"{__package__}.{sys.argv[1]}").main(sys.argv[2:]))
