"""A text as it is read: Markdown, odd blanks and invisible marks as blanks, each character in its place.

Offsets stay those of the text as a person has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from retailgraph.extraction.paragraphs import paragraphs

_ODD = (
    "\t\u00a0\u00ad\u061c\u180e\u2000-\u200f\u202a-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb"
)
_BLANKS = re.compile(f"[{_ODD}]")
_LINE_BREAK = re.compile("[\n\r\v\x85\u2028]")
_FRONT = re.compile(r"\s{0,20}(---|\+\+\+)[ \t]*\r?\n(.{0,5000}?)\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"([A-Za-z_]{1,20})[ \t]*[:=][ \t]*(.*)")
_TARGET = r"\((?>[^()\n]|\([^()\n]{0,200}\)){0,1000}+\)"
_PARTED = re.compile(r"(?<=\w)( ++)(['’]s)\b")
_MARKDOWN = re.compile(
    "|".join(
        (
            r"^[ \t]{0,3}(?:```|~~~).{0,80}$",
            r"^[ \t]{0,3}#{1,6}(?=[ \t])|[ \t]#{1,6}[ \t]*$",
            r"^[ \t]{0,3}(?:>[ \t]?){1,9}",
            r"^[ \t]{0,3}(?:[-*_=][ \t]{0,3}){3,200}$",
            r"^[ \t]*\|?[ \t]*:?-{3,80}:?[ \t]*\|[-:| \t]*$",
            r"^[ \t]{0,3}\[[^\]\n]{1,100}\]:[ \t]*\S{1,2000}.{0,200}$",
            rf"!\[[^\[\]\n]{{0,500}}\]{_TARGET}",
            rf"\]{_TARGET}|\]\[[^\[\]\n]{{0,100}}\]",
            r"\[\^[^\]\n]{1,40}\]",
            r"<(?:https?://|mailto:)[^<>\s]{1,2000}>",
            r"</?[A-Za-z][^<>\n]{0,500}>|<!--[^\n]{0,500}?-->",
            r"\[(?=[^\[\]\n]{1,500}\][(\[])",
            r"(?<!\\)\*{1,3}(?![ \t*])|(?<=[^\s\\])\*{1,3}|~~|`{1,3}",
            r"(?<!\w)_{1,3}(?=\w)|(?<=[\w.!?,])_{1,3}(?!\w)",
            r"\\(?=[\\`*_{}\[\]()#+.!|-])",
            r"\|",
        )
    ),
    re.MULTILINE,
)


def without_markdown(content: str) -> str:
    """The words of a Markdown text, each where it stood."""
    front = _FRONT.match(content)
    if front:
        content = _blank(content[: front.end()]) + content[front.end() :]
    plain = _MARKDOWN.sub(lambda mark: _blank(mark.group()), content)
    # "[Alibaba](...)'s Tmall": what makes a possessive is read next to its name.
    return _PARTED.sub(r"\2\1", plain)


def front_matter(content: str) -> Mapping[str, str]:
    """What stands between the dashes at the head of a Markdown text, by its keys in lower case."""
    front = _FRONT.match(content)
    lines = front[2].splitlines() if front else ()
    read = (_FRONT_LINE.fullmatch(line.rstrip()) for line in lines)
    return {m[1].lower(): m[2].strip().strip("\"'") for m in read if m}


def without_oddities(content: str) -> str:
    """The same with plain blanks for odd and invisible ones, and for line breaks within a paragraph."""
    if _BLANKS.search(content):
        content = _BLANKS.sub(" ", content)
    pieces: list[str] = []
    place = 0
    for span in paragraphs(content):
        inside = content[span.start : span.end]
        if _LINE_BREAK.search(inside):
            pieces += (content[place : span.start], _LINE_BREAK.sub(" ", inside))
            place = span.end
    return "".join((*pieces, content[place:])) if pieces else content


def _blank(words: str) -> str:
    """As many blanks, line breaks kept."""
    return re.sub(r"[^\r\n]", " ", words)


__all__ = ["front_matter", "without_markdown", "without_oddities"]
