"""What a load did: a module of its own, as a look-up at every start has no use for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retailgraph.articles import Finding


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: ids of articles and entities, how many claims and decisions, and what was wrong."""

    articles: tuple[str, ...]
    entities: tuple[str, ...]
    claims: int
    findings: tuple[Finding, ...] = ()
    written: bool = True
    decisions: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "articles": list(self.articles),
            "entities": list(self.entities),
            "claims": self.claims,
            "decisions": self.decisions,
            "findings": [str(f) for f in self.findings],
            "written": self.written,
        }
