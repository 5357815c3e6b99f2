"""States: from reports to spells (the second stratum)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from retailgraph.conclusion.dating import (
    Cluster,
    agreed,
    clusters,
    dated,
    from_words,
    place,
    said_by,
    steps,
    tightest,
    who,
    width,
)
from retailgraph.conclusion.grouping import Group, denial, side
from retailgraph.conclusion.report import Report, content
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict, Relationship, Side, Span, Spell, Step, day_before

if TYPE_CHECKING:
    from retailgraph.articles import Share


class Break(NamedTuple):
    """A start elsewhere that ends this: another holder's, or that of what excludes it for the same pair."""

    when: Span
    rule: str
    deal: str


@dataclass(slots=True)
class Stretch:
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

    def add_starts(self, cluster: Cluster) -> None:
        """More reports state when it began."""
        self.starts += cluster
        self.starts_until = max(self.starts_until, *(d.when.latest or date.max for d in cluster))
        self.told_in.update(d.report.article for d in cluster)
        self.only_told_as_ended = self.only_told_as_ended and all(_only_ended(d.report) for d in cluster)

    def seen(self, report: Report, next_start: Span | None = None) -> None:
        """Somebody reports it as in force, or as having been so when it began.

        Who tells of the next holder too says no more than that it held until that one began.
        """
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

    def doubt(self, start: date, end: date | None = None) -> None:
        """It is unknown from one day until before another, or for good."""
        self.doubted_until = (
            None
            if end is None or (self.doubted and not self.doubted_until)
            else max(end, self.doubted_until or end)
        )
        self.doubted = min(self.doubted or start, start)

    def end(self, when: Span, rule: str, deal: str = "") -> None:
        """It ends because a rule says so."""
        self.until, self.until_rule, self.until_deal = when, rule, deal

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


