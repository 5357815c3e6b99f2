"""Who is above all others: the ultimate owners of an entity, by chains of owners and as registers state."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan

from retailgraph.dates import PartialDate
from retailgraph.graph import Graph
from retailgraph.graph.reading import Known
from retailgraph.lookup.effective import Holdings, percent
from retailgraph.lookup.rows import Plain
from retailgraph.ontology import Relation
from retailgraph.relationships import NO, UNKNOWN, YES


class UltimateOwner(Plain):
    """An owner that nobody owns, by all that is known of a day.

    ``holds`` is yes or unknown: the weakest link of the surest chain. ``share`` is the percent that it holds
    in effect, the products along all chains added up; empty where a link of one is not stated. ``through``
    names the owners between, from it down, of one of the shortest chains; ``ways`` are all ways by which it
    holds a part, stakes too, where there are several: the company held directly (empty: the entity itself)
    and the percent. ``stated`` says that a report names it as the ultimate owner, and that the chain may not
    be known. ``key`` is that of its own relationship.
    """

    name: str
    id: str
    holds: str
    share: str
    through: tuple[str, ...]
    stated: bool
    key: str
    ways: tuple[tuple[str, str], ...] = ()


class _Link:
    """An owner above an entity, as found first: nearest, then surest."""

    __slots__ = ("below", "holds", "known", "stated")

    def __init__(self, known: Known | None, below: str, holds: str, *, stated: bool) -> None:
        self.known, self.below, self.holds, self.stated = known, below, holds, stated


def ultimate_owners(graph: Graph, name: str, when: PartialDate) -> tuple[UltimateOwner, ...]:
    """The ultimate owners of an entity on a day, or in a month or year; by how sure, then by share and name.

    Empty if nobody is known to own it. Who own each other in a circle are no end of a chain; nobody is looked
    at twice, however many chains lead there. What a report states to be the ultimate owner stands before the
    last link that happens to be known.
    """
    return tuple(_Climb(graph, name, when).tops())


class _Climb:
    def __init__(self, graph: Graph, name: str, when: PartialDate) -> None:
        self._graph, self._when, self._start = graph, when, name
        relations = graph.ontology.relations.values()
        self._owning = [r for r in relations if r.acyclic and r.exclusive]
        self._stating = [r for r in relations if r.ultimate]
        self._found: dict[str, _Link] = {name: _Link(None, "", YES, stated=False)}
        self._edges: dict[str, list[str]] = {}
        self._holdings = Holdings(graph, when, sure=False)
        self._climb()

    def _climb(self) -> None:
        for wanted in (YES, UNKNOWN):
            ring = list(self._found)
            while ring:
                ring = [owner for name in ring for owner in self._above(name, wanted)]

    def _above(self, name: str, wanted: str) -> Iterator[str]:
        """Those found anew above an entity by links that are as sure as wanted, or surer."""
        for known, relation, holds in self._owners(name):
            owner = known.relationship.subject
            if owner not in self._found and (holds == YES or wanted == UNKNOWN):
                sure = YES if holds == self._found[name].holds == YES else UNKNOWN
                self._found[owner] = _Link(known, name, sure, stated=relation.ultimate)
                yield owner

    def _owners(self, name: str) -> list[tuple[Known, Relation, str]]:
        found = []
        for relation in (*self._owning, *self._stating):
            for known in self._holdings.read(name, relation):
                holds = known.relationship.holds_in(self._when)
                if holds != NO:
                    found.append((known, relation, holds))
        self._edges[name] = [k.relationship.subject for k, r, _ in found if not r.ultimate]
        return found

    def tops(self) -> list[UltimateOwner]:
        owned = {name for name, above in self._edges.items() if above}
        stated = [name for name, link in self._found.items() if link.stated]
        above_stated = {self._found[name].below for name in stated if self._found[name].holds == YES}
        parts = self._holdings.parts(self._start)
        tops = []
        for name, link in self._found.items():
            known = link.known
            if known is None or name in owned or self._has_stated_above(name):
                continue
            if not link.stated and self._under(name) & above_stated:
                continue
            part = parts.get(name, nan)
            ways = () if link.stated else tuple(self._ways(name))
            tops.append(
                UltimateOwner(
                    name=known.subject_name,
                    id=name,
                    holds=link.holds,
                    share="" if link.stated else percent(part),
                    through=tuple(self._between(name)),
                    stated=link.stated,
                    key=known.key,
                    ways=ways,
                )
            )
        return sorted(tops, key=lambda t: (t.holds != YES, -float(t.share or 0), t.name, t.id))

    def _ways(self, name: str) -> Iterator[tuple[str, str]]:
        ways = self._holdings.ways(name, self._start)
        for way in ways if len(ways) > 1 else ():
            yield way.links[0].object_name if way.through else "", percent(way.part)

    def _has_stated_above(self, name: str) -> bool:
        return any(link.stated and link.below == name for link in self._found.values())

    def _under(self, name: str) -> set[str]:
        """What lies below an owner on the way by which it was found."""
        found, below = set(), self._found[name].below
        while below:
            found.add(below)
            below = self._found[below].below
        return found

    def _between(self, name: str) -> Iterator[str]:
        below = self._found[name].below
        while below and below != self._start:
            known = self._found[below].known
            yield known.subject_name if known else below
            below = self._found[below].below
