"""Partial dates: a year, a month or a day, with the first and the last day they may mean.

An article says "in September 2019"; nothing is gained by pretending to know the day. A partial date
keeps its text and its two bounds, and comparisons are made on the bounds.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DURATION = re.compile(r"([0-9]{1,7})\s*([dwmyDWMY])")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


class PartialDate:
    """A year (``2019``), a month (``2019-09``) or a day (``2019-09-18``).

    ``text`` is what was written, ``earliest`` and ``latest`` the first and last day it may mean, both
    ``datetime.date``. Two partial dates are equal when their texts are. Immutable.
    """

    __slots__ = ("earliest", "latest", "text")
    text: str
    earliest: date
    latest: date

    def __init__(self, text: str) -> None:
        """Read ``text``; ValueError says what is wrong with it."""
        form = _FORM.fullmatch(text)
        if not form:
            raise ValueError(f"'{text}' is not a date; write 2019, 2019-09 or 2019-09-18")
        year, month, day = (int(part) if part else None for part in form.groups())
        if not year:
            raise ValueError(f"'{text}': there is no year 0000")
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f"'{text}': there is no month {month:02d}")
        try:
            earliest = date(year, month or 1, day if day is not None else 1)
        except ValueError:
            raise ValueError(f"'{text}': there is no such day") from None
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "earliest", earliest)
        object.__setattr__(self, "latest", _last_day(year, month, day))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a PartialDate does not change")

    @property
    def precision(self) -> int:
        """1 for a year, 2 for a month, 3 for a day."""
        return 1 + self.text.count("-")

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
    form = _DURATION.fullmatch(duration.strip())
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
