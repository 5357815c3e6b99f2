"""Whether a text names somebody: by names folded and whole, also with a possessive put to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from retailgraph.identity.folding import fold, short, without_possessive

if TYPE_CHECKING:
    from retailgraph.articles import Entity

_EAST = "\u2e80"
_EASTERN = re.compile(f"[{_EAST}-\uffff]+")


def names_of(entity: Entity) -> frozenset[str]:
    """The keys of all names of an entity, with and without legal form."""
    former = (name.name for name in entity.former)
    full = {fold(n) for n in (entity.name, *entity.aliases, *(n for _, n in entity.names), *former)}
    return frozenset(key for name in full for key in (name, short(name)) if key)


class Spoken:
    """A text as it is searched for names.

    >>> Spoken("Macy's buys from LVMH’s brands.").has("lvmh"), Spoken("Macy's closes").has("macys")
    (True, True)
    """

    def __init__(self, text: str) -> None:
        self._read = [_apart(fold(text))]
        bare = without_possessive(text)
        # Some names end in 's themselves, so the text is read in both ways.
        if bare != text:
            self._read.append(_apart(fold(bare)))

    def found(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of these keys that stand in the text, as whole words; Chinese ones anywhere."""
        return frozenset(
            key
            for key in keys
            for read in self._read
            if f" {key} " in read or (max(key) >= _EAST and key in read)
        )

    def has(self, key: str) -> bool:
        """Whether this key stands in the text."""
        return bool(self.found((key,)))


def _apart(key: str) -> str:
    """A key with a space around each word, also where a Latin one touches Chinese characters."""
    return f" {key} " if key.isascii() else _EASTERN.sub(r" \g<0> ", f" {key} ")
