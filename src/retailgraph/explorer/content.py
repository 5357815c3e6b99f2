"""What the page knows: entities with their places, relationships in all their spells, and who says so.

Plain values, ready for JSON. The page concludes nothing: it gets the bounds of every spell and finds from
them, by the rules of :mod:`retailgraph.relationships`, what holds on the day that its reader chooses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from retailgraph._version import __version__
from retailgraph.explorer.layout import places
from retailgraph.explorer.sources import Sources
from retailgraph.graph import Graph, reading
from retailgraph.lookup.evidence import FigureRow, figures_of
from retailgraph.network import INCLUDE, networkx_graph
from retailgraph.ontology import ENTITY, PREFIXES, RDFS, Ontology
from retailgraph.relationships import Relationship, Span, Spell

if TYPE_CHECKING:
    import networkx

_QUALIFIERS = (
    "role", "scope", "market", "through", "under", "brand", "seller", "into", "price",
)  # fmt: skip


def size(graph: Graph) -> tuple[int, int]:
    """How many entities and relationships a graph has, counted without reading them."""
    relationships = reading.match(graph.store, None, reading.PREDICATE, None, reading.CONCLUSIONS)
    return len(graph.types()), sum(1 for _ in relationships)


def page_content(graph: Graph, centres: Sequence[str], hops: int, relations: Sequence[str]) -> dict[str, Any]:
    """Everything that the page shows; NotFound for an unknown entity or relation."""
    network = networkx_graph(
        graph, around=centres or None, hops=hops, relations=relations, include=_included(relations)
    )
    names = list(network)
    number = {name: i for i, name in enumerate(names)}
    told = _told(graph, number, frozenset(relations))
    sources = Sources(graph, (known.key for known in told))
    places_ = places(network, centres)
    return {
        "schema": "retailgraph.explorer/1",
        "version": __version__,
        "title": _title(graph, centres),
        "asOf": graph.period.latest.isoformat(),
        "knownOn": graph.known_on.latest.isoformat() if graph.known_on else "",
        "around": list(centres),
        "types": _types(graph.ontology),
        "relations": _relations(graph.ontology),
        "statuses": {s.name: s.label for s in graph.ontology.statuses.values()},
        "nodes": list(_nodes(graph, network, places_)),
        "links": [_link(known, number, sources, graph) for known in told],
        "articles": sources.articles,
        "passages": sources.passages,
        "simplified": _simplified(),
    }


def _included(relations: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in INCLUDE if word != "deals" or not relations)


def _told(graph: Graph, number: Mapping[str, int], relations: Collection[str]) -> list[reading.Known]:
    """The relationships between the entities of the page, in an order that does not depend on the store."""
    found = (
        known
        for known in reading.known(graph.store, reading.ALL)
        if known.relationship.subject in number
        and known.relationship.object in number
        and (not relations or known.relationship.relation in relations)
    )
    return sorted(found, key=lambda known: (known.relationship[:4], known.key))


def _title(graph: Graph, centres: Sequence[str]) -> str:
    if not centres:
        return "Retail companies, as articles report them"
    labels = graph.labels()
    return f"Around {', '.join(labels.get(name, name) for name in centres)}"


# --- what can be said -------------------------------------------------------------------------------------


def _types(ontology: Ontology) -> dict[str, dict[str, str]]:
    return {
        t.name: {"label": t.label, "plural": t.plural, "color": t.color, "shape": t.shape}
        for t in ontology.types.values()
    }


def _relations(ontology: Ontology) -> dict[str, dict[str, Any]]:
    return {
        r.name: {
            "kind": r.kind,
            "label": r.label,
            "inverse": r.inverse_label,
            "symmetric": r.symmetric,
            "color": r.color,
            "weight": r.weight,
            "staleAfter": r.stale_after,
        }
        for r in ontology.relations.values()
    }


def _simplified() -> list[str]:
    """Traditional Chinese characters and beside them the simplified ones, as names are folded by them."""
    try:
        from retailgraph.identity.han import SIMPLIFIED, TRADITIONAL
    except ImportError:
        return ["", ""]
    return [TRADITIONAL, SIMPLIFIED]


# --- entities ---------------------------------------------------------------------------------------------


def _nodes(
    graph: Graph, network: networkx.MultiDiGraph[str], spots: Mapping[str, tuple[float, float]]
) -> Iterator[dict[str, Any]]:
    about, websites = _texts(graph, RDFS + "comment"), _texts(graph, PREFIXES["schema"] + "url")
    figures = _figures(graph, network)
    for name, facts in network.nodes(data=True):
        ids = {key[3:]: value for key, value in facts.items() if key.startswith("id_")}
        more = {
            "names": facts["names"][1:],
            "country": facts["country"],
            "about": about.get(name, ""),
            "website": websites.get(name, ""),
            "ids": ids,
            "figures": figures.get(name, []),
        }
        x, y = spots[name]
        known = {key: value for key, value in more.items() if value}
        yield {"id": name, "label": facts["label"], "types": facts["types"], "x": x, "y": y, **known}


def _texts(graph: Graph, predicate: str) -> dict[str, str]:
    import pyoxigraph as ox

    quads = reading.match(graph.store, None, ox.NamedNode(predicate), None, reading.ENTITIES)
    return {q.subject.value[len(ENTITY) :]: q.object.value for q in quads}


def _figures(graph: Graph, kept: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The figures of the entities that have any."""
    stated = {name for name in _figured(graph) if name in kept}
    return {name: [_figure(row) for row in figures_of(graph, name)] for name in sorted(stated)}


