"""Figures that a text states.

Shares of revenue, users, shops, staff, members and brands, with their bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import SLOT, WORD, Element
from retailgraph.extraction.roles import PRICE, SHARE, price_text, share_text
from retailgraph.extraction.text import Party, ProposedFigure, Sentence, Span
from retailgraph.ontology import Ontology

_BOUNDS = (
    (("less", "than"), "below"), (("fewer", "than"), "below"), (("more", "than"), "above"), (("under",), "below"),
    (("below",), "below"), (("over",), "above"), (("above",), "above"), (("at", "least"), "above"),
    (("upwards", "of"), "above"),
)  # fmt: skip
_SCALES = {"thousand": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_COUNTED = (
    (frozenset(["users", "shoppers", "consumers", "customers", "buyers", "members"]), "activeUsers", "users"),
    (frozenset(["stores", "shops", "outlets", "boutiques", "supermarkets", "branches"]), "stores", "stores"),
    (frozenset(["employees", "staff", "workers", "people"]), "employees", "people"),
    (frozenset(["brands", "labels"]), "brands", "brands"),
)
_ACTIVE = frozenset(["active", "monthly", "annual", "registered", "daily"])
_OWNING = frozenset(["operate", "run", "have", "own", "manage", "count", "employ"])


def figures(row: Sequence[Element], sentence: Sentence, ontology: Ontology) -> Iterator[ProposedFigure]:
    """The figures of one sentence, as elements."""
    for place, element in enumerate(row):
        found = None
        if element.kind == SHARE:
            found = _share_of_revenue(row, place)
        elif element.kind == WORD and _NUMBER.fullmatch(element.low):
            found = _count(row, place)
        elif element.kind == PRICE:
            found = _revenue(row, place)
        if found and found[1] in ontology.measures:
            subject, measure, values, first, last, sure = found
            yield ProposedFigure(
                subject,
                measure,
                values,
                row[first].start,
                row[last].end,
                Span(sentence.start, sentence.end),
                sure,
            )


_Found = tuple[Party, str, dict[str, str], int, int, float]


def _bound(row: Sequence[Element], place: int) -> tuple[str, int]:
    """What the words before a number make of it, and where they begin."""
    for words, bound in _BOUNDS:
        first = place - len(words)
        if first >= 0 and tuple(e.low for e in row[first:place]) == words:
            return bound, first
    return "value", place


def _share_of_revenue(row: Sequence[Element], place: int) -> _Found | None:
    """ "less than 20 percent of X's revenue comes from China"."""
    value = share_text(row[place].low)
    ahead = row[place + 1 : place + 9]
    at = next((n for n, e in enumerate(ahead) if e.low in ("revenue", "revenues", "sales", "turnover")), None)
    if not value or at is None or not ahead or ahead[0].low != "of":
        return None
    subject = next((e for e in ahead[:at] if e.kind == SLOT and e.possessive), None)
    market = next((e for e in row[place + 1 + at : place + 12 + at] if _is_market(e)), None)
    if subject is None or market is None:
        return None
    bound, first = _bound(row, place)
    values = {bound: value, "unit": "percent", "market": market.parties[0].name}
    return subject.parties[0], "revenueShare", values, first, row.index(market), 0.85


def _is_market(element: Element) -> bool:
    return element.kind == SLOT and "Market" in element.parties[0].types


def _count(row: Sequence[Element], place: int) -> _Found | None:
    number = float(row[place].low.replace(",", ""))
    last = place
    if place + 1 < len(row) and row[place + 1].low in _SCALES:
        number, last = number * _SCALES[row[place + 1].low], place + 1
    noun = next(
        (n for n in range(last + 1, min(len(row), last + 5)) if row[n].kind == WORD and _measure(row[n].low)),
        None,
    )
    if noun is None or any(row[n].kind != WORD for n in range(last + 1, noun)):
        return None
    measure, unit = _measure(row[noun].low) or ("", "")
    around = {e.low for e in row[max(0, place - 6) : noun + 3]}
    if measure == "activeUsers" and not around & _ACTIVE and "base" not in around:
        return None
    subject = _owner(row, place, measure)
    if subject is None or (number < 1900 or number > 2100) is False:
        return None
    bound, first = _bound(row, place)
    return subject, measure, {bound: f"{number:.0f}", "unit": unit}, first, noun, 0.7


def _measure(low: str) -> tuple[str, str] | None:
    return next(((measure, unit) for words, measure, unit in _COUNTED if low in words), None)


def _owner(row: Sequence[Element], place: int, measure: str) -> Party | None:
    """Whose figure it is: "X's user base of", "X, with", "X runs"."""
    for back in range(place - 1, max(-1, place - 9), -1):
        element = row[back]
        if element.kind == SLOT and element.possessive and measure in ("activeUsers", "brands"):
            return element.parties[0] if len(element.parties) == 1 else None
        if element.verbs:
            if measure == "activeUsers" and element.verbs.lemma in (
                "have",
                "reach",
                "serve",
                "count",
                "boast",
            ):
                return _before(row, back)
            return _before(row, back) if element.verbs.lemma in _OWNING and not element.verbs.modal else None
        if element.low in (",", ";") or element.low in lexicon.SUBORDINATORS:
            return None
    return None


def _before(row: Sequence[Element], verb: int) -> Party | None:
    for back in range(verb - 1, max(-1, verb - 5), -1):
        element = row[back]
        if element.kind == SLOT and not element.possessive:
            people = set(element.parties[0].types) & {"Person", "Market", "Place"}
            return element.parties[0] if len(element.parties) == 1 and not people else None
    return None


def _revenue(row: Sequence[Element], place: int) -> _Found | None:
    """ "X reported revenue of 6.7 billion dollars"."""
    value = price_text(row[place].low)
    before = [e.low for e in row[max(0, place - 4) : place]]
    if (
        not value
        or not before
        or before[-1] not in ("of", "to", "at")
        or not {"revenue", "revenues", "turnover"} & set(before)
    ):
        return None
    verb = next((n for n in range(place, max(-1, place - 9), -1) if row[n].verbs), None)
    subject = _before(row, verb) if verb is not None else None
    if subject is None:
        return None
    number, currency = value.split()
    scale = {"m": 10**6, "bn": 10**9}.get(number.lstrip("0123456789."), 1)
    amount = f"{float(re.sub('[a-z]', '', number)) * scale:.0f}"
    return subject, "revenue", {"value": amount, "unit": currency}, max(0, place - 4), place, 0.6
