"""Cells as dates: the ways in which people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from retailgraph.articles import words
from retailgraph.interchange.cells import (
    DATE_STYLES,
    DAY_FIRST,
    DAY_MONTH_YEAR,
    MIXED,
    Style,
    Unreadable,
    refuse_formula,
)

_ISO = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*"
    r"(?:Z|[+-]\d{2}:?\d{2})?"
)
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
_QUARTER = re.compile(r"(?:Q([1-4])[ /-]?(\d{4})|(\d{4})[ /-]?Q([1-4]))", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+)?(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,\s*)?"
    r"(?:de\s+)?(\d{4})",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio januari",
            "feb february februar février fevrier febrero febbraio februari fév",
            "mar march märz maerz mars marzo maart mär",
            "apr april avril abril aprile avr",
            "may mai mayo maggio mei maj",
            "jun june juni juin junio giugno",
            "jul july juli juillet julio luglio juil",
            "aug august août aout agosto augustus augusti",
            "sep sept september septembre septiembre settembre",
            "oct october oktober octobre octubre ottobre okt",
            "nov november novembre noviembre",
            "dec december dezember décembre decembre diciembre dicembre dez déc",
        ),
        1,
    )
    for name in names.split()
}
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 14_000, 73_000  # 1938 to 2099; fewer digits are years


def read_date(cell: str, style: Style) -> tuple[str, str]:
    """A partial date of a cell, and what to say of how it was read; Unreadable says why it is none."""
    text = cell.strip()
    refuse_formula(text)
    made, remark = _date_parts(text, style)
    try:
        return words.date(made).text, remark
    except ValueError as fault:
        said = str(fault)
        shown = f"'{text}': " if text not in said else ""
        raise Unreadable(f"{shown}{said}") from None


def _date_parts(text: str, style: Style) -> tuple[str, str]:
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        day = date(1899, 12, 30) + timedelta(days=int(float(text)))
        return day.isoformat(), f"{text} is read as a spreadsheet's number of the day {day.isoformat()}"
    if re.fullmatch(r"(?:1[0-9]|2[01])\d{2}(?:\.0)", text):
        return text[:4], ""
    if re.fullmatch(r"(?:1[0-9]|20|21)\d{6}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}", ""
    if form := re.fullmatch(r"(\d{4})(?:-(\d\d))?-00", text):
        return _joined(form[1], form[2] if form[2] != "00" else None), ""
    if form := _ISO.fullmatch(text):
        return _joined(form[1], form[2], form[3]), ""
    if form := DAY_MONTH_YEAR.fullmatch(text):
        return _ordered(text, int(form[1]), int(form[3]), form[4], style), ""
    if form := _MONTH_YEAR.fullmatch(text):
        return _joined(form[2], form[1]), ""
    if form := _QUARTER.fullmatch(text):
        year, quarter = form[2] or form[3], form[1] or form[4]
        return _quarter(year, quarter, text)
    form = _NAMED.fullmatch(text)
    if form and form[2].lower() in _MONTHS:
        return _joined(form[4], str(_MONTHS[form[2].lower()]), form[1] or form[3]), ""
    raise Unreadable(f"'{text[:60]}' is not a date that is understood; write 2019, 2019-09 or 2019-09-18")


def _quarter(year: str, quarter: str, text: str) -> tuple[str, str]:
    try:
        return words.date(f"{year}-Q{quarter}").text, ""
    except ValueError:
        return year, f"{text} is kept as {year}: a date is a year, month or day"


def _ordered(text: str, first: int, second: int, year: str, style: Style) -> str:
    if first > 12 or second > 12:
        is_plain = style.dates not in DATE_STYLES  # nothing else to go by, and only one of them can be a day
        day_first = first > 12 if is_plain else style.dates == DAY_FIRST
    elif style.dates in DATE_STYLES:
        day_first = style.dates == DAY_FIRST
    elif style.dates == MIXED:
        raise Unreadable(
            f"'{text}' may be read in two ways, and the column holds both ({style.why}); "
            "write it as 2019-09-18"
        )
    else:
        raise Unreadable(
            f"'{text}' may be {_joined(year, str(second), str(first))} or "
            f"{_joined(year, str(first), str(second))}; say 'dates: day first' (or month) in the mapping"
        )
    day, month = (first, second) if day_first else (second, first)
    return _joined(year, str(month), str(day))


def _joined(year: str, month: str | None = None, day: str | None = None) -> str:
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
