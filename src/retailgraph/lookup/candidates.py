"""What tells entities of one name apart."""

from __future__ import annotations

from typing import Any

from retailgraph.frozen import Frozen
from retailgraph.graph import Graph, reading
from retailgraph.lookup.names import label_of, types_of
from retailgraph.tables import edges


class Candidate(Frozen):
    """An entity that a name may mean, with what tells it from others; ``tier`` says how the name matched."""

    id: str
    name: str
    types: tuple[str, ...]
    tier: str
    country: str = ""
    owner: str = ""
    about: str = ""

    def __str__(self) -> str:
        told = ", ".join(
            part
            for part in (
                " and ".join(t.lower() for t in self.types),
                self.country,
                f"owned by {self.owner}" if self.owner else "",
                "formerly of that name" if self.tier.startswith("former") else "",
            )
            if part
        )
        return f"{self.name} ({told}), id {self.id}"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "id": self.id,
            "name": self.name,
            "types": list(self.types),
            "matched": self.tier,
            "country": self.country,
            "owner": self.owner,
            "about": self.about,
        }


def candidate(graph: Graph, name: str, tier: str = "name") -> Candidate:
    """An entity with what tells it apart."""
    owning = [r.name for r in graph.ontology.relations.values() if r.acyclic and r.exclusive]
    owners = edges.towards(graph.tables, name, owning, graph.edges_of.latest)
    owner = label_of(graph, owners[0].subject) if owners else ""
    known = reading.head(graph.tables, name)
    return Candidate(
        id=name,
        name=label_of(graph, name),
        types=types_of(graph, name),
        tier=tier,
        country=known.country if known else "",
        owner=owner,
        about=known.about if known else "",
    )
