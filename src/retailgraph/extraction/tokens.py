"""Words of a text with their places, and the keys under which names are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from retailgraph.identity import fold

# Chinese, Japanese, Korean and Thai are written without spaces; their names are found by characters.
EAST = "\u0e00-\u0e7f\u2e80-\ud7ff\uf900-\ufaff"
_PART = rf"(?:[^\W_{EAST}][\u0300-\u036f]*)+"
_WORD = re.compile(rf"{_PART}(?:['’ʼ‘.]{_PART})*|[&+]")
_POSSESSIVE = ("'s", "’s", "ʼs", "‘s", "'S", "’S")


class Token(NamedTuple):
    """A word: letters and digits, with apostrophes and full stops inside; "&" and "+" are words too."""

    start: int
    end: int
    word: str


def tokens_of(content: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of a stretch of a text."""
    last = len(content) if end is None else end
    return [Token(m.start(), m.end(), m[0]) for m in _WORD.finditer(content, start, last)]


@lru_cache(maxsize=1 << 15)
def key_of(word: str) -> str:
    """What a word is compared by: no case, no accents, no punctuation."""
    return fold(word)


def bare(word: str) -> str:
    """A word without the possessive ending."""
    return word[:-2] if word[-1] in "sS" and word.endswith(_POSSESSIVE) and len(word) > 2 else word


def keys_of(name: str) -> tuple[str, ...]:
    """The keys of a name's words, those that are empty left out."""
    return tuple(key for _, _, word in tokens_of(name) if (key := key_of(word)))