class Draft:
    """One state relationship while it is concluded.

    ``between`` gives a start elsewhere that ends this one: it parts two stated starts that would else be
    one disputed start. ``followed`` gives by claim the start of the next holder that its source tells of.
    """

    def __init__(
        self,
        group: Group,
        ontology: Ontology,
        conflicts: list[Conflict],
        between: Callable[[Span, Span], Break | None] | None = None,
        followed: Mapping[str, Span] = MappingProxyType({}),
    ) -> None:
        self.group = group
        self.reports = group.reports
        self.distinction = group.distinction
        self.relation = ontology.relations[self.reports[0].relation]
        self.subject, self.object = self.reports[0].subject, self.reports[0].object
        self.key = group.key
        self.conflicts = conflicts
        self.stretches: list[Stretch] = []
        self._too_early: list[Report] = []
        self._sharing: _Sharing | None = None
        self._between, self._followed = between, followed
        self._dated()
        self._inverted()
        self._undated()
        self._fill()
        self._expected()
        self._denied([r for r in self.reports if r.status == "denied"])

    def _conflict(self, kind: str, sides: Iterable[Side], text: str) -> None:
        self.conflicts.append(Conflict(kind, (self.key,), tuple(sides), text))

    # Stated dates -------------------------------------------------------------------------------------

    def _dated(self) -> None:
        """Rule ``spells``: an end closes the open spell, a start after an end opens another, two starts
        (or ends) with nothing between are one disputed date."""
        real = [r for r in self.reports if r.status in ("inForce", "ended")]
        starts = clusters(dated((r.start, r) for r in real))
        ends = clusters(dated((r.end, r) for r in real))
        waiting, closing = deque(starts), deque(ends)
        while waiting or closing:
            if waiting and (not closing or self._start_first(waiting[0], closing[0])):
                self._begin(waiting.popleft())
            else:
                self._finish(closing.popleft())
        for stretch in self.stretches:
            self._settle(stretch)

    def _start_first(self, start: Cluster, end: Cluster) -> bool:
        one, two = tightest(start), tightest(end)
        if one.overlaps(two) and {d.report.claim for d in start} & {d.report.claim for d in end}:
            return True  # One claim states both: it began before it ended.
        began, ended = place(one)[0], place(two)[0]
        return began < ended or (began == ended and not (self.stretches and self.stretches[-1].open))

    def _begin(self, cluster: Cluster) -> None:
        current = self.stretches[-1] if self.stretches else None
        shares = {d.report.share for d in cluster if d.when == tightest(cluster)}
        said = {d.report.claim for d in cluster}
        if current and current.open and current.starts:
            if self._is_step(current, shares):
                current.said |= said
                current.share = _greatest(shares)
                current.steps = [*cluster]
                return
            if current.steps and shares == {current.share}:
                self._same_step(current, cluster)
                return
            parting = self._between and self._between(tightest(current.starts), tightest(cluster))
            parting = parting or self._over_before(current, cluster)
            if parting is None:
                current.said |= said
                if self._is_further(current, cluster):
                    current.share = _greatest(shares)
                else:
                    current.add_starts(cluster)
                return
            current.end(*parting)
        share = _greatest(shares)
        self.stretches.append(Stretch(said=said, share=share))
        self.stretches[-1].add_starts(cluster)

    def _is_further(self, current: Stretch, cluster: Cluster) -> bool:
        """Rule ``further purchase``: another deal adds to a stake, it does not begin it; of what only one
        can hold there is no more to buy."""
        if self.relation.exclusive or not all(d.report.deal for d in cluster):
            return False
        begun = tightest(cluster).earliest
        return begun is not None and current.starts_until < begun

    @staticmethod
    def _over_before(current: Stretch, cluster: Cluster) -> Break | None:
        """Rule ``begun again``: who tells two starts tells two spells; one told only as ended, without its
        end, was over when the next began."""
        if not current.only_told_as_ended or current.told_in.isdisjoint(d.report.article for d in cluster):
            return None
        if not all(_only_ended(d.report) for d in cluster):
            return None
        return Break(Span(tightest(current.starts).earliest, tightest(cluster).latest), "begun again", "")

    def _same_step(self, current: Stretch, cluster: Cluster) -> None:
        """Two dates for one step: the earlier stands, and they are a conflict."""
        current.said |= {d.report.claim for d in cluster}
        share = f"{current.share.text}%" if current.share else "the share"
        sides = [
            side(f"{share} {from_words(tightest(c))}", (d.report for d in c))
            for c in (current.steps, cluster)
        ]
        self._conflict("share", sides, f"share: {said_by(sides)}")

    @staticmethod
    def _is_step(current: Stretch, shares: set[Share | None]) -> bool:
        """Rule ``share step``: a later start with another share changes the share, not the spell."""
        return current.share is not None and None not in shares and current.share not in shares

    def _finish(self, cluster: Cluster) -> None:
        if not self.stretches:
            self.stretches.append(Stretch())
        self.stretches[-1].ends += cluster
        self.stretches[-1].said |= {d.report.claim for d in cluster}

    def _settle(self, stretch: Stretch) -> None:
        if stretch.starts:
            stretch.since = agreed(stretch.starts, "start", self.key, self.conflicts)
            stretch.start = who(stretch.starts, stretch.since)
        if stretch.ends:
            stretch.until = agreed(stretch.ends, "end", self.key, self.conflicts)
            stretch.stop = who(stretch.ends, stretch.until)

    def _inverted(self) -> None:
        """Rule ``ends before it begins``: who says, after a stated start, that it ended before that start,
        and not when that began, contradicts it; unless something else tells of an earlier spell."""
        reported = min((r.published for r in self.reports if r.status == "inForce"), default=date.max)
        for ended, begun in pairwise(self.stretches):
            start = begun.since
            if ended.starts or not (start and start.latest and ended.until and ended.until.latest):
                continue
            late = [d.report for d in ended.ends if d.report.earliest >= start.latest and not d.report.deal]
            told = reported < ended.until.latest
            if len(late) < len(ended.ends) or told or start.latest <= ended.until.latest:
                continue
            begun.doubt(start.earliest or start.latest)
            sides = (
                side(f"ended {ended.until.words}", late),
                side(from_words(start), (d.report for d in begun.starts)),
            )
            self._conflict("ends before it begins", sides, "reported as ended before its stated start")

    # Reports without dates ----------------------------------------------------------------------------

    def _undated(self) -> None:
        self._line = _Line(self.stretches)
        # Of what is published on one day, what is in force comes before what has ended.
        for report in sorted(self.reports, key=lambda r: (r.published, r.status == "ended")):
            if report.status == "inForce":
                self._reported(report)
            elif report.status == "ended" and not report.end:
                self._reported_ended(report)
            elif report.status == "ended" and report.deal:
                self._held_before(report)
        if self._too_early:
            first = self.stretches[0]
            sides = (
                side("in force before", self._too_early),
                side(from_words(first.since or Span()), (d.report for d in first.starts)),
            )
            self._conflict("before its start", sides, "reported as in force before its stated start")

    def _reported(self, report: Report) -> None:
        """Rule ``bare report``: supports the spell it falls in, or opens one after a known end."""
        stated = self._line.that_say(report.claim)
        if stated:
            stated[0].seen(report, self._followed.get(report.claim))
            return
        place_ = self._line.place(report.published)
        if place_ < 0 and self.stretches:
            self._too_early.append(report)
        elif place_ < 0:
            self._line.insert(0, Stretch())
            self.stretches[0].seen(report)
        elif not self.stretches[place_].over(report.earliest):
            self.stretches[place_].seen(report)
        elif self.relation.exclusive or self.stretches[place_].ended_by_deal:
            self._after_its_end(report, self.stretches[place_])
        else:
            self._reopen(report, place_)

    def _after_its_end(self, report: Report, stretch: Stretch) -> None:
        ending = [*(d.report for d in stretch.ends), *([stretch.stop] if stretch.stop else [])]
        self.conflicts.append(reported_late(self.key, [report], stretch.until or Span(), ending))

    def _reopen(self, report: Report, place_: int) -> None:
        until = self.stretches[place_].until or Span()
        opened = Stretch(since=Span(until.earliest, report.published), since_rule="bare report")
        opened.seen(report)
        self._line.insert(place_ + 1, opened)

    def _reported_ended(self, report: Report) -> None:
        """Rule ``ended without a date``: between the last report in force and the first of the end."""
        day = report.published
        place_ = self._line.place(day)
        if place_ >= 0:
            current = self.stretches[place_]
        else:
            current = Stretch(first=None)
            self._line.insert(0, current)
            for early in self._too_early:
                current.seen(early)
            self._too_early = []
        if current.until is not None:
            return
        known = [d for d in (current.last, current.since and current.since.earliest) if d]
        low = min(max(known), day) if known else None
        current.end(Span(low, day), "ended without a date")
        current.stop = report

    def _held_before(self, report: Report) -> None:
        """Whoever is said to sell held it when the sale was announced, at the latest on the day before."""
        for stretch in self._line.that_say(report.claim):
            if stretch.until and stretch.until.earliest:
                day = day_before(stretch.until.earliest)
                if report.announced and report.announced.latest < day:
                    day = report.announced.latest
                if not stretch.begins_after(day):
                    stretch.seen_on(day, day)

    # Bounds that nobody states --------------------------------------------------------------------------

    def _fill(self) -> None:
        for number, stretch in enumerate(self.stretches):
            before = self.stretches[number - 1] if number else None
            following = self.stretches[number + 1] if number + 1 < len(self.stretches) else None
            if stretch.since is None:
                self._fill_start(stretch)
            if stretch.until_rule == "succeeded" and stretch.until in stretch.followed:
                stretch.until_rule = "successive"
            elif stretch.until_rule == "succeeded" and stretch.until:
                low, high = stretch.last or (stretch.since and stretch.since.latest), stretch.until.latest
                stretch.until = Span(min(low, high) if low and high else low, high)
            if before and before.until and stretch.since and stretch.since.earliest is None:
                low, high = before.until.earliest, stretch.since.latest
                stretch.since = stretch.since._replace(earliest=min(low, high) if low and high else low)
            if following and following.since and stretch.until is None:
                # Reopened by a bare report, and begun again later: it ended in between.
                high = following.since.latest
                low = min(stretch.last, high) if stretch.last and high else stretch.last
                stretch.end(Span(low, high), "begun again")

    def _fill_start(self, stretch: Stretch) -> None:
        """Rule ``unknown start``: unbounded, at the latest the day of the first report as in force; if
        it was announced before, not before that."""
        first = stretch.first
        if first and stretch.until and stretch.until.earliest:
            first = min(first, stretch.until.earliest)
        hoped = [r.made_public for r in self.reports if r.status == "announced"]
        early = min((d for d in hoped if first and d <= first), default=None)
        stretch.since, stretch.since_rule = Span(early, first), "unknown start"

    # Announced, rumoured, denied ----------------------------------------------------------------------

    def _expected(self) -> None:
        """Rule ``announced``: a plan is a spell of its own unless something is or was in force since."""
        denied = max((r.published for r in self.reports if r.status == "denied"), default=date.min)
        hoped = [
            r
            for r in self.reports
            if r.status == "announced" or (r.status == "rumoured" and r.published > denied)
        ]
        last = self.stretches[-1] if self.stretches else None
        fresh = [r for r in hoped if last is None or (last.until and _after(r, last.until))]
        if not fresh:
            return
        best = max(fresh, key=lambda r: (r.status == "announced", r.published, content(r)))
        stated = dated((r.start, r) for r in fresh if r.status == best.status)
        start = agreed(stated, "planned start", self.key, self.conflicts) if stated else None
        self.stretches.append(
            Stretch(
                since=start or Span(min(r.made_public for r in fresh), None),
                until=best.end,
                start=best,
                status=best.status,
            )
        )

    def _denied(self, denials: list[Report]) -> None:
        """Rule ``denied``: no where nothing else is said; against assertions unknown from the denial on.

        What surely began after the denial, or was over by then, is not what was denied.
        """
        if not denials:
            return
        if not self.stretches:
            self.stretches.append(Stretch(status="denied", start=denials[0]))
            return
        days = [r.published for r in denials]
        disputed: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for stretch in self.stretches:
            since, until = stretch.since or Span(), stretch.until or Span()
            first, last = (
                bisect_left(days, since.earliest or date.min),
                bisect_right(days, until.latest or date.max),
            )
            if first < last:
                stretch.doubt(days[first])
                # What denies a deal is a conflict of that deal already.
                if not all(r.deal for r in denials[first:last]):
                    disputed[stretch.status].update(dict.fromkeys(range(first, last)))
        for status, places in disputed.items():
            known = (r for r in self.reports if r.status in ("inForce", status))
            self.conflicts.append(denial(self.key, [*(denials[n] for n in places), *known], status))

    def supporting(self) -> list[Report]:
        """The reports of it as in force."""
        return [r for r in self.reports if r.status == "inForce"]

    # Result -------------------------------------------------------------------------------------------

    def relationship(self) -> Relationship:
        """The relationship, once nothing more will change it."""
        return self.group.concluded(self._spell(s) for s in self.stretches)

    def _spell(self, stretch: Stretch) -> Spell:
        start, stop = stretch.start, stretch.stop
        return Spell(
            status="ended"
            if stretch.status == "inForce" and stretch.until and stretch.has_ended
            else stretch.status,
            since=stretch.since if stretch.status != "denied" else None,
            until=stretch.until,
            announced=self._announced() if stretch.status == "announced" else "",
            shares=self.shares(stretch, self.conflicts),
            since_rule=stretch.since_rule or (start.rule if start else ""),
            since_deal=start.deal if start else "",
            until_rule=stretch.until_rule or (stop.rule if stop else ""),
            until_deal=stretch.until_deal or (stop.deal if stop else ""),
            doubted=stretch.doubted,
            doubted_until=stretch.doubted_until,
        )

    def _announced(self) -> str:
        public = [r.announced for r in self.reports if r.announced and r.status == "announced"]
        return min(public, key=lambda d: (d.earliest, d.latest)).text if public else ""

    def shares(self, stretch: Stretch, conflicts: list[Conflict]) -> tuple[Step, ...]:
        """The steps of the share that the reports of a spell state."""
        if stretch.status == "denied":
            return ()
        wanted = ("inForce", "ended") if stretch.status == "inForce" else (stretch.status,)
        if self._sharing is None:
            self._sharing = _Sharing(self.reports)
        mine = [r for r in self._sharing.about(stretch) if r.status in wanted and _within(r, stretch)]
        return steps(mine, self.key, conflicts)


