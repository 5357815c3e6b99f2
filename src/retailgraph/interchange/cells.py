"""The words of cells as the words of article files: dates, shares, prices, countries, truth values.

A column is looked at as a whole first (:class:`Style`), for 03/04/2012 says nothing of itself and 31/12/2019
beside it does. What is read in another way than it stands there is said in a remark, and what cannot be
read raises :class:`Unreadable`: the row is left, with that reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from retailgraph.articles import words

_DAY_FIRST, _MONTH_FIRST, _MIXED = "day first", "month first", "mixed"
DATE_STYLES = (_DAY_FIRST, _MONTH_FIRST)
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T]\d{1,2}:\d{2}.*)?")
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
_NUMBER = re.compile(r"[-+]?\d[\d.,'\u00a0\u202f ]*")
_TRUE = frozenset(["true", "yes", "y", "1", "x", "ja", "oui", "si", "sí", "wahr", "vrai", "✓", "✔"])
_FALSE = frozenset(["false", "no", "n", "0", "nein", "non", "falsch", "faux", "", "-"])
UNKNOWN = "unknown"
NOTHING = frozenset(
    ["", "-", "–", "—", "n/a", "na", "n.a.", "none", "null", "nan", "unknown", "?", "k.a.", "#n/a"]
)
"""Cells that say nothing."""
_FORMULA = re.compile(r"[=＝].|[-+@]\w+\(|#(?:REF|NAME|VALUE|DIV/0|N/A|NULL|NUM)[!?]?$")
_CURRENCY_SIGNS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "kr": "SEK", "chf": "CHF"}
_SCALES = {
    **dict.fromkeys(("m", "mn", "mio", "mill", "million", "millions", "millionen"), "m"),
    **dict.fromkeys(("bn", "b", "mrd", "billion", "billions", "milliarden", "md"), "bn"),
    **dict.fromkeys(("tn", "trillion"), "tn"),
}


class Unreadable(ValueError):
    """A cell that says nothing that could be taken; its message says why."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the cells of a column are written. ``dates`` is empty where nothing shows it."""

    dates: str = ""
    decimals: str = ""
    is_fraction: bool = False
    unit: str = ""
    why: str = ""


# --- columns ------------------------------------------------------------------------------------------------


def date_style(cells: Iterable[tuple[int, str]]) -> Style:
    """The order of day and month in a column of (row, cell), with the row that shows it."""
    found: dict[str, str] = {}
    dotted = ""
    for row, cell in cells:
        form = _PARTS.fullmatch(cell.strip())
        if not form:
            continue
        first, second = int(form[1]), int(form[3])
        if first > 12 >= second:
            found.setdefault(_DAY_FIRST, f"row {row}: {cell.strip()}")
        elif second > 12 >= first:
            found.setdefault(_MONTH_FIRST, f"row {row}: {cell.strip()}")
        elif form[2] == ".":
            dotted = dotted or f"row {row}: {cell.strip()}, with points"
    if len(found) > 1:
        return Style(_MIXED, why=" and ".join(found.values()))
    for style, why in found.items():
        return Style(style, why=why)
    return Style(_DAY_FIRST, why=dotted) if dotted else Style()


def decimal_style(cells: Iterable[str]) -> str:
    """Whether a column of numbers writes decimals with a comma or a point; empty if nothing shows it."""
    commas = points = 0
    for cell in cells:
        text = cell.strip().strip("%").strip()
        if re.fullmatch(r"[-+]?\d{1,3}(?:\.\d{3})*,\d+", text) and not re.fullmatch(r"\d{1,3},\d{3}", text):
            commas += 1
        elif re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})*\.\d+", text) and not re.fullmatch(
            r"\d{1,3}\.\d{3}", text
        ):
            points += 1
    return "comma" if commas > points else "point" if points else ""


