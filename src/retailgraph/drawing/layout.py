"""Where entities stand in a picture of a network.

Pure geometry, and nothing is random: the same network gives the same picture.
"""

from __future__ import annotations

from cmath import rect
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import hypot, sqrt

from retailgraph.drawing.figures import Figure
from retailgraph.drawing.paper import Box

_WORK = 3_000_000
_AIR = 60


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
