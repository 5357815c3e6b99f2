"""Which stretches of a plain text are the story: related headlines, newsletter boxes and the like are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retailgraph.extraction.text import Span

_TAIL = re.compile(
    r"(?:latest (?:articles?|news|stories|posts)|must[- ]reads?|read (?:more|next|also)|related (?:articles?|stories|news|posts|topics)|"
    r"more (?:from|stories|news|on this)|you (?:may|might) (?:also )?like|recommended(?: for you)?|most (?:read|popular|viewed)|"
    r"trending(?: now)?|top stories|editor'?s picks|popular posts|sign up (?:for|to)\b.*|subscribe(?: (?:to|now|today).*)?|"
    r"newsletters?|leave a (?:comment|reply)|comments?|share this.*|follow us.*|about (?:the author|us)|tags?:?.*|filed under.*|"
    r"advertisement|sponsored(?: content)?|cookie.*|privacy policy.*|terms (?:of use|and conditions).*|contact us|"
    r"©.*|copyright\b.*|all rights reserved.*|retail updates|behind the buzz)[.:!]*",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:photo|image|picture|credit|source|getty|courtesy)\b[^.]{0,80}|(?:photo|image|picture)s?(?: credit| courtesy)?\s*[:/].*|"
    r"advertisement|by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}|(?:read|see|watch|listen)(?: more| also| next)?\s*:.*|"
    r"(?:click|tap) here.*|share(?: on .*)?|(?:facebook|twitter|linkedin|whatsapp|email|print|x)(?:\s*[|,/]\s*\w+)*|"
    r"sign up .*|subscribe .*|follow .* on (?:twitter|x|instagram|linkedin).*|published:? .{0,40}|updated:? .{0,40}|"
    r"\d+ min(?:ute)?s? read|.*all rights reserved.*|©.*|copyright\b.*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[#*_>\s]*")


def body(content: str) -> tuple[Span, ...]:
    """The stretches of a plain text that belong to the story, in order.

    Everything after a line such as "Latest articles" is cut if a story stands before it.
    """
    kept: list[Span] = []
    for start, end in _lines(content):
        line = _MARKUP.sub("", content[start:end], count=1).strip().strip("*_#").strip()
        if not line:
            continue
        if _TAIL.fullmatch(line) and _has_story(content, kept):
            break
        if not _LINE.fullmatch(line):
            kept.append(Span(start, end))
    return tuple(_joined(kept, content))


def _lines(content: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n\r]+", content):
        yield match.start(), match.end()


def _has_story(content: str, kept: list[Span]) -> bool:
    return any(re.search(r"[.!?]", content[s.start : s.end]) for s in kept)


def _joined(kept: list[Span], content: str) -> Iterator[Span]:
    """Neighbouring lines as one stretch, where nothing but blanks lies between."""
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
