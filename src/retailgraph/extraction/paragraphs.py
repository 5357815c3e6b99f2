"""Paragraphs of a plain text: its lines, those of a hard-wrapped paragraph taken together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retailgraph.extraction import lexicon
from retailgraph.extraction.text import Span

BULLET = re.compile(r"[ \t]*(?:[-*•–▪◦‣·]|\d{1,2}[.)])[ \t]+(?=\S)")
"""What stands before the words of a list item."""
TERMINALS = ".!?…。！？｡؟۔।"
_CLOSING = "\"'”’)]」』）"
_LINE = re.compile("[^\n\r\v\f\x85\u2028\u2029]+")
_WRAPS = range(40, 121)
"""Widths at which mail programs and editors break lines."""
_GOES_ON = lexicon.PREPOSITIONS | lexicon.DETERMINERS | lexicon.closed("paragraphs going_on")


def paragraphs(content: str, span: Span | None = None) -> Iterator[Span]:
    """The paragraphs, headlines and list items of a stretch of text, without the blanks around them."""
    for block in _blocks(content, span or Span(0, len(content))):
        wrapped = _is_wrapped(content, block)
        start = block[0].start
        for line, following in pairwise(block):
            if not (wrapped or _goes_on(content, line, following)) or BULLET.match(content, following.start):
                yield Span(start, line.end)
                start = following.start
        yield Span(start, block[-1].end)


def is_finished(words: str) -> bool:
    """Whether words end as a sentence does."""
    return words.rstrip(_CLOSING)[-1:] in TERMINALS if words else False


def _blocks(content: str, span: Span) -> Iterator[list[Span]]:
    """The lines between blank lines."""
    block: list[Span] = []
    for line in _lines(content, span):
        if block and _is_apart(content[block[-1].end : line.start]):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _lines(content: str, span: Span) -> Iterator[Span]:
    for match in _LINE.finditer(content, span.start, span.end):
        line = match.group()
        left = line.lstrip()
        if left:
            yield Span(match.end() - len(left), match.start() + len(line.rstrip()))


def _is_apart(gap: str) -> bool:
    return gap.count("\n") > 1 or ("\n" not in gap and gap.count("\r") > 1) or "\u2029" in gap or "\f" in gap


def _is_wrapped(content: str, block: Sequence[Span]) -> bool:
    """Whether each line is as full as the widest allows: the next word would not have fitted."""
    widest = max(line.end - line.start for line in block)
    if len(block) < 3 or widest not in _WRAPS:
        return False
    return all(
        line.end - line.start + 1 + _first_word(content, following) > widest
        for line, following in pairwise(block)
    )


def _first_word(content: str, line: Span) -> int:
    return len(content[line.start : min(line.end, line.start + 120)].split(maxsplit=1)[0])


def _goes_on(content: str, line: Span, following: Span) -> bool:
    """Whether a sentence runs on: the next line begins with a small letter, or this one ends with "of"."""
    if line.end - line.start < 30:
        return False
    if content[following.start].islower():
        return True
    last = content[max(line.start, line.end - 20) : line.end].rsplit(maxsplit=1)[-1].lower()
    return last.endswith(",") or last in _GOES_ON


__all__ = ["BULLET", "TERMINALS", "is_finished", "paragraphs"]
