"""From the store back to values: the SPARQL that look-ups run, and what its rows become.

Values reach a query by binding, never by formatting text into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from retailgraph.conclusion import Conflict, Relationship, Report, Span, Spell, Step, span
from retailgraph.dates import partial
from retailgraph.ontology import ARTICLE, CLAIM, ENTITY, GRAPH, PREFIXES, RDF, RDFS, RELATIONSHIP, RG, STATUS

if TYPE_CHECKING:
    from retailgraph.articles import Share

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


@dataclass(frozen=True, slots=True)
class Known:
    """A relationship as the store holds it, with the names and types of both ends."""

    key: str
    relationship: Relationship
    subject_name: str
    object_name: str
    subject_types: tuple[str, ...]
    object_types: tuple[str, ...]


@dataclass(slots=True)
class _Parts:
    own: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    others: dict[str, dict[str, list[Any]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )


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


def _one(facts: dict[str, list[Any]], name: str) -> str:
    values = facts.get(RG + name)
    return values[0].value if values else ""


def _spell(facts: dict[str, list[Any]]) -> Spell:
    doubted = _one(facts, "doubtedFrom")
    return Spell(
        status=_one(facts, "status")[len(STATUS) :],
        since=_span(facts, "since"),
        until=_span(facts, "until"),
        announced=_one(facts, "announced"),
        shares=tuple(sorted(_step(s.value) for s in facts.get(RG + "shareStep", ()))),
        since_rule=_one(facts, "sinceRule"),
        since_deal=_one(facts, "sinceDeal")[len(RELATIONSHIP) :],
        until_rule=_one(facts, "untilRule"),
        until_deal=_one(facts, "untilDeal")[len(RELATIONSHIP) :],
        doubted=date.fromisoformat(doubted) if doubted else None,
    )


def _step(text: str) -> Step:
    day, _, share = text.partition(" ")
    return Step(date.fromisoformat(day), share)


def _span(facts: dict[str, list[Any]], name: str) -> Span | None:
    if RG + name not in facts:
        return None
    low, high = _one(facts, name + "Earliest"), _one(facts, name + "Latest")
    return Span(
        date.fromisoformat(low) if low else None,
        date.fromisoformat(high) if high else None,
        _one(facts, name),
    )


# --- claims as reports ----------------------------------------------------------------------------------


def reports_about(
    store: ox.Store, objects: Iterable[str], today: date, either_side: Collection[str] = ()
) -> list[Report]:
    """All claims about these objects, of every article, as reports.

    Claims of the relations ``either_side`` are found by their subject too.
    """
    found: dict[str, Report] = {}
    dated: dict[str, tuple[date, str]] = {}
    for object in objects:
        entity = ox.NamedNode(ENTITY + object)
        for side in (OBJECT, SUBJECT):
            for quad in match(store, None, side, entity, None):
                if not quad.graph_name.value.startswith(ARTICLE) or quad.subject.value in found:
                    continue
                facts = _facts(store, quad.subject, quad.graph_name)
                relation = facts[RDF + "predicate"][0].value[len(RG) :] if RDF + "predicate" in facts else ""
                if relation and (side is OBJECT or relation in either_side):
                    found[quad.subject.value] = _report(store, quad, facts, dated, today)
    return list(found.values())


def _facts(store: ox.Store, subject: Any, graph: Any) -> dict[str, list[Any]]:
    facts: dict[str, list[Any]] = defaultdict(list)
    for quad in match(store, subject, None, None, graph):
        facts[quad.predicate.value].append(quad.object)
    return facts


_OWN_FIELDS = frozenset(
    RG + n for n in ("status", "from", "to", "announced", "share", "confidence", "inArticle", "statedIn")
)


def _report(
    store: ox.Store,
    quad: Any,
    facts: dict[str, list[Any]],
    dated: dict[str, tuple[date, str]],
    today: date,
) -> Report:
    graph = quad.graph_name.value
    if graph not in dated:
        article = _facts(store, quad.graph_name, quad.graph_name)
        dated[graph] = (_published(article, today), _publisher(store, article))
    published, publisher = dated[graph]
    start, end, announced = (_one(facts, n) for n in ("from", "to", "announced"))
    return Report(
        claim=quad.subject.value[len(CLAIM) :],
        article=graph[len(ARTICLE) :],
        publisher=publisher,
        published=published,
        subject=facts[RDF + "subject"][0].value[len(ENTITY) :],
        relation=facts[RDF + "predicate"][0].value[len(RG) :],
        object=facts[RDF + "object"][0].value[len(ENTITY) :],
        status=_one(facts, "status")[len(STATUS) :],
        start=span(partial(start)) if start else None,
        end=span(partial(end)) if end else None,
        announced=partial(announced) if announced else None,
        share=_share(_one(facts, "share")),
        confidence=float(_one(facts, "confidence") or 1),
        qualifiers=tuple(
            sorted(
                (p[len(RG) :], tuple(sorted(plain(v) for v in values)))
                for p, values in facts.items()
                if p.startswith(RG) and p not in _OWN_FIELDS
            )
        ),
    )


def _share(text: str) -> Share | None:
    if not text:
        return None
    from retailgraph.articles import parse_share

    return parse_share(text)


def _published(article: dict[str, list[Any]], today: date) -> date:
    latest = _one(article, "publishedLatest")
    if latest:
        return min(date.fromisoformat(latest), today)
    retrieved = _one(article, "retrieved")
    return min(partial(retrieved).latest, today) if retrieved else today


def _publisher(store: ox.Store, article: dict[str, list[Any]]) -> str:
    # A copy adds no support of its own: it counts for the publisher of what it repeats.
    for copied in article.get(RG + "copyOf", ()):
        original = _facts(store, copied, copied)
        return _publisher(store, original) if original else str(copied.value)
    named = article.get(PREFIXES["dcterms"] + "publisher")
    return named[0].value if named else ""


def claims_in(store: ox.Store, article: str) -> Iterator[tuple[str, str, str]]:
    """(subject, relation, object) of every claim that the store holds of an article."""
    graph = ox.NamedNode(ARTICLE + article)
    for quad in match(store, None, PREDICATE, None, graph):
        facts = _facts(store, quad.subject, graph)
        subject, object = (facts[RDF + n][0].value[len(ENTITY) :] for n in ("subject", "object"))
        yield subject, quad.object.value[len(RG) :], object


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
        facts = _facts(store, quad.subject, CONCLUSIONS)
        found.append(
            (
                Conflict(
                    kind=_one(facts, "kind"),
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
