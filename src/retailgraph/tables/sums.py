"""Whether a file that nobody changes is still what was written: SQLite keeps no checksum of its pages.

To read it whole costs a start a millisecond for each megabyte. So a start does that where the file was
touched since, and once a day: what a disk does to a byte by itself no clock of a file tells.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from zlib import crc32

_A_DAY = 86_400.0


def note(path: Path, of: Path) -> None:
    """Note the checksum of a file, which is about to be moved to ``path``."""
    _write(path, f"{_sum(of)} {_touched(of)}\n")


def _write(path: Path, noted: str) -> None:
    own = path.with_suffix(f".sum-{os.getpid()}")
    try:
        own.write_text(noted, encoding="utf-8")
        own.replace(_place(path))  # others may just read it
    finally:
        own.unlink(missing_ok=True)


def fits(path: Path) -> bool:
    """Whether a file is what was noted of it. It is read whole."""
    with suppress(OSError, ValueError):
        return _place(path).read_text(encoding="utf-8").startswith(_sum(path))
    return False


def seems_to_fit(path: Path) -> bool:
    """Whether a file was not touched since it was read whole, within the last day; else as :func:`fits`."""
    with suppress(OSError, ValueError):
        noted = os.fspath(_place(path))
        if 0 <= time.time() - os.stat(noted).st_mtime < _A_DAY:  # noqa: PTH116 - at every start
            with open(noted, encoding="utf-8") as file:  # noqa: PTH123 - as above
                if file.read().endswith(f" {_touched(path)}\n"):
                    return True
    if not fits(path):
        return False
    with suppress(OSError):  # a cache that cannot be written to is read whole at every start
        note(path, path)
    return True


def doubt(path: Path) -> None:
    """Have the next start read a file whole."""
    with suppress(OSError, ValueError):
        length, found, *_ = _place(path).read_text(encoding="utf-8").split()
        _write(path, f"{length} {found}\n")


def _place(path: Path) -> Path:
    return path.with_suffix(".sum")


def _touched(path: Path) -> str:
    found = path.stat()
    return f"{found.st_size}:{found.st_ino}:{found.st_mtime_ns}"


def _sum(path: Path) -> str:
    content = path.read_bytes()
    return f"{len(content)} {crc32(content):08x}"
