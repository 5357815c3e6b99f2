"""Who is said to own what, and between which rival holders that decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from retailgraph.conclusion.control import Control, Pair
from retailgraph.conclusion.learning import Bearing
from retailgraph.tables import articles as rows
from retailgraph.tables import conclusions
from retailgraph.tables.store import Tables

_FEW = 100
"""So many things below are read where what is above would do."""
_MANY_PAIRS = 10_000


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

    def put(self, owners: Mapping[str, Collection[str]]) -> None:
        """Take these as the owners of what they are given for."""
        self._known.update(owners)

    def read_above(self, names: Collection[str]) -> set[str]:
        """Read who owns these, and who owns those, and so on, a step at a time; gives all that were met."""
        met = waiting = set(names)
        while waiting:
            if unread := waiting - self._known.keys():
                self._known.update(conclusions.subjects_by_object(self._tables, unread, self._relations))
            waiting = {owner for name in waiting for owner in self._known[name]} - met
            met = met | waiting
        return met

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
    """Whatever two are said to hold of whom one is above the other only now, or is no more.

    Who is above whom, by these relations, decides between rival holders. ``moved`` gives by entity the owners
    that are new or gone. Whoever is above something only now is so above one that moved, too: nothing is done
    where all who moved have the same above them as before, as in a circle.
    """
    if not moved:
        return set()
    after, before = Owners(tables, relations), Owners(tables, relations)
    before.put({name: news ^ set(after[name]) for name, news in moved.items()})
    others = _newly_above(before, after, moved)
    if not others:
        return set()
    below = _below(tables, bearing, moved, max(_FEW, len(others)))
    units = _held(tables, bearing, others) if below is None else below
    shared = {
        unit: names
        for unit, names in _holders(tables, bearing, units).items()
        if len(names) > 1 and not names.isdisjoint(others)
    }
    lower = set().union(*shared.values())
    now, then = Control.of(after), Control.of(before)
    for owners in (after, before):
        owners.read_above(lower)
    return {unit for unit, names in shared.items() if _decides(now, then, names, names & others)}


def _newly_above(before: Owners, after: Owners, names: Collection[str]) -> set[str]:
    """Who is above any of these only now, or is no more."""
    for owners in (before, after):
        owners.read_above(names)
    now, then = Control.of(after), Control.of(before)
    return set().union(*(now.above(name) ^ then.above(name) for name in names))


def _decides(now: Control, then: Control, holders: Collection[str], others: Collection[str]) -> bool:
    """Whether one of the others is above one of the holders only now, or is no more.

    Of very many it is taken for so: to conclude again costs no more than to look at each two.
    """
    return len(holders) * len(others) > _MANY_PAIRS or any(
        now.is_above(other, holder) != then.is_above(other, holder)
        for holder in holders
        for other in others
        if holder != other
    )


def _below(tables: Tables, bearing: Bearing, names: Iterable[str], most: int) -> set[str] | None:
    """What these are said to hold, and what that is said to hold, and so on; None if that is very much."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        waiting = _held(tables, bearing, waiting) - found
        found |= waiting
        if len(found) > most:
            return None
    return found


def _held(tables: Tables, bearing: Bearing, holders: Collection[str]) -> set[str]:
    """What these are said to hold."""
    said = rows.claims_of(tables, holders, bearing.holding)
    said += [s for s in rows.naming(tables, holders, bearing.holders) if s.relation in bearing.holding]
    return {unit for one in said for unit in bearing.concerned(one.subject, one.relation, one.object)}


def _holders(tables: Tables, bearing: Bearing, units: Collection[str]) -> dict[str, set[str]]:
    """Who is said to hold each of these."""
    said = rows.claims_about(tables, units, bearing.holding)
    added = rows.qualifiers(tables, [one.number for one in said])
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in said:
        known = dict(added.get(one.number, ()))
        names = {one.subject, *(v for name in bearing.holders for v in known.get(name, ()))}
        for unit in bearing.concerned(one.subject, one.relation, one.object):
            if unit in units:
                found[unit] |= names
    return found
