"""How the bars and marks of a picture of time look, and the legend that says so."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.drawing.charts import Bar, Chart
from retailgraph.drawing.paper import PAPER, QUIET, element, legible, lines_of_text, width

MARGIN, BAR, SMALL = 32.0, 12.0, 11.5
"""The rim of the sheet, the height of a bar, the size of small letters."""
PLANS = ("announced", "rumoured")


def box(left: float, right: float, top: float, filling: str) -> str:
    """A piece of a bar; nothing where it has no width."""
    return (
        element("rect", x=left, y=top, width=right - left, height=BAR, fill=filling) if right > left else ""
    )


def fill(kind: str, color: str) -> str:
    """One of the fillings that :func:`fills` defines."""
    return f"url(#{kind}-{color[1:]})"


def fills(chart: Chart) -> Iterator[str]:
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


def legend(chart: Chart, top: float, wide: float) -> tuple[list[str], float]:
    """How the bars and marks are to be read, in lines as wide as the sheet; only what is there."""
    drawn, x, y = [], MARGIN, top
    for mark, words in _entries(chart):
        room = 42 + width(words, SMALL) + 18
        if x + room > wide - MARGIN:
            x, y = MARGIN, y + 20
        drawn.append(element("g", mark, transform=f"translate({x:.1f} {y - 10:.1f})"))
        drawn.append(lines_of_text([words], x + 40, y, SMALL, fill=QUIET))
        x += room
    return drawn, y if drawn else top - 20


def _entries(chart: Chart) -> Iterator[tuple[str, str]]:
    bars = [b for part in chart.parts for group in part.groups for row in group.rows for b in row.bars]
    held = [bar for bar in bars if bar.status not in PLANS]

    def sample(fill: str) -> str:
        return box(0, 32, 0, fill)

    if held:
        yield sample(QUIET), "held"
    if any(bar.first is None for bar in held):
        yield sample(fill("before", QUIET)), "nobody says since when"
    if any(bar.last is None and not bar.confirmed for bar in held):
        yield sample(fill("after", QUIET)), "goes on"
    if any(_is_uncertain(bar) for bar in held):
        yield sample(fill("perhaps", QUIET)), "uncertain"
    if any(bar.confirmed for bar in held):
        yield sample(fill("unconfirmed", QUIET)), "not confirmed lately"
    if len(held) < len(bars):
        frame = element("rect", x=0, y=1, width=32, height=BAR - 2, fill=PAPER, stroke=QUIET,
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
    if events - {*PLANS, "calledOff", "denied"}:
        yield element("circle", fill=QUIET, **ring), "happened"
    if events & {*PLANS}:
        yield element("circle", fill=PAPER, stroke_dasharray="3 2", **ring), "announced"
    if events & {"calledOff", "denied"}:
        cross = element("path", d="M16 12L28 0", stroke=QUIET, stroke_width=1.5)
        yield element("circle", fill=PAPER, **ring) + cross, "called off or denied"
