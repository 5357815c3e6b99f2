"""Comparisons that ask which: "who owns more brands, X or Y", "which of X and Y is older"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from retailgraph.form import Form
from retailgraph.words.comparing import (
    AGE,
    COMPARATIVES,
    LENGTH,
    NUMBER,
    SIZE,
    TIME,
    Put,
    Reader,
    of_all,
    put_at,
)
from retailgraph.words.english import BE, HAVE, STARTERS, WH, Token, phrases, plain_word, words
from retailgraph.words.grammar import QuestionGrammar

Tokens = tuple[Token, ...]
_OR = words("or and")
_CHOOSE = COMPARATIVES | {
    **dict.fromkeys(phrases("most"), (NUMBER, "most")),
    **dict.fromkeys(phrases("fewest|least"), (NUMBER, "fewest")),
    **dict.fromkeys(phrases("biggest|largest|highest|greatest"), (SIZE, "largest")),
    **dict.fromkeys(phrases("smallest|lowest"), (SIZE, "smallest")),
    **dict.fromkeys(phrases("most expensive"), ("price", "largest")),
    **dict.fromkeys(phrases("least expensive|cheapest"), ("price", "smallest")),
    **dict.fromkeys(phrases("oldest"), (AGE, "first")),
    **dict.fromkeys(phrases("youngest|newest"), (AGE, "latest")),
    **dict.fromkeys(phrases("first|earliest"), (TIME, "first")),
    **dict.fromkeys(phrases("last|latest"), (TIME, "latest")),
    **dict.fromkeys(phrases("longest"), (LENGTH, "longest")),
    **dict.fromkeys(phrases("shortest"), (LENGTH, "shortest")),
}
_BORN = (("came",), ("was", "founded"), ("is",), ("was",), ("existed",), ("was", "there"), ("was", "born"))
_ENDS = (",", ":", "?", ";", "-", "–", "—")
_LONGEST = 5  # words of a name that no comma parts from the question
_MOST_CHOICES = 6


def chosen(tokens: Tokens, grammar: QuestionGrammar, today: date | None, read: Reader) -> Iterator[Form]:
    """The forms of a question that asks which of several has more, is older, was first."""
    for core, names in _parted(tokens):
        first, *others = names
        for put in _put(core, first, grammar):
            yield from of_all(put, others, "", today, read)


# --- the question, and between whom -----------------------------------------------------------------------


def _parted(tokens: Tokens) -> Iterator[tuple[Tokens, list[Tokens]]]:
    """A question and the names that it gives to choose from, wherever they stand."""
    keys = tuple(token[0] for token in tokens)
    if not _OR & set(keys):
        return
    yield from _at_the_end(tokens, keys)
    yield from _at_the_start(tokens, keys)
    yield from _of_two(tokens, keys)


def _at_the_end(tokens: Tokens, keys: tuple[str, ...]) -> Iterator[tuple[Tokens, list[Tokens]]]:
    """ "who owns more brands, X or Y", with a comma or without."""
    last = max((at for at, key in enumerate(keys) if key == "or"), default=0)
    if not last or keys[0] not in STARTERS | {"whose"}:
        return
    for at in range(1, last):
        if tokens[at][1].endswith(_ENDS):
            yield tokens[: at + 1], _names(tokens[at + 1 :])
    for size in range(1, min(_LONGEST, last - 1) + 1):
        yield tokens[: last - size], _names(tokens[last - size :])


def _at_the_start(tokens: Tokens, keys: tuple[str, ...]) -> Iterator[tuple[Tokens, list[Tokens]]]:
    """ "X or Y: who owns more brands", "between X and Y, who is older"."""
    start = 1 if keys[0] in ("between", "of", "among") else 0
    for at in range(start + 3, len(keys) - 1):
        parted = tokens[at - 1][1].endswith(_ENDS) or start
        if parted and (keys[at] in WH or keys[at] == "whose"):
            yield tokens[at:], _names(tokens[start:at])


def _of_two(tokens: Tokens, keys: tuple[str, ...]) -> Iterator[tuple[Tokens, list[Tokens]]]:
    """ "which of X and Y is older", "is X or Y older"."""
    of = keys[:1] and keys[0] in WH and (keys[1:2] == ("of",) or keys[1:3] == ("one", "of"))
    start = keys.index("of") + 1 if of else 1
    joint = next((at for at in range(start + 1, len(keys) - 1) if keys[at] in _OR), 0)
    if not joint or not (of or keys[0] in BE):
        return
    for end in range(joint + 2, min(joint + 2 + _LONGEST, len(keys) + 1)):
        core = tokens[end:] if of else (tokens[0], *tokens[end:])
        if core:
            yield (plain_word("which"), *core), _names(tokens[start:end])


def _names(tokens: Tokens) -> list[Tokens]:
    """The names between commas and "or"; at most a few."""
    found: list[Tokens] = []
    begin = 0
    for at, (key, text, _) in enumerate(tokens):
        if key in _OR:
            found.append(tokens[begin:at])
            begin = at + 1
        elif text.endswith(","):
            found.append(tokens[begin : at + 1])
            begin = at + 1
    return [some for some in (*found, tokens[begin:]) if some][:_MOST_CHOICES]


# --- the question of the first of them --------------------------------------------------------------------


def _put(core: Tokens, name: Tokens, grammar: QuestionGrammar) -> Iterator[Put]:
    """The question as one of the first name: "does X own more brands" of "who owns more brands"."""
    put = put_at(core, _CHOOSE)
    if put is None or not core or (core[0][0] not in WH and core[0][0] != "whose"):
        return
    rest = put.rest
    while len(rest) > 1 and rest[0][0] in ("of", "the"):  # "the oldest of the two"
        rest = rest[1:]
    rest = () if rest[:1] and rest[0][0] in ("two", "three", "them", "these", "one") else put.rest
    said = put.lead[1:]
    if core[0][0] == "whose":
        at = next((at for at, token in enumerate(said) if token[0] in BE), len(said))
        yield put._replace(lead=(plain_word("is"), *said[:at], plain_word("of"), *name), rest=rest)
        return
    end, _ = grammar.type_at(("which", *(token[0] for token in said)), 1)
    for verb in (said[end - 1 :], said[end:]) if end > 1 else (said, said[1:]):
        keys = tuple(token[0] for token in verb)
        if put.kind in (TIME, AGE) and keys in _BORN:
            yield put._replace(lead=(plain_word("is"), *name), kind=AGE, rest=rest)
        for lead in _asked_of(verb, keys, name, grammar):
            yield put._replace(lead=lead, rest=rest)


def _asked_of(
    verb: Tokens, keys: tuple[str, ...], name: Tokens, grammar: QuestionGrammar
) -> Iterator[Tokens]:
    """ "did X join Tmall" of "joined Tmall"; nothing if no verb begins the words."""
    if not keys:
        return
    if keys[0] in BE:
        yield (verb[0], *name, *verb[1:])
        return
    if keys[0] in HAVE and keys[1:] and keys[1] in ("had", "been"):
        yield (verb[0], *name, *verb[1:])
        return
    if keys[0] in HAVE and len(keys) == 1:
        yield (plain_word("did" if keys[0] == "had" else "does"), *name, plain_word("have"))
        return
    if keys[0] in HAVE:
        verb, keys = verb[1:], keys[1:]
    for size in range(min(grammar.longest_verb, len(keys)), 0, -1):
        for wording in grammar.verbs.get(keys[:size], ()):
            base = wording.verb.base.split()
            if wording.kind in ("third", "past", "perfect", "base") and base[0] != "be":
                helper = "does" if wording.kind in ("third", "base") else "did"
                made = (plain_word(word) for word in base)
                yield (plain_word(helper), *name, *made, *verb[size:])
                return
    for helper, base_ in _bases(keys[0]):
        yield (plain_word(helper), *name, plain_word(base_), *verb[1:])


_PAST = {"paid": "pay", "spent": "spend", "bought": "buy", "made": "make", "got": "get", "left": "leave"}


def _bases(word: str) -> Iterator[tuple[str, str]]:
    """The helper and the base of a verb that the ontology does not know, by English spelling."""
    if word in _PAST:
        yield "did", _PAST[word]
    elif word.endswith("ed"):
        yield from (("did", word[:-2]), ("did", word[:-1]))
    elif word.endswith("s"):
        yield "does", word[:-1]
