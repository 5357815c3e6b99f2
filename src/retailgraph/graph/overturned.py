"""What newly loaded articles ended although more publishers report it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from retailgraph.graph import reading
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict
from retailgraph.tables.conflicts import conflicts_citing
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Finding

KINDS = {"outnumbered": "ends", "undated rival": "contradicts"}
_ENDED = "in force"
_MOST_TOLD = 20


def overturned(
    tables: Tables, articles: Mapping[str, object], ontology: Ontology
) -> Iterator[tuple[str, str, str, str]]:
    """Rules ``outnumbered`` and ``undated rival``: by article whether it ends or contradicts, what, and
    the entity to ask about.
    """
    for conflict in _conflicts(tables, articles):
        for article in sorted(a for a in _ended_by(conflict) if a in articles):
            for side in conflict.sides:
                if side.says == _ENDED:
                    known = reading.known(tables, reading.ONE, key=side.about)[0]
                    number = len(side.publishers)
                    words = (
                        f"{known.subject_name} {ontology.relations[known.relationship.relation].label} "
                        f"{known.object_name}, {number} publisher{'s' if number > 1 else ''}"
                    )
                    yield article, KINDS[conflict.kind], words, known.relationship.object


def ended_states(tables: Tables, places: Mapping[str, tuple[str, int]], ontology: Ontology) -> list[Finding]:
    """A word for each state that newly loaded articles ended although more publishers report it, or one for
    all if they are many; ``places`` says where each article was read."""
    from retailgraph.articles import Finding

    # Looked for among the articles, which may be very many, and not the other way round.
    mine = [c for c in _conflicts(tables, places) if any(article in places for article in _ended_by(c))]
    ended = sum(side.says == _ENDED for conflict in mine for side in conflict.sides)
    if ended > _MOST_TOLD:
        message = f"{ended} states ended that more publishers report; see: retailgraph conflicts"
        return [Finding(_common(places), 0, message, "warning", rule="claim-outnumbered")]
    return [
        Finding(
            *places[article],
            f"this article {verb}: {words}; see: retailgraph conflicts {entity}",
            "warning",
            rule="claim-outnumbered",
        )
        for article, verb, words, entity in (overturned(tables, places, ontology) if ended else ())
    ]


def _common(places: Mapping[str, tuple[str, int]]) -> str:
    paths = {path for path, _ in places.values()}
    return min(paths) if len(paths) == 1 else f"{len(paths)} files"


def _conflicts(tables: Tables, articles: Iterable[str]) -> list[Conflict]:
    """Those in which one of these articles has a part."""
    found = [conflict for _, conflict in conflicts_citing(tables, KINDS, articles)]
    return sorted(found, key=lambda c: c.key)


def _ended_by(conflict: Conflict) -> set[str]:
    """The articles on the side that ended the other."""
    return {claim.split("/")[0] for s in conflict.sides if s.says != _ENDED for claim in s.claims}
