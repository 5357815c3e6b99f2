"""Sentences with their offsets: abbreviations, quotes, headlines and lists included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retailgraph.extraction import lexicon
from retailgraph.extraction.text import Sentence, Span, Text

LONGEST = 2000
"""Characters after which a sentence without an end is cut at a blank."""
_ABBREVIATIONS = lexicon.closed("sentences abbreviations")
_END = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s)|[。！？]+[」”’）]*")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_BULLET = re.compile(r"[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+")


def sentences(text: Text) -> tuple[Sentence, ...]:
    """The sentences, headlines and list items of a text's body, in order."""
    body = text.body or (Span(0, len(text.content)),)
    found: list[Sentence] = []
    paragraph = 0
    for span in body:
        for line in re.finditer(r"[^\n\r\u2028\u2029]+", text.content[span.start : span.end]):
            start, end = span.start + line.start(), span.start + line.end()
            if text.content[start:end].strip():
                found += _of_line(text.content, start, end, paragraph)
                paragraph += 1
    return tuple(found)


def _of_line(content: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    bullet = _BULLET.match(content, start, end)
    kind = "item" if bullet else "prose"
    begin = bullet.end() if bullet else start
    if not bullet and not re.search(r"[.!?。！？:;][\"”’)]*\s*$", content[start:end]) and end - start < 200:
        kind = "headline"
    for match in _END.finditer(content, begin, end):
        if match.end() >= end or _ends(content, match, begin, end):
            yield from _pieces(content, begin, match.end(), paragraph, kind)
            begin = match.end()
    yield from _pieces(content, begin, end, paragraph, kind)


def _ends(content: str, match: re.Match[str], begin: int, end: int) -> bool:
    """Whether a full stop ends a sentence: not after an abbreviation or initial, and a capital follows."""
    following = re.compile(r"\s*[\"“‘'(\[]*").match(content, match.end(), end)
    after = content[following.end() if following else match.end() :][:1]
    if match.group()[0] in "。！？":
        return True
    if not (after.isupper() or after.isdigit() or after in "&" or not after.isascii()):
        return False
    if match.group()[0] != ".":
        return True
    word = re.search(r"[\w.&-]*$", content[begin : match.start()])
    last = word.group().lower() if word else ""
    if last in _ABBREVIATIONS:
        return last in ("inc", "ltd", "corp", "co", "u.s", "u.k", "etc", "s.p.a") and _starts(
            content, match.end()
        )
    return not _INITIALS.fullmatch(last)


def _starts(content: str, at: int) -> bool:
    """Whether the next word looks like the first of a sentence and not like part of a name."""
    word = re.compile(r"\s*([A-Z][\w'’]*)").match(content, at)
    return bool(word) and word is not None and word[1] in _OPENERS


_OPENERS = lexicon.closed("sentences openers")


def _pieces(content: str, start: int, end: int, paragraph: int, kind: str) -> Iterator[Sentence]:
    while start < end and content[start].isspace():
        start += 1
    while end > start and content[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = content.rfind(" ", start, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield Sentence(start, cut, paragraph, kind)
        start = cut
        while start < end and content[start].isspace():
            start += 1
    if start < end:
        yield Sentence(start, end, paragraph, kind)
