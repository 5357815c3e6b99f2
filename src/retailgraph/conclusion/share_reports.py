"""The reports of one relationship that state a share, and which of them are about which spell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from retailgraph.conclusion.dating import place, width
from retailgraph.conclusion.open_spell import OpenSpell
from retailgraph.conclusion.report import Report
from retailgraph.conclusion.spell_line import SpellLine
from retailgraph.relationships import Span


class ShareReports:
    """The reports that state a share, by the day that they are about."""

    def __init__(self, reports: Iterable[Report]) -> None:
        numbered = [(_told_of(r), number, r) for number, r in enumerate(reports) if r.share]
        self._by_day = sorted(numbered, key=lambda n: n[:2])
        self._days = [day for day, _, _ in self._by_day]
        self._of: defaultdict[str, list[tuple[date, int, Report]]] = defaultdict(list)
        for one in numbered:
            self._of[one[2].claim].append(one)
        starts = [r.start for _, _, r in numbered if r.start]
        self._widest = max((width(s) for s in starts if s.earliest), default=0)
        self._boundless = {n: r for _, n, r in numbered if r.start and not r.start.earliest}

    def about(self, spell: OpenSpell) -> list[Report]:
        """Those that may be about a spell, in their own order."""
        if not self._days:
            return []
        since, until = spell.since or Span(), spell.until or Span()
        first = (since.earliest or date.min).toordinal() - self._widest
        low = bisect_left(self._days, date.fromordinal(max(1, first)))
        last = max(until.latest or date.max, since.latest or date.max)
        high = bisect_right(self._days, last)
        found = self._boundless | {number: r for _, number, r in self._by_day[low:high]}
        if spell.said:
            named = self._of.keys() & spell.said if len(spell.said) < len(self._of) else self._of
            found |= {n: r for claim in named if claim in spell.said for _, n, r in self._of[claim]}
        return [found[number] for number in sorted(found)]


def _told_of(report: Report) -> date:
    return place(report.start)[0] if report.start else report.published


def is_within(report: Report, spell: OpenSpell) -> bool:
    """Whether a report's share is about this spell: by its own start, else by its publication."""
    if report.start:
        if report.claim in spell.said or (spell.since and report.start.overlaps(spell.since)):
            return True
        day = place(report.start)[0]
    else:
        day = report.published
    return not spell.over(day) and not spell.begins_after(day)


def place_of(report: Report, line: SpellLine) -> int:
    """The spell in whose time something is reported; what is announced is of the one that began next."""
    if report.start and report.start.earliest:
        return max(0, line.place(report.start.earliest))
    place = line.place(report.published)
    coming = report.status in ("announced", "rumoured") and place + 1 < len(line)
    return place + 1 if coming else max(0, place)
