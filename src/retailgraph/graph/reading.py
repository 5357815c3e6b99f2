"""From the store back to values: the SPARQL that look-ups run, and what its rows become.

Values reach a query by binding, never by formatting text into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pyoxigraph as ox

from retailgraph.ontology import CLAIM, ENTITY, GRAPH, PREFIXES, RDF, RDFS, RELATIONSHIP, RG, STATUS
from retailgraph.relationships import Conflict, Relationship, Span, Spell, Step

CONCLUSIONS, ENTITIES = ox.NamedNode(GRAPH + "conclusions"), ox.NamedNode(GRAPH + "entities")
EDGES, NAMES = ox.NamedNode(GRAPH + "edges"), ox.NamedNode(GRAPH + "names")
TYPE, LABEL = ox.NamedNode(RDF + "type"), ox.NamedNode(RDFS + "label")
SUBJECT, PREDICATE, OBJECT = (ox.NamedNode(RDF + n) for n in ("subject", "predicate", "object"))

_PREFIXES = {p: PREFIXES[p] for p in ("rg", "rdf", "rdfs", "dcterms", "schema")}

_RELATIONSHIPS = """
SELECT ?r ?part ?p ?o %s WHERE {
  %s
  { ?r ?p ?o FILTER(?p != rg:claim) }
  UNION { ?r rg:spell ?part . ?part ?p ?o }
  UNION { VALUES ?side { rdf:subject rdf:object } VALUES ?p { rdfs:label rdf:type }
          ?r ?side ?part . ?part ?p ?o }
}"""
# The engine binds only variables that the query projects.
OF_SUBJECT = _RELATIONSHIPS % ("?given ?relation", "?r rdf:subject ?given . ?r rdf:predicate ?relation .")
OF_OBJECT = _RELATIONSHIPS % ("?given ?relation", "?r rdf:object ?given . ?r rdf:predicate ?relation .")
OF_PARTY = _RELATIONSHIPS % ("?given ?relation ?q", "?r ?q ?given . ?r rdf:predicate ?relation .")
OF_PAIR = _RELATIONSHIPS % ("?given ?other", "?r rdf:subject ?given . ?r rdf:object ?other .")
ALL_OF_SUBJECT = _RELATIONSHIPS % ("?given", "?r rdf:subject ?given .")
ALL_OF_OBJECT = _RELATIONSHIPS % ("?given", "?r rdf:object ?given .")
ALL = _RELATIONSHIPS % ("", "?r a rg:Relationship .")
ALL_OF_RELATION = _RELATIONSHIPS % ("?relation", "?r rdf:predicate ?relation .")
ONE = _RELATIONSHIPS % ("?given", "?given a rg:Relationship . BIND(?given AS ?r)")

EVIDENCE = """
SELECT ?claim ?article ?p ?o ?passage ?says ?quote ?r WHERE {
  ?r rg:claim ?claim .
  GRAPH ?article { { ?claim ?p ?o } UNION { ?claim rg:statedIn ?passage .
      OPTIONAL { ?passage rg:says ?says } OPTIONAL { ?passage rg:quote ?quote } } }
}"""
ARTICLE_FACTS = "SELECT ?p ?o ?article WHERE { GRAPH ?article { ?article ?p ?o } }"
ENTITY_FACTS = """
SELECT ?node ?p ?o ?entity WHERE {
  { ?entity ?p ?o } UNION { ?entity rg:formerName ?node . ?node ?p ?o }
}"""
FIGURES = """
SELECT ?figure ?article ?p ?o ?entity WHERE {
  GRAPH ?article { ?figure a rg:Figure ; rdf:subject ?entity . ?figure ?p ?o }
}"""


class Known(NamedTuple):
    """A relationship as the store holds it, with the names and types of both ends."""

    key: str
    relationship: Relationship
    subject_name: str
    object_name: str
    subject_types: tuple[str, ...]
    object_types: tuple[str, ...]


class _Parts:
    """What the rows of one relationship say: of itself, and of the nodes it names."""

    __slots__ = ("others", "own")

    def __init__(self) -> None:
        self.own: dict[str, list[Any]] = defaultdict(list)
        self.others: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))


def ask(store: ox.Store, query: str, **values: str) -> Any:
    """The solutions of one of this module's queries, with values bound as IRIs."""
    bound: dict[ox.Variable, Any] = {ox.Variable(name): ox.NamedNode(value) for name, value in values.items()}
    return store.query(query, prefixes=_PREFIXES, default_graph=[CONCLUSIONS, ENTITIES], substitutions=bound)


def match(store: ox.Store, *pattern: Any) -> Iterator[Any]:
    """The quads that fit (subject, predicate, object, graph).

    Untyped on purpose: the engine's types allow quoted triples and blank nodes, of which we write none.
    """
    return store.quads_for_pattern(*pattern)


def known(store: ox.Store, query: str, **values: str) -> list[Known]:
    """The relationships that one of the queries above finds."""
    found: dict[str, _Parts] = defaultdict(_Parts)
    for row in ask(store, query, **values):
        r, part, p, o = row[0], row[1], row[2], row[3]
        parts = found[r.value]
        if part is None:
            parts.own[p.value].append(o)
        else:
            parts.others[part.value][p.value].append(o)
    return [_known(iri, parts) for iri, parts in sorted(found.items())]


