"""Shares over time: what fits beside what, and what adds up to more than all: rule ``shares``."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from retailgraph.articles.share import sum_of
from retailgraph.conclusion.control import Control
from retailgraph.conclusion.open_spell import OpenSpell
from retailgraph.conclusion.states import StateBuilder
from retailgraph.ontology import Ontology
from retailgraph.relationships import YES, Conflict, Relationship, Side, Spell, Step

WHOLE = 100.0
_ROUNDING = 1e-9
UNSTATED = float("inf")
"""The share of a holder of whom nobody says how much it holds: it fits beside nothing."""


class Timeline(NamedTuple):
    """The least that a holder holds from each of its days on, in percent."""

    days: tuple[date, ...] = ()
    least: tuple[float, ...] = ()

    @classmethod
    def of(cls, state: StateBuilder, spell: OpenSpell) -> Timeline:
        """What the reports of a spell say."""
        if "share" not in state.relation.qualifiers:
            return cls()
        return cls.stated_by(state.shares(spell, []))

    @classmethod
    def stated_by(cls, steps: Sequence[Step]) -> Timeline:
        """The same of the steps of a share."""
        return cls(tuple(s.day for s in steps), tuple(s.least for s in steps))

    @property
    def stated(self) -> bool:
        """Whether anybody says how much it is."""
        return bool(self.days)

    @property
    def first(self) -> float:
        """The first share that is stated."""
        return self.least[0] if self.least else UNSTATED

    @property
    def last(self) -> float:
        """The last one."""
        return self.least[-1] if self.least else UNSTATED

    def rises(self) -> Iterator[tuple[date, float]]:
        """The days on which it becomes more, and how much."""
        for number in range(1, len(self.days)):
            if self.least[number] > self.least[number - 1]:
                yield self.days[number], self.least[number]

    def on(self, day: int) -> float:
        """The share of a day, given as ordinal; before the first is stated that one is as good as any."""
        if not self.days:
            return UNSTATED
        return self.least[max(0, bisect_right(self.days, date.fromordinal(day)) - 1)]


_Held = tuple[int, int, str, Timeline]
"""The days on which somebody holds a share, the last one out; who; and how much."""


def too_much(held: Sequence[_Held], control: Control | None) -> Iterator[tuple[int, int]]:
    """The stretches of days on which several hold and their shares are not known to fit.

    ``control`` says who holds through whom, which counts once; None if nobody does.
    """
    events: defaultdict[int, list[int]] = defaultdict(list)
    for number, (start, end, _, shares) in enumerate(held):
        inside = {day for d in shares.days if start < (day := d.toordinal()) < end}
        for day in {start, end, *inside}:
            events[day].append(number)
    total = _Total(held, control)
    begun = None
    for day in sorted(events):
        for number in events[day]:
            start, end, _, shares = held[number]
            total.put(number, shares.on(day) if start <= day < end else None)
        if total.fits() == (begun is None):
            continue
        if begun is None:
            begun = day
        else:
            yield begun, day
            begun = None
    if begun is not None:
        yield begun, date.max.toordinal()


class _Total:
    """The sum of the shares that are held on a day, kept up to date while days pass."""

    def __init__(self, held: Sequence[_Held], control: Control | None) -> None:
        self._held, self._control = held, control
        self._now: dict[int, float] = {}
        self._sum = 0.0
        self._unstated = 0

    def put(self, number: int, share: float | None) -> None:
        """Somebody holds so much from now on; None is no longer anything."""
        before = self._now.pop(number, None)
        for value, sign in ((before, -1), (share, 1)):
            if value is not None:
                self._unstated += sign if value == UNSTATED else 0
                self._sum += sign * value if value != UNSTATED else 0.0
        if share is not None:
            self._now[number] = share

    def fits(self) -> bool:
        """Whether what is held now is known to fit into the whole."""
        if len(self._now) < 2 or (not self._unstated and self._sum <= WHOLE + _ROUNDING):
            return True
        if self._control is None:
            return False
        direct = self._control.direct(self._held[number][2] for number in self._now)
        shares = [share for number, share in self._now.items() if self._held[number][2] in direct]
        return len(shares) < 2 or sum(shares) <= WHOLE + _ROUNDING


def too_many_shares(
    relationships: Iterable[Relationship], control: Control, ontology: Ontology
) -> Iterator[Conflict]:
    """Rule ``shares``: shares in one object that add up to more than all of it on some day, by their
    lower bounds; what an owner holds through another holder counts once."""
    stakes: defaultdict[str, list[tuple[Relationship, Spell]]] = defaultdict(list)
    for relationship in relationships:
        relation = ontology.relations[relationship.relation]
        for spell in relationship.spells:
            if spell.shares and relation.excludes and spell.status in ("inForce", "ended"):
                stakes[relationship.object].append((relationship, spell))
    for held in stakes.values():
        if len(held) > 1:
            yield from _first_excess(held, control)


def _first_excess(held: Sequence[tuple[Relationship, Spell]], control: Control) -> Iterator[Conflict]:
    """The conflict of the first day on which they are too many, if there is one."""
    events: defaultdict[date, list[int]] = defaultdict(list)
    for number, (_, spell) in enumerate(held):
        for day in _turns(spell):
            events[day].append(number)
    now: dict[int, Step] = {}
    total = 0.0
    for day in sorted(events):
        for number in events[day]:
            spell = held[number][1]
            before = now.pop(number, None)
            step = spell.share_on(day) if spell.holds(day) == YES else None
            total += (step.least if step else 0.0) - (before.least if before else 0.0)
            if step:
                now[number] = step
        if total > WHOLE + _ROUNDING:
            direct = control.direct(held[number][0].subject for number in now)
            over = [(held[n][0], step) for n, step in now.items() if held[n][0].subject in direct]
            if sum(step.least for _, step in over) > WHOLE + _ROUNDING:
                yield _excess(over, day)
                return


def _turns(spell: Spell) -> set[date]:
    """The days on which what a spell gives may change."""
    bounds = [b for when in (spell.since, spell.until) if when for b in when[:2]]
    days = {step.day for step in spell.shares} | {*bounds, spell.doubted, spell.doubted_until}
    return {day for day in days if day is not None}


def _excess(over: Sequence[tuple[Relationship, Step]], day: date) -> Conflict:
    sides = tuple(sorted(Side(f"{s.share}%", r.claims, r.publishers, r.key) for r, s in over))
    keys = tuple(sorted(s.about for s in sides))
    total = sum_of(step.share for _, step in over)
    return Conflict("shares", keys, sides, f"shares add up to {total} percent on {day}")
