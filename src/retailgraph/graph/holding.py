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

    def put(self, owners: Mapping[str, Collection[str]]) -> None:
        """Take these as the owners of what they are given for."""
        self._known.update(owners)

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
    that are new or gone.
    """
    if not moved:
        return set()
    after = Owners(tables, relations)
    before = Owners(tables, relations)
    before.put({name: news ^ set(after[name]) for name, news in moved.items()})
    news = _news(Control.of(before), Control.of(after), {*moved, *_below(tables, bearing, moved)})
    held = _held(tables, bearing, set(news).union(*news.values()))
    return {
        name for holder, others in news.items() for other in others for name in held[holder] & held[other]
    }


def _news(before: Control, after: Control, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """Who is above each of these only now, or is no more; those of whom nobody is are left out."""
    compared = ((name, before.above(name) ^ after.above(name)) for name in names)
    return {name: others for name, others in compared if others}


def _below(tables: Tables, bearing: Bearing, names: Iterable[str]) -> set[str]:
    """What these are said to hold, and what that is said to hold, and so on."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        waiting = set().union(*_held(tables, bearing, waiting).values()) - found
        found |= waiting
    return found


def _held(tables: Tables, bearing: Bearing, holders: Collection[str]) -> dict[str, set[str]]:
    """What each of these is said to hold."""
    wanted = set(holders)
    held: defaultdict[str, set[str]] = defaultdict(set)
    said = {one.number: one for one in rows.claims_of(tables, wanted) if one.relation in bearing.holding}
    named = rows.naming(tables, wanted, bearing.holders)
    said.update((one.number, one) for one in named if one.relation in bearing.holding)
    added = rows.qualifiers(tables, [one.number for one in named])
    for one in said.values():
        units = bearing.concerned(one.subject, one.relation, one.object)
        known = dict(added.get(one.number, ()))
        for holder in {one.subject, *(v for name in bearing.holders for v in known.get(name, ()))} & wanted:
            held[holder].update(units)
    return held
