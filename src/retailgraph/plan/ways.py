"""How much one holds of another in several ways: a row for each, and what they add up to."""

from __future__ import annotations

from math import isnan

from retailgraph.lookup.effective import Holdings, Way, percent, total
from retailgraph.lookup.names import types_of
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import HeldChain, longest_ago
from retailgraph.plan.run import Run


def ways_held(run: Run, holder: str, name: str) -> list[Row]:
    """A row for each way by which one holds another, directly first; none where there are no two of them.

    A note says what they add up to, or that a share on one of them is not known.
    """
    if run.window.kind not in ("now", "on", "in"):
        return []
    ways = Holdings(run.graph, run.when_owned(), sure=True).ways(holder, name)
    if len(ways) < 2:
        return []
    rows = [row for way in ways for row in _rows(run, way, holder, name)]
    whole = total(ways)
    known = sum(way.part for way in ways if not isnan(way.part))
    told = f"together {percent(whole)}%" if not isnan(whole) else ""
    if not told:
        least = f", at least {percent(known)}%" if known else ""
        told = f"together not known{least}: no article states the share of every link"
    run.notes.append(f"{told}, by {len(ways)} ways")
    return rows


def _rows(run: Run, way: Way, holder: str, name: str) -> list[Row]:
    last, relations = way.links[-1], run.ontology.relations
    if not way.through:
        return run.seeing.rows(last, holder)
    # Who holds a stake in an owner owns nothing itself.
    stakes = [k for k in way.links if not relations[k.relationship.relation].exclusive]
    told = relations[(stakes or [last])[0].relationship.relation]
    confirmed, begun = "", None
    for known in way.links:
        confirmed = longest_ago(confirmed, run.seeing.last_confirmed(known))
        begun = run.seeing.last_begun(known, begun)
    via = ", ".join(known.object_name for known in way.links[:-1])
    run.seeing.chains[last.key, via] = HeldChain(holder, way.part * 100, confirmed, begun)
    types = tuple(types_of(run.graph, name))
    return [
        row.replaced(
            subject=run.label(holder),
            subject_id=holder,
            object=last.object_name,
            object_id=name,
            entity=last.object_name,
            id=name,
            types=types,
            relation=told.name,
            words=told.label,
        )
        for row in run.seeing.rows(last, last.relationship.subject, via)
    ]
