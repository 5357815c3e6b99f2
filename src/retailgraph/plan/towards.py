"""Deals that would make a state true: what they say where nobody claims the state itself."""

from __future__ import annotations

from datetime import date

from retailgraph.form import OBJECT
from retailgraph.graph.reading import Known
from retailgraph.ontology import Consequence
from retailgraph.plan.run import Run
from retailgraph.relationships import Step


def deals_towards(run: Run, subject: str, object: str) -> list[Known]:
    """Deals that would have made it so: a take-over that was called off says no to owning.

    One of half a company makes nobody its owner, and says neither yes nor no.
    """
    found = []
    for link in run.form.links:
        rules = [c for c in run.ontology.consequences.values() if c.asserts == link.relation]
        first = object if link.answers == OBJECT else subject
        found += [
            known
            for known in run.between(subject, object)
            if known.relationship.subject == first and any(_may_make(rule, known) for rule in rules)
        ]
    return found


def _may_make(rule: Consequence, deal: Known) -> bool:
    """Whether a deal makes the state of a rule true, as far as its share goes."""
    if rule.of != deal.relationship.relation:
        return False
    shares = [Step(date.min, s.share) for s in deal.relationship.spells if s.share]
    least = rule.share_over
    return least is None or not shares or any(_is_over(share, least) for share in shares)


def _is_over(step: Step, limit: float) -> bool:
    return step.least > limit or (step.share.startswith("over") and step.least >= limit)