def _figured(graph: Graph) -> Iterable[str]:
    import pyoxigraph as ox

    from retailgraph.ontology import RG

    for quad in reading.match(graph.store, None, reading.TYPE, ox.NamedNode(RG + "Figure"), None):
        for said in reading.match(graph.store, quad.subject, reading.SUBJECT, None, quad.graph_name):
            yield said.object.value[len(ENTITY) :]


def _figure(row: FigureRow) -> dict[str, str]:
    kept = ("words", "value", "unit", "market", "on", "publisher", "published", "url")
    return {name: getattr(row, name) for name in kept if getattr(row, name)}


# --- relationships ----------------------------------------------------------------------------------------


def _link(known: reading.Known, number: Mapping[str, int], sources: Sources, graph: Graph) -> dict[str, Any]:
    relationship = known.relationship
    made = {
        "key": known.key,
        "from": number[relationship.subject],
        "to": number[relationship.object],
        "relation": relationship.relation,
        "reported": [relationship.first_reported.isoformat(), relationship.last_reported.isoformat()],
        "articles": relationship.articles,
        "publishers": len(relationship.publishers),
        "spells": [_spell(spell) for spell in relationship.spells],
        "claims": sources.claims(known.key),
    }
    told = dict(_qualifiers(relationship, graph, sources))
    return made | ({"told": told} if told else {})


def _qualifiers(
    relationship: Relationship, graph: Graph, sources: Sources
) -> Iterator[tuple[str, list[str]]]:
    """Qualifiers in words; of one that tells relationships apart, only the values that this one is about."""
    values, mine = dict(relationship.qualifiers), dict(relationship.distinction)
    for name in _QUALIFIERS:
        about = [
            value
            for value in values.get(name, ())
            if name not in mine or graph.ontology.distinct(name, value) == mine[name]
        ]
        if about:
            yield name, [sources.labels.get(value, value) for value in about]


def _spell(spell: Spell) -> dict[str, Any]:
    """A spell with its bounds; what is not known is left out."""
    made = {
        "status": spell.status,
        "since": _span(spell.since),
        "until": _span(spell.until),
        "announced": spell.announced,
        "shares": [[step.day.isoformat(), step.share] for step in spell.shares],
        "doubted": _day(spell.doubted),
        "doubtedUntil": _day(spell.doubted_until),
    }
    return {name: value for name, value in made.items() if value}


def _span(span: Span | None) -> list[str]:
    """The first and last day it may be, and what was stated; empty if there is no such date."""
    return [_day(span.earliest), _day(span.latest), span.text] if span else []


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
