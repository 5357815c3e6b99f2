"""Who bought the two halves of a thing: rule ``two halves``.

A purchase of exactly 50 percent is a stake. Where two bought 50 percent each, and neither from the other,
they hold all of it between them and nobody else can: both own it, as an article may say of who controls half.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from retailgraph.conclusion.deals import Deal

_HALF = 50.0


def with_halves(deals: Iterable[Deal]) -> list[Deal]:
    """The deals; those by which two bought a half each give control."""
    every = list(deals)
    buying: defaultdict[tuple[str, str], list[Deal]] = defaultdict(list)
    for one in every:
        if _buys_half(one):
            buying[one.relationship.relation, one.relationship.object].append(one)
    both = {one.relationship.key for pair in buying.values() if _are_two(pair) for one in pair}
    return [_controlling(one) if one.relationship.key in both else one for one in every]


def _buys_half(one: Deal) -> bool:
    return any(a.share is not None and a.share.low == a.share.high == _HALF for a in one.completed)


def _are_two(pair: list[Deal]) -> bool:
    buyers = {one.relationship.subject for one in pair}
    return len(pair) == len(buyers) == 2 and not any(one.sellers & buyers for one in pair)


def _controlling(one: Deal) -> Deal:
    return one._replace(completed=tuple(a._replace(controls=True) for a in one.completed))
