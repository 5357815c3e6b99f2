"""Positions ("chief executive and chairman of the wines division"), shares and sums, each as one element."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import ROLE, WORD, Element
from retailgraph.extraction.lexicon import class_nouns

SHARE, PRICE = "share", "price"
_BEFORE = lexicon.closed("roles before")
_CHIEF = lexicon.closed("roles chief")
_HEADS = lexicon.closed("roles heads")
_LONE = lexicon.closed("roles lone")
_AREA = re.compile(r"[a-z&-]+$")


def with_roles(row: Sequence[Element]) -> list[Element]:
    """The elements with each position, share and sum as one."""
    made: list[Element] = []
    place = 0
    while place < len(row):
        length, kind = _amount(row, place)
        if not length:
            length, kind = _role(row, place), ROLE
        if length:
            span = row[place : place + length]
            made.append(Element(kind, " ".join(e.low for e in span), span[0].start, span[-1].end))
        else:
            made.append(row[place])
        place += max(1, length)
    return made


def _role(row: Sequence[Element], place: int) -> int:
    """How many elements the position at ``place`` takes; 0 if none stands there."""
    at = place
    while at < len(row) and row[at].kind == WORD and row[at].low in _BEFORE | _CHIEF:
        at += 1
    if at < len(row) and row[at].kind == WORD and row[at].low in _HEADS:
        at += 1
    found = [e.low for e in row[place:at]]
    if not _is_role(found):
        return 0
    at = _area(row, at)
    step = 1 if at < len(row) and row[at].low in ("and", "&") else 0
    if step:
        more = _role(row, at + 1)
        if more:
            return at + 1 + more - place
    return at - place


def _is_role(words: Sequence[str]) -> bool:
    if not words:
        return False
    last = words[-1]
    if last in _LONE:
        return True
    if last in ("officer", "executive"):
        return "chief" in words or "co-chief" in words or (last == "executive" and len(words) == 1)
    if last in ("director", "manager", "head", "vp", "svp", "evp", "designer", "partner", "treasurer"):
        return (last in ("director", "head", "vp", "svp", "evp", "treasurer") and len(words) >= 1) or (
            last in ("manager", "designer", "partner")
            and words[-2:-1] in (["general"], ["country"], ["regional"], ["managing"], ["chief"], ["fashion"])
        )
    return last == "chief" and len(words) == 1


_KNOWN_AREAS = lexicon.closed("roles known_areas")


def _area(row: Sequence[Element], at: int) -> int:
    """The place after "of beauty", "of the wines and spirits division": areas are no names."""
    if at + 1 >= len(row) or row[at].low not in ("of", "for"):
        return at
    stop = at + 1
    while (
        stop < len(row)
        and row[stop].kind == WORD
        and row[stop].low in _KNOWN_AREAS | {"the", "and", "its", "&"}
    ):
        stop += 1
    while stop > at + 1 and row[stop - 1].low in ("the", "and", "its", "&"):
        stop -= 1
    named = stop < len(row) and row[stop].low in class_nouns() and row[stop].low != "division"
    return stop if stop > at + 1 and not named else at


_CURRENCIES = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR",
    "pounds": "GBP", "pound": "GBP", "yuan": "CNY", "renminbi": "CNY", "yen": "JPY", "rupees": "INR", "won": "KRW",
    "francs": "CHF", "usd": "USD", "eur": "EUR", "gbp": "GBP",
}  # fmt: skip
_SCALES = {
    "million": "m",
    "m": "m",
    "bn": "bn",
    "billion": "bn",
    "mn": "m",
    "thousand": "k",
    "crore": "crore",
}
_BOUND_WORDS = {
    "about": "", "around": "", "nearly": "", "roughly": "", "approximately": "", "some": "", "over": "over",
    "than": "", "almost": "", "just": "",
}  # fmt: skip


def _amount(row: Sequence[Element], place: int) -> tuple[int, str]:
    low = row[place].low
    if row[place].kind != WORD:
        return 0, ""
    if low in ("$", "€", "£", "¥") and place + 1 < len(row) and row[place + 1].low[0].isdigit():
        more = 1 if place + 2 < len(row) and row[place + 2].low in _SCALES else 0
        return 2 + more, PRICE
    fraction = _fraction(row, place)
    if fraction:
        return fraction, SHARE
    if not low[0].isdigit():
        return 0, ""
    after = [e.low for e in row[place + 1 : place + 4]]
    if after[:1] in (["percent"], ["%"]):
        return 2, SHARE
    if after[:2] == ["per", "cent"]:
        return 3, SHARE
    if len(after) > 1 and after[0] in _SCALES and after[1] in _CURRENCIES:
        return 3, PRICE
    if after[:1] and after[0] in _CURRENCIES:
        return 2, PRICE
    return 0, ""


_FRACTIONS = frozenset(
    {"half", "third", "quarter", "fifth", "tenth", "thirds", "quarters", "fifths", "majority", "sixth"}
)


def _fraction(row: Sequence[Element], place: int) -> int:
    """How many elements "a third", "nearly two-thirds" of something take."""
    lows = [e.low for e in row[place : place + 4]]
    if lows[0] in ("half", "two-thirds", "three-quarters") and lows[1:2] == ["of"]:
        return 1
    step = 2 if lows[0] in ("a", "one", "two", "three", "the") else 0
    if step and len(lows) > 2 and lows[1] in _FRACTIONS and lows[2:3] == ["of"]:
        return 2
    return 0


def share_text(low: str) -> str:
    """A share as an article file writes it; empty if it is none."""
    number = re.match(r"[\d.]+", low.replace(",", "."))
    return number.group().rstrip(".") if number and float(number.group().rstrip(".") or 0) <= 100 else ""


def price_text(low: str) -> str:
    """A sum as an article file writes it ("2.4bn USD"); empty if the currency is not said."""
    words = low.split()
    currency = next((_CURRENCIES[w] for w in words if w in _CURRENCIES), "")
    number = next((w for w in words if w[0].isdigit()), "")
    scale = next((_SCALES[w] for w in words if w in _SCALES), "")
    if not currency or not number or scale in ("k", "crore"):
        return ""
    return f"{number.replace(',', '')}{scale} {currency}"