def _known(iri: str, parts: _Parts) -> Known:
    own = parts.own
    subject, object = own[RDF + "subject"][0].value, own[RDF + "object"][0].value
    one, two = parts.others[subject], parts.others[object]
    spells = [parts.others[s.value] for s in own[RG + "spell"]]
    relationship = Relationship(
        subject=subject[len(ENTITY) :],
        relation=own[RDF + "predicate"][0].value[len(RG) :],
        object=object[len(ENTITY) :],
        distinction=tuple(sorted(_pair(d.value) for d in own.get(RG + "distinguishedBy", ()))),
        spells=tuple(_spell(s) for s in sorted(spells, key=lambda s: int(s[RG + "position"][0].value))),
        claims=(),
        articles=int(own[RG + "articles"][0].value),
        publishers=tuple(sorted(p.value for p in own[RG + "publishedBy"])),
        first_reported=date.fromisoformat(own[RG + "firstReported"][0].value),
        last_reported=date.fromisoformat(own[RG + "lastReported"][0].value),
        qualifiers=_qualifiers(own),
    )
    return Known(
        iri[len(RELATIONSHIP) :],
        relationship,
        one[RDFS + "label"][0].value if RDFS + "label" in one else relationship.subject,
        two[RDFS + "label"][0].value if RDFS + "label" in two else relationship.object,
        types_of(one[RDF + "type"]),
        types_of(two[RDF + "type"]),
    )


def types_of(terms: Iterable[Any]) -> tuple[str, ...]:
    """The entity types among rdf:type values."""
    names = {t.value[len(RG) :] for t in terms}
    return tuple(sorted(dict.fromkeys(n for n in names if n != "Entity")))


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


_STRUCTURE = frozenset(
    RG + n
    for n in (
        "articles",
        "publishers",
        "publishedBy",
        "firstReported",
        "lastReported",
        "spell",
        "distinguishedBy",
        "claim",
    )
)


def _qualifiers(own: dict[str, list[Any]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        sorted(
            (predicate[len(RG) :], tuple(sorted(plain(v) for v in values)))
            for predicate, values in own.items()
            if predicate.startswith(RG) and predicate not in _STRUCTURE
        )
    )


def plain(term: Any) -> str:
    """A term as the data files write it: an entity's id, or the text."""
    value: str = term.value
    return value[len(ENTITY) :] if isinstance(term, ox.NamedNode) and value.startswith(ENTITY) else value


def one(facts: dict[str, list[Any]], name: str) -> str:
    """The first value of one of our own terms; empty if there is none."""
    values = facts.get(RG + name)
    return values[0].value if values else ""


def _spell(facts: dict[str, list[Any]]) -> Spell:
    doubted, cleared = one(facts, "doubtedFrom"), one(facts, "doubtedUntil")
    return Spell(
        status=one(facts, "status")[len(STATUS) :],
        since=_span(facts, "since"),
        until=_span(facts, "until"),
        announced=one(facts, "announced"),
        shares=tuple(sorted(_step(s.value) for s in facts.get(RG + "shareStep", ()))),
        since_rule=one(facts, "sinceRule"),
        since_deal=one(facts, "sinceDeal")[len(RELATIONSHIP) :],
        until_rule=one(facts, "untilRule"),
        until_deal=one(facts, "untilDeal")[len(RELATIONSHIP) :],
        doubted=date.fromisoformat(doubted) if doubted else None,
        doubted_until=date.fromisoformat(cleared) if cleared else None,
    )


def _step(text: str) -> Step:
    day, _, share = text.partition(" ")
    return Step(date.fromisoformat(day), share)


def _span(facts: dict[str, list[Any]], name: str) -> Span | None:
    if RG + name not in facts:
        return None
    low, high = one(facts, name + "Earliest"), one(facts, name + "Latest")
    return Span(
        date.fromisoformat(low) if low else None,
        date.fromisoformat(high) if high else None,
        one(facts, name),
    )


def facts_of(store: ox.Store, subject: Any, graph: Any) -> dict[str, list[Any]]:
    """The values of a node in a graph, by predicate IRI."""
    facts: dict[str, list[Any]] = defaultdict(list)
    for quad in match(store, subject, None, None, graph):
        facts[quad.predicate.value].append(quad.object)
    return facts


def conflicts_about(store: ox.Store, keys: Iterable[str]) -> list[ox.NamedNode]:
    """The conflicts recorded about these relationships."""
    about = ox.NamedNode(RG + "about")
    return [
        quad.subject
        for key in keys
        for quad in match(store, None, about, ox.NamedNode(RELATIONSHIP + key), CONCLUSIONS)
    ]


def conflicts(store: ox.Store) -> list[tuple[Conflict, str]]:
    """All conflicts, with their keys."""
    found = []
    for quad in match(store, None, TYPE, ox.NamedNode(RG + "Conflict"), CONCLUSIONS):
        facts = facts_of(store, quad.subject, CONCLUSIONS)
        found.append(
            (
                Conflict(
                    kind=one(facts, "kind"),
                    relationships=tuple(
                        sorted(v.value[len(RELATIONSHIP) :] for v in facts.get(RG + "about", ()))
                    ),
                    claims=tuple(sorted(v.value[len(CLAIM) :] for v in facts.get(RG + "claim", ()))),
                    text=facts[RDFS + "comment"][0].value,
                ),
                quad.subject.value,
            )
        )
    return sorted(found, key=lambda pair: (pair[0].kind, pair[1]))
