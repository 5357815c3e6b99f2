"""Files written whole: what stands at a path is the old file or the new one, never a half."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from retailgraph.errors import RetailGraphError


def write_whole(path: Path, text: str) -> None:
    """Write a text file as UTF-8, whole or not at all; RetailGraphError if it cannot be written."""
    work = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        work.write_text(text, encoding="utf-8", newline="\n")
        work.replace(path)
    except OSError as error:
        raise RetailGraphError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            work.unlink()
