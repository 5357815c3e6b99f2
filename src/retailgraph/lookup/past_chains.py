"""Chains of owners over a longer time: who held what through others on some day of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from retailgraph.graph import Graph, reading
from retailgraph.ontology import Relation
from retailgraph.relationships import Spell

Days = tuple[date, date]
"""From a day to before another."""


def held_through(
    graph: Graph, subject: str, object: str, relations: Iterable[Relation], within: Days
) -> tuple[str, date] | None:
    """The held company through which one surely held another on some day, and the first such day.

    All links of a chain must hold on that day. None if there is no such chain; nobody is looked at again
    unless more days become known on which it held the other, so that circles end.
    """
    names = [relation.name for relation in relations]
    held: dict[str, list[Days]] = {object: [within]}
    through: dict[str, str] = {}
    waiting = [object]
    while waiting:
        below = waiting.pop(0)
        for owner, label, sure in _owners(graph, below, names):
            days = _united([*held.get(owner, ()), *_common(held[below], sure)])
            if days and days != held.get(owner):
                through.setdefault(owner, label if below != object else "")
                held[owner] = days
                if owner != object:
                    waiting.append(owner)
    if subject not in held or not through.get(subject):
        return None
    return through[subject], held[subject][0][0]


def _owners(graph: Graph, name: str, relations: Iterable[str]) -> Iterator[tuple[str, str, list[Days]]]:
    for relation in relations:
        for known in reading.known(graph.tables, reading.OF_OBJECT, given=name, relation=relation):
            sure = [days for spell in known.relationship.spells for days in sure_days(spell)]
            yield known.relationship.subject, known.object_name, sure


def sure_days(spell: Spell) -> Iterator[Days]:
    """The days on which a state surely holds: what :meth:`Spell.holds` says yes to."""
    start = spell.since.latest if spell.since else None
    end = (spell.until.earliest or date.min) if spell.until else date.max
    if spell.status not in ("inForce", "ended") or start is None:
        return
    doubted, again = spell.doubted or date.max, spell.doubted_until or date.max
    for first, last in ((start, min(end, doubted)), (max(start, again), end)):
        if first < last:
            yield first, last


def _common(one: Iterable[Days], other: Iterable[Days]) -> list[Days]:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return [(first, last) for first, last in pairs if first < last]


def _united(days: Iterable[Days]) -> list[Days]:
    found: list[Days] = []
    for first, last in sorted(days):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
