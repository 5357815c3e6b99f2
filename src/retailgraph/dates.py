"""Partial dates: a year, a month, a day or a longer time, with the first and the last day they may mean.

An article says "in September 2019", "in the 1990s" or "before 1995"; nothing is gained by pretending to know
the day. A partial date keeps its text and its two bounds, and comparisons are made on the bounds.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
# Few dates are longer times: their patterns are compiled (and kept) by ``re`` at the first that is.
_DECADE = r"([0-9]{3})(?:0s|X)"
_PART = r"([0-9]{4})-([QH])([1-4])"
_BOUND = r"(before|after) (.+)"
_UP_TO, _ON_FROM = r"\.\.(?:/|)(.+)", r"(.+?)(?:/|)\.\."
_BETWEEN = r"(.+?)(?:\.\.|/)(.+)"
_HELP = "write 2019, 2019-09 or 2019-09-18"
_DURATION = r"([0-9]{1,7})\s*([dwmyDWMY])"
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


class PartialDate:
    """A year (``2019``), a month (``2019-09``), a day (``2019-09-18``), or a longer time with its bounds.

    Those are a decade (``1990s``), a quarter or half of a year (``1995-Q2``, ``1995-H1``), what lies before
    or after one of these (``before 1995``, ``after 2010``) or between two (``2015..2017``). Of the notation
    of ISO 8601-2 ``199X``, ``../1995``, ``2010/..`` and ``2015/2017`` are read too.

    ``text`` is what was written, ``earliest`` and ``latest`` the first and last day it may mean, both
    ``datetime.date``: the first and the last of all days where there is no bound. Two partial dates are equal
    when their texts are. Immutable.
    """

    __slots__ = ("earliest", "latest", "text")
    text: str
    earliest: date
    latest: date

    def __init__(self, text: str) -> None:
        """Read ``text``; ValueError says what is wrong with it."""
        form = _FORM.fullmatch(text)
        text, first, last = (text, *_days_of(form)) if form else _longer(text)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "earliest", first)
        object.__setattr__(self, "latest", last)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a PartialDate does not change")

    @property
    def precision(self) -> int:
        """1 for a year, 2 for a month, 3 for a day, 0 for a longer time."""
        return 1 + self.text.count("-") if _FORM.fullmatch(self.text) else 0

    def contains(self, other: PartialDate) -> bool:
        """Whether every day that ``other`` may mean is one that this may mean."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def overlaps(self, other: PartialDate) -> bool:
        """Whether both may mean the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"PartialDate({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __lt__(self, other: PartialDate) -> bool:
        """Order by first day; of two that begin alike, the more precise first."""
        return (self.earliest, self.latest) < (other.earliest, other.latest)


def _days_of(form: re.Match[str]) -> tuple[date, date]:
    """The first and the last day of a year, month or day."""
    text = form[0]
    year, month, day = (int(part) if part else None for part in form.groups())
    if not year:
        raise ValueError(f"'{text}': there is no year 0000")
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"'{text}': there is no month {month:02d}")
    try:
        first = date(year, month or 1, day if day is not None else 1)
    except ValueError:
        raise ValueError(f"'{text}': there is no such day") from None
    return first, _last_day(year, month, day)


def _longer(text: str) -> tuple[str, date, date]:
    """The one way to write a longer time than a year, month or day, and its first and last day."""
    if decade := re.fullmatch(_DECADE, text):
        first, _ = _days_of(_year(decade[1] + "0", text))
        return f"{decade[1]}0s", first, date(first.year + 9, 12, 31)
    if part := re.fullmatch(_PART, text):
        months = 3 if part[2] == "Q" else 6
        if part[2] == "H" and part[3] > "2":
            raise ValueError(f"'{text}': a year has two halves, H1 and H2")
        first, _ = _days_of(_year(part[1], text))
        first = first.replace(month=months * (int(part[3]) - 1) + 1)
        return text, first, _last_day(first.year, first.month + months - 1, None)
    if found := re.fullmatch(_BOUND, text):
        inner = _inner(found[2], text)
        if found[1] == "before":
            return f"before {inner.text}", date.min, _next_day(inner.earliest, -1, text)
        return f"after {inner.text}", _next_day(inner.latest, 1, text), date.max
    if found := re.fullmatch(_UP_TO, text):  # "../1995" is what lies up to its last day
        last = _inner(found[1], text).latest
        return f"before {_next_day(last, 1, text)}", date.min, last
    if found := re.fullmatch(_ON_FROM, text):
        first = _inner(found[1], text).earliest
        return f"after {_next_day(first, -1, text)}", first, date.max
    if between := re.fullmatch(_BETWEEN, text):
        one, two = (_inner(part, text) for part in between.groups())
        if two.latest < one.earliest:
            raise ValueError(f"'{text}' ends before it begins")
        return f"{one.text}..{two.text}", one.earliest, two.latest
    raise ValueError(f"'{text}' is not a date; {_HELP}")


def _inner(text: str, whole: str) -> PartialDate:
    try:
        found = PartialDate(text.strip())
    except ValueError:
        raise ValueError(f"'{whole}' is not a date; {_HELP}") from None
    if found.earliest == date.min or found.latest == date.max:
        raise ValueError(f"'{whole}' is not a date: '{text}' has no end itself; {_HELP}")
    return found


def _year(digits: str, whole: str) -> re.Match[str]:
    found = _FORM.fullmatch(digits)
    if found is None:
        raise ValueError(f"'{whole}' is not a date; {_HELP}")
    return found


def _next_day(day: date, step: int, whole: str) -> date:
    number = day.toordinal() + step
    if not 1 <= number <= date.max.toordinal():
        raise ValueError(f"'{whole}' lies beyond all dates (years 0001 to 9999)")
    return date.fromordinal(number)


def _last_day(year: int, month: int | None, day: int | None) -> date:
    if day is not None and month is not None:
        return date(year, month, day)
    if month is None:
        return date(year, 12, 31)
    if month == 2 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        return date(year, 2, 28)
    return date(year, month, _MONTH_DAYS[month - 1])


@lru_cache(maxsize=65536)
def partial(text: str) -> PartialDate:
    """The partial date of a text; the same text gives the same object. ValueError as PartialDate."""
    return PartialDate(text)


def day(when: date) -> PartialDate:
    """The partial date that is exactly this day."""
    return partial(when.isoformat())


def before(when: date, duration: str) -> date:
    """The day that lies a duration before another: ``90d`` days, ``8w`` weeks, ``18m`` months, ``2y`` years.

    A day that its month does not have is that month's last one; what would lie before the first day of all
    is that day. ValueError says what is wrong with the duration.
    """
    form = re.fullmatch(_DURATION, duration.strip())
    if not form:
        raise ValueError(f"'{duration[:80]}' is not a length of time; write 90d, 8w, 18m or 2y")
    number, unit = int(form[1]), form[2].lower()
    if unit in "dw":
        return date.fromordinal(max(1, when.toordinal() - number * (7 if unit == "w" else 1)))
    months = when.year * 12 + when.month - 1 - number * (12 if unit == "y" else 1)
    if months < 12:
        return date.min
    last = _last_day(months // 12, months % 12 + 1, None)
    return last.replace(day=min(when.day, last.day))
