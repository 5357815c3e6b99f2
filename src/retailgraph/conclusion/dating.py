"""What several stated dates say together: rules ``dates`` and ``share step``."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.report import Report, content
from retailgraph.relationships import Conflict, Side, Span, Step

if TYPE_CHECKING:
    from retailgraph.articles import Share


class Dated(NamedTuple):
    """A date and the report that states it."""

    when: Span
    report: Report


Cluster = list[Dated]


def dated(pairs: Iterable[tuple[Span | None, Report]]) -> list[Dated]:
    """Those of the pairs that have a date."""
    return [Dated(when, report) for when, report in pairs if when is not None]


def place(when: Span) -> tuple[date, date]:
    """Where a date stands among others; one with no first day stands at its last."""
    return (when.earliest or when.latest or date.min, when.latest or date.max)


def width(when: Span) -> int:
    """How many days it may mean, less one: the smaller, the more precise."""
    return ((when.latest or date.max) - (when.earliest or date.min)).days


def clusters(stated: Iterable[Dated]) -> list[Cluster]:
    """Dates that may mean the same day together, in the order of time; the tighter ones decide.

    A wide date agrees with every tighter one inside it, and so may be in several clusters.
    """
    known = list(stated)
    if len(known) < 2:  # as with most of very many relationships
        return [known] if known else []
    # The tightest of each cluster lie apart, so that they are found by their places in time.
    found: list[Cluster] = []
    last_days: list[date] = []
    for one in sorted(known, key=lambda d: (width(d.when), place(d.when), d.when.text == "", d.when.text)):
        first, last = one.when.earliest or date.min, one.when.latest or date.max
        home = bisect_left(last_days, first)
        if home == len(found) or (found[home][0].when.earliest or date.min) > last:
            found.insert(home, [one])
            last_days.insert(home, last)
            continue
        while home < len(found) and (found[home][0].when.earliest or date.min) <= last:
            found[home].append(one)
            home += 1
    return found


def tightest(cluster: Cluster) -> Span:
    """The most precise date of a cluster that :func:`clusters` made."""
    return cluster[0].when


def who(cluster: Iterable[Dated], when: Span) -> Report:
    """The report to name for a date; one derived from a deal explains more than a bare one."""
    agreeing = [d for d in cluster if d.when.overlaps(when)]
    if len(agreeing) == 1:
        return agreeing[0].report
    telling = max(map(_telling, agreeing))
    best = [d.report for d in agreeing if _telling(d) == telling]
    # Of several deals as good none is named: which of them it was nobody says.
    return best[0] if len({r.deal for r in best}) == 1 else replace(best[0], deal="")


def _telling(one: Dated) -> tuple[bool, int, int, tuple[Any, ...]]:
    report = one.report
    return (bool(report.deal), -width(one.when), -report.published.toordinal(), content(report))


def agreed(stated: Iterable[Dated], what: str, key: str, conflicts: list[Conflict]) -> Span:
    """Rule ``dates``: nested dates agree and the tighter wins; disjoint ones go by support (publishers),
    then precision, then latest publication, then earliest date, and are a conflict of the kind ``what``."""
    camps = clusters(stated)
    if len(camps) == 1:
        return tightest(camps[0])
    best = max(camps, key=_weight)
    sides = tuple(side(tightest(c).words, (d.report for d in c)) for c in camps)
    conflicts.append(Conflict(what, (key,), sides, f"{what}: {said_by(sides)}"))
    return tightest(best)


def said_by(sides: Iterable[Side]) -> str:
    """What several sides say, in one text; of many the first."""
    said = list(dict.fromkeys(one.says for one in sides))
    left = len(said) - _MOST_SAID
    return " or ".join([*said[:_MOST_SAID], f"{left} more"] if left > 1 else said)


_MOST_SAID = 8


def _weight(camp: Cluster) -> tuple[int, int, date, int]:
    when = tightest(camp)
    support = len({d.report.source for d in camp})
    latest = max(d.report.published for d in camp)
    return (support, -width(when), latest, -(when.earliest or date.min).toordinal())


def from_words(when: Span) -> str:
    """A start as it was stated: "from 2015-05"; a bound alone has a word of its own, as in "by 2015"."""
    return f"from {when.words}" if when.words[:1].isdigit() else when.words


def agreed_share(reports: Iterable[Report], key: str, conflicts: list[Conflict]) -> Share | None:
    """The share of most publishers, then the most precise; others that cannot be the same are a conflict."""
    camps: dict[Share, set[str]] = defaultdict(set)
    sharing = [r for r in reports if r.share]
    for report in sharing:
        if report.share:
            camps[report.share].add(report.source)
    if not camps:
        return None
    if max(s.low for s in camps) > min(s.high for s in camps):
        stated = sorted(camps, key=lambda s: s.text)
        sides = tuple(side(f"{s.text}%", (r for r in sharing if r.share == s)) for s in stated)
        conflicts.append(Conflict("share", (key,), sides, f"share: {said_by(sides)}"))
    return max(camps, key=lambda s: (len(camps[s]), -(s.high - s.low), s.text))


def steps(reports: Iterable[Report], key: str, conflicts: list[Conflict]) -> tuple[Step, ...]:
    """Rule ``share step``: a later date with another share is a step; two on one date are a conflict."""
    by_date = _ByDate()
    for when, report in sorted(
        _shared(reports), key=lambda d: (width(d.when), place(d.when), content(d.report))
    ):
        by_date.put(when, report)
    taken = []
    for when, sharing in _without_strays(by_date.known, key, conflicts):
        best = agreed_share(sharing, key, conflicts)
        # Of a year that has another share on a day within it, this one came later in that year.
        inner = any(width(w) < width(when) for w in by_date.near(when))
        if best:
            taken.append((place(when)[1 if inner else 0], best))
    return tuple(Step(day, share.text) for day, share in _changes(taken))


def _without_strays(
    known: Mapping[Span, list[Report]], key: str, conflicts: list[Conflict]
) -> Iterator[tuple[Span, list[Report]]]:
    """Rule ``stray share``: 60 between two reports of 40 within a year, which nobody dates and none of those
    who say 40 says, is no rise and fall but a conflict; what more publishers say stands."""
    order = sorted(known, key=place)
    strays = set()
    for before, one, after in zip(order, order[1:], order[2:], strict=False):
        around = [*known[before], *known[after]]
        if before not in strays and _is_stray(known[one], around, after, before):
            strays.add(one)
            sides = tuple(
                side(f"{reports[0].share.text if reports[0].share else ''}%", reports)
                for reports in (around, known[one])
            )
            conflicts.append(Conflict("share", (key,), sides, f"share: {said_by(sides)}"))
    yield from ((when, reports) for when, reports in known.items() if when not in strays)


def _is_stray(mine: list[Report], around: list[Report], after: Span, before: Span) -> bool:
    if any(r.start for r in (*mine, *around)) or (place(after)[0] - place(before)[0]).days > _A_YEAR:
        return False
    if len({r.share for r in around}) > 1 or any(_may_be_rounded(r.share, around[0].share) for r in mine):
        return False
    ours, theirs = {r.source for r in mine}, {r.source for r in around}
    return not ours & theirs and len(ours) <= len(theirs)


_A_YEAR = 366


def _shared(reports: Iterable[Report]) -> Iterator[Dated]:
    for report in reports:
        if report.share:
            yield Dated(report.start or Span(report.published, report.published), report)


class _ByDate:
    """Reports of a share by their dates, where the tighter dates come first."""

    def __init__(self) -> None:
        self.known: dict[Span, list[Report]] = {}
        self._order: list[tuple[date, date, int, Span]] = []
        self._widest = 0

    def put(self, when: Span, report: Report) -> None:
        """To the tighter date within this one that has the same share, or one that may be; else by itself."""
        for inner in self.near(when):
            if any(_compatible(report.share, r.share) for r in self.known[inner]):
                self.known[inner].append(report)
                return
        if when not in self.known:
            insort(self._order, (*place(when), len(self.known), when))
            self._widest = max(self._widest, width(when))
        self.known.setdefault(when, []).append(report)

    def near(self, when: Span) -> list[Span]:
        """Other dates that may mean the same day, in the order in which they came."""
        first, last = place(when)
        after = date.fromordinal(max(1, first.toordinal() - self._widest))
        found = []
        for number in range(bisect_left(self._order, (after,)), len(self._order)):
            begins, _, came, other = self._order[number]
            if begins > last:
                break
            if other != when and other.overlaps(when):
                found.append((came, other))
        return [other for _, other in sorted(found)]


def _compatible(one: Share | None, other: Share | None) -> bool:
    return bool(one and other and one.low <= other.high and other.low <= one.high)


def _may_be_rounded(one: Share | None, other: Share | None) -> bool:
    """Whether two shares may be one, each as exact as it is written: 29.06 and 29."""
    if not (one and other):
        return False
    (low, high), (least, most) = _rounded(one), _rounded(other)
    return low <= most and least <= high


def _rounded(share: Share) -> tuple[float, float]:
    digits = len(share.text.split("..")[-1].partition(".")[2])
    half = 0.5 / 10.0**digits
    return share.low - half, share.high + half


def _changes(taken: Iterable[tuple[date, Share]]) -> list[tuple[date, Share]]:
    """Only what changes the share: "over 50" after 60 says nothing new."""
    found: list[tuple[date, Share]] = []
    for day, share in sorted(taken, key=lambda t: (t[0], t[1].text)):
        before = found[-1][1] if found else None
        if before is None or not (share.low <= before.low and before.high <= share.high):
            found.append((day, share))
    return found
