"""Questions that mix Chinese and English: the words of one language put into the other, names left alone.

The words are those of ``text/mixed.txt``, which people can read and extend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from retailgraph.words.wordlists import lines_of

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LONGEST = 200
"""Characters; a longer text is no question of two languages."""


def in_one_language(question: str) -> Iterator[str]:
    """The question with its English words in Chinese, then with its Chinese words in English."""
    if len(question) > _LONGEST or not _HAN.search(question) or not _LATIN.search(question):
        return
    chinese = _said_in_english().sub(lambda found: _to_chinese()[found[0].casefold()], question)
    if chinese != question:
        yield chinese.replace(" ", "") if not re.search(r"[A-Za-z]\s+[A-Za-z]", chinese) else chinese
    english = question
    for said, meant in _to_english():
        english = english.replace(said, f" {meant} ")
    if english != question:
        yield " ".join(english.replace("？", "?").replace(" 's", "'s").split())


@cache
def _pairs() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The Chinese words, each with the English ones, the first of which it becomes."""
    found = []
    for line in lines_of("mixed"):
        chinese, _, english = line.partition(" = ")
        found.append((chinese.strip(), tuple(word.strip() for word in english.split("|"))))
    return tuple(found)


@cache
def _to_english() -> tuple[tuple[str, str], ...]:
    """The longest words first, so that none of them is taken for a part of another."""
    return tuple(sorted(((said, meant[0]) for said, meant in _pairs()), key=lambda pair: -len(pair[0])))


@cache
def _to_chinese() -> dict[str, str]:
    return {
        word.casefold(): said for said, meant in reversed(_pairs()) for word in meant if word and word != "'s"
    }


@cache
def _said_in_english() -> re.Pattern[str]:
    words = sorted(_to_chinese(), key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, words))})(?![A-Za-z'’])", re.IGNORECASE)
