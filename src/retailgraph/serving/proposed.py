"""What a text seems to state: proposals for people to review, each with its sentence. Nothing is loaded."""

from __future__ import annotations

from typing import Any

from retailgraph.api import RetailGraph
from retailgraph.errors import UsageError

MOST_CHARACTERS = 100_000


def proposed(graph: RetailGraph, text: str, title: str = "") -> dict[str, Any]:
    """The claims that the rules find in a text; UsageError for one that is empty or too long."""
    from retailgraph.extraction.engines import RULES, engine
    from retailgraph.extraction.proposer import known_names
    from retailgraph.extraction.text import Text

    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise UsageError(f"text: some text of at most {MOST_CHARACTERS:,} characters is wanted")
    found = engine(RULES, graph.ontology, known_names(graph)).propose(Text(text, title=title))
    claims = [
        {
            "subject": {"name": claim.subject.name, "id": claim.subject.id},
            "relation": claim.relation,
            "object": {"name": claim.object.name, "id": claim.object.id},
            "status": claim.status,
            "confidence": claim.confidence,
            "says": text[claim.sentence[0] : claim.sentence[1]].strip(),
        }
        for claim in found.claims
    ]
    return {"schema": "retailgraph.proposals/1", "rows": claims, "notes": list(found.notes)}
