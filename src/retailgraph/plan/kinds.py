"""Entities by what they are: of a type, of a country; and those that have the most of something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from retailgraph.form import AND, NOT, Condition, Form, Group
from retailgraph.lookup.rows import Row
from retailgraph.plan.conditions import is_so
from retailgraph.plan.found import FormResult, Tally, counts
from retailgraph.plan.lists import answers_of
from retailgraph.plan.run import Run

_MOST_COMPARED = 1000


def of_kind(run: Run) -> FormResult:
    """The entities that a form describes without saying to whom they are joined; or the most joined
    of them.
    """
    if run.form.order in ("most", "fewest") and run.form.links:
        return _most(run)
    ids = every(run)
    names = run.graph.labels()
    tallies = sorted((Tally(id, names[id], 0) for id in ids), key=lambda t: (t.name.casefold(), t.id))
    return FormResult(tallies=tuple(tallies), total=len(tallies))


def every(run: Run) -> list[str]:
    """The ids of all entities that meet the conditions of a form."""
    types = run.graph.types()
    run.steps.append(f"read all entities: {len(types)}")
    tests = [_entity_test(run, types, c) for c in run.form.where]
    return [id for id in sorted(types) if all(test(id) for test in tests)]


def _entity_test(run: Run, types: dict[str, tuple[str, ...]], condition: Condition) -> Callable[[str], bool]:
    if isinstance(condition, str):
        only = run.name(condition)
        return lambda id: id == only
    if isinstance(condition, Form):
        found = set(answers_of(run, condition))
        return lambda id: id in found
    if isinstance(condition, Group):
        tests = [_entity_test(run, types, part) for part in condition.parts]
        if condition.op == NOT:
            return lambda id: not any(test(id) for test in tests)
        joined = all if condition.op == AND else any
        return lambda id: joined(test(id) for test in tests)
    if condition.field == "type":
        return lambda id: condition.value in types.get(id, ())
    return lambda id: is_so(run, id, condition)


def _was(run: Run, row: Row) -> bool:
    """Whether it was so once, where that was asked: "which brand has had most owners"."""
    return run.form.past and row.status in ("inForce", "ended")


def _most(run: Run) -> FormResult:
    """The entities on one side of relations, by how many stand on the other: "which platform has most
    brands".
    """
    from retailgraph.graph import reading

    wanted = set(every(run)) if run.form.where else None
    seen: dict[str, set[str]] = {}
    for link in run.form.links:
        relation = run.ontology.relations[link.relation]
        known = reading.known(run.graph.tables, reading.ALL_OF_RELATION, relation=relation.name)
        run.steps.append(f"read all {relation.name}: {len(known)}")
        for one in known:
            ends = one.relationship.subject, one.relationship.object
            given, answer = ends if link.answers == "object" else ends[::-1]
            if wanted is not None and given not in wanted:
                continue
            rows = [row for row in run.seeing.rows(one, given) if counts(row) or _was(run, row)]
            if any(not link.types or set(link.types) & set(row.types) for row in rows):
                seen.setdefault(given, set()).add(answer)
    numbers = Counter({id: len(some) for id, some in seen.items()})
    sign = -1 if run.form.order == "most" else 1
    tallies = [Tally(id, run.label(id), count) for id, count in numbers.items()]
    ranked = sorted(tallies, key=lambda t: (sign * t.count, t.name.casefold(), t.id))
    most = run.form.limit or (_MOST_COMPARED if run.depth else 10)
    return FormResult(tallies=tuple(ranked[:most]), total=len(ranked))
