"""The spells of one relationship in the order of time, to be found by a day or by a claim."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date

from retailgraph.conclusion.open_spell import OpenSpell


class SpellLine:
    """The spells in the order of time, to be found by a day or by the claims that state their dates."""

    def __init__(self, spells: list[OpenSpell]) -> None:
        self._spells = spells
        self._by_claim: defaultdict[str, list[OpenSpell]] = defaultdict(list)
        for spell in spells:
            for claim in spell.said:
                self._by_claim[claim].append(spell)
        # The first day on which this spell or a later one may have begun: it grows along the line.
        self._begun: list[date] = []
        for spell in reversed(spells):
            self._begun.append(min(may_begin(spell), self._begun[-1] if self._begun else date.max))
        self._begun.reverse()

    def __len__(self) -> int:
        return len(self._spells)

    def that_say(self, claim: str) -> list[OpenSpell]:
        """The spells of which a claim states a date."""
        return self._by_claim.get(claim, [])

    def place(self, day: date) -> int:
        """The last spell that had not surely yet to begin on a day; -1 if there is none."""
        return bisect_right(self._begun, day) - 1

    def insert(self, place: int, spell: OpenSpell) -> None:
        """Another spell at this place in the line."""
        begun = may_begin(spell)
        self._begun.insert(place, min(begun, self._begun[place]) if place < len(self._begun) else begun)
        self._spells.insert(place, spell)
        while place and self._begun[place - 1] > begun:
            place -= 1
            self._begun[place] = begun


def may_begin(spell: OpenSpell) -> date:
    """The first day on which a spell may have begun."""
    return (spell.since.earliest if spell.since else None) or date.min
