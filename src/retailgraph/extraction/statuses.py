"""How far a text says that something has come.

From the verb group, from what governs a noun, from adjectives.
"""

from __future__ import annotations

from collections.abc import Sequence

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import SLOT, VERB, WORD, Element, Verbs

RUMOURED, ANNOUNCED, HELD, OVER, DENIED = "rumoured", "announced", "held", "over", "denied"
"""The rungs that a text shows; :func:`rung` turns them into the words of a relation's own ladder."""

_RUMOUR = lexicon.closed("statuses rumour") | {"in talks"}
_PLAN = lexicon.closed("statuses plan") | {"be", "plan", "have"}
_STOP = frozenset(["stop", "cease", "quit", "discontinue", "end"])
_FAIL = frozenset(["fail", "decline", "refuse", "abandon"])
_MAYBE = frozenset({"may", "might", "could"})

ENDING = frozenset(["formerly", "former", "previously", "once", "ex"])
HEARSAY = frozenset(["reportedly", "allegedly", "rumoured", "rumored", "apparently", "supposedly"])

_OF_A_NOUN = {
    **dict.fromkeys(
        [
            "complete",
            "close",
            "finalise",
            "finalize",
            "seal",
            "conclude",
            "finish",
            "make",
            "form",
            "establish",
            "launch",
        ],
        HELD,
    ),
    **dict.fromkeys(
        [
            "announce",
            "unveil",
            "agree",
            "sign",
            "plan",
            "propose",
            "approve",
            "clear",
            "reveal",
            "ink",
            "strike",
            "reach",
            "pursue",
            "accept",
            "recommend",
            "back",
            "expect",
            "await",
            "fund",
            "finance",
            "support",
            "vote",
            "enable",
        ],
        ANNOUNCED,
    ),
    **dict.fromkeys(
        [
            "consider",
            "explore",
            "mull",
            "eye",
            "seek",
            "weigh",
            "discuss",
            "contemplate",
            "oppose",
            "review",
            "study",
        ],
        RUMOURED,
    ),
    **dict.fromkeys(
        [
            "abandon",
            "scrap",
            "drop",
            "terminate",
            "cancel",
            "block",
            "withdraw",
            "end",
            "reject",
            "halt",
            "collapse",
            "fail",
            "ditch",
            "stop",
            "fall",
            "prohibit",
            "veto",
            "dissolve",
            "unwind",
            "discontinue",
            "lapse",
            "sue",
            "exit",
            "quit",
        ],
        OVER,
    ),
    **dict.fromkeys(["deny"], DENIED),
}
_BEFORE_A_NOUN = {
    **dict.fromkeys(
        [
            "proposed",
            "planned",
            "pending",
            "agreed",
            "forthcoming",
            "upcoming",
            "intended",
            "impending",
            "future",
        ],
        ANNOUNCED,
    ),
    **dict.fromkeys(
        [
            "potential",
            "possible",
            "rumoured",
            "rumored",
            "mooted",
            "hypothetical",
            "would-be",
            "speculated",
            "prospective",
        ],
        RUMOURED,
    ),
    **dict.fromkeys(
        [
            "failed",
            "abandoned",
            "aborted",
            "collapsed",
            "cancelled",
            "canceled",
            "scrapped",
            "former",
            "ex",
            "terminated",
            "unsuccessful",
            "blocked",
        ],
        OVER,
    ),
    **dict.fromkeys(["completed", "recent", "existing", "current", "long-standing", "longstanding"], HELD),
}
_CLOSERS = frozenset(["off", "out", "through", "apart"])


