"""Rule ``revealed``: who bought is named later, and the purchase by somebody unnamed was that one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from retailgraph.conclusion.deals import closing_of
from retailgraph.conclusion.report import Report
from retailgraph.identity.undisclosed import is_undisclosed

_A_YEAR = 366


def revealed(reports: Sequence[Report]) -> list[Report]:
    """The reports of deals; those of an undisclosed buyer are of the one who is named for the same purchase.

    It is the same if both closed on what may be one day and no other seller is named, or if a seller is named
    in both and they are told within a year. Where several may be meant, nobody is taken.
    """
    named: defaultdict[tuple[str, str], list[Report]] = defaultdict(list)
    hidden = {(r.relation, r.object) for r in reports if is_undisclosed(r.subject)}
    if not hidden:
        return list(reports)
    for report in reports:
        place = report.relation, report.object
        if place in hidden and report.status == "completed" and not is_undisclosed(report.subject):
            named[place].append(report)
    return [
        _by_name(report, named[report.relation, report.object]) if is_undisclosed(report.subject) else report
        for report in reports
    ]


def _by_name(report: Report, named: Sequence[Report]) -> Report:
    if report.status != "completed":
        return report
    buyers = {other.subject for other in named if _is_same(report, other)}
    return replace(report, subject=buyers.pop()) if len(buyers) == 1 else report


def _is_same(report: Report, other: Report) -> bool:
    ours, theirs = set(report.values("seller")), set(other.values("seller"))
    if ours and theirs and not ours & theirs:
        return False
    mine, share = report.share, other.share
    if mine and share and (mine.low > share.high or share.low > mine.high):
        return False
    when, then = closing_of(report), closing_of(other)
    if when and then:
        return when.overlaps(then)
    day = (then.latest if then else None) or other.published
    near = abs((report.published - day).days) <= _A_YEAR
    return near and bool(ours & theirs)
