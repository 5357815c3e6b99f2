"""Files that people edit: whether one is still as it was written.

The first line, a comment, ends with a seal, a hash of the rest. Who edits a file need not touch the seal, so
that a file which does not fit its seal holds somebody's work; so does one with something before that line.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

_SEAL = re.compile(rb" \(as written: ([0-9a-f]{16})\)\r?\n")
_HEAD = 4096
"""A seal stands within so many bytes from the start, whatever was written before it."""
_LARGEST = 50_000_000
"""No draft or article is larger; what is counts as changed."""


def sealed(text: str) -> str:
    """A text of which the first line is a comment, with the seal at the end of that line."""
    head, _, rest = text.partition("\n")
    return f"{head} (as written: {_hash(rest.encode())})\n{rest}"


def is_changed(path: Path) -> bool:
    """Whether a file has a seal that it no longer fits. OSError if it cannot be read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        seal = _SEAL.search(head)
        if seal is None:
            return False
        rest = head[seal.end() :] + file.read(_LARGEST)
    return b"\n" in head[: seal.start()] or seal[1].decode() != _hash(rest)


def _hash(rest: bytes) -> str:
    return sha256(rest).hexdigest()[:16]
