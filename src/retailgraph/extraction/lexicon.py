"""The words by which sentences are taken apart: verbs and their forms, class nouns, small closed classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

BASE, THIRD, PAST, PARTICIPLE, GERUND = "base", "third", "past", "participle", "gerund"


class VerbForm(NamedTuple):
    """What a word may be as a verb: its base form and which of the five forms it is."""

    lemma: str
    forms: frozenset[str]


def lines_of(name: str) -> Iterator[str]:
    """The lines of a word list of this package, without comments and blanks."""
    text = files("retailgraph.extraction").joinpath("words", name).read_text(encoding="utf-8")
    return (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def _closed() -> Mapping[str, frozenset[str]]:
    named = (line.partition(": ") for line in lines_of("closed.txt"))
    return {name: frozenset(words.split()) for name, _, words in named}


def closed(name: str) -> frozenset[str]:
    """A closed class of words, by the module that uses it and its name."""
    return _closed()[name]


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list of this package; of one with semicolons, its phrases."""
    text = " ".join(lines_of(name))
    return frozenset(p.strip() for p in (text.split(";") if ";" in text else text.split()) if p.strip())


@cache
def verb_forms() -> Mapping[str, VerbForm]:
    """Every form of every verb that is known, in lower case."""
    found: dict[str, VerbForm] = {}
    for line in lines_of("verbs.txt"):
        base, *given = line.split()
        for word, form in _forms(base, given):
            known = found.get(word)
            if known and known.lemma != base:
                continue
            found[word] = VerbForm(base, (known.forms if known else frozenset()) | {form})
    found["found"] = VerbForm("find", frozenset({PAST, PARTICIPLE}))  # "to found" is rarely said
    found["left"] = VerbForm("leave", frozenset({PAST, PARTICIPLE}))
    for word in ("are", "am", "were", "'s", "'re", "'m"):
        if not word.startswith("'"):
            found[word] = VerbForm("be", frozenset({PAST if word == "were" else THIRD}))
    return found


def is_finite(word: str) -> bool:
    """Whether a word may be the verb of a subject in the singular: "sells", "sold", "will"."""
    form = verb_forms().get(word)
    return word in MODALS or (form is not None and not form.forms <= {BASE, GERUND})


def _forms(base: str, given: list[str]) -> Iterator[tuple[str, str]]:
    regular = _regular(base)
    order = (THIRD, PAST, PARTICIPLE, GERUND)
    yield base, BASE
    for position, form in enumerate(order):
        word = given[position] if position < len(given) else "*"
        yield (regular[form] if word == "*" else word), form


def _regular(base: str) -> Mapping[str, str]:
    if base.endswith("e"):
        past, gerund = base + "d", base[:-1] + "ing"
    elif base.endswith("y") and base[-2:-1] not in "aeiou":
        past, gerund = base[:-1] + "ied", base + "ing"
    else:
        past, gerund = base + "ed", base + "ing"
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        third = base[:-1] + "ies"
    return {THIRD: third, PAST: past, PARTICIPLE: past, GERUND: gerund}


@cache
def class_nouns() -> Mapping[str, tuple[str, ...]]:
    """Nouns that say what a name is, with the types they let it have; plurals as well."""
    return dict(nouns_of("class_nouns.txt"))


def nouns_of(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The nouns of a list, in both numbers, and their types."""
    for line in lines_of(name):
        parts = line.split()
        types = tuple(p for p in parts if p[0].isupper())
        noun = " ".join(p for p in parts if not p[0].isupper())
        yield noun, types
        yield noun[:-1] + "ies" if noun.endswith("y") else noun + "s", types


DETERMINERS = closed("lexicon determiners")
PREPOSITIONS = closed("lexicon prepositions")
SUBORDINATORS = closed("lexicon subordinators")
RELATIVES = frozenset(["which", "who", "whose", "that"])
ADVERBS = closed("lexicon adverbs")
MODALS = closed("lexicon modals")
NEGATIONS = frozenset(["not", "never", "n't", "no", "neither", "nor"])
