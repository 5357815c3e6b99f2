"""Where a graph lives: the shipped file in the cache, the user's own file over it, and how both are made.

The shipped file is made once from the files that come with the program, and again when those change. The
user's file holds what the user loaded and what follows from it, and is made again from the bytes of what was
loaded whenever the program or what lies below has changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

from retailgraph.disks import sync_folder
from retailgraph.errors import Locked, Refused, StoreError
from retailgraph.graph import places, sources
from retailgraph.tables import connecting, sums, transactions
from retailgraph.tables.failures import Damaged, damaged, which
from retailgraph.tables.store import Tables

Progress = Callable[[str], None]
OWN = "graph"
"""In a folder that somebody chose for a store of their own, the one that is written to."""
FILE = "retailgraph.db"
_SHIPPED = "shipped.db"
VIEW, KNOWN = "rdf-", "known-"
"""How the names of folders begin that hold the rows as RDF, and those of files with a view of another day."""
_WAIT_FOR_FIRST = 60.0
_RESETS = 5
"""So often a store is made again that others reset as soon as it is made."""
_OF_FORMER_VERSIONS = ("retailgraph-store", "lock", "CURRENT")


class Home:
    """The files of one graph. Making this object touches nothing on disk.

    ``path`` is the user's file, ``directory`` the folder of what can be made again, ``root`` the folder
    where earlier versions kept loads and where decisions are written.
    """

    def __init__(self, path: Path, directory: Path, root: Path, *, over_shipped: bool, own: bool) -> None:
        self.path, self.directory, self.root = path.absolute(), directory.absolute(), root.absolute()
        self.over_shipped, self._own = over_shipped, own

    @classmethod
    def default(cls) -> Home:
        """That of the shipped graph, and of what the user loaded over it."""
        home = places.data_home()
        return cls(home / FILE, _cache(), home / "loads", over_shipped=True, own=False)

    @classmethod
    def of(cls, folder: Path, *, with_shipped: bool) -> Home:
        """That of a store of one's own; Refused for a folder that holds something else."""
        _refuse_foreign(folder)
        home = cls(folder / OWN / FILE, folder / OWN, folder / "loads", over_shipped=with_shipped, own=True)
        begun = home.begun()
        over = sources.was_over_shipped(home.root) or home._says_over_shipped()
        if with_shipped and begun and not over:
            raise Refused(f"{folder}: this store was started without the shipped data; choose another folder")
        home.over_shipped = with_shipped or over
        return home

    def _says_over_shipped(self) -> bool:
        with suppress(StoreError), connecting.reading(self.path) as tables:
            return meta_of(tables).get("shipped") is True
        return False

    def begun(self) -> bool:
        """Whether anything is here that a store can be read or made from."""
        self._finish_salvage()
        try:  # a file that somebody is just making holds nothing yet
            return connecting.exists(self.path) or bool(sources.old_loads(self.root))
        except Damaged:
            return True

    @property
    def shipped(self) -> Path | None:
        """The shipped file that lies below; None if none does."""
        return _cache() / _SHIPPED if self.over_shipped else None

    @property
    def view(self) -> Path:
        """The folder for what is made of the rows for one purpose, such as RDF."""
        if self._own or not self.path.exists():
            return self.directory
        return places.cache_home() / f"store-{crc32(str(self.path).encode()):08x}"

    # --- reading --------------------------------------------------------------------------------------------

    def open(self) -> Tables:
        """The store as it stands; StoreError if there is none or it cannot be read."""
        shipped = self.shipped
        if not self._own and not connecting.exists(self.path):
            return connecting.fixed(_cache() / _SHIPPED)
        return connecting.reading(self.path, shipped)

    def open_whole(self, today: date) -> Tables:
        """As :meth:`open`; one that somebody has reset since it was made fresh is made again."""
        for _ in range(_RESETS):
            tables = self.open()
            if tables.path != self.path or tables.fact("state"):
                return tables
            tables.close()
            self.freshen(lambda _: None, today)
        return self.open()

    def freshen(self, progress: Progress, today: date) -> None:
        """Make what is missing or older than its files; readers never wait for it.

        While another process writes, what stands is read.
        """
        if self.shipped is not None:
            make_shipped(self.shipped, progress, today)
        if not self.begun() and not self._own:
            return
        try:
            if not self._is_fresh():
                self.rebuild(progress, today, wait=0.0 if self.stands() else _WAIT_FOR_FIRST)
        except Locked:
            if not self.stands():
                raise

    def stands(self) -> bool:
        """Whether there is a store that can be read, with the record that a reset takes away."""
        return connecting.exists(self.path) and _is_whole(self._meta())

    def _meta(self) -> dict[str, Any]:
        """The record of the store; nothing of one in tables of an earlier version."""
        with connecting.reading(self.path) as tables:
            return meta_of(tables) if connecting.has_tables_of_now(tables) else {}

    def _is_fresh(self) -> bool:
        return connecting.exists(self.path) and self.is_current(self._meta())

    def is_current(self, meta: Mapping[str, Any]) -> bool:
        """Whether a store with this record need not be made again."""
        if not sources.is_of_this_version(meta) or bool(meta.get("shipped")) != self.over_shipped:
            return False
        if self.shipped is None:
            return sources.matches(meta, shipped=False)
        with connecting.fixed(self.shipped) as below:
            return bool(meta_of(below).get("content") == meta.get("content"))

    # --- writing --------------------------------------------------------------------------------------------

    @contextmanager
    def changing(self, wait: float, progress: Progress, today: date) -> Iterator[Tables]:
        """The store to change, brought up to date first; it is committed when the block ends."""
        from retailgraph.articles.rows import no_collector

        if self.shipped is not None:
            make_shipped(self.shipped, progress, today)
        with transactions.writing(self.path, self.shipped, wait) as tables:
            # Whoever wrote before us may have been of another version.
            if not self.is_current(meta_of(tables)):
                self._remake(tables, progress, today)
            with no_collector():
                yield tables

    def beside(self) -> Home:
        """The same in a file beside the user's, for a load that is made there and then put in place."""
        path = self.path.with_name(f"{self.path.name}-loading")
        return Home(path, self.directory, self.root, over_shipped=self.over_shipped, own=True)

    def remove(self) -> None:
        """Take the file of the user away, with what is still to be written into it."""
        if self.path.exists():
            self._remove(self.path)

    def begin(self, progress: Progress, today: date) -> None:
        """Make a store of one's own that holds nothing yet."""
        if self.shipped is not None:
            make_shipped(self.shipped, progress, today)
        self.rebuild(progress, today, _WAIT_FOR_FIRST)

    def rebuild(self, progress: Progress, today: date, wait: float = 0.0) -> None:
        """Make the user's file again from what was loaded, unless somebody else just did."""
        with transactions.writing(self.path, self.shipped, wait) as tables:
            if not self.is_current(meta_of(tables)):
                self._remake(tables, progress, today)

    def _remake(self, tables: Tables, progress: Progress, today: date) -> None:
        from retailgraph.articles.rows import no_collector
        from retailgraph.graph.building import remake
        from retailgraph.tables import loads

        old = sources.old_loads(self.root) if not loads.numbers(tables) else []
        if old:
            progress(f"taking in {len(old)} loads of an earlier version")
            sources.take_in(tables, old)
        with no_collector():
            remake(tables, progress, today)
        self._clear_former()

    def _clear_former(self) -> None:
        """Take away the database of an earlier version, which was made from the loads."""
        if (self.directory / _OF_FORMER_VERSIONS[0]).exists():
            import shutil

            for entry in self.directory.iterdir():
                if entry.name.startswith("version-"):
                    shutil.rmtree(entry, ignore_errors=True)
                elif entry.name in _OF_FORMER_VERSIONS:
                    entry.unlink(missing_ok=True)

    def reset(self, wait: float, *, forget: bool) -> None:
        """Delete what can be made again; with ``forget`` what the user loaded too."""
        from retailgraph.graph.building import clear

        self._finish_salvage()
        self.beside().remove()
        try:
            if self.path.exists() or (forget and sources.old_loads(self.root)):
                with transactions.writing(self.path, None, wait) as tables:
                    clear(tables, loads=forget)
                    if forget:  # before the commit, or they would be taken in again
                        sources.forget_old(self.root)
        except Damaged:
            if not forget:
                self._salvage(wait)
            else:
                self._remove(self.path)
        if not self._own:
            with transactions.alone(self.directory / "building", wait):
                (self.directory / _SHIPPED).unlink(missing_ok=True)
        for folder in {self.view, self.directory}:
            _clear_views(folder)
        if forget:
            from retailgraph.tables.snapshots import shrink

            shrink(self.path)

    def _salvage(self, wait: float) -> None:
        """Put what was loaded into a new file, in place of one that is damaged elsewhere."""
        from retailgraph.tables import loads

        new = self.path.with_name(f"{self.path.name}.tmp")
        self._remove(new)
        try:
            with connecting.reading(self.path) as old, transactions.writing(new, None, wait) as tables:
                loads.copy(old, tables)
                tables.note({"shipped": json.dumps(self.over_shipped)})
        except Damaged as error:
            self._remove(new)
            mine = which(self.path)
            raise Damaged(
                f"{self.path} is damaged, and with it what you loaded; put a copy back: `retailgraph store "
                f"restore FILE{mine}`, or begin anew: `retailgraph store reset --loads{mine}`"
            ) from error
        new.replace(self._salvaged)  # under a name that says: this is whole
        sync_folder(self.path.parent)
        self._finish_salvage()

    @property
    def _salvaged(self) -> Path:
        return self.path.with_name(f"{self.path.name}.salvaged")

    def _finish_salvage(self) -> None:
        """Put what was salvaged in its place, also after a process that was killed before it did."""
        if self._salvaged.exists():
            self._remove(self.path)
            self._salvaged.replace(self.path)
            sync_folder(self.path.parent)

    @staticmethod
    def _remove(path: Path) -> None:
        # What is still to be written into a file goes first: a new file must not take it in.
        for suffix in ("-wal", "-shm", "-journal", "", "-writer"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        sync_folder(path.parent)


def _clear_views(folder: Path) -> None:
    """Take away what was made of the rows."""
    if folder.is_dir():
        import shutil

        for made in folder.glob(f"{VIEW}*"):
            shutil.rmtree(made, ignore_errors=True)
        for file in folder.glob(f"{KNOWN}*"):
            with suppress(OSError):
                file.unlink(missing_ok=True)


def _is_whole(meta: Mapping[str, Any]) -> bool:
    """Whether a record says what a store was made from, and not only what it is to lie over."""
    return "state" in meta


def meta_of(tables: Tables) -> dict[str, Any]:
    """The record of a store but for its ontology; StoreError if it is not what was written."""
    try:
        return {name: json.loads(value) for name, value in tables.facts().items()}
    except ValueError as error:
        raise damaged(tables.path, f"meta: {error}") from error


def _cache() -> Path:
    # Two installations must not make each other's file again in turn.
    place = f"{crc32(str(places.shipped('data')).encode()):08x}"
    return places.cache_home() / f"shipped-{place}"


def make_shipped(path: Path, progress: Progress, today: date) -> None:
    """Make the shipped file if it is missing or older than its files, or not what was written."""
    if _is_made(path):
        return
    try:
        with transactions.alone(path.with_name("building"), _WAIT_FOR_FIRST if not path.exists() else 0.0):
            if not _is_made(path):
                from retailgraph.graph.building import build_shipped

                build_shipped(path, progress, today)
    except Locked:
        if not path.exists():
            raise


def _is_made(path: Path) -> bool:
    if not path.exists() or not sums.seems_to_fit(path):
        return False
    try:
        with connecting.fixed(path) as tables:
            return sources.matches(meta_of(tables), shipped=True)
    except StoreError:
        return False  # a cache mends itself


def _refuse_foreign(path: Path) -> None:
    """An own store is a folder with our two folders in it: refuse to write into anything else."""
    if path.exists() and not path.is_dir():
        raise Refused(f"{path} is a file, not a folder; choose an empty folder for the store")
    try:
        names = {p.name for p in path.iterdir()} if path.is_dir() else set()
        ours = (
            {p.name for p in (path / OWN).iterdir() if not p.name.startswith((VIEW, KNOWN))}
            if (path / OWN).is_dir()
            else set()
        )
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    # Loads alone are ours if they say so: an earlier version may have been killed before it made a graph.
    if bool(names - {OWN, "loads"}) or (names == {"loads"} and not sources.is_ours(path / "loads")):
        raise Refused(f"{path} is not a retailgraph store and not empty; choose an empty folder")
    if ours and ours.isdisjoint({FILE, *_OF_FORMER_VERSIONS}):
        raise Refused(f"{path / OWN} is not a retailgraph store and is left alone; choose an empty folder")