def _greatest(shares: Iterable[Share | None]) -> Share | None:
    return max((s for s in shares if s), key=lambda s: (s.low, s.text), default=None)


def reported_late(
    key: str, late: Iterable[Report], until: Span, ending: Iterable[Report], about: str = ""
) -> Conflict:
    """The conflict of reports as in force after an end; ``about`` is the key of what ended it elsewhere."""
    sides = (
        side("in force", late, key if about else ""),
        side("begun then" if about else f"ended {until.words}", ending, about),
    )
    return Conflict("after its end", (key,), sides, "reported as in force after its end")


def _only_ended(report: Report) -> bool:
    """Whether a report tells of a spell as ended, but not when."""
    return report.status == "ended" and report.end is None


class _Line:
    """The stretches in the order of time, to be found by a day or by the claims that state their dates."""

    def __init__(self, stretches: list[Stretch]) -> None:
        self._stretches = stretches
        self._by_claim: defaultdict[str, list[Stretch]] = defaultdict(list)
        for stretch in stretches:
            for claim in stretch.said:
                self._by_claim[claim].append(stretch)
        # The first day on which this stretch or a later one may have begun: it grows along the line.
        self._begun: list[date] = []
        for stretch in reversed(stretches):
            self._begun.append(min(_may_begin(stretch), self._begun[-1] if self._begun else date.max))
        self._begun.reverse()

    def that_say(self, claim: str) -> list[Stretch]:
        """The stretches of which a claim states a date."""
        return self._by_claim.get(claim, [])

    def place(self, day: date) -> int:
        """The last stretch that had not surely yet to begin on a day; -1 if there is none."""
        return bisect_right(self._begun, day) - 1

    def insert(self, place: int, stretch: Stretch) -> None:
        """Another stretch at this place in the line."""
        begun = _may_begin(stretch)
        self._begun.insert(place, min(begun, self._begun[place]) if place < len(self._begun) else begun)
        self._stretches.insert(place, stretch)
        while place and self._begun[place - 1] > begun:
            place -= 1
            self._begun[place] = begun


