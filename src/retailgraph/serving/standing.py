"""The graph as it stands, for many readers at a time, and the next one when its rows or the day have changed.

Who reads goes on reading what stood when it began; what has no more readers is closed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from retailgraph.api import RetailGraph
from retailgraph.errors import RetailGraphError
from retailgraph.serving.worker import Moved, key_of, opened


class Standing:
    """One state of the graph. ``key`` names it, ``place`` says where it is, for another process too."""

    def __init__(self, place: Mapping[str, Any]) -> None:
        self.place = place
        self._first = opened(place)
        self.key = key_of(self._first)
        self.edges_of = self._first.edges_of.text
        self._idle = [self._first]
        self._all = [self._first]
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._readers, self._is_past = 0, False
        self._rdf: RetailGraph | None = None
        self._database: Path | None = None

    @contextmanager
    def graph(self) -> Iterator[RetailGraph]:
        """A graph for one reader; Moved if the rows are no longer those of this state."""
        with self._read():
            with self._lock:
                mine = self._idle.pop() if self._idle else None
            if mine is None:
                mine = self._another()
            try:
                yield mine
            finally:
                with self._lock:
                    self._idle.append(mine)

    def _another(self) -> RetailGraph:
        made = opened(self.place)
        if key_of(made) != self.key:
            made.close()
            raise Moved
        with self._lock:
            self._all.append(made)
        return made

    @contextmanager
    def _read(self) -> Iterator[None]:
        with self._lock:
            self._readers += 1
        try:
            yield
        finally:
            with self._lock:
                self._readers -= 1
            self._close_if_past()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The folder of the rows as RDF, made if it is not there; empty where no folder can be written."""
        with self._read():
            with self._making:
                if self._rdf is None:
                    self._rdf = self._another()
                    found = self._rdf.database
                    self._database = found if isinstance(found, Path) else None
            yield str(self._database or "")

    def is_ready(self) -> bool:
        """Whether the rows are there as RDF."""
        return self._rdf is not None

    def let_go(self) -> None:
        """Close it as soon as nobody reads it any more."""
        with self._lock:
            self._is_past = True
        self._close_if_past()

    def _close_if_past(self) -> None:
        with self._lock:
            if not self._is_past or self._readers:
                return
            closing, self._all, self._idle = self._all, [], []
        for graph in closing:
            graph.close()


class Graphs:
    """What stands now."""

    def __init__(self, store: str, with_shipped: bool, today: date | None = None) -> None:
        self._store, self._with_shipped, self._today = store, with_shipped, today
        self._looking = threading.Lock()
        self.reloads = 0
        self.now = self._standing()

    def _standing(self) -> Standing:
        today = self._today or date.today()
        place = {"store": self._store, "with_shipped": self._with_shipped, "today": today.isoformat()}
        return Standing(place)

    def look(self, *, make_rdf: bool = True) -> bool:
        """Take up what has changed, and say whether anything had; what stood answers until the next is ready.

        RetailGraphError if the graph cannot be read.
        """
        with self._looking:
            new = self._standing()
            if new.key == self.now.key:
                new.let_go()
                return False
            if make_rdf and self.now.is_ready():
                with new.database():
                    pass
            before, self.now = self.now, new
            self.reloads += 1
            before.let_go()
            return True

    def try_to_look(self) -> RetailGraphError | None:
        """The same; what went wrong, if anything did: then what stands goes on answering."""
        try:
            self.look()
        except (RetailGraphError, Moved) as error:
            return error if isinstance(error, RetailGraphError) else None
        return None

    def close(self) -> None:
        """Let go of what is read."""
        self.now.let_go()
