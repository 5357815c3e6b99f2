"""How much of an entity one holds in effect: directly, and through each company that it holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from math import isnan, nan
from typing import NamedTuple

from retailgraph.dates import PartialDate
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.ontology import STATE, Relation
from retailgraph.relationships import NO, YES

_NUMBER = re.compile(r"[0-9.]+")


class Way(NamedTuple):
    """One way by which a part is held: directly (``through`` is empty), or through a company held directly.

    ``part`` is of 1, not a number where a link on it has no single share. ``links`` lead from the holder down
    to what it holds, the shortest of those that begin so.
    """

    through: str
    part: float
    links: tuple[Known, ...]


class Holdings:
    """Who holds what of an entity on a day, or in a month or year, through whichever others.

    Owning and holding a stake both count. ``sure`` leaves out what only may hold then.
    """

    def __init__(self, graph: Graph, when: PartialDate, *, sure: bool) -> None:
        self._graph, self._when, self._sure = graph, when, sure
        relations = graph.ontology.relations.values()
        owning = {r.name for r in relations if r.acyclic and r.exclusive}
        excluded = {name for r in relations if r.name in owning for name in r.excludes}
        self._relations = [
            r
            for r in relations
            if r.kind == STATE and "share" in r.qualifiers and r.name in owning | excluded
        ]
        self._above: dict[str, list[Known]] = {}
        self._read: dict[tuple[str, str], list[Known]] = {}

    def read(self, name: str, relation: Relation) -> list[Known]:
        """The relationships of a relation that have an entity as their object, whenever; each read once."""
        place = name, relation.name
        if place not in self._read:
            self._read[place] = reading.known(
                self._graph.tables, reading.OF_OBJECT, given=name, relation=relation.name
            )
        return self._read[place]

    def holders(self, name: str) -> list[Known]:
        """Who holds an entity directly, each once."""
        if name not in self._above:
            found: dict[str, Known] = {}
            for relation in self._relations:
                for known in self.read(name, relation):
                    holds = known.relationship.holds_in(self._when)
                    if holds == YES or (holds != NO and not self._sure):
                        found.setdefault(known.relationship.subject, known)
            self._above[name] = list(found.values())
        return self._above[name]

    def parts(self, name: str) -> dict[str, float]:
        """By holder, direct or not, the part of an entity that it holds in effect, of 1.

        Where holders hold each other in a circle nobody can tell, and they are left out, as those above them.
        """
        edges = {
            n: [(k.relationship.subject, self.share(k)) for k in self.holders(n)] for n in self._reached(name)
        }
        waiting: defaultdict[str, int] = defaultdict(int)
        for above in edges.values():
            for holder, _ in above:
                waiting[holder] += 1
        found: defaultdict[str, float] = defaultdict(float, {name: 1.0})
        ready = [name] if not waiting[name] else []
        done = set()
        while ready:
            one = ready.pop()
            done.add(one)
            for holder, share in edges[one]:
                found[holder] += found[one] * share
                waiting[holder] -= 1
                if not waiting[holder]:
                    ready.append(holder)
        return {holder: part for holder, part in found.items() if holder in done and holder != name}

    def ways(self, holder: str, name: str) -> list[Way]:
        """The ways by which one holds an entity: the direct one first, then the greatest part."""
        parts = self.parts(name)
        reached = {name, *self._reached(name)}
        found = []
        for below in sorted(reached):
            for known in self.holders(below):
                if known.relationship.subject == holder and below != holder:
                    rest = 1.0 if below == name else parts.get(below, nan)
                    links = (known, *self._links(below, name))
                    found.append(Way("" if below == name else below, self.share(known) * rest, links))
        return sorted(found, key=lambda way: (bool(way.through), isnan(way.part), -way.part, way.through))

    def share(self, known: Known) -> float:
        """The part that is held by then; not a number where no single one is stated."""
        held = [s for s in known.relationship.spells if s.holds(self._when.latest) != NO]
        share = held[0].share_held(self._when.latest) if held else ""
        return float(share) / 100 if _NUMBER.fullmatch(share) else nan

    def _reached(self, name: str) -> list[str]:
        """An entity and all above it, the nearest first."""
        found, at = {name: None}, [name]
        while at:
            at = [k.relationship.subject for one in at for k in self.holders(one)]
            at = [one for one in dict.fromkeys(at) if one not in found]
            found.update(dict.fromkeys(at))
        return list(found)

    def _links(self, top: str, name: str) -> Iterator[Known]:
        """The links of a shortest chain from one down to an entity."""
        below: dict[str, Known] = {}
        at = [name]
        while at and top not in below:
            following = []
            for one in at:
                for known in self.holders(one):
                    holder = known.relationship.subject
                    if holder not in below and holder != name:
                        below[holder] = known
                        following.append(holder)
            at = following
        while top != name and top in below:
            yield below[top]
            top = below[top].relationship.object


def total(ways: list[Way]) -> float:
    """What all ways add up to, of 1; not a number where that of one is not known."""
    return sum(way.part for way in ways)


def percent(part: float) -> str:
    """A part of 1 as percent; empty where it is not known."""
    return "" if isnan(part) else f"{part * 100:.4g}"
