"""Graphs that people keep beside what articles say, each by its name, to the triple.

Nothing is concluded from them. A file holds each, named after its name; a query sees them beside the rows, in
a copy of their database that shares its large files.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from retailgraph.disks import sync_folder
from retailgraph.errors import StoreError, TooLarge
from retailgraph.rdf.kept import copy_database
from retailgraph.writing import make_folder, write_whole

MOST = 1000
"""Graphs at most."""
_MARK = "# graph "
_COPIES = 3
"""Databases that are kept: who began to ask one goes on while there are newer ones."""


class NamedGraphs:
    """The graphs of a folder, which need not be there."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._copies: dict[tuple[str, str], Path] = {}
        self._place: tempfile.TemporaryDirectory[str] | None = None

    def version(self) -> str:
        """What changes with any of them; empty if there are none."""
        told = []
        for path in self._files():
            with suppress(FileNotFoundError):
                status = path.stat()
                told.append(f"{path.name} {status.st_mtime_ns} {status.st_size}")
        return sha256("\n".join(told).encode()).hexdigest()[:16] if told else ""

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.nt")) if self._folder.is_dir() else []

    def _path(self, name: str) -> Path:
        return self._folder / f"{sha256(name.encode()).hexdigest()[:32]}.nt"

    def has(self, name: str) -> bool:
        """Whether there is a graph of a name."""
        return self._path(name).is_file()

    def put(self, name: str, triples: Iterable[ox.Triple]) -> bool:
        """Write a graph in the place of what its name had; whether it is new. It is on the disk then."""
        is_new = not self.has(name)
        if is_new and len(self._files()) >= MOST:
            raise TooLarge(f"there are {MOST} graphs already, and more are not kept")
        make_folder(self._folder, durable=True)
        lines = "".join(sorted({f"{triple} .\n" for triple in triples}))
        write_whole(self._path(name), f"{_MARK}{name}\n{lines}", mark=_MARK, durable=True)
        return is_new

    def add(self, name: str, triples: Iterable[ox.Triple]) -> bool:
        """Add to a graph, or begin it; whether it is new. Blank nodes of both stay apart."""
        before = [quad.triple for quad in self._quads(self._path(name))] if self.has(name) else []
        return self.put(name, [*before, *_apart(triples, before)])

    def remove(self, name: str) -> bool:
        """Remove a graph; False if there is none."""
        try:
            self._path(name).unlink()
        except FileNotFoundError:
            return False
        sync_folder(self._folder)
        return True

    def _quads(self, path: Path) -> Iterator[ox.Quad]:
        text = path.read_text(encoding="utf-8")
        head, _, lines = text.partition("\n")
        if not head.startswith(_MARK):
            raise StoreError(f"{path}: is no graph that was put here")
        name = ox.NamedNode(head.removeprefix(_MARK))
        for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, name)

    def beside(self, database: str) -> str:
        """A database of the same quads and of all these graphs; the same if there are none."""
        with self._lock:
            key = database, self.version()
            if not key[1]:
                return database
            if key not in self._copies:
                self._copies[key] = self._copied(Path(database))
                while len(self._copies) > _COPIES:
                    shutil.rmtree(self._copies.pop(next(iter(self._copies))), ignore_errors=True)
            return str(self._copies[key])

    def _copied(self, database: Path) -> Path:
        if self._place is None:
            # Beside the database, whose large files are shared where they lie on one disk.
            self._place = tempfile.TemporaryDirectory(prefix="named-", dir=_beside(database))
        made = Path(tempfile.mkdtemp(dir=self._place.name)) / "database"
        copy_database(database, made)
        store = ox.Store(str(made))
        for path in self._files():
            store.extend(self._quads(path))
        store.flush()
        return made

    def close(self) -> None:
        """Let go of the copies."""
        if self._place is not None:
            self._place.cleanup()
            self._place = None


def _beside(database: Path) -> str | None:
    """A folder on the disk of a database in which something can be made; None for the system's own."""
    for folder in database.parents[1:2]:
        with suppress(OSError):
            probe = tempfile.mkdtemp(prefix="named-", dir=folder)
            Path(probe).rmdir()
            return str(folder)
    return None


def _apart(triples: Iterable[ox.Triple], before: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples with blank nodes that none of those before has."""
    taken = {term.value for triple in before for term in triple if isinstance(term, ox.BlankNode)}
    renamed: dict[str, ox.BlankNode] = {}

    def fresh(term: Any) -> Any:
        if not isinstance(term, ox.BlankNode) or term.value not in taken:
            return term
        return renamed.setdefault(term.value, ox.BlankNode())

    for triple in triples:
        yield ox.Triple(fresh(triple.subject), triple.predicate, fresh(triple.object))
