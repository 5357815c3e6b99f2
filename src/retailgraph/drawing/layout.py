"""Where things stand in a picture of a network: entities, the bends of lines, the words on lines.

Pure geometry, and nothing is random: the same network gives the same picture.
"""

from __future__ import annotations

from cmath import rect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import atan2, cos, hypot, pi, sin, sqrt
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
_WORK = 3_000_000

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


# --- places ---------------------------------------------------------------------------------------------


def places(
    order: Sequence[str], joined: Iterable[tuple[str, str]], figures: Mapping[str, Figure]
) -> dict[str, tuple[int, int]]:
    """Where each entity stands: what hangs together is laid out by itself, and the parts stand in rows.

    ``order`` begins with the entities that stand in the middle. Written out, because networkx's own layouts
    need numpy.
    """
    pairs = [(one, two) for one, two in joined if one != two]
    parts = _parts(order, pairs)
    placed = [_springs(part, [p for p in pairs if p[0] in set(part)], figures) for part in parts]
    return placed[0] if len(placed) == 1 else _in_rows(placed, figures)


def _parts(order: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The entities that hang together, each part in the given order, the largest part first."""
    head = {name: name for name in order}

    def found(name: str) -> str:
        while head[name] != name:
            head[name] = name = head[head[name]]
        return name

    for one, two in pairs:
        head[found(one)] = found(two)
    parts: dict[str, list[str]] = {}
    for name in order:
        parts.setdefault(found(name), []).append(name)
    return sorted(parts.values(), key=len, reverse=True) or [[]]


_AIR = 60


def _in_rows(
    placed: Sequence[Mapping[str, tuple[int, int]]], figures: Mapping[str, Figure]
) -> dict[str, tuple[int, int]]:
    """Parts side by side, in rows about as broad as the picture should be."""
    boxes = [_around(spots, figures) for spots in placed]
    area = sum((b.right - b.left + _AIR) * (b.bottom - b.top + _AIR) for b in boxes)
    broadest = max(max(b.right - b.left for b in boxes), 1.6 * sqrt(area))
    made: dict[str, tuple[int, int]] = {}
    x = y = deep = 0.0
    for spots, box in zip(placed, boxes, strict=True):
        across, down = box.right - box.left, box.bottom - box.top
        if x and x + across > broadest:
            x, y, deep = 0.0, y + deep + _AIR, 0.0
        made |= {n: (round(sx - box.left + x), round(sy - box.top + y)) for n, (sx, sy) in spots.items()}
        x, deep = x + across + _AIR, max(deep, down)
    return made


def _around(spots: Mapping[str, tuple[int, int]], figures: Mapping[str, Figure]) -> Box:
    boxes = [figures[name].box(spot) for name, spot in spots.items()]
    return Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


def _springs(
    order: Sequence[str], joined: Iterable[tuple[str, str]], figures: Mapping[str, Figure]
) -> dict[str, tuple[int, int]]:
    """Springs from a fixed start, then names pushed off one another and off lines."""
    number = {name: i for i, name in enumerate(order)}
    ends = ((number[one], number[two]) for one, two in joined if one != two)
    pairs = sorted({(min(pair), max(pair)) for pair in ends})
    # A spiral by the golden angle spreads any number of points evenly, those asked for in the middle.
    points = [rect(sqrt(i), 2.39996 * i) for i in range(len(order))]
    steps = max(60, min(300, 2_000_000 // len(order) ** 2)) if order else 0
    for step in range(steps):
        points = _pulled(points, pairs, 0.4 * (1 - step / steps))
    # Names are wider than high, and so are screens.
    spots = [[point.real * 230, point.imag * 150] for point in points]
    boxes = [figures[name].box((0, 0), 12) for name in order]
    for _ in range(max(1, min(40, _WORK // (len(pairs) * len(order) + 1)))):
        _separate(spots, boxes, 20)
        if not _clear_lines(spots, boxes, pairs):
            break
    _separate(spots, boxes, 300)
    return {name: (round(x), round(y)) for name, (x, y) in zip(order, spots, strict=True)}


def _pulled(points: Sequence[complex], pairs: Iterable[tuple[int, int]], most: float) -> list[complex]:
    """One step of Fruchterman and Reingold: all repel, joined attract, none moves further than ``most``."""
    moves = [-0.03 * point for point in points]
    for i, j in combinations(range(len(points)), 2):
        gap = points[i] - points[j]
        push = gap / (gap.real * gap.real + gap.imag * gap.imag + 0.01)
        moves[i] += push
        moves[j] -= push
    for i, j in pairs:
        pull = (points[i] - points[j]) * abs(points[i] - points[j])
        moves[i] -= pull
        moves[j] += pull
    return [p + move * min(1.0, most / (abs(move) or 1)) for p, move in zip(points, moves, strict=True)]


def _separate(spots: list[list[float]], boxes: Sequence[Box], rounds: int) -> None:
    """Push apart what overlaps, the shorter way, until nothing does or so many rounds are over."""
    # Boxes reach as far to the left as to the right, but further down than up.
    halves = [((box.right - box.left) / 2, (box.bottom - box.top) / 2) for box in boxes]
    lower = [(box.top + box.bottom) / 2 for box in boxes]
    for _ in range(rounds):
        moved = False
        for i, j in combinations(range(len(spots)), 2):
            dx = spots[j][0] - spots[i][0]
            across = halves[i][0] + halves[j][0] - abs(dx)
            if across <= 1:
                continue
            dy = spots[j][1] + lower[j] - spots[i][1] - lower[i]
            down = halves[i][1] + halves[j][1] - abs(dy)
            if down > 1:
                moved = True
                axis, by = (0, across) if across < down else (1, down)
                by = by / 2 if (dx, dy)[axis] >= 0 else -by / 2
                spots[i][axis] -= by
                spots[j][axis] += by
        if not moved:
            return


def _clear_lines(spots: list[list[float]], boxes: Sequence[Box], pairs: Sequence[tuple[int, int]]) -> bool:
    """Push every name a little off the lines that run beneath it; whether there was any."""
    moved = False
    for i, j in pairs:
        (x1, y1), (x2, y2) = spots[i], spots[j]
        length = hypot(x2 - x1, y2 - y1) or 1.0
        across = ((y1 - y2) / length, (x2 - x1) / length)
        for k, (spot, box) in enumerate(zip(spots, boxes, strict=True)):
            if k in (i, j):
                continue
            x, y = spot[0] + (box.left + box.right) / 2, spot[1] + (box.top + box.bottom) / 2
            along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / (length * length)
            if not 0.02 < along < 0.98:
                continue
            off = (x - x1) * across[0] + (y - y1) * across[1]
            reach = abs(across[0]) * (box.right - box.left) / 2 + abs(across[1]) * (box.bottom - box.top) / 2
            if abs(off) < reach - 4:
                by = min(12.0, reach - abs(off)) * (1 if off >= 0 else -1)
                spot[0] += across[0] * by
                spot[1] += across[1] * by
                moved = True
    return moved


# --- lines ----------------------------------------------------------------------------------------------


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


class _Way(NamedTuple):
    """The points that a line runs over, and the box around them."""

    points: Sequence[Point]
    box: Box

    def meets(self, other: Box) -> bool:
        """Whether it runs over a box."""
        left, top, right, bottom = other
        return self.box.meets(other) and any(left < x < right and top < y < bottom for x, y in self.points)


_SAMPLES = 48


def _way(start: Point, end: Point, bend: float) -> _Way:
    line = curve(start, end, bend)
    points = [line.at(i / _SAMPLES) for i in range(1, _SAMPLES)]
    across, down = [x for x, _ in points], [y for _, y in points]
    return _Way(points, Box(min(across), min(down), max(across), max(down)))


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
            line = _way(spots[one], spots[two], bend)
            over = sum(line.meets(box) for box in others)
            if over < fewest:
                best, fewest = bend, over
            if not over:
                break
        beside.append(best * way)
        chosen.append(best)
    return chosen


def off_lines(
    ends: Sequence[tuple[str, str]], spots: Mapping[str, Point], figures: Mapping[str, Figure]
) -> dict[str, Point]:
    """The same places, but whom a line of others runs over stands somewhere near where none does.

    Where there is no such place it stands where the fewest do. In a picture that is full it stays.
    """
    moved, boxes = dict(spots), {name: figures[name].box(spot, 2) for name, spot in spots.items()}
    for _ in range(_ROUNDS if len(ends) * len(spots) < _FULL else 0):
        bent = zip(ends, bends_around(ends, moved, boxes), strict=True)
        lines = [(pair, _way(moved[pair[0]], moved[pair[1]], bend)) for pair, bend in bent]
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


_ROUNDS, _FULL = 3, 40_000


def _near(spot: Point) -> list[Point]:
    """The place itself and others around it, the nearest first."""
    around = (rect(reach, turn * pi / 6) for reach in (40, 80, 130, 190, 260, 340) for turn in range(12))
    return [spot, *((round(spot[0] + step.real), round(spot[1] + step.imag)) for step in around)]


def _wrong(
    box: Box, at: Point, joined: Iterable[Point], rest: Sequence[Box], lines: Iterable[_Way]
) -> tuple[int, int]:
    """What is wrong with a place: how many names it meets; if none, how many names and lines are crossed."""
    met = sum(box.meets(other) for other in rest)
    if met:
        return met, 0
    over = sum(line.meets(box) for line in lines)
    for end in joined:
        line = _way(at, end, 0)
        # The name at the other end is met by all.
        over += max(0, sum(line.meets(other) for other in rest) - 1)
    return 0, over


def curve(start: Point, end: Point, bend: float) -> Curve:
    """The line as vis-network bends it, so that both pictures of a network are alike."""
    dx, dy = end[0] - start[0], start[1] - end[1]
    angle = atan2(dy, dx) + (bend * 0.5 + 0.5) * pi
    reach = (abs(bend) * 0.5 + 0.5) * hypot(dx, dy)
    return Curve(start, (start[0] + reach * sin(angle), start[1] + reach * cos(angle)), end)


def trimmed(line: Curve, one: Figure, two: Figure) -> tuple[float, float]:
    """Between which parts of its way a line is seen: from the rim of one figure to that of the other."""
    steps = [i / 100 for i in range(101)]
    first = next((t for t in steps if not _covers(one, line.start, line.at(t))), 0.0)
    last = next((t for t in reversed(steps) if not _covers(two, line.end, line.at(t))), 1.0)
    return (first, last) if first < last else (0.4, 0.6)


def _covers(drawn: Figure, middle: Point, point: Point) -> bool:
    if drawn.shape not in INSIDE and point[1] > middle[1] + drawn.half[1]:
        left, _, right, bottom = drawn.box(middle)
        return left < point[0] < right and point[1] < bottom + 2
    x, y = (point[0] - middle[0]) / (drawn.half[0] + 2), (point[1] - middle[1]) / (drawn.half[1] + 2)
    return max(abs(x), abs(y)) < 1 if drawn.shape == "box" else x * x + y * y < 1


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
