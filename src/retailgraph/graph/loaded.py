"""What a load did: a module of its own, as a look-up at every start has no use for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retailgraph.articles import Finding, Skipped


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: ids of articles and entities, how many claims and decisions, and what was wrong.

    ``unchanged`` if all of it was there already; ``skipped`` is what the folders hold beside what is read.
    """

    articles: tuple[str, ...]
    entities: tuple[str, ...]
    claims: int
    findings: tuple[Finding, ...] = ()
    written: bool = True
    decisions: int = 0
    unchanged: bool = False
    skipped: tuple[Skipped, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "articles": list(self.articles),
            "entities": list(self.entities),
            "claims": self.claims,
            "decisions": self.decisions,
            "findings": [str(f) for f in self.findings],
            "written": self.written,
            "unchanged": self.unchanged,
            "skipped": [s.path for s in self.skipped],
        }
