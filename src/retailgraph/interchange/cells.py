"""The words of cells as the words of article files: dates, shares, prices, countries, truth values.

A column is looked at as a whole first (:class:`Style`), for 03/04/2012 says nothing of itself and 31/12/2019
beside it does. What is read in another way than it stands there is said in a remark, and what cannot be
read raises :class:`Unreadable`: the row is left, with that reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from retailgraph.articles import words

DAY_FIRST, MONTH_FIRST, MIXED = "day first", "month first", "mixed"
DATE_STYLES = (DAY_FIRST, MONTH_FIRST)
DAY_MONTH_YEAR = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T]\d{1,2}:\d{2}.*)?")
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
        form = DAY_MONTH_YEAR.fullmatch(cell.strip())
        if not form:
            continue
        first, second = int(form[1]), int(form[3])
        if first > 12 >= second:
            found.setdefault(DAY_FIRST, f"row {row}: {cell.strip()}")
        elif second > 12 >= first:
            found.setdefault(MONTH_FIRST, f"row {row}: {cell.strip()}")
        elif form[2] == ".":
            dotted = dotted or f"row {row}: {cell.strip()}, with points"
    if len(found) > 1:
        return Style(MIXED, why=" and ".join(found.values()))
    for style, why in found.items():
        return Style(style, why=why)
    return Style(DAY_FIRST, why=dotted) if dotted else Style()


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


_STATES = frozenset(
    [
        "alabama",
        "alaska",
        "arizona",
        "arkansas",
        "california",
        "colorado",
        "connecticut",
        "delaware",
        "florida",
        "hawaii",
        "idaho",
        "illinois",
        "indiana",
        "iowa",
        "kansas",
        "kentucky",
        "louisiana",
        "maine",
        "maryland",
        "massachusetts",
        "michigan",
        "minnesota",
        "mississippi",
        "missouri",
        "montana",
        "nebraska",
        "nevada",
        "new hampshire",
        "new jersey",
        "new mexico",
        "new york",
        "north carolina",
        "north dakota",
        "ohio",
        "oklahoma",
        "oregon",
        "pennsylvania",
        "rhode island",
        "south carolina",
        "south dakota",
        "tennessee",
        "texas",
        "utah",
        "vermont",
        "virginia",
        "washington",
        "west virginia",
        "wisconsin",
        "wyoming",
        "puerto rico",
        "district of columbia",
    ]
)
"""Where lists of American companies say that a subsidiary is incorporated; Georgia is a country too."""


def read_country(cell: str) -> tuple[str, str]:
    """A country code, and what to say of how it was read; both empty with a remark if it is none."""
    text = cell.strip()
    code = text.upper()
    if code in words.COUNTRIES and len(text) == 2:
        return code, ""
    if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code) and code[:2] in words.COUNTRIES:
        return code[:2], ""
    named = _COUNTRY_NAMES.get(text.lower()) or ("US" if text.lower() in _STATES else "")
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
