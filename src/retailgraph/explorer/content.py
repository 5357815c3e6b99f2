"""What the page knows: entities with their places, relationships in all their spells, and who says so.

Plain values, ready for JSON. The page concludes nothing: it gets each relationship in the versions that were
concluded as articles came out, with the bounds of every spell, and finds from them, by the rules of
:mod:`retailgraph.relationships`, what holds on the day that its reader chooses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from retailgraph._version import __version__
from retailgraph.explorer.layout import places
from retailgraph.explorer.sources import Sources
from retailgraph.graph import Graph
from retailgraph.lookup.evidence import FigureRow, figures_of
from retailgraph.network.building import centres_in, put_together
from retailgraph.network.links import links
from retailgraph.network.nodes import nodes
from retailgraph.network.wanted import INCLUDE, Wanted
from retailgraph.ontology import Ontology
from retailgraph.relationships import Relationship, Span, Spell
from retailgraph.tables import articles, conclusions, entities

if TYPE_CHECKING:
    import networkx

_QUALIFIERS = (
    "role", "scope", "market", "through", "under", "brand", "seller", "into", "price",
)  # fmt: skip
_Versions = dict[str, list[tuple[str, "Relationship | None"]]]
"""By key, from which day on a relationship was concluded how; None is not at all."""


def size(graph: Graph) -> tuple[int, int]:
    """How many entities and relationships a graph has, counted without reading them."""
    counts = graph.counts()
    return counts["entities"], counts["relationships"]


def page_content(
    graph: Graph, centres: Sequence[str], hops: int, relations: Sequence[str], over_time: bool = True
) -> dict[str, Any]:
    """Everything that the page shows; NotFound for an unknown entity or relation.

    ``over_time`` adds what was concluded on every earlier day; without it the page knows only the last.
    """
    known = nodes(graph)
    wanted = Wanted(graph.ontology, relations, (), _included(relations), hops)
    middle = centres_in(centres or None, known)
    network = put_together(known, links(graph, wanted), graph.period, wanted, middle)
    number = {name: i for i, name in enumerate(network)}
    versions = _versions(graph, _present(graph), over_time)
    told = {key: known for key, known in versions.items() if _is_told(known, number, wanted.relations)}
    sources = Sources(graph, {c for known in told.values() for _, one in known if one for c in one.claims})
    places_ = places(network, centres)
    return {
        "schema": "retailgraph.explorer/2",
        "version": __version__,
        "title": _title(graph, centres),
        "asOf": graph.period.latest.isoformat(),
        "known": {"last": graph.known_until.isoformat(), "isEvery": over_time},
        "around": list(centres),
        "types": _types(graph.ontology),
        "relations": _relations(graph.ontology),
        "statuses": {s.name: s.label for s in graph.ontology.statuses.values()},
        "nodes": list(_nodes(graph, network, places_, sources)),
        "links": [_link(key, told[key], number, sources, graph) for key in sorted(told, key=_order(told))],
        "claims": sources.claims,
        "articles": sources.articles,
        "passages": sources.passages,
        "simplified": _simplified(),
    }


def _included(relations: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in INCLUDE if word != "deals" or not relations)


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
            "usualMonths": r.usual_months,
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
    graph: Graph,
    network: networkx.MultiDiGraph[str],
    spots: Mapping[str, tuple[float, float]],
    sources: Sources,
) -> Iterator[dict[str, Any]]:
    heads = {head.id: head for head in entities.heads(graph.tables)}
    figures = _figures(graph, network, sources)
    for name, facts in network.nodes(data=True):
        ids = {key[3:]: value for key, value in facts.items() if key.startswith("id_")}
        more = {
            "names": facts["names"][1:],
            "country": facts["country"],
            "about": heads[name].about if name in heads else "",
            "website": heads[name].website if name in heads else "",
            "ids": ids,
            "figures": figures.get(name, []),
        }
        x, y = spots[name]
        known = {key: value for key, value in more.items() if value}
        yield {"id": name, "label": facts["label"], "types": facts["types"], "x": x, "y": y, **known}


def _figures(graph: Graph, kept: Collection[str], sources: Sources) -> dict[str, list[dict[str, Any]]]:
    """The figures of the entities that have any."""
    stated = {figure.entity for figure in articles.figures(graph.tables) if figure.entity in kept}
    return {name: [_figure(row, sources) for row in figures_of(graph, name)] for name in sorted(stated)}


def _figure(row: FigureRow, sources: Sources) -> dict[str, str]:
    kept = ("words", "value", "unit", "market", "on", "publisher", "published", "url")
    told = {name: getattr(row, name) for name in kept if getattr(row, name)}
    return told | {"known": sources.known(row.article)}


# --- relationships ----------------------------------------------------------------------------------------


def _present(graph: Graph) -> dict[str, Relationship]:
    """The relationships of a graph, by key, with what the page tells of them."""
    every = conclusions.found(graph.tables, conclusions.ALL, claims=True)
    return {key: _as_told(known) for _, key, known in every}


def _as_told(known: Relationship) -> Relationship:
    return known._replace(qualifiers=tuple((n, v) for n, v in known.qualifiers if n in _QUALIFIERS))


def _versions(graph: Graph, present: Mapping[str, Relationship], over_time: bool) -> _Versions:
    """How each relationship was concluded from one day on after another; the last is what the graph holds."""
    found: _Versions = defaultdict(list)
    if not over_time:
        return {key: [("", relationship)] for key, relationship in present.items()}
    for day, changes in graph.learned():
        for key, relationship in changes.items():
            found[key].append((day.isoformat(), relationship))
    last = graph.known_until.isoformat()
    for key in found.keys() | present.keys():
        found[key].append((last, present.get(key)))
    return found


def _is_told(
    versions: Iterable[tuple[str, Relationship | None]], kept: Collection[str], relations: Collection[str]
) -> bool:
    """Whether it joins entities of the page by a relation that is asked for."""
    one = _any(versions)
    return one.subject in kept and one.object in kept and (not relations or one.relation in relations)


def _any(versions: Iterable[tuple[str, Relationship | None]]) -> Relationship:
    """A relationship in any version: its ends and its relation are the same in all."""
    return next(one for _, one in versions if one)


def _order(told: _Versions) -> Any:
    """By ends, relation and distinction, which do not depend on the store."""
    return lambda key: (*_any(told[key])[:4], key)


def _link(
    key: str,
    versions: Iterable[tuple[str, Relationship | None]],
    number: Mapping[str, int],
    sources: Sources,
    graph: Graph,
) -> dict[str, Any]:
    one = _any(versions)
    made = [(day, _version(told, graph, sources)) for day, told in versions]
    return {
        "key": key,
        "from": number[one.subject],
        "to": number[one.object],
        "relation": one.relation,
        # What the page would not tell apart is one version: only the last is read back from the store.
        "versions": [
            {"known": day, **told} for i, (day, told) in enumerate(made) if not i or told != made[i - 1][1]
        ],
    }


def _version(relationship: Relationship | None, graph: Graph, sources: Sources) -> dict[str, Any]:
    if relationship is None:
        return {"spells": []}
    made = {
        "reported": [relationship.first_reported.isoformat(), relationship.last_reported.isoformat()],
        "articles": relationship.articles,
        "publishers": len(relationship.publishers),
        "spells": [_spell(spell, relationship, graph, sources) for spell in relationship.spells],
        "claims": sources.numbers(relationship.claims),
        **({"undated": True} if relationship.undated else {}),
    }
    told = dict(_qualifiers(relationship.qualifiers, relationship, graph, sources))
    return made | ({"told": told} if told else {})


def _qualifiers(
    given: Iterable[tuple[str, tuple[str, ...]]], relationship: Relationship, graph: Graph, sources: Sources
) -> Iterator[tuple[str, list[str]]]:
    """Qualifiers in words; of one that tells relationships apart, only the values that this one is about."""
    values, mine = dict(given), dict(relationship.distinction)
    for name in _QUALIFIERS:
        about = [
            value
            for value in values.get(name, ())
            if name not in mine or graph.ontology.distinct(name, value) == mine[name]
        ]
        if about:
            yield name, [sources.labels.get(value, value) for value in about]


def _spell(spell: Spell, relationship: Relationship, graph: Graph, sources: Sources) -> dict[str, Any]:
    """A spell with its bounds, and of one of several who says so; what is not known is left out."""
    made: dict[str, Any] = {
        "status": spell.status,
        "since": _span(spell.since),
        "until": _span(spell.until),
        "announced": spell.announced,
        "shares": [[step.day.isoformat(), step.share] for step in spell.shares],
        "doubted": _day(spell.doubted),
        "doubtedUntil": _day(spell.doubted_until),
    }
    if spell.support:
        first, last = spell.support.first_reported, spell.support.last_reported
        made |= {
            "reported": [first.isoformat(), last.isoformat()],
            "articles": spell.support.articles,
            "publishers": len(spell.support.publishers),
            "told": dict(_qualifiers(spell.support.qualifiers, relationship, graph, sources)),
            "undated": bool(spell.support.undated),
        }
    return {name: value for name, value in made.items() if value}


def _span(span: Span | None) -> list[str]:
    """The first and last day it may be, and what was stated; empty if there is no such date."""
    return [_day(span.earliest), _day(span.latest), span.text] if span else []


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
