"""Claims of the store as reports: what concluding starts from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from retailgraph.conclusion import Report
from retailgraph.conclusion.complete_lists import lists_of
from retailgraph.conclusion.learning import Bearing
from retailgraph.dates import partial
from retailgraph.relationships import span
from retailgraph.tables import articles
from retailgraph.tables.articles import Qualifiers, Said, Source, share
from retailgraph.tables.entities import among
from retailgraph.tables.store import Tables

_OBJECTS = "object IN (SELECT value FROM json_each(?)) AND relation NOT IN (SELECT value FROM json_each(?))"
_OBJECTS_OF = "object IN (SELECT value FROM json_each(?)) AND relation IN (SELECT value FROM json_each(?))"
_SUBJECTS = "subject IN (SELECT value FROM json_each(?)) AND relation IN (SELECT value FROM json_each(?))"
_TRIPLE = "subject = ? AND relation = ? AND object = ?"


class _Head(NamedTuple):
    """What a report takes from its article."""

    article: str
    publisher: str
    published: date
    not_before: date
    unread: bool


class Reports:
    """Makes reports of claims as of a day; ``numbers`` gives those of all claims met so far, by name."""

    def __init__(self, tables: Tables, today: date) -> None:
        self.numbers: dict[str, int] = {}
        self._tables, self._today = tables, today
        self._heads: dict[int, _Head] = {}
        self._sources: dict[str, Source | None] = {}

    def all(self) -> list[Report]:
        """All claims of all articles."""
        sources = articles.sources(self._tables)
        self._sources.update((source.id, source) for source in sources.values())
        self._heads.update((number, self._head(source)) for number, source in sources.items())
        added = articles.qualifiers(self._tables)
        return [self._report(said, added.get(said.number, ())) for said in articles.claims(self._tables)]

    def about(
        self, objects: Collection[str], alone: Collection[str], either_side: Collection[str]
    ) -> list[Report]:
        """The claims about these objects, but for those of the relations ``alone``.

        Those of the relations ``either_side`` are found by their subject too.
        """
        some = among(objects)
        said = articles.claims(self._tables, _OBJECTS, (some, among(alone)))
        said += articles.claims(self._tables, _SUBJECTS, (some, among(either_side)))
        return self.of({one.number: one for one in said}.values())

    def between(
        self, low: str, high: str, either_side: Collection[str], without: Collection[str] = ()
    ) -> list[Report]:
        """The claims about objects from an id on and before another ('' is no bound), and those of the
        relations ``either_side`` about such subjects; but for those of the relations ``without``."""
        bound = {"low": low, "high": high, "sided": among(either_side), "without": among(without)}
        said: dict[int, Said] = {}
        for side, more in (
            ("object", ""),
            ("subject", " AND relation IN (SELECT value FROM json_each(:sided))"),
        ):
            where = f"{side} >= :low" + (f" AND {side} < :high" if high else "") + more
            where += " AND relation NOT IN (SELECT value FROM json_each(:without))" if without else ""
            said.update((one.number, one) for one in articles.claims(self._tables, where, bound))
        return self.of(said.values())

    def of_ends(
        self, names: Collection[str], founding: Collection[str], ending: Collection[str]
    ) -> list[Report]:
        """The claims by which these entities were founded, or ended."""
        some = among(names)
        said = articles.claims(self._tables, _OBJECTS_OF, (some, among(founding)))
        said += articles.claims(self._tables, _SUBJECTS, (some, among(ending)))
        return self.of({one.number: one for one in said}.values())

    def turned_into(self, names: Collection[str], becoming: Collection[str]) -> set[str]:
        """Who these are said to have become, and who is said to have become these, and so on."""
        seen = waiting = set(names)
        while waiting:
            bound = (among(waiting), among(becoming))
            said = articles.claims(self._tables, _SUBJECTS, bound)
            said += articles.claims(self._tables, _OBJECTS_OF, bound)
            waiting = {name for one in said for name in (one.subject, one.object)} - seen
            seen = seen | waiting
        return seen - set(names)

    def with_lives(self, reports: list[Report], bearing: Bearing) -> list[Report]:
        """These, and what tells of the beginning and the end of all who take part in them."""
        ends = {end for report in reports for end in bearing.ends_of(report)}
        events = self.of_ends(ends, bearing.founding, bearing.ending) if ends else []
        if complete := articles.complete(self._tables):
            keys = {key for report in reports for key in lists_of(report)}
            events += self.of([s for s, side in complete.values() if articles.list_of(s, side) in keys])
        return list({r.claim: r for r in (*reports, *events)}.values())

    def of_triples(self, triples: Iterable[tuple[str, str, str]]) -> list[Report]:
        """The claims of these subjects, relations and objects."""
        return self.of([s for triple in triples for s in articles.claims(self._tables, _TRIPLE, triple)])

    def of(self, said: Collection[Said]) -> list[Report]:
        """These claims."""
        if not said:
            return []
        missing = {one.article for one in said} - self._heads.keys()
        for number, source in articles.sources(self._tables, missing).items() if missing else ():
            self._sources[source.id] = source
            self._heads[number] = self._head(source)
        added = articles.qualifiers(self._tables, [one.number for one in said])
        return [self._report(one, added.get(one.number, ())) for one in said]

    def _head(self, source: Source) -> _Head:
        first, last = source.published_earliest, source.counts_from(self._today)
        return _Head(
            source.id,
            self.publisher(source.id),
            last,
            min(date.fromisoformat(first), last) if first else date.min,
            not (first or source.retrieved),
        )

    def publisher(self, article: str) -> str:
        """Who stands behind an article: the publisher of what it repeats, or an id where none is named."""
        first = articles.origin(article, self._copied)
        known = self._source(first)
        return known.publisher if known and known.publisher else first

    def _source(self, article: str) -> Source | None:
        if article not in self._sources:
            self._sources[article] = articles.source(self._tables, article)
        return self._sources[article]

    def _copied(self, article: str) -> str | None:
        known = self._source(article)
        return known.copy_of if known else None

    def _report(self, said: Said, qualifiers: Qualifiers) -> Report:
        head = self._heads[said.article]
        name = f"{head.article}/{said.key}"
        self.numbers[name] = said.number
        return Report(
            claim=name,
            article=head.article,
            publisher=head.publisher,
            published=head.published,
            not_before=head.not_before,
            unread=head.unread,
            subject=said.subject,
            relation=said.relation,
            object=said.object,
            status=said.status,
            start=span(partial(said.start)) if said.start else None,
            end=span(partial(said.end)) if said.end else None,
            announced=partial(said.announced) if said.announced else None,
            share=share(said.share),
            confidence=said.confidence,
            qualifiers=qualifiers,
        )
