"""Copying what the user gave, so that it is on the disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from retailgraph.errors import InvalidData
from retailgraph.graph.kept import AGAIN, Said, said_by
from retailgraph.opening import open_file

if TYPE_CHECKING:
    from retailgraph.articles import Bundle

_CHUNK = 1 << 20


def copied(bundle: Bundle, folder: Path) -> dict[str, Said]:
    """Copies of the files of a bundle in a folder; InvalidData if one is not what was read."""
    said = said_by(bundle)
    copies: dict[str, Said] = {}
    taken: set[str] = set()
    folder.mkdir()
    for source, what in said.items():
        # Entity files of two folders may share a name; an article's name is its id. There are disks that take
        # a capital for a small letter.
        name = Path(source).name
        place = next(p for n in range(1, len(said) + 1) if (p := f"{n:05d}/{name}").casefold() not in taken)
        taken.add(place.casefold())
        copies[place] = what
        (folder / place).parent.mkdir(exist_ok=True)
        if _copy(Path(source), folder / place) != what.sha256:
            raise InvalidData(f"{source} changed while it was loaded; nothing was loaded; {AGAIN}")
    for place in copies:  # after all are written: the disk then has less to wait for
        sync(folder / place)
    for inside in (*sorted({(folder / place).parent for place in copies}), folder):
        sync(inside)
    return copies


def _copy(source: Path, target: Path) -> str:
    """Copy a file; gives the SHA-256 of what was written."""
    from hashlib import sha256

    seen = sha256()
    with open_file(source) as given, target.open("xb") as kept:
        while piece := given.read(_CHUNK):
            seen.update(piece)
            kept.write(piece)
    return seen.hexdigest()


def write(path: Path, content: bytes) -> None:
    """Write a file, and wait until it is on the disk."""
    path.write_bytes(content)
    sync(path)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    from retailgraph.writing import sync_folder

    if path.is_dir():
        sync_folder(path)
        return
    descriptor = os.open(path, os.O_RDWR)  # for reading alone it could not be synced on Windows
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear(path: Path) -> None:
    """Delete a file or folder; nothing if there is none."""
    import shutil

    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
