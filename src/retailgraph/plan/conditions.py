"""Conditions on answers, as tests of rows."""

from __future__ import annotations

from collections.abc import Callable

from retailgraph.form import NOT, OR, Condition, Form, Group, Trait
from retailgraph.lookup import names
from retailgraph.lookup.rows import Row
from retailgraph.plan.amounts import amounts, percents
from retailgraph.plan.lists import answers_of
from retailgraph.plan.run import Run

RowTest = Callable[[Row], bool]


def test_of(run: Run, condition: Condition) -> RowTest:
    """The test whether a row meets a condition; what a form asks for is looked up once."""
    if isinstance(condition, str):
        only = {run.name(condition)}
        only |= set(names.meant(run.graph, condition).others)
        return lambda row: row.id in only
    if isinstance(condition, Form):
        found = set(answers_of(run, condition))
        return lambda row: row.id in found
    if isinstance(condition, Group):
        tests = [test_of(run, part) for part in condition.parts]
        if condition.op == NOT:
            return lambda row: not any(test(row) for test in tests)
        if condition.op == OR:
            return lambda row: any(test(row) for test in tests)
        return lambda row: all(test(row) for test in tests)
    return _of_test(run, condition)


def _of_test(run: Run, test: Trait) -> RowTest:
    value = test.value
    if test.field == "type":
        return lambda row: value in row.types
    if test.field in ("country", "about"):
        return lambda row: is_so(run, row.id, test)
    if test.field == "status":
        wanted = set(value.split("|"))
        return lambda row: row.status in wanted
    if test.field == "price":
        return lambda row: any(_compares(test.op, amount, value) for amount in amounts(row.price, value))
    if test.field == "share":
        return lambda row: any(_compares(test.op, share, value) for share in percents(row.share))
    if test.field == "role":
        return lambda row: any(value in text.casefold() for text in row.role)
    if test.field == "through":
        return lambda row: any(value in text.casefold() for text in (*row.through, *row.scope))
    if test.field == "party":
        party = run.name(value)
        return lambda row: party in _parties(run, row)
    raise ValueError(f"no test of '{test.field}'")


def _parties(run: Run, row: Row) -> set[str]:
    from retailgraph.lookup.seeing import relationship

    found = relationship(run.graph, row.key).relationship
    linked = {v for n, values in found.qualifiers if run.ontology.links(n) for v in values}
    return {found.subject, found.object} | linked


def _compares(op: str, number: float, value: str) -> bool:
    limit = float(value.split()[0])
    return number > limit if op == "over" else number < limit if op == "under" else number == limit


def is_so(run: Run, entity: str, test: Trait) -> bool:
    """Whether an entity meets a test of its country or of what is said about it."""
    from retailgraph.graph import reading

    head = reading.head(run.graph.tables, entity)
    if head is None:
        return False
    if test.field == "about":
        told = f"{head.about} {head.name}".casefold()
        return any(word in told for word in test.value.casefold().split("|"))
    from retailgraph.lookup.markets import place_named

    place = place_named(test.value)
    return bool(place and head.country in place[1])
