"""The stretches of time that words name: "Q3 2019", "early 2019", "two years ago", "18 September 2019"."""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from retailgraph.dates import MONTHS, PartialDate, day, partial
from retailgraph.errors import UsageError
from retailgraph.words.english import words


class Period(NamedTuple):
    """The stretch of time that words name, by its first and its last date; both are one for a date."""

    first: PartialDate
    last: PartialDate


_MONTH = {name: i for i, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
# Compiled, and kept, by ``re`` at the first question that names a time.
_DATE_LIKE = r"[0-9]{4}(?:[-/.][0-9][0-9\-/.]*)?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}"
_DECADE = r"([0-9]{3})0'?s"
_QUARTER = r"(?:([0-9]{4})[-/]?)?([qh])([0-9])(?:[-/]?([0-9]{4}))?"
_ORDINAL = ("st", "nd", "rd", "th")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBERS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_UNITS = {"day": 0, "week": 0, "month": 1, "quarter": 3, "year": 12, "decade": 120}
"""Months; days and weeks are counted in days."""
_DAYS = {"day": 1, "week": 7}
_SEASONS = words("spring summer autumn fall winter")
_THIRDS = {"early": 0, "mid": 1, "late": 2}


def period_of(phrase: Sequence[str], today: date | None) -> Period | None:
    """The period that words name; None if they name none. UsageError as :func:`timed`."""
    plain = tuple(word for word in phrase if word != "the")
    stated = _date(plain)
    if stated:
        return Period(stated, stated)
    ways: tuple[Callable[[], Period | None], ...] = (
        lambda: _decade(plain),
        lambda: _part_of_year(plain),
        lambda: _third(plain),
        lambda: edge(plain, today),
        lambda: recent(tuple(phrase), today),
        lambda: counted(plain, today),
    )
    found = next((period for way in ways if (period := way())), None)
    if found is None:
        _refuse_vague(plain)
    return found


def _refuse_vague(plain: tuple[str, ...]) -> None:
    """Seasons and fiscal years begin in different months in different places: refused, not guessed."""
    year = plain[-1] if plain and _is_year(plain[-1]) else ""
    if not year or len(plain) > 4:
        return
    vague = next((word for word in plain[:-1] if word in _SEASONS or word in ("fiscal", "fy")), "")
    if vague:
        what = "a fiscal year" if vague in ("fiscal", "fy") else vague
        example = f"such as from {year}-03 to {year}-05"
        raise UsageError(f"{what} does not begin in the same month everywhere; write the months, {example}")


def _decade(plain: tuple[str, ...]) -> Period | None:
    found = re.fullmatch(_DECADE, plain[0]) if len(plain) == 1 else None
    return _years(int(found[1]) * 10, int(found[1]) * 10 + 9) if found else None


def _years(first: int, last: int) -> Period:
    return _between_texts(f"{first:04d}", f"{last:04d}")


def _months(year: int, first: int, last: int) -> Period:
    return _between_texts(f"{year:04d}-{first:02d}", f"{year:04d}-{last:02d}")


def _between_texts(first: str, last: str) -> Period:
    try:
        return Period(partial(first), partial(last))
    except ValueError as error:
        raise UsageError(str(error)) from None


def _part_of_year(plain: tuple[str, ...]) -> Period | None:
    """ "Q3 2019", "2019-Q3", "third quarter of 2019", "first half of 2019"."""
    kept = [word for word in plain if word != "of"]
    if len(kept) == 3 and kept[0] in _ORDINALS and kept[1] in ("quarter", "half"):
        count = {"quarter": 4, "half": 2}[kept[1]]
        return _part(kept[2], _ORDINALS[kept[0]] or count, count)
    found = re.fullmatch(_QUARTER, "".join(kept)) if len(kept) <= 2 else None
    if found and bool(found[1]) != bool(found[4]):
        return _part(found[1] or found[4], int(found[3]), 4 if found[2] == "q" else 2)
    return None


def _part(year: str, number: int, count: int) -> Period | None:
    if not _is_year(year):
        return None
    if not 1 <= number <= count:
        raise UsageError(f"{year} has {count} {'halves' if count == 2 else 'quarters'}, no number {number}")
    size = 12 // count
    return _months(int(year), (number - 1) * size + 1, number * size)


def _third(plain: tuple[str, ...]) -> Period | None:
    """ "early 2019" is its first four months, "mid" and "late" the next; of a month ten days each."""
    if not plain:
        return None
    head, _, tail = plain[0].partition("-")
    rest = (tail, *plain[1:]) if tail else plain[1:]
    stated = _date(rest) if head in _THIRDS and rest else None
    if stated is None or stated.precision == 3:
        return None
    third = _THIRDS[head]
    if stated.precision == 1:
        return _months(stated.earliest.year, third * 4 + 1, third * 4 + 4)
    last = stated.latest if third == 2 else stated.earliest.replace(day=third * 10 + 10)
    return Period(day(stated.earliest.replace(day=third * 10 + 1)), day(last))


def edge(phrase: tuple[str, ...], today: date | None) -> Period | None:
    """ "the end of 2019" is its last day, "the beginning of 2019" its first, "the middle" as "mid 2019"."""
    plain = tuple(word for word in phrase if word != "the")
    if len(plain) < 3 or plain[1] != "of":
        return None
    if plain[0] == "middle":
        return _third(("mid", *plain[2:]))
    found = period_of(plain[2:], today) if plain[0] in ("end", "beginning", "start") else None
    if found is None:
        return None
    edge = day(found.last.latest if plain[0] == "end" else found.first.earliest)
    return Period(edge, edge)


# --- counted from today -----------------------------------------------------------------------------------


def recent(phrase: tuple[str, ...], today: date | None) -> Period | None:
    """ "last year", "this month", "yesterday"; "the last year" is the twelve months up to today."""
    if today is None or not phrase:
        return None
    if phrase in (("yesterday",), ("today",)):
        one = day(date.fromordinal(max(1, today.toordinal() - (phrase[0] == "yesterday"))))
        return Period(one, one)
    if len(phrase) == 3 and phrase[0] == "the" and phrase[1] in ("last", "past"):
        return _stretch(1, phrase[2], today)
    if len(phrase) != 2 or phrase[0] not in ("last", "previous", "this", "next", "past"):
        return None
    step = {"this": 0, "next": 1}.get(phrase[0], -1)
    return _calendar(phrase[1], step, today)


def _calendar(unit: str, step: int, today: date) -> Period | None:
    """The year, quarter or month that lies so many steps from today's."""
    at = today.year * 12 + today.month - 1
    if unit == "year":
        return _years(today.year + step, today.year + step)
    if unit == "quarter":
        first = (at // 3 + step) * 3
        return _months(first // 12, first % 12 + 1, first % 12 + 3)
    if unit == "month":
        return _months((at + step) // 12, (at + step) % 12 + 1, (at + step) % 12 + 1)
    return None


def counted(phrase: tuple[str, ...], today: date | None) -> Period | None:
    """ "two years ago", "the last 18 months", "past two years"."""
    plain = tuple(word for word in phrase if word not in ("the", "of"))
    if today is None or len(plain) < 3:
        return None
    if plain[-1] == "ago":
        number, unit = _number_of(plain[:-1])
        gone = _back(today, number, unit) if number else None
        return Period(gone, gone) if gone else None
    if plain[0] in ("last", "past", "previous", "recent"):
        number, unit = _number_of(plain[1:])
        return _stretch(number, unit, today) if number else None
    return None


def _number_of(phrase: tuple[str, ...]) -> tuple[int, str]:
    """The number and the unit of "two years", "a couple years"; no number if it is none."""
    if phrase[:2] == ("a", "couple"):
        phrase = phrase[1:]
    if len(phrase) != 2:
        return 0, ""
    text = phrase[0]
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else _NUMBERS.get(text, 0)
    return number, phrase[1]


def _stretch(number: int, unit: str, today: date) -> Period | None:
    begun = _back(today, number, unit)
    return Period(begun, day(today)) if begun else None


def _back(today: date, number: int, unit: str) -> PartialDate | None:
    """The day so many units before today; None if it is no unit. UsageError before the year 1."""
    noun = unit.removesuffix("s")
    if noun not in _UNITS:
        return None
    try:
        if noun in _DAYS:
            return day(date.fromordinal(today.toordinal() - number * _DAYS[noun]))
        months = today.year * 12 + today.month - 1 - number * _UNITS[noun]
        last = partial(f"{months // 12:04d}-{months % 12 + 1:02d}").latest
        return day(last.replace(day=min(today.day, last.day)))
    except (ValueError, OverflowError):
        raise UsageError(f"{number:,} {noun}s before {today} there is no date") from None


# --- dates ------------------------------------------------------------------------------------------------


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit()


def is_bare_year(phrase: tuple[str, ...]) -> bool:
    """Whether words are a year and nothing else."""
    return len(phrase) == 1 and _is_year(phrase[0])


def _date(phrase: Sequence[str]) -> PartialDate | None:
    """The date that these words are, or None; UsageError if they are written as a date but are none."""
    kept = [word for word in phrase if word not in ("of", "the", "year", "month")]
    text = ""
    if len(kept) == 1 and re.fullmatch(_DATE_LIKE, kept[0]):
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
