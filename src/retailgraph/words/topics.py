"""What is asked of anything: its card, what changed, how two are joined."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import Form
from retailgraph.words.english import BE, PAST, PREPOSITIONS, STARTERS, phrases, words
from retailgraph.words.grammar import past_determiners
from retailgraph.words.identity import pairs, split_at
from retailgraph.words.phrasing import Phrasing

_CARDS = phrases(
    "what do you know about|tell me about|information about|information on|details of|details on|profile of|"
    "card of|info on|show me|describe|about|show"
)
_CHANGED = phrases("what changed|what has changed|what is new|what happened")
_TIES = words("relation relations relationship relationships link links connection connections tie ties")
_TIED = words("connected related linked tied joined")
_TIE = words("connects links joins ties relates connect link join tie relate")
CARD_FORM = "what is {subject}"
CHANGES_FORM = "what changed for {subject}"
BETWEEN_FORM = "how is {subject} connected to {object}"


def ask_card(put: Phrasing) -> Iterator[Form]:
    """ "what is X", "tell me about X"."""
    keys = put.keys
    if keys[0] in ("what", "who"):
        name = put.after(2) if put.key(1) in BE else ""
        past = put.key(1) in PAST
    else:
        lead = next((lead for lead in _CARDS if put.starts(lead)), ())
        name, past = put.after(len(lead)) if lead and put.key(len(lead)) not in STARTERS else "", False
    if name:
        yield Form("card", (), (name,), past=past, words=CARD_FORM)


def ask_common(put: Phrasing) -> Iterator[Form]:
    """ "common ground of X and Y"."""
    if put.starts(("common", "ground", "of")):
        for names in pairs(put, 3, put.size):
            yield Form("common", (), names, words="what do {subject} and {object} have in common")


def ask_changes(put: Phrasing) -> Iterator[Form]:
    """ "what changed for X", "what is new at X", "what changed", "former names of X"."""
    if put.starts(("former", "names", "of")) and (named := put.after(3)):
        yield Form("changes", (), (named,), past=True, measure="names", words="former names of {subject}")
    if any(put.keys == lead for lead in _CHANGED):
        yield Form("changes", past=True, words="what changed")
    lead = next((lead for lead in _CHANGED if put.starts(lead)), ())
    if lead and put.key(len(lead)) in PREPOSITIONS | {"about"}:
        name = put.after(len(lead) + 1)
        if name:
            yield Form("changes", (), (name,), past=True, words=CHANGES_FORM)


def ask_between(put: Phrasing) -> Iterator[Form]:
    """ "how is X connected to Y", "link between X and Y"."""
    for names in _joined(put):
        measure = "truth" if put.keys[0] in BE else ""
        yield Form("between", (), names, words=BETWEEN_FORM, measure=measure)


def _joined(put: Phrasing) -> Iterator[tuple[str, str]]:
    """The two names that a question wants to see joined."""
    start = 2 if put.keys[0] in ("what", "who") and put.key(1) in BE else 0
    at = past_determiners(put.keys, start)[0]
    if put.key(at) in _TIES and put.key(at + 1) in ("between", "of"):
        yield from _tied(put, at + 2)
    elif put.keys[0] == "what" and put.key(1) in _TIE:
        yield from _tied(put, 2)
    elif put.keys[0] == "how" and put.key(1) in BE:
        yield from _connected(put, 2)
    elif put.keys[0] in BE:
        yield from _connected(put, 1)
    elif put.keys[0] not in STARTERS:
        yield from pairs(put, 0, put.size)


def _tied(put: Phrasing, start: int) -> Iterator[tuple[str, str]]:
    yield from pairs(put, start, put.size)
    yield from split_at(put, start, put.size, ("to", "with"))


def _connected(put: Phrasing, start: int) -> Iterator[tuple[str, str]]:
    """ "X and Y connected", "X connected to Y"."""
    if put.keys[-1] in _TIED:
        yield from pairs(put, start, put.size - 1)
    for at in range(start + 1, put.size - 2):
        if put.keys[at] in _TIED and put.keys[at + 1] in ("to", "with"):
            names = put.name(start, at), put.after(at + 2)
            if all(names):
                yield names
