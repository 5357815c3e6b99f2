"""Lists that are said to be complete: rule ``complete list``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from retailgraph.conclusion.report import Report, in_order

COMPLETE = "complete"
"""The qualifier of a claim whose article lists all: ``objects`` that its subject has, or ``subjects``."""
ListKey = tuple[str, str, str]
"""The relation of a list, the side that it lists, and who stands on the other."""


def lists_of(report: Report) -> tuple[ListKey, ...]:
    """The lists that a claim may stand in, complete or not."""
    return ((report.relation, "objects", report.subject), (report.relation, "subjects", report.object))


def list_key(relation: str, side: str, subject: str, object: str) -> ListKey:
    """The list in which a claim stands that says so."""
    return (relation, side, subject if side == "objects" else object)


def left_out(reports: Iterable[Report]) -> Iterator[Report]:
    """What stands in one complete list and not in the next has ended between the two.

    Only lists of different days are compared, and only what a complete list named before can be left out.
    """
    for side, earlier, later in _in_a_row(reports):
        told = min(later, key=in_order)
        still = {_member(side, report) for report in later}
        gone = {_member(side, report): report for report in sorted(earlier, key=in_order)}
        for member, report in gone.items():
            if member not in still:
                yield replace(
                    told,
                    subject=report.subject,
                    object=report.object,
                    status="ended",
                    start=None,
                    end=None,
                    announced=None,
                    share=None,
                    qualifiers=(),
                    rule="complete list",
                )


def not_yet(reports: Iterable[Report]) -> dict[tuple[str, str, str], date]:
    """By subject, relation and object: what stands in a complete list and not in the one before began no
    earlier than the day of that one."""
    found: dict[tuple[str, str, str], date] = {}
    for side, earlier, later in _in_a_row(reports):
        there = {_member(side, report) for report in earlier}
        day = min(report.earliest for report in earlier)
        for report in later:
            if _member(side, report) not in there:
                found[report.about] = max(day, found.get(report.about, day))
    return found


def _in_a_row(reports: Iterable[Report]) -> Iterator[tuple[str, list[Report], list[Report]]]:
    """Each complete list and the next, of another day, with the side that they list."""
    lists: defaultdict[ListKey, defaultdict[date, list[Report]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        for side in report.values(COMPLETE) if report.status == "inForce" else ():
            key = list_key(report.relation, side, report.subject, report.object)
            lists[key][report.published].append(report)
    for (_, side, _), days in lists.items():
        for earlier, later in pairwise(days[day] for day in sorted(days)):
            yield side, earlier, later


def _member(side: str, report: Report) -> str:
    return report.object if side == "objects" else report.subject
