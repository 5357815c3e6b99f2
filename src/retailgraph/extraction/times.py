"""When a text says that something happened, as partial dates.

Explicit, or relative to the article's own date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from retailgraph.dates import MONTHS, PartialDate

_NAMES = "|".join([*MONTHS, *(f"{m[:3]}\\.?" for m in MONTHS), r"sept\.?"])
_MONTH = rf"(?:{_NAMES})\b"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = r"(?:19|20)\d\d"
_BOUNDS = (
    (
        "from",
        r"(?:starting (?:in|from|on)|beginning (?:in|on)|(?:effective|as of|as from)|with effect from|from)",
    ),
    ("since", r"since(?: the (?:start|end|beginning|middle) of)?"),
    ("until", r"(?:until|till|up to|through)"),
    ("by", r"(?:by(?: the end of)?|no later than|before the end of)"),
    ("at", r"(?:in|on|at|during|over|back in|as early as|late in|early in|the)"),
)
_LEAD = "(?:(?P<bound>" + "|".join(words for _, words in _BOUNDS) + r")\s+)?"
_PART = r"(?:(?:early|late|mid|the (?:start|end|beginning|middle|spring|summer|autumn|fall|winter) of)[- ]?)?"


class Time(NamedTuple):
    """A time expression. ``bound`` is at, from, since, until or by; ``when`` is a partial date, as text."""

    start: int
    end: int
    when: str
    bound: str


def times(content: str, start: int, end: int, published: str) -> Iterator[Time]:
    """The time expressions in a stretch of text, in order, not overlapping.

    ``published`` is the article's partial date; where it is empty, relative expressions are passed over.
    """
    reference = PartialDate(published) if published else None
    place = start
    for match in _ANY.finditer(content, start, end):
        if match.start() < place:
            continue
        found = next((m for m in _read(match, content, end, reference)), None)
        if found:
            yield found
            place = found.end


def _read(match: re.Match[str], content: str, end: int, reference: PartialDate | None) -> Iterator[Time]:
    for pattern, resolve in _FORMS:
        full = pattern.match(content, match.start(), end)
        if full:
            when = resolve(full, reference)
            month = full.groupdict().get("month") or "X"
            if when and month[0].isupper():  # "may" is a verb
                yield Time(full.start(), full.end(), when, _bound(full.groupdict().get("bound") or ""))
                return


def _bound(words: str) -> str:
    low = words.lower()
    return next((name for name, form in _BOUNDS if low and re.fullmatch(form, low)), "at")


def _month_number(text: str) -> int:
    low = text.lower().rstrip(".")[:3]
    return next(n for n, name in enumerate(MONTHS, start=1) if name.startswith(low))


def _full(match: re.Match[str], _: PartialDate | None) -> str:
    month = _month_number(match["month"])
    text = f"{match['year']}-{month:02d}"
    day = match.groupdict().get("day")
    return _valid(f"{text}-{int(day):02d}" if day else text)


def _valid(text: str) -> str:
    try:
        return PartialDate(text).text
    except ValueError:
        return ""


def _month_only(match: re.Match[str], reference: PartialDate | None) -> str:
    """The month nearest to the article's date, in the direction that its words give."""
    if reference is None:
        return ""
    month, year = _month_number(match["month"]), reference.latest.year
    ahead = _bound(match.groupdict().get("bound") or "") in ("from", "until", "by")
    when = (match.groupdict().get("when") or "").lower().strip()
    if when in ("last year", "a year ago"):
        year -= 1
    elif when == "next year":
        year += 1
    elif when != "this year" and not (ahead and month >= reference.latest.month):
        year += _nearest_year(month, reference, (match.groupdict().get("which") or "").lower().strip())
    day = match.groupdict().get("day")
    return _valid(f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else ""))


def _nearest_year(month: int, reference: PartialDate, which: str) -> int:
    here = reference.latest.month if reference.precision > 1 else 12
    if which in ("last", "this past", "past"):
        return 0 if month < here else -1
    if which in ("next", "this coming", "coming"):
        return 1 if month <= here else 0
    if month - here > 6:
        return -1
    return 1 if here - month > 8 else 0


def _iso(match: re.Match[str], _: PartialDate | None) -> str:
    return _valid(match["iso"])


def _year_only(match: re.Match[str], _: PartialDate | None) -> str:
    return match["year"]


def _decade(match: re.Match[str], _: PartialDate | None) -> str:
    return _valid(f"{match['decade']}s")


_PARTS_OF_A_YEAR = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def _part_of_a_year(match: re.Match[str], _: PartialDate | None) -> str:
    """A quarter or a half: "the second quarter of 1995", "Q2 1995"; there is no third half."""
    if match["short"]:
        return _valid(f"{match['of']}-{match['short'].upper()}")
    number = _PARTS_OF_A_YEAR[match["number"].lower()]
    return _valid(f"{match['of']}-{match['part'][0].upper()}{number}")


def _relative_year(match: re.Match[str], reference: PartialDate | None) -> str:
    step = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}[match["step"].lower()]
    return str(reference.latest.year + step) if reference else ""


