"""A sentence as a row of elements: names, verb groups, roles, dates and the words between.

Nothing here knows a relation. Verb groups gather what English spreads over many words ("has agreed in
principle
to be bought by"), so that a wording needs to say its verb only once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retailgraph.extraction import lexicon
from retailgraph.extraction.text import Party

SLOT, VERB, WORD, MARK, ROLE, TIME, IS = "slot", "verb", "word", "mark", "role", "time", "is"

NO_LONGER = "no longer"
"""Two words that stand as one adverb."""
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S.
    r"|\d[\d.,]*\d|\d"
    r"|[^\W\d_]+(?:[-.&+/][^\W\d_]+)*(?=n[’']t\b)"
    r"|n[’']t\b"
    r"|[’'](?:s|re|ve|ll|d|m)\b"
    r"|[^\W_]+(?:(?:[-&+/]|\.(?=\w))[^\W_]+)*"
    r"|\S"
)
_SPLIT = re.compile(r"^(.+)-(owned|backed|controlled|based|led|run|listed|parent|operated|headquartered)$")


class Token(NamedTuple):
    """A word or mark; ``low`` is it in lower case with plain apostrophes."""

    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verbs:
    """A verb group.

    ``lemma`` is the main verb; ``voice`` active or passive; ``finite`` whether it makes a clause by itself;
    ``governors`` the verbs and phrases that govern it ("agree", "in talks"), ``modal`` will, may and the
    like.
    """

    lemma: str
    voice: str = "active"
    finite: bool = True
    negated: bool = False
    past: bool = False
    perfect: bool = False
    gerund: bool = False
    modal: str = ""
    governors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a sentence; ``low`` are its words in lower case.

    A slot holds the parties of a name or of a list of names; ``possessive`` means that 's follows, ``noun``
    is the
    class noun before it ("the jeweller Cartier"), ``guess`` that it stands for a name used before.
    """

    kind: str
    low: str
    start: int
    end: int
    parties: tuple[Party, ...] = ()
    possessive: bool = False
    noun: str = ""
    guess: bool = False
    verbs: Verbs | None = None


def tokens(content: str, start: int, end: int) -> list[Token]:
    """The words and marks of a stretch of text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(content, start, end):
        text = match.group()
        parts = _SPLIT.match(text)
        if parts:
            cut = match.start() + len(parts.group(1))
            found.append(_token(content, match.start(), cut))
            found.append(Token("-", "-", cut, cut + 1))
            found.append(_token(content, cut + 1, match.end()))
        else:
            found.append(_token(content, match.start(), match.end()))
    return found


def _token(content: str, start: int, end: int) -> Token:
    text = content[start:end]
    return Token(text, text.lower().replace("’", "'"), start, end)


def form_of(element: Element | None) -> lexicon.VerbForm | None:
    """What a word may be as a verb; None for what is none."""
    if element is None or element.kind != WORD:
        return None
    return lexicon.verb_forms().get(element.low)


def element_at(row: Sequence[Element], place: int) -> Element | None:
    """The element at a place; None beyond the ends of the row."""
    return row[place] if 0 <= place < len(row) else None


def _is_adverb(low: str) -> bool:
    return low in lexicon.ADVERBS or low.endswith("ly") or low == NO_LONGER


def after_adverbs(row: Sequence[Element], place: int) -> int:
    """The place after adverbs and the like."""
    while place < len(row) and (
        (row[place].kind == WORD and (_is_adverb(row[place].low))) or row[place].kind == TIME
    ):
        place += 1
    return place


_PLACES = frozenset(("Market", "Place"))


def names_place(element: Element) -> bool:
    """Whether an element is the name of a country, region or city, and of nothing else."""
    return element.kind == SLOT and all(p.types and _PLACES.issuperset(p.types) for p in element.parties)
