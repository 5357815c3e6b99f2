"""Firms called after their partners: "Halden & Marsh" and what is short for it, or longer and still the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retailgraph.extraction import lexicon
from retailgraph.extraction.forms import begins_with_given_name, key_without_form
from retailgraph.extraction.gazetteer import Named
from retailgraph.extraction.wordlists import is_ordinary

Key = tuple[str, ...]
_AND = "and"
_KINDS = lexicon.closed("forms tails") | lexicon.closed("forms kinds")
"""Words that only tell what kind of firm it is: "Capital Management"."""
_WITHOUT_FORM = 3
"""From this tier on a name of the graph is one without its legal form, which others may be short for too."""


def first_partner(key: Key) -> Key | None:
    """What is left of a firm of partners when only the first is named: "halden" of "halden and marsh".

    None of what is no such firm, and where the first is an ordinary word, one letter or a given name.
    """
    plain = key_without_form(key)
    if _AND not in plain[1:-1]:
        return None
    first = plain[: plain.index(_AND, 1)]
    if len(first) > 2 or len(first[-1]) < 2 or is_ordinary(first[0]) or begins_with_given_name(first):
        return None
    return first


def adds_only_kinds(name: Key, rest: Key) -> bool:
    """Whether words after the name of a firm of partners make no other firm of it: "... Capital Management LP"."""
    return _AND in name[1:-1] and bool(rest) and all(word in _KINDS for word in key_without_form(rest))


def is_short(known: Iterable[Named]) -> bool:
    """Whether a name of the graph stands here without its legal form alone, so that it may mean another."""
    return all(name.tier >= _WITHOUT_FORM for name in known)


def longer(key: Key, names: Iterable[Key]) -> Iterator[Key]:
    """The names that are firms of partners of whom this key is the first."""
    return (name for name in names if name != key and first_partner(name) == key)
