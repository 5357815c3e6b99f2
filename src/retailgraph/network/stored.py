"""What a network is made of, read from the store: entities, and the spells of their relationships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from retailgraph.graph import Graph
from retailgraph.ontology import Ontology
from retailgraph.relationships import Relationship, Span, Spell, Support
from retailgraph.tables import conclusions, counts, entities
from retailgraph.tables.entities import Name

QUALIFIERS = ("scope", "market", "role", "under", "through", "with", "seller", "into", "brand", "price")
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
    known: Relationship
    facts: dict[str, Any]


# --- entities -------------------------------------------------------------------------------------------


def nodes(graph: Graph) -> dict[str, dict[str, Any]]:
    """The attributes of all entities, by id, in the order of ids."""
    tables = graph.tables
    types, spoken = entities.types(tables), defaultdict[str, list[Name]](list)
    for name in entities.names(tables):
        spoken[name.entity].append(name)
    order = list(graph.ontology.types)
    found = {
        head.id: _node(head, sorted(types.get(head.id, ()), key=order.index), spoken[head.id])
        for head in entities.heads(tables)
    }
    # Whoever is not named stands in a node of its own for each thing, so that it joins no two of them;
    # pictures want a type, and most who own or buy are of the first that the ontology has.
    for id, label in entities.hidden(tables).items():
        found[id] = _node(entities.Head(id, label, "", "", ""), order[:1], [])
    for id, scheme, value in entities.identifiers(tables):
        found[id].setdefault(f"id_{scheme}", value)
    return found


def _node(head: entities.Head, types: list[str], spoken: list[Name]) -> dict[str, Any]:
    others = [n.text for kind in ("alias", "name", "former") for n in _in_order(spoken, kind)]
    return {
        "label": head.name,
        "type": types[0] if types else "",
        "types": types,
        "names": list(dict.fromkeys((head.name, *others))),
        "country": head.country,
    }


def _in_order(spoken: list[Name], kind: str) -> list[Name]:
    return sorted((n for n in spoken if n.kind == kind), key=lambda n: n.text)


# --- links ----------------------------------------------------------------------------------------------


def links(graph: Graph, numbers: Collection[int] | None = None) -> list[Link]:
    """All spells of all relationships, or of those of these rows, in order."""
    return sorted(_Links(graph, numbers), key=_order)


def _order(link: Link) -> tuple[Any, ...]:
    return link[:5]


class _Links:
    """Puts together each relationship and each spell with where it stands."""

    def __init__(self, graph: Graph, numbers: Collection[int] | None) -> None:
        self._ontology: Ontology = graph.ontology
        tables = graph.tables
        if numbers is None:
            self._known = conclusions.found(tables, conclusions.ALL)
        else:
            self._known = conclusions.numbered(tables, numbers)
        self._sources = sources(graph, numbers)

    def __iter__(self) -> Iterator[Link]:
        for _, key, known in self._known:
            for number, spell in enumerate(known.spells, 1):
                said = known.support_of(spell)
                qualifiers = dict(said.qualifiers)
                told = {name: self._values(name, qualifiers.get(name, ()), known) for name in QUALIFIERS}
                support = self._support(key, number, said)
                yield Link(
                    known.subject,
                    known.object,
                    known.relation,
                    known.distinction,
                    number,
                    spell,
                    known,
                    {
                        **self._when(known.relation, spell),
                        **told,
                        **support,
                        "symmetric": self._ontology.relations[known.relation].symmetric,
                        "relationship": key,
                        "spell": number,
                    },
                )

    def _when(self, name: str, spell: Spell) -> dict[str, Any]:
        return {
            "relation": name,
            "label": self._ontology.relations[name].label,
            "status": "",
            "stale": False,
            "unreported": False,
            **_bounds("since", spell.since),
            **_bounds("until", spell.until),
            "announced": spell.announced,
            "doubted_from": spell.doubted.isoformat() if spell.doubted else "",
            "doubted_until": spell.doubted_until.isoformat() if spell.doubted_until else "",
            "share": "",
            "shares": [f"{step.share} ({step.day.isoformat()})" for step in spell.shares],
        }

    def _support(self, key: str, spell: int, known: Support) -> dict[str, Any]:
        return {
            "articles": known.articles,
            "publishers": list(known.publishers),
            "first_reported": known.first_reported.isoformat(),
            "last_reported": known.last_reported.isoformat(),
            "sources": self._sources.get((key, spell)) or self._sources.get((key, 0), []),
        }

    def _values(self, name: str, values: tuple[str, ...], known: Relationship) -> list[str]:
        """A qualifier's values; of one that tells relationships apart, only those that this one is about."""
        if not values:
            return []
        mine = dict(known.distinction).get(name)
        return [v for v in values if mine is None or self._ontology.distinct(name, v) == mine]


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


def sources(graph: Graph, numbers: Collection[int] | None = None) -> Mapping[tuple[str, int], list[str]]:
    """By relationship the addresses of the articles behind it, or an article's id where it has none.

    With the relationship's key stands 0 for all of it, or the position of one of several spells.
    """
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for key, spell, address in counts.addresses_behind(graph.tables, numbers):
        found[key, spell].append(address)
    return found
