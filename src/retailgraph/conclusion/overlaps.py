"""Who holds at the same time, where only one can: rules ``two at once`` and ``interleaved``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from retailgraph.articles.share import sum_of
from retailgraph.conclusion.control import Control
from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.holders import Bits, Holder, lowest
from retailgraph.conclusion.shares import Timeline, too_much
from retailgraph.conclusion.states import StateBuilder
from retailgraph.relationships import Conflict

_NEVER = date.max.toordinal()


class _Sure(NamedTuple):
    """A holder that surely holds from one day to before another, as ordinals."""

    start: int
    end: int
    holder: Holder
    shares: Timeline

    @property
    def last(self) -> int:
        """The day by which it is surely over."""
        until = self.holder.spell.until
        return until.latest.toordinal() if until and until.latest else _NEVER


def at_once(
    holders: Sequence[Holder],
    shares: Sequence[Timeline],
    control: Control,
) -> Iterator[Conflict]:
    """Doubt those who surely hold on one day with a rival, on those days; all of them are one conflict.

    What they hold may be shared: then only the days count on which their shares do not fit.
    """
    sure = [
        _Sure(*days, holder, share)
        for holder, share in zip(holders, shares, strict=True)
        if (days := holder.sure)
    ]
    doubted: list[_Sure] = []
    if len(sure) > 1:
        meeting = _meetings([(s.start, s.end) for s in sure], sure, control)
        parting = _meetings([(-s.end, -s.start) for s in sure], sure, control)
        tied = Bits([s.holder.state for s in sure], control).tied
        crowded = _Crowded(sure, control if tied else None)
        for number, one in enumerate(sure):
            if number in meeting and _doubt(one, sure, meeting[number], parting[number], crowded):
                doubted.append(one)
    if doubted:
        yield together({s.holder.state.key: s.holder.state for s in doubted}.values(), _sum_of(doubted))


def _sum_of(holding: Sequence[_Sure]) -> str:
    """What the shares of all add up to, where they hold on one day and a share is stated of each."""
    day = max(one.start for one in holding)
    if any(one.end <= day for one in holding):
        return ""
    steps = [one.holder.state.shares(one.holder.spell, []) for one in holding]
    stated = [next((s.share for s in reversed(known) if s.day.toordinal() <= day), "") for known in steps]
    return sum_of(stated) if all(stated) else ""


class _Meeting(NamedTuple):
    """When a holder first meets a rival, and which; itself if one is there from its first day on."""

    day: int
    other: int


def _meetings(
    days: Sequence[tuple[int, int]], sure: Sequence[_Sure], control: Control
) -> dict[int, _Meeting]:
    order = sorted(range(len(days)), key=lambda n: days[n])
    starts = [days[n][0] for n in order]
    ends = sorted(range(len(order)), key=lambda place: days[order[place]][1])
    bits = Bits([sure[n].holder.state for n in order], control)
    found: dict[int, _Meeting] = {}
    active, gone, begun = 0, 0, 0
    for number in order:
        start, end = days[number]
        entered = bisect_right(starts, start)
        active |= ((1 << entered) - 1) ^ ((1 << begun) - 1)
        begun = entered
        while gone < len(ends) and days[order[ends[gone]]][1] <= start:
            active &= ~(1 << ends[gone])
            gone += 1
        rivals = bits.rivals(sure[number].holder.state)
        coming = rivals >> begun << begun
        if active & rivals:
            found[number] = _Meeting(start, number)
        elif coming and starts[lowest(coming)] < end:
            found[number] = _Meeting(starts[lowest(coming)], order[lowest(coming)])
    return found


class _Crowded:
    """The days on which the shares of all holders do not fit beside each other; all days without shares."""

    def __init__(self, sure: Sequence[_Sure], control: Control | None) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        if not any(s.shares.stated for s in sure):
            self.starts, self.ends = [0], [_NEVER]
            return
        for start, end in too_much(
            [(s.start, s.end, s.holder.state.subject, s.shares) for s in sure], control
        ):
            self.starts.append(start)
            self.ends.append(end)

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and the last such day from one day to before another, the last one out."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        if first >= last:
            return None
        return max(start, self.starts[first]), min(end, self.ends[last - 1])


def _doubt(one: _Sure, sure: Sequence[_Sure], met: _Meeting, parted: _Meeting, crowded: _Crowded) -> bool:
    """Doubt a holder from when it meets a rival until it has parted from the last."""
    days = crowded.within(met.day, -parted.day)
    if days is None:
        return False
    start, end = days
    if end == -parted.day:
        end = min(one.last, sure[parted.other].last)
    one.holder.spell.doubt(date.fromordinal(start), date.fromordinal(end) if end < _NEVER else None)
    return True


def together(states: Iterable[StateBuilder], percent: str = "") -> Conflict:
    """The conflict of all who hold at one time what only one can hold: one side for each.

    ``percent`` is what their shares add up to, if that is known.
    """
    known = sorted(states, key=lambda d: d.key)
    what = [d.subject for d in known]
    if len(set(what)) == 1:
        what = [d.relation.label for d in known]
    told = " and ".join(sorted(what)) if len(what) == 2 else f"{len(what)} of them"
    sides = tuple(side("", d.reports, d.key) for d in known)
    text = f"two at once where only one can be: {told}"
    text += f"; their shares add up to {percent} percent" if percent else ""
    return Conflict("exclusive", tuple(s.about for s in sides), sides, text)
