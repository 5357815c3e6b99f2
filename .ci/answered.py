"""Fail unless the answer to "partners of Tapestry", in a file, names Tmall and Alibaba."""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import sys
from pathlib import Path

answer = Path(sys.argv[1]).read_text(encoding="utf-8")
missing = [name for name in ("Tmall", "Alibaba") if name not in answer]
if missing:
    sys.exit(f"the answer does not name {' and '.join(missing)}")
print("answered: it names Tmall and Alibaba")
