"""Who is said to go: rule ``announced end``, for what was announced and has passed without news.

A sale by the owner, or a successor, was announced. On the day that was planned, else after the usual time of
such things, nobody knows whether the earlier holder is still there, until a report says either way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from retailgraph.conclusion.consequences import expected_by, rules_of
from retailgraph.conclusion.control import Control
from retailgraph.conclusion.deals import Deal
from retailgraph.conclusion.holders import beside
from retailgraph.conclusion.open_spell import ANNOUNCED_END, OpenSpell
from retailgraph.conclusion.states import StateBuilder
from retailgraph.ontology import Ontology
from retailgraph.relationships import months_after

_Sales = dict[tuple[str, str, str], list[tuple[date, str]]]


def doubt_sellers(
    states: Iterable[StateBuilder],
    deals: Iterable[Deal],
    ontology: Ontology,
    types: Mapping[str, Collection[str]],
) -> None:
    """Who is to sell is no longer sure to hold it from the day on which the sale should be done."""
    sales = _announced_sales(deals, ontology, types)
    for state in states:
        for day, key in sales.get((state.subject, state.relation.name, state.object), ()):
            _doubt(state.spells, day, key)


def _announced_sales(
    deals: Iterable[Deal], ontology: Ontology, types: Mapping[str, Collection[str]]
) -> _Sales:
    """By (seller, relation, object) when what is announced should be done, and the key of the deal."""
    found: defaultdict[tuple[str, str, str], list[tuple[date, str]]] = defaultdict(list)
    for deal in deals:
        known = deal.relationship
        months = ontology.relations[known.relation].usual_months
        for attempt, rule in rules_of(deal, deal.announced, ontology, types):
            day = expected_by(known, attempt.spell, months)
            if not day or not rule.ends or rule.ends_for in ("", "others"):
                continue
            sellers = {s for r in attempt.reports for s in r.values(rule.ends_for)}
            for seller in sellers - {known.subject, known.object}:
                for relation in (rule.ends, *ontology.relations[rule.ends].excludes):
                    found[seller, relation, known.object].append((day, known.key))
    return found


def doubt_predecessors(group: list[StateBuilder], control: Control) -> None:
    """Whom another is announced to follow is no longer sure to be there from that day on."""
    coming = [(s, spell) for s in group for spell in s.spells[-1:] if spell.status == "announced"]
    together = beside(group) if coming else {}
    for later, plan in coming:
        day = _due(plan, later.relation.usual_months)
        for earlier in group:
            kin = control.related(earlier.subject, later.subject)
            if (
                day
                and earlier is not later
                and not kin
                and later.subject not in together.get(earlier.subject, ())
            ):
                _doubt(earlier.spells, day, later.key)


def _due(plan: OpenSpell, months: int | None) -> date | None:
    if plan.since and plan.since.latest:
        return plan.since.latest
    public = min((r.made_public for r in plan.support), default=None)
    return months_after(public, months) if public and months else None


def _doubt(spells: list[OpenSpell], day: date, key: str) -> None:
    for spell in spells:
        if spell.status != "inForce" or spell.until is not None:
            continue
        if not spell.begins_after(day) and not spell.confirmed_after(day):
            spell.doubt(day, None, ANNOUNCED_END, key)
