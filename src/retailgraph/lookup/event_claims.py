"""The claims behind the events of relationships, and where their articles stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from retailgraph.dates import PartialDate, partial
from retailgraph.graph import Graph
from retailgraph.tables import articles


class DatedClaim(NamedTuple):
    """What one claim adds to telling an event."""

    article: str
    relation: str
    status: str
    since: PartialDate | None
    until: PartialDate | None
    announced: PartialDate | None
    share: str


class Publication(NamedTuple):
    """Where an article stands; ``published`` is as written, empty if unknown."""

    article: str
    publisher: str
    published: str
    url: str
    title: str

    @property
    def order(self) -> tuple[date, date, str]:
        """The earliest first; of those that begin alike the more precise."""
        if not self.published:
            return (date.max, date.max, self.article)
        when = partial(self.published)
        return (when.earliest, when.latest, self.article)


class EventClaims:
    """The claims behind relationships, and where they stand; each is read from the store once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._said: dict[str, list[tuple[int, DatedClaim]]] = {}
        self._spells: dict[str, dict[int, set[int]]] = {}
        self._sources: dict[str, Publication] = {}
        self._ids: dict[int, str] = {}

    def of(self, key: str, spell: int = 0) -> list[DatedClaim]:
        """The claims that a relationship was concluded from; of one of several spells its own."""
        if key not in self._said:
            behind = articles.claims_behind(self._graph.tables, key)
            for number, known in articles.sources(
                self._graph.tables, {said.article for said in behind}
            ).items():
                self._ids[number] = known.id
                self._sources.setdefault(known.id, _placed(known))
            self._said[key] = [(said.number, self._read(said)) for said in behind]
            self._spells[key] = articles.claims_of_spells(self._graph.tables, key)
        own = self._spells[key].get(spell)
        return [said for number, said in self._said[key] if own is None or number in own]

    def _read(self, said: articles.Said) -> DatedClaim:
        dates = (said.start, said.end, said.announced)
        since, until, announced = (partial(text) if text else None for text in dates)
        return DatedClaim(
            self._ids[said.article], said.relation, said.status, since, until, announced, said.share
        )

    def source(self, article: str) -> Publication:
        """Where an article stands."""
        if article not in self._sources:
            known = articles.source(self._graph.tables, article)
            self._sources[article] = _placed(known) if known else Publication(article, "", "", "", "")
        return self._sources[article]

    def first(self, articles: Iterable[str]) -> Publication | None:
        """The article that was published first."""
        return min((self.source(a) for a in articles), key=lambda s: s.order, default=None)


def _placed(known: articles.Source) -> Publication:
    return Publication(known.id, known.publisher, known.published, known.url, known.title)