def _may_begin(stretch: Stretch) -> date:
    return (stretch.since.earliest if stretch.since else None) or date.min


class _Sharing:
    """The reports that state a share, by the day that they are about."""

    def __init__(self, reports: Iterable[Report]) -> None:
        numbered = [(_about(r), number, r) for number, r in enumerate(reports) if r.share]
        self._by_day = sorted(numbered, key=lambda n: n[:2])
        self._days = [day for day, _, _ in self._by_day]
        self._of: defaultdict[str, list[tuple[date, int, Report]]] = defaultdict(list)
        for one in numbered:
            self._of[one[2].claim].append(one)
        starts = [r.start for _, _, r in numbered if r.start]
        self._widest = max((width(s) for s in starts if s.earliest), default=0)
        self._boundless = {n: r for _, n, r in numbered if r.start and not r.start.earliest}

    def about(self, stretch: Stretch) -> list[Report]:
        """Those that may be about a stretch, in their own order."""
        if not self._days:
            return []
        since, until = stretch.since or Span(), stretch.until or Span()
        first = (since.earliest or date.min).toordinal() - self._widest
        low = bisect_left(self._days, date.fromordinal(max(1, first)))
        last = max(until.latest or date.max, since.latest or date.max)
        high = bisect_right(self._days, last)
        found = self._boundless | {number: r for _, number, r in self._by_day[low:high]}
        if stretch.said:
            named = self._of.keys() & stretch.said if len(stretch.said) < len(self._of) else self._of
            found |= {n: r for claim in named if claim in stretch.said for _, n, r in self._of[claim]}
        return [found[number] for number in sorted(found)]


def _about(report: Report) -> date:
    return place(report.start)[0] if report.start else report.published


def _within(report: Report, stretch: Stretch) -> bool:
    """Whether a report's share is about this stretch: by its own start, else by its publication."""
    if report.start:
        if report.claim in stretch.said or (stretch.since and report.start.overlaps(stretch.since)):
            return True
        day = place(report.start)[0]
    else:
        day = report.published
    return not stretch.over(day) and not stretch.begins_after(day)


def _after(report: Report, end: Span) -> bool:
    when = report.start.earliest if report.start and report.start.earliest else report.made_public
    return end.latest is not None and when >= end.latest
