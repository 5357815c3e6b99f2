"""Files written whole: what stands at a path is the old file or the new one, never a half."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from retailgraph.errors import RetailGraphError


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a text file, or the pieces of one, as UTF-8, whole or not at all.

    RetailGraphError if it cannot be written.
    """
    work = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        with work.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines([text] if isinstance(text, str) else text)
        work.replace(path)
    except OSError as error:
        raise RetailGraphError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            work.unlink()
