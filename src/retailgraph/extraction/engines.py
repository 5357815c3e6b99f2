"""What may propose: the grammar of this package, or a model behind the same small interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from retailgraph.errors import UsageError
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.text import Proposals, Text
from retailgraph.ontology import Ontology

RULES, NLP, LLM = "rules", "nlp", "llm"
ENGINES = (RULES, NLP, LLM)
"""The names of all engines; ``nlp`` needs spaCy, ``llm`` an endpoint that the user names."""


class Engine(Protocol):
    """Anything that proposes claims from a text."""

    def propose(self, text: Text) -> Proposals:
        """What a text seems to say, with offsets into it."""


def engine(name: str, ontology: Ontology, known: Iterable[Known]) -> Engine:
    """The engine of a name, which knows some names. UsageError if it is unknown or not installed."""
    if name == RULES:
        return Proposer(ontology, known)
    if name == NLP:
        from retailgraph.extraction.spacy_names import SpacyProposer

        return SpacyProposer(ontology, known)
    if name == LLM:
        from retailgraph.extraction.asking import Endpoint
        from retailgraph.extraction.chat import ChatProposer

        endpoint = Endpoint.of_environment()
        return ChatProposer(ontology, Proposer(ontology, known), endpoint)
    raise UsageError(f"{name}: no such engine; there are {', '.join(ENGINES)}")
