"""Comparisons: the number, date, price or share that each of several forms gives, and whose is more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from math import inf
from typing import NamedTuple

from retailgraph.errors import RetailGraphError
from retailgraph.form import Form
from retailgraph.graph import Graph
from retailgraph.lookup.clauses import short_number
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import time_words
from retailgraph.plan.amounts import in_dollars, percents
from retailgraph.plan.found import NOT_CLAIMED, Compared, FormResult, counts, may_count
from retailgraph.plan.run import Run
from retailgraph.relationships import NO, UNKNOWN, YES

_RISING = ("most", "largest", "latest", "longest")
_COUNTED = ("most", "fewest")
_DAYS_OF_YEAR = 365.25
_MOST_MEANT = 6  # forms of which is looked up how much is known


class _Value(NamedTuple):
    """What one form gives: between ``low`` and ``high``, as people read it, and the rows that say so."""

    low: float
    high: float
    told: str
    rows: tuple[Row, ...] = ()


def compared(run: Run) -> FormResult:
    """What each form gives, with the answer whether the first has more, or who has."""
    from retailgraph.plan.carrying import carried_out

    forms = [form for form in run.form.of if isinstance(form, Form) and form.asks != "compare"]
    if not forms:
        return FormResult()
    notes = list(run.notes)
    run.parts = [carried_out(run.graph, form, run) for form in forms]
    run.notes[:] = [note for note in run.notes if note in notes or not note.startswith(NOT_CLAIMED)]
    names = _names(run)
    if forms[0].asks == "kind" and forms[0].order and len(forms) > 1:
        return _of_many(run)
    if all(form.asks == "figures" for form in forms):
        from retailgraph.plan.comparing_figures import of_figures

        return of_figures(run, names)
    values = [_value(one, found, run.form.order) for one, found in run.parts]
    told = [
        _compared(name, value, found)
        for name, value, (_, found) in zip(names, values, run.parts, strict=True)
    ]
    rows = [row for value in values for row in (value.rows if value else ())]
    if not any(form.counted for form in forms):
        rows = rows or [row for _, found in run.parts for row in found.rows]
    about = tuple(dict.fromkeys(id for _, found in run.parts for id in found.about))
    _note_money(run, told)
    return FormResult(
        about=about,
        answer=answer_of(run.form, told),
        compared=in_their_order(run.form, told),
        rows=tuple(rows),
    )


def _of_many(run: Run) -> FormResult:
    """Those of many that have more than one who is named, by what is sure of both, and that one last."""
    (_, many), (one, found) = run.parts[:2]
    limit = _count(one, found)
    bound = limit.low
    more = [t for t in many.tallies if (t.count > bound if run.form.order == "most" else t.count < bound)]
    told = [Compared(t.name, t.id, f"{t.count:,}", t.count, t.count) for t in more if t.id not in found.about]
    last = _compared(one.label(found.about[0]), limit, found)
    return FormResult(about=found.about, compared=(*told, last), total=len(told))


def telling_most(graph: Graph, first: Form, forms: Iterable[Form]) -> Form:
    """Of the forms that a comparison may mean the one of which most is known: Y of "before Y".

    Two names of one kind leave open whether it is Y that was bought, or Y that bought.
    """
    best, most = first, -1
    for form in islice(dict.fromkeys((first, *forms)), _MOST_MEANT):
        if any(isinstance(part, Form) and part.asks == "kind" for part in form.of):
            return first
        try:
            told = compared(Run(graph, form)).compared
        except RetailGraphError:
            continue
        if (known := sum(bool(one.value) for one in told)) > most:
            best, most = form, known
    return best


def answer_of(form: Form, told: Sequence[Compared]) -> str:
    """Whether the first of them surely has more, or less, than each other; empty where that is not asked."""
    if form.measure != "truth":
        return ""
    first, *others = (_ranked(form, one) for one in told)
    if form.order in _COUNTED and None not in (first, *others):
        # What is announced or uncertain is told beside, as where it is counted alone.
        first, *others = (_sure(form, one) for one in told)
    if any(span is None for span in (first, *others)):
        return UNKNOWN
    spans = [span for span in others if span is not None]
    if first is None or not spans:
        return UNKNOWN
    if all(first[0] > high for _, high in spans):
        return YES
    return NO if any(first[1] <= low for low, _ in spans) else UNKNOWN


def in_their_order(form: Form, told: Sequence[Compared]) -> tuple[Compared, ...]:
    """Who has it first, if that is asked; of a yes or no as they were named."""
    if form.measure == "truth":
        return tuple(told)
    spans = {one: _ranked(form, one) for one in told}
    return tuple(sorted(told, key=lambda one: -span[0] if (span := spans[one]) else inf))


def leads(form: Form, told: Sequence[Compared]) -> bool:
    """Whether the first of them surely has more than all others."""
    spans = [_sure(form, one) if form.order in _COUNTED else _ranked(form, one) for one in told]
    first = spans[0] if spans else None
    return first is not None and all(span is not None and first[0] > span[1] for span in spans[1:])


def is_close(form: Form, told: Sequence[Compared]) -> bool:
    """Whether what is announced or uncertain would change what is more."""
    sure = [_sure(form, one) for one in told]
    spans = [_ranked(form, one) for one in told]
    if form.order not in _COUNTED or None in spans or None in sure or sure == spans:
        return False
    best = max(sure, key=lambda span: span[0] if span else -inf)
    rest = [span for span, one in zip(spans, sure, strict=True) if one is not best]
    own = spans[sure.index(best)]
    return own is not None and any(span is not None and span[1] >= own[0] for span in rest)


def _sure(form: Form, one: Compared) -> tuple[float, float] | None:
    """The bounds of a count, without what is announced or uncertain."""
    return _ranked(form, one.replaced(high=one.low))


def _ranked(form: Form, one: Compared) -> tuple[float, float] | None:
    """The bounds of what is compared, turned so that the most of it is what is asked for."""
    if not one.value:
        return None
    low, high = -inf if one.low is None else one.low, inf if one.high is None else one.high
    return (low, high) if form.order in _RISING else (-high, -low)


def _compared(name: str, value: _Value | None, found: FormResult) -> Compared:
    if value is None:
        return Compared(name, found.about[0] if found.about else "")
    publishers = tuple(dict.fromkeys(source for row in value.rows for source in row.sources))
    low, high = (None if bound in (inf, -inf) else bound for bound in (value.low, value.high))
    return Compared(name, found.about[0] if found.about else "", value.told, low, high, publishers)


def _names(run: Run) -> list[str]:
    """How each is told: by whom it names and the others do not, else by its time."""
    about = [found.about for _, found in run.parts]
    shared = set(about[0]).intersection(*about[1:])
    names = []
    for one, found in run.parts:
        own = [run.label(id) for id in found.about if id not in shared]
        names.append(" and ".join(own) or time_words(one.window, run.graph))
    return names


# --- what each gives --------------------------------------------------------------------------------------


def _value(run: Run, found: FormResult, order: str) -> _Value | None:
    if run.form.counted:
        return _count(run, found)
    rows = found.rows
    if run.form.order == "total":
        return _sum(rows)
    if order in ("first", "latest"):
        return _began(rows)
    if order in ("longest", "shortest"):
        return _lasted(rows, run.graph.today)
    if run.form.measure == "share":
        return _share(rows)
    return _price(rows)


def _count(run: Run, found: FormResult) -> _Value:
    """How many there surely are, and how many at most."""
    if found.tallies:
        size = found.total or len(found.tallies)
        return _Value(size, size, f"{size:,}")
    over_time = run.form.past or run.form.when.kind == "overTime"
    sure = {r.id for r in found.rows if counts(r) or (over_time and r.status in ("inForce", "ended"))}
    more = {r.id for r in found.rows if may_count(r)} - sure
    told = f"{len(sure):,}" + (f" ({len(more)} more announced or uncertain)" if more else "")
    return _Value(len(sure), len(sure) + len(more), told, found.rows)


def _began(rows: Iterable[Row]) -> _Value | None:
    """When the first of them began."""
    dated = [row for row in rows if may_count(row) or row.status == "ended"]
    dated = [row for row in dated if row.since_latest or row.since_earliest]
    if not dated:
        return None
    first = min(dated, key=lambda row: (row.since_latest or date.max, row.since_earliest or date.min))
    low = min(row.since_earliest.toordinal() if row.since_earliest else -inf for row in dated)
    high = first.since_latest.toordinal() if first.since_latest else inf
    return _Value(low, high, first.since, (first,))


def _lasted(rows: Iterable[Row], today: date) -> _Value | None:
    """For how long it was so, in all."""
    low = high = 0.0
    used = []
    for row in rows:
        if row.status not in ("inForce", "ended") or not (row.since_latest or row.since_earliest):
            continue
        first, last = row.since_earliest or row.since_latest, row.since_latest or row.since_earliest
        ends = (row.until_earliest, row.until_latest) if row.status == "ended" else (today, today)
        end, end_last = ends[0] or ends[1], ends[1] or ends[0]
        if first is None or last is None or end is None or end_last is None:
            continue
        low += max(0, (end - last).days)
        high += (end_last - first).days if row.since_earliest else inf
        used.append(row)
    if not used:
        return None
    years, most = low / _DAYS_OF_YEAR, high / _DAYS_OF_YEAR
    told = f"{years:.1f} years" if most - years < 0.05 else f"at least {years:.1f} years"
    if 0.05 <= most - years < inf:
        told = f"{years:.1f} to {most:.1f} years"
    return _Value(low, high, told, tuple(used))


def _price(rows: Iterable[Row]) -> _Value | None:
    """What was paid, else what was offered."""
    priced = [row for row in rows if row.price]
    priced.sort(key=lambda row: (row.status != "completed", row.status in ("calledOff", "denied")))
    if not priced:
        return None
    # Whoever was sold more than once has several prices: it cost more only if it did so each time.
    paid = list({row.key: row for row in reversed(priced) if row.status == priced[0].status}.values())[::-1]
    sums = [dollars for row in paid for price in row.price if (dollars := in_dollars(price))]
    if not sums:
        return None
    offered = "" if paid[0].status == "completed" else " (offered)"
    told = [" / ".join(row.price) + (f" in {row.since[:4]}" if len(paid) > 1 else "") for row in paid]
    return _Value(min(sums), max(sums), ", ".join(told) + offered, tuple(paid))


def _sum(rows: Sequence[Row]) -> _Value | None:
    """What was paid in all, roughly and in dollars."""
    sums = [in_dollars(row.price[0]) for row in rows if row.price]
    if not sums:
        return None
    whole = sum(sums)
    told = f"about {short_number(f'{whole:,.0f}')} USD of {len(sums)} deal{'s' if len(sums) > 1 else ''}"
    return _Value(whole, whole, told, tuple(rows))


def _share(rows: Iterable[Row]) -> _Value | None:
    """The share that is held."""
    shared = [row for row in rows if row.share and may_count(row)]
    for row in sorted(shared, key=lambda row: row.holds != YES):
        for percent in percents(row.share):
            return _Value(percent, percent, f"{row.share}%", (row,))
    return None


def _note_money(run: Run, told: Iterable[Compared]) -> None:
    currencies = {
        one.value.split()[1] for one in told if len(one.value.split()) > 1 and one.value[:1].isdigit()
    }
    if len({c for c in currencies if len(c) == 3 and c.isupper()}) > 1:
        run.notes.append("sums of several currencies are compared roughly, in dollars")
