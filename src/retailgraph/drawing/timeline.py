"""A picture of time as one SVG sheet: bars by year, marks with numbers, footnotes with their sources.

What is certain is solid. What may be is hatched, what nobody dates fades, what was only announced is a dashed
frame. The HTML page is the sheet and nothing else: no script, and nothing to fetch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Any

from retailgraph.drawing.charts import Bar, Chart, Group, Mark, Part, Row
from retailgraph.drawing.legend import BAR, MARGIN, PLANS, SMALL, box, fill, fills, legend
from retailgraph.drawing.paper import (
    FONTS,
    INK,
    PAPER,
    QUIET,
    element,
    legible,
    lines_of_text,
    linked,
    sheet,
    text,
    title,
    width,
    wrapped,
)

_NAMES, _PLOT, _DATES = 230.0, 600.0, 180.0
_LEFT = MARGIN + _NAMES + 14
_RIGHT = _LEFT + _PLOT
_WIDE = _RIGHT + 24 + _DATES + MARGIN
_LINE, _TEXT = 15.5, 12.5
_FADE = 34.0
_GRID = "#e3e3e0"
_ROUND = 8.5
"""Radius of a mark."""
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ margin: 0; background: {paper}; font-family: {fonts}; }}
main {{ overflow-x: auto; }}
main > svg {{ display: block; margin: 0 auto; max-width: 100%; min-width: 54rem; height: auto; }}
a {{ text-decoration: underline; }}
a:focus-visible, main:focus-visible {{ outline: 2px solid {ink}; }}
@media print {{ main > svg {{ min-width: 0; }} }}
</style>
</head>
<body>
<main tabindex="0" aria-label="{title}">
{svg}
</main>
</body>
</html>
"""


def page(chart: Chart) -> str:
    """The sheet as an HTML page."""
    return _PAGE.format(title=escape(chart.title), svg=svg(chart), paper=PAPER, fonts=FONTS, ink=INK)


def svg(chart: Chart) -> str:
    """The whole sheet."""
    scale = _Scale(chart.first, chart.day)
    heading = wrapped(chart.title, _WIDE - 2 * MARGIN, 20)
    top = 63.0 + len(heading) * 25
    body, depth = [], top - 16
    for part in chart.parts:
        drawn, depth = _part(part, scale, depth + 18)
        body += drawn
    bottom = depth
    grid = _grid(scale, top, bottom)
    entries, depth = legend(chart, bottom + 58, _WIDE)
    notes, depth = _footnotes(chart, depth + 22)
    return sheet(
        _WIDE,
        depth + MARGIN / 2,
        chart.title,
        f"{chart.caption} Bars show what held from when to when; numbers stand for the footnotes.",
        element("defs", *fills(chart)),
        lines_of_text(heading, MARGIN, 40.0, 20, font_weight=700),
        lines_of_text([chart.caption], MARGIN, top - 28, _TEXT, fill=QUIET),
        *grid,
        *body,
        *entries,
        *notes,
        role="group",
    )


class _Scale:
    """Days as places on the sheet; what lies outside stands at the rim."""

    def __init__(self, first: date, day: date) -> None:
        self.first, self.day = first, day
        # The day it is as of has some room behind it, for what goes on.
        days = max(1, day.toordinal() - first.toordinal())
        self._unit = (_PLOT - 26) / days

    def place(self, day: date) -> float:
        """The place of a day from left to right."""
        at = _LEFT + (day.toordinal() - self.first.toordinal()) * self._unit
        return max(_LEFT, min(_RIGHT, at))

    def is_early(self, day: date) -> bool:
        """Whether a day lies before the axis."""
        return day < self.first


# --- axis -----------------------------------------------------------------------------------------------


