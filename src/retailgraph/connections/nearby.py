"""What can lie on a chain between two entities, found from both ends without reading the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from retailgraph.connections.joined import EVER, NOW, is_hearsay, pairs, without_hearsay
from retailgraph.network.building import put_together
from retailgraph.network.links import links
from retailgraph.network.wanted import Wanted
from retailgraph.ontology import STATE
from retailgraph.tables import edges, entities

if TYPE_CHECKING:
    import networkx

    from retailgraph.graph import Graph
    from retailgraph.tables.edges import Numbered

Beside = Mapping[str, Collection[str]]


def between(
    graph: Graph, start: str, end: str, hops: int, relations: Iterable[str] = (), ever: bool = False
) -> networkx.Graph[str]:
    """The entities on chains of at most so many links between two, and all that joins any two of them.

    As :func:`retailgraph.connections.joined.pairs` gives it: the most telling link of each pair.
    """
    wanted = Wanted(graph.ontology, tuple(relations), (), EVER if ever else NOW, hops)
    passing = _Links(graph, wanted)
    beside = _surroundings(passing, start, end, hops)
    from_start, to_end = _far(beside, start, hops), _far(beside, end, hops)
    kept = sorted(n for n, far in from_start.items() if far + to_end.get(n, hops + 1) <= hops)
    labels = entities.labels(graph.tables, kept)
    nodes = {id: {"label": labels.get(id, id)} for id in kept}
    among = links(graph, wanted, [number for number, *_ in passing.within(kept)])
    network = put_together(nodes, among, graph.period, wanted)
    return pairs(without_hearsay(network), graph.ontology)


def _surroundings(passing: _Links, start: str, end: str, hops: int) -> Beside:
    """Who is joined to whom, about both ends, as far as a chain of so many links may go.

    Each step widens the smaller of two circles. A chain of at most ``hops`` links lies in both: each of its
    links has an end that one of them was widened from, so that no distance on it is overstated.
    """
    beside: dict[str, set[str]] = defaultdict(set)
    reached, fronts = ({start}, {end}), [{start}, {end}]
    known: set[str] = set()
    for _ in range(hops):
        side = 0 if len(fronts[0]) <= len(fronts[1]) else 1
        if not fronts[side]:
            break
        for _, one, _, other in passing.about(fronts[side] - known):
            beside[one].add(other)
            beside[other].add(one)
        known |= fronts[side]
        fronts[side] = {other for name in fronts[side] for other in beside[name]} - reached[side]
        reached[side].update(fronts[side])
    return beside


def _far(beside: Beside, start: str, hops: int) -> dict[str, int]:
    """How many links away from one entity others are, up to so many."""
    found, front = {start: 0}, [start]
    for far in range(1, hops + 1):
        front = [other for other in {o for n in front for o in beside.get(n, ())} if other not in found]
        found |= dict.fromkeys(front, far)
    return found


class _Links:
    """The relationships that may be passed on the day asked for, with the numbers of their rows."""

    def __init__(self, graph: Graph, wanted: Wanted) -> None:
        self._graph, self._wanted = graph, wanted
        when, relations = graph.period, graph.ontology.relations
        is_one_day = when.earliest == when.latest
        states_alone = all(relations[name].kind == STATE for name in wanted.relations)
        # What holds on one day the rows say themselves; all else is asked of each spell.
        self._of_rows = is_one_day and states_alone and wanted.include == frozenset(NOW)

    def about(self, ids: Collection[str]) -> Iterable[Numbered]:
        """Those with one of these at either end."""
        return self._passable(edges.about(self._graph.tables, ids))

    def within(self, ids: Collection[str]) -> Iterable[Numbered]:
        """Those with these at both ends."""
        return self._passable(edges.within(self._graph.tables, ids))

    def _passable(self, found: Iterable[Numbered]) -> list[Numbered]:
        graph = self._graph
        some = [row for row in found if self._may_be(row.relation)]
        numbers = {row.number for row in some}
        if self._of_rows:
            sure = edges.holding(graph.tables, numbers, graph.period.earliest)
            return [row for row in some if row.number in sure]
        passed = {link[:3] for link in links(graph, self._wanted, numbers) if not is_hearsay(link.facts)}
        return [row for row in some if (row.subject, row.object, row.relation) in passed]

    def _may_be(self, relation: str) -> bool:
        """Whether a relation is asked for, in any state."""
        return any(self._wanted.has(relation, state) for state in self._wanted.include)
