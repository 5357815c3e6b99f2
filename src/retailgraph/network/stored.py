"""What a network is made of, read from the store: entities, and the spells of their relationships.

One query for each predicate, its rows put into a dictionary by subject. For everything at once that
takes half the time of one query that joins or unites them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import pyoxigraph as ox

from retailgraph.graph import Graph, reading
from retailgraph.ontology import (
    ARTICLE,
    CLAIM,
    ENTITY,
    PREFIXES,
    RDF,
    RDFS,
    RELATIONSHIP,
    RG,
    SKOS,
    STATUS,
    Ontology,
)
from retailgraph.relationships import Span, Spell

Values: TypeAlias = dict[str, str]
"""By subject, the one value that it has."""
Lists: TypeAlias = defaultdict[str, list[str]]
"""By subject, all its values; asking for a subject that has none adds it."""

_SCHEMA = PREFIXES["schema"]
_IDS = {SKOS + "exactMatch": "wikidata", _SCHEMA + "leiCode": "lei"}
_NOT_IDS = frozenset(RG + name for name in ("alsoId", "country", "formerName"))
_NAMES = (SKOS + "altLabel", SKOS + "prefLabel")
QUALIFIERS = ("scope", "market", "role", "under")
"""Those that an edge tells."""


class Link(NamedTuple):
    """One spell of a relationship, and what is the same about it on every day.

    In the order of ends, relation, distinction and spell, none of which depends on the store.
    """

    subject: str
    object: str
    relation: str
    distinction: tuple[tuple[str, str], ...]
    number: int
    spell: Spell
    first_reported: date
    last_reported: date
    facts: dict[str, Any]


def pairs(store: ox.Store, predicate: str, graph: ox.NamedNode) -> Iterator[tuple[str, str]]:
    """Subjects and objects of a predicate in a graph, as text."""
    query = f"SELECT ?s ?o {{ ?s <{predicate}> ?o }}"
    rows: Any = store.query(query, default_graph=[graph])
    return ((row[0].value, row[1].value) for row in rows)


def lists(store: ox.Store, predicate: str, graph: ox.NamedNode) -> Lists:
    """All objects of a predicate in a graph, by subject, as text."""
    found: Lists = defaultdict(list)
    for subject, value in pairs(store, predicate, graph):
        found[subject].append(value)
    return found


# --- entities -------------------------------------------------------------------------------------------


def nodes(graph: Graph) -> dict[str, dict[str, Any]]:
    """The attributes of all entities, by id, in the order of ids."""
    store, place = graph.store, reading.ENTITIES
    labels = dict(pairs(store, RDFS + "label", place))
    types = lists(store, RDF + "type", place)
    others = [lists(store, predicate, place) for predicate in _NAMES]
    former = lists(store, RG + "formerName", place)
    countries = dict(pairs(store, RG + "country", place))
    order = {RG + name: name for name in graph.ontology.types}
    found = {
        iri[len(ENTITY) :]: _node(
            labels[iri],
            [name for kind, name in order.items() if kind in types[iri]],
            [
                *(name for known in others for name in sorted(known[iri])),
                *(labels[node] for node in sorted(former[iri])),
            ],
            countries.get(iri, ""),
        )
        for iri in sorted(types)
        if RG + "Entity" in types[iri]
    }
    for scheme, id, value in _ids(store):
        if id in found:
            found[id].setdefault(f"id_{scheme}", value)
    return found


def _node(label: str, types: list[str], others: list[str], country: str) -> dict[str, Any]:
    return {
        "label": label,
        "type": types[0] if types else "",
        "types": types,
        "names": list(dict.fromkeys((label, *others))),
        "country": country,
    }


def _ids(store: ox.Store) -> Iterator[tuple[str, str, str]]:
    """Scheme, entity and value of identifiers in other registers; the schemes are whatever the store has."""
    found: Any = store.query("SELECT DISTINCT ?p { ?s ?p ?o }", default_graph=[reading.ENTITIES])
    for predicate in sorted(row[0].value for row in found):
        scheme = _IDS.get(predicate, "")
        if predicate.startswith(RG) and predicate not in _NOT_IDS:
            scheme = predicate[len(RG) :]
        if scheme:
            for iri, value in sorted(pairs(store, predicate, reading.ENTITIES)):
                yield scheme, iri[len(ENTITY) :], value.removeprefix(PREFIXES["wd"])


# --- links ----------------------------------------------------------------------------------------------


def links(graph: Graph) -> list[Link]:
    """All spells of all relationships, in order."""
    return sorted(_Links(graph.store, graph.ontology), key=_order)


def _order(link: Link) -> tuple[Any, ...]:
    return link[:5]


class _Links:
    """Puts together what the queries found about each relationship and each spell."""

    def __init__(self, store: ox.Store, ontology: Ontology) -> None:
        self._store = store
        self._ontology = ontology
        self._ends = [self._one(RDF + name) for name in ("subject", "predicate", "object")]
        self._first, self._last = self._one(RG + "firstReported"), self._one(RG + "lastReported")
        self._articles = self._one(RG + "articles")
        self._publishers = self._many("publishedBy")
        self._distinctions = self._many("distinguishedBy")
        self._qualifiers = {name: self._many(name) for name in QUALIFIERS}
        self._sources = sources(store)
        self._spells = _Spells(store)

    def _one(self, predicate: str) -> Values:
        return dict(pairs(self._store, predicate, reading.CONCLUSIONS))

    def _many(self, name: str) -> Lists:
        return lists(self._store, RG + name, reading.CONCLUSIONS)

    def __iter__(self) -> Iterator[Link]:
        subjects, predicates, objects = self._ends
        for iri, node in pairs(self._store, RG + "spell", reading.CONCLUSIONS):
            number, spell = self._spells.spell(node)
            name = predicates[iri][len(RG) :]
            told = self._distinctions.get(iri)
            distinction = tuple(sorted(map(reading.distinction, told))) if told else ()
            yield Link(
                subjects[iri][len(ENTITY) :],
                objects[iri][len(ENTITY) :],
                name,
                distinction,
                number,
                spell,
                date.fromisoformat(self._first[iri]),
                date.fromisoformat(self._last[iri]),
                {
                    **self._when(name, spell),
                    **{name: self._values(name, iri, distinction) for name in QUALIFIERS},
                    **self._support(iri),
                    "symmetric": self._ontology.relations[name].symmetric,
                    "relationship": iri[len(RELATIONSHIP) :],
                    "spell": number,
                },
            )

    def _when(self, name: str, spell: Spell) -> dict[str, Any]:
        return {
            "relation": name,
            "label": self._ontology.relations[name].label,
            "status": "",
            "stale": False,
            **_bounds("since", spell.since),
            **_bounds("until", spell.until),
            "announced": spell.announced,
            "share": "",
            "shares": [f"{step.share} ({step.day.isoformat()})" for step in spell.shares],
        }

    def _support(self, iri: str) -> dict[str, Any]:
        return {
            "articles": int(self._articles[iri]),
            "publishers": sorted(self._publishers[iri]),
            "first_reported": self._first[iri],
            "last_reported": self._last[iri],
            "sources": self._sources.get(iri, []),
        }

    def _values(self, name: str, iri: str, distinction: tuple[tuple[str, str], ...]) -> list[str]:
        """A qualifier's values; of one that tells relationships apart, only those that this one is about."""
        if iri not in self._qualifiers[name]:
            return []
        values = sorted(value.removeprefix(ENTITY) for value in self._qualifiers[name][iri])
        mine = dict(distinction).get(name)
        return [v for v in values if mine is None or self._ontology.distinct(name, v) == mine]


