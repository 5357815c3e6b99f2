"""Noun phrases: "brands of X", "X's brands", "which brands does X have"."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import Form
from retailgraph.words.english import BE, DETERMINERS, DO, FORMER, HAVE, MODAL, PAST, STARTERS, WH
from retailgraph.words.grammar import Nouns, past_determiners
from retailgraph.words.phrasing import Phrasing
from retailgraph.words.vocabulary import Noun


def ask_nouns(put: Phrasing, table: Nouns) -> Iterator[Form]:
    """ "brands of X", "X's brands", "X brands", "which brands does X have", "which brands are on X"."""
    start, types, past = _before_noun(put)
    at, said = past_determiners(put.keys, start)
    former = not FORMER.isdisjoint(said)
    for end, nouns in put.grammar.nouns_at(table, put.keys, at):
        fitting = [n for n in nouns if put.key(end) in n.after]
        yield from _listed(fitting, put.after(end + 1), past, types, former)
    yield from _ask_had(put, table)
    if put.key(start) and put.key(start) not in STARTERS:
        for begin in dict.fromkeys((at, start)):
            yield from _ask_owned(put, table, begin, past, types)


def _listed(
    nouns: list[Noun], name: str, past: bool, types: tuple[str, ...] = (), former: bool = False
) -> Iterator[Form]:
    """What nouns of one form ask of a name; ``former`` asks for what has ended."""
    for kind, measure in dict.fromkeys((n.kind, n.measure) for n in nouns) if name else ():
        alike = [n for n in nouns if (n.kind, n.measure) == (kind, measure)]
        asked = tuple(n.part._replace(types=types or n.part.types) for n in alike if n.part)
        form, past = alike[0].form, past or former
        yield Form(kind, asked, (name,), past=past, measure=measure, words=form, former=former)


def _before_noun(put: Phrasing) -> tuple[int, tuple[str, ...], bool]:
    """Where the noun phrase begins after "who are" or "which companies were"; the types; past tense."""
    keys = put.keys
    if keys[0] not in WH or keys[0] == "when":
        return 0, (), False
    at, types = put.grammar.type_at(keys, 1) if keys[0] in ("which", "what") else (1, ())
    if put.key(at) in BE:
        return at + 1, types, keys[at] in PAST
    if put.key(at) in HAVE and put.key(at + 1) == "been":
        return at + 2, types, True
    if put.key(at) in MODAL and put.key(at + 1) == "be":
        return at + 2, types, False
    return 0, (), False


def _ask_owned(put: Phrasing, table: Nouns, start: int, past: bool, types: tuple[str, ...]) -> Iterator[Form]:
    """ "X's brands", "X's former brands", "X brands"; a name may itself end in "'s"."""
    for begin, nouns in put.grammar.nouns_before(table, put.keys):
        end, former = before_determiners(put.keys, start, begin)
        for name in dict.fromkeys((put.name(start, end, owning=True), put.name(start, end))):
            yield from _listed(of(nouns), name, past, types, former)


def of(nouns: list[Noun]) -> list[Noun]:
    """The nouns that a possessive stands for: those with "of", unless there is none."""
    return [n for n in nouns if "of" in n.after] or nouns


def before_determiners(keys: tuple[str, ...], start: int, end: int) -> tuple[int, bool]:
    """The place before the "one of the former" that ends at a place, and whether "former" was said."""
    former = False
    while end > start + 1 and (keys[end - 1] in DETERMINERS or keys[end - 2 : end] == ("one", "of")):
        former = former or keys[end - 1] in FORMER
        end -= 1
    return end, former


def _ask_had(put: Phrasing, table: Nouns) -> Iterator[Form]:
    """ "which brands does X have", "does X have brands", "which are on X"."""
    keys = put.keys
    if keys[0] in DO and "have" in keys[2:]:
        have = keys.index("have", 2)
        at, said = past_determiners(keys, have + 1)
        past, former = keys[0] == "did", not FORMER.isdisjoint(said)
        for end, nouns in put.grammar.nouns_at(table, keys, at):
            if end == put.size:
                yield from _listed(of(nouns), put.name(1, have), past, (), former)
    if keys[0] in ("which", "what"):
        at, said = past_determiners(keys, 1)
        for end, nouns in put.grammar.nouns_at(table, keys, at):
            yield from _had(put, end, nouns, not FORMER.isdisjoint(said))


def _had(put: Phrasing, end: int, nouns: list[Noun], former: bool) -> Iterator[Form]:
    helper, past = put.key(end), put.key(end) in PAST
    if helper in HAVE and put.keys[-1] == "had":
        yield from _listed(of(nouns), put.name(end + 1, put.size - 1), True, (), former)
    elif helper in DO and put.keys[-1] == "have":
        yield from _listed(of(nouns), put.name(end + 1, put.size - 1), past, (), former)
    elif helper in BE:
        fitting = [n for n in nouns if put.key(end + 1) in n.after]
        yield from _listed(fitting, put.after(end + 2), past, (), former)
