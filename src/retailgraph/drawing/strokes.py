"""Lines between entities in a picture: their bends, what they run over, and the words on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import atan2, cos, hypot, pi, sin
from typing import NamedTuple

from retailgraph.drawing.figures import WORD, Figure, Point, covers
from retailgraph.drawing.paper import Box, width

_SAMPLES = 48


class Curve(NamedTuple):
    """A line between two entities: straight, or bent towards ``via``."""

    start: Point
    via: Point
    end: Point

    def at(self, part: float) -> Point:
        """The point after a part of its way, from 0 to 1."""
        rest = 1 - part
        one, two, three = rest * rest, 2 * rest * part, part * part
        return (
            one * self.start[0] + two * self.via[0] + three * self.end[0],
            one * self.start[1] + two * self.via[1] + three * self.end[1],
        )

    def between(self, first: float, last: float) -> Curve:
        """A part of it as a curve."""
        start, end = self.at(first), self.at(last)
        rest = 1 - first
        toward = (rest * self.start[0] + first * self.via[0], rest * self.start[1] + first * self.via[1])
        onward = (rest * self.via[0] + first * self.end[0], rest * self.via[1] + first * self.end[1])
        via = (toward[0] + (onward[0] - toward[0]) * last, toward[1] + (onward[1] - toward[1]) * last)
        return Curve(start, via, end)


def bends(ends: Iterable[tuple[str, str]]) -> list[float]:
    """How much each line bends: the first between two not at all, further ones to either side by turns.

    Above 0 is clockwise from the first end to the second, seen on the page.
    """
    beside: Counter[frozenset[str]] = Counter()
    found = []
    for one, two in ends:
        number = beside[frozenset((one, two))]
        beside[frozenset((one, two))] += 1
        clockwise = (number % 2 == 1) == (one < two)
        found.append(0.2 * ((number + 1) // 2) * (1 if clockwise else -1))
    return found


class Way(NamedTuple):
    """The points that a line runs over, and the box around them."""

    points: Sequence[Point]
    box: Box

    def meets(self, other: Box) -> bool:
        """Whether it runs over a box."""
        left, top, right, bottom = other
        return self.box.meets(other) and any(left < x < right and top < y < bottom for x, y in self.points)


def way_of(start: Point, end: Point, bend: float) -> Way:
    """The way of a line with a bend."""
    line = curve(start, end, bend)
    points = [line.at(i / _SAMPLES) for i in range(1, _SAMPLES)]
    across, down = [x for x, _ in points], [y for _, y in points]
    return Way(points, Box(min(across), min(down), max(across), max(down)))


_BENDS = tuple(i / 10 for i in range(-10, 11))


def bends_around(
    ends: Sequence[tuple[str, str]], spots: Mapping[str, Point], boxes: Mapping[str, Box]
) -> list[float]:
    """As :func:`bends`, but a line that would run over a third name bends further, or to the other side."""
    chosen: list[float] = []
    taken: dict[frozenset[str], list[float]] = {}
    for (one, two), wished in zip(ends, bends(ends), strict=True):
        beside = taken.setdefault(frozenset((one, two)), [])
        # Seen from one and the same end, whichever way a line runs.
        way = 1 if one < two else -1
        others = [box for name, box in boxes.items() if name not in (one, two)]
        tries = sorted(_BENDS, key=lambda bend: (abs(bend - wished), -bend * way))
        free = [b for b in tries if all(abs(b * way - other) > 0.15 for other in beside)] or tries
        best, fewest = wished, len(boxes) + 1
        for bend in free:
            line = way_of(spots[one], spots[two], bend)
            over = sum(line.meets(box) for box in others)
            if over < fewest:
                best, fewest = bend, over
            if not over:
                break
        beside.append(best * way)
        chosen.append(best)
    return chosen


def curve(start: Point, end: Point, bend: float) -> Curve:
    """The line as vis-network bends it, so that both pictures of a network are alike."""
    dx, dy = end[0] - start[0], start[1] - end[1]
    angle = atan2(dy, dx) + (bend * 0.5 + 0.5) * pi
    reach = (abs(bend) * 0.5 + 0.5) * hypot(dx, dy)
    return Curve(start, (start[0] + reach * sin(angle), start[1] + reach * cos(angle)), end)


def trimmed(line: Curve, one: Figure, two: Figure) -> tuple[float, float]:
    """Between which parts of its way a line is seen: from the rim of one figure to that of the other."""
    steps = [i / 100 for i in range(101)]
    first = next((t for t in steps if not covers(one, line.start, line.at(t))), 0.0)
    last = next((t for t in reversed(steps) if not covers(two, line.end, line.at(t))), 1.0)
    return (first, last) if first < last else (0.4, 0.6)


_TRIES = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.22, 0.78)


def spots_for_words(
    words: Sequence[str],
    curves: Sequence[Curve],
    seen: Sequence[tuple[float, float]],
    taken: Sequence[Box],
) -> list[float | None]:
    """At which part of its way each line bears its words; None where they would stand on a name or on others.

    The longest words say most: they choose first.
    """
    found: list[float | None] = [None] * len(words)
    boxes = list(taken)
    for i in sorted(range(len(words)), key=lambda i: (-len(words[i]), i)):
        for tried in _TRIES:
            part = seen[i][0] + (seen[i][1] - seen[i][0]) * tried
            box = word_box(words[i], curves[i].at(part))
            if not any(box.meets(other) for other in boxes):
                found[i] = round(part, 3)
                boxes.append(box)
                break
    return found


def word_box(words: str, at: Point) -> Box:
    """What words on a line cover."""
    half = width(words, WORD) / 2 + 2
    return Box(at[0] - half, at[1] - WORD * 0.7, at[0] + half, at[1] + WORD * 0.7)