def of_verbs(verbs: Verbs, state: bool) -> str:
    """The rung that a verb group gives; ``state`` says that the relation holds for a time."""
    governors = set(verbs.governors)
    if verbs.negated or "not" in governors:
        return DENIED
    if "use" in governors:
        return OVER
    if governors & _FAIL:
        return OVER if not state else DENIED
    if governors & _STOP:
        return OVER
    if verbs.modal in _MAYBE or governors & (_RUMOUR - {"said"}) or "said" in governors:
        return RUMOURED
    if verbs.modal in ("will", "would", "shall", "'d", "must", "should") or governors & (_PLAN - {"have"}):
        return ANNOUNCED
    if "have" in governors and not state:
        return ANNOUNCED
    if verbs.modal == "to" and not governors:
        return ANNOUNCED
    return HELD


def of_noun(reading: Sequence[Element], first: int, last: int) -> str:
    """The rung of a noun phrase at ``first`` to ``last``.

    From adjectives in it and the verbs that govern it.
    """
    for element in reading[max(0, first - 3) : last + 1]:
        if element.kind == WORD and element.low in _BEFORE_A_NOUN:
            return _BEFORE_A_NOUN[element.low]
    return _governing(reading, first) or _following(reading, last) or HELD


def _governing(reading: Sequence[Element], first: int) -> str:
    for place in range(first - 1, max(-1, first - 9), -1):
        element = reading[place]
        if element.kind == VERB and element.verbs:
            return _of_governor(element.verbs, reading, place)
        if element.low in (",", ";"):
            return ""
    return ""


def _following(reading: Sequence[Element], last: int) -> str:
    for place in range(last + 1, min(len(reading), last + 6)):
        element = reading[place]
        if element.kind == VERB and element.verbs:
            if reading[last].kind == SLOT and element.verbs.voice == "active" and _has_object(element.verbs):
                return ""  # "its parent, X, announced an offering": it is X who announces
            return _of_governor(element.verbs, reading, place)
        if element.low in (",", ";"):
            return ""
    return ""


_WITHOUT_OBJECT = frozenset({"end", "collapse", "fail", "fall", "lapse", "close", "be", "break", "become"})


def _has_object(verbs: Verbs) -> bool:
    return verbs.lemma in _OF_A_NOUN and verbs.lemma not in _WITHOUT_OBJECT


def _of_governor(verbs: Verbs, reading: Sequence[Element], place: int) -> str:
    after = reading[place + 1].low if place + 1 < len(reading) else ""
    if verbs.lemma in ("call", "break", "pull", "fall", "walk", "back", "scrap") and after in (
        *_CLOSERS,
        "away",
    ):
        return OVER
    if verbs.lemma == "rule" and after == "out":
        return DENIED
    own = _OF_A_NOUN.get(verbs.lemma, "")
    around = of_verbs(verbs, state=False)
    if around == DENIED and own:
        return DENIED
    if own == HELD and around in (ANNOUNCED, RUMOURED):
        return around
    if own == OVER and around in (ANNOUNCED, RUMOURED):
        return ANNOUNCED
    if own:
        return own
    return (
        around
        if around in (ANNOUNCED, RUMOURED) and verbs.lemma in ("be", "have", "take", "become", "hold")
        else ""
    )


_BY_WORDS = {
    **dict.fromkeys(ENDING, OVER),
    **dict.fromkeys(HEARSAY, RUMOURED),
}


def shown(row: Sequence[Element], state: bool) -> frozenset[str]:
    """Every rung that the words of a sentence show, of whatever they are said; HELD where none does."""
    found: set[str] = set()
    for place, element in enumerate(row):
        if element.kind == VERB and element.verbs:
            found |= {of_verbs(element.verbs, state), _of_governor(element.verbs, row, place)}
        elif element.kind == WORD:
            found |= {_BEFORE_A_NOUN.get(element.low, ""), _BY_WORDS.get(element.low, "")}
    return frozenset(found - {""}) or frozenset({HELD})


def rung(status: str, ladder: Sequence[str], default: str) -> str:
    """The relation's own word for a rung."""
    wanted = {
        RUMOURED: ("rumoured",),
        ANNOUNCED: ("announced",),
        OVER: ("ended", "calledOff"),
        DENIED: ("denied",),
    }.get(status, ())
    return next((w for w in wanted if w in ladder), status if status in ladder else default)
