"""Circles among directed edges, such as companies that own themselves through others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence


def cycles(edges: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Cycles among directed edges, each once, from its smallest member; one for each strongly tied group."""
    following: dict[str, list[str]] = defaultdict(list)
    for start, end in sorted(set(edges)):
        following[start].append(end)
    remaining = _cyclic_part(following)
    found: list[tuple[str, ...]] = []
    while remaining:
        path = _walk(min(remaining), following, remaining)
        found.append(path)
        remaining -= set(path)
        remaining = _cyclic_part({n: [m for m in following[n] if m in remaining] for n in remaining})
    return found


def _cyclic_part(following: Mapping[str, Sequence[str]]) -> set[str]:
    """Nodes left after those with nothing before or nothing after them are taken away again and again."""
    left = set(following) | {m for after in following.values() for m in after}
    while True:
        ahead = {m for n in left for m in following.get(n, ()) if m in left}
        kept = {n for n in left & ahead if any(m in left for m in following.get(n, ()))}
        if kept == left:
            return left
        left = kept


def _walk(start: str, following: Mapping[str, Sequence[str]], allowed: Collection[str]) -> tuple[str, ...]:
    path, place = [start], {start: 0}
    while True:
        step = next(m for m in following[path[-1]] if m in allowed)
        if step in place:
            loop = path[place[step] :]
            least = loop.index(min(loop))
            return tuple(loop[least:] + loop[:least])
        place[step] = len(path)
        path.append(step)
