"""What the words around a name say about it: that it is one, that it is a person's, what it is called."""

from __future__ import annotations

from typing import NamedTuple

from retailgraph.extraction import lexicon
from retailgraph.extraction.lines import Line, Phrases, longest_at, longest_before, nouns
from retailgraph.extraction.tokens import key_of
from retailgraph.extraction.wordlists import function_words, nationalities

HONORIFICS = lexicon.closed("contexts honorifics")
_SELLING = lexicon.closed("contexts selling")
_PARTS = lexicon.closed("contexts parts")
_SPEECH = lexicon.closed("contexts speech_verbs")
_OWNING = lexicon.closed("contexts owning")
_DEALS = lexicon.closed("contexts deals")
_GOODS = lexicon.closed("contexts goods")
_ENDS = lexicon.closed("contexts ends_of_an_apposition")
_NOT_AFTER = lexicon.closed("contexts not_after_a_name")
_CALLED = lexicon.closed("contexts called")
_BELONGING = lexicon.closed("contexts belonging")
_PRODUCTS = lexicon.closed("contexts products")
_APPOINTING = lexicon.closed("contexts appointing")
_BECOMING = lexicon.closed("contexts becoming")
_DETERMINERS = lexicon.closed("contexts determiners")
_NOT_YET = lexicon.closed("contexts not_yet")
_LAST_LOOK = 8
_NEAR = 6


class Evidence(NamedTuple):
    """What one mention's surroundings say of a name."""

    types: tuple[str, ...] = ()
    person: bool = False
    thing: bool = False
    public: bool = False
    product: bool = False


def evidence(line: Line, first: int, last: int, roles: Phrases[bool]) -> Evidence:
    """All that the words before and after a name tell."""
    role = _role_before(line, first, roles)
    found = _apposition(line, last, roles)
    after = key_of(line.word(last)) if line.spaced(last) else ""
    types = _called(line, first) or found.types or _class_after(line, last) or _hosts(line, first)
    person = role is not None or found.person or _honoured(line, first) or _is_who(line, last)
    product = not types and (_is_product(line, first) or (after in _PARTS and last - first == 1))
    return Evidence(types, person, _is_thing(line, first, after), bool(role) or found.public, product)


def serves(line: Line, first: int, last: int, roles: Phrases[bool]) -> bool:
    """Whether a name says or becomes what people do: "said X", "hired X", "X as chair", "X becomes chair"."""
    before = line.word(first - 1) if line.spaced(first) else ""
    if before in _SPEECH or before in _APPOINTING:
        return True
    if before == "to" and line.word(first - 2).lower() == "according":
        return True
    if not line.spaced(last):
        return False
    after = line.word(last)
    if after == "of" and line.word(last + 1)[:1].isupper():
        return True
    return after in _SPEECH or (after in (_BECOMING | {"as"}) and _meets_role(line, last + 1, roles))


def _meets_role(line: Line, i: int, roles: Phrases[bool]) -> bool:
    """Whether a role comes soon: "be its new chief executive"."""
    for at in range(i, min(i + _NEAR, len(line.tokens))):
        apart = not (line.spaced(at) or line.gap(at) == "-")
        if apart or (line.word(at)[:1].isupper() and at > i + 1):
            return False
        if longest_at(line, at, roles):
            return True
    return False


def _is_product(line: Line, first: int) -> bool:
    at = first - 1 if line.word(first - 1) in _CALLED else first
    return (at < first or line.spaced(first)) and line.word(at - 1) in _PRODUCTS


def _role_before(line: Line, first: int, roles: Phrases[bool]) -> bool | None:
    """Whether the role before a name is a public one; None if there is none."""
    if not (line.spaced(first) or line.gap(first) == ", "):
        return None
    found = longest_before(line, first, roles)
    if found is None:
        return None
    size, public = found
    noun = longest_before(line, first, nouns())
    if noun and noun[0] >= size and "Person" not in noun[1]:
        return None
    before = line.word(first - size - 1)
    if line.gap(first) == ", " and not (before.islower() and line.word(first - 1).islower()):
        # "his coach, David Witt", but not "its Coach, Kate Spade and Stuart Weitzman brands"
        return None
    # Papers write "president" of a company small.
    of_state = line.word(first - 1) == "President" and before.islower()
    return public or of_state or before in nationalities()


def _honoured(line: Line, first: int) -> bool:
    return key_of(line.word(first - 1)) in HONORIFICS and line.gap(first) in (" ", ". ")


def _is_who(line: Line, last: int) -> bool:
    gap = line.gap(last)
    aged = gap == ", " and line.word(last).isdigit() and line.gap(last + 1).startswith((",", "."))
    return gap == ", " and (line.word(last) == "who" or aged)


