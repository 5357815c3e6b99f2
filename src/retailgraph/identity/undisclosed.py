"""Somebody whom nobody names: the word ``undisclosed`` in the place of an owner, buyer or seller.

Two of them are not known to be one, so none of them joins two facts: each is called after what it is said to
own, buy or sell.
"""

from __future__ import annotations

UNDISCLOSED = "undisclosed"
"""The word that files write, and the name that people read."""
_START = UNDISCLOSED + "."


def undisclosed_of(name: str) -> str:
    """The id of whoever is not named and has to do with an entity; no entity of a file can have it."""
    return _START + name


def is_undisclosed(id: str) -> bool:
    """Whether an id stands for somebody whom nobody names."""
    return id.startswith(_START)


def as_written(id: str) -> str:
    """An id as files write it."""
    return UNDISCLOSED if is_undisclosed(id) else id
