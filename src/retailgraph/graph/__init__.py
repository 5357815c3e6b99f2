"""The graph: a store kept in step with what was loaded, and what holds in it.

:class:`Graph` opens, loads, removes and rebuilds; look-ups, the network and exports read through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from retailgraph.errors import NotFound, Refused
from retailgraph.graph.home import Home
from retailgraph.graph.opened import Opened, When, as_date, as_paths, as_words
from retailgraph.tables import entities

if TYPE_CHECKING:
    from retailgraph.articles import Entity
    from retailgraph.articles.retyping import Held
    from retailgraph.graph.loaded import Loaded
    from retailgraph.graph.removal import Loss

__all__ = ["Graph", "Opened", "When", "as_date", "as_paths", "as_words"]
Progress = Callable[[str], None]


class Graph(Opened):
    """A graph on disk: opened for reading, written in transactions that readers never see half done."""

    _shipped_ids: tuple[Path | None, frozenset[str]] = (None, frozenset())
    """The ids of the entities of the shipped file that was looked into last."""

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        with_shipped: bool = False,
        today: date | None = None,
        progress: Progress | None = None,
        create: bool = True,
    ) -> Self:
        """The graph of the shipped articles and what the user loaded, or with ``path`` one of the user's own.

        The first opening builds the store; ``progress`` is called with a line for each step. An own store
        starts empty unless ``with_shipped``. NotFound if there is none at ``path`` and ``create`` is false;
        StoreError, Refused and Locked as the store says.
        """
        graph = cls.located(path, with_shipped=with_shipped, today=today)
        if path and not graph._home.begun():
            if not create:
                raise NotFound(f"no store at {path}; make one with: retailgraph --store {path} load FILES")
            graph._home.begin(progress or _silent, graph.today)
        graph.freshen(progress)
        return graph

    @classmethod
    def located(
        cls, path: str | Path | None = None, *, with_shipped: bool = False, today: date | None = None
    ) -> Self:
        """The graph without building or reading it; Refused if the folder is not ours."""
        return cls(Home.of(Path(path), with_shipped=with_shipped) if path else Home.default(), today)

    def _is_no_view(self) -> None:
        if self._present is not None:
            raise Refused("a view of another day cannot be changed; load into the graph that it came from")

    # --- building and changing ------------------------------------------------------------------------------

    def freshen(self, progress: Progress | None = None) -> None:
        """Build the store if it is missing or older than its files; Refused for a view.

        Readers never wait: while another process writes, what stands is read.
        """
        self._is_no_view()
        self._home.freshen(progress or _silent, self.today)

    def rebuild(self, progress: Progress | None = None, wait: float = 0.0) -> None:
        """Build the store again from its files. Refused for a view.

        Files of earlier loads that are no longer valid are left out and reported by ``progress``.
        """
        self.reset(wait=wait)
        self._home.freshen(progress or _silent, self.today)
        if not self._home.begun():
            self._home.rebuild(progress or _silent, self.today, wait)

    def load(
        self,
        paths: str | Path | Sequence[str | Path],
        *,
        keep_going: bool = False,
        dry_run: bool = False,
        wait: float = 0.0,
        progress: Progress | None = None,
    ) -> Loaded:
        """Load files and folders of articles, entities, bulk claims and decisions, in place of those before.

        InvalidData, with all findings, if anything is wrong: then nothing is loaded, unless ``keep_going``
        asks for the good files; also if a file changes meanwhile. ``dry_run`` only reads. Locked if another
        process writes for longer than ``wait`` seconds. What is loaded is on the disk when this returns.
        """
        from retailgraph.graph.loading import load

        return load(self, as_paths(paths), keep_going, dry_run, wait, progress or _silent)

    def remove(
        self, names: str | Iterable[str], *, wait: float = 0.0, progress: Progress | None = None
    ) -> tuple[str, ...]:
        """Remove articles, with what was concluded from them, and the user's entities, by their ids.

        Where they stood over a shipped one of the same id, the shipped one comes back. NotFound if one is not
        there; Refused for an entity that is shipped, or that articles or a decision still name.
        """
        from retailgraph.graph.loading import remove

        self._is_no_view()
        return remove(self, as_words(names), wait, progress or _silent)

    def reset(self, *, wait: float = 0.0, loads: bool = False) -> None:
        """Delete the store, to be rebuilt from its files; with ``loads`` forget what the user loaded too.

        Refused for a view.
        """
        self._is_no_view()
        self.close()
        self._home.reset(wait, forget=loads)

    # --- what is kept ---------------------------------------------------------------------------------------

    def losses(self) -> tuple[Loss, ...]:
        """What the user gave that is not kept, or not loaded, as it was given; empty if all is well.

        Every kept file is read and compared with the hash of what was loaded, and with what this graph holds.
        """
        from retailgraph.graph.removal import losses

        return losses(self._present or self)

    def shipped_entity(self, name: str) -> Entity | None:
        """The shipped entity of an id, which one of the user's may stand over; None if there is none."""
        shipped = self.home.shipped
        if shipped is None:
            return None
        from retailgraph.tables import connecting

        if (
            self._shipped_ids[0] != shipped
        ):  # a file may describe very many entities, hardly any of them shipped
            with connecting.fixed(shipped) as below:
                self._shipped_ids = shipped, frozenset(entities.ids(below))
        if name not in self._shipped_ids[1]:
            return None
        with connecting.fixed(shipped) as below:
            return next(entities.entities(below, [name]), None)

    def claims_naming(self, name: str) -> Iterator[Held]:
        """The claims of the graph that name an entity; of entities made one, those of the one."""
        from retailgraph.graph.naming import held

        return held(self.tables, self.read_as.get(name, (name,))[0])

    # --- what is in it --------------------------------------------------------------------------------------

    @property
    def read_as(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """By each id of entities that decisions made one: the id kept, and the types in its own file."""
        known: dict[str, tuple[str, tuple[str, ...]]] = self.meta.get("read_as", {})
        return known

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """The decisions in force: verdict, ids, by, why, on and the place of each."""
        made: list[dict[str, Any]] = self.meta.get("decisions", [])
        return made

    def loads(self) -> list[int]:
        """The numbers of what was loaded, oldest first."""
        from retailgraph.tables import loads

        return loads.numbers(self.tables)

    def holders(self, scheme: str, value: str) -> set[str]:
        """All ids of the entities with an identifier of another register (lei, wikidata, isin, ticker)."""
        ids = entities.holders(self.tables, scheme, value)
        return ids | {id for id, (kept, _) in self.read_as.items() if kept in ids}

    def known_types(self) -> dict[str, tuple[str, ...]]:
        """The types by every id that files may name: also by those that are read as another's."""
        return self.types() | {id: tuple(types) for id, (_, types) in self.read_as.items()}

    def types(self) -> dict[str, tuple[str, ...]]:
        """Every entity's types, by id."""
        return entities.types(self.tables)

    def labels(self) -> dict[str, str]:
        """Every entity's current name, by id."""
        return entities.labels(self.tables)

    def has_entity(self, name: str) -> bool:
        """Whether an entity has this id."""
        return entities.head(self.tables, name) is not None

    def has_article(self, name: str) -> bool:
        """Whether an article has this id."""
        from retailgraph.tables import articles

        return articles.source(self.tables, name) is not None

    def articles(self) -> list[str]:
        """The ids of all articles, sorted."""
        from retailgraph.tables import articles

        return articles.ids(self.tables)

    def near_articles(self, name: str) -> list[str]:
        """The ids of articles most like a name."""
        from difflib import get_close_matches

        return get_close_matches(name, self.articles(), 3, 0.5)


def _silent(line: str) -> None:
    """Progress that nobody asked for."""
