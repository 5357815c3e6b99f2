"""Deals of which the sources say what cannot all be so: rule ``contested deal``.

Two purchases of 60 percent of one thing on one day cannot both have been made. Where what a deal gave was in
conflict from the day it gave it on, whether the deal was made is in doubt as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from retailgraph.relationships import Relationship, Span, Spell

RULE = "contested deal"


def contested(deals: Iterable[Relationship], states: Iterable[Relationship]) -> list[Relationship]:
    """The deals, those in doubt from their closing on whose outcome was never sure because of a conflict."""
    doubtful: defaultdict[str, list[Span]] = defaultdict(list)
    for state in states:
        for spell in state.spells:
            if spell.since_deal and spell.since and _was_never_sure(spell):
                doubtful[spell.since_deal].append(spell.since)
    return [_doubted(one, doubtful[one.key]) if one.key in doubtful else one for one in deals]


def _was_never_sure(spell: Spell) -> bool:
    """Whether a conflict puts it in doubt from its very beginning on, and for good."""
    began = spell.since.latest if spell.since else None
    contested = spell.doubted and not spell.doubt_rule and not spell.doubted_until
    return bool(contested and began and spell.doubted and spell.doubted <= began)


def _doubted(deal: Relationship, starts: list[Span]) -> Relationship:
    return deal._replace(spells=tuple(_of_attempt(attempt, starts) for attempt in deal.spells))


def _of_attempt(attempt: Spell, starts: list[Span]) -> Spell:
    since = attempt.since
    if attempt.status != "completed" or attempt.doubted or since is None or since not in starts:
        return attempt
    return attempt._replace(doubted=since.latest, doubt_rule=RULE)
