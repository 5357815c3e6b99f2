"""Rule ``revealed``: who bought is named later, and the purchase by somebody unnamed was that one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from retailgraph.conclusion.deals import Attempted, Deal
from retailgraph.identity.undisclosed import is_undisclosed

RULE = "revealed"
_A_YEAR = 366


def revealed(deals: Iterable[Deal]) -> list[Deal]:
    """The deals; a purchase by somebody undisclosed that is told again with a name has no consequences of its
    own, and says which one it is.

    It is the same if both closed on what may be one day and no other seller is named, or if a seller is named
    in both and they are told within a year. Where several may be meant, nobody is taken.
    """
    every = list(deals)
    hidden = {_place(one) for one in every if is_undisclosed(one.relationship.subject)}
    named: defaultdict[tuple[str, str], list[Deal]] = defaultdict(list)
    for one in every:
        if hidden and _place(one) in hidden and not is_undisclosed(one.relationship.subject):
            named[_place(one)].append(one)
    return [_told(one, named[_place(one)]) if named and _place(one) in hidden else one for one in every]


def _place(deal: Deal) -> tuple[str, str]:
    return deal.relationship.relation, deal.relationship.object


def _told(deal: Deal, named: Sequence[Deal]) -> Deal:
    if not is_undisclosed(deal.relationship.subject):
        return deal
    others = {
        id(mine): {n.relationship.key for n in named for theirs in n.completed if _is_same(mine, theirs)}
        for mine in deal.completed
    }
    same = {id(mine.spell): keys.pop() for mine in deal.completed if len(keys := others[id(mine)]) == 1}
    spells = tuple(
        spell._replace(doubt_rule=RULE, doubt_deal=same[id(spell)]) if id(spell) in same else spell
        for spell in deal.relationship.spells
    )
    left = tuple(mine for mine in deal.completed if id(mine.spell) not in same)
    return deal._replace(relationship=deal.relationship._replace(spells=spells), completed=left)


def _is_same(mine: Attempted, other: Attempted) -> bool:
    ours, theirs = _sellers(mine), _sellers(other)
    if ours and theirs and not ours & theirs:
        return False
    one, two = mine.share, other.share
    if one and two and (one.low > two.high or two.low > one.high):
        return False
    if not (mine.spell.since_rule or other.spell.since_rule):
        return mine.closing.overlaps(other.closing)
    days = [min(r.published for r in attempt.reports) for attempt in (mine, other)]
    return abs((days[0] - days[1]).days) <= _A_YEAR and bool(ours & theirs)


def _sellers(attempt: Attempted) -> set[str]:
    return {name for report in attempt.reports for name in report.values("seller")}
