"""Nouns for entities of a kind: "a Chinese group", "US companies", "luxury brands", "platforms from
Japan".
"""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import Condition, Form, Trait
from retailgraph.ontology import Ontology
from retailgraph.words.english import DETERMINERS, Token, words
from retailgraph.words.grammar import QuestionGrammar, grammar_of
from retailgraph.words.wordlists import adjectives

_NOUNS_OF_COMPANIES = words(
    "group groups firm firms business businesses retailer retailers conglomerate conglomerates"
)
_FROM = (("based", "in"), ("from",), ("in",), ("of",))
_SKIPPED = DETERMINERS | words("kind type sort")
_LONGEST_PLACE = 4


def kind_of(tokens: tuple[Token, ...], ontology: Ontology) -> Form | None:
    """The form of a noun phrase that says nothing but a kind, or None if it says more."""
    keys = tuple(token[0] for token in tokens)
    tests, end = kind_at(keys, start_of(keys), grammar_of(ontology))
    if not tests:
        return None
    place = _from(tokens[end:])
    if end < len(keys) and place is None:
        return None
    return Form("kind", where=(*tests, place) if place else tests)


def start_of(keys: tuple[str, ...]) -> int:
    """Where a noun phrase begins, behind "the", "any" and the like."""
    return next((at for at, key in enumerate(keys) if key not in _SKIPPED), len(keys))


def kind_at(keys: tuple[str, ...], at: int, grammar: QuestionGrammar) -> tuple[tuple[Condition, ...], int]:
    """The tests of a kind named at a place, and where it ends; none if none is named."""
    tests: list[Condition] = []
    while (said := _adjective(keys, at)) is not None:
        tests.append(said[0])
        at = said[1]
    noun, end = _noun(keys, at, grammar)
    return ((noun, *tests), end) if noun else ((), 0)


def adjectives_at(keys: tuple[str, ...], at: int) -> tuple[tuple[Condition, ...], int]:
    """The tests of adjectives that stand alone, as in "are Japanese", and where they end."""
    tests: list[Condition] = []
    while (said := _adjective((*keys, ""), at)) is not None:
        tests.append(said[0])
        at = said[1]
    return tuple(tests), at


def _adjective(keys: tuple[str, ...], at: int) -> tuple[Trait, int] | None:
    for size in (2, 1):
        found = adjectives().get(" ".join(keys[at : at + size]))
        if found and at + size < len(keys):
            field, value = found
            return Trait(field, "is" if field == "country" else "has", value), at + size
    return None


def _noun(keys: tuple[str, ...], at: int, grammar: QuestionGrammar) -> tuple[Trait | None, int]:
    if at < len(keys) and keys[at] in _NOUNS_OF_COMPANIES:
        return Trait("type", "is", "Company"), at + 1
    end = next((at + n for n in (3, 2, 1) if at + n <= len(keys) and keys[at : at + n] in grammar.types), 0)
    return (Trait("type", "is", grammar.types[keys[at:end]]), end) if end else (None, at)


def _from(tokens: tuple[Token, ...]) -> Trait | None:
    """ "from Japan", "based in the US": whether there is such a place is asked of whoever knows places."""
    keys = tuple(token[0] for token in tokens)
    lead = next((lead for lead in _FROM if keys[: len(lead)] == lead), ())
    rest = [token[1] for token in tokens[len(lead) :] if token[0] != "the"]
    if not lead or not 0 < len(rest) <= _LONGEST_PLACE:
        return None
    return Trait("country", "is", " ".join(rest).strip(" ?.,"))


def qualified(tokens: tuple[Token, ...]) -> Iterator[tuple[tuple[Token, ...], tuple[Trait, ...]]]:
    """ "brands of X" and the test of "French brands of X": adjectives before a noun that asks, taken away."""
    keys = tuple(token[0] for token in tokens)
    for at in range(min(4, len(keys))):
        tests: list[Trait] = []
        end = at
        while (said := _adjective(keys, end)) is not None:
            tests.append(said[0])
            end = said[1]
        if tests:
            yield (*tokens[:at], *tokens[end:]), tuple(tests)
            return
