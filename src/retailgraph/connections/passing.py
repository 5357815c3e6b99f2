"""Shortest ways counted for many starts at once, with scipy, which need not be installed.

Brandes' algorithm (2001), a column for each start: forward how many shortest ways lead to an entity, level by
level; backward which share of the ways to what lies beyond leads through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy
from scipy import sparse

if TYPE_CHECKING:
    import networkx

_AT_ONCE = 32
"""So many starts; more take no less time, and memory for as many numbers of each entity at each distance."""


def passing(simple: networkx.Graph[str], starts: list[str]) -> dict[str, float]:
    """How much of the shortest ways from the starts to each other entity leads through an entity."""
    number = {name: i for i, name in enumerate(simple)}
    ends = numpy.array([(number[one], number[two]) for one, two in simple.edges()]).reshape(-1, 2)
    rows, columns = numpy.concatenate((ends, ends[:, ::-1])).T
    beside = sparse.csr_array((numpy.ones(len(rows)), (rows, columns)), shape=(len(number), len(number)))
    begun = [number[name] for name in starts]
    total = numpy.zeros(len(number))
    for first in range(0, len(begun), _AT_ONCE):
        total += _passing(beside, begun[first : first + _AT_ONCE])
    return dict(zip(number, total.tolist(), strict=True))


def _passing(beside: Any, starts: list[int]) -> Any:
    levels = _levels(beside, starts)
    through = numpy.zeros_like(levels[0])
    for nearer, farther in zip(levels[-2::-1], levels[:0:-1], strict=True):
        share = numpy.divide(1 + through, farther, out=numpy.zeros_like(farther), where=farther > 0)
        through += (beside @ share) * nearer
    through[starts, range(len(starts))] = 0  # a way does not lead through where it starts
    return through.sum(axis=1)


def _levels(beside: Any, starts: list[int]) -> list[Any]:
    """For each distance: how many shortest ways lead from each start (column) to what is so far (row)."""
    level = numpy.zeros((beside.shape[0], len(starts)))
    level[starts, range(len(starts))] = 1
    levels, reached = [], level > 0
    while level.any():
        levels.append(level)
        level = beside @ level
        level[reached] = 0
        reached |= level > 0
    return levels
