"""What a text says without asserting it: in doubt, denied, as a condition, as what others think.

The words lie in ``words/doubts.txt``. A doubt reaches over a stretch of a sentence and says what is left
there of a statement; insertions ("X, which owns Y, ...") are told as facts even amid a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from retailgraph.extraction import lexicon
from retailgraph.extraction.text import Sentence

UNSAID, DENIED, RUMOURED, ANNOUNCED = "unsaid", "denied", "rumoured", "announced"
"""What a doubt leaves of a statement; ``unsaid`` is nothing."""
_STRENGTH = {UNSAID: 3, DENIED: 2, RUMOURED: 1, ANNOUNCED: 0}
_SOME = r"(?:[\w'&-]+ ){0,4}?"
_TURNS = ("no", "not", "n't", "never", "nor", "nobody", "beyond", "without", "little", "few")
_NOT = "".join(f"(?<!{word} )" for word in _TURNS)
_NAME = "[A-Z]"
_BREAK = re.compile(
    r"; |[,:]? (?:but|although|though|whereas|however)\b|, (?:while|and (?:it|they|he|she)\b)| [–—] "
)
_INSERTED = re.compile(
    r", (?:which|who|whose|where|owned|run|operated|founded|bought|acquired|now|formerly|once|part of"
    r"|(?:an?|the|its|their) )[^,;]*,"
)
_QUESTION = re.compile(
    r"[\"“]?(?:so |but |and |why |how |when )?(?:is|are|was|were|does|do|did|has|have|had|will|would|can|"
    r"could|should|shall|might|must)\b"
)
_APPROVAL = re.compile(
    r"\b(?:approv|clear(?:ed|ance)|clos|complet|regulat|sharehold|consent|go(?:es)? (?:through|ahead)|"
    r"success|accept|antitrust|all goes|as planned)"
)


class Doubt(NamedTuple):
    """A stretch of a text of which only ``rung`` is left."""

    start: int
    end: int
    rung: str


@cache
def _table() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows = []
    for line in lexicon.lines_of("doubts.txt"):
        head, _, pattern = line.partition(": ")
        rung, reach = head.split()
        words = pattern.replace("SOME", _SOME).replace("NOT", _NOT)
        # A name begins with a capital; all else is matched whatever its case.
        rows.append((rung, reach, re.compile(words.replace("NAME", f"(?-i:{_NAME})\\w*"), re.IGNORECASE)))
    return tuple(rows)


def doubts(content: str, sentence: Sentence) -> tuple[Doubt, ...]:
    """The doubts of a sentence, with offsets into the content."""
    words = content[sentence.start : sentence.end].replace("’", "'")
    found = (*_questions(words), *_by_words(words))
    return tuple(
        Doubt(d.start + sentence.start, d.end + sentence.start, d.rung) for d in found if d.end > d.start
    )


def told_aside(content: str, sentence: Sentence) -> tuple[tuple[int, int], ...]:
    """The insertions of a sentence: what they say is no part of what is doubted around them."""
    words = content[sentence.start : sentence.end]
    return tuple((sentence.start + m.start(), sentence.start + m.end()) for m in _INSERTED.finditer(words))


def _questions(words: str) -> Iterator[Doubt]:
    end = words.find("?")
    if end < 0:
        return
    start = max(words.rfind(mark, 0, end) for mark in (". ", "“", '"', ": ", "; ")) + 1
    asked = _QUESTION.match(words[start:end].strip().lower())
    yield Doubt(start, end, UNSAID if asked else RUMOURED)


def _by_words(words: str) -> Iterator[Doubt]:
    for rung, reach, pattern in _table():
        for match in pattern.finditer(words):
            yield from _reached(words, match, rung, reach)


def _reached(words: str, match: re.Match[str], rung: str, reach: str) -> Iterator[Doubt]:
    start, end = _clause(words, match.start(), match.end())
    if reach == "whole":
        yield Doubt(0, len(words), rung)
    elif reach == "clause":
        yield Doubt(start, end, rung)
    elif reach == "on":
        yield Doubt(match.end(), end, rung)
    else:
        comma = _comma(words, match.end(), end)
        yield Doubt(match.start(), comma, rung)
        if reach == "if" and not _APPROVAL.search(words[match.end() : comma].lower()):
            yield from (Doubt(*span, RUMOURED) for span in ((start, match.start()), (comma, end)))


def _clause(words: str, first: int, last: int) -> tuple[int, int]:
    """Where the clause around a stretch begins and ends."""
    start = 0
    for mark in _BREAK.finditer(words):
        if mark.start() >= last:
            return start, mark.start()
        if mark.end() <= first:
            start = mark.end()
    return start, len(words)


def _comma(words: str, place: int, end: int) -> int:
    """The next comma that ends more than an insertion."""
    aside = [m.span() for m in _INSERTED.finditer(words, place, end)]
    at = place
    while (at := words.find(",", at, end)) >= 0:
        inside = next((last for first, last in aside if first <= at < last), None)
        if inside is None:
            return at
        at = inside
    return end


def left_of(found: tuple[Doubt, ...], aside: tuple[tuple[int, int], ...], place: int) -> str:
    """What doubts leave of a statement that is made at a place; empty if none reaches it."""
    inside = next((span for span in aside if span[0] < place < span[1]), None)
    reaching = [
        d.rung
        for d in found
        if d.start <= place < d.end and (inside is None or (inside[0] <= d.start and d.end <= inside[1]))
    ]
    return max(reaching, key=_STRENGTH.__getitem__, default="")


__all__ = ["ANNOUNCED", "DENIED", "RUMOURED", "UNSAID", "Doubt", "doubts", "left_of", "told_aside"]
