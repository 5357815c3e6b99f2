"""Between relationships: what the start of one does to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from retailgraph.conclusion.contest import Contest
from retailgraph.conclusion.control import Control
from retailgraph.conclusion.departures import doubt_predecessors
from retailgraph.conclusion.holders import Holder, begin_after, end_between, holders, over_first
from retailgraph.conclusion.overlaps import together
from retailgraph.conclusion.starts import Place, exclusive_place
from retailgraph.conclusion.states import StateBuilder
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict


def resolve(
    states: Iterable[StateBuilder],
    control: Control,
    sellers: Mapping[str, Collection[str]],
    ontology: Ontology,
    conflicts: list[Conflict],
) -> None:
    """End what another's start ends. ``sellers`` gives by deal who is said to have sold."""
    pairs: dict[tuple[str, str], list[StateBuilder]] = defaultdict(list)
    rivals: dict[Place, list[StateBuilder]] = defaultdict(list)
    for state in states:
        pairs[state.subject, state.object].append(state)
        where = exclusive_place(state.relation, state.object, state.distinction, ontology)
        if where:
            rivals[where].append(state)
    for group in pairs.values():
        if len(group) > 1:
            _switch(holders(group), conflicts)
    for group in rivals.values():
        if len(group) > 1:
            Contest(group, control, sellers).settle(conflicts)
            doubt_predecessors(group, control)


def _switch(found: Sequence[Holder], conflicts: list[Conflict]) -> None:
    """Rule ``control``: for one pair, owning and holding a stake exclude each other; the start of one
    ends the other. Of two that may have begun together, owning is the later."""
    known = sorted(found, key=lambda h: (h.rank, h.state.relation.name))
    for number, earlier in enumerate(known):
        if earlier.spell.until is None:
            for later in known[number + 1 :]:
                excluded = later.state.relation.name in earlier.state.relation.excludes
                if excluded and not over_first(later, earlier):
                    _give_way(earlier, later, conflicts)
                    if earlier.spell.until is not None:
                        break


def _give_way(earlier: Holder, later: Holder, conflicts: list[Conflict]) -> None:
    day, last = later.known_by, earlier.last
    if later.start_known:
        earlier.spell.end(later.since, "control", later.deal)
    elif day and last and last <= day:
        end_between(earlier, later.deal, day, "control")
        begin_after(later, earlier)
    elif day and last:
        # Rule ``interleaved``: the reports of both alternate, so both are unknown where they overlap.
        end = later.spell.until.latest if later.spell.until else None
        for holder in (earlier, later):
            holder.spell.doubt(day, end)
        conflicts.append(together([earlier.state, later.state]))
