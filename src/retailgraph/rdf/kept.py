"""What is made of the rows once, kept beside the store until they change.

A folder ``rdf-KEY`` holds a database of the engine, which nobody changes once it has its name, and ``files``,
which tells the size of each of its files. It is made beside its place by whoever needs it first. Whoever
reads it holds a lock on the folder, so that it is not deleted meanwhile: the engine opens only some of its
files at once, and the others when a query needs them.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

if sys.platform != "win32":
    import fcntl

_FILES, _DATABASE, _NAME = "files", "database", "rdf-"


class Kept(NamedTuple):
    """An open database, where it lies, and the lock that keeps it there; None for what there is not."""

    store: ox.Store
    folder: Path | None = None
    hold: int | None = None

    def close(self) -> None:
        """Let go of the folder; the store must not be asked any more."""
        if self.hold is not None:
            os.close(self.hold)


def kept(folder: Path, key: str, fill: Callable[[ox.Store], None]) -> Kept:
    """The database of a key in a folder, filled first if it is not there or not what was written.

    In memory where nothing can be written.
    """
    place = folder / f"{_NAME}{key}"
    found = _opened(place)
    if found is None:
        with suppress(OSError):
            _make(place, fill)
            _sweep(folder, place.name)
            found = _opened(place)
    if found is None:
        store = ox.Store()
        fill(store)
        found = Kept(store)
    return found


def _opened(place: Path) -> Kept | None:
    hold = None
    try:
        hold = _hold(place)
        if _listing(place / _DATABASE) == (place / _FILES).read_text(encoding="utf-8"):
            return Kept(ox.Store.read_only(str(place / _DATABASE)), place / _DATABASE, hold)
    except (OSError, RuntimeError):
        pass
    if hold is not None:
        os.close(hold)
    return None


def _make(place: Path, fill: Callable[[ox.Store], None]) -> None:
    work = place.with_name(f"{place.name}.{os.getpid()}.tmp")
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
        store = ox.Store(work / "work")
        fill(store)
        store.flush()
        # A copy that nobody has opened for writing: whoever still holds the store keeps nothing open in it.
        store.backup(work / _DATABASE)
        del store
        shutil.rmtree(work / "work")
        (work / _FILES).write_text(_listing(work / _DATABASE), encoding="utf-8")
        shutil.rmtree(place, ignore_errors=True)  # one that is not what was written
        with suppress(OSError):  # somebody else was faster
            work.rename(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _listing(database: Path) -> str:
    """The size and name of each file: a database that lost the end of its log looks like an older one."""
    with os.scandir(database) as files:
        return "".join(sorted(f"{entry.stat().st_size} {entry.name}\n" for entry in files if entry.is_file()))


def _hold(place: Path) -> int | None:
    if sys.platform == "win32":
        return None  # a file that is open cannot be deleted there
    hold = os.open(place, os.O_RDONLY)
    with suppress(OSError):  # a disk that knows no locks
        fcntl.flock(hold, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return hold


def _sweep(folder: Path, current: str) -> None:
    """Delete what was made of rows that have changed, unless somebody reads it."""
    for entry in folder.iterdir():
        if entry.name.startswith(_NAME) and entry.name != current and entry.is_dir():
            _remove_unread(entry)


def _remove_unread(place: Path) -> None:
    with suppress(OSError):
        if sys.platform == "win32":
            shutil.rmtree(place, ignore_errors=True)
            return
        hold = os.open(place, os.O_RDONLY)
        try:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(place, ignore_errors=True)
        finally:
            os.close(hold)
