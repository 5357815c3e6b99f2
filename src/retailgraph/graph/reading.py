"""From the store back to values: the SPARQL that look-ups run, and what its rows become.

Values reach a query by binding, never by formatting text into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pyoxigraph as ox

from retailgraph.ontology import CLAIM, ENTITY, GRAPH, PREFIXES, RDF, RDFS, RELATIONSHIP, RG, STATUS, XSD
from retailgraph.relationships import Conflict, Relationship, Side, Span, Spell, Step

CONCLUSIONS, ENTITIES = ox.NamedNode(GRAPH + "conclusions"), ox.NamedNode(GRAPH + "entities")
EDGES, NAMES = ox.NamedNode(GRAPH + "edges"), ox.NamedNode(GRAPH + "names")
SPELLINGS = ox.NamedNode(RG + "spellings")
TYPE, LABEL = ox.NamedNode(RDF + "type"), ox.NamedNode(RDFS + "label")
SUBJECT, PREDICATE, OBJECT = (ox.NamedNode(RDF + n) for n in ("subject", "predicate", "object"))

_PREFIXES = {p: PREFIXES[p] for p in ("rg", "rdf", "rdfs", "dcterms", "schema", "status")}

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
# An entity may stand in several places of one relationship, as subject and as seller.
ALL_ABOUT = _RELATIONSHIPS % (
    "?given",
    "{ SELECT DISTINCT ?r ?given { ?r ?place ?given . ?r a rg:Relationship } }",
)
_BOUNDED = """
  { ?s rg:%(side)sLatest ?latest FILTER(?first <= ?latest && ?latest <= ?last) }
  UNION { ?s rg:%(side)sEarliest ?earliest FILTER(?first <= ?earliest && ?earliest <= ?last) }
  UNION { ?s rg:%(side)sLatest ?latest FILTER(?latest > ?last)
    ?s rg:%(side)sEarliest ?earliest FILTER(?earliest < ?first) }"""
# Dates may lie in the period: of a spell, of a step in its share, of an announcement, or of an article that
# tells of a plan. A partial date is compared with as much of the bound as it has itself.
CHANGED = (
    "SELECT DISTINCT ?r ?first ?last { { { SELECT DISTINCT ?s ?first ?last {"
    + _BOUNDED % {"side": "since"}
    + " UNION "
    + _BOUNDED % {"side": "until"}
    + """
  UNION { ?s rg:shareStep ?step BIND(SUBSTR(?step, 1, 10) AS ?day)
    FILTER(?day >= STR(?first) && ?day <= STR(?last)) }
  UNION { ?s rg:announced ?public FILTER(?public >= SUBSTR(STR(?first), 1, STRLEN(?public))
      && ?public <= SUBSTR(STR(?last), 1, STRLEN(?public))) } } }
    ?r rg:spell ?s }
  UNION { VALUES ?plan { status:announced status:rumoured status:denied }
    GRAPH ?article { ?article rg:publishedLatest ?latest FILTER(?latest >= ?first)
      ?article rg:publishedEarliest ?earliest FILTER(?earliest <= ?last)
      ?claim rg:status ?plan }
    ?r rg:claim ?claim ; a rg:Relationship } }"""
)
UNCONFIRMED = _RELATIONSHIPS % (
    "?day",
    """?r rg:lastReported ?last . FILTER(?last < ?day)
  FILTER EXISTS { ?r rg:spell ?open . FILTER NOT EXISTS { ?open rg:until ?until } }""",
)
ALL_OF_RELATION = _RELATIONSHIPS % ("?relation", "?r rdf:predicate ?relation .")
ONE = _RELATIONSHIPS % ("?given", "?given a rg:Relationship . BIND(?given AS ?r)")

EVIDENCE = """
SELECT ?claim ?article ?p ?o ?passage ?says ?quote ?r WHERE {
  ?r rg:claim ?claim .
  GRAPH ?article { { ?claim ?p ?o } UNION { ?claim rg:statedIn ?passage .
      OPTIONAL { ?passage rg:says ?says } OPTIONAL { ?passage rg:quote ?quote } } }
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


def ask(store: ox.Store, query: str, **values: str | ox.Literal) -> Any:
    """The solutions of one of this module's queries, with values bound: texts as IRIs, or literals."""
    bound: dict[ox.Variable, Any] = {
        ox.Variable(name): ox.NamedNode(value) if isinstance(value, str) else value
        for name, value in values.items()
    }
    return store.query(query, prefixes=_PREFIXES, default_graph=[CONCLUSIONS, ENTITIES], substitutions=bound)


def match(store: ox.Store, *pattern: Any) -> Iterator[Any]:
    """The quads that fit (subject, predicate, object, graph).

    Untyped on purpose: the engine's types allow quoted triples and blank nodes, of which we write none.
    """
    return store.quads_for_pattern(*pattern)


def day_term(day: date) -> ox.Literal:
    """A day as the store holds it."""
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def known(store: ox.Store, query: str, **values: str | ox.Literal) -> list[Known]:
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


def changed(store: ox.Store, first: date, last: date) -> list[Known]:
    """The relationships of which something may have happened from one day to another, both included."""
    found = {row[0].value for row in ask(store, CHANGED, first=day_term(first), last=day_term(last))}
    return [_whole(store, ox.NamedNode(iri)) for iri in sorted(found)]


def _whole(store: ox.Store, relationship: ox.NamedNode) -> Known:
    """A relationship read node by node: of many, that is faster than a join."""
    parts = _Parts()
    parts.own = facts_of(store, relationship, CONCLUSIONS)
    for spell in parts.own[RG + "spell"]:
        parts.others[spell.value] = facts_of(store, spell, CONCLUSIONS)
    for end in (*parts.own[RDF + "subject"], *parts.own[RDF + "object"]):
        parts.others[end.value] = facts_of(store, end, ENTITIES)
    return _known(relationship.value, parts)


def _known(iri: str, parts: _Parts) -> Known:
    own = parts.own
    subject, object = own[RDF + "subject"][0].value, own[RDF + "object"][0].value
    one, two = parts.others[subject], parts.others[object]
    spells = [parts.others[s.value] for s in own[RG + "spell"]]
    relationship = Relationship(
        subject=subject[len(ENTITY) :],
        relation=own[RDF + "predicate"][0].value[len(RG) :],
        object=object[len(ENTITY) :],
        distinction=tuple(sorted(distinction(d.value) for d in own.get(RG + "distinguishedBy", ()))),
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


def distinction(text: str) -> tuple[str, str]:
    """A qualifier that tells relationships apart, with its value, as the store writes them."""
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
        shares=tuple(sorted(step(s.value) for s in facts.get(RG + "shareStep", ()))),
        since_rule=one(facts, "sinceRule"),
        since_deal=one(facts, "sinceDeal")[len(RELATIONSHIP) :],
        until_rule=one(facts, "untilRule"),
        until_deal=one(facts, "untilDeal")[len(RELATIONSHIP) :],
        doubted=date.fromisoformat(doubted) if doubted else None,
        doubted_until=date.fromisoformat(cleared) if cleared else None,
    )


def step(text: str) -> Step:
    """A step in a share as the store writes it."""
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


def keys_about(store: ox.Store, entity: str) -> set[str]:
    """The keys of the relationships in which an entity stands in any place."""
    found = match(store, None, None, ox.NamedNode(ENTITY + entity), CONCLUSIONS)
    return {q.subject.value[len(RELATIONSHIP) :] for q in found if q.subject.value.startswith(RELATIONSHIP)}


def claims_behind(store: ox.Store, key: str) -> list[ox.NamedNode]:
    """The claims that a relationship was concluded from."""
    node = ox.NamedNode(RELATIONSHIP + key)
    return [q.object for q in match(store, node, ox.NamedNode(RG + "claim"), None, CONCLUSIONS)]


def conflicts_about(store: ox.Store, keys: Iterable[str]) -> list[ox.NamedNode]:
    """The conflicts recorded about these relationships."""
    about = ox.NamedNode(RG + "about")
    return [
        quad.subject
        for key in keys
        for quad in match(store, None, about, ox.NamedNode(RELATIONSHIP + key), CONCLUSIONS)
    ]


def conflicts(
    store: ox.Store, about: Iterable[str] | None = None, *, kind: str = ""
) -> list[tuple[Conflict, str]]:
    """All conflicts, those of a kind, or those about the relationships of these keys, with their IRIs."""
    if kind:
        nodes = {
            q.subject for q in match(store, None, ox.NamedNode(RG + "kind"), ox.Literal(kind), CONCLUSIONS)
        }
    elif about is None:
        every = match(store, None, TYPE, ox.NamedNode(RG + "Conflict"), CONCLUSIONS)
        nodes = {quad.subject for quad in every}
    else:
        nodes = set(conflicts_about(store, about))
    found = [(_conflict(store, node), str(node.value)) for node in nodes]
    return sorted(found, key=lambda pair: (pair[0].kind, pair[1]))


def _conflict(store: ox.Store, node: ox.NamedNode) -> Conflict:
    facts = facts_of(store, node, CONCLUSIONS)
    return Conflict(
        kind=one(facts, "kind"),
        relationships=_keys(facts, "about"),
        sides=tuple(sorted(_side(facts_of(store, s, CONCLUSIONS)) for s in facts.get(RG + "side", ()))),
        text=facts[RDFS + "comment"][0].value,
    )


def _side(facts: dict[str, list[Any]]) -> Side:
    says = facts.get(RDFS + "comment")
    return Side(
        says=says[0].value if says else "",
        claims=tuple(sorted(v.value[len(CLAIM) :] for v in facts.get(RG + "claim", ()))),
        publishers=tuple(sorted(p.value for p in facts.get(RG + "publishedBy", ()))),
        about=next(iter(_keys(facts, "of")), ""),
    )


def _keys(facts: dict[str, list[Any]], name: str) -> tuple[str, ...]:
    return tuple(sorted(v.value[len(RELATIONSHIP) :] for v in facts.get(RG + name, ())))


def spellings(store: ox.Store) -> list[str]:
    """All folded names of the store, sorted."""
    found = match(store, NAMES, SPELLINGS, None, NAMES)
    return next((q.object.value for q in found), "").split("\n")[1:]


def holders(store: ox.Store, scheme: str, value: str) -> set[str]:
    """The ids of the entities that have an identifier of another register."""
    terms: dict[str, tuple[str, Any]] = {
        "wikidata": (PREFIXES["skos"] + "exactMatch", ox.NamedNode(PREFIXES["wd"] + value)),
        "lei": (PREFIXES["schema"] + "leiCode", ox.Literal(value)),
    }
    predicate, term = terms.get(scheme, (RG + scheme, ox.Literal(value)))
    found = match(store, None, ox.NamedNode(predicate), term, ENTITIES)
    return {q.subject.value[len(ENTITY) :] for q in found}
