"""The nodes of a network: entities with what they are called."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from retailgraph.graph import Graph
from retailgraph.tables import entities
from retailgraph.tables.entities import Name


def nodes(graph: Graph) -> dict[str, dict[str, Any]]:
    """The attributes of all entities, by id, in the order of ids."""
    tables = graph.tables
    types, spoken = entities.types(tables), defaultdict[str, list[Name]](list)
    for name in entities.names(tables):
        spoken[name.entity].append(name)
    place = {type: i for i, type in enumerate(graph.ontology.types)}
    found = {}
    for head in entities.heads(tables):
        kinds = types.get(head.id, ())
        found[head.id] = _node(
            head.name,
            sorted(kinds, key=place.__getitem__) if len(kinds) > 1 else list(kinds),
            _names(head.name, spoken[head.id]) if head.id in spoken else [head.name],
            head.country,
        )
    # Whoever is not named stands in a node of its own for each thing, so that it joins no two of them;
    # pictures want a type, and most who own or buy are of the first that the ontology has.
    for id, label in entities.hidden(tables).items():
        found[id] = _node(label, [next(iter(place))], [label], "")
    for id, scheme, value in entities.identifiers(tables):
        found[id].setdefault(f"id_{scheme}", value)
    return found


def _node(label: str, types: list[str], names: list[str], country: str) -> dict[str, Any]:
    return {
        "label": label,
        "type": types[0] if types else "",
        "types": types,
        "names": names,
        "country": country,
    }


def _names(label: str, spoken: list[Name]) -> list[str]:
    """The current name first, former ones last, each once."""
    others = [n.text for kind in ("alias", "name", "former") for n in _in_order(spoken, kind)]
    return list(dict.fromkeys((label, *others)))


def _in_order(spoken: list[Name], kind: str) -> list[Name]:
    return sorted((n for n in spoken if n.kind == kind), key=lambda n: n.text)
