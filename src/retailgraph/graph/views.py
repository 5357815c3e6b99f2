"""The graph of another day: as known from the articles up to a day, and as confirmed since a day.

Both belong to one connection, made from the rows alone; the store on disk stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from retailgraph.conclusion import Report, conclude
from retailgraph.conclusion.learning import Learning
from retailgraph.dates import PartialDate
from retailgraph.dates import day as only
from retailgraph.graph.circles import circles, owned_on
from retailgraph.ontology import Ontology
from retailgraph.relationships import Relationship
from retailgraph.tables import articles, entities, past
from retailgraph.tables.reports import Reports
from retailgraph.tables.store import Tables
from retailgraph.tables.writing import Writing


class Past(NamedTuple):
    """Rows as they would be on another day, and the time of which their edges are."""

    tables: Tables
    edges_of: PartialDate


def known_on(tables: Tables, day: date, today: date, ontology: Ontology) -> Past:
    """What a store would hold if only the articles up to a day had been loaded, on that day.

    An article counts from the latest day on which it may have been published, an undated one from the day
    it was read; one with neither counts as published today, so it is known only from today on.
    """
    sources = articles.sources(tables).values()
    known = [s.number for s in sources if s.counts_from(max(day, today)) <= day]
    view = past.knowing(tables, known)
    reports = Reports(view, day)
    found, conflicts = conclude(reports.all(), ontology, entities.types(view))
    writing = Writing(view, ontology, "temp")
    writing.put_relationships(found, reports.numbers)
    acyclic = {r.name for r in ontology.relations.values() if r.acyclic}
    writing.put_conflicts([*conflicts, *circles(owned_on(view, acyclic, day))], reports.numbers)
    return Past(view, only(day))


def confirmed_since(tables: Tables, since: date, edges_of: PartialDate) -> Past:
    """The same store, in which open states that nobody reported since a day are unknown (rule ``stale``)."""
    return Past(past.doubting(tables, since), edges_of)


def learned(
    tables: Tables, today: date, ontology: Ontology
) -> Iterator[tuple[date, dict[str, Relationship | None]]]:
    """Day by day what the articles of before today changed, by keys; None for what was concluded no longer.

    Added up to a day it is what :func:`known_on` concludes of that day.
    """
    learning, library = Learning(ontology, entities.types(tables)), _Library(tables, today)
    for day, out in library.days():
        yield day, learning.learn(library.reports(out))


class _Library:
    """The articles of a store as they come out: until its original is there, a copy speaks for itself."""

    def __init__(self, tables: Tables, today: date) -> None:
        self._today = today
        self._reports: defaultdict[str, list[Report]] = defaultdict(list)
        for report in Reports(tables, today).all():
            self._reports[report.article].append(report)
        self._sources = {source.id: source for source in articles.sources(tables).values()}
        self._out: set[str] = set()

    def days(self) -> Iterator[tuple[date, list[str]]]:
        """The days before today on which articles came out, in order, and these articles."""
        dated = sorted((s.counts_from(self._today), s.id) for s in self._sources.values())
        for day, group in groupby(dated, key=itemgetter(0)):
            if day < self._today:
                yield day, [article for _, article in group]

    def reports(self, articles: Iterable[str]) -> Iterator[Report]:
        """Those of articles that come out now, and again those of copies of them that were there before."""
        self._out.update(articles)
        for article in self._with_copies(articles) & self._out:
            by = self._stands_behind(article)
            yield from (replace(report, publisher=by) for report in self._reports[article])

    def _stands_behind(self, article: str) -> str:
        first = articles.origin(article, self._copied)
        return self._sources[first].publisher or first

    def _with_copies(self, articles: Iterable[str]) -> set[str]:
        found, before = set(articles), 0
        while len(found) > before:
            before = len(found)
            found |= {s.id for s in self._sources.values() if s.copy_of in found}
        return found

    def _copied(self, article: str) -> str | None:
        return self._sources[article].copy_of if article in self._out else None