def _grid(scale: _Scale, top: float, bottom: float) -> Iterator[str]:
    """A line for each year, or for each so many, and the day of the picture."""
    years = range(scale.first.year, scale.day.year + 1)
    step = next((s for s in _STEPS if len(years) / s <= _PLOT / 42), _STEPS[-1])
    for year in years:
        if (year % step) and year != scale.first.year:
            continue
        at = scale.place(date(year, 1, 1))
        yield element("path", d=f"M{at:.1f} {top:.1f}V{bottom:.1f}", stroke=_GRID, stroke_width=1)
        if year == scale.first.year and any(y % step == 0 for y in years[1 : max(2, step // 2)]) and step > 1:
            continue
        for y in (top - 5, bottom + 16):
            yield lines_of_text([str(year)], at, y, SMALL, text_anchor="middle", fill=QUIET)
    now = scale.place(scale.day)
    yield element("path", d=f"M{now:.1f} {top:.1f}V{bottom:.1f}", stroke=QUIET, stroke_dasharray="2 3")
    yield lines_of_text([str(scale.day)], now, bottom + 30, SMALL, text_anchor="middle", fill=QUIET)


# --- entities -------------------------------------------------------------------------------------------


def _part(part: Part, scale: _Scale, top: float) -> tuple[list[str], float]:
    """An entity's marks and rows from a height on, and the height they end at."""
    names = wrapped(part.name, _NAMES, 15)
    drawn = [
        element("path", d=f"M{MARGIN:.1f} {top + 4:.1f}H{_WIDE - MARGIN:.1f}", stroke=INK, stroke_width=1.2),
        lines_of_text(names, MARGIN, top + 24, 15, font_weight=700),
    ]
    lanes = _lanes(part.marks, scale)
    middle = top + 20
    for mark, lane in zip(part.marks, lanes, strict=True):
        drawn.append(_mark(mark, scale, middle + lane * (2 * _ROUND + 3)))
    depth = middle + max([len(names) * 15 * 1.25, (max(lanes, default=0) + 1) * (2 * _ROUND + 3)]) + 4
    for group in part.groups:
        shown, depth = _group(group, scale, depth)
        drawn += shown
    if not part.groups:
        empty = ["no such relationship is reported"]
        drawn.append(lines_of_text(empty, MARGIN, depth + 8, _TEXT, fill=QUIET))
        depth += 22
    return drawn, depth


def _lanes(marks: Sequence[Mark], scale: _Scale) -> list[int]:
    """In which lane each mark stands, so that none covers another."""
    ends: list[float] = []
    lanes = []
    for mark in marks:
        at = scale.place(mark.day)
        lane = next((i for i, end in enumerate(ends) if at - end >= 2 * _ROUND + 2), len(ends))
        ends[lane : lane + 1] = [at]
        lanes.append(lane)
    return lanes


def _mark(mark: Mark, scale: _Scale, y: float) -> str:
    x, color = scale.place(mark.day), legible(mark.color, 4.5)
    is_done = mark.event not in (*PLANS, "calledOff", "denied")
    ring = element(
        "circle", cx=x, cy=y, r=_ROUND, fill=color if is_done else PAPER, stroke=color, stroke_width=1.5,
        stroke_dasharray="3 2" if mark.event in PLANS else None,
    )  # fmt: skip
    cross = ""
    if mark.event in ("calledOff", "denied"):
        d = f"M{x - 8:.1f} {y + 8:.1f}L{x + 8:.1f} {y - 8:.1f}"
        cross = element("path", d=d, stroke=color, stroke_width=1.5)
    look: dict[str, Any] = {"text_anchor": "middle", "fill": PAPER if is_done else color, "font_weight": 700}
    if cross:
        look |= {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"}
    number = lines_of_text([str(mark.number)], x, y + 3.6, 10, **look)
    rim = _early(x - _ROUND - 3, y, color) if scale.is_early(mark.day) else ""
    told = title(f"{mark.when}: {mark.words}\n{mark.source}")
    return element("g", told, ring, cross, number, rim)


def _early(x: float, y: float, color: str) -> str:
    """A small arrow: what stands here lies before the axis."""
    return element(
        "polygon", points=f"{x:.1f},{y - 4:.1f} {x - 6:.1f},{y:.1f} {x:.1f},{y + 4:.1f}", fill=color
    )


def _group(group: Group, scale: _Scale, top: float) -> tuple[list[str], float]:
    color = legible(group.relation.color, 4.5)
    drawn = [lines_of_text([group.heading], MARGIN, top + 14, SMALL, fill=color, font_weight=700)]
    depth = top + 20
    for row in group.rows:
        shown, depth = _row(row, group, scale, depth)
        drawn += shown
    return drawn, depth + 4


def _row(row: Row, group: Group, scale: _Scale, top: float) -> tuple[list[str], float]:
    names = wrapped(row.name, _NAMES - 10, _TEXT)
    dates = [line for bar in row.bars for line in wrapped(bar.dates, _DATES, SMALL)]
    high = max(len(names), len(dates)) * _LINE + 5
    middle = top + _LINE / 2 + 1
    color = legible(group.relation.color)
    drawn = [
        _lines(names, MARGIN + 10, middle + 4.5, _TEXT, INK),
        *(_bar(bar, color, scale, middle) for bar in row.bars),
        _lines(dates, _RIGHT + 24, middle + 4.5, SMALL, QUIET),
    ]
    return drawn, top + high


def _lines(lines: Sequence[str], x: float, y: float, size: float, color: str) -> str:
    return lines_of_text(lines, x, y, size, _LINE / size, fill=color)


# --- bars -----------------------------------------------------------------------------------------------


def _bar(bar: Bar, color: str, scale: _Scale, middle: float) -> str:
    top, now = middle - BAR / 2, scale.place(scale.day)
    parts = list(
        _plan(bar, color, scale, top, now) if bar.status in PLANS else _held(bar, color, scale, top, now)
    )
    if scale.is_early(bar.first or bar.sure):
        parts.append(_early(_LEFT - 2, middle, color))
    return element("g", title(bar.hover), *parts)


def _plan(bar: Bar, color: str, scale: _Scale, top: float, now: float) -> Iterator[str]:
    start = min(scale.place(bar.sure), now - 6)
    yield element(
        "rect", x=start, y=top + 1, width=now - start, height=BAR - 2, fill=PAPER, stroke=color,
        stroke_width=1.4, stroke_dasharray="4 3",
    )  # fmt: skip


def _held(bar: Bar, color: str, scale: _Scale, top: float, now: float) -> Iterator[str]:
    start, end = scale.place(bar.sure), scale.place(bar.sure_end)
    if scale.place(bar.last or scale.day) - scale.place(bar.first or bar.sure) < 3:
        end = start + 3  # too short for its place, and there nevertheless
    if bar.first is None and not scale.is_early(bar.sure):
        yield box(max(_LEFT, start - _FADE), start, top, fill("before", color))
    elif bar.first is not None:
        yield box(scale.place(bar.first), start, top, fill("perhaps", color))
    solid = min(end, max(start + 3, scale.place(bar.confirmed))) if bar.confirmed else end
    yield box(start, solid, top, color)
    if bar.confirmed:
        yield box(solid, end, top, fill("unconfirmed", color))
    if bar.last is not None:
        yield box(end, scale.place(bar.last), top, fill("perhaps", color))
    elif not bar.confirmed:
        yield box(now, now + 22, top, fill("after", color))
    if bar.doubted:
        yield box(scale.place(bar.doubted[0]), scale.place(bar.doubted[1]), top, PAPER)
        yield box(scale.place(bar.doubted[0]), scale.place(bar.doubted[1]), top, fill("perhaps", color))


# --- footnotes -------------------------------------------------------------------------------------------


def _footnotes(chart: Chart, top: float) -> tuple[list[str], float]:
    """What happened, by number, with who says so; the height it ends at."""
    drawn, depth, x = [], top, MARGIN + 28
    marks = {mark.number: mark for part in chart.parts for mark in part.marks}
    for mark in marks.values():
        number = lines_of_text([str(mark.number)], MARGIN + 16, depth, SMALL, text_anchor="end",
                               font_weight=700)  # fmt: skip
        told = f"{mark.when}: {mark.words}".removesuffix(".") + "."
        lines = wrapped(told, _WIDE - MARGIN - x, SMALL, 12)
        source = wrapped(mark.source, _WIDE - MARGIN - x, SMALL, 4)
        # Behind the words if there is room, else below them.
        fits = len(source) == 1 and width(f"{lines[-1]}  {source[0]}", SMALL) <= _WIDE - MARGIN - x
        last = lines.pop() + "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" if fits else ""
        drawn += [number, _lines(lines, x, depth, SMALL, INK)]
        for i, line in enumerate(source, len(lines)):
            said = linked(mark.url, element("tspan", escape(line), fill=QUIET))
            drawn.append(text(last + line, escape(last), said, x=x, y=depth + i * _LINE, font_size=SMALL))
        depth += (len(lines) + len(source)) * _LINE + 1
    return drawn, depth
