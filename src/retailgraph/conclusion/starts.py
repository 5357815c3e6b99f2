"""The stated starts of all holders: what they end elsewhere, and what one source tells in a row."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, takewhile
from typing import NamedTuple

from retailgraph.articles.share import TOGETHER
from retailgraph.conclusion.control import Control
from retailgraph.conclusion.dating import dated, place
from retailgraph.conclusion.grouping import Distinction, Group
from retailgraph.conclusion.open_spell import Break
from retailgraph.conclusion.report import Report
from retailgraph.ontology import Ontology, Relation
from retailgraph.relationships import Span

Place = tuple[str, str, str]


def exclusive_place(
    relation: Relation, object: str, distinction: Distinction, ontology: Ontology
) -> Place | None:
    """What only one subject may hold at a time: the object, or the object and an exclusive role."""
    if not relation.exclusive:
        return None
    if not relation.exclusive_for:
        return (relation.name, object, "")
    value = dict(distinction).get(relation.exclusive_for, "")
    return (relation.name, object, value) if ontology.is_post(value) else None


class _Start(NamedTuple):
    """A stated start of one holder."""

    first: date
    last: date
    rule: str
    deal: str
    when: Span
    subject: str


class Starts:
    """The stated starts of all groups, by what they may end elsewhere."""

    def __init__(self, groups: Iterable[Group], ontology: Ontology, control: Control) -> None:
        self.ontology, self.control = ontology, control
        self._places: dict[Place, list[Group]] = defaultdict(list)
        self._pairs: dict[tuple[str, str], list[Group]] = defaultdict(list)
        for group in groups:
            first = group.reports[0]
            self._pairs[first.subject, first.object].append(group)
            where = self._place(group)
            if where:
                self._places[where].append(group)
        self._lines: dict[Place, list[_Start]] = {}

    def _place(self, group: Group) -> Place | None:
        first = group.reports[0]
        relation = self.ontology.relations[first.relation]
        return exclusive_place(relation, first.object, group.distinction, self.ontology)

    def between(self, group: Group, start: Span, next_start: Span) -> Break | None:
        """The first start elsewhere that ends this relationship and surely lies between two of its own."""
        found = [*self._excluding(group, start, next_start), *self._rivals(group, start, next_start)]
        if not found:
            return None
        least = min((s.first, s.last, s.rule) for s in found)
        first = [s for s in found if (s.first, s.last, s.rule) == least]
        deals = {s.deal for s in first}
        when = max((s.when for s in first), key=lambda w: w.text)
        return Break(when, least[2], deals.pop() if len(deals) == 1 else "")

    def _excluding(self, group: Group, start: Span, next_start: Span) -> Iterator[_Start]:
        me = group.reports[0]
        excludes = self.ontology.relations[me.relation].excludes
        for other in self._pairs[me.subject, me.object]:
            if other.reports[0].relation in excludes:
                line = self._line((me.subject, other.key, ""), [other], ("control", "control"))
                yield from _inside(line, start, next_start)

    def _rivals(self, group: Group, start: Span, next_start: Span) -> Iterator[_Start]:
        where = self._place(group)
        if where and len(self._places[where]) > 1:
            line = self._line(where, self._places[where], ("succeeded", "superseded"))
            me = group.reports[0].subject
            found = (s for s in _inside(line, start, next_start) if not self.control.related(me, s.subject))
            first = next(found, None)
            if first:
                yield first
                # Those of the same days are as near; what comes after them is not.
                yield from takewhile(lambda s: (s.first, s.last) == (first.first, first.last), found)

    def _line(self, name: Place, groups: Iterable[Group], rules: tuple[str, str]) -> list[_Start]:
        """The starts of these groups in the order of time, made when they are asked for."""
        if name not in self._lines:
            self._lines[name] = sorted({s for group in groups for s in _stated(group, *rules)}, key=_in_line)
        return self._lines[name]

    def followed(self) -> dict[str, Span]:
        """Rule ``successive``: by claim, the start of the next holder that the same source tells of."""
        found: dict[str, Span] = {}
        for groups in self._places.values():
            if len({g.reports[0].subject for g in groups}) > 1:
                found |= self._told_in_a_row([r for g in groups for r in g.reports])
        return found

    def _told_in_a_row(self, reports: Iterable[Report]) -> dict[str, Span]:
        tellings: defaultdict[tuple[str, date], list[Report]] = defaultdict(list)
        for report in reports:
            if report.start and report.start.earliest and report.status == "inForce" and not report.rule:
                tellings[telling(report)].append(report)
        found: dict[str, Span] = {}
        for told in tellings.values():
            if len({r.subject for r in told}) > 1:
                found |= self._in_a_row(told)
        return found

    def _in_a_row(self, told: list[Report]) -> dict[str, Span]:
        """Each ends where the next begins: another holder's start that is surely later."""
        days = [
            (day, list(of_day))
            for day, of_day in groupby(sorted(told, key=_began), key=lambda r: _began(r)[0])
        ]
        firsts = [day for day, _ in days]
        found: dict[str, Span] = {}
        for report in told:
            if report.end or not report.start:
                continue
            after = bisect_left(firsts, report.start.latest or date.max)
            following = self._following(report, days[after : after + _LOOKED_AHEAD], report.start)
            if following:
                found[report.claim] = following
        return found

    def _following(
        self, report: Report, days: Sequence[tuple[date, list[Report]]], start: Span
    ) -> Span | None:
        for _, of_day in days:
            for other in of_day:
                later = other.start and not other.start.overlaps(start)
                if later and not self.control.related(report.subject, other.subject):
                    return None if fit_together(report, other) else other.start
        return None


_LOOKED_AHEAD = 16
"""How many starts after a holder's own are looked at for the next rival; the others belong with it."""


def fit_together(one: Report, other: Report) -> bool:
    """Whether both can hold at a time: named together, or with shares that add up to no more than all."""
    if one.subject in other.values(TOGETHER) or other.subject in one.values(TOGETHER):
        return True
    return bool(one.share and other.share and one.share.low + other.share.low <= 100)


def telling(report: Report) -> tuple[str, date]:
    """Who says it on which day: what one source says at a time belongs together."""
    return (report.source, report.published)


def _began(report: Report) -> tuple[date, date]:
    start = report.start or Span()
    return (start.earliest or date.min, start.latest or date.max)


def _stated(group: Group, rule: str, deal_rule: str) -> Iterator[_Start]:
    for when, report in dated((r.start, r) for r in group.reports if r.status in ("inForce", "ended")):
        if when.earliest:
            yield _Start(*place(when), deal_rule if report.deal else rule, report.deal, when, report.subject)


def _in_line(start: _Start) -> tuple[date, date, str, str]:
    return (start.first, start.last, start.rule, start.when.text)


def _inside(line: Sequence[_Start], start: Span, next_start: Span) -> Iterator[_Start]:
    """The starts that surely lie between two others, the earliest first."""
    after, before = start.latest or date.min, place(next_start)[0]
    for number in range(bisect_left(line, (after,)), len(line)):
        one = line[number]
        if one.first > before:
            return
        if one.last <= before:
            yield one
