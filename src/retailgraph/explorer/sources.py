"""Who says so, for many relationships at once: one pass over the articles instead of a query for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from retailgraph.graph import Graph, reading
from retailgraph.ontology import ARTICLE, CLAIM, PREFIXES, RELATIONSHIP, RG, STATUS

_OF_CLAIM = {RG + name: name for name in ("status", "from", "to", "announced", "note")}
_OF_PASSAGE = {RG + name: name for name in ("says", "quote")}
_OF_ARTICLE = {
    PREFIXES["dcterms"] + "title": "title",
    PREFIXES["dcterms"] + "publisher": "publisher",
    PREFIXES["dcterms"] + "language": "language",
    PREFIXES["schema"] + "url": "url",
    RG + "published": "published",
    RG + "publishedLatest": "latest",
    RG + "copyOf": "copyOf",
}
_Facts = Mapping[str, Mapping[str, str]]


class Sources:
    """The claims behind relationships; articles and passages are listed once and named by their number."""

    def __init__(self, graph: Graph, keys: Iterable[str]) -> None:
        self.labels = graph.labels()
        self.articles: list[dict[str, str]] = []
        self.passages: list[str] = []
        self._of_key = _claims_by_key(graph, frozenset(keys))
        self._numbers: dict[str, int] = {}
        claims, articles, passages = (_facts(graph, m) for m in (_OF_CLAIM, _OF_ARTICLE, _OF_PASSAGE))
        stated = _stated(graph)
        wanted = {claim for claims in self._of_key.values() for claim in claims}
        self._claims: dict[str, dict[str, Any]] = {
            claim: {
                "article": self._article(ARTICLE + claim[len(CLAIM) :].rpartition("/")[0], articles),
                "says": [self._passage(passage, passages) for passage in sorted(stated[claim])],
                **{name: value.removeprefix(STATUS) for name, value in claims.get(claim, {}).items()},
            }
            for claim in sorted(wanted)
        }

    def claims(self, key: str) -> list[dict[str, Any]]:
        """The claims behind a relationship, the earliest publication first."""
        found = [self._claims[claim] for claim in self._of_key.get(key, ())]
        return sorted(found, key=lambda claim: (self._published(claim["article"]), claim["article"]))

    def _published(self, article: int) -> str:
        return self.articles[article].get("published", "9999")

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


def _claims_by_key(graph: Graph, keys: frozenset[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for quad in reading.match(graph.store, None, ox.NamedNode(RG + "claim"), None, reading.CONCLUSIONS):
        key = quad.subject.value[len(RELATIONSHIP) :]
        if key in keys:
            found[key].append(quad.object.value)
    return {key: sorted(claims) for key, claims in found.items()}


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
