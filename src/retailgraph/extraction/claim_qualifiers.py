"""What a statement adds: its date, role, seller, price, share, market, scope."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retailgraph.extraction import lexicon, shares
from retailgraph.extraction.claim_parties import PLACES, parties_in
from retailgraph.extraction.elements import SLOT, TIME, WORD, Element
from retailgraph.extraction.patterns import Match
from retailgraph.extraction.roles import PRICE, price_text
from retailgraph.extraction.text import Party
from retailgraph.lookup.markets import place_named
from retailgraph.ontology import DEAL, Ontology, Relation


def qualifiers_of(
    reading: Sequence[Element], match: Match, relation: Relation, status: str, ontology: Ontology
) -> Iterator[tuple[str, str | tuple[str, ...] | Party | tuple[Party, ...]]]:
    """Each qualifier that the words around a match state, with its value."""
    when = _when(reading, match)
    if when:
        bound, date = when.low.split()
        if match.pattern.implies == "ended" and status != "ended":
            yield from _planned_end(bound, date, match)
        else:
            yield from _dated(bound, date, relation, status)
    allowed = (*relation.qualifiers, "status")
    how = _way(match, relation)
    if how and "how" in allowed:
        yield "how", how
    role = match.slots.get("role")
    if role is not None and "role" in allowed:
        yield "role", _positions(role.low, ontology)
    seller = match.slots.get("seller")
    sellers = tuple(p for p in seller.parties if not p.types or set(p.types) - PLACES) if seller else ()
    if sellers and "seller" in allowed:
        yield "seller", sellers
    price = next((price_text(e.low) for e in reading[match.first : match.last + 6] if e.kind == PRICE), "")
    if price and "price" in allowed:
        yield "price", price
    share = shares.held_after(reading, match.first, match.last, parties_in(match, "object"))
    if share and "share" in allowed:
        yield "share", share
    if "through" in allowed and relation.name == "sellsOn":
        noun = next(
            (
                w
                for w in ("flagship store", "flagship", "storefront", "concept store", "pop-up")
                if w in " ".join(e.low for e in reading[match.first : match.last + 1])
            ),
            "",
        )
        if noun:
            yield "through", noun
    if "scope" in allowed and relation.name == "partnersWith":
        scope = _subject_matter(reading, match)
        if scope:
            yield "scope", scope
    if "market" in allowed:
        market = _market(reading, match)
        if market:
            yield "market", market


def _way(match: Match, relation: Relation) -> str:
    """In which way something ended: as the wording is grouped, or as its own words tell."""
    told = match.pattern.wording
    manners = (m.how for m in relation.manners if m.how and m.past in told)
    return match.pattern.how or next(manners, "")


_MADE = frozenset({"collection", "line", "range", "capsule", "edition"})


def _subject_matter(reading: Sequence[Element], match: Match) -> str:
    """What a collaboration is about: "worked together on green packaging", "launched a collection with"."""
    for place in range(match.first, min(len(reading), match.last + 3)):
        if reading[place].low == "on" and place + 1 < len(reading) and reading[place + 1].kind == WORD:
            words = []
            for element in reading[place + 1 : place + 6]:
                if element.kind != WORD or element.low in lexicon.PREPOSITIONS | lexicon.SUBORDINATORS:
                    break
                words.append(element.low)
            return " ".join(w for w in words if w not in lexicon.DETERMINERS)
    return next((e.low for e in reading[match.first : match.last] if e.low in _MADE), "")


def _market(reading: Sequence[Element], match: Match) -> str:
    """The market that a statement names with "in", as an article file writes it."""
    for before, element in zip(
        reading[match.first :], reading[match.first + 1 : match.last + 9], strict=False
    ):
        if (
            before.low in ("in", "across", "for")
            and element.kind == SLOT
            and "Market" in element.parties[0].types
        ):
            name = element.parties[0].name
            place = place_named(name)
            return next(iter(place[1])) if place and len(place[1]) == 1 else name
    return ""


def _positions(low: str, ontology: Ontology) -> str | tuple[str, ...]:
    """ "ceo and chairman" as CEO, chairman: each as the ontology calls it, where it knows it."""
    whole = ontology.role_named(low)
    if whole:
        return whole.labels[0]
    parts = [p for p in re.split(r"\s+(?:and|&)\s+|,\s+", low) if p]
    known = [ontology.role_named(p) for p in parts]
    if len(parts) > 1 and all(known):
        return tuple(dict.fromkeys(_called(p) for p in parts))
    return _called(low)


def _called(low: str) -> str:
    """A position as it is written.

    The preferred label of one's own word ("chairman" stays), capitals for CEO.
    """
    return low.upper() if re.fullmatch(r"(?:co-)?c[efomtd]o|vp", low) else low


def _dated(bound: str, date: str, relation: Relation, status: str) -> Iterator[tuple[str, str]]:
    if bound == "until" or (status == "ended" and bound in ("at", "since")):
        yield "to", date
    elif bound in ("at", "from", "since", "by") and status not in ("denied", "calledOff"):
        yield (
            ("announced" if status == "announced" and relation.kind == DEAL and bound == "at" else "from"),
            date,
        )


def _planned_end(bound: str, date: str, match: Match) -> Iterator[tuple[str, str]]:
    """When what still is so is to end: of "will close it in 2027", and not of "may close it"."""
    planned = match.verbs is not None and match.verbs.modal in ("will", "shall")
    if planned and bound in ("at", "from", "by", "until"):
        yield "to", date


def _when(reading: Sequence[Element], match: Match) -> Element | None:
    """The date nearest to what was matched, inside it before outside."""
    dates = [(n, e) for n, e in enumerate(reading) if e.kind == TIME]
    if not dates:
        return None

    def distance(item: tuple[int, Element]) -> int:
        n = item[0]
        return 0 if match.first <= n <= match.last else min(abs(n - match.first), abs(n - match.last))

    return min(dates, key=distance)[1]
