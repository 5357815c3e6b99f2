"""A picture of time as one SVG sheet: bars by year, marks with numbers, footnotes with their sources.

What is certain is solid. What may be is hatched, what nobody dates fades, what was only announced is a dashed
frame. The HTML page is the sheet and nothing else: no script, and nothing to fetch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Any

from retailgraph.drawing.bars import Bar, Chart, Group, Mark, Part, Row
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

_MARGIN, _NAMES, _PLOT, _DATES = 32.0, 230.0, 600.0, 180.0
_LEFT = _MARGIN + _NAMES + 14
_RIGHT = _LEFT + _PLOT
_WIDE = _RIGHT + 24 + _DATES + _MARGIN
_LINE, _BAR, _TEXT, _SMALL = 15.5, 12.0, 12.5, 11.5
_FADE = 34.0
_GRID = "#e3e3e0"
_ROUND = 8.5
"""Radius of a mark."""
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_PLANS = ("announced", "rumoured")

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
    heading = wrapped(chart.title, _WIDE - 2 * _MARGIN, 20)
    top = 63.0 + len(heading) * 25
    body, depth = [], top - 16
    for part in chart.parts:
        drawn, depth = _part(part, scale, depth + 18)
        body += drawn
    bottom = depth
    grid = _grid(scale, top, bottom)
    legend, depth = _legend(chart, bottom + 58)
    notes, depth = _footnotes(chart, depth + 22)
    return sheet(
        _WIDE,
        depth + _MARGIN / 2,
        chart.title,
        f"{chart.caption} Bars show what held from when to when; numbers stand for the footnotes.",
        element("defs", *_fills(chart)),
        lines_of_text(heading, _MARGIN, 40.0, 20, font_weight=700),
        lines_of_text([chart.caption], _MARGIN, top - 28, _TEXT, fill=QUIET),
        *grid,
        *body,
        *legend,
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
            yield lines_of_text([str(year)], at, y, _SMALL, text_anchor="middle", fill=QUIET)
    now = scale.place(scale.day)
    yield element("path", d=f"M{now:.1f} {top:.1f}V{bottom:.1f}", stroke=QUIET, stroke_dasharray="2 3")
    yield lines_of_text([str(scale.day)], now, bottom + 30, _SMALL, text_anchor="middle", fill=QUIET)


# --- entities -------------------------------------------------------------------------------------------


def _part(part: Part, scale: _Scale, top: float) -> tuple[list[str], float]:
    """An entity's marks and rows from a height on, and the height they end at."""
    names = wrapped(part.name, _NAMES, 15)
    drawn = [
        element(
            "path", d=f"M{_MARGIN:.1f} {top + 4:.1f}H{_WIDE - _MARGIN:.1f}", stroke=INK, stroke_width=1.2
        ),
        lines_of_text(names, _MARGIN, top + 24, 15, font_weight=700),
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
        drawn.append(lines_of_text(empty, _MARGIN, depth + 8, _TEXT, fill=QUIET))
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
    is_done = mark.event not in (*_PLANS, "calledOff", "denied")
    ring = element(
        "circle", cx=x, cy=y, r=_ROUND, fill=color if is_done else PAPER, stroke=color, stroke_width=1.5,
        stroke_dasharray="3 2" if mark.event in _PLANS else None,
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
    drawn = [lines_of_text([group.heading], _MARGIN, top + 14, _SMALL, fill=color, font_weight=700)]
    depth = top + 20
    for row in group.rows:
        shown, depth = _row(row, group, scale, depth)
        drawn += shown
    return drawn, depth + 4


def _row(row: Row, group: Group, scale: _Scale, top: float) -> tuple[list[str], float]:
    names = wrapped(row.name, _NAMES - 10, _TEXT)
    dates = [line for bar in row.bars for line in wrapped(bar.dates, _DATES, _SMALL)]
    high = max(len(names), len(dates)) * _LINE + 5
    middle = top + _LINE / 2 + 1
    color = legible(group.relation.color)
    drawn = [
        _lines(names, _MARGIN + 10, middle + 4.5, _TEXT, INK),
        *(_bar(bar, color, scale, middle) for bar in row.bars),
        _lines(dates, _RIGHT + 24, middle + 4.5, _SMALL, QUIET),
    ]
    return drawn, top + high


def _lines(lines: Sequence[str], x: float, y: float, size: float, color: str) -> str:
    return lines_of_text(lines, x, y, size, _LINE / size, fill=color)


# --- bars -----------------------------------------------------------------------------------------------


def _bar(bar: Bar, color: str, scale: _Scale, middle: float) -> str:
    top, now = middle - _BAR / 2, scale.place(scale.day)
    parts = list(
        _plan(bar, color, scale, top, now) if bar.status in _PLANS else _held(bar, color, scale, top, now)
    )
    if scale.is_early(bar.first or bar.sure):
        parts.append(_early(_LEFT - 2, middle, color))
    return element("g", title(bar.hover), *parts)


def _plan(bar: Bar, color: str, scale: _Scale, top: float, now: float) -> Iterator[str]:
    start = min(scale.place(bar.sure), now - 6)
    yield element(
        "rect", x=start, y=top + 1, width=now - start, height=_BAR - 2, fill=PAPER, stroke=color,
        stroke_width=1.4, stroke_dasharray="4 3",
    )  # fmt: skip


def _held(bar: Bar, color: str, scale: _Scale, top: float, now: float) -> Iterator[str]:
    start, end = scale.place(bar.sure), scale.place(bar.sure_end)
    if scale.place(bar.last or scale.day) - scale.place(bar.first or bar.sure) < 3:
        end = start + 3  # too short for its place, and there nevertheless
    if bar.first is None and not scale.is_early(bar.sure):
        yield _box(max(_LEFT, start - _FADE), start, top, _fill("before", color))
    elif bar.first is not None:
        yield _box(scale.place(bar.first), start, top, _fill("perhaps", color))
    solid = min(end, max(start + 3, scale.place(bar.confirmed))) if bar.confirmed else end
    yield _box(start, solid, top, color)
    if bar.confirmed:
        yield _box(solid, end, top, _fill("unconfirmed", color))
    if bar.last is not None:
        yield _box(end, scale.place(bar.last), top, _fill("perhaps", color))
    elif not bar.confirmed:
        yield _box(now, now + 22, top, _fill("after", color))
    if bar.doubted:
        yield _box(scale.place(bar.doubted[0]), scale.place(bar.doubted[1]), top, PAPER)
        yield _box(scale.place(bar.doubted[0]), scale.place(bar.doubted[1]), top, _fill("perhaps", color))


def _box(left: float, right: float, top: float, fill: str) -> str:
    return element("rect", x=left, y=top, width=right - left, height=_BAR, fill=fill) if right > left else ""


def _fill(kind: str, color: str) -> str:
    return f"url(#{kind}-{color[1:]})"


def _fills(chart: Chart) -> Iterator[str]:
    """Of every colour what fades in, fades out, is hatched, is pale."""
    colors = {legible(group.relation.color) for part in chart.parts for group in part.groups}
    for color in (*sorted(colors - {QUIET}), QUIET):
        name = color[1:]
        for kind, stops in (("before", (0, 1)), ("after", (1, 0))):
            marks = [
                element("stop", offset=i, stop_color=color, stop_opacity=stop) for i, stop in enumerate(stops)
            ]
            yield element("linearGradient", *marks, id=f"{kind}-{name}")
        yield _hatched(f"perhaps-{name}", color, 0.18, 2.0)
        yield _hatched(f"unconfirmed-{name}", color, 0.28, 0.0)


def _hatched(name: str, color: str, pale: float, line: float) -> str:
    back = element("rect", width=6, height=6, fill=color, fill_opacity=pale)
    hatch = element("path", d="M0 0V6", stroke=color, stroke_width=line * 2) if line else ""
    return element(
        "pattern", back, hatch, id=name, width=6, height=6, patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip


# --- legend and footnotes -------------------------------------------------------------------------------


def _legend(chart: Chart, top: float) -> tuple[list[str], float]:
    """How the bars and marks are to be read, in lines as wide as the sheet; only what is there."""
    drawn, x, y = [], _MARGIN, top
    for mark, words in _entries(chart):
        room = 42 + width(words, _SMALL) + 18
        if x + room > _WIDE - _MARGIN:
            x, y = _MARGIN, y + 20
        drawn.append(element("g", mark, transform=f"translate({x:.1f} {y - 10:.1f})"))
        drawn.append(lines_of_text([words], x + 40, y, _SMALL, fill=QUIET))
        x += room
    return drawn, y if drawn else top - 20


def _entries(chart: Chart) -> Iterator[tuple[str, str]]:
    bars = [b for part in chart.parts for group in part.groups for row in group.rows for b in row.bars]
    held = [bar for bar in bars if bar.status not in _PLANS]

    def sample(fill: str) -> str:
        return _box(0, 32, 0, fill)

    if held:
        yield sample(QUIET), "held"
    if any(bar.first is None for bar in held):
        yield sample(_fill("before", QUIET)), "nobody says since when"
    if any(bar.last is None and not bar.confirmed for bar in held):
        yield sample(_fill("after", QUIET)), "goes on"
    if any(_is_uncertain(bar) for bar in held):
        yield sample(_fill("perhaps", QUIET)), "uncertain"
    if any(bar.confirmed for bar in held):
        yield sample(_fill("unconfirmed", QUIET)), "not confirmed lately"
    if len(held) < len(bars):
        frame = element("rect", x=0, y=1, width=32, height=_BAR - 2, fill=PAPER, stroke=QUIET,
                        stroke_width=1.4, stroke_dasharray="4 3")  # fmt: skip
        yield frame, "announced, not confirmed"
    yield from _mark_entries({mark.event for part in chart.parts for mark in part.marks})


def _is_uncertain(bar: Bar) -> bool:
    return bool(
        bar.doubted
        or (bar.first and (bar.sure - bar.first).days > 31)
        or (bar.last and (bar.last - bar.sure_end).days > 31)
    )


def _mark_entries(events: set[str]) -> Iterator[tuple[str, str]]:
    ring = {"cx": 22.0, "cy": 6.0, "r": 6.5, "stroke": QUIET, "stroke_width": 1.5}
    if events - {*_PLANS, "calledOff", "denied"}:
        yield element("circle", fill=QUIET, **ring), "happened"
    if events & {*_PLANS}:
        yield element("circle", fill=PAPER, stroke_dasharray="3 2", **ring), "announced"
    if events & {"calledOff", "denied"}:
        cross = element("path", d="M16 12L28 0", stroke=QUIET, stroke_width=1.5)
        yield element("circle", fill=PAPER, **ring) + cross, "called off or denied"


def _footnotes(chart: Chart, top: float) -> tuple[list[str], float]:
    """What happened, by number, with who says so; the height it ends at."""
    drawn, depth, x = [], top, _MARGIN + 28
    marks = {mark.number: mark for part in chart.parts for mark in part.marks}
    for mark in marks.values():
        number = lines_of_text([str(mark.number)], _MARGIN + 16, depth, _SMALL, text_anchor="end",
                               font_weight=700)  # fmt: skip
        told = f"{mark.when}: {mark.words}".removesuffix(".") + "."
        lines = wrapped(told, _WIDE - _MARGIN - x, _SMALL, 12)
        source = wrapped(mark.source, _WIDE - _MARGIN - x, _SMALL, 4)
        # Behind the words if there is room, else below them.
        fits = len(source) == 1 and width(f"{lines[-1]}  {source[0]}", _SMALL) <= _WIDE - _MARGIN - x
        last = lines.pop() + "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" if fits else ""
        drawn += [number, _lines(lines, x, depth, _SMALL, INK)]
        for i, line in enumerate(source, len(lines)):
            said = linked(mark.url, element("tspan", escape(line), fill=QUIET))
            drawn.append(text(last + line, escape(last), said, x=x, y=depth + i * _LINE, font_size=_SMALL))
        depth += (len(lines) + len(source)) * _LINE + 1
    return drawn, depth
