"""Rule ``cycle``: what owns itself through others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from retailgraph.conclusion.circles import tangles, way_round
from retailgraph.relationships import Conflict, Side, key_of
from retailgraph.tables import conflicts, edges
from retailgraph.tables.store import Tables

CIRCLE = "cycle"
"""The kind of such a conflict."""
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
            found.append(Conflict(CIRCLE, keys, tuple(Side("", about=key) for key in keys), text))
    return found


def circles_about(
    tables: Tables, turned: Iterable[tuple[str, str, str]], day: date
) -> tuple[list[tuple[int, Conflict]], list[Conflict]]:
    """The circles that may be others since these (subject, relation, object) began or ceased to hold: as they
    were concluded before, with their numbers, and as they are on a day.

    Whatever still owns itself through others, and did so through one of these, leads to the subject of one; a
    new circle leads through one. So all are among those that lead there.
    """
    ends: dict[str, set[str]] = defaultdict(set)
    concerned = set()
    for subject, relation, object in turned:
        ends[relation].update((subject, object))
        concerned.add(key_of(subject, relation, object))
    leading = (_leading_to(tables, names, relation, day) for relation, names in ends.items())
    found = circles(edge for some in leading for edge in some)
    concerned.update(key for one in found for key in one.relationships)
    numbers = conflicts.conflict_numbers(tables, concerned)
    before = conflicts.conflicts_numbered(tables, numbers)
    return [(number, one) for number, one in before if one.kind == CIRCLE], found


def _leading_to(
    tables: Tables, names: Collection[str], relation: str, day: date
) -> Iterator[tuple[str, str, str]]:
    """(relation, subject, object) of what leads to these on a day, and to what leads there, and so on."""
    seen = waiting = set(names)
    while waiting:
        found = edges.leading_to(tables, waiting, relation, day)
        yield from ((relation, one, two) for one, two in found)
        waiting = {one for one, _ in found} - seen
        seen = seen | waiting
