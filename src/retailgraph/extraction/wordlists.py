"""Word lists that names are read by: given names, places, nationalities, roles, ordinary words.

They lie in ``words`` as the other lists of this package do, and are read when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from retailgraph.extraction import lexicon


def given_names() -> frozenset[str]:
    """Names that stand before a family name, in many languages; for Chinese also family names."""
    return lexicon.word_list("given_names.txt")


def nationalities() -> frozenset[str]:
    """Adjectives and people of countries and regions."""
    return lexicon.word_list("nationalities.txt")


def places() -> frozenset[str]:
    """Cities, provinces, shopping streets, and regions that are no markets of the lookups."""
    return lexicon.word_list("places.txt")


@cache
def bystanders() -> frozenset[str]:
    """Publications, exchanges and authorities: named in articles, seldom a party to what they claim."""
    return frozenset(lexicon.lines_of("bystanders.txt"))


@cache
def function_words() -> frozenset[str]:
    """Words that open a sentence and belong to no name after them, in lower case."""
    return lexicon.word_list("function_words.txt") | calendar()


def calendar() -> frozenset[str]:
    """Days, months, seasons, feasts and quarters, in lower case."""
    return lexicon.word_list("calendar.txt")


def descriptors() -> frozenset[str]:
    """Adjectives that stand before a name and are hardly ever a part of it, in lower case."""
    return lexicon.word_list("descriptors.txt")


def not_parties() -> frozenset[str]:
    """Last words of the names of days, streets, prizes, events and offices of state."""
    return lexicon.word_list("not_parties.txt")


def acronyms() -> frozenset[str]:
    """Capitals that stand for a thing and not for a party."""
    return lexicon.word_list("acronyms.txt")


@cache
def noun_types() -> Mapping[str, tuple[str, ...]]:
    """All nouns that say what a name is: those a text comes back by, and further or narrower ones."""
    return {**lexicon.class_nouns(), **dict(lexicon.nouns_of("name_nouns.txt"))}


@cache
def roles() -> Mapping[str, bool]:
    """What people are called, and whether that makes them people of politics, sport or letters."""
    heads, chief = lexicon.closed("roles heads"), lexicon.closed("roles chief")
    before = lexicon.closed("roles before") | lexicon.closed("roles known_areas") | {"chief"}
    found = {head: False for head in heads if head != "executive"}
    found |= {f"{word} {head}": False for word in before for head in heads}
    found |= {f"chief {area} officer": False for area in chief | lexicon.closed("roles known_areas")}
    for line in lexicon.lines_of("roles.txt"):
        found[line.removeprefix("~")] = line.startswith("~")
    return found


@cache
def _ordinary_words() -> frozenset[str]:
    return lexicon.word_list("ordinary_words.txt") | descriptors() | function_words()


_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers")


@cache
def _is_ordinary(word: str) -> bool:
    if word in _ordinary_words() or word in lexicon.verb_forms() or word in lexicon.class_nouns():
        return True
    stems = [word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2]
    stems += [f"{stem}e" for stem in stems]
    if word.endswith(("ies", "ied")):
        stems.append(f"{word[:-3]}y")
    return any(stem in _ordinary_words() for stem in stems)


_LONGEST = 30


def is_ordinary(word: str) -> bool:
    """Whether a word, whatever its case, is an ordinary one of English in one of its forms.

    >>> is_ordinary("Coach"), is_ordinary("Sharing"), is_ordinary("Tapestry")
    (True, True, False)
    """
    return len(word) < _LONGEST and _is_ordinary(word.lower())
