"""Files written whole: what stands at a path is the old file or the new one, never a half."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from retailgraph.errors import RetailGraphError


def write_whole(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write a file whole or not at all: bytes as they are, a text or the pieces of one as UTF-8.

    RetailGraphError if it cannot be written.
    """
    work = path.parent / f".{path.name}.{os.getpid()}.tmp"
    pieces = [content] if isinstance(content, str | bytes) else content
    try:
        with work.open("wb") as file:
            file.writelines(piece.encode() if isinstance(piece, str) else piece for piece in pieces)
        work.replace(path)
    except OSError as error:
        raise RetailGraphError(f"{path}: cannot be written: {_why(path, error)}") from error
    finally:
        with suppress(OSError):
            work.unlink()


def _why(path: Path, error: OSError) -> str:
    if path.is_dir():
        return "it is a folder; name a file in it"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}; make it first"
    return error.strerror or str(error)
