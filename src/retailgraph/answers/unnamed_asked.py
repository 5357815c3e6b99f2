"""Questions about somebody whom nobody names: "did undisclosed buy Marvane"."""

from __future__ import annotations

import re
from typing import NamedTuple

from retailgraph.errors import NotFound
from retailgraph.identity.undisclosed import UNDISCLOSED
from retailgraph.ontology import Ontology

_UNNAMED = re.compile(
    rf"\s*(?:(?:did|does|has|is)\s+)?{UNDISCLOSED}\s+(?P<rest>\S.*?)[\s?.!]*", re.IGNORECASE | re.DOTALL
)
_LONGEST_VERB = 4


class Unnamed(NamedTuple):
    """What is asked of somebody whom nobody names: the relation's word, and the name of the object."""

    relation: str
    object: str


def of_somebody(question: str, ontology: Ontology) -> Unnamed | None:
    """What "undisclosed owns Marvane" asks, or "did undisclosed buy it"; None if it is no such question."""
    from retailgraph.answers.asking import relation_named

    found = _UNNAMED.fullmatch(question)
    words = found["rest"].split() if found else []
    for size in range(min(_LONGEST_VERB, len(words) - 1), 0, -1):
        try:
            relation = relation_named(ontology, " ".join(words[:size]))
        except NotFound:
            continue
        if relation.may_hide:
            return Unnamed(relation.name, " ".join(words[size:]))
    return None
