"""Whether a file that nobody changes is still what was written: SQLite keeps no checksum of its pages."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from zlib import crc32


def note(path: Path, of: Path) -> None:
    """Note the checksum of a file, which is about to be moved to ``path``."""
    _place(path).write_text(_sum(of), encoding="ascii")


def fits(path: Path) -> bool:
    """Whether a file is what was noted of it. It is read whole: a millisecond for each megabyte."""
    with suppress(OSError, ValueError):
        return _place(path).read_text(encoding="ascii") == _sum(path)
    return False


def _place(path: Path) -> Path:
    return path.with_suffix(".sum")


def _sum(path: Path) -> str:
    content = path.read_bytes()
    return f"{len(content)} {crc32(content):08x}\n"
