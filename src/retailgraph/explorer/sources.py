"""Who says so, for many relationships at once: one pass over the articles instead of a query for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from retailgraph.graph import Graph, reading
from retailgraph.graph.claims import published
from retailgraph.ontology import ARTICLE, CLAIM, PREFIXES, RG, STATUS

_OF_CLAIM = {RG + name: name for name in ("status", "from", "to", "announced", "note")}
_OF_PASSAGE = {RG + name: name for name in ("says", "quote")}
_OF_ARTICLE = {
    PREFIXES["dcterms"] + "title": "title",
    PREFIXES["dcterms"] + "publisher": "publisher",
    PREFIXES["dcterms"] + "language": "language",
    PREFIXES["schema"] + "url": "url",
    RG + "published": "published",
    RG + "copyOf": "copyOf",
}
_Facts = Mapping[str, Mapping[str, str]]


class Sources:
    """Claims with their articles and passages, each listed once and named by its number."""

    def __init__(self, graph: Graph, wanted: Collection[str]) -> None:
        self.labels = graph.labels()
        self.claims: list[dict[str, Any]] = []
        self.articles: list[dict[str, str]] = []
        self.passages: list[str] = []
        self._graph = graph
        self._numbers: dict[str, int] = {}
        claims, articles, passages = (_facts(graph, m) for m in (_OF_CLAIM, _OF_ARTICLE, _OF_PASSAGE))
        stated = _stated(graph)
        place = {claim: _place(claim, articles) for claim in wanted}
        for number, claim in enumerate(sorted(wanted, key=lambda c: (place[c], c))):
            self._numbers[CLAIM + claim] = number
            told = claims.get(CLAIM + claim, {})
            self.claims.append({
                "article": self._article(ARTICLE + claim.rpartition("/")[0], articles),
                "says": [self._passage(passage, passages) for passage in sorted(stated[CLAIM + claim])],
                **{name: value.removeprefix(STATUS) for name, value in told.items()},
            })  # fmt: skip

    def numbers(self, claims: Iterable[str]) -> list[int]:
        """The numbers of claims, the earliest publication first."""
        return sorted(self._numbers[CLAIM + claim] for claim in claims)

    def known(self, article: str) -> str:
        """The first day on which an article counts."""
        return published(
            self._graph.store, ox.NamedNode(ARTICLE + article), self._graph.known_until
        ).isoformat()

    def _article(self, article: str, facts: _Facts) -> int:
        if article not in self._numbers:
            known = {name: value.removeprefix(ARTICLE) for name, value in facts.get(article, {}).items()}
            self._numbers[article] = len(self.articles)
            self.articles.append({"id": article[len(ARTICLE) :], **known})
        return self._numbers[article]

    def _passage(self, passage: str, facts: _Facts) -> int:
        if passage not in self._numbers:
            said = facts.get(passage, {})
            self._numbers[passage] = len(self.passages)
            self.passages.append(said.get("says") or said.get("quote", ""))
        return self._numbers[passage]


def _place(claim: str, articles: _Facts) -> tuple[str, str]:
    """Where a claim stands among others: by publication, undated ones last."""
    article = claim.rpartition("/")[0]
    return articles.get(ARTICLE + article, {}).get("published", "9999"), article


def _stated(graph: Graph) -> Mapping[str, list[str]]:
    """The passages that state each claim."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in reading.match(graph.store, None, ox.NamedNode(RG + "statedIn"), None, None):
        found[quad.subject.value].append(quad.object.value)
    return found


def _facts(graph: Graph, names: Mapping[str, str]) -> _Facts:
    """The values of predicates, by subject and by the names that they have here; the conclusions' are not."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for predicate, name in names.items():
        for quad in reading.match(graph.store, None, ox.NamedNode(predicate), None, None):
            if quad.graph_name != reading.CONCLUSIONS:
                found[quad.subject.value][name] = quad.object.value
    return found
