"""Names by date: what an entity was called on a day.

The name on a day is the former name with the smallest ``until`` after it, else the current name. Where
``until`` is a month or a year, both names may have been borne in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from retailgraph.dates import PartialDate, partial
from retailgraph.graph import Graph
from retailgraph.lookup.rows import Plain
from retailgraph.tables import entities

if TYPE_CHECKING:
    from retailgraph.lookup.rows import Window


class Former(Plain):
    """A name that an entity had, and the first day on which it no longer did."""

    name: str
    since: str = ""
    until: str = ""
    source: str = ""

    @property
    def end(self) -> PartialDate | None:
        """``until`` as a date; None if no article says when."""
        return partial(self.until) if self.until else None


def former_names(graph: Graph, name: str) -> tuple[Former, ...]:
    """The former names of an entity, the earliest first; those of an unknown time last."""
    return _former(graph, name).get(name, ())


def all_former_names(graph: Graph) -> dict[str, tuple[Former, ...]]:
    """The former names of all entities that have any, by id."""
    return _former(graph, None)


def _former(graph: Graph, entity: str | None) -> dict[str, tuple[Former, ...]]:
    found: dict[str, list[Former]] = defaultdict(list)
    for name in entities.names(graph.tables, entity, ("former",)):
        found[name.entity].append(Former(name.text, name.start, name.until, name.source))
    return {name: tuple(sorted(names, key=_place)) for name, names in found.items()}


def _place(former: Former) -> tuple[date, date, str]:
    end = former.end
    return (end.latest, end.earliest, former.name) if end else (date.max, date.max, former.name)


def names_within(former: Sequence[Former], current: str, first: date, last: date) -> tuple[str, ...]:
    """The names that an entity may have borne on some day from ``first`` to ``last``, in their order.

    None at all where articles tell only of later names.
    """
    borne, begun = [], date.min
    for one in former:
        if one.end is None:
            continue
        since = partial(one.since).earliest if one.since else begun
        if first < one.end.latest and last >= max(begun, since):
            borne.append(one.name)
        begun = one.end.earliest
    return (*borne, current) if last >= begun else tuple(borne)


def then_called(former: Sequence[Former], current: str, first: date, last: date) -> str:
    """What it was called then, if not as it is now: of a day, or of a period that lies before a renaming.

    "A or B" where either may have been its name.
    """
    borne = names_within(former, current, first, last)
    in_doubt = any(f.end and f.end.earliest <= first and last <= f.end.latest for f in former)
    if not borne or borne == (current,) or (current in borne and not in_doubt):
        return ""
    return " or ".join(dict.fromkeys(borne))


def renamings(former: Sequence[Former], current: str) -> Iterable[tuple[Former, str]]:
    """Each former name with the one that came after it; the next of an undated one is not known."""
    dated = [f for f in former if f.until]
    names = [*(f.name for f in dated), current]
    yield from ((f, later) for f, (_, later) in zip(dated, pairwise(names), strict=True))
    yield from ((f, "") for f in former if not f.until)


class NamesThen:
    """The names of entities in the time that a question is about; each entity is looked up once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._former: dict[str, tuple[Former, ...]] = {}

    def __call__(self, name: str, current: str, frame: Window) -> str:
        """What an entity was called in the window, if otherwise than now; empty for an open one."""
        if frame.kind not in ("now", "on", "in", "between"):
            return ""
        if name not in self._former:
            self._former[name] = former_names(self._graph, name)
        former = self._former[name]
        return then_called(former, current, frame.start or frame.day, frame.last) if former else ""
