"""The drawn shape of an entity: how large it is with its name, and where a line meets its rim."""

from __future__ import annotations

from typing import NamedTuple

from retailgraph.drawing.paper import Box, width, wrapped

NAME, BIG, WORD = 14.0, 18.0, 11.0
"""Sizes of letters: of names, of the names in the middle, of words on lines."""
RADIUS = 16.0
"""Of the shapes that have their name below them."""
INSIDE = ("box", "ellipse")
"""The shapes that hold their name."""
LEADING = 1.25
_BROADEST = 150.0

Point = tuple[float, float]


class Figure(NamedTuple):
    """A drawn entity: its shape, its name in lines, and the size of the shape around its middle."""

    shape: str
    lines: tuple[str, ...]
    size: float
    half: Point
    """Half the width and half the height of the shape."""

    def box(self, at: Point, air: float = 0.0) -> Box:
        """All that it covers, the name below it too."""
        broad = max(width(line, self.size) for line in self.lines) / 2
        across, down = self.half
        below = down
        if self.shape not in INSIDE:
            across, below = max(across, broad), down + 4 + len(self.lines) * self.size * LEADING
        return Box(at[0] - across - air, at[1] - down - air, at[0] + across + air, at[1] + below + air)


def figure(shape: str, name: str, central: bool) -> Figure:
    """The figure of an entity."""
    size = BIG if central else NAME
    lines = tuple(wrapped(name, _BROADEST if not central else _BROADEST * 1.4, size))
    broad, high = max(width(line, size) for line in lines), len(lines) * size * LEADING
    if shape == "box":
        half = (broad / 2 + 9, high / 2 + 6)
    elif shape == "ellipse":
        half = (broad / 2 + high / 2, high)
    else:
        half = (RADIUS, RADIUS)
    return Figure(shape, lines, size, half)


def covers(drawn: Figure, middle: Point, point: Point) -> bool:
    """Whether a figure that stands at a place covers a point."""
    if drawn.shape not in INSIDE and point[1] > middle[1] + drawn.half[1]:
        left, _, right, bottom = drawn.box(middle)
        return left < point[0] < right and point[1] < bottom + 2
    x, y = (point[0] - middle[0]) / (drawn.half[0] + 2), (point[1] - middle[1]) / (drawn.half[1] + 2)
    return max(abs(x), abs(y)) < 1 if drawn.shape == "box" else x * x + y * y < 1
