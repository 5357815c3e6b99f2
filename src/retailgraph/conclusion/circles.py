"""Circles among directed edges, such as companies that own themselves through others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping


def cycles(edges: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """A shortest way round for each group that is tied in circles, from its smallest member."""
    following: dict[str, list[str]] = {}
    for start, end in sorted(set(edges)):
        following.setdefault(start, []).append(end)
    return [way_round(group, following) for group in tangles(following)]


def tangles(following: Mapping[str, Collection[str]]) -> list[frozenset[str]]:
    """The groups whose members all lead to each other, in the order of their smallest members."""
    groups = strong_groups(sorted(following), lambda name: following.get(name, ()))
    found = [frozenset(g) for g in groups if len(g) > 1 or g[0] in following.get(g[0], ())]
    return sorted(found, key=min)


def strong_groups(names: Iterable[str], following: Callable[[str], Iterable[str]]) -> Iterator[list[str]]:
    """What these lead to and they themselves, in groups that lead to each other; who is led to comes first.

    Each name and each edge is visited once, without recursion (Tarjan's algorithm).
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: list[str] = []
    place: dict[str, int] = {}
    done: set[str] = set()

    def enter(name: str) -> tuple[str, Iterator[str]]:
        number[name] = low[name] = len(number)
        place[name] = len(waiting)
        waiting.append(name)
        return name, iter(following(name))

    for root in names:
        work = [] if root in number else [enter(root)]
        while work:
            name, ahead = work[-1]
            for other in ahead:
                if other not in number:
                    work.append(enter(other))
                    break
                if other not in done:
                    low[name] = min(low[name], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == number[name]:
                    group = waiting[place[name] :]
                    del waiting[place[name] :]
                    done.update(group)
                    yield group


def way_round(group: Collection[str], following: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """A shortest circle through the smallest member."""
    start = min(group)
    # The order of the edges decides between ways as short, so they are sorted here.
    before: dict[str, str] = {}
    ahead = deque([start])
    while ahead:
        name = ahead.popleft()
        for other in sorted(following.get(name, ())):
            if other == start:
                path = [name]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return tuple(reversed(path))
            if other in group and other not in before:
                before[other] = name
                ahead.append(other)
    return (start,)
