"""What a load did: a module of its own, as a look-up at every start has no use for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.errors import InvalidData
from retailgraph.tables.loads import File

if TYPE_CHECKING:
    from retailgraph.articles import Bundle, Finding, Skipped


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


def counted_errors(faults: Sequence[Finding]) -> str:
    """How many errors there are, and what came of it."""
    plural = "s" if len(faults) > 1 else ""
    return f"{len(faults)} error{plural}; nothing was loaded (--keep-going loads the good files and rows)"


def changed(path: str | Path) -> InvalidData:
    """What is raised for a file that is no longer what was read of it, or no longer there."""
    return InvalidData(f"{path} changed while it was loaded; nothing was loaded; load it again")


def said_in(bundle: Bundle) -> dict[str, File]:
    """What each file of a bundle says, by path; without its bytes."""
    articles, entities = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for article in bundle.articles:
        articles[article.path].append(article.id)
    for entity in bundle.entities:
        entities[entity.path].append(entity.id)
    return {
        path: File(Path(path).name, b"", tuple(articles[path]), tuple(entities[path]), kind == "decisions")
        for path, kind in bundle.files.items()
    }
