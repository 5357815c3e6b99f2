"""Shorter forms of a name within one article: "Frasers" of "Frasers Group", "Zeitlin" of "Jide Zeitlin"."""

from __future__ import annotations

from functools import cache, lru_cache

from retailgraph.extraction import lexicon
from retailgraph.extraction.tokens import keys_of
from retailgraph.extraction.wordlists import given_names, is_ordinary
from retailgraph.identity import short

_TAILS = lexicon.closed("forms tails")
_SHORTEST = 2


@lru_cache(maxsize=4096)
def key_without_form(key: tuple[str, ...]) -> tuple[str, ...]:
    """A name's key without its legal form and without "the"."""
    return tuple(short(" ".join(key)).split(" ")) if len(key) > 1 else key


def shortened(key: tuple[str, ...]) -> tuple[str, ...]:
    """What is surely left when a name is said short: without the legal form or ".com".

    >>> shortened(("frasers", "group")), shortened(("jdcom",))
    (('frasers',), ('jd',))
    """
    plain = key_without_form(key)
    last = plain[-1]
    if last.endswith("com") and len(last) > 3 + _SHORTEST - 1:
        return (*plain[:-1], last.removesuffix("com"))
    return plain


def stems(key: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What a name may be cut to, the longest first: "benefit" of "benefit cosmetics"."""
    found = []
    plain = key_without_form(key)
    while len(plain) > 1 and plain[-1] in _TAILS:
        plain = plain[:-1]
        found.append(plain)
    return found


def surname(key: tuple[str, ...]) -> tuple[str, ...] | None:
    """The last word of a name of two to four words, if it tells enough to stand alone."""
    plain = key_without_form(key)
    if not 2 <= len(plain) <= 4 or len(plain[-1]) < _SHORTEST:
        return None
    return None if is_ordinary(plain[-1]) and not begins_with_given_name(plain) else plain[-1:]


def begins_with_given_name(key: tuple[str, ...]) -> bool:
    """Whether the first word, or the first two with their hyphen, are a given name."""
    return key[0] in _given() or key[:2] in _double()


@cache
def _given() -> frozenset[str]:
    return frozenset(name for name, *more in map(keys_of, given_names()) if not more)


@cache
def _double() -> frozenset[tuple[str, ...]]:
    return frozenset(key for key in map(keys_of, given_names()) if len(key) == 2)


def stands_for(letters: str, name: str) -> bool:
    """Whether an acronym can be read out of a name.

    >>> stands_for("SPICE", "Sustainable Packaging Initiative for Cosmetics"), stands_for("JD", "Jack Wills")
    (True, True)
    """
    wanted = iter(name.casefold())
    words = name.split()
    return (
        len(words) > 1
        and letters[:1].casefold() == name[:1].casefold()
        and all(letter in wanted for letter in letters.casefold())
    )
