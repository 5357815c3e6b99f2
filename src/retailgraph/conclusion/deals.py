"""Deals and events: their attempts, and which of them were completed (the first stratum)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from retailgraph.conclusion.dating import agreed, agreed_share, dated, steps
from retailgraph.conclusion.grouping import Group, denial, side, support_of
from retailgraph.conclusion.report import Report, content
from retailgraph.dates import PartialDate
from retailgraph.identity.undisclosed import is_undisclosed
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict, Relationship, Side, Span, Spell

if TYPE_CHECKING:
    from retailgraph.articles import Share

_RANK = {"denied": 0, "rumoured": 1, "announced": 2, "completed": 3, "calledOff": 3}
_OPEN = ("rumoured", "announced")
_SELLER = "seller"


class Deal(NamedTuple):
    """A concluded deal, with the completed attempts that have consequences, and those that may have some."""

    relationship: Relationship
    completed: tuple[Attempted, ...]
    announced: tuple[Attempted, ...] = ()

    @property
    def sellers(self) -> frozenset[str]:
        """Who sold, according to any report of a completed attempt."""
        return frozenset(s for c in self.completed for r in c.reports for s in r.values(_SELLER))


class Attempted(NamedTuple):
    """A completed attempt: when it closed, what share it gave, the reports that say so and that deny it.

    Of an announced one the same as planned. ``controls`` says that the share is control, small as it is.
    """

    spell: Spell
    closing: Span
    share: Share | None
    reports: tuple[Report, ...]
    denials: tuple[Report, ...]
    controls: bool = False


class _Attempt:
    """One attempt at a deal, while its reports are read."""

    def __init__(self, report: Report) -> None:
        self.status = report.status
        self.reports: list[Report] = []
        self.closing: list[Report] = []
        """The reports that closed it, or those of its status while it is open."""
        self.last_day = date.max
        """The last day on which it may have closed."""
        self.share: Share | None = None
        """The share that the last of those reports states."""
        self._closings: set[Span] = set()
        self._otherwise: list[Report] = []
        self._before_those = 0
        self.add(report)

    def add(self, report: Report) -> None:
        self.reports.append(report)
        if _RANK[report.status] > _RANK[self.status]:
            self.status, self.closing, self._closings = report.status, [], set()
            self.last_day, self.share = date.max, None
        if report.status == self.status:
            self.closing.append(report)
            self.last_day = min(self.last_day, known_on(report))
            self.share = report.share or self.share
            if closing := closing_of(report):
                self._closings.add(closing)

    @property
    def closed(self) -> bool:
        return self.status in ("completed", "calledOff")

    def contradict(self, report: Report) -> None:
        """A report says that it closed the other way."""
        self._otherwise.append(report)
        self._before_those = len(self.closing)

    def outcomes(self, key: str) -> Iterator[Conflict]:
        """The conflict of those who say that it was completed and those who say that it was called off."""
        if self._otherwise:
            text = "one report says that it was completed, another that it was called off"
            ours = _outcome(self.closing[: self._before_those])
            yield Conflict("deal outcome", (key,), tuple(sorted((ours, _outcome(self._otherwise)))), text)

    def is_before(self, when: Span) -> bool:
        """Whether it closed on another day than that, by all who say when it did."""
        return bool(self._closings) and not any(closing.overlaps(when) for closing in self._closings)

    def denials(self, since: Span | None) -> tuple[Report, ...]:
        """The reports that deny what was announced or completed, and not a rumour that went before it."""
        if self.status not in ("announced", "completed"):
            return ()
        began = since.earliest if since and self.closed else min(r.made_public for r in self.closing)
        denied = (r for r in self.reports if r.status == "denied")
        return tuple(r for r in denied if began is None or r.published >= began)

    def spell(self, key: str, conflicts: list[Conflict]) -> Spell:
        since = self._since(key, conflicts)
        denials = self.denials(since)
        if denials:
            asserted = [r for r in self.reports if r.status != "denied"]
            conflicts.append(denial(key, [*denials, *asserted], self.status))
        denied = min((r.published for r in denials), default=None)
        public = [r.announced for r in self.reports if r.announced]
        return Spell(
            status=self._final(),
            since=since,
            announced=min(public, key=lambda d: (d.earliest, d.latest)).text if public else "",
            shares=steps(self.closing, key, conflicts),
            since_rule="closed without a date" if self.closed and not self._stated() else "",
            doubted=denied if self.closed else None,
        )

    def _final(self) -> str:
        """A rumour that was denied last is denied (rule ``denied``)."""
        last = [r for r in self.reports if r.status in ("rumoured", "denied")]
        return last[-1].status if self.status == "rumoured" else self.status

    def _what(self) -> str:
        """What the stated dates are of, as conflicts name it."""
        return "date of the deal" if self.closed else "planned date"

    def _stated(self) -> bool:
        return any(closing_of(r) for r in self.closing)

    def _since(self, key: str, conflicts: list[Conflict]) -> Span | None:
        """When it closed: as stated, else rule ``closed without a date``; of an open one, the plan."""
        stated = dated((closing_of(r), r) for r in self.closing)
        if stated:
            return agreed(stated, self._what(), key, conflicts)
        if not self.closed:
            return None
        first = min(r.published for r in self.closing)
        before = [r.published for r in self.reports if r.status in _OPEN and r.published <= first]
        return Span(max(before, default=None), first)


def closing_of(report: Report) -> Span | None:
    """When a report says that the deal closed, or is to close."""
    return (report.end or report.start) if report.status == "calledOff" else report.start


def known_on(report: Report) -> date:
    """The last day on which what a report says of a deal may have happened."""
    if report.status in _OPEN or report.status == "denied":
        return min(report.published, report.announced.latest) if report.announced else report.published
    when = closing_of(report)
    return min(report.published, when.latest) if when and when.latest else report.published


def deal(group: Group, ontology: Ontology, conflicts: list[Conflict]) -> Deal:
    """Rules ``attempts`` and ``rounds``: the attempts at a deal, in the order of what happened."""
    key = group.key
    first = group.reports[0]
    # Two buyers whom nobody names are not known to be one, so that each has a purchase of its own.
    repeatable = ontology.relations[first.relation].repeatable or is_undisclosed(first.subject)
    attempts = _attempts(group.reports, repeatable)
    conflicts += [conflict for a in attempts for conflict in a.outcomes(key)]
    spells = [a.spell(key, conflicts) for a in attempts]
    if len(attempts) > 1:
        pairs = zip(spells, attempts, strict=True)
        spells = [s._replace(support=support_of(a.reports)) for s, a in pairs]
    known = [
        Attempted(
            s, s.since or Span(), agreed_share(a.closing, key, []), _with_sellers(a), a.denials(s.since)
        )
        for a, s in zip(attempts, spells, strict=True)
    ]
    completed = tuple(a for a in known if a.spell.status == "completed" and a.spell.since)
    # Of what was tried again only the last attempt is still to come.
    announced = tuple(a for a in known[-1:] if a.spell.status == "announced")
    return Deal(group.concluded(spells), completed, announced)


def _with_sellers(attempt: _Attempt) -> tuple[Report, ...]:
    """The reports that closed it; where none of them says who sold, who was said to before."""
    before = [r for r in attempt.reports if r.status != "denied" and r.values(_SELLER)]
    if not before or any(r.values(_SELLER) for r in attempt.closing):
        return tuple(attempt.closing)
    said = (_SELLER, tuple(sorted({v for r in before for v in r.values(_SELLER)})))
    # Who sells holds it on the day on which that is made public.
    public = PartialDate(min(r.made_public for r in before).isoformat())
    return tuple(
        replace(r, qualifiers=tuple(sorted((*r.qualifiers, said))), announced=r.announced or public)
        for r in attempt.closing
    )


def _attempts(reports: list[Report], repeatable: bool) -> list[_Attempt]:
    attempts: list[_Attempt] = []
    for report in sorted(reports, key=lambda r: (known_on(r), r.published, content(r))):
        if not attempts or _opens_another(attempts[-1], report, repeatable):
            attempts.append(_Attempt(report))
        else:
            attempts[-1].add(report)
    return attempts


def _opens_another(last: _Attempt, report: Report, repeatable: bool) -> bool:
    if not last.closed or report.status == "denied":
        return False
    if report.status in _OPEN:
        own = report.announced.earliest if report.announced else report.start and report.start.earliest
        return own is not None and own > last.last_day
    when = closing_of(report)
    first = when.earliest if when else None
    later = first is not None and first > last.last_day
    if report.status != last.status:
        # Nobody reports a completion of what is known to be called off, unless it was tried again.
        renewed = report.status == "completed" and when is None and known_on(report) > last.last_day
        if not (later or renewed):
            last.contradict(report)
        return later or renewed
    share = last.share
    if later and report.share and share and report.share != share:
        return True
    return repeatable and report.status == "completed" and when is not None and last.is_before(when)


def _outcome(reports: list[Report]) -> Side:
    return side("called off" if reports[0].status == "calledOff" else "completed", reports)
