"""The order of answers, and how many of them are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from retailgraph.form import SUMS
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import by_time
from retailgraph.plan.amounts import in_dollars, percents
from retailgraph.plan.found import FormResult
from retailgraph.plan.run import Run


def in_order(run: Run, found: FormResult) -> FormResult:
    """The same in the order that the form asks for, and as many as it wants."""
    order, rows = run.form.order, list(found.rows)
    if order in SUMS:
        from retailgraph.plan.sums import summed

        return summed(run, found)
    if order in ("next", "previous"):
        rows = _beside(run, rows, order)
    elif order in _KEYS:
        rows = sorted((row for row in rows if _KEYS[order](row) is not None), key=_KEYS[order])
    limit = run.form.limit
    chosen = [row for row in rows if row.key in _first_keys(rows, limit)] if limit else rows
    if order == "largest":
        _note_void(run, rows, chosen)
    return found.replaced(rows=tuple(chosen), total=len(rows))


def _first_keys(rows: Iterable[Row], limit: int) -> set[str]:
    return set(list(dict.fromkeys(row.key for row in rows))[:limit])


def _began(row: Row) -> date:
    return row.since_earliest or row.since_latest or row.first_reported


def _began_by(row: Row) -> date:
    """The last day on which it may have begun: who may have come after another is not left out."""
    return row.since_latest or _began(row)


def latest_first(row: Row) -> Any:
    """The latest before the earlier; what only is planned, or was called off, behind what was done."""
    done = row.status in ("completed", "inForce", "ended")
    return (not done, -_began(row).toordinal())


def _size(row: Row) -> float | None:
    sums = [in_dollars(price) for price in row.price] or list(percents(row.share))
    return max(sums) if sums else None


def _largest(row: Row) -> Any:
    size = _size(row)
    return None if size is None else (_is_void(row), -size)


def _smallest(row: Row) -> Any:
    size = _size(row)
    return None if size is None else (_is_void(row), size)


def _is_void(row: Row) -> bool:
    """Whether nothing came of it: such are behind the others, however large."""
    return row.status in ("calledOff", "denied")


def _note_void(run: Run, rows: list[Row], chosen: list[Row]) -> None:
    """Say what would have been larger, had it not been called off."""
    most = max((_size(row) or 0.0 for row in chosen if not _is_void(row)), default=0.0)
    void = [row for row in rows if _is_void(row) and most and (_size(row) or 0.0) > most]
    if void:
        told = "; ".join(f"{row.object} ({row.subject}, {row.price[0]})" for row in void[:3] if row.price)
        run.notes.append(f"larger, but called off or denied: {told}")


def _longest(row: Row) -> Any:
    end = row.until_latest or date.max
    began = row.since_earliest or row.since_latest
    return None if began is None else began.toordinal() - end.toordinal()


def _shortest(row: Row) -> Any:
    """Only what is over: of what still holds nobody knows how long it will."""
    longest = _longest(row) if row.until_latest else None
    return None if longest is None else -longest


_KEYS: dict[str, Callable[[Row], Any]] = {
    "latest": latest_first,
    "first": by_time,
    "largest": _largest,
    "smallest": _smallest,
    "longest": _longest,
    "shortest": _shortest,
}


def _beside(run: Run, rows: list[Row], order: str) -> list[Row]:
    """What came after, or before, another: by when it began and ended."""
    anchor = run.form.of[1] if len(run.form.of) > 1 else ""
    timed = sorted((r for r in rows if r.status in ("inForce", "ended", "announced")), key=by_time)
    if not isinstance(anchor, str) or not anchor:
        return _beside_now(timed, rows, order)
    from retailgraph.lookup import names

    meant = names.meant(run.graph, anchor)
    ids = {meant.id, *meant.others}
    mine = [row for row in timed if row.id in ids]
    if not mine:
        run.notes.append(f"no article says that {run.label(meant.id)} was one of them")
        return []
    timed = _of_the_same_posts(run, timed, mine)
    if order == "next":
        ends = [row.until_earliest or row.until_latest or date.max for row in mine]
        last = min(ends)
        return [row for row in timed if row.id not in ids and not row.via and _began_by(row) >= last]
    first = min(_began(row) for row in mine)
    before = [row for row in timed if row.id not in ids and not row.via and _began(row) < first]
    return before[::-1]


def _of_the_same_posts(run: Run, rows: list[Row], mine: list[Row]) -> list[Row]:
    """Those who held one of these posts: each succeeds its own; all, where nobody says which post it was."""
    posts = {post for row in mine for post in _posts(run, row)}
    same = [row for row in rows if posts & _posts(run, row)]
    return same if len({row.id for row in same}) > 1 else rows


def _posts(run: Run, row: Row) -> set[tuple[str, str]]:
    """The posts that a row is about: the organization, and the role as the ontology tells roles apart."""
    return {(row.object_id, run.ontology.distinct("role", role)) for role in row.role}


def _beside_now(timed: list[Row], rows: list[Row], order: str) -> list[Row]:
    """Who came before the one who is it now, or is to come."""
    if order == "next":
        return [row for row in rows if row.status in ("announced", "rumoured")]
    return [row for row in timed if row.status == "ended"][::-1]
