"""Which stretches of a plain text are the story: related headlines, newsletter boxes and the like are cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from itertools import islice

from retailgraph.extraction import lexicon
from retailgraph.extraction.paragraphs import BULLET, is_finished, paragraphs
from retailgraph.extraction.text import Span

_TOLD = 150
"""Characters of prose that make a story: what follows "Latest articles" after as many is cut."""
_PROSE = 60
"""Characters of the shortest paragraph with which a story goes on after a box."""
_LONGEST_LINE = 320
_LONGEST_OFFER = 700
_AROUND = " \t\r\n.:!»›>*#_=~|–—-+•·▼▾→’‘“”\"'…[]()"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?"
_DAY = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
)
_HOUR = r"(?:[T,\s|@–-]*(?:at\s+)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s*\(?[a-z]{2,5}\)?)?)?"
_DATE = rf"(?:{_WEEKDAY}{_DAY}{_HOUR})"
_SITE = (
    "(?:facebook|twitter|x|linked ?in|whatsapp|instagram|pinterest|reddit|weibo|wechat|telegram|youtube|tiktok"
    "|threads|bluesky|e-?mail|print|copy link|flipboard|messenger|tumblr|sms|rss|save|share|tweet|pin|bookmark)"
)
_DATE_LINE = re.compile(rf"{_DATE}(?:[\s|•·.,–-]+(?:\d+ min(?:ute)?s?(?: read)?|{_DATE}))?", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?i:by|words by|written by|text by|story by):? [A-ZÀ-Þ][\w.'’-]+(?: (?:(?:and|de|van|von) )?[A-ZÀ-Þ&][\w.'’-]*){0,7}"
    rf"(?:\s*[,|•·–-]\s*(?:[A-Z][\w.'’ &-]{{1,60}}|(?i:{_DATE})|[\w.]+@[\w.]+))*"
)
_BIO = re.compile(
    r"(?:[A-ZÀ-Þ][\w.'’-]+ ){1,4}(?:is|was|has been|covers|writes|reports)\b.{0,120}?"
    r"\b(?:reporter|editor|journalist|correspondent|contributor|writer|columnist|freelancer?|author)\b.*"
)
_CREDIT = re.compile(
    r"\s*+[(\[|–—-]?\s*+\b(?:photo(?:graph)?s?|images?|pictures?|credits?|pic)(?: (?:credit|by|courtesy(?: of)?|via|from))?"
    r" ?[:/©] ?[\w .,&'’/@-]{2,80}[)\]]?$"
    r"|\s*+[(\[] ?(?:photo|image|picture)s? (?:by|courtesy|via|from)\b[^()\[\]]{2,80}[)\]]$"
    r"|\s*+\| ?(?:getty images|shutterstock|reuters|afp|bloomberg)$",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"\s*+[|>»·•›]\s*+")


class _Kind(Enum):
    STORY, LINE, BOX, END = range(4)


@cache
def _groups() -> Mapping[str, re.Pattern[str]]:
    """The patterns of furniture.txt by their group."""
    lines: dict[str, list[str]] = {}
    for line in lexicon.lines_of("furniture.txt"):
        group, _, pattern = line.partition(": ")
        lines.setdefault(group, []).append(pattern.replace("DATE", _DATE).replace("SITE", _SITE))
    edge = {"offers": r"(?:{})\b", "asks": r"\b(?:{})\b"}
    return {
        group: re.compile(edge.get(group, "{}").format("|".join(patterns)), re.IGNORECASE)
        for group, patterns in lines.items()
    }


def body(content: str) -> tuple[Span, ...]:
    """The stretches of a plain text that belong to the story, in order.

    A line such as "Latest articles" ends the story if one stands before it; else it heads a box, which ends
    with the next paragraph of prose. Credits, share buttons, bylines and offers are cut where they stand.
    """
    kept = list(_kept(content))
    while len(kept) > 1 and _is_bio(content[slice(*kept[-1])]):
        kept.pop()
    return tuple(_joined(kept, content))


def headline(content: str, story: Sequence[Span]) -> str:
    """The first line of a story, if it is no sentence and stands by itself; or empty."""
    first = list(islice((line for span in story for line in paragraphs(content, span)), 2))
    if len(first) < 2 or BULLET.match(content, first[0].start):
        return ""
    words = " ".join(content[slice(*first[0])].split())
    gap = content[first[0].end : first[1].start]
    apart = gap.strip() or gap.count("\n") > 1 or gap.count("\r") > 1
    return (
        words if apart and 3 < len(words) < 200 and (words[-1] in "?!？！" or not is_finished(words)) else ""
    )


def date_line(content: str, story: Sequence[Span]) -> str:
    """The line above or just below the headline that says when it was published; or empty."""
    for span in islice(paragraphs(content), 8):
        words = content[slice(*span)]
        if len(words) < _LONGEST_LINE and not any(span.overlaps(s) for s in story):
            found = re.search(_DATE, words, re.IGNORECASE)
            if found:
                return found.group()
        elif _is_prose(words):
            return ""
    return ""


def _kept(content: str) -> Iterator[Span]:
    told = 0
    in_box = False
    for span in paragraphs(content):
        words = content[span.start : span.end]
        kind = _kind(words, bool(told))
        if kind is _Kind.END and told >= _TOLD:
            return
        if kind in (_Kind.END, _Kind.BOX):
            in_box = True
        elif kind is _Kind.STORY:
            prose = _is_prose(words)
            in_box = in_box and not prose
            if not in_box:
                told += len(words) if is_finished(words) else 0
                yield _without_credit(content, span)


def _kind(words: str, told: bool) -> _Kind:
    if len(words) > _LONGEST_OFFER:
        return _Kind.STORY
    line = words.strip(_AROUND).replace("’", "'")
    groups = _groups()
    if groups["rights"].fullmatch(words):
        return _Kind.END
    if len(words) <= _LONGEST_LINE:
        # "Related stories:" stands within a story as often as after it.
        if groups["ends"].fullmatch(line):
            return _Kind.BOX if words.endswith(":") else _Kind.END
        if groups["boxes"].fullmatch(line):
            return _Kind.BOX
        if _is_line(words, line, told):
            return _Kind.BOX if words.endswith(":") else _Kind.LINE
    offer = groups["offers"].match(line)
    return _Kind.LINE if offer and groups["asks"].search(line, offer.end()) else _Kind.STORY


def _is_line(words: str, line: str, told: bool) -> bool:
    if not line or _groups()["lines"].fullmatch(line) or _groups()["lines"].fullmatch(words):
        return True
    if not told and (_BYLINE.fullmatch(line) or _DATE_LINE.fullmatch(line)):
        return True
    parts = _TRAIL.split(line)
    return len(parts) > 2 and all(len(part) < 30 for part in parts) and not is_finished(words)


def _is_prose(words: str) -> bool:
    return len(words) >= _PROSE and (is_finished(words) or len(words) > _LONGEST_LINE)


def _is_bio(words: str) -> bool:
    return len(words) < _LONGEST_OFFER and bool(_BIO.match(words)) and bool(_groups()["bios"].search(words))


def _without_credit(content: str, span: Span) -> Span:
    """A caption without the name of its photographer."""
    begin = max(span.start, span.end - 120)
    credit = _CREDIT.search(content[begin : span.end])
    return (
        Span(span.start, begin + credit.start()) if credit and begin + credit.start() > span.start else span
    )


def _joined(kept: Iterable[Span], content: str) -> Iterator[Span]:
    """Neighbouring paragraphs as one stretch, where nothing but blanks lies between."""
    current: Span | None = None
    for span in kept:
        if current and not content[current.end : span.start].strip():
            current = Span(current.start, span.end)
            continue
        if current:
            yield current
        current = span
    if current:
        yield current


__all__ = ["body", "date_line", "headline"]