def _relative_month(match: re.Match[str], reference: PartialDate | None) -> str:
    if reference is None or reference.precision < 2:
        return ""
    step = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}[match["step"].lower()]
    months = reference.latest.year * 12 + reference.latest.month - 1 + step
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _week(match: re.Match[str], reference: PartialDate | None) -> str:
    """The month of last week where both its ends lie in one, else nothing: a week is not a partial date."""
    if reference is None:
        return ""
    if reference.precision < 3:
        return reference.text
    step = {"last": -7, "previous": -7, "this": 0, "next": 7, "earlier this": 0, "later this": 0}[
        match["step"].lower()
    ]
    monday = reference.earliest - timedelta(days=reference.earliest.weekday()) + timedelta(days=step)
    return _common(monday, monday + timedelta(days=6))


def _common(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year:04d}-{first.month:02d}"
    return f"{first.year:04d}" if first.year == last.year else ""


def _weekday(match: re.Match[str], reference: PartialDate | None) -> str:
    """The last such day up to the article's date; the day before for "yesterday"."""
    if reference is None or reference.precision < 3:
        return ""
    low, day = match["weekday"].lower(), reference.earliest
    if low == "today":
        return day.isoformat()
    if low in ("yesterday", "tomorrow"):
        return (day + timedelta(days=1 if low == "tomorrow" else -1)).isoformat()
    back = (day.weekday() - _DAYS.index(low)) % 7
    return (day - timedelta(days=back)).isoformat()


def _ago(match: re.Match[str], reference: PartialDate | None) -> str:
    if reference is None:
        return ""
    counts = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
    word = match["count"].lower()
    count = counts.get(word) or (int(word) if word.isdigit() else 0)
    if not count or count > 500:
        return ""
    if match["unit"].lower().startswith("year"):
        return f"{reference.latest.year - count:04d}"
    if reference.precision < 2:
        return ""
    months = reference.latest.year * 12 + reference.latest.month - 1 - count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


_Resolve = Callable[[re.Match[str], PartialDate | None], str]
_NUMBER = "first|1st|second|2nd|third|3rd|fourth|4th"
_SPAN_OF = r"(?:the\s+)?(?:(?:early|late|mid|start of the|end of the|middle of the)[- ]?)?"
_STEP = r"(?P<step>last|previous|this|current|next)"
_FORMS: tuple[tuple[re.Pattern[str], _Resolve], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), resolve)
    for pattern, resolve in (
        (rf"{_LEAD}{_PART}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>{_YEAR})\b", _full),
        (rf"{_LEAD}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH}),?\s+(?P<year>{_YEAR})\b", _full),
        (rf"{_LEAD}{_PART}(?P<month>{_MONTH}),?\s+(?:of\s+)?(?P<year>{_YEAR})\b", _full),
        (rf"{_LEAD}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:percent|per|%|million|billion))(?:\s+(?P<when>last year|this year|next year))?", _month_only),
        (rf"{_LEAD}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})(?:\s+(?P<when>last year|this year|next year))?", _month_only),
        (rf"{_LEAD}{_PART}(?:(?P<which>last|this past|past|next|this coming|coming|this)\s+)?(?P<month>{_MONTH})(?:\s+(?P<when>last year|this year|next year|a year ago))?", _month_only),
        (rf"{_LEAD}(?P<iso>{_YEAR}-\d\d-\d\d)\b", _iso),
        (rf"{_LEAD}{_SPAN_OF}(?P<decade>(?:19|20)\d0)s\b", _decade),
        (rf"{_LEAD}(?:the\s+)?(?:(?P<number>{_NUMBER})\s+(?P<part>quarter|half)\s+of|(?P<short>q[1-4]|h[12])(?:\s+of)?)\s+(?P<of>{_YEAR})\b", _part_of_a_year),
        (rf"{_LEAD}{_PART}(?P<year>{_YEAR})\b(?!\s*(?:stores|shops|people|staff|brands|outlets))", _year_only),
        (rf"(?:{_LEAD}(?:later|earlier|early|late|the end of|the start of)?\s*){_STEP}\s+year\b", _relative_year),
        (rf"(?:{_LEAD}(?:later|earlier|early|late|the end of|the start of)?\s*){_STEP}\s+month\b", _relative_month),
        (r"(?:in |during )?(?:(?P<step>earlier this|later this|last|previous|this|next)\s+week)\b", _week),
        (r"(?:on |this |last )?(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow)\b", _weekday),
        (r"(?:some |about |around |nearly )?(?P<count>a|one|two|three|four|five|six|ten|\d{1,3})\s+(?P<unit>years?|months?)\s+(?:ago|earlier)\b", _ago),
    )
)  # fmt: skip
_ANY = re.compile(
    rf"\b(?:{_LEAD}(?:{_PART}(?:(?:last|this past|past|next|this coming|coming|this)\s+)?{_MONTH}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_PART}{_YEAR}\b|{_SPAN_OF}{_YEAR}s\b"
    rf"|(?:the\s+)?(?:(?:{_NUMBER})\s+(?:quarter|half)\s+of|(?:q[1-4]|h[12])(?:\s+of)?)\s+{_YEAR}\b"
    r"|(?:later |earlier |early |late |the end of |the start of )?(?:last|previous|this|current|next)\s+(?:year|month|week)"
    r"|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow)\b"
    r"|(?:some |about |around |nearly )?(?:a|one|two|three|four|five|six|ten|\d{1,3})\s+(?:years?|months?)\s+(?:ago|earlier)))",
    re.IGNORECASE,
)
