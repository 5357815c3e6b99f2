"""Which share a statement is about: what is held afterwards, of its own object, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import SLOT, WORD, Element
from retailgraph.extraction.roles import SHARE, share_text
from retailgraph.extraction.text import Party

_STAKES = frozenset(
    {"stake", "stakes", "shareholding", "holding", "interest", "shares", "share", "equity", "capital"}
)
_REST = frozenset({"remaining", "rest", "outstanding", "residual", "final", "last"})
_MORE = frozenset({"further", "additional", "another", "extra", "more", "by"})
_COUNTED = frozenset(
    {"sales", "revenue", "revenues", "turnover", "profit", "profits", "margin", "margins", "costs"}
)
_FAR = 14


def held_after(reading: Sequence[Element], first: int, last: int, objects: Sequence[Party]) -> str:
    """The share of its object that is held after what elements ``first`` to ``last`` state; empty if unsaid.

    "the remaining 40 percent" makes the whole; "a further 20 percent, taking its holding to 51 percent" makes
    51; "from 30 to 74 percent" makes 74.
    """
    places = [n for n in range(first, min(len(reading), last + _FAR)) if reading[n].kind == SHARE]
    places = [n for n in places if _is_share_of(reading, n, objects)]
    reached = [n for n in places if n and reading[n - 1].low == "to" and not _said_of_sales(reading, last, n)]
    if reached:
        return share_text(reading[reached[0]].low)
    near = [n for n in places if n <= last or (n < last + 6 and not _of_something_else(reading, last, n))]
    if not near:
        return ""
    around = {e.low for e in reading[max(0, near[0] - 3) : near[0]]}
    if around & _REST or (reading[near[0]].low.startswith("all")):
        return "100"
    return "" if around & _MORE else share_text(reading[near[0]].low)


def _of_something_else(reading: Sequence[Element], last: int, place: int) -> bool:
    """Whether a percentage is of what is told next: "owns X, whose sales rose 12 percent"."""
    between = reading[last + 1 : place]
    return any(e.verbs or e.low in lexicon.RELATIVES or e.low in _COUNTED for e in between)


def _said_of_sales(reading: Sequence[Element], last: int, place: int) -> bool:
    return any(e.low in lexicon.RELATIVES or e.low in _COUNTED for e in reading[last + 1 : place])


def _is_share_of(reading: Sequence[Element], place: int, objects: Sequence[Party]) -> bool:
    """Whether a percentage counts shares of one of these, and not sales, shops or shares of another."""
    for at in range(place + 1, min(len(reading), place + 7)):
        element = reading[at]
        if element.kind == SLOT:
            return element.possessive or bool(set(element.parties) & set(objects))
        if element.kind != WORD:
            return True
        if element.low in _STAKES or element.low in ("of", "in", "owned", "-", "the", "its", "a", "an"):
            continue
        described = element.low in lexicon.class_nouns() or element.low.endswith(("ly", "ing"))
        return (
            described
            or element.low in lexicon.PREPOSITIONS | lexicon.SUBORDINATORS | lexicon.ADVERBS
            or (
                at == place + 1
                and element.low in ("for", "from", "to", "and", "held", "that", "which", "after")
            )
        )
    return True
