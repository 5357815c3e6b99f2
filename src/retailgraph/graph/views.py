"""The graph of another day: as known from the articles up to a day, as confirmed since a day, and with the
edges of a day.

All are copies in memory, made from the store alone; the store on disk stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pyoxigraph as ox

from retailgraph.conclusion import Report, conclude
from retailgraph.conclusion.learning import Learning
from retailgraph.dates import PartialDate
from retailgraph.dates import day as only
from retailgraph.graph import claims, quads, reading
from retailgraph.graph.building import circles, owned
from retailgraph.graph.building import conclusion_lines as lines_of
from retailgraph.ontology import ARTICLE, GRAPH, RG, STATUS, Ontology
from retailgraph.relationships import Relationship, day_after


class Past(NamedTuple):
    """What was known on a day: a store in memory, and how much is in it."""

    store: ox.Store
    counts: dict[str, int]


def known_on(
    store: ox.Store, day: date, today: date, ontology: Ontology, types: Mapping[str, Collection[str]]
) -> Past:
    """What a store would hold if only the articles up to a day had been loaded, on that day.

    An article counts from the latest day on which it may have been published, an undated one from the day
    it was read; one with neither counts as published today, so it is known only from today on.
    """
    articles = [g for g in _named(store) if g.value.startswith(ARTICLE)]
    known = [a for a in articles if claims.published(store, a, max(day, today)) <= day]
    past = ox.Store()
    # Not the conclusions, nor the edges: those are what is made anew.
    kept = {g for g in _named(store) if not g.value.startswith(ARTICLE)}
    for graph in (*(kept - {reading.CONCLUSIONS, reading.EDGES}), *known):
        past.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    reports = claims.all_reports(past, day)
    relationships, conflicts = conclude(reports, ontology, types)
    conflicts += circles(owned(relationships, ontology, day))
    _load(past, [*lines_of(relationships, conflicts, ontology, day), quads.written_on(only(day))])
    return Past(past, {"articles": len(known), "claims": len(reports)})


def learned(
    store: ox.Store, today: date, ontology: Ontology, types: Mapping[str, Collection[str]]
) -> Iterator[tuple[date, dict[str, Relationship | None]]]:
    """Day by day what the articles of before today changed, by keys; None for what was concluded no longer.

    Added up to a day it is what :func:`known_on` concludes of that day.
    """
    learning, library = Learning(ontology, types), _Library(store, today)
    for day, articles in library.days():
        yield day, learning.learn(library.reports(articles))


class _Library:
    """The articles of a store as they come out: until its original is there, a copy speaks for itself."""

    def __init__(self, store: ox.Store, today: date) -> None:
        self._store, self._today = store, today
        self._reports: defaultdict[str, list[Report]] = defaultdict(list)
        for report in claims.all_reports(store, today):
            self._reports[report.article].append(report)
        copies = reading.match(store, None, ox.NamedNode(RG + "copyOf"), None, None)
        self._originals = {_id(quad.subject): _id(quad.object) for quad in copies}
        self._out: set[str] = set()

    def days(self) -> Iterator[tuple[date, list[str]]]:
        """The days before today on which articles came out, in order, and these articles."""
        articles = [g for g in _named(self._store) if g.value.startswith(ARTICLE)]
        dated = sorted((claims.published(self._store, a, self._today), _id(a)) for a in articles)
        for day, group in groupby(dated, key=itemgetter(0)):
            if day < self._today:
                yield day, [article for _, article in group]

    def reports(self, articles: Iterable[str]) -> Iterator[Report]:
        """Those of articles that come out now, and again those of copies of them that were there before."""
        self._out.update(articles)
        for article in self._with_copies(articles) & self._out:
            if article in self._originals:
                source = claims.origin(article, self._copied)
                by = claims.stands_behind(self._store, source)
                yield from (replace(report, publisher=by) for report in self._reports[article])
            else:
                yield from self._reports[article]

    def _with_copies(self, articles: Iterable[str]) -> set[str]:
        found, before = set(articles), 0
        while len(found) > before:
            before = len(found)
            found |= {copy for copy, original in self._originals.items() if original in found}
        return found

    def _copied(self, article: str) -> str | None:
        return self._originals.get(article, "") if article in self._out else None


def _id(article: ox.NamedNode) -> str:
    return article.value[len(ARTICLE) :]


def with_edges(store: ox.Store, period: PartialDate, ontology: Ontology) -> ox.Store:
    """A copy of a store whose edges are what held on a day, or on some day of a month or year."""
    dated = ox.Store()
    for graph in _named(store):
        if graph != reading.EDGES:
            dated.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    for quad in list(reading.match(dated, reading.EDGES, None, None, reading.CONCLUSIONS)):
        dated.remove(quad)
    relationships = [known.relationship for known in reading.known(store, reading.ALL)]
    edges = {e for r in relationships for e in quads.edge_lines(r, ontology, period)}
    _load(dated, [*sorted(edges), quads.written_on(period)])
    return dated


def confirmed_since(store: ox.Store, since: date, period: PartialDate, ontology: Ontology) -> ox.Store:
    """A copy of a store in which open states that nobody reported since a day are unknown (rule ``stale``).

    They are in doubt from the day after their last report on: until then they held as they were reported.
    """
    doubted = ox.Store()
    for graph in _named(store):
        doubted.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    bound: dict[ox.Variable, Any] = {ox.Variable("since"): reading.day_term(since)}
    found: Any = store.query(_UNCONFIRMED, substitutions=bound)
    for row in found:
        _doubt(doubted, row["spell"], date.fromisoformat(row["last"].value), row["doubted"])
    doubted.remove_graph(reading.EDGES)
    relationships = [known.relationship for known in reading.known(doubted, reading.ALL)]
    _load(doubted, sorted({e for r in relationships for e in quads.edge_lines(r, ontology, period)}))
    return doubted


_UNCONFIRMED = f"""
SELECT ?spell ?last ?doubted ?since WHERE {{ GRAPH <{GRAPH}conclusions> {{
  ?r <{RG}lastReported> ?last ; <{RG}spell> ?spell . FILTER(?last < ?since)
  ?spell <{RG}status> <{STATUS}inForce> .
  FILTER NOT EXISTS {{ ?spell <{RG}until> ?until }}
  OPTIONAL {{ ?spell <{RG}doubtedFrom> ?doubted }}
}} }}"""


def _doubt(store: ox.Store, spell: ox.NamedNode, last: date, doubted: ox.Literal | None) -> None:
    start = day_after(last)
    if start is None:
        return
    if doubted is not None:
        start = min(start, date.fromisoformat(doubted.value))
    for name in ("doubtedFrom", "doubtedUntil"):
        for quad in list(reading.match(store, spell, ox.NamedNode(RG + name), None, reading.CONCLUSIONS)):
            store.remove(quad)
    node = ox.NamedNode(RG + "doubtedFrom")
    store.add(ox.Quad(spell, node, reading.day_term(start), reading.CONCLUSIONS))


def _named(store: ox.Store) -> list[ox.NamedNode]:
    return [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]


def _load(store: ox.Store, lines: Iterable[str]) -> None:
    store.bulk_load(("\n".join(lines) + "\n").encode(), ox.RdfFormat.N_QUADS)
