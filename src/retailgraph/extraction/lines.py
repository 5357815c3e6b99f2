"""Sentences as words, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from retailgraph.extraction.text import Sentence
from retailgraph.extraction.tokens import Token, bare, key_of, keys_of, tokens_of
from retailgraph.extraction.wordlists import noun_types, roles

_SPACE = re.compile(r"[^\S\n]*\n?[^\S\n]*")
_SPEECH = re.compile(r"""(?:[,:;.?!]\s*|^\s*)["“‘«']+""")
_FULL_STOP = re.compile(r"[.?!]['\"”’)]*\s")
_TITLED = 0.75
_SHORT_WORDS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a sentence; ``titled`` if it is a headline that capitalises them all."""

    content: str
    tokens: Sequence[Token]
    keys: tuple[str, ...]
    titled: bool = False

    @classmethod
    def of(cls, content: str, sentence: Sentence) -> Line:
        """The words of a sentence."""
        tokens = tokens_of(content, sentence.start, sentence.end)
        keys = tuple([key_of(token.word) for token in tokens])
        return cls(content, tokens, keys, _titled(tokens, content[sentence.start : sentence.end]))

    def word(self, i: int) -> str:
        """A word; empty before the first and after the last."""
        return self.tokens[i].word if 0 <= i < len(self.tokens) else ""

    def gap(self, i: int) -> str:
        """What stands between a word and the one before it; a line break at both ends."""
        if not 0 < i < len(self.tokens):
            return "\n"
        return self.content[self.tokens[i - 1].end : self.tokens[i].start]

    def spaced(self, i: int) -> bool:
        """Whether only space, and no paragraph's end, stands before a word."""
        gap = self.gap(i)
        return gap == " " or (0 < i < len(self.tokens) and gap != "" and bool(_SPACE.fullmatch(gap)))

    def initial(self, i: int) -> bool:
        """Whether a word has its capital perhaps only because something begins there."""
        if i == 0 or self.titled:
            return True
        gap = self.gap(i)
        if len(gap) < 2:
            return False
        return bool(_SPEECH.match(gap)) or (len(self.word(i - 1)) > 3 and bool(_FULL_STOP.match(gap)))

    def phrase(self, first: int, last: int) -> tuple[str, ...]:
        """The keys of the words from ``first`` up to ``last``."""
        return self.keys[first:last]


def _titled(tokens: Sequence[Token], text: str) -> bool:
    if text.rstrip().endswith((".", "。")):
        return False
    long = [token.word for token in tokens if len(token.word) >= _SHORT_WORDS and token.word[0].isalpha()]
    return len(long) > 3 and sum(word[0].isupper() for word in long) / len(long) >= _TITLED


_Value = TypeVar("_Value")
Phrases = Mapping[tuple[str, ...], _Value]
"""Something for each of many phrases, by the keys of their words."""
_LONGEST_PHRASE = 4


def longest_before(line: Line, i: int, table: Phrases[_Value]) -> tuple[int, _Value] | None:
    """The longest phrase of a table that ends before word ``i``: how many words, and its value."""
    if i < 1 or bare(line.word(i - 1)) != line.word(i - 1):
        return None
    for size in range(min(_LONGEST_PHRASE, i), 0, -1):
        value = table.get(line.phrase(i - size, i))
        if value is not None:
            return size, value
    return None


def longest_at(line: Line, i: int, table: Phrases[_Value]) -> tuple[int, _Value] | None:
    """The longest phrase of a table that begins with word ``i``: how many words, and its value."""
    for size in range(min(_LONGEST_PHRASE, len(line.tokens) - i), 0, -1):
        value = table.get(line.phrase(i, i + size))
        if value is not None:
            return size, value
    return None


@cache
def nouns() -> Phrases[tuple[str, ...]]:
    """The class nouns, with their types."""
    return {keys_of(noun): types for noun, types in noun_types().items() if types}


@cache
def role_phrases(labels: tuple[str, ...]) -> Phrases[bool]:
    """The role words and these labels; true for those of politics and sport."""
    told = {**roles(), **dict.fromkeys(labels, False)}
    return {keys_of(role): public for role, public in told.items()}
