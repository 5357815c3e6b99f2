"""Who is said to own or buy whom, directly or through others: rule ``indirect``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from retailgraph.conclusion.report import Report
from retailgraph.ontology import Ontology

Pair = tuple[str, str]
"""An owner, and what it owns."""


class Control:
    """The pairs (owner, owned) that any claim states, followed upward through any number of owners."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        owners: dict[str, set[str]] = defaultdict(set)
        for owner, owned in pairs:
            owners[owned].add(owner)
        self._owners: Mapping[str, Collection[str]] = owners
        self._above: dict[str, frozenset[str]] = {}

    @classmethod
    def of(cls, owners: Mapping[str, Collection[str]]) -> Control:
        """The same by what is owned; it must not change while this is asked."""
        made = cls(())
        made._owners = owners
        return made

    def above(self, name: str) -> frozenset[str]:
        """Everybody who is said to own it, its owners, and so on; never itself."""
        if name not in self._above:
            found: set[str] = set()
            waiting = [name]
            while waiting:
                new = set(self._owners.get(waiting.pop(), ())) - found
                found |= new
                waiting += new
            self._above[name] = frozenset(found - {name})
        return self._above[name]

    def related(self, one: str, two: str) -> bool:
        """Whether one of them owns the other, or is said to buy it, perhaps through others."""
        return one == two or one in self.above(two) or two in self.above(one)


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
