"""The names of entities in the words of a question, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from retailgraph.form import Form
from retailgraph.graph import Graph
from retailgraph.lookup import names
from retailgraph.words.english import STARTERS, QuestionWords, Token, tokens_of
from retailgraph.words.frames import frames
from retailgraph.words.grammar import grammar_of
from retailgraph.words.slips import vocabulary

_LONGEST_NAME = 6  # words
_MOST_WORDS = 40
_LONGEST_READ = 14  # words of a question that is read by its names


class SpottedName(NamedTuple):
    """A name, and the places of its first word and behind its last."""

    text: str
    start: int
    end: int


def spotted(graph: Graph, tokens: tuple[Token, ...]) -> list[SpottedName]:
    """The names in a text, the longest first from the left; a word that questions are made of is none."""
    known = names.matcher(graph)
    plain = vocabulary(graph.ontology)
    found: list[SpottedName] = []
    at = 0
    while at < min(len(tokens), _MOST_WORDS):
        for size in range(min(_LONGEST_NAME, len(tokens) - at), 0, -1):
            text = QuestionWords(tokens).name(at, at + size, owning=True)
            if size == 1 and (tokens[at][0] in STARTERS or tokens[at][0] in plain):
                continue
            if len(text) > 1 and known(text):
                found.append(SpottedName(text, at, at + size))
                at += size - 1
                break
        at += 1
    return found


def read_by_names(graph: Graph, question: str) -> Iterator[Form]:
    """The forms of a question of which each word is a name, a word that asks, or says nothing of its own."""
    from retailgraph.plan.parting import is_market
    from retailgraph.words.keywords import between_two, of_one

    grammar = grammar_of(graph.ontology)
    for frame in frames(tokens_of(question), graph.today):
        if frame.denial or len(frame.tokens) > _LONGEST_READ or not is_market(graph, frame.market):
            continue
        named = spotted(graph, frame.tokens)
        rest = _without(frame.tokens, named)
        texts = [name.text for name in named]
        market = frame.market or next((text for text in texts[1:] if is_market(graph, text)), "")
        texts = [text for text in texts if text != market]
        if len(texts) == 2:
            forms = between_two((texts[0], texts[1]), rest, grammar)
        elif len(texts) == 1:
            forms = of_one(texts[0], rest, grammar)
        else:
            continue
        for form in forms:
            yield form._replace(when=frame.when, market=market, known_on=frame.known_on)


def _without(tokens: tuple[Token, ...], named: list[SpottedName]) -> tuple[Token, ...]:
    inside = {at for name in named for at in range(name.start, name.end)}
    return tuple(token for at, token in enumerate(tokens) if at not in inside)
