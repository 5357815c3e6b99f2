"""Whether a reviewed claim can stand: its words are known, and its relation may join them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from retailgraph.errors import InvalidData
from retailgraph.identity.undisclosed import UNDISCLOSED

if TYPE_CHECKING:
    from retailgraph.graph import Graph
    from retailgraph.review.draft import Draft


def check_claim(said: str, draft: Draft, graph: Graph, entities: Mapping[str, str]) -> None:
    """InvalidData or NotFound if a claim cannot stand; ``entities`` says who new ones of the draft are."""
    words = said.split()
    if len(words) != 3:
        raise InvalidData(f"'{said}' is not subject relation object")
    relation = graph.ontology.relation(words[1])
    known = graph.known_types()
    hidden = words[0] == UNDISCLOSED and relation.may_hide
    for word in (words[2],) if hidden else (words[0], words[2]):
        if word not in known and word not in draft.entities and word not in entities.values():
            raise InvalidData(f"unknown entity '{word}'; see: retailgraph list")
    ends = [_types(entities.get(word) or word, draft, known) for word in (words[0], words[2])]
    if hidden:
        ends[0] = relation.domain[:1]
    if not (relation.joins(*ends) or (relation.symmetric and relation.joins(*reversed(ends)))):
        raise InvalidData(f"{relation.name} does not join {'/'.join(ends[0])} and {'/'.join(ends[1])}")


def _types(id: str, draft: Draft, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if id in known:
        return known[id]
    return (str(draft.entities[id].get("type", "Company")),) if id in draft.entities else ()
