"""The total and the average of what rows tell: prices of deals, and how long states lasted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from retailgraph.lookup.rows import Row
from retailgraph.ontology import DEAL
from retailgraph.plan.amounts import amount, in_dollars
from retailgraph.plan.found import FormResult
from retailgraph.plan.run import Run

_DAYS_OF_YEAR = 365.25


def summed(run: Run, found: FormResult) -> FormResult:
    """The rows that tell an amount, with their total or average as ``number``; the others are noted.

    Of deals that is the price of those that were made, of states the time from their start to their end or
    today.
    """
    rows = list(found.rows)
    if rows and all(run.ontology.relations[row.relation].kind == DEAL for row in rows):
        return _of_prices(run, found, rows)
    return _of_times(run, found, rows)


def _of_prices(run: Run, found: FormResult, rows: Sequence[Row]) -> FormResult:
    made = [row for row in rows if row.status == "completed"]
    # A report may round a price, or give it in two currencies: of each deal the first that is stated counts.
    priced = list({(row.key, row.since): row for row in made if row.price}.values())
    # A plan of a next step has its own price: where nothing was made, what was announced is summed up.
    planned = [row for row in rows if row.price and row.status == "announced"]
    if planned:
        told = ", ".join(f"{row.object} ({row.subject}, {row.price[0]})" for row in planned[:3])
        run.notes.append(f"announced, and not counted: {told}")
    if len(made) > len(priced):
        run.notes.append(f"{len(made) - len(priced)} more without a price")
    if not priced:
        return found.replaced(rows=(), total=0)
    return found.replaced(rows=tuple(priced), total=len(priced), number=_price(run.form.order, priced))


def _price(order: str, rows: Sequence[Row]) -> str:
    """ "total 2bn USD of 2 deals"; of several currencies roughly, in dollars."""
    sums = [amount(row.price[0]) for row in rows]
    currencies = {currency for _, currency in sums}
    alike = len(currencies) == 1
    whole = sum(number for number, _ in sums) if alike else sum(in_dollars(row.price[0]) for row in rows)
    value = whole / len(rows) if order == "average" else whole
    told = f"{_money(value)} {next(iter(currencies)) if alike else 'USD'}"
    roughly = "" if alike else "about "
    return f"{order.capitalize()}: {roughly}{told}, of {len(rows)} {'deal' if len(rows) == 1 else 'deals'}."


def _money(value: float) -> str:
    size, unit = next(((s, u) for s, u in ((1e9, "bn"), (1e6, "m")) if value >= s), (1.0, ""))
    return f"{value / size:.3g}{unit}"


def _of_times(run: Run, found: FormResult, rows: Iterable[Row]) -> FormResult:
    every = list(rows)
    timed = [(row, days) for row in every if (days := _days(row, run.graph.today)) is not None]
    if len(every) > len(timed):
        run.notes.append(f"{len(every) - len(timed)} more without known dates")
    if not timed:
        return found.replaced(rows=(), total=0)
    whole = sum(days for _, days in timed)
    value = whole / len(timed) if run.form.order == "average" else whole
    number = f"{run.form.order.capitalize()}: {value / _DAYS_OF_YEAR:.1f} years, of {len(timed)}."
    return found.replaced(rows=tuple(row for row, _ in timed), total=len(timed), number=number)


def _days(row: Row, today: date) -> int | None:
    """For how long a state held, by the earliest that both may have been."""
    began = row.since_earliest
    if began is None or row.status not in ("inForce", "ended"):
        return None
    end = (row.until_earliest or row.until_latest) if row.status == "ended" else today
    return (end - began).days if end and end >= began else None
