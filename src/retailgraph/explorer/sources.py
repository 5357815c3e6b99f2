"""Who says so, for many relationships at once: one pass over the articles instead of a query for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from retailgraph.graph import Graph, reading
from retailgraph.ontology import ARTICLE, CLAIM, PREFIXES, RELATIONSHIP, RG, STATUS

_CLAIM, _STATED = ox.NamedNode(RG + "claim"), ox.NamedNode(RG + "statedIn")
_TEXTS = ("says", "quote")
_OF_CLAIM = ("status", "from", "to", "announced", "note")
_OF_ARTICLE = {
    PREFIXES["dcterms"] + "title": "title",
    PREFIXES["dcterms"] + "publisher": "publisher",
    PREFIXES["dcterms"] + "language": "language",
    PREFIXES["schema"] + "url": "url",
    RG + "published": "published",
    RG + "publishedLatest": "latest",
    RG + "copyOf": "copyOf",
}


class Sources:
    """The claims behind relationships; articles and passages are listed once and named by their number."""

    def __init__(self, graph: Graph, keys: Iterable[str]) -> None:
        self.labels = graph.labels()
        self.articles: list[dict[str, str]] = []
        self.passages: list[str] = []
        self._of_key = _claims_by_key(graph, frozenset(keys))
        wanted = {claim for claims in self._of_key.values() for claim in claims}
        self._articles: dict[str, int] = {}
        self._passages: dict[str, int] = {}
        self._claims = {claim: self._claim(graph, claim) for claim in sorted(wanted)}

    def claims(self, key: str) -> list[dict[str, Any]]:
        """The claims behind a relationship, the earliest publication first."""
        found = [self._claims[claim] for claim in self._of_key.get(key, ())]
        return sorted(
            found, key=lambda c: (self.articles[c["article"]].get("published", "9999"), c["article"])
        )

    def _claim(self, graph: Graph, claim: str) -> dict[str, Any]:
        article = ARTICLE + claim[len(CLAIM) :].rpartition("/")[0]
        facts = reading.facts_of(graph.store, ox.NamedNode(claim), ox.NamedNode(article))
        made: dict[str, Any] = {
            "article": self._article(graph, article),
            "says": [self._passage(graph, p, article) for p in _sorted(facts[_STATED.value])],
        }
        for name in _OF_CLAIM:
            value = reading.one(facts, name)
            if value:
                made[name] = value.removeprefix(STATUS)
        return made

    def _article(self, graph: Graph, article: str) -> int:
        if article not in self._articles:
            facts = reading.facts_of(graph.store, ox.NamedNode(article), ox.NamedNode(article))
            known = {name: facts[iri][0].value for iri, name in _OF_ARTICLE.items() if facts[iri]}
            known["id"] = article[len(ARTICLE) :]
            if "copyOf" in known:
                known["copyOf"] = known["copyOf"].removeprefix(ARTICLE)
            self._articles[article] = len(self.articles)
            self.articles.append(known)
        return self._articles[article]

    def _passage(self, graph: Graph, passage: ox.NamedNode, article: str) -> int:
        if passage.value not in self._passages:
            facts = reading.facts_of(graph.store, passage, ox.NamedNode(article))
            self._passages[passage.value] = len(self.passages)
            self.passages.append(next((reading.one(facts, n) for n in _TEXTS if reading.one(facts, n)), ""))
        return self._passages[passage.value]


def _sorted(nodes: Iterable[Any]) -> list[Any]:
    return sorted(nodes, key=lambda node: str(node.value))


def _claims_by_key(graph: Graph, keys: frozenset[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for quad in reading.match(graph.store, None, _CLAIM, None, reading.CONCLUSIONS):
        key = quad.subject.value[len(RELATIONSHIP) :]
        if key in keys:
            found[key].append(quad.object.value)
    return {key: sorted(claims) for key, claims in found.items()}
