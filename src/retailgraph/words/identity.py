""" "is X a partner of Y", "X and Y are rivals", "is X Y's owner"."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import OBJECT, PARTY, SUBJECT, Form, Link
from retailgraph.words.english import AFTER_NAME, BE, BECOME, FORMER, HELPERS, PAST, STARTERS
from retailgraph.words.grammar import SLOT, past_determiners
from retailgraph.words.nouns import before_determiners, of
from retailgraph.words.phrasing import Phrasing
from retailgraph.words.vocabulary import Noun

_MOST_CUTS = 8  # words of a possessive name that are looked at, where nothing marks its beginning


class _Claimed:
    """Who is said to be something: where its name lies, where the noun begins, the tense and the kind."""

    __slots__ = ("end", "kind", "noun", "past", "start")

    def __init__(self, start: int, end: int, noun: int, past: bool, kind: str = "truth") -> None:
        self.start, self.end, self.noun, self.past, self.kind = start, end, noun, past, kind


def ask_identity(put: Phrasing) -> Iterator[Form]:
    """Whether X is a NOUN of Y, or X and Y are NOUNS, or X is Y's NOUN; and when that was."""
    for claimed in _claimed(put):
        for end, nouns in put.grammar.nouns_at(put.grammar.nouns, put.keys, claimed.noun):
            near = put.name(claimed.start, claimed.end)
            fitting = [n for n in nouns if put.key(end) in n.after]
            yield from _identity(fitting, (near, put.after(end + 1)), claimed)
            mutual = [n for n in nouns if n.symmetric] if end == put.size else []
            for names in pairs(put, claimed.start, claimed.end) if mutual else ():
                yield from _identity(mutual, names, claimed)
    yield from _ask_owned_identity(put)


def _claimed(put: Phrasing) -> Iterator[_Claimed]:
    """All that may be said to be something: after "is" or "when did" the noun may stand anywhere."""
    keys = put.keys
    start = 1 if keys[0] == "when" else 0
    if put.key(start) in HELPERS:
        if put.key(start) in BE or not AFTER_NAME.isdisjoint(keys):
            yield from _inverted(put, start + 1, "when" if start else "truth")
    elif keys[0] not in STARTERS:
        for at in range(1, put.size - 1):
            if keys[at] in BE or keys[at] in BECOME:
                noun, said = past_determiners(keys, at + 1)
                past = keys[at] in PAST or not FORMER.isdisjoint(said)
                yield _Claimed(0, at, noun, past)


def _inverted(put: Phrasing, start: int, kind: str) -> Iterator[_Claimed]:
    for noun in range(start + 1, put.size):
        end, former = before_determiners(put.keys, start, noun)
        if end - 1 > start and put.keys[end - 1] in AFTER_NAME:
            end -= 1
        yield _Claimed(start, end, noun, former or put.keys[start - 1] in PAST, kind)


def _ask_owned_identity(put: Phrasing) -> Iterator[Form]:
    """ "is X Y's owner", "X is one of Y's former brands"."""
    for begin, nouns in put.grammar.nouns_before(put.grammar.nouns, put.keys):
        end, former = before_determiners(put.keys, 0, begin)
        if end < 2 or not put.tokens[end - 1][2]:
            continue
        for claimed in sorted(_claimed(put), key=lambda c: -c.noun):  # most owners' names are short
            claimed.past = claimed.past or former
            if end - _MOST_CUTS <= claimed.noun < end:
                names = put.name(claimed.start, claimed.end), put.name(claimed.noun, end, owning=True)
                yield from _identity(of(nouns), names, claimed)


def _identity(nouns: list[Noun], names: tuple[str, str], claimed: _Claimed) -> Iterator[Form]:
    """X is a NOUN of Y: X stands on the side that the noun asks for."""
    for answers in (SUBJECT, OBJECT) if all(names) else ():
        found = [n for n in nouns if n.part and _answers(n, n.part) == answers]
        parts = tuple(Link(n.part.relation, "", (), n.part.role) for n in found if n.part)
        if parts:
            ordered = names if answers == SUBJECT else names[::-1]
            other = OBJECT if answers == SUBJECT else SUBJECT
            helper = f"{'when ' if claimed.kind == 'when' else ''}{'was' if claimed.past else 'is'}"
            form = f"{helper} {{{answers}}} among the {SLOT.sub(f'{{{other}}}', found[0].form)}"
            yield Form(claimed.kind, parts, ordered, past=claimed.past, words=form)


def _answers(noun: Noun, part: Link) -> str:
    """The side of a noun; of a symmetric relation either will do."""
    return SUBJECT if noun.symmetric and part.answers != PARTY else part.answers


def pairs(put: Phrasing, start: int, end: int) -> Iterator[tuple[str, str]]:
    """The two names between two places that "and" joins; by every "and", as a name may hold one."""
    for joint in ("and", "&"):
        yield from split_at(put, start, end, (joint,))


def split_at(put: Phrasing, start: int, end: int, joints: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The two names between two places that one of some words joins."""
    for at in range(start + 1, end - 1):
        if put.keys[at] in joints:
            names = put.name(start, at), put.name(at + 1, end)
            if all(names):
                yield names
