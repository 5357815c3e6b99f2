"""What is made of the rows, kept beside the store until they change, and then brought in step with them.

A folder ``rdf-KEY`` holds a database of the engine, which nobody changes once it has its name, and ``files``,
which tells the size of each of its files. It is made beside its place by whoever needs it first. Whoever
reads it holds a lock on the folder, so that it is not deleted meanwhile: the engine opens only some of its
files at once, and the others when a query needs them.

One of other rows is brought in step in a copy, which shares its large files: the engine writes new files and
never into one that it finished. So a process that is killed leaves what was there, and two do not meet.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from retailgraph.errors import MemoryLimit

if sys.platform != "win32":
    import fcntl

_ADDRESSES = 1000 << 20
"""What the engine reserves and does not use, its threads most of all: measured, and some more."""
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


Fill = Callable[[ox.Store], None]


def kept(
    folders: Sequence[Path], key: str, fill: Fill, step: Callable[[str], Fill | None] = lambda _: None
) -> Kept:
    """The database of a key in the first of some folders; made if it is not there or not what was written.

    ``step`` gives for the key of another, in any of the folders, what makes a copy of that the database of
    this key; None if nothing does. Else ``fill`` fills an empty one. In memory where nothing can be written.
    """
    place = folders[0] / f"{_NAME}{key}"
    _check_addresses()
    found = _opened(place)
    if found is None:
        with suppress(OSError):
            if not _step(place, folders, step):
                _make(place, partial(_filled, fill))
            _sweep(folders[0], place.name)
            found = _opened(place)
    if found is None:
        store = ox.Store()
        fill(store)
        found = Kept(store)
    return found


def _check_addresses() -> None:
    """MemoryLimit where the process may have too few addresses: the engine would end it with a signal."""
    if sys.platform == "win32":
        return
    import resource

    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY and most < _ADDRESSES:
        raise MemoryLimit(
            f"the graph as RDF, which queries and exports need, takes {_ADDRESSES >> 20:,} MB of addresses, "
            f"and this process may have {most >> 20:,} MB; raise it: ulimit -v unlimited"
        )


def _step(place: Path, folders: Sequence[Path], step: Callable[[str], Fill | None]) -> bool:
    """Whether it was made of one that is there."""
    for base in (entry for folder in folders if folder.is_dir() for entry in folder.glob(f"{_NAME}*")):
        change = step(base.name.removeprefix(_NAME))
        if change is not None:
            # Whatever is wrong with that one, this one can be made anew.
            with suppress(OSError, RuntimeError, ValueError), _held(base):
                if _is_whole(base):
                    _make(place, partial(_stepped, base / _DATABASE, change))
                    return True
    return False


def _filled(fill: Fill, work: Path) -> ox.Store:
    store = ox.Store(work)
    fill(store)
    return store


def _stepped(source: Path, change: Fill, work: Path) -> ox.Store:
    copy_database(source, work)
    return _filled(change, work)


def copy_database(source: Path, work: Path) -> None:
    """A database of its own that shares the files in which the engine never writes again."""
    work.mkdir()
    for path in source.iterdir():
        if path.suffix == ".sst":
            try:
                os.link(path, work / path.name)
                continue
            except OSError:
                pass  # a disk that knows no links
        if path.name != "LOCK":
            shutil.copy2(path, work / path.name)


def _opened(place: Path) -> Kept | None:
    hold = None
    try:
        hold = _hold(place)
        if _is_whole(place):
            return Kept(ox.Store.read_only(str(place / _DATABASE)), place / _DATABASE, hold)
    except (OSError, RuntimeError):
        pass
    if hold is not None:
        os.close(hold)
    return None


def _is_whole(place: Path) -> bool:
    """Whether all is there that was written."""
    return _listing(place / _DATABASE) == (place / _FILES).read_text(encoding="utf-8")


def _make(place: Path, write: Callable[[Path], ox.Store]) -> None:
    work = place.with_name(f"{place.name}.{os.getpid()}.tmp")
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
        with _held(work):  # or whoever sweeps would take it for one that nobody reads
            store = write(work / "work")
            store.flush()
            # A copy that nobody opens for writing: whoever still holds the store keeps nothing open in it.
            store.backup(work / _DATABASE)
            del store
            shutil.rmtree(work / "work")
            (work / _FILES).write_text(_listing(work / _DATABASE), encoding="utf-8")
            _put(work, place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _put(work: Path, place: Path) -> None:
    """Put what was made in its place, unless somebody else was faster."""
    with suppress(OSError):
        if _is_whole(place):
            return
    shutil.rmtree(place, ignore_errors=True)  # one that is not what was written
    with suppress(OSError):
        work.rename(place)


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


@contextmanager
def _held(place: Path) -> Iterator[None]:
    """A folder that nobody deletes meanwhile."""
    hold = _hold(place)
    try:
        yield
    finally:
        if hold is not None:
            os.close(hold)


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
