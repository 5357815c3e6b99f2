"""The lists of words that people can read and extend: text files beside this module, read when they
are needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "text"


def lines_of(name: str) -> Iterator[str]:
    """The lines of a list, without comments and empty ones."""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@cache
def adjectives() -> dict[str, tuple[str, str]]:
    """By each adjective the field of an entity that it speaks of, and its value."""
    found = {}
    for line in lines_of("adjectives"):
        word, _, rest = line.partition(" = ")
        field, _, value = rest.partition(" ")
        found[word] = (field, value)
    return found
