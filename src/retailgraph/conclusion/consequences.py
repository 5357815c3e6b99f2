"""What completed deals assert and end: the reports that states are concluded from beside their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from retailgraph.conclusion.deals import Attempted, Deal
from retailgraph.conclusion.report import Report
from retailgraph.dates import PartialDate
from retailgraph.ontology import Consequence, Ontology
from retailgraph.relationships import Relationship, Spell, months_after

if TYPE_CHECKING:
    from retailgraph.articles import Share


def derived(deal: Deal, ontology: Ontology, types: Mapping[str, Collection[str]]) -> Iterator[Report]:
    """What completed attempts assert, one report for each claim behind them, or against them."""
    for closed, rule in rules_of(deal, deal.completed, ontology, types):
        for report in (*closed.reports, *closed.denials):
            yield from _asserted(rule, deal.relationship, closed, report, ontology)


def sold(
    deal: Deal,
    ontology: Ontology,
    types: Mapping[str, Collection[str]],
    held: Collection[tuple[str, str, str]],
) -> Iterator[Report]:
    """What completed attempts end; ``held`` is who is said to hold what, by (subject, relation, object)."""
    for closed, rule in rules_of(deal, deal.completed, ontology, types):
        for report in closed.reports:
            yield from _ended(rule, deal.relationship, closed, report, _Sellers(report, rule, ontology, held))


def rules_of(
    deal: Deal, attempts: Iterable[Attempted], ontology: Ontology, types: Mapping[str, Collection[str]]
) -> Iterator[tuple[Attempted, Consequence]]:
    """Each of these attempts with each consequence that it has, or would have."""
    rules = [c for c in ontology.consequences.values() if c.of == deal.relationship.relation]
    for closed in attempts:
        for rule in rules:
            wanted = not rule.object_type or rule.object_type in types.get(deal.relationship.object, ())
            share = None if closed.controls else closed.share
            if wanted and _share_fits(rule, share):
                yield closed, rule


def _share_fits(rule: Consequence, share: Share | None) -> bool:
    """Rules ``purchase`` and ``stakePurchase``: surely over 50 percent, or no share stated, is control; a
    share that may be either is at least a stake."""
    over = share is None or _is_over(share, rule.share_over or rule.share_at_most or 0)
    if rule.share_at_most is not None:
        return not over
    return over or rule.share_over is None


def _is_over(share: Share, limit: float) -> bool:
    return share.low > limit or (share.low_open and share.low >= limit)


def _of_rule(rule: Consequence, deal: Relationship, report: Report) -> Report:
    return replace(
        report,
        end=None,
        start=None,
        announced=None,
        qualifiers=(),
        rule=rule.name,
        deal=deal.key,
        confidence=1.0,
    )


def _asserted(
    rule: Consequence, deal: Relationship, closed: Attempted, report: Report, ontology: Ontology
) -> Iterator[Report]:
    if not rule.asserts:
        return
    subjects = (deal.subject,) if rule.subject_from == "subject" else report.values(rule.subject_from)
    objects = [deal.subject if name == "subject" else deal.object for name in rule.object_from]
    share = closed.share if "share" in ontology.relations[rule.asserts].qualifiers else None
    made = replace(
        _of_rule(rule, deal, report),
        relation=rule.asserts,
        status="denied" if report.status == "denied" else "inForce",
        start=None if report.status == "denied" else closed.closing,
        share=share,
    )
    for subject in subjects:
        for object in objects:
            if subject != object:
                yield replace(made, subject=subject, object=object)


class _Sellers(NamedTuple):
    """What the sellers of a deal held, according to all who say anything of that."""

    report: Report
    rule: Consequence
    ontology: Ontology
    held: Collection[tuple[str, str, str]]

    def holding(self, seller: str) -> str:
        """The relation that a sale ends: owning, or a stake where nobody says more of this seller.

        Of several sellers none can have owned the whole, if nobody says so.
        """
        owning = self.rule.ends
        if (seller, owning, self.report.object) in self.held:
            return owning
        stakes = self.ontology.relations[owning].excludes
        known = [s for s in stakes if (seller, s, self.report.object) in self.held]
        several = len(self.report.values(self.rule.ends_for)) > 1
        return next(iter(known or (stakes if several else ())), owning)


def _ended(
    rule: Consequence, deal: Relationship, closed: Attempted, report: Report, sellers: _Sellers
) -> Iterator[Report]:
    """Rule ``seller``: whoever sold held it until closing, also if nothing else says so."""
    if not rule.ends or rule.ends_for in ("", "others"):
        return
    public = closed.spell.announced
    for seller in report.values(rule.ends_for):
        if seller not in (deal.subject, deal.object):
            yield replace(
                _of_rule(rule, deal, report),
                subject=seller,
                relation=sellers.holding(seller),
                status="ended",
                end=closed.closing,
                share=None,
                announced=PartialDate(public) if public else report.announced,
            )


def expected_by(event: Relationship, spell: Spell, months: int | None) -> date | None:
    """The day by which an announced attempt is to be done: as planned, else its usual time after the news."""
    planned = spell.since.latest if spell.since else None
    if planned:
        return planned
    public = spell.public(event.support_of(spell).first_reported)
    return months_after(public, months) if months else None
