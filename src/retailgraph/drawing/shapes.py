"""The outlines of the shapes that the ontology names, for legends and for SVG."""

from __future__ import annotations

from math import cos, pi, sin

from retailgraph.drawing.figures import RADIUS, Figure, Point
from retailgraph.drawing.paper import element

_CORNERS = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "triangle": ((0, -1), (1, 0.85), (-1, 0.85)),
    "triangleDown": ((0, 1), (1, -0.85), (-1, -0.85)),
    "hexagon": tuple((cos(i * pi / 3), sin(i * pi / 3)) for i in range(6)),
    "star": tuple(
        (sin(i * pi / 5) * (1.1 if i % 2 == 0 else 0.45), -cos(i * pi / 5) * (1.1 if i % 2 == 0 else 0.45))
        for i in range(10)
    ),
}


def drawn(figure: Figure, at: Point, color: str, rim: float = 0) -> str:
    """The shape of a figure at a place, with a rim of its colour in white air if it stands in the middle."""
    line = {"stroke": "#ffffff", "stroke_width": 1.0}
    x, y = at
    across, down = figure.half
    if figure.shape == "box":
        mark = element(
            "rect", x=x - across, y=y - down, width=2 * across, height=2 * down, rx=5, fill=color, **line
        )
        around = {"x": x - across - rim, "y": y - down - rim, "rx": 5 + rim}
        wide = {"width": 2 * (across + rim), "height": 2 * (down + rim)}
        ring = element("rect", fill="none", stroke=color, stroke_width=2, **around, **wide)
    else:
        mark = _mark(figure.shape, at, figure.half, color)
        ring = element("ellipse", cx=x, cy=y, rx=across + rim, ry=down + rim, fill="none", stroke=color,
                       stroke_width=2)  # fmt: skip
    return mark + ring if rim else mark


def _mark(shape: str, at: Point, half: Point, color: str) -> str:
    x, y = at
    if shape in _CORNERS:
        corners = " ".join(f"{x + dx * half[0]:.1f},{y + dy * half[1]:.1f}" for dx, dy in _CORNERS[shape])
        return element("polygon", points=corners, fill=color)
    return element("ellipse", cx=float(x), cy=float(y), rx=half[0], ry=half[1], fill=color)


def outline(shape: str, color: str) -> str:
    """A shape as legends show it, 24 wide and 16 high."""
    if shape == "box":
        return element("rect", x=1, y=3, width=22, height=10, rx=2, fill=color)
    half = (11.0, 6.0) if shape == "ellipse" else (RADIUS * 0.45, RADIUS * 0.45)
    return _mark(shape, (12, 8), half, color)
