"""What newly loaded articles ended although more publishers report it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from retailgraph.graph import reading
from retailgraph.ontology import RELATIONSHIP, Ontology
from retailgraph.relationships import Conflict

KIND = "outnumbered"


def overturned(
    store: ox.Store, articles: Collection[str], ontology: Ontology
) -> Iterator[tuple[str, str, str]]:
    """Rule ``outnumbered``: by article what it ended, and the entity to ask about."""
    for conflict, _ in reading.conflicts(store, kind=KIND):
        for article in sorted(_ended_by(conflict) & set(articles)):
            for side in conflict.sides:
                if side.says == _ENDED:
                    known = reading.known(store, reading.ONE, given=RELATIONSHIP + side.about)[0]
                    number = len(side.publishers)
                    words = (
                        f"{known.subject_name} {ontology.relations[known.relationship.relation].label} "
                        f"{known.object_name}, {number} publisher{'s' if number > 1 else ''}"
                    )
                    yield article, words, known.relationship.object


_ENDED = "in force"


def _ended_by(conflict: Conflict) -> set[str]:
    """The articles on the side that ended the other."""
    return {claim.split("/")[0] for s in conflict.sides if s.says != _ENDED for claim in s.claims}
