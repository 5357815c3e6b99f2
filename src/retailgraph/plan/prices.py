"""What one attempt at a deal cost: of all prices that articles state of a deal, those that are of
this attempt.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from retailgraph.dates import partial
from retailgraph.lookup.evidence import Evidence, evidence_of
from retailgraph.lookup.rows import Row
from retailgraph.plan.run import Run


def with_own_prices(run: Run, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, each with the prices that articles state of it and not of another attempt.

    What was said before an attempt was called off is of it, what was said later of the next.
    """
    attempts: dict[str, list[Row]] = {}
    for row in rows:
        attempts.setdefault(row.key, []).append(row)
    return tuple(
        _own(run, row, attempts[row.key]) if row.price and len(attempts[row.key]) > 1 else row for row in rows
    )


def _own(run: Run, row: Row, attempts: list[Row]) -> Row:
    ended = sorted(r.since_latest for r in attempts if r.status == "calledOff" and r.since_latest)
    own = [said for said in evidence_of(run.graph, row.key) if _price(said) and _is_of(said, row, ended)]
    prices = tuple(price for price, _ in Counter(_price(said) for said in own).most_common())
    return replace(row, price=prices) if prices else row


def _is_of(said: Evidence, row: Row, ended: list[date]) -> bool:
    """Whether a passage speaks of this attempt: by its status, else by when it was published."""
    if said.status in ("completed", "calledOff"):
        return said.status == row.status
    if not said.published or not ended:
        return True
    earlier = partial(said.published).earliest < ended[0]
    return earlier == (row.status == "calledOff")


def _price(said: Evidence) -> str:
    return next((values[0] for name, values in said.qualifiers if name == "price"), "")