class _Spells:
    """Puts together what the queries found about each spell."""

    def __init__(self, store: ox.Store) -> None:
        place = reading.CONCLUSIONS
        self._positions = dict(pairs(store, RG + "position", place))
        self._statuses = dict(pairs(store, RG + "status", place))
        self._spans = {
            side: [dict(pairs(store, RG + side + bound, place)) for bound in ("Earliest", "Latest", "")]
            for side in ("since", "until")
        }
        self._announced = dict(pairs(store, RG + "announced", place))
        self._shares = lists(store, RG + "shareStep", place)
        self._doubts = [dict(pairs(store, RG + n, place)) for n in ("doubtedFrom", "doubtedUntil")]

    def spell(self, node: str) -> tuple[int, Spell]:
        """The number of a spell, and the spell but for how it was concluded."""
        doubted, cleared = (_day(known.get(node)) for known in self._doubts)
        return int(self._positions[node]), Spell(
            status=self._statuses[node][len(STATUS) :],
            since=self._span("since", node),
            until=self._span("until", node),
            announced=self._announced.get(node, ""),
            shares=tuple(sorted(map(reading.step, self._shares[node]))) if node in self._shares else (),
            doubted=doubted,
            doubted_until=cleared,
        )

    def _span(self, side: str, node: str) -> Span | None:
        low, high, text = self._spans[side]
        return Span(_day(low.get(node)), _day(high.get(node)), text[node]) if node in text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _bounds(name: str, span: Span | None) -> dict[str, str]:
    """A date as stated (empty where no article states it), and the first and last day it may be."""
    low, high, text = span or Span()
    return {
        name: text,
        f"{name}_earliest": low.isoformat() if low else "",
        f"{name}_latest": high.isoformat() if high else "",
    }


def span_of(facts: Mapping[str, Any], name: str) -> Span:
    """The days that an edge's facts give as ``since`` or ``until``."""
    return Span(_day(facts[f"{name}_earliest"]), _day(facts[f"{name}_latest"]), facts[name])


def sources(store: ox.Store) -> Mapping[str, list[str]]:
    """By relationship the addresses of the articles behind it, or an article's id where it has none."""
    articles: dict[str, set[str]] = defaultdict(set)
    for iri, claim in pairs(store, RG + "claim", reading.CONCLUSIONS):
        articles[iri].add(claim[len(CLAIM) :].rpartition("/")[0])
    urls = dict(_addresses(store))
    return {iri: [urls.get(name, name) for name in sorted(names)] for iri, names in articles.items()}


def _addresses(store: ox.Store) -> Iterable[tuple[str, str]]:
    rows: Any = store.query(f"SELECT ?a ?url {{ GRAPH ?a {{ ?a <{_SCHEMA}url> ?url }} }}")
    return ((row[0].value[len(ARTICLE) :], row[1].value) for row in rows)
