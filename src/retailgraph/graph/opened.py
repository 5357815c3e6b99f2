"""An open graph: its rows, its ontology, the same as RDF, and views of another day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from retailgraph.dates import PartialDate, day, partial
from retailgraph.errors import UsageError
from retailgraph.graph import places
from retailgraph.graph.home import Home, meta_of
from retailgraph.ontology import Ontology, from_dict
from retailgraph.tables.failures import damaged
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    import pyoxigraph as ox

    from retailgraph.graph.views import Past
    from retailgraph.rdf.kept import Kept
    from retailgraph.relationships import Relationship

When: TypeAlias = "PartialDate | str | None"


class Opened:
    """What is read of a graph. Nothing is opened before it is asked for."""

    def __init__(self, home: Home, today: date | None = None) -> None:
        self._home = home
        self._today = today
        self._tables: Tables | None = None
        self._ontology: Ontology | None = None
        self._meta: dict[str, Any] | None = None
        self._present: Self | None = None
        self._as_of: PartialDate | None = None
        self._known: PartialDate | None = None
        self._past: Past | None = None
        self._rdf: Kept | None = None
        self._dated: ox.Store | None = None
        self._past_rdf: ox.Store | None = None
        self._views: dict[date, Past] = {}

    @property
    def today(self) -> date:
        """The day that answers are for: given when opened, or the day it is."""
        return self._today or date.today()

    @property
    def ontology(self) -> Ontology:
        """What can be said in this graph."""
        if self._present is not None:
            return self._present.ontology
        if self._ontology is None:
            self._ontology = _ontology_of(self.tables)
        return self._ontology

    @property
    def as_of(self) -> PartialDate | None:
        """The day, month or year that this view is of; None for the graph itself, which is of today."""
        return self._as_of

    @property
    def period(self) -> PartialDate:
        """The day, month or year that answers are for: that of a view, else today."""
        return self._as_of or day(self.today)

    @property
    def known_on(self) -> PartialDate | None:
        """The day, month or year up to which this view knows the articles; None if it knows all."""
        return self._known

    def at(self, as_of: When = None, known_on: When = None, confirmed_since: When = None) -> Self:
        """This graph as of a day, month or year, and as known from the articles up to another.

        A view for reading: what is asked of it is answered for that time. ``known_on`` means its last day;
        alone it is the day that answers are for, too. With ``confirmed_since`` what has no known end and was
        last reported before the first day of that is unknown since. Closing this graph closes its views.
        UsageError for what is no date.
        """
        when, known, since = as_date(as_of), as_date(known_on), as_date(confirmed_since)
        if when is None and known is None and since is None:
            return self
        view = type(self)(self._home, self._today)
        view._present = self._present or self
        view._as_of = when or self._as_of
        view._known = known or self._known
        view._past = view._present._known_on(known.latest) if known else self._past
        view._today = (when or known or day(self.today)).latest
        if since is not None:
            view._past = view._confirmed_since(since.earliest)
        return view

    def _confirmed_since(self, since: date) -> Past:
        from retailgraph.graph.views import confirmed_since

        return confirmed_since(self.tables, since, self.edges_of)

    def _known_on(self, day: date) -> Past:
        """What was known on a day; the last one asked for is kept, as making it costs more than asking."""
        if day not in self._views:
            from retailgraph.graph.knownviews import kept

            self._views.clear()
            self._views[day] = kept(self._home, self.tables, day, self.today, lambda: self._made(day))
        return self._views[day]

    def _made(self, day: date) -> Past:
        from retailgraph.graph.views import known_on

        return known_on(self.tables, day, self.today, self.ontology)

    @property
    def tables(self) -> Tables:
        """The rows of the store, or of a view; they stay as they are until this graph is closed."""
        if self._past is not None:
            return self._past.tables
        if self._present is not None:
            return self._present.tables
        if self._tables is None:
            self._tables = self._home.open_whole(self.today)
        return self._tables

    @property
    def edges_of(self) -> PartialDate:
        """The day, month or year of which the edges in :attr:`store` are."""
        if self._past is not None:
            return self._past.edges_of
        return self._present.edges_of if self._present else partial(self.meta["day"])

    @property
    def store(self) -> ox.Store:
        """The same as RDF; its edges are those of the day that the store was written on."""
        if self._past is None and self._present is not None:
            return self._present.store
        if self._past is not None:
            if self._past_rdf is None:
                self._past_rdf = self._as_rdf(self.edges_of)
            return self._past_rdf
        if self._rdf is None:
            from retailgraph.graph.queried import queried

            self._rdf = queried(self._home, self.tables, self.ontology, self.edges_of)
        return self._rdf.store

    def _as_rdf(self, edges_of: PartialDate) -> ox.Store:
        from retailgraph.rdf.view import store_of

        return store_of(self.tables, self.ontology, edges_of, places.shipped("ontology"))

    @property
    def dated(self) -> ox.Store:
        """The same as ``store``, with the edges of the time that a view is of: for queries and exports."""
        if self._as_of is None:
            return self.store
        if self._dated is None:
            self._dated = self._as_rdf(self._as_of)
        return self._dated

    def edges_differ(self) -> str:
        """The day that the edges of ``store`` are of, if some of them are no longer what holds today; or "".

        Answers are of today all the same; it is SPARQL that sees the edges, and ``at(today)`` has today's.
        """
        from retailgraph.tables import edges

        drawn = self.edges_of
        if drawn.precision < 3 or drawn.earliest == self.today:
            return ""
        return drawn.text if edges.turn(self.tables, drawn.earliest, self.today) else ""

    @property
    def database(self) -> ox.Store | Path:
        """What another process can ask instead of ``dated``: the folder on disk, or a store in memory."""
        if self._past is None and self._as_of is None:
            store = self.store
            present = self._present or self
            return (present._rdf and present._rdf.folder) or store
        return self.dated

    @property
    def directory(self) -> Path:
        """Where the store lies on disk."""
        return self._home.directory

    @property
    def home(self) -> Home:
        """The files behind the store."""
        return self._home

    @property
    def meta(self) -> dict[str, Any]:
        """The record of what the store was built from."""
        if self._present is not None:
            return self._present.meta
        if self._meta is None:
            self._meta = meta_of(self.tables)
        return self._meta

    def counts(self) -> dict[str, int]:
        """How many articles, entities, claims and relationships there are."""
        from retailgraph.tables import counts

        return counts.counts(self.tables)

    @property
    def known_until(self) -> date:
        """The last day of which articles count: that of a view as known on a day, else today."""
        return self._known.latest if self._known else (self._present or self).today

    def learned(self) -> Iterator[tuple[date, dict[str, Relationship | None]]]:
        """Day by day until :attr:`known_until` what articles changed, by keys of relationships.

        None stands for what was no longer concluded. Added up to a day it is what ``at(known_on=day)`` holds.
        """
        from retailgraph.graph.views import learned

        return learned(self.tables, self.known_until, self.ontology)

    def close(self) -> None:
        """Let go of what is read, and of what was made from it."""
        for past in (*self._views.values(), *((self._past,) if self._past else ())):
            past.tables.close()
        if self._rdf is not None:
            self._rdf.close()
        self._past = self._past_rdf = self._dated = self._rdf = self._meta = self._ontology = None
        self._views.clear()
        if self._tables is not None:
            self._tables.close()
            self._tables = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close; StoreError for what the engine of RDF raises when it comes upon a damaged block."""
        self.close()
        if isinstance(error, RuntimeError) and str(error).startswith("Corruption"):
            raise damaged(self._home.path, "its RDF is not what was written") from error


def _ontology_of(tables: Tables) -> Ontology:
    text = tables.fact("ontology", below=True)
    try:
        return _ontology_from(text)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(tables.path, f"ontology: {error}") from error


@lru_cache(maxsize=2)
def _ontology_from(text: str) -> Ontology:
    """What the text says: read once for all stores of a process that were made with the same ontology."""
    return from_dict(json.loads(text))


def as_date(when: When) -> PartialDate | None:
    """The partial date of a text; UsageError for what is no date."""
    if not isinstance(when, str):
        return when
    try:
        return partial(when)
    except ValueError as error:
        raise UsageError(str(error)) from None


def as_words(words: str | Iterable[str]) -> tuple[str, ...]:
    """One word or several, as several: a text is one of them, and not its letters."""
    return (words,) if isinstance(words, str) else tuple(words)


def as_paths(words: str | Path | Iterable[str | Path]) -> list[Path]:
    """The paths that one word names, or several; UsageError for an empty one, which would mean the folder
    one is in."""
    found = [words] if isinstance(words, str | Path) else list(words)
    if "" in map(str, found):
        raise UsageError("an empty word names no file or folder; . is the folder you are in")
    return [Path(word) for word in found]
