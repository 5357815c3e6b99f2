"""From claims to relationships: pure functions, no store, no clock.

A claim is what one article says; a relationship is what all claims about the same subject, relation and
object add up to. :func:`conclude` takes reports (claims with what must be known of their articles) and
gives relationships with spells, and the conflicts found on the way. docs/conclusions.md describes the
rules; a rule's name stands on the spells and conflicts that it made.

``report`` is what comes in; ``grouping`` sorts it by relationship; ``deals`` concludes deals and events,
``consequences`` what follows from them; ``states`` makes spells of reports; ``rivals`` settles what one
relationship does to another, ``control`` who is above whom; ``dating`` weighs dates and shares against each
other. ``learning`` concludes again as reports come in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

from retailgraph.conclusion.circles import cycles
from retailgraph.conclusion.complete_lists import left_out, not_yet
from retailgraph.conclusion.consequences import derived, sold
from retailgraph.conclusion.contested_deals import contested
from retailgraph.conclusion.control import Control, Pair, control_pairs, controlling
from retailgraph.conclusion.deals import Deal, deal
from retailgraph.conclusion.departures import doubt_sellers
from retailgraph.conclusion.grouping import grouped
from retailgraph.conclusion.halves import with_halves
from retailgraph.conclusion.lives import ALIVE, Life, lives
from retailgraph.conclusion.report import Report, in_order, normal
from retailgraph.conclusion.revealed import revealed
from retailgraph.conclusion.rivals import resolve
from retailgraph.conclusion.shares import too_many_shares
from retailgraph.conclusion.starts import Starts
from retailgraph.conclusion.states import StateBuilder
from retailgraph.ontology import STATE, Ontology
from retailgraph.relationships import Conflict, Relationship

__all__ = ["Conflict", "Relationship", "Report", "conclude", "control_pairs", "controlling", "cycles"]


def conclude(
    reports: Iterable[Report],
    ontology: Ontology,
    types: Mapping[str, Collection[str]],
    control: Collection[Pair] | Callable[[set[Pair]], Control] | None = None,
) -> tuple[list[Relationship], list[Conflict]]:
    """Relationships and conflicts of these reports.

    The reports must be complete for each object they are about, and tell of the beginning and the end of both
    sides. ``control`` holds the pairs (owner, owned)
    that any claim states, also above the owners; None takes them from the reports, a function is given those
    of the reports. The order of the reports never matters.
    """
    ordered = sorted((normal(r, ontology) for r in reports), key=in_order)
    of_states = [r for r in ordered if ontology.relations[r.relation].kind == STATE]
    of_states += left_out(of_states)
    of_deals = [r for r in ordered if ontology.relations[r.relation].kind != STATE]
    conflicts: list[Conflict] = []
    deals = revealed(with_halves(deal(group, ontology, conflicts) for group in grouped(of_deals, ontology)))
    follow = [r for one in deals for r in derived(one, ontology, types)]
    held = {(r.subject, r.relation, r.object) for r in (*of_states, *follow)}
    follow += [r for one in deals for r in sold(one, ontology, types, held)]
    stated = control_pairs([*ordered, *follow], ontology)
    owned = control(stated) if callable(control) else Control(stated if control is None else control)
    alive = lives((one.relationship for one in deals), ontology, conflicts)
    states = _states([*of_states, *follow], deals, owned, ontology, conflicts, alive, types)
    conflicts += too_many_shares(states, owned, ontology)
    relationships = [*contested((one.relationship for one in deals), states), *states]
    return (
        sorted(relationships, key=lambda r: (r.subject, r.relation, r.object, r.distinction)),
        sorted(_merged(conflicts), key=lambda c: (c.kind, c.relationships)),
    )


def _states(
    reports: Iterable[Report],
    deals: Iterable[Deal],
    control: Control,
    ontology: Ontology,
    conflicts: list[Conflict],
    alive: Mapping[str, Life],
    types: Mapping[str, Collection[str]],
) -> list[Relationship]:
    ordered = sorted(reports, key=in_order)
    groups, not_before = list(grouped(ordered, ontology)), not_yet(ordered)
    starts = Starts(groups, ontology, control)
    followed = starts.followed()
    states = [
        StateBuilder(
            group,
            ontology,
            conflicts,
            partial(starts.between, group),
            followed,
            [alive.get(end, ALIVE) for end in (group.reports[0].subject, group.reports[0].object)],
            not_before.get(group.reports[0].about),
        )
        for group in groups
    ]
    doubt_sellers(states, deals, ontology, types)
    sellers = {one.relationship.key: one.sellers for one in deals}
    resolve(states, control, sellers, ontology, conflicts)
    return [state.relationship() for state in states]


def _merged(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Each conflict once: those of one kind about the same relationships whose sides say the same are one."""
    found: dict[str, Conflict] = {}
    for one in sorted(conflicts):
        found[one.key] = found.get(one.key, one).joined(one)
    return list(found.values())
