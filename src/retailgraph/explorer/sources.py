"""Who says so, for many relationships at once: one pass over the articles instead of a query for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from retailgraph.graph import Graph
from retailgraph.tables import articles
from retailgraph.tables.articles import Said, Source


class Sources:
    """Claims with their articles and passages, each listed once and named by its number."""

    def __init__(self, graph: Graph, wanted: Collection[str]) -> None:
        self.labels = graph.labels()
        self.claims: list[dict[str, Any]] = []
        self.articles: list[dict[str, str]] = []
        self.passages: list[str] = []
        self._until: date = graph.known_until
        self._numbers: dict[str, int] = {}
        self._article_numbers: dict[int, int] = {}
        self._passage_numbers: dict[tuple[int, int], int] = {}
        tables = graph.tables
        self._sources = articles.sources(tables)
        self._by_id = {source.id: source for source in self._sources.values()}
        self._words = articles.passages(tables)
        stated, added = articles.stated(tables), articles.qualifiers(tables)
        named = {f"{self._sources[said.article].id}/{said.key}": said for said in articles.claims(tables)}
        for number, name in enumerate(sorted(wanted, key=lambda c: (self._place(c), c))):
            self._numbers[name] = number
            said = named[name]
            self.claims.append({
                "article": self._article(said.article),
                "says": [self._passage(said.article, position) for position in stated.get(said.number, ())],
                **_told(said, dict(added.get(said.number, ()))),
            })  # fmt: skip

    def numbers(self, claims: Iterable[str]) -> list[int]:
        """The numbers of claims, the earliest publication first."""
        return sorted(self._numbers[claim] for claim in claims)

    def known(self, article: str) -> str:
        """The first day on which an article counts."""
        return self._by_id[article].counts_from(self._until).isoformat()

    def _place(self, claim: str) -> tuple[str, str]:
        """Where a claim stands among others: by publication, undated ones last."""
        article = claim.rpartition("/")[0]
        return self._by_id[article].published or "9999", article

    def _article(self, number: int) -> int:
        if number not in self._article_numbers:
            self._article_numbers[number] = len(self.articles)
            self.articles.append(_head(self._sources[number]))
        return self._article_numbers[number]

    def _passage(self, article: int, position: int) -> int:
        place = article, position
        if place not in self._passage_numbers:
            says, quote = self._words[place]
            self._passage_numbers[place] = len(self.passages)
            self.passages.append(says or quote)
        return self._passage_numbers[place]


def _told(said: Said, added: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """What a claim says of itself; what it does not is left out."""
    note = added.get("note", ("",))[0]
    dates = {"from": said.start, "to": said.end, "announced": said.announced}
    facts = {"status": said.status, **dates, "note": note}
    return {name: text for name, text in facts.items() if text}


def _head(source: Source) -> dict[str, str]:
    facts = {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "language": source.language,
        "url": source.url,
        "published": source.published,
        "copyOf": source.copy_of,
    }
    return {name: text for name, text in facts.items() if text}
