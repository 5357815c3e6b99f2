"""Holders: the spells of all who held, or hold, what only one can hold at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from retailgraph.articles.share import TOGETHER
from retailgraph.conclusion.control import Control
from retailgraph.conclusion.open_spell import AS_PLANNED, OpenSpell
from retailgraph.conclusion.states import StateBuilder
from retailgraph.relationships import Span

Rank = tuple[date, date, bool, date]


@dataclass(slots=True, eq=False)
class Holder:
    """One spell of one relationship, where only one can hold."""

    state: StateBuilder
    spell: OpenSpell

    @property
    def since(self) -> Span:
        """When it began."""
        return self.spell.since or Span()

    @property
    def start_known(self) -> bool:
        """Whether somebody states when it began, or was to; bounds that nobody states are not enough."""
        return bool(self.spell.starts) or self.spell.since_rule == AS_PLANNED

    @property
    def deal(self) -> str:
        """The deal that it began with."""
        return self.spell.start.deal if self.spell.start else ""

    @property
    def rank(self) -> Rank:
        """The order of beginning. Names are no part of it: of two with one rank neither is the first."""
        since = self.since
        begins = since.earliest if self.start_known and since.earliest else since.latest or date.max
        return (begins, since.latest or date.max, self.start_known, self.spell.first or date.max)

    @property
    def known_by(self) -> date | None:
        """The day by which it has begun: as stated, else that of its first report."""
        return self.since.latest if self.start_known else self.spell.first

    @property
    def last(self) -> date | None:
        """The last day on which it surely held, as far as it has no end."""
        return self.spell.last or self.since.latest

    @property
    def sure(self) -> tuple[int, int] | None:
        """The days on which it surely holds, as ordinals, the last one out; None if there is none."""
        until = self.spell.until
        start, end = self.since.latest, (until.earliest if until else date.max)
        return (start.toordinal(), end.toordinal()) if start and end and start < end else None


def holders(group: Iterable[StateBuilder]) -> list[Holder]:
    """Every spell that is or was in force, in the order of beginning."""
    found = [Holder(d, s) for d in group for s in d.spells if s.status == "inForce"]
    return sorted(found, key=lambda h: h.rank)


def over_first(later: Holder, earlier: Holder) -> bool:
    """Of two that may have begun on one day, whether the later one was over when the other began."""
    until, since, began = later.spell.until, earlier.spell.since, later.spell.since
    if until is None or not (since and began):
        return False
    return since.overlaps(began) and (until.earliest or date.min) <= (since.latest or date.max)


def end_between(earlier: Holder, deal: str, day: date, rule: str) -> None:
    """The end lies between the last report of one and the start (else the first report) of the other."""
    spell = earlier.spell
    last = min(earlier.last or day, day)
    began = spell.since.earliest if spell.since and spell.since.earliest else last
    spell.end(Span(min(max(last, began), day), day), rule, deal)


def begin_after(later: Holder, earlier: Holder) -> None:
    """A start that nobody states is no earlier than the last report of whom it ended."""
    since, until = later.since, earlier.spell.until
    low, high = until.earliest if until else None, since.latest
    if low and high and not later.start_known and (since.earliest or date.min) < low <= high:
        later.spell.since = Span(low, high)


class Bits:
    """Sets of rivals as numbers with a bit for each, so that thousands are not compared one by one."""

    def __init__(self, states: Sequence[StateBuilder], control: Control) -> None:
        self.every = (1 << len(states)) - 1
        self._own: defaultdict[str, int] = defaultdict(int)
        named: defaultdict[str, int] = defaultdict(int)
        for place, state in enumerate(states):
            self._own[state.key] |= 1 << place
            named[state.subject] |= 1 << place
        self._kin = control.kin(named)
        self._beside: defaultdict[str, int] = defaultdict(int)
        for key, others in beside(states).items():
            for other in others:
                self._beside[key] |= named.get(other, 0)

    @property
    def tied(self) -> bool:
        """Whether any of them owns another, perhaps through others."""
        return bool(self._kin)

    def rivals(self, state: StateBuilder) -> int:
        """All but its own spells, those of its owners and of what it owns, and of who owns it together."""
        known = self._own[state.key] | self._kin.get(state.subject, 0) | self._beside.get(state.subject, 0)
        return self.every & ~known


def beside(states: Iterable[StateBuilder]) -> dict[str, set[str]]:
    """Rule ``co-owners``: by owner, those whom a report names as owners together with it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for state in dict.fromkeys(states):
        named = {name for r in state.reports if r.status == "inForce" for name in r.values(TOGETHER)}
        for name in named:
            found[state.subject].add(name)
            found[name].add(state.subject)
    return found


def lowest(bits: int) -> int:
    """The place of the first bit that is set."""
    return (bits & -bits).bit_length() - 1
