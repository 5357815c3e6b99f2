"""Questions that begin with "why", and such as are about somebody whom nobody names."""

from __future__ import annotations

import re
from typing import NamedTuple

from retailgraph.errors import NotFound
from retailgraph.identity.undisclosed import UNDISCLOSED
from retailgraph.ontology import Ontology

_WHY = re.compile(r"\s*why\s+(?:is it (?:said |told )?that\s+)?(?P<rest>\S.*)", re.IGNORECASE | re.DOTALL)
_UNNAMED = re.compile(
    rf"\s*(?:(?:did|does|has|is)\s+)?{UNDISCLOSED}\s+(?P<rest>\S.*?)[\s?.!]*", re.IGNORECASE | re.DOTALL
)
_LONGEST_VERB = 4


class Unnamed(NamedTuple):
    """What is asked of somebody whom nobody names: the relation's word, and the name of the object."""

    relation: str
    object: str


def asked_why(question: str) -> str:
    """The question behind one that asks why something is so; empty if it does not ask that.

    >>> asked_why("why does Velmar own Marvane?")
    'does Velmar own Marvane?'
    """
    found = _WHY.fullmatch(question)
    return found["rest"] if found and " " in found["rest"].strip() else ""


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
