"""Between relationships: what the start of one does to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from retailgraph.conclusion.contest import Contest
from retailgraph.conclusion.control import Control
from retailgraph.conclusion.holders import Holder, end_between, holders, over_first
from retailgraph.conclusion.overlaps import together
from retailgraph.conclusion.starts import Place, exclusive_place
from retailgraph.conclusion.states import Draft
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict


def resolve(
    drafts: Iterable[Draft],
    control: Control,
    sellers: Mapping[str, Collection[str]],
    ontology: Ontology,
    conflicts: list[Conflict],
) -> None:
    """End what another's start ends. ``sellers`` gives by deal who is said to have sold."""
    pairs: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    rivals: dict[Place, list[Draft]] = defaultdict(list)
    for draft in drafts:
        pairs[draft.subject, draft.object].append(draft)
        where = exclusive_place(draft.relation, draft.object, draft.distinction, ontology)
        if where:
            rivals[where].append(draft)
    for group in pairs.values():
        if len(group) > 1:
            _switch(holders(group), conflicts)
    for group in rivals.values():
        if len(group) > 1:
            Contest(group, control, sellers).settle(conflicts)


def _switch(found: Sequence[Holder], conflicts: list[Conflict]) -> None:
    """Rule ``control``: for one pair, owning and holding a stake exclude each other; the start of one
    ends the other. Of two that may have begun together, owning is the later."""
    known = sorted(found, key=lambda h: (h.rank, h.draft.relation.name))
    for number, earlier in enumerate(known):
        if earlier.stretch.until is None:
            for later in known[number + 1 :]:
                excluded = later.draft.relation.name in earlier.draft.relation.excludes
                if excluded and not over_first(later, earlier):
                    _give_way(earlier, later, conflicts)
                    if earlier.stretch.until is not None:
                        break


def _give_way(earlier: Holder, later: Holder, conflicts: list[Conflict]) -> None:
    day, last = later.known_by, earlier.last
    if later.start_known:
        earlier.stretch.end(later.since, "control", later.deal)
    elif day and last and last <= day:
        end_between(earlier, later.deal, day, "control")
    elif day and last:
        # Rule ``interleaved``: the reports of both alternate, so both are unknown where they overlap.
        end = later.stretch.until.latest if later.stretch.until else None
        for holder in (earlier, later):
            holder.stretch.doubt(day, end)
        conflicts.append(together([earlier.draft, later.draft]))
