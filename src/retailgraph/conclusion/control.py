"""Who is said to own or buy whom, directly or through others: rule ``indirect``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_

from retailgraph.conclusion.circles import strong_groups
from retailgraph.conclusion.report import Report
from retailgraph.ontology import Ontology

Pair = tuple[str, str]
"""An owner, and what it owns."""


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

    @classmethod
    def of(cls, owners: Mapping[str, Collection[str]]) -> Control:
        """The same by what is owned; it must not change while this is asked."""
        made = cls(())
        made._owners = owners
        return made

    def above(self, name: str) -> frozenset[str]:
        """Everybody who is said to own it, its owners, and so on; never itself."""
        return frozenset(self._named(self._mask(name) & ~self._bit(name)))

    def related(self, one: str, two: str) -> bool:
        """Whether one of them owns the other, or is said to buy it, perhaps through others."""
        if one == two or not (self._owners.get(one) or self._owners.get(two)):
            return one == two
        return bool(self._mask(two) & self._bit(one) or self._mask(one) & self._bit(two))

    def kin(self, bits: Mapping[str, int]) -> dict[str, int]:
        """For each of these names the bits of those of them that own it or that it owns, perhaps through
        others; names without such kin are left out."""
        if not any(self._owners.get(name) for name in bits):
            return {}
        groups = list(strong_groups(bits, lambda name: self._owners.get(name, ())))
        above: dict[str, int] = {}
        below: defaultdict[str, int] = defaultdict(int)
        for group in groups:
            owners = {o for name in group for o in self._owners.get(name, ())}
            mask = _union(above.get(o, 0) | bits.get(o, 0) for o in owners)
            above.update((name, mask) for name in group)
        for group in reversed(groups):
            mask = _union(below[name] | bits.get(name, 0) for name in group)
            members = set(group)
            for owner in {o for name in group for o in self._owners.get(name, ())} - members:
                below[owner] |= mask
            if len(group) > 1:
                below.update((name, mask) for name in group)
        found = {name: (above[name] | below[name]) & ~mine for name, mine in bits.items()}
        return {name: mask for name, mask in found.items() if mask}

    def direct(self, names: Iterable[str]) -> set[str]:
        """Those of these that own none of the others, also not through others."""
        known = set(names)
        above = 0
        for name in known:
            above |= self._mask(name) & ~self._bit(name)
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
