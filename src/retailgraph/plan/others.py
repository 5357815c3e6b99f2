"""What is asked of entities as they are: their card, figures, changes, and what joins two of them."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from retailgraph.dates import day, partial
from retailgraph.lookup.rows import Row, Window, window
from retailgraph.lookup.seeing import by_time, of_entity, once, told_whole
from retailgraph.plan.found import FormResult, may_count
from retailgraph.plan.lists import members
from retailgraph.plan.run import Run
from retailgraph.relationships import day_before, span

if TYPE_CHECKING:
    from retailgraph.lookup.evidence import FigureRow


_MOST_PAIRS = 30


def card(run: Run) -> FormResult:
    """Whose card is wanted."""
    return FormResult(about=(_one(run),))


def _one(run: Run) -> str:
    found = members(run, run.form.of[0], set())[1]
    return found[0] if found else ""


def between(run: Run) -> FormResult:
    """All that joins two entities directly."""
    sides = [members(run, term, set())[1] for term in run.form.of]
    if len(sides) < 2 or not all(sides):
        return FormResult(about=tuple(one for side in sides for one in side))
    asked = {link.relation for link in run.form.links}
    rows = []
    for one, two in list(product(*sides[:2]))[:_MOST_PAIRS]:
        known = [k for k in run.between(one, two) if not asked or k.relationship.relation in asked]
        rows += [r for k in known for r in run.seeing.all_rows(k, one)]
    return FormResult(about=tuple(dict.fromkeys((*sides[0], *sides[1]))), rows=once(rows))


def figures(run: Run) -> FormResult:
    """The figures that articles state about an entity, of the time and market asked for."""
    from retailgraph.lookup.evidence import figures_of

    name = _one(run)
    stated = figures_of(run.graph, name, run.form.measure)
    run.steps.append(f"read figures of {name}: {len(stated)}")
    return FormResult(about=(name,), figures=tuple(f for f in stated if _is_asked(run, f)))


def _is_asked(run: Run, figure: FigureRow) -> bool:
    """Whether a figure is about the time asked for: by its own date, else by its publication."""
    stated = figure.on or figure.published
    if run.seeing.market and not _is_there(run, figure):
        return False
    if run.window.kind in ("now", "overTime"):
        return True
    return bool(stated) and run.window.covers(span(partial(stated)))


def _is_there(run: Run, figure: FigureRow) -> bool:
    from retailgraph.lookup.markets import stated

    market = run.seeing.market
    return bool(figure.market and market and market.holds(stated(run.graph, figure.market)))


def common(run: Run) -> FormResult:
    """What two entities are both joined to: how the one is, then how the other is."""
    ids = [one for term in run.form.of for one in members(run, term, set())[1][:1]]
    if len(ids) < 2:
        return FormResult(about=tuple(ids))
    rows = [_joined(run, one) for one in ids[:2]]
    shared = set(rows[0]) & set(rows[1])
    told = [row for name in shared for some in rows for row in some[name]]
    ranked = sorted(told, key=lambda row: (-_weight(run, rows, row.id), row.entity, ids.index(_other(row))))
    return FormResult(about=tuple(ids), rows=tuple(ranked))


def _joined(run: Run, one: str) -> dict[str, list[Row]]:
    """The rows that lead from an entity to others, by these."""
    found: dict[str, list[Row]] = {}
    for known in of_entity(run.graph, one):
        relation = run.ontology.relations[known.relationship.relation]
        for row in run.seeing.rows(known, one):
            if may_count(row):
                found.setdefault(row.id, []).append(told_whole(row, known, relation))
    run.steps.append(f"read all of {one}: {len(found)}")
    return found


def _other(row: Row) -> str:
    return row.object_id if row.id == row.subject_id else row.subject_id


def _weight(run: Run, rows: list[dict[str, list[Row]]], name: str) -> float:
    """How much it tells that both are joined to an entity."""
    relations = run.ontology.relations
    return sum(max(relations[row.relation].weight for row in some[name]) for some in rows)


def _all_changes(run: Run, frame: Window) -> FormResult:
    """What happened to anybody in the time asked for; in all of it, the last year."""
    from retailgraph.lookup.history import changes as all_changes

    start = frame.start or date.fromordinal(max(1, run.graph.today.toordinal() - 365))
    end = day(day_before(frame.end)) if frame.end else None
    found = all_changes(run.graph, day(start), end)
    return FormResult(events=(*found.events, *found.by_then))


def changes(run: Run) -> FormResult:
    """What happened to an entity in the time asked for."""
    from retailgraph.lookup.events import RENAMED
    from retailgraph.lookup.history import changed

    name = _one(run) if run.form.of else ""
    frame = run.window
    if run.form.when.kind == "now":
        frame = window("overTime", None, None, run.window.day)
    if not name:
        return _all_changes(run, frame)
    events, known, touched = changed(run.graph, name, frame.start, frame.end)
    if run.form.measure == "names":
        return FormResult(about=(name,), events=tuple(event for event in events if event.event == RENAMED))
    run.look_over_time()
    rows = [r for k in known for r in run.rows_about(k, name) if (r.key, r.since, r.until) in touched]
    run.window = run.seeing.window = frame
    return FormResult(about=(name,), rows=tuple(sorted(rows, key=by_time)), events=tuple(events))
