"""The time that a question is about: "in 2019", "on 18 September 2019", "since 2020", "over time"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retailgraph.dates import MONTHS, PartialDate, day, partial
from retailgraph.errors import UsageError
from retailgraph.lookup.english import Token, phrases, words


class When(NamedTuple):
    """The time a question is about.

    ``kind`` is ``now``, ``on`` (a day, ``start``), ``in`` (a month or year, ``start``), ``since``
    (``start``), ``before`` (``end``), ``between`` (both) or ``overTime``.
    """

    kind: str
    start: PartialDate | None = None
    end: PartialDate | None = None


NOW = When("now")
OVER_TIME = When("overTime")

_MONTH = {name: i for i, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
_DATE_LIKE = re.compile(r"[0-9]{4}(?:[-/.][0-9][0-9\-/.]*)?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}", re.ASCII)
_NOW = phrases(
    "now|right now|today|as of now|as of today|currently|presently|nowadays|"
    "at present|at the moment|these days"
)
_EVER = phrases(
    "ever|over time|over the years|through time|throughout history|in the past|so far|"
    "until now|till now|to date"
)
_PHRASES = dict.fromkeys(_NOW, NOW) | dict.fromkeys(_EVER, OVER_TIME)
_IN = words("in during throughout within")
_SINCE = words("since after from")
_BEFORE = words("before until till")
_ORDINAL = ("st", "nd", "rd", "th")
_LONGEST_PHRASE = 14  # "between the 18th of September of 2019 and the 18th of October of 2019"


def timed(tokens: tuple[Token, ...]) -> Iterator[tuple[tuple[Token, ...], When]]:
    """The question without its time phrase, if it has one; then the whole, as a name may hold such words.

    UsageError if the phrase has a date that does not exist.
    """
    keys = tuple(token[0] for token in tokens)
    size = len(keys)
    for at in range(max(1, size - _LONGEST_PHRASE), size):
        when = when_of(keys[at:])
        if when:
            yield tokens[:at], when
            break
    else:
        for at in range(min(size - 1, _LONGEST_PHRASE), 0, -1):
            when = when_of(keys[:at])
            if when:
                yield tokens[at:], when
                break
    yield tokens, NOW


def when_of(phrase: tuple[str, ...]) -> When | None:
    """The time that a phrase means, or None if it is no time phrase. UsageError as :func:`timed`."""
    known = _PHRASES.get(phrase)
    if known or len(phrase) < 2:
        return known
    head, rest = phrase[0], phrase[1:]
    if head in _IN:
        return _at(_date(rest))
    if head == "on":
        # A bare year is no day: "brands on 1688" asks for a platform of that name.
        return None if len(rest) == 1 and _is_year(rest[0]) else _at(_date(rest))
    if head == "as" and rest[0] in ("of", "at"):
        return _at(_date(rest[1:]))
    if head == "at":
        return _edge_of_period(rest)
    return _span(head, rest)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit()


def _at(date: PartialDate | None) -> When | None:
    if date is None:
        return None
    return When("on" if date.precision == 3 else "in", start=date)


def _edge_of_period(phrase: tuple[str, ...]) -> When | None:
    """ "the end of 2019" is its last day, "the beginning of 2019" its first."""
    kept = tuple(word for word in phrase if word != "the")
    if len(kept) < 3 or kept[0] not in ("end", "beginning", "start") or kept[1] != "of":
        return None
    date = _date(kept[2:])
    if date is None:
        return None
    return When("on", start=day(date.latest if kept[0] == "end" else date.earliest))


def _span(head: str, rest: tuple[str, ...]) -> When | None:
    if head == "between" or (head == "from" and len(rest) > 2):
        between = _between(rest, ("and",) if head == "between" else ("to", "until", "till", "through"))
        if between or head == "between":
            return between
    if head in _SINCE:
        date = _date(rest[:-1] if rest[-1] in ("on", "onward", "onwards") else rest)
        return When("since", start=date) if date else None
    if (head, rest[0]) in (("up", "to"), ("prior", "to")):
        head, rest = "before", rest[1:]
    if head in _BEFORE:
        date = _date(rest)
        return When("before", end=date) if date else None
    return None


def _between(rest: tuple[str, ...], joints: tuple[str, ...]) -> When | None:
    for at, word in enumerate(rest[1:-1], 1):
        if word in joints:
            start, end = _date(rest[:at]), _date(rest[at + 1 :])
            if not (start and end):
                return None
            if end.latest < start.earliest:
                raise UsageError(f"the time ends before it begins: {start} to {end}")
            return When("between", start, end)
    return None


def _date(phrase: Sequence[str]) -> PartialDate | None:
    """The date that these words are, or None; UsageError if they are written as a date but are none."""
    kept = [word for word in phrase if word not in ("of", "the", "year")]
    text = ""
    if len(kept) == 1 and _DATE_LIKE.fullmatch(kept[0]):
        text = kept[0]
    elif len(kept) in (2, 3) and _is_year(kept[-1]):
        text = _spelled(kept)
    if not text:
        return None
    try:
        return partial(text)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _spelled(phrase: Sequence[str]) -> str:
    """ "2019-09-18" of September 18 2019 or 18 September 2019, "2019-09" of Sept 2019; else empty."""
    month = next((_MONTH[word] for word in phrase[:-1] if word in _MONTH), 0)
    days = [_day_number(word) for word in phrase[:-1] if word not in _MONTH]
    if not month or len(days) != len(phrase) - 2 or None in days:
        return ""
    return "-".join((phrase[-1], f"{month:02d}", *(f"{number:02d}" for number in days)))


def _day_number(word: str) -> int | None:
    digits = word[:-2] if word.endswith(_ORDINAL) else word
    return int(digits) if len(digits) in (1, 2) and digits.isascii() and digits.isdigit() else None
