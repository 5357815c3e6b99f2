"""A table of somebody else's: columns and rows, whichever file they stand in.

The modules :mod:`delimited`, :mod:`workbooks`, :mod:`json_tables` and :mod:`columnar` each open one kind of
file and give a :class:`Table`. Rows that are no rows of the table come as ``Left`` among the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from retailgraph.interchange.headings import meaning_of
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Left, Place

Cells: TypeAlias = "Mapping[str, str]"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and, where a column is a list, the cells of each of its members.

    ``raw`` is the row as it was, as one line.
    """

    where: Place
    cells: Cells
    lists: Mapping[str, Sequence[Cells]] = field(default_factory=dict)
    raw: str = ""


@dataclass(frozen=True)
class Table:
    """A table that can be read again and again: ``rows`` starts anew with each call.

    ``facts`` are what is said about the file (encoding, separator, sheet), as a mapping keeps them; ``told``
    is what a person should know of it besides.
    """

    format: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row | Left]]
    facts: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


Opener: TypeAlias = "Callable[[Source], Table]"


def shown(cells: Mapping[str, str]) -> str:
    """A row as one line: what it says, column by column, without the empty ones."""
    return "; ".join(f"{name}: {' '.join(cell.split())}" for name, cell in cells.items() if cell.strip())


def unique(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings as names of columns: trimmed, none empty and none twice."""
    names: list[str] = []
    for position, heading in enumerate(headings, 1):
        name = " ".join(heading.split()) or f"column {position}"
        base, again = name, 2
        while name in names:
            name, again = f"{base} ({again})", again + 1
        names.append(name)
    return tuple(names)


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows is the header, from 0; -1 if none has the form of one.

    The first row that is filled as widely as the rows after it, and holds words rather than numbers: above a
    table there may be a title, and empty rows.
    """
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows]
    usual = sorted(widths)[len(widths) // 2] if widths else 0
    for position, row in enumerate(rows):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) >= max(1, min(usual, 2)) and widths[position] >= 0.6 * max(widths[position:]):
            words = sum(not cell.replace(".", "").replace(",", "").isdigit() for cell in filled)
            told_apart = len(set(filled)) == len(filled) or any(map(meaning_of, filled))
            has_words = words == len(filled) and told_apart
            return position if has_words and not any(_is_value(cell) for cell in filled) else -1
    return -1


def _is_value(cell: str) -> bool:
    import re

    return bool(re.fullmatch(r"\d{4}-\d{2}(?:-\d{2})?|https?://\S+|Q[1-9]\d{2,}|\d[\d.,]*\s*%?", cell))
