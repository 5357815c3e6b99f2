"""Where each entity stands: communities apart from one another, hubs in their middle, the same every time.

Communities are found by the Louvain method of networkx with a fixed seed. Each is laid out by springs on its
own; then the communities are laid out as wholes, those that are joined beside each other, and pushed apart
until no two overlap. What nothing joins stands in rows below. Repulsion is counted only between neighbours
on a grid, so that the time grows with the number of entities and not with its square.
"""

from __future__ import annotations

from cmath import rect
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil, pi, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx

    Plain = networkx.Graph[int]

_SEED = 7
_GOLDEN_ANGLE = 2.39996
_TURN = 2 * pi / 24
_REACH = 4.0
"""Entities further apart than this many usual distances do not repel."""
_AIR = 1.6
"""How far the edges of two communities stand apart, in usual distances."""


class _Group(NamedTuple):
    """A community laid out on its own: its members' places around its middle, and how far they reach."""

    members: tuple[int, ...]
    spots: tuple[complex, ...]
    radius: float


def places(
    network: networkx.MultiDiGraph[str], centres: Sequence[str] = ()
) -> dict[str, tuple[float, float]]:
    """The place of every entity, by id; the usual distance of neighbours is 1."""
    # Numbers, not names: the order of a set of texts is another one in every process.
    names = sorted(network)
    number = {name: i for i, name in enumerate(names)}
    graph = _plain(len(names), ((number[one], number[two]) for one, two in network.edges()))
    joined = graph.subgraph(i for i in graph if graph.degree(i))
    middle = {number[name] for name in centres}
    groups = [_laid_out(joined.subgraph(c), middle) for c in _communities(joined)]
    middles = _apart(groups, _between(joined, groups))
    found = {
        i: middle + spot
        for group, middle in zip(groups, middles, strict=True)
        for i, spot in zip(group.members, group.spots, strict=True)
    }
    found |= _rows([i for i in graph if i not in found], found.values())
    return {name: (round(found[i].real, 2), round(found[i].imag, 2)) for i, name in enumerate(names)}


def _plain(count: int, pairs: Iterable[tuple[int, int]]) -> Plain:
    """An undirected graph, in an order of its own; joined twice pulls twice."""
    import networkx as nx

    graph: Plain = nx.Graph()
    graph.add_nodes_from(range(count))
    for one, two in sorted(pairs):
        if one != two:
            before = graph.edges[one, two]["weight"] if graph.has_edge(one, two) else 0
            graph.add_edge(one, two, weight=before + 1)
    return graph


def _communities(graph: Plain) -> list[list[int]]:
    """The largest first."""
    from networkx.algorithms.community import louvain_communities

    if not graph:
        return []
    found = louvain_communities(graph, weight="weight", seed=_SEED)
    return sorted((sorted(c) for c in found), key=lambda c: (-len(c), c))


def _laid_out(graph: Plain, centres: Collection[int]) -> _Group:
    """A community from its hub outwards, then relaxed."""
    members = _outwards(graph, centres)
    place = {member: i for i, member in enumerate(members)}
    pairs = [(place[one], place[two]) for one, two in graph.edges()]
    spots = _relaxed(_spiral(len(members)), sorted(pairs), _rounds(len(members)))
    middle = sum(spots) / len(spots)
    spots = [spot - middle for spot in spots]
    return _Group(tuple(members), tuple(spots), _radius(spots))


