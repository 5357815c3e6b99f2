"""Characters in a name that look like others: a Cyrillic а in "Tapestry", or a letter that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# The scripts whose letters are drawn like Latin ones (UTS 39 lists them). Latin beside Chinese or kana is
# ordinary, and so is a word of each script in one name.
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
_LIKE_NO_OTHER = frozenset("ΓΔΘΛΞΠΣΦΨΩβδεζθλμξπσςφψω")
_INVISIBLE = re.compile("[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u3164\uffa0]")
_JOINERS = "\u200c\u200d"
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def lookalikes(name: str) -> tuple[str, ...]:
    """What is odd about the characters of a name, one sentence for each; nothing for an ordinary name.

    >>> lookalikes("T\\u0430pestry")
    ("'а' (U+0430 CYRILLIC SMALL LETTER A) stands among Latin letters in 'Tаpestry'",)
    >>> lookalikes("天猫Tmall")
    ()
    """
    if name.isascii():
        return ()
    return tuple(dict.fromkeys([*_mixed(name), *_invisible(name)]))


def _mixed(name: str) -> Iterator[str]:
    for word in _WORD.findall(name):
        scripts = [_script(c) for c in word]
        of = {s: scripts.count(s) for s in scripts if s}
        most = max(of, key=lambda s: (of[s], s == "LATIN"), default="")
        for character, script in zip(word, scripts, strict=True):
            if script and script != most:
                yield f"{_told(character)} stands among {most.capitalize()} letters in '{word}'"


def _script(character: str) -> str:
    """The script of a letter that has doubles in others; a full-width or mathematical letter is its own."""
    if character.isascii():
        return "LATIN"
    if character in _LIKE_NO_OTHER:
        return ""
    if unicodedata.category(character) not in ("Lu", "Ll"):
        return ""
    if unicodedata.normalize("NFKC", character).isascii():
        return "STYLED"
    first = unicodedata.name(character, "").split(" ", 1)[0]
    return first if first in _SCRIPTS else ""


def _invisible(name: str) -> Iterator[str]:
    for found in _INVISIBLE.finditer(name):
        # The two joiners are spelling in Persian and Hindi and between emoji, but nothing in Latin.
        beside = name[max(found.start() - 1, 0) : found.end() + 1].replace(found[0], "")
        if found[0] not in _JOINERS or any(_script(c) for c in beside):
            yield f"{_code(found[0])} cannot be seen"


def _told(character: str) -> str:
    return f"'{character}' ({_code(character)})"


def _code(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"
