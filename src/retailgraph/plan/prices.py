"""What one attempt at a deal cost: of all prices that articles state of a deal, those that are of this attempt."""

from __future__ import annotations

from dataclasses import replace

from retailgraph.lookup.evidence import Evidence, evidence_of
from retailgraph.lookup.rows import Row
from retailgraph.plan.run import Run

_OUTCOMES = {"completed": ("completed",), "calledOff": ("calledOff",)}


def with_own_prices(run: Run, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, each with the prices that articles state of it and not of another attempt."""
    attempts: dict[str, int] = {}
    for row in rows:
        attempts[row.key] = attempts.get(row.key, 0) + 1
    return tuple(_own(run, row) if row.price and attempts[row.key] > 1 else row for row in rows)


def _own(run: Run, row: Row) -> Row:
    said = [e for e in evidence_of(run.graph, row.key) if _price(e)]
    own = [e for e in said if e.status in _OUTCOMES.get(row.status, (row.status,))]
    own = own or [e for e in said if e.status == "announced" and _is_before(e, row)]
    prices = tuple(dict.fromkeys(_price(e) for e in own))
    return replace(row, price=prices) if prices else row


def _is_before(said: Evidence, row: Row) -> bool:
    return not row.since or said.published[:10] <= row.since


def _price(said: Evidence) -> str:
    return next((values[0] for name, values in said.qualifiers if name == "price"), "")