def is_fraction(cells: Iterable[str]) -> bool:
    """Whether a column of shares holds parts of one and not percents: nearly all of it is at most 1."""
    numbers = []
    for cell in cells:
        if "%" not in cell:
            try:
                numbers.append(number(cell, Style()))
            except Unreadable:
                continue
    small = sum(0 < n <= 1 for n in numbers)
    return bool(numbers) and small >= 0.8 * len(numbers)


# --- dates --------------------------------------------------------------------------------------------------


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
    if form := _ISO.fullmatch(text):
        return _joined(form[1], form[2], form[3]), ""
    if form := _PARTS.fullmatch(text):
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
        day_first = first > 12 if is_plain else style.dates == _DAY_FIRST
    elif style.dates in DATE_STYLES:
        day_first = style.dates == _DAY_FIRST
    elif style.dates == _MIXED:
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


# --- numbers ------------------------------------------------------------------------------------------------


def number(cell: str, style: Style) -> float:
    """A number as people write it: 1.000,5 or 1,000.5 or 60 %."""
    text = cell.strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(text):
        raise Unreadable(f"'{cell.strip()[:60]}' is not a number")
    plain = re.sub(r"['\u00a0\u202f ]", "", text)
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        mark = "," if comma > point else "."
        plain = plain.replace("." if mark == "," else ",", "").replace(",", ".")
    elif comma >= 0:
        groups = bool(re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+", plain)) and style.decimals != "comma"
        plain = plain.replace(",", "" if groups else ".")
    elif plain.count(".") > 1 or (
        style.decimals == "comma" and re.fullmatch(r"[-+]?\d{1,3}(?:\.\d{3})+", plain)
    ):
        plain = plain.replace(".", "")
    try:
        return float(plain)
    except ValueError:
        raise Unreadable(f"'{cell.strip()[:60]}' is not a number") from None


def read_share(cell: str, style: Style) -> str:
    """A share of a cell: 60%, 0.6, over 50, 25-50, >25; Unreadable says why it is none."""
    text = cell.strip()
    refuse_formula(text)
    bound, rest = "", text
    for signs, word in (
        (("over ", ">", "more than ", "über "), "over"),
        (("under ", "<", "less than "), "under"),
    ):
        for sign in signs:
            if text.lower().startswith(sign):
                bound, rest = word, text[len(sign) :].lstrip("= ")
    pair = re.fullmatch(r"(\d[\d.,]*)\s*%?\s*(?:-|–|to|bis|\.\.)\s*(\d[\d.,]*)\s*%?", rest)
    if pair and not bound:
        return f"{_percent(pair[1], style, text)}..{_percent(pair[2], style, text)}"
    made = _percent(rest, style, text)
    return f"{bound} {made}" if bound else made


def _percent(text: str, style: Style, cell: str) -> str:
    value = number(text, style)
    if style.is_fraction and "%" not in text:
        value *= 100
    if not 0 <= value <= 100:
        raise Unreadable(f"'{cell[:60]}' is {value:g} percent, and a share is 0 to 100")
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"


def unit_of(header: str) -> str:
    """The scale and currency that a heading names, as ``m USD``: of ``Price (m USD)``."""
    scale = currency = ""
    for word in re.findall(r"[A-Za-z]+|[$€£¥]", header):
        if word.upper() in words.CURRENCIES and word.isupper():
            currency = word
        elif word in _CURRENCY_SIGNS:
            currency = _CURRENCY_SIGNS[word]
        elif word.lower() in _SCALES and not scale:
            scale = _SCALES[word.lower()]
    return f"{scale} {currency}".strip() if currency else ""


def read_price(cell: str, style: Style) -> str:
    """An amount and a currency: 120.2 under a heading that names the unit, $1.375bn, 2.4bn USD."""
    text = cell.strip()
    refuse_formula(text)
    scale, _, currency = style.unit.rpartition(" ")
    figure = re.search(r"\d[\d.,'\u00a0 ]*", text)
    if not figure:
        raise Unreadable(f"'{text[:60]}' is not a price")
    for word in re.findall(r"[A-Za-z]+\$?|[$€£¥]", text.replace(figure[0], " ")):
        if word.upper() in words.CURRENCIES:
            currency = word.upper()
        elif word.lower() in _CURRENCY_SIGNS:
            currency = _CURRENCY_SIGNS[word.lower()]
        elif word.lower() in _SCALES:
            scale = _SCALES[word.lower()]
        else:
            raise Unreadable(f"'{text[:60]}' is not a price; write 2.4bn USD")
    if not currency:
        raise Unreadable(f"'{text[:60]}' names no currency; say it in the mapping: unit: m USD")
    amount = f"{number(figure[0], style):.6f}".rstrip("0").rstrip(".")
    try:
        return words.price(f"{amount}{scale} {currency}")
    except ValueError as fault:
        raise Unreadable(str(fault)) from None


# --- words --------------------------------------------------------------------------------------------------

_COUNTRY_NAMES = {
    "usa": "US", "u.s.": "US", "united states": "US", "united states of america": "US", "uk": "GB",
    "united kingdom": "GB", "great britain": "GB", "england": "GB", "germany": "DE", "deutschland": "DE",
    "france": "FR", "frankreich": "FR", "italy": "IT", "italien": "IT", "italia": "IT", "spain": "ES",
    "spanien": "ES", "españa": "ES", "austria": "AT", "österreich": "AT", "switzerland": "CH",
    "schweiz": "CH", "suisse": "CH", "sweden": "SE", "schweden": "SE", "sverige": "SE", "norway": "NO", "norwegen": "NO",
    "norge": "NO", "denmark": "DK", "dänemark": "DK", "danmark": "DK", "finland": "FI", "finnland": "FI",
    "netherlands": "NL", "niederlande": "NL", "the netherlands": "NL", "belgium": "BE", "belgien": "BE",
    "poland": "PL", "polen": "PL", "portugal": "PT", "ireland": "IE", "irland": "IE", "china": "CN",
    "japan": "JP", "south korea": "KR", "korea": "KR", "india": "IN", "canada": "CA", "kanada": "CA",
    "australia": "AU", "new zealand": "NZ", "mexico": "MX", "brazil": "BR", "hong kong": "HK",
    "singapore": "SG", "taiwan": "TW", "luxembourg": "LU", "luxemburg": "LU", "greece": "GR", "turkey": "TR",
    "russia": "RU", "south africa": "ZA", "united arab emirates": "AE", "saudi arabia": "SA", "israel": "IL",
    "czechia": "CZ", "czech republic": "CZ", "hungary": "HU", "romania": "RO", "ukraine": "UA",
}  # fmt: skip


def read_country(cell: str) -> tuple[str, str]:
    """A country code, and what to say of how it was read; both empty with a remark if it is none."""
    text = cell.strip()
    code = text.upper()
    if code in words.COUNTRIES and len(text) == 2:
        return code, ""
    if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code) and code[:2] in words.COUNTRIES:
        return code[:2], ""
    named = _COUNTRY_NAMES.get(text.lower())
    if named:
        return named, f"'{text}' is read as the country {named}"
    return "", f"'{text[:40]}' is no country code (ISO 3166-1, two letters), and is left out"


def is_true(cell: str) -> bool:
    """The truth of a cell of a boolean column; Unreadable if it has none."""
    text = cell.strip().lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Unreadable(f"'{cell.strip()[:40]}' is neither yes nor no")


def are_truths(cells: Iterable[str]) -> bool:
    """Whether a column says yes or no in every cell, and not all the same numbers."""
    seen = {cell.strip().lower() for cell in cells} - {""}
    return bool(seen) and seen <= (_TRUE | _FALSE) and not seen <= {"0", "1"}


def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or a word that people write into an empty one."""
    return cell.strip().lower() in NOTHING


def refuse_formula(text: str) -> None:
    """Unreadable for what a spreadsheet would compute, or could not."""
    if _FORMULA.match(text):
        raise Unreadable(f"'{text[:60]}' is a formula, and has no value")


def with_unit(style: Style, unit: str) -> Style:
    """The same style with a unit."""
    return replace(style, unit=unit)
