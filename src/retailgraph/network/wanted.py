"""Which part of the graph a network is to hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from retailgraph.errors import NotFound, UsageError
from retailgraph.ontology import STATE, Ontology

INCLUDE = ("inForce", "announced", "rumoured", "unknown", "ended", "denied", "deals")
"""What a network may hold: states by what they are on the day asked for; attempts at deals, and events."""


class Wanted:
    """Which relations, types and statuses are asked for, checked."""

    def __init__(
        self,
        ontology: Ontology,
        relations: Sequence[str],
        types: Sequence[str],
        include: Sequence[str],
        hops: int,
    ) -> None:
        self._of = ontology.relations
        self.relations = frozenset(ontology.relation(name).name for name in relations)
        self.types = frozenset(types)
        self.include = frozenset(include)
        self.hops = hops
        for name in types:
            if name not in ontology.types:
                raise NotFound(f"no type '{name}'; the types are {', '.join(ontology.types)}")
        for word in include:
            if word not in INCLUDE:
                raise UsageError(f"'{word}' cannot be included; choose from {', '.join(INCLUDE)}")
        if hops < 0:
            raise UsageError(f"hops must be 0 or more, not {hops}")

    def has_type(self, types: Collection[str]) -> bool:
        """Whether an entity of these types is asked for."""
        return not self.types or not self.types.isdisjoint(types)

    def has(self, relation: str, state: str) -> bool:
        """Whether a relationship is asked for that is in this state."""
        if self.relations and relation not in self.relations:
            return False
        if self._of[relation].kind == STATE:
            return state in self.include
        return bool(state) and ("deals" in self.include or bool(self.relations))
