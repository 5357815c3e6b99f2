"""Rule ``cycle``: what owns itself through others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from retailgraph.conclusion.circles import tangles, way_round
from retailgraph.relationships import Conflict, Side, key_of
from retailgraph.tables import edges
from retailgraph.tables.store import Tables

_MOST_NAMED = 20
"""How many of those who own each other in a circle its words name."""


def owned_on(tables: Tables, relations: Collection[str], day: date) -> list[tuple[str, str, str]]:
    """(relation, subject, object) of what holds on a day and may not go in circles."""
    return [(e.relation, e.subject, e.object) for e in edges.on(tables, day, relations)]


def circles(edges: Iterable[tuple[str, str, str]]) -> list[Conflict]:
    """What owns itself through others is a conflict, and loads.

    All who own each other, through whichever others, are one conflict with a side for each of their edges.
    """
    by_relation: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for relation, subject, object in edges:
        by_relation[relation][subject].add(object)
    found = []
    for relation, owned in sorted(by_relation.items()):
        for group in tangles(owned):
            pairs = [(one, two) for one in group for two in owned[one] & group]
            keys = tuple(sorted(key_of(one, relation, two) for one, two in pairs))
            path = way_round(group, owned)
            shown = [
                *path[:_MOST_NAMED],
                *([f"({len(path) - _MOST_NAMED} more)"] if path[_MOST_NAMED:] else []),
            ]
            text = f"a circle of {relation}: " + " > ".join([*shown, path[0]])
            found.append(Conflict("cycle", keys, tuple(Side("", about=key) for key in keys), text))
    return found
