"""Who is said to own or buy whom, directly or through others: rule ``indirect``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple

from retailgraph.conclusion.circles import strong_groups
from retailgraph.conclusion.report import Report
from retailgraph.ontology import Ontology

Pair = tuple[str, str]
"""An owner, and what it owns."""


class _Ring(NamedTuple):
    """One name, or several that own each other, with the numbers of those that own any of them."""

    owners: set[int]


class Control:
    """The pairs (owner, owned) that any claim states, followed upward through any number of owners.

    Who is above whom is kept as a number with a bit for each name: thousands of owners above thousands of
    others take no more than the claims that say so.
    """

    def __init__(self, pairs: Iterable[Pair]) -> None:
        owners: dict[str, set[str]] = defaultdict(set)
        for owner, owned in pairs:
            owners[owned].add(owner)
        self._owners: Mapping[str, Collection[str]] = owners
        self._names: list[str] = []
        self._bits: dict[str, int] = {}
        self._above: dict[str, int] = {}
        self._mates: dict[str, int] = {}
        self._rings: list[_Ring] = []
        self._places: dict[str, int] = {}

    @classmethod
    def of(cls, owners: Mapping[str, Collection[str]]) -> Control:
        """The same by what is owned; it must not change while this is asked."""
        made = cls(())
        made._owners = owners
        return made

    def above(self, name: str) -> frozenset[str]:
        """Everybody who is said to own it, its owners, and so on; never itself."""
        return frozenset(self._named(self._mask(name) & ~self._bit(name)))

    def is_above(self, owner: str, name: str) -> bool:
        """Whether somebody owns it, or is said to buy it, perhaps through others; in a circle each does."""
        return bool(self._mask(name) & self._bit(owner))

    def related(self, one: str, two: str) -> bool:
        """Whether one of them owns the other, or is said to buy it, perhaps through others.

        Of two that own each other neither is above the other: they are not related.
        """
        if one == two or not (self._owners.get(one) or self._owners.get(two)):
            return one == two
        return bool(self._mask(two) & self._bit(one)) != bool(self._mask(one) & self._bit(two))

    def kin(self, bits: Mapping[str, int]) -> dict[str, int]:
        """For each of these names the bits of those of them that own it or that it owns, perhaps through
        others; names without such kin are left out. Those that own each other are no kin of each other."""
        if not any(self._owners.get(name) for name in bits):
            return {}
        mine: defaultdict[int, int] = defaultdict(int)
        for name, bit in bits.items():
            mine[self._ring(name)] |= bit
        # Owners have smaller numbers: what lies before the first of these leads to none of them.
        rings = sorted(self._reached(mine, min(mine)))
        above: dict[int, int] = {}
        below: defaultdict[int, int] = defaultdict(int)
        for ring in rings:
            owners = self._rings[ring].owners
            above[ring] = _union(above.get(o, 0) | mine.get(o, 0) for o in owners)
        for ring in reversed(rings):
            mask = below[ring] | mine.get(ring, 0)
            for owner in self._rings[ring].owners:
                below[owner] |= mask
        found = {
            name: (above[ring] | below[ring]) & ~bit
            for name, bit in bits.items()
            for ring in (self._ring(name),)
        }
        return {name: mask for name, mask in found.items() if mask}

    def _reached(self, rings: Iterable[int], first: int) -> set[int]:
        """These rings and those above them, but for what comes before the ``first``."""
        found = set(rings)
        waiting = list(found)
        while waiting:
            new = {o for o in self._rings[waiting.pop()].owners if o >= first} - found
            found |= new
            waiting += new
        return found

    def _ring(self, name: str) -> int:
        """The number of those who own each other, of whom a name is one; their owners have smaller ones."""
        if name not in self._places:
            for group in strong_groups((name,), self._unplaced_owners):
                number = len(self._rings)
                self._places.update(dict.fromkeys(group, number))
                owners = {self._places[o] for member in group for o in self._owners.get(member, ())}
                self._rings.append(_Ring(owners - {number}))
        return self._places[name]

    def _unplaced_owners(self, name: str) -> list[str]:
        return [owner for owner in self._owners.get(name, ()) if owner not in self._places]

    def direct(self, names: Iterable[str]) -> set[str]:
        """Those of these that own none of the others, also not through others, but for those who own them."""
        known = set(names)
        above = 0
        for name in known:
            above |= self._mask(name) & ~(self._mates.get(name, 0) | self._bit(name))
        return {name for name in known if not above & self._bit(name)}

    def _bit(self, name: str) -> int:
        if name not in self._bits:
            self._bits[name] = 1 << len(self._names)
            self._names.append(name)
        return self._bits[name]

    def _mask(self, name: str) -> int:
        """The bits of all above a name; of those that own each other, each is above each, itself too."""
        if name not in self._above:
            for group in strong_groups((name,), self._unknown_owners):
                mask = 0
                for member in group:
                    for owner in self._owners.get(member, ()):
                        mask |= self._bit(owner) | self._above.get(owner, 0)
                self._above.update((member, mask) for member in group)
                if len(group) > 1:
                    mates = _union(self._bit(member) for member in group)
                    self._mates.update((member, mates) for member in group)
        return self._above[name]

    def _unknown_owners(self, name: str) -> list[str]:
        return [owner for owner in self._owners.get(name, ()) if owner not in self._above]

    def _named(self, mask: int) -> Iterator[str]:
        while mask:
            lowest = mask & -mask
            yield self._names[lowest.bit_length() - 1]
            mask ^= lowest


def _union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def control_pairs(reports: Iterable[Report], ontology: Ontology) -> set[Pair]:
    """Pairs (owner, owned) that some report states, by owning or by a deal that gives ownership."""
    names = controlling(ontology)
    return {(r.subject, r.object) for r in reports if r.relation in names}


def controlling(ontology: Ontology) -> frozenset[str]:
    """The exclusive relations that lead from owner to owned, and the deals that assert them."""
    owning = {r.name for r in ontology.relations.values() if r.exclusive and r.acyclic}
    deals = {
        c.of for c in ontology.consequences.values() if c.asserts in owning and c.subject_from == "subject"
    }
    return frozenset(owning | deals)
