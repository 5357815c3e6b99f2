"""A scene as one SVG document, for slides and print: the same places, words, colours and legend."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import Any

from retailgraph.drawing import figures, strokes
from retailgraph.drawing.figures import Point
from retailgraph.drawing.paper import (
    INK,
    QUIET,
    Box,
    element,
    legible,
    lines_of_text,
    sheet,
    title,
    wrapped,
)
from retailgraph.drawing.scene import Line, Node, Scene
from retailgraph.drawing.shapes import drawn, outline
from retailgraph.drawing.strokes import Curve

_HALO: dict[str, Any] = {
    "stroke": "#ffffff",
    "stroke_width": 4,
    "stroke_linejoin": "round",
    "paint_order": "stroke",
}
"""White around words, so that they can be read on lines."""
_MARGIN, _LEGEND, _ROW = 28.0, 230.0, 20.0
_DASHES = {"dashed": "8 6", "dotted": "2 4"}


def svg(scene: Scene) -> str:
    """The whole document."""
    frame = _frame(scene)
    wide, high = frame.right - frame.left, frame.bottom - frame.top
    legend, depth = _legend(scene)
    room = max(high, depth)
    nodes = {node.id: node for node in scene.nodes}
    inside = [
        *(_line(line) for line in scene.lines),
        *(_node(node) for node in scene.nodes),
        *(_words(line) for line in scene.lines if line.at is not None),
    ]
    moved = f"translate({_MARGIN - frame.left:.1f} {_MARGIN - frame.top + (room - high) / 2:.1f})"
    aside = f"translate({wide + 2 * _MARGIN + 10:.1f} {_MARGIN:.1f})"
    return sheet(
        wide + 3 * _MARGIN + _LEGEND + 10,
        room + 2 * _MARGIN,
        scene.title,
        f"{scene.caption} {len(nodes)} entities and {len(scene.lines)} relationships.",
        element("g", *inside, transform=moved),
        element("g", legend, transform=aside),
    )


def _frame(scene: Scene) -> Box:
    boxes = [node.figure.box(node.at, 8) for node in scene.nodes]
    boxes += [strokes.word_box(line.words, line.curve.at(line.at)) for line in scene.lines if line.at]
    points = [line.curve.at(i / 10) for line in scene.lines for i in range(11)]
    return Box(
        min([box.left for box in boxes] + [x for x, _ in points]),
        min([box.top for box in boxes] + [y for _, y in points]),
        max([box.right for box in boxes] + [x for x, _ in points]),
        max([box.bottom for box in boxes] + [y for _, y in points]),
    )


def _node(node: Node) -> str:
    figure, (x, y) = node.figure, node.at
    inside = figure.shape in figures.INSIDE
    leading = figure.size * figures.LEADING
    if inside:
        first = y - (len(figure.lines) - 1) * leading / 2 + figure.size * 0.35
    else:
        first = y + figure.half[1] + 4 + figure.size
    weight = 700 if node.central else None
    look: dict[str, Any] = {
        "text_anchor": "middle",
        "font_weight": weight,
        "fill": "#ffffff" if inside else INK,
    }
    if not inside:
        look |= _HALO
    name = lines_of_text(figure.lines, float(x), first, figure.size, **look)
    return element("g", title(node.hover), drawn(figure, node.at, node.color, 3 if node.central else 0), name)


def _line(line: Line) -> str:
    first, last = line.seen
    seen = line.curve.between(first, last)
    dash = _DASHES.get(line.dash)
    look = {"stroke": line.color, "stroke_width": 1.6, "fill": "none"}
    # Wide and unseen, so that resting near a thin line shows what it says.
    near = element("path", d=_path(seen), stroke="#000000", stroke_opacity=0, stroke_width=10, fill="none")
    parts = [title(line.hover), near]
    if line.relation.symmetric:
        parts.append(element("path", d=_path(seen), stroke_dasharray=dash, **look))
    else:
        shaft, head = _arrow(line.curve, first, last)
        parts += [element("path", d=_path(shaft), stroke_dasharray=dash, **look)]
        parts += [element("polygon", points=head, fill=line.color)]
    return element("g", *parts)


def _path(line: Curve) -> str:
    (x1, y1), (x2, y2), (x3, y3) = line
    return f"M{x1:.1f} {y1:.1f}Q{x2:.1f} {y2:.1f} {x3:.1f} {y3:.1f}"


def _arrow(line: Curve, first: float, last: float, size: float = 11) -> tuple[Curve, str]:
    """The line up to the base of its head, and the corners of the head."""
    tip = line.at(last)
    base = last
    while base > first and hypot(*_minus(line.at(base), tip)) < size:
        base -= 0.005
    middle = line.at(base)
    dx, dy = _minus(tip, middle)
    length = hypot(dx, dy) or 1.0
    across = (-dy / length * size * 0.38, dx / length * size * 0.38)
    corners = (
        tip,
        (middle[0] + across[0], middle[1] + across[1]),
        (middle[0] - across[0], middle[1] - across[1]),
    )
    return line.between(first, max(base, first)), " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _minus(one: Point, two: Point) -> Point:
    return one[0] - two[0], one[1] - two[1]


def _words(line: Line) -> str:
    x, y = line.curve.at(line.at or 0.5)
    return lines_of_text(
        [line.words], x, y + figures.WORD * 0.35, figures.WORD, text_anchor="middle", fill=INK, **_HALO
    )


# --- legend ---------------------------------------------------------------------------------------------


def _legend(scene: Scene) -> tuple[str, float]:
    """The legend, and how deep it reaches."""
    heading = wrapped(scene.title, _LEGEND, 17)
    parts = [lines_of_text(heading, 0.0, 17.0, 17, font_weight=700)]
    depth = len(heading) * 17 * 1.25 + 20
    caption = wrapped(_told(scene), _LEGEND, 12.5, 12)
    parts.append(lines_of_text(caption, 0.0, depth, 12.5, fill=QUIET))
    depth += len(caption) * 12.5 * 1.25 + 10
    for mark, words in _entries(scene):
        if mark:
            parts.append(element("g", mark, transform=f"translate(0 {depth - 8:.1f})"))
            parts.append(lines_of_text([words], 32.0, depth + 4.5, 13))
        depth += _ROW if mark else _ROW / 2
    return "".join(parts), depth


def _told(scene: Scene) -> str:
    arrows = " An arrow points from who does it to whom." if scene.lines else ""
    return scene.caption + arrows


def _entries(scene: Scene) -> Iterator[tuple[str, str]]:
    for kind in scene.kinds:
        yield outline(kind.shape, legible(kind.color)), kind.label
    yield "", ""
    for relation in scene.relations:
        line = element("path", d="M0 8h24", stroke=legible(relation.color), stroke_width=3)
        yield line, relation.label
