"""Sentences with their offsets: abbreviations, quotes, headlines and lists included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retailgraph.extraction import lexicon
from retailgraph.extraction.paragraphs import BULLET, is_finished, paragraphs
from retailgraph.extraction.text import Sentence, Span, Text

LONGEST = 2000
"""Characters after which a sentence without an end is cut at a blank."""
_HEADLINE = 200
_BEFORE_A_NAME = lexicon.closed("sentences before_a_name")
_BEFORE_A_NUMBER = lexicon.closed("sentences before_a_number")
_MAY_END = lexicon.closed("sentences may_end")
_OPENERS = lexicon.closed("sentences openers")
_WITH_A_BANG = lexicon.closed("sentences with_a_bang")
_EAST = "。！？｡؟۔।"
# Possessive, so that a run of a million marks is read once.
_END = re.compile(rf"[.!?…]++(?:[\"”’'»)\]]|\[\d{{1,3}}\])*+|[{_EAST}]++[」』”’）\"]*+")
_GAP = re.compile(r"\s*+[\"“‘'«(\[「『（-]*+\s*+")
_LAST_WORD = re.compile(r"[\w.&'’-]*\Z")
_FIRST_WORD = re.compile(r"[\w'’]+")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")


def sentences(text: Text) -> tuple[Sentence, ...]:
    """The sentences, headlines and list items of a text's body, in order."""
    content = text.readable
    found: list[Sentence] = []
    number = 0
    for span in text.body or (Span(0, len(content)),):
        for paragraph in paragraphs(content, span):
            found += _of_paragraph(content, paragraph, number)
            number += 1
    return tuple(found)


def _of_paragraph(content: str, paragraph: Span, number: int) -> Iterator[Sentence]:
    start, end = paragraph
    bullet = BULLET.match(content, start, end)
    kind = "item" if bullet else "headline" if _is_headline(content, paragraph) else "prose"
    begin = bullet.end() if bullet else start
    for match in _END.finditer(content, begin, end):
        if match.end() < end and _ends(content, match, begin, end):
            yield from _pieces(content, begin, match.end(), number, kind)
            begin = match.end()
    yield from _pieces(content, begin, end, number, kind)


def _is_headline(content: str, paragraph: Span) -> bool:
    if paragraph.end - paragraph.start >= _HEADLINE:
        return False
    words = content[paragraph.start : paragraph.end]
    return not is_finished(words) and words[-1] not in ":;：；"


def _ends(content: str, match: re.Match[str], begin: int, end: int) -> bool:
    """Whether a mark ends a sentence, by the word before it and the one after."""
    mark, after = content[match.start()], match.end()
    if mark in _EAST:
        return True
    if not content[after].isspace():
        return _ends_without_blank(content, match, begin, end)
    gap = _GAP.match(content, after, end)
    place = gap.end() if gap else after
    following = _FIRST_WORD.match(content, place, min(end, place + 40))
    first = following.group() if following else ""
    word = _LAST_WORD.search(content[max(begin, match.start() - 24) : match.start()])
    last = word.group().lower().strip("'’-.") if word else ""
    if not _may_begin(content[place : place + 1], first, last if match.group() == "." else ""):
        return False
    if mark != ".":
        return not (last in _WITH_A_BANG and first not in _OPENERS)
    return match.group() != "." or _full_stop_ends(last, first)


def _ends_without_blank(content: str, match: re.Match[str], begin: int, end: int) -> bool:
    """A full stop that nothing follows: before a Chinese character, or where a blank was lost."""
    following = content[match.end()]
    if following >= "\u2e80":
        return content[match.start()] != "."
    first = _FIRST_WORD.match(content, match.end(), min(end, match.end() + 40))
    before = content[max(begin, match.start() - 3) : match.start()]
    return bool(first) and first is not None and first.group() in _OPENERS and _is_small(before, 3)


def _may_begin(letter: str, first: str, last: str) -> bool:
    """Whether a sentence may begin so: with a capital, a figure, or a brand in small letters."""
    if not letter.islower():
        return True
    if any(c.isupper() for c in first[1:]):  # iQIYI, eBay
        return True
    known = last in _MAY_END or last in _BEFORE_A_NAME or last in _BEFORE_A_NUMBER
    return _is_small(last, 4) and not known and letter.isascii()


def _is_small(word: str, least: int) -> bool:
    return len(word) >= least and word.isalpha() and word.islower()


def _full_stop_ends(last: str, first: str) -> bool:
    """Whether a full stop after ``last`` ends a sentence although it may belong to an abbreviation."""
    if last in _BEFORE_A_NUMBER:
        return not first[:1].isdigit()
    if last in _BEFORE_A_NAME:
        return False
    return first in _OPENERS or not (last in _MAY_END or _INITIALS.fullmatch(last))


def _pieces(content: str, start: int, end: int, paragraph: int, kind: str) -> Iterator[Sentence]:
    """A sentence without the blanks around it, cut where it is longer than LONGEST."""
    start = _past_blanks(content, start, end)
    while end > start and content[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        blank = content.rfind(" ", start, start + LONGEST)
        cut = blank if blank > start else start + LONGEST
        yield Sentence(start, cut, paragraph, kind)
        start = _past_blanks(content, cut, end)
    if start < end:
        yield Sentence(start, end, paragraph, kind)


def _past_blanks(content: str, start: int, end: int) -> int:
    while start < end and content[start].isspace():
        start += 1
    return start
