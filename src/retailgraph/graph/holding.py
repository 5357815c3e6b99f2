"""Who is said to own what, and between which rival holders that decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from retailgraph.conclusion.control import Control, Pair
from retailgraph.conclusion.learning import Bearing
from retailgraph.tables import articles as rows
from retailgraph.tables import conclusions
from retailgraph.tables.store import Tables


class Owners(Mapping[str, Collection[str]]):
    """Who is said to own what, by what is owned: as concluded, or as it is about to be."""

    def __init__(self, tables: Tables, relations: Collection[str]) -> None:
        self._tables, self._relations = tables, relations
        self._known: dict[str, Collection[str]] = {}

    def __getitem__(self, name: str) -> Collection[str]:
        if name not in self._known:
            self._known[name] = conclusions.subjects_of(self._tables, name, self._relations)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def replace(self, names: Collection[str], stated: Iterable[Pair]) -> dict[str, set[str]]:
        """Take these as who owns what, of these names; gives the owners that are new or gone."""
        now: defaultdict[str, set[str]] = defaultdict(set)
        for owner, owned in stated:
            now[owned].add(owner)
        moved = {name: news for name in names if (news := now[name] ^ set(self[name]))}
        self._known.update((name, now[name]) for name in names)
        return moved


def rivals(
    tables: Tables, bearing: Bearing, moved: Mapping[str, set[str]], relations: Collection[str]
) -> set[str]:
    """Whatever is held by one below and by one above of what has other owners now.

    Who is above whom, by these relations, decides between rival holders, and for no others has that changed.
    ``moved`` gives by entity the owners that are new or gone.
    """
    if not moved:
        return set()
    control = Control.of(Owners(tables, relations))
    owners = set().union(*moved.values())
    above = owners.union(*map(control.above, owners))
    return _below(tables, bearing, moved) & _held(tables, bearing, above)


def _below(tables: Tables, bearing: Bearing, names: Iterable[str]) -> set[str]:
    """What these are said to hold, and what that is said to hold, and so on."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        waiting = _held(tables, bearing, waiting) - found
        found |= waiting
    return found


def _held(tables: Tables, bearing: Bearing, holders: Collection[str]) -> set[str]:
    """What any of these is said to hold."""
    said = (*rows.claims_of(tables, holders), *rows.naming(tables, holders, bearing.holders))
    return {
        name
        for one in said
        if one.relation in bearing.holding
        for name in bearing.concerned(one.subject, one.relation, one.object)
    }