def _rounds(count: int) -> int:
    """Fewer for many: they begin near their places, and a round takes as long as there are members."""
    return max(20, min(60, 18_000 // count))


def _radius(spots: Sequence[complex]) -> float:
    """How far all but the outermost few reach: one straggler need not keep the neighbours away."""
    reach = sorted(map(abs, spots))
    return reach[int(0.97 * (len(reach) - 1))] + 0.5


def _outwards(graph: Plain, centres: Collection[int]) -> list[int]:
    """All members by their steps from the one with the most neighbours, or from those asked for."""
    by_degree = sorted(graph, key=lambda i: (i not in centres, -graph.degree(i), i))
    seen: dict[int, None] = {}
    for start in by_degree:
        waiting = deque([start])
        while waiting:
            one = waiting.popleft()
            if one not in seen:
                seen[one] = None
                waiting.extend(sorted(graph[one], key=lambda n: (-graph.degree(n), n)))
    return list(seen)


def _spiral(count: int) -> list[complex]:
    """Points spread evenly from the middle outwards."""
    return [rect(sqrt(i), _GOLDEN_ANGLE * i) for i in range(count)]


# --- springs ----------------------------------------------------------------------------------------------


def _relaxed(spots: list[complex], pairs: Sequence[tuple[int, int]], rounds: int) -> list[complex]:
    """Springs by Fruchterman and Reingold: near points repel, joined ones attract, steps grow smaller."""
    most = sqrt(len(spots)) / 4 + 0.5
    for step in range(rounds):
        moves = _repelled(spots)
        for i, j in pairs:
            gap = spots[i] - spots[j]
            pull = gap * min(abs(gap), 4.0) * 0.35
            moves[i] -= pull
            moves[j] += pull
        limit = most * (1 - step / rounds) + 0.02
        spots = [spot + _limited(move, limit) for spot, move in zip(spots, moves, strict=True)]
    return spots


def _limited(move: complex, most: float) -> complex:
    length = abs(move)
    return move * (most / length) if length > most else move


def _repelled(spots: Sequence[complex]) -> list[complex]:
    """How each point is pushed by those in its square of the grid and the squares around it."""
    squares: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, spot in enumerate(spots):
        squares[int(spot.real // _REACH), int(spot.imag // _REACH)].append(i)
    # What is far away holds all together: without it parts that nothing joins would drift off.
    moves = [-0.01 * spot for spot in spots]
    for (column, row), here in squares.items():
        # Half of the neighbours: each pair of squares is met once.
        for near in ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1)):
            there = squares.get((column + near[0], row + near[1]))
            if there:
                _push(spots, moves, here, there, near == (0, 0))
    return moves


def _push(
    spots: Sequence[complex], moves: list[complex], here: Sequence[int], there: Sequence[int], same: bool
) -> None:
    far = _REACH * _REACH
    for place, i in enumerate(here):
        for j in there[place + 1 :] if same else there:
            gap = spots[i] - spots[j]
            square = gap.real * gap.real + gap.imag * gap.imag
            if square >= far:
                continue
            # Fading out with the distance: a sudden end would line points up along the grid.
            push = gap * ((1 - square / far) / (square + 0.05))
            moves[i] += push
            moves[j] -= push


# --- communities ------------------------------------------------------------------------------------------


def _between(graph: Plain, groups: Sequence[_Group]) -> dict[tuple[int, int], int]:
    """How many edges join two communities."""
    home = {member: i for i, group in enumerate(groups) for member in group.members}
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for one, two in graph.edges():
        if home[one] != home[two]:
            counts[min(home[one], home[two]), max(home[one], home[two])] += 1
    return dict(sorted(counts.items()))


def _apart(groups: Sequence[_Group], joined: Mapping[tuple[int, int], int]) -> list[complex]:
    """The middles of communities: each in turn as near as it may come to those that it is joined to."""
    beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (one, two), count in joined.items():
        beside[one].append((two, count))
        beside[two].append((one, count))
    middles: dict[int, complex] = {}
    waiting = set(range(len(groups)))
    while waiting:
        chosen = min(waiting, key=lambda i: (-_pull(i, beside, middles), -groups[i].radius, i))
        waiting.remove(chosen)
        middles[chosen] = _free(chosen, groups, middles, _wish(chosen, beside, middles))
    return [middles[i] for i in range(len(groups))]


def _pull(one: int, beside: Mapping[int, list[tuple[int, int]]], middles: Collection[int]) -> int:
    return sum(count for other, count in beside.get(one, ()) if other in middles)


def _wish(one: int, beside: Mapping[int, list[tuple[int, int]]], middles: Mapping[int, complex]) -> complex:
    """Where a community would stand if it took no room: between those that it is joined to."""
    near = [(middles[other], count) for other, count in beside.get(one, ()) if other in middles]
    total = sum(count for _, count in near)
    return sum(middle * count for middle, count in near) / total if total else 0j


def _free(one: int, groups: Sequence[_Group], middles: Mapping[int, complex], wish: complex) -> complex:
    """The free place nearest to a wish and to the middle of the picture."""
    room = groups[one].radius + _AIR
    taken = [(middle, groups[other].radius + room) for other, middle in middles.items()]
    if not taken:
        return 0j
    # Screens are wider than high.
    around = sorted(
        (abs(p - wish) + 0.6 * abs(complex(p.real, 1.5 * p.imag)), p.real, p.imag)
        for middle, distance in taken
        for p in (middle + rect(distance + 0.01, turn * _TURN) for turn in range(24))
    )
    return next(spot for _, x, y in around if _is_free(spot := complex(x, y), taken))


def _is_free(spot: complex, taken: list[tuple[complex, float]]) -> bool:
    """Whether a community has room at a place; what stood in the way is asked first the next time."""
    for i, (middle, distance) in enumerate(taken):
        if abs(spot - middle) < distance:
            taken.insert(0, taken.pop(i))
            return False
    return True


def _rows(alone: Sequence[int], taken: Iterable[complex]) -> dict[int, complex]:
    """What nothing joins, in rows below the rest."""
    spots = list(taken) or [0j]
    left, right = min(s.real for s in spots), max(s.real for s in spots)
    width = max(ceil(right - left), ceil(2 * sqrt(len(alone))), 1)
    lowest = min(s.imag for s in spots) - 3
    return {one: complex(left + i % width, lowest - i // width) for i, one in enumerate(alone)}
