"""What a new name may be: a person, a company, a brand, a platform, an alliance or an initiative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from retailgraph.extraction import lexicon
from retailgraph.extraction.contexts import Evidence
from retailgraph.extraction.forms import begins_with_given_name
from retailgraph.extraction.lines import nouns
from retailgraph.extraction.tokens import keys_of
from retailgraph.extraction.wordlists import is_ordinary, places
from retailgraph.identity import short
from retailgraph.lookup.markets import place_named

PERSON = ("Person",)
_THING = ("Brand", "Company")
_EITHER = ("Person", "Brand", "Company")
_HEADS = frozenset(("for", "of", "on", "against"))
_ENDINGS = {
    "com": ("Platform", "Company"),
    "mall": ("Platform", "Place"),
    "marketplace": ("Platform",),
    "brands": ("Company",),
    "retail": ("Company",),
    "industries": ("Company",),
    "capital": ("Company",),
    "partners": ("Company",),
    "brothers": ("Company", "Brand"),
    "investment": ("Company",),
    "investments": ("Company",),
    "technologies": ("Company",),
    "technology": ("Company",),
    "ventures": ("Company",),
    "logistics": ("Company",),
    "stores": ("Company", "Brand"),
    "cosmetics": ("Brand", "Company"),
    "administration": ("Company",),
}
_NO_PERSON = lexicon.closed("people in_no_name_of_a_person")
_TOO_LOOSE = lexicon.closed("people loose_endings")


def looks_like_person(key: tuple[str, ...]) -> bool:
    """Whether a name begins with a given name and is built like a person's."""
    if not 2 <= len(key) <= 5 or _NO_PERSON & set(key) or types_by_ending(key):
        return False
    return begins_with_given_name(key) and not any(word.isdigit() for word in key)


def _surely_given(key: tuple[str, ...]) -> bool:
    """Whether the first word is hardly anything else: "Charlotte" is a city, "Chase" a word."""
    return (
        key[0] not in _place_keys()
        and not place_named(key[0])
        and not is_ordinary(key[0])
        and not is_ordinary(key[-1])
    )


@cache
def _place_keys() -> frozenset[str]:
    return frozenset(key[0] for key in map(keys_of, places()) if len(key) == 1)


def types_by_ending(key: tuple[str, ...]) -> tuple[str, ...]:
    """The types that the words of a name give it: "... Alliance", "... Strategy", "... Holdings"."""
    head = next((word for word, after in pairwise(key) if after in _HEADS), key[-1])
    for word in (head, key[-1]):
        if word in _ENDINGS:
            return _ENDINGS[word]
        if len(key) > 1 and word not in _TOO_LOOSE and (types := nouns().get((word,))):
            return types
    if len(key) > 1 and len(short(" ".join(key)).split(" ")) < len(key) and key[0] != "the":
        return ("Company",)
    if key[-1].endswith("com") and len(key[-1]) > 4:
        return _ENDINGS["com"]
    return ()


def types_of(key: tuple[str, ...], told: Sequence[Evidence], serving: bool) -> tuple[str, ...]:
    """The types a new name may have, from its words and from what is said around all its mentions."""
    ending = types_by_ending(key)
    called = Counter(types for evidence in told if (types := evidence.types))
    person = any(evidence.person for evidence in told)
    thing = any(evidence.thing for evidence in told)
    if person and not ending and (not (thing or called) or looks_like_person(key)) and _may_be_person(key):
        return PERSON if not thing else _EITHER
    common = called.most_common(1)
    if common:
        return _merged(ending, common[0][0])
    if ending or not looks_like_person(key):
        return ending
    if serving and not thing:
        return PERSON
    return _THING if thing else PERSON if _surely_given(key) else _EITHER


def _may_be_person(key: tuple[str, ...]) -> bool:
    return len(key) <= 5 and not _NO_PERSON & set(key)


def _merged(ending: tuple[str, ...], called: tuple[str, ...]) -> tuple[str, ...]:
    """What is said of a name refines what its words say, if the two agree."""
    both = tuple(kind for kind in called if kind in ending)
    if not ending or both:
        return both or called
    return ending if ending[0] in ("Alliance", "Initiative") else (*ending, *called)
