"""Firms called after their partners: "Halden & Marsh", and what is short for it, or longer but the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    """Whether words after the name of a firm of partners make no other firm of it: "Capital Management"."""
    return _AND in name[1:-1] and bool(rest) and all(word in _KINDS for word in key_without_form(rest))


def is_short(known: Iterable[Named]) -> bool:
    """Whether a name of the graph stands here without its legal form alone, so that it may mean another."""
    return all(name.tier >= _WITHOUT_FORM for name in known)


def meant_by_first(key: Key, named: Mapping[Key, tuple[Named, ...]]) -> tuple[Named, ...] | None:
    """Who is meant by a key, where names of the text are firms of partners of whom it is the first.

    ``named`` are the names of the text with the entities that have them. Empty if it is a firm that the
    graph does not know, or one of several; None if no name of the text begins so.
    """
    firms = [name for name in named if name != key and first_partner(name) == key]
    if not firms:
        return None
    known = [name for name in firms if named[name]]
    new = [name for name in firms if not any(name == of[: len(name)] for of in known)]
    parties = {named[name][0].party for name in known}
    return named[known[0]] if len(parties) == 1 and not new else ()
