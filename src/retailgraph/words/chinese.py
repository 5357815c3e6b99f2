"""Chinese questions in English words, by the list ``text/chinese.txt``, which people can read and extend.

What is said around a question is taken away first: politeness, adverbs, and the time, which goes to its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import NamedTuple

from retailgraph.words.wordlists import lines_of

_LONGEST = 120
"""Characters; a longer text is no question."""
_PIECE = re.compile(r"(\{\w\}|\([^()]*\))")
_WHOLE = "(?!(?<=[A-Za-z0-9])[A-Za-z0-9])"  # no name ends within a word
_HAN = re.compile(r"[\u3400-\u9fff]")
_MARKS = re.compile(r"[？?。！!]|[\s，,、]+$")
_LEADS = ("请问一下", "请问", "我想知道", "想知道", "请告诉我", "告诉我", "你知道")
_ADVERBS = re.compile("仍然|依然|仍旧|已经|目前|现在|如今|当前|至今|到底|究竟|曾经|一共|总共|还|仍|曾|也")
_YEAR = r"(?:(自|从)?(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?"
_TIME = re.compile(_YEAR + r"(以来|起|至今|之前|以前|前|之后|以后|后|年底|底|年初|初|期间|时|间)?)")
_RELATIVE = {"去年": "last year", "今年": "this year", "上个月": "last month", "本月": "this month"}
_LEADING = {
    **dict.fromkeys(("之前", "以前", "前"), "before"),
    **dict.fromkeys(("之后", "以后", "后", "以来", "起", "至今"), "since"),
}
_JOINTS = (
    ("或者", " or "),
    ("或", " or "),
    ("以及", " and "),
    ("和", " and "),
    ("与", " and "),
    ("、", ", "),
)


def is_chinese(question: str) -> bool:
    """Whether a question holds Chinese words beside its names: whether one of the wordings fits it."""
    return bool(_HAN.search(question)) and next(from_chinese(question), None) is not None


def from_chinese(question: str) -> Iterator[str]:
    """A Chinese question in English words, its names as they are; nothing if no wording fits it.

    First without adverbs and its time, then as it is put, and each with names parted at "and".
    """
    text = _MARKS.sub("", question.strip())
    if len(text) > _LONGEST:
        return
    text = next((text.removeprefix(lead) for lead in _LEADS if text.startswith(lead)), text).lstrip("，, ")
    timed, time = _untimed(text)
    for plain, when in dict.fromkeys(((_ADVERBS.sub("", timed), time), (timed, time), (text, ""))):
        for wording in _wordings():
            found = wording.found_in(plain)
            if found is not None:
                yield from _filled(found, wording.becomes, when)


def _filled(found: re.Match[str], becomes: str, when: str) -> Iterator[str]:
    """What a wording becomes with the names of a question; then with names parted at "and"."""
    names = {slot: name.strip() for slot, name in found.groupdict().items() if len(slot) == 1}
    for place, chosen in enumerate((found[name] for name in found.re.groupindex if len(name) > 1), 1):
        becomes = becomes.replace(f"{{{place}}}", chosen)
    for way in (names, {slot: _parted(name) for slot, name in names.items()}):
        if all(way.values()):
            yield f"{becomes.format(**way)} {when}".rstrip()
        if not any(joint in name for name in names.values() for joint, _ in _JOINTS):
            return


def _untimed(text: str) -> tuple[str, str]:
    """A question without its time, and the time in English; both as they are if it names none."""
    for said, meant in _RELATIVE.items():
        if said in text:
            return text.replace(said, "", 1).strip("，, "), meant
    found = _TIME.search(text)
    if found is None:
        return text, ""
    lead, year, month, day, tail = found.groups()
    date = "-".join(part.zfill(2) for part in (year, month, day) if part)
    word = _LEADING.get(tail or "", "since" if lead and tail != "底" else "on" if day else "in")
    rest = text[: found.start()] + text[found.end() :]
    return rest.strip("，, 在的"), f"{word} {date}"


def _parted(name: str) -> str:
    for joint, meant in _JOINTS:
        name = name.replace(joint, meant)
    return " ".join(name.split())


class ChineseWording(NamedTuple):
    """A line of the list: texts of which one of each group has to stand in a question; what it becomes."""

    needs: tuple[tuple[str, ...], ...]
    said: str
    becomes: str

    def found_in(self, text: str) -> re.Match[str] | None:
        """Where its slots and choices lie in a text: groups x, y, z, and c1, c2; None if it does not fit."""
        if not all(any(option in text for option in options) for options in self.needs):
            return None
        return _compiled(self.said).fullmatch(text)


@cache
def _wordings() -> tuple[ChineseWording, ...]:
    found = []
    for line in lines_of("chinese"):
        said, _, becomes = line.partition("=>")
        pieces = [piece for piece in _PIECE.split(said.replace(" ", "")) if piece]
        needs = tuple(tuple(_options(piece)) for piece in pieces if not piece.startswith("{"))
        found.append(ChineseWording(needs, said.replace(" ", ""), becomes.strip()))
    return tuple(found)


def _options(piece: str) -> list[str]:
    return piece[1:-1].split("|") if piece.startswith("(") else [piece]


@cache
def _compiled(said: str) -> re.Pattern[str]:
    places = count(1)
    made = []
    for piece in _PIECE.split(said):
        if piece.startswith("{"):
            made.append(f"{_WHOLE}(?P<{piece[1:-1]}>.+?){_WHOLE}")
        elif piece.startswith("("):
            made.append(f"(?P<c{next(places)}>{'|'.join(map(re.escape, _options(piece)))})")
        else:
            made.append(re.escape(piece))
    return re.compile("".join(made))
