"""Questions without small words: "lvmh brands china", "versace owner 2019", "partners saks global",
"gap zalando".
"""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import Form
from retailgraph.words.english import STARTERS, QuestionWords, Token, plain_word
from retailgraph.words.grammar import QuestionGrammar

Tokens = tuple[Token, ...]
LONGEST = 8
"""Words; a longer question has small words."""


def expanded(tokens: Tokens, grammar: QuestionGrammar) -> Iterator[Tokens]:
    """The question with the small words that it lacks, best first."""
    if not 1 < len(tokens) <= LONGEST or tokens[0][0] in STARTERS:
        return
    dated = _with_in(tokens) if _is_year(tokens[-1][0]) else tokens
    if dated is not tokens:
        yield dated
    for way in (dated, tokens):
        at = len(way) - 2 if way is not tokens else len(way)
        core, tail = way[:at], way[at:]
        for put in _with_of(core, grammar):
            yield (*put, *tail)
        if len(core) > 2:
            placed = _with_in(core)
            yield (*placed, *tail)
            for put in _with_of(core[:-1], grammar):
                yield (*put, plain_word("in"), core[-1], *tail)
    asks = any(
        (token[0],) in table for token in tokens for table in (grammar.nouns, grammar.topics, grammar.types)
    )
    if not asks and any(token[0] in ("on", "in", "at") for token in tokens[1:-1]):
        # "Gucci on Tmall" asks whether it is so; "brands on Tmall" does not.
        yield (plain_word("is"), *tokens)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit() and word[:2] in ("18", "19", "20")


def _with_in(tokens: Tokens) -> Tokens:
    return (*tokens[:-1], plain_word("in"), tokens[-1])


def _with_of(tokens: Tokens, grammar: QuestionGrammar) -> Iterator[Tokens]:
    """ "partners of saks global" of "partners saks global"."""
    keys = tuple(token[0] for token in tokens)
    for table in (grammar.nouns, grammar.topics):
        for end, nouns in grammar.nouns_at(table, keys, 0):
            if end < len(keys):
                preposition = "of" if any("of" in noun.after for noun in nouns) else min(nouns[0].after)
                yield (*tokens[:end], plain_word(preposition), *tokens[end:])
                return


def two_names(tokens: Tokens) -> Iterator[Form]:
    """The two names that a question consists of, parted wherever they may be."""
    if len(tokens) == 1:
        for one, two in _hyphened(tokens[0][1]):
            yield Form("between", of=(one, two), words="how is {subject} connected to {object}")
    if 2 <= len(tokens) <= LONGEST and tokens[0][0] not in STARTERS:
        for at in range(1, len(tokens)):
            one, two = QuestionWords(tokens).name(0, at), QuestionWords(tokens).name(at, len(tokens))
            if one and two:
                yield Form("between", of=(one, two), words="how is {subject} connected to {object}")


def _hyphened(text: str) -> Iterator[tuple[str, str]]:
    """The two sides of "Kroger-Albertsons", wherever a hyphen may part them."""
    for at, character in enumerate(text):
        if character in "-–—/" and text[:at].strip() and text[at + 1 :].strip():
            yield text[:at].strip(), text[at + 1 :].strip()
