"""What is asked of entities as they are: their card, figures, changes, and what joins two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retailgraph.dates import partial
from retailgraph.lookup.rows import window
from retailgraph.lookup.seeing import by_time, once
from retailgraph.plan.found import Found
from retailgraph.plan.lists import members
from retailgraph.plan.run import Run
from retailgraph.relationships import span

if TYPE_CHECKING:
    from retailgraph.lookup.evidence import FigureRow


def card(run: Run) -> Found:
    """Whose card is wanted."""
    return Found(about=(_one(run),))


def _one(run: Run) -> str:
    found = members(run, run.form.of[0], set())[1]
    return found[0] if found else ""


def between(run: Run) -> Found:
    """All that joins two entities directly."""
    ids = [one for term in run.form.of for one in members(run, term, set())[1][:1]]
    if len(ids) < 2:
        return Found(about=tuple(ids))
    one, two = ids[:2]
    rows = [r for k in run.between(one, two) for r in run.seeing.all_rows(k, one)]
    return Found(about=(one, two), rows=once(rows))


def figures(run: Run) -> Found:
    """The figures that articles state about an entity, of the time and market asked for."""
    from retailgraph.lookup.evidence import figures_of

    name = _one(run)
    stated = figures_of(run.graph, name, run.form.measure)
    run.steps.append(f"read figures of {name}: {len(stated)}")
    return Found(about=(name,), figures=tuple(f for f in stated if _is_asked(run, f)))


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


def changes(run: Run) -> Found:
    """What happened to an entity in the time asked for."""
    from retailgraph.lookup.history import changed

    name = _one(run)
    frame = run.window
    if run.form.when.kind == "now":
        frame = window("overTime", None, None, run.window.day)
    events, known, touched = changed(run.graph, name, frame.start, frame.end)
    run.look_over_time()
    rows = [r for k in known for r in run.rows_about(k, name) if (r.key, r.since, r.until) in touched]
    run.window = run.seeing.window = frame
    return Found(about=(name,), rows=tuple(sorted(rows, key=by_time)), events=tuple(events))
