"""What newly loaded articles ended although more publishers report it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from retailgraph.graph import reading
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict
from retailgraph.tables.conflicts import conflicts_of_kind
from retailgraph.tables.store import Tables

KIND = "outnumbered"
_ENDED = "in force"


def overturned(
    tables: Tables, articles: Collection[str], ontology: Ontology
) -> Iterator[tuple[str, str, str]]:
    """Rule ``outnumbered``: by article what it ended, and the entity to ask about."""
    found = sorted((c for _, c in conflicts_of_kind(tables, KIND)), key=lambda c: c.key)
    wanted = set(articles)
    for conflict in found:
        for article in sorted(_ended_by(conflict) & wanted):
            for side in conflict.sides:
                if side.says == _ENDED:
                    known = reading.known(tables, reading.ONE, key=side.about)[0]
                    number = len(side.publishers)
                    words = (
                        f"{known.subject_name} {ontology.relations[known.relationship.relation].label} "
                        f"{known.object_name}, {number} publisher{'s' if number > 1 else ''}"
                    )
                    yield article, words, known.relationship.object


def _ended_by(conflict: Conflict) -> set[str]:
    """The articles on the side that ended the other."""
    return {claim.split("/")[0] for s in conflict.sides if s.says != _ENDED for claim in s.claims}
