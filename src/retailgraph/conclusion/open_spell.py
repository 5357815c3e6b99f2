"""A spell in the making: what its reports state of it, and what rules add."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from retailgraph.conclusion.dating import Cluster
from retailgraph.conclusion.report import Report
from retailgraph.relationships import Span

if TYPE_CHECKING:
    from retailgraph.articles import Share


AS_PLANNED = "as planned"
"""The rule by which what was announced for a day began on it, as it is reported as in force later."""
ANNOUNCED_END = "announced end"
"""The rule by which nobody knows whether it goes on: its end was announced, and the day for it has passed."""


class Break(NamedTuple):
    """A start elsewhere that ends this: another holder's, or that of what excludes it for the same pair."""

    when: Span
    rule: str
    deal: str


@dataclass(slots=True)
class OpenSpell:
    """A spell in the making: stated dates first, then what reports without dates add."""

    status: str = "inForce"
    starts: Cluster = field(default_factory=list)
    ends: Cluster = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    """The claims that state a date of it."""
    tellings: set[tuple[str, date]] = field(default_factory=set)
    """Who reports it as in force, and on which day."""
    followed: set[Span] = field(default_factory=set)
    """The starts of other holders that its own sources tell of as the next."""
    starts_until: date = date.min
    """The last day that a stated start of it may mean."""
    told_in: set[str] = field(default_factory=set)
    """The articles that state a start of it."""
    only_told_as_ended: bool = True
    """Whether those tell of it only as ended, without an end."""
    share: Share | None = None
    steps: Cluster = field(default_factory=list)
    since: Span | None = None
    until: Span | None = None
    start: Report | None = None
    stop: Report | None = None
    first: date | None = None
    last: date | None = None
    since_rule: str = ""
    until_rule: str = ""
    until_deal: str = ""
    doubted: date | None = None
    doubted_until: date | None = None
    doubt_rule: str = ""
    doubt_deal: str = ""
    planned: Span | None = None
    """When it is to end, according to reports from before that."""
    planned_ends: Cluster = field(default_factory=list)
    support: list[Report] = field(default_factory=list)
    """The reports that are about it."""

    def state(self, cluster: Cluster) -> None:
        """More reports state a date of it."""
        self.said.update(d.report.claim for d in cluster)
        self.support += [d.report for d in cluster]

    def add_starts(self, cluster: Cluster) -> None:
        """More reports state when it began."""
        self.starts += cluster
        self.starts_until = max(self.starts_until, *(d.when.latest or date.max for d in cluster))
        self.told_in.update(d.report.article for d in cluster)
        self.only_told_as_ended = self.only_told_as_ended and all(only_ended(d.report) for d in cluster)

    def seen(self, report: Report, next_start: Span | None = None) -> None:
        """Somebody reports it as in force, or as having been so when it began.

        Who tells of the next holder too says no more than that it held until that one began.
        """
        self.support.append(report)
        if report.rule and report.start:
            # A report of a deal, perhaps years later, says what held at its closing and no more.
            closing = min(report.start.latest or report.published, report.published)
            self.seen_on(closing, report.start.earliest)
            return
        self.tellings.add((report.source, report.published))
        if next_start and next_start.earliest:
            self.followed.add(next_start)
            end = next_start.latest or report.published
            self.seen_on(min(end, report.published), min(next_start.earliest, report.earliest))
        else:
            self.seen_on(report.published, report.earliest)

    def seen_on(self, latest: date, earliest: date | None) -> None:
        """It held on some day between these: the first day counts late, the last one early."""
        self.first = min(self.first or latest, latest)
        if earliest and earliest > date.min:
            self.last = max(self.last or earliest, earliest)

    def doubt(self, start: date, end: date | None = None, rule: str = "", deal: str = "") -> None:
        """It is unknown from one day until before another, or for good; ``rule`` and ``deal`` say why."""
        if self.doubted is None or start < self.doubted:
            self.doubt_rule, self.doubt_deal = rule, deal
        self.doubted_until = (
            None
            if end is None or (self.doubted and not self.doubted_until)
            else max(end, self.doubted_until or end)
        )
        self.doubted = min(self.doubted or start, start)

    def end(self, when: Span, rule: str, deal: str = "") -> None:
        """It ends because a rule says so; on the day that was planned for it, if that may be so."""
        if self.planned and self.planned.overlaps(when) and not deal:
            when = self.planned
        self.until, self.until_rule, self.until_deal = when, rule, deal
        if self.doubt_rule == ANNOUNCED_END:
            self.doubted = self.doubted_until = None
            self.doubt_rule = self.doubt_deal = ""

    def confirmed_after(self, day: date) -> bool:
        """Whether somebody reports it as in force after a day."""
        return self.last is not None and self.last > day

    @property
    def open(self) -> bool:
        """Whether nothing has ended it yet."""
        return not self.ends and self.until is None

    def begins_after(self, day: date) -> bool:
        """Whether it surely begins after a day."""
        return bool(self.since and self.since.earliest and self.since.earliest > day)

    def over(self, day: date) -> bool:
        """Whether it was surely over before a day; a report of the last day itself is not too late."""
        return bool(self.until and self.until.latest and self.until.latest < day)

    @property
    def ended_by_deal(self) -> bool:
        """Whether a deal ended it."""
        return bool(self.until_deal or (self.stop and self.stop.deal))

    @property
    def has_ended(self) -> bool:
        """Whether the end was reported or concluded, and is not merely planned."""
        return self.stop.status == "ended" if self.stop else bool(self.until_rule)


def only_ended(report: Report) -> bool:
    """Whether a report tells of a spell as ended, but not when."""
    return report.status == "ended" and report.end is None


def is_planned(report: Report) -> bool:
    """Whether a report gives the end of a state that had not ended when it was written."""
    return report.status == "inForce" and report.end is not None
