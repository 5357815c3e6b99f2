"""Places for those whom a line of others would run over."""

from __future__ import annotations

from cmath import rect
from collections.abc import Iterable, Mapping, Sequence
from math import pi

from retailgraph.drawing.figures import Figure, Point
from retailgraph.drawing.paper import Box
from retailgraph.drawing.strokes import Way, bends_around, way_of

_ROUNDS, _FULL = 3, 40_000


def off_lines(
    ends: Sequence[tuple[str, str]], spots: Mapping[str, Point], figures: Mapping[str, Figure]
) -> dict[str, Point]:
    """The same places, but whom a line of others runs over stands somewhere near where none does.

    Where there is no such place it stands where the fewest do. In a picture that is full it stays.
    """
    moved, boxes = dict(spots), {name: figures[name].box(spot, 2) for name, spot in spots.items()}
    for _ in range(_ROUNDS if len(ends) * len(spots) < _FULL else 0):
        bent = zip(ends, bends_around(ends, moved, boxes), strict=True)
        lines = [(pair, way_of(moved[pair[0]], moved[pair[1]], bend)) for pair, bend in bent]
        beneath = [n for n in moved if any(n not in pair and line.meets(boxes[n]) for pair, line in lines)]
        if not beneath:
            break
        for name in beneath:
            others = [line for pair, line in lines if name not in pair]
            joined = [moved[two if one == name else one] for one, two in ends if name in (one, two)]
            rest = [box for other, box in boxes.items() if other != name]
            wrong = {
                at: _wrong(figures[name].box(at, 2), at, joined, rest, others) for at in _near(moved[name])
            }
            moved[name] = best = min(wrong, key=lambda at: wrong[at])
            boxes[name] = figures[name].box(best, 2)
    return moved


def _near(spot: Point) -> list[Point]:
    """The place itself and others around it, the nearest first."""
    around = (rect(reach, turn * pi / 6) for reach in (40, 80, 130, 190, 260, 340) for turn in range(12))
    return [spot, *((round(spot[0] + step.real), round(spot[1] + step.imag)) for step in around)]


def _wrong(
    box: Box, at: Point, joined: Iterable[Point], rest: Sequence[Box], lines: Iterable[Way]
) -> tuple[int, int]:
    """What is wrong with a place: how many names it meets; if none, how many names and lines are crossed."""
    met = sum(box.meets(other) for other in rest)
    if met:
        return met, 0
    over = sum(line.meets(box) for line in lines)
    for end in joined:
        line = way_of(at, end, 0)
        # The name at the other end is met by all.
        over += max(0, sum(line.meets(other) for other in rest) - 1)
    return 0, over