def _called(line: Line, first: int) -> tuple[str, ...]:
    """What a name is called by the noun right before it, with or without "called" between."""
    at = first
    if line.word(at - 1) in _CALLED:
        at -= 1
    elif not line.spaced(first):
        return ()
    if line.word(at - 1) in ("the", "a", "an", "its"):
        return ()
    found = longest_before(line, at, nouns())

    return found[1] if found else ()


def _hosts(line: Line, first: int) -> tuple[str, ...]:
    """Whether something is sold on it: "a flagship store on X", "launched through X"."""
    if line.word(first - 1) not in ("on", "via", "through") or not line.spaced(first):
        return ()
    near = {line.word(i) for i in range(max(0, first - _LAST_LOOK), first - 1)}
    return () if near.isdisjoint(_SELLING) else ("Platform", "Company")


def _class_after(line: Line, last: int) -> tuple[str, ...]:
    """What a name is called by the noun right after it: "the X alliance", "the X brand"."""
    if not line.spaced(last):
        return ()
    found = longest_at(line, last, nouns())
    noun = line.word(last)
    if found is None or noun in _NOT_AFTER or not noun.islower():
        return ()
    kind = found[1][0]
    telling = kind in ("Platform", "Alliance", "Initiative") or noun in ("brand", "label", "group", "chain")
    return found[1] if telling else ()


def _apposition(line: Line, last: int, roles: Phrases[bool]) -> Evidence:
    """What the words after a comma or "is a" call a name: ", a fashion retailer", ", chief executive of"."""
    start = last
    if line.word(last) in ("is", "was", "became", "remains") and line.word(last + 1) in (
        "a",
        "an",
        "the",
        "one",
    ):
        start = last + 1
    elif line.gap(last) != ", " or not _may_call(line, start, roles):
        return Evidence()
    borrowed = line.word(start)[:1].isupper()
    types: tuple[str, ...] = ()
    role: bool | None = None
    i = start
    while i < min(start + _LAST_LOOK, len(line.tokens)):
        if i > start and (line.word(i) in _ENDS or not (line.spaced(i) or line.gap(i) == "-")):
            break
        named, called = longest_at(line, i, roles), longest_at(line, i, nouns())
        if named and not (called and called[0] >= named[0] and "Person" not in called[1]):
            role, types = bool(role) or named[1], ()
            i += named[0]
        elif called:
            role, types = None, called[1]
            i += called[0]
        else:
            i += 1
    if role is not None:
        return Evidence(person=True, public=role)
    # In "Kenzo, Gucci parent Kering" the parent is not Kenzo.
    return Evidence(() if borrowed else types)


def _may_call(line: Line, i: int, roles: Phrases[bool]) -> bool:
    """Whether words after a comma can say what the name before it is, and do not go on with the sentence."""
    word = line.word(i)
    if word in _DETERMINERS or word in _NOT_YET or word[:1].isupper():
        return True
    if longest_at(line, i, roles):
        return True
    noun = longest_at(line, i, nouns())
    return noun is not None and line.word(i + noun[0]) == "of"


def _is_thing(line: Line, first: int, after: str) -> bool:
    """Whether a name is spoken of as goods, shops or shares are."""
    if after in _GOODS or line.word(first - 1) in _OWNING:
        return True
    return line.word(first - 1) in ("in", "of", "for", "as") and line.word(first - 2) in _DEALS


def acts(line: Line, first: int, last: int, possessive: bool) -> bool:
    """Whether what follows an ordinary word at a sentence's start shows that it is a name there."""
    if last >= len(line.tokens):
        return False
    if possessive:
        return True
    gap, after = line.gap(last), line.word(last)
    if gap.startswith(","):
        return _goes_on_as_name(line, first, last)
    if "(" in gap:
        return after.isupper()
    if gap == "-":
        return after in _BELONGING
    if not line.spaced(last):
        return False
    if after in ("and", "&"):
        return line.word(last + 1)[:1].isupper()
    if key_of(line.word(first)) in function_words() and after in (
        "is",
        "was",
        "come",
        "comes",
        "came",
        "up",
        "will",
    ):
        return False
    if after.endswith("ly") or after in ("also", "now", "still", "already", "then", "once", "itself"):
        after = line.word(last + 1)
    return lexicon.is_finite(after) or after in _BELONGING


def _goes_on_as_name(line: Line, first: int, last: int) -> bool:
    """Whether a comma begins a list of names or an apposition: "Gap, the clothing chain"."""
    after = line.word(last)
    if after in ("which", "whose"):
        return True
    if after[:1].isupper():
        return key_of(line.word(first)) not in function_words()
    found = _apposition(line, last, {})
    return bool(found.types)


JOINTS = frozenset((", ", " and ", ", and ", " or ", ", or ", " & ", "、", " as well as "))
"""What stands between the names of a list."""
