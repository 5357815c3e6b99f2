"""A report: a claim with what concluding needs to know of its article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from retailgraph.dates import PartialDate
from retailgraph.ontology import STATE, Ontology
from retailgraph.relationships import Span

if TYPE_CHECKING:
    from retailgraph.articles import Share


@dataclass(frozen=True, slots=True)
class Report:
    """A claim with what concluding needs of its article.

    ``claim`` identifies it; ``published`` is the latest day on which it may have been published (rule
    ``publication``). A report that a rule derived from a deal carries the rule's name in ``rule`` and the
    deal's key in ``deal``. The pair of a symmetric relation is sorted.
    """

    claim: str
    article: str
    publisher: str
    published: date
    subject: str
    relation: str
    object: str
    status: str
    start: Span | None = None
    end: Span | None = None
    announced: PartialDate | None = None
    share: Share | None = None
    confidence: float = 1.0
    qualifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rule: str = ""
    deal: str = ""
    not_before: date | None = None
    """The first day on which it may have been published; None is the day of ``published``."""
    unread: bool = False
    """Whether nobody says when it was published, nor when it was read."""

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a qualifier, empty if the claim has none."""
        for known, values in self.qualifiers:
            if known == name:
                return values
        return ()

    @property
    def about(self) -> tuple[str, str, str]:
        """Subject, relation and object."""
        return (self.subject, self.relation, self.object)

    @property
    def source(self) -> str:
        """Who stands behind it: the publisher, else the article."""
        return self.publisher or self.article

    @property
    def earliest(self) -> date:
        """The first day on which it may have been published."""
        return self.not_before or self.published

    @property
    def made_public(self) -> date:
        """The first day on which it can have been public."""
        if self.announced is None:
            return self.published
        # "Before 1995" has no first day.
        return self.announced.earliest if self.announced.earliest > date.min else self.announced.latest


def in_order(report: Report) -> tuple[Any, ...]:
    """The order of knowledge: by publication, and the same however the reports came in.

    Names come last: where what is said is the same, it does not matter who says it.
    """
    return (report.published, content(report), report.claim, report.source)


def ordered(reports: list[Report]) -> list[Report]:
    """These in the order of knowledge."""
    return sorted(reports, key=in_order) if len(reports) > 1 else reports


def content(report: Report) -> tuple[Any, ...]:
    """What a report says, without names: of two reports that differ in it the same one is always first."""
    announced = report.announced
    return (
        report.earliest,
        report.status,
        *(_bounds(when) for when in (report.start, report.end)),
        (announced.earliest, announced.latest, announced.text) if announced else (),
        report.share.text if report.share else "",
        report.confidence,
        report.rule,
    )


def _bounds(when: Span | None) -> tuple[Any, ...]:
    return (when.earliest or date.min, when.latest or date.max, when.text) if when else ()


def normal(report: Report, ontology: Ontology) -> Report:
    """The report with the status it really has: rules ``doubtful``, ``early`` and ``past``.

    A claim with confidence under 0.5 is a rumour; a state reported before its own start is announced, and
    so is a deal reported before its own closing; a state whose end is not after publication has ended, and
    one that is said to have ended on a later day is to end (rule ``announced end``).
    """
    if report.confidence < 0.5:
        return replace(report, status="rumoured")
    is_state = ontology.relations[report.relation].kind == STATE
    if report.status == "ended" and is_state and report.end and report.end.earliest:
        return replace(report, status="inForce") if report.end.earliest > report.published else report
    if report.status not in ("inForce", "completed"):
        return report
    if report.start and report.start.earliest and report.start.earliest > report.published:
        return replace(report, status="announced")
    if is_state and report.end and (report.end.earliest or date.min) <= report.published:
        return replace(report, status="ended")
    return report
