"""The proposer as one thing: made once from a graph, used for many texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from retailgraph.duplicates import describe
from retailgraph.extraction import claims, feedback, figures, sentence_phrases, wordings
from retailgraph.extraction.gazetteer import Gazetteer, Known
from retailgraph.extraction.names import find_names
from retailgraph.extraction.references import Discourse
from retailgraph.extraction.sentences import sentences
from retailgraph.extraction.text import Mention, Party, Proposals, ProposedFigure, Sentence, Text
from retailgraph.graph import places
from retailgraph.ontology import Ontology

if TYPE_CHECKING:
    from retailgraph.graph import Graph


class Proposer:
    """Proposes claims and figures from texts, by the wordings of an ontology and the names that are known."""

    def __init__(self, ontology: Ontology, known: Iterable[Known]) -> None:
        path = places.shipped("ontology") / wordings.NAME
        self._grammar = claims.Grammar(ontology, wordings.table(ontology, path))
        self._gazetteer = Gazetteer(known)

    def knowing(self, known: Iterable[Known]) -> Proposer:
        """The same proposer with other names; the wordings are not read again."""
        other = Proposer.__new__(Proposer)
        other._grammar, other._gazetteer = self._grammar, Gazetteer(known)
        return other

    @classmethod
    def of(cls, graph: Graph) -> Proposer:
        """One that knows the names of a graph."""
        return cls(graph.ontology, known_names(graph))

    def names(self, text: Text) -> tuple[tuple[Sentence, ...], tuple[Mention, ...]]:
        """The sentences of a text, and the names in them, known and new."""
        found = sentences(text)
        return found, find_names(text.readable, found, self._gazetteer, self._grammar.ontology)

    def propose(self, text: Text) -> Proposals:
        """What a text seems to say, with offsets into it; nothing where the text is not English but names."""
        found, mentions = self.names(text)
        read = replace(text, content=text.readable, plain="")
        if not text.language.startswith("en"):
            return Proposals(text, (), (), mentions, text.notes)
        proposed = tuple(
            replace(c, confidence=feedback.adjusted(c.relation, c.wording, c.confidence))
            for c in claims.claims(read, found, mentions, self._grammar)
        )
        counted = tuple(self._figures(read, found, mentions))
        return Proposals(text, proposed, counted, mentions, text.notes)

    def _figures(self, text: Text, found: Iterable, mentions: tuple) -> Iterator[ProposedFigure]:  # type: ignore[type-arg]
        discourse = Discourse()
        seen = set()
        for sentence in found:
            row = sentence_phrases.elements(text, sentence, mentions, discourse)
            for figure in figures.figures(row, sentence, self._grammar.ontology):
                key = (figure.subject, figure.measure, tuple(sorted(figure.values.items())))
                if key not in seen:
                    seen.add(key)
                    yield figure


def known_names(graph: Graph) -> Iterator[Known]:
    """The entities of a graph with all their names, current before alias before former."""
    for said in describe(graph):
        names = ((said.name, 0), *((a, 1) for a in said.aliases), *((f, 2) for f in said.former))
        yield Known(Party(said.name, said.id, tuple(sorted(said.types))), names)
