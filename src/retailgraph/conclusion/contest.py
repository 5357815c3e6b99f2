"""Who follows whom, where only one can hold at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import NamedTuple

from retailgraph.conclusion.bare_reports import reported_late
from retailgraph.conclusion.control import Control
from retailgraph.conclusion.holders import (
    Bits,
    Holder,
    Rank,
    begin_after,
    end_between,
    holders,
    lowest,
    over_first,
)
from retailgraph.conclusion.missing_starts import set_undated_aside
from retailgraph.conclusion.outnumbered import ended_by_fewer, is_told_too_seldom
from retailgraph.conclusion.overlaps import at_once
from retailgraph.conclusion.shares import Timeline
from retailgraph.conclusion.states import StateBuilder
from retailgraph.conclusion.undated_rivals import set_aside
from retailgraph.relationships import Conflict


class _Claimant(NamedTuple):
    """A beginning that may end others: of a holder, or of a greater share that it holds."""

    day: date
    rank: Rank
    number: int
    share: float
    rises: bool = False


class _Ending(NamedTuple):
    earlier: Holder
    later: Holder
    day: date
    rule: str
    rises: bool


class Contest:
    """The holders of what only one can hold at a time."""

    def __init__(
        self, group: list[StateBuilder], control: Control, sellers: Mapping[str, Collection[str]]
    ) -> None:
        self.control = control
        self.conflicts: list[Conflict] = []
        told = set_undated_aside(holders(group), self.conflicts)
        self.holders = set_aside(told, control, self.conflicts)
        self.shares = [Timeline.of(h.state, h.spell) for h in self.holders]
        deals = {h.deal for h in self.holders if h.deal}
        self.sellers = {deal: frozenset(sellers.get(deal, ())) for deal in deals}

    def settle(self, conflicts: list[Conflict]) -> None:
        """End whom another ends, and doubt those who hold at the same time."""
        conflicts += self.conflicts
        if len({h.state.key for h in self.holders}) > 1:
            for ending in list(_Succession(self).endings()):
                _end(ending, conflicts)
            conflicts += at_once(self.holders, self.shares, self.control)


class _Succession:
    """The beginnings in a contest in the order of time, and for each holder those that may end it."""

    def __init__(self, contest: Contest) -> None:
        self.contest, self.holders = contest, contest.holders
        self.claimants = sorted(self._claimants())
        self.days = [c.day for c in self.claimants]
        self.bits = Bits([self.holders[c.number].state for c in self.claimants], contest.control)
        self.of: defaultdict[int, int] = defaultdict(int)
        for place, one in enumerate(self.claimants):
            # A greater share may end others too, but it is no deal and begins nothing.
            if not one.rises:
                self.of[one.number] |= 1 << place
        self._fitting = _Fitting(self.claimants)
        self._deals()

    def _claimants(self) -> Iterator[_Claimant]:
        for number, (holder, shares) in enumerate(zip(self.holders, self.contest.shares, strict=True)):
            began = holder.known_by
            if began:
                yield _Claimant(began, holder.rank, number, shares.first)
                for day, share in shares.rises():
                    if day > began:
                        yield _Claimant(day, (day, day, True, day), number, share, True)

    def _deals(self) -> None:
        self._unsold, self._sold = 0, defaultdict[str, int](int)
        for number, holder in enumerate(self.holders):
            if holder.deal:
                sellers = self.contest.sellers[holder.deal]
                self._unsold |= 0 if sellers else self.of[number]
                for seller in sellers:
                    self._sold[seller] |= self.of[number]
        named = dict.fromkeys((h.state.subject for h in self.holders), 0) | self._sold
        self._sold_by_kin = self.contest.control.kin(named) if self._sold else {}

    def _taking_from(self, owner: str) -> int:
        """Deals that end an owner at once: no seller is named, or one that belongs with the owner."""
        return self._unsold | self._sold.get(owner, 0) | self._sold_by_kin.get(owner, 0)

    def endings(self) -> Iterator[_Ending]:
        """Each holder without an end whom another ends: the first that began after its last report."""
        later = sum(1 << place for place, one in enumerate(self.claimants) if one.rises)
        numbered = list(enumerate(self.holders))
        for _, group in groupby(reversed(numbered), key=lambda pair: pair[1].rank):
            same = list(group)
            for number, holder in same:
                if holder.spell.until is None:
                    rivals = later & self.bits.rivals(holder.state)
                    rivals &= ~self._fitting.beside(self.contest.shares[number].last)
                    yield from self._ending(holder, rivals)
            for number, _ in same:
                later |= self.of[number]

    def _ending(self, holder: Holder, rivals: int) -> Iterator[_Ending]:
        taking = self._first(rivals & self._taking_from(holder.state.subject), holder, lambda _: True)
        following = None
        if holder.last:
            first = bisect_left(self.days, holder.last)
            after = rivals >> first << first
            following = self._first(after, holder, lambda one: self._follows(holder, one))
        if taking and (not following or taking.rank <= following.rank):
            yield _Ending(holder, self.holders[taking.number], taking.day, "superseded", False)
        elif following:
            later = self.holders[following.number]
            told = _is_told(holder, later) and not following.rises
            rule = "successive" if told else "succeeded"
            yield _Ending(holder, later, following.day, rule, following.rises)

    def _first(self, among: int, holder: Holder, wanted: Callable[[_Claimant], bool]) -> _Claimant | None:
        while among:
            one = self.claimants[lowest(among)]
            if not over_first(self.holders[one.number], holder) and wanted(one):
                return one
            among &= among - 1
        return None

    def _follows(self, earlier: Holder, claimant: _Claimant) -> bool:
        """Whether the other begins after the last report of this one, and not at the same time."""
        later = self.holders[claimant.number]
        if not later.start_known and claimant.day == earlier.last:
            return False
        together = earlier.spell.tellings & later.spell.tellings
        return all(day < claimant.day for _, day in together) or _is_told(earlier, later)


class _Fitting:
    """Which beginnings leave room for a share beside them: rule ``co-owners``."""

    def __init__(self, claimants: list[_Claimant]) -> None:
        by_share: defaultdict[float, int] = defaultdict(int)
        for place, one in enumerate(claimants):
            if one.share <= 100:
                by_share[one.share] |= 1 << place
        self._shares = sorted(by_share)
        self._up_to: list[int] = [0]
        for share in self._shares:
            self._up_to.append(self._up_to[-1] | by_share[share])

    def beside(self, share: float) -> int:
        """The beginnings that fit beside this share; none beside one that nobody states."""
        place = bisect_left(self._shares, 100 - share + 1e-9)
        return self._up_to[place]


def _is_told(earlier: Holder, later: Holder) -> bool:
    """Whether one source tells of both in a row."""
    return any(when.overlaps(later.since) for when in earlier.spell.followed)


def _end(ending: _Ending, conflicts: list[Conflict]) -> None:
    earlier, later, day, rule, rises = ending
    before = len(conflicts)
    if rule == "succeeded" and not rises and is_told_too_seldom(earlier, later):
        return  # Both may hold: they are in doubt, and a conflict, as all who hold at once.
    if rule == "superseded":
        _supersede(earlier, later, conflicts)
    elif rule == "successive" and (earlier.last or day) <= (later.since.earliest or date.min):
        earlier.spell.end(later.since, rule, later.deal)
    else:
        end_between(earlier, "" if rises else later.deal, day, rule)
        if not rises:
            begin_after(later, earlier)
    # What was to end then, and did as another began, is no dispute.
    planned = earlier.spell.planned and earlier.spell.until == earlier.spell.planned
    if len(conflicts) == before and not planned:
        conflicts += ended_by_fewer(earlier, later)


def _supersede(earlier: Holder, later: Holder, conflicts: list[Conflict]) -> None:
    start = later.since
    earlier.spell.end(start, "superseded", later.deal)
    late = [
        r
        for r in earlier.state.reports
        if r.status == "inForce" and not r.rule and start.latest and r.earliest > start.latest
    ]
    if late:
        taken = [d.report for d in later.spell.starts]
        conflicts.append(reported_late(earlier.state.key, late, start, taken, later.state.key))
