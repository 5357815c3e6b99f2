"""A graph that another machine serves: asked over HTTP, it answers with the values of one on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

from retailgraph.frames import Listing
from retailgraph.graph import When
from retailgraph.remote.calling import Address, Fields
from retailgraph.remote.shapes import revived

if TYPE_CHECKING:
    from retailgraph.answers.answer import Answer
    from retailgraph.answers.history import History
    from retailgraph.connections import Chain, Common
    from retailgraph.form import Form
    from retailgraph.lookup.cards import Card, Listed, SourceEntry, Stats
    from retailgraph.lookup.doubts import Disagreement
    from retailgraph.lookup.history import PeriodChanges, Timeline
    from retailgraph.lookup.rows import Row
    from retailgraph.sparql import Results

__all__ = ["RemoteGraph"]
T = TypeVar("T")


class RemoteGraph:
    """A served graph; made by :meth:`retailgraph.RetailGraph.connect`.

    Its methods take and give what those of :class:`retailgraph.RetailGraph` of the same name do, and raise
    the same errors; StoreError where the server does not answer. A context manager, for the same face.
    """

    def __init__(self, url: str, token: str = "", seconds: float = 60.0) -> None:
        self._address = Address(url, token, seconds)
        self._times: dict[str, str] = {}

    def at(self, as_of: When = None, known_on: When = None, confirmed_since: When = None) -> Self:
        """The same graph, asked about another time."""
        view = type(self)(self._address.url, self._address.token, self._address.seconds)
        view._times = {**self._times, **_times(as_of, known_on, confirmed_since)}
        return view

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is kept open."""

    # --- answers --------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        as_of: When = None,
        known_on: When = None,
        confirmed_since: When = None,
        why: bool = False,
    ) -> Answer:
        """The answer to a question in words."""
        from retailgraph.answers.answer import Answer

        times = _times(as_of, known_on, confirmed_since)
        return self._whole(Answer, "ask", {"q": question, "why": why, **times}, "rows")

    def find(
        self,
        type: str = "",
        *,
        relation: str | Sequence[str] = (),
        of: Any = (),
        side: str = "",
        where: Sequence[Any] = (),
        form: Form | Mapping[str, Any] | None = None,
        as_of: When = None,
        known_on: When = None,
        why: bool = False,
        **more: Any,
    ) -> Answer:
        """What stands in a relation to an entity, asked by a form instead of by words."""
        from retailgraph.answers.answer import Answer

        body = _plain(form)
        if body is None:
            given = {"type": type, "relation": relation, "of": of, "side": side, "where": where, **more}
            body = {name: value for name, value in given.items() if value not in ("", ())}
        fields = {"why": why, **_times(as_of, known_on, None)}
        return self._whole(Answer, "find", fields, "rows", body)

    def why(
        self, subject: str, relation: str, object: str, *, as_of: When = None, known_on: When = None
    ) -> Answer:
        """All that is known of one relationship, each row with the passages behind it."""
        from retailgraph.answers.answer import Answer

        three = {"subject": subject, "relation": relation, "object": object}
        return self._whole(Answer, "why", {**three, **_times(as_of, known_on)}, "rows")

    def history(
        self, subject: str, relation: str, object: str, *, as_of: When = None, known_on: When = None
    ) -> History:
        """Every claim about one relationship in the order of publication, and what is concluded from them."""
        from retailgraph.answers.history import History

        three = {"subject": subject, "relation": relation, "object": object}
        return self._whole(History, "history", {**three, **_times(as_of, known_on)}, "claims")

    def show(
        self, entity: str, *, as_of: When = None, known_on: When = None, confirmed_since: When = None
    ) -> Card:
        """An entity whole: who it is, every relationship in groups, and its figures."""
        from urllib.parse import quote

        from retailgraph.lookup.cards import Card

        path = f"entities/{quote(entity, safe='')}"
        return self._whole(Card, path, _times(as_of, known_on, confirmed_since))

    def timeline(self, entity: str, *, as_of: When = None, known_on: When = None) -> Timeline:
        """What happened to an entity, in order."""
        from retailgraph.lookup.history import Timeline

        return self._whole(Timeline, "timeline", {"entity": entity, **_times(as_of, known_on)}, "events")

    def changes(
        self,
        start: When,
        end: When = None,
        entity: str = "",
        *,
        as_of: When = None,
        known_on: When = None,
    ) -> PeriodChanges:
        """What happened from ``start`` to ``end``, both included."""
        from retailgraph.lookup.history import PeriodChanges

        given = {"start": str(start), **({"end": str(end)} if end else {}), "entity": entity}
        return self._whole(PeriodChanges, "changes", {**given, **_times(as_of, known_on)}, "events")

    def conflicts(
        self, entity: str = "", *, as_of: When = None, known_on: When = None
    ) -> Listing[Disagreement]:
        """Where the sources disagree, in all or about an entity."""
        from retailgraph.lookup.doubts import Disagreement

        return self._rows(Disagreement, "conflicts", {"entity": entity, **_times(as_of, known_on)})

    def stale(self, entity: str = "", *, as_of: When = None, known_on: When = None) -> Listing[Row]:
        """What holds as far as is known but nobody has reported for long."""
        from retailgraph.lookup.rows import Row

        return self._rows(Row, "stale", {"entity": entity, **_times(as_of, known_on)})

    def path(
        self,
        start: str,
        end: str,
        *,
        through: Sequence[str] = (),
        max_hops: int = 4,
        count: int = 1,
        over_time: bool = False,
        as_of: When = None,
        known_on: When = None,
    ) -> Listing[Chain]:
        """The most telling chains of relationships between two entities."""
        from retailgraph.connections import Chain

        two = {"one": start, "two": end, "through": list(through), "max_hops": max_hops, "count": count}
        times = _times(as_of, known_on)
        return self._rows(Chain, "path", {**two, "over_time": over_time, **times})

    def common(
        self, one: str, two: str, *, over_time: bool = False, as_of: When = None, known_on: When = None
    ) -> Listing[Common]:
        """What two entities are both joined to."""
        from retailgraph.connections import Common

        given = {"one": one, "two": two, "over_time": over_time, **_times(as_of, known_on)}
        return self._rows(Common, "common", given)

    def list(self, type: str = "", *, as_of: When = None, known_on: When = None) -> Listing[Listed]:
        """All entities, or those of a type."""
        from retailgraph.lookup.cards import Listed

        return self._rows(Listed, "entities", {"type": type, **_times(as_of, known_on)})

    def articles_about(self, entity: str = "") -> Listing[SourceEntry]:
        """The articles, or those that say something of an entity, the latest first."""
        from retailgraph.lookup.cards import SourceEntry

        return self._rows(SourceEntry, "articles", {"entity": entity}, dated=False)

    def stats(self) -> Stats:
        """How much the graph holds."""
        from retailgraph.lookup.cards import Stats

        return revived(Stats, self._address.get("stats", {}))

    def query(self, text: str, *, as_of: When = None, known_on: When = None) -> Results:
        """The results of a SPARQL 1.1 query."""
        from retailgraph.remote.querying import results

        return results(self._address, text, {**self._times, **_times(as_of, known_on)})

    # --- documents ------------------------------------------------------------------------------------------

    def _whole(self, kind: type[T], path: str, fields: Fields, listed: str = "", body: Any = None) -> T:
        document = self._document(path, {**self._times, **fields}, listed, body)
        return revived(kind, document)

    def _rows(self, kind: type[T], path: str, fields: Fields, *, dated: bool = True) -> Listing[T]:
        times = self._times if dated else {}
        document = self._document(path, {**times, **fields}, "rows")
        return Listing(revived(kind, row) for row in document["rows"])

    def _document(self, path: str, fields: Fields, listed: str, body: Any = None) -> dict[str, Any]:
        """An answer with all pages of its list."""
        if not listed:
            return self._address.get(path, fields, body)
        pages = list(self._pages(path, fields, body))
        return {**pages[0], listed: [item for page in pages for item in page[listed]]}

    def _pages(self, path: str, fields: Fields, body: Any) -> Iterator[dict[str, Any]]:
        cursor: str | None = ""
        while cursor is not None:
            page = self._address.get(path, {**fields, "limit": 1000, "cursor": cursor}, body)
            yield page
            cursor = page["page"]["next"]


def _times(as_of: When, known_on: When, confirmed_since: When = None) -> dict[str, str]:
    given = {"as_of": as_of, "known_on": known_on, "confirmed_since": confirmed_since}
    return {name: str(when) for name, when in given.items() if when is not None}


def _plain(form: Form | Mapping[str, Any] | None) -> Any:
    from retailgraph.form import Form
    from retailgraph.form.plain import to_plain

    return to_plain(form) if isinstance(form, Form) else form
