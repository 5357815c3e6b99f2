"""What a file of somebody else says, before names are ids: parties, statements, and what could not be taken.

Each format has one reader: a function from a :class:`~retailgraph.interchange.inputs.Source` to an iterator
of :data:`Said`. It knows its format and nothing of the graph; who is meant is settled afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from retailgraph.identity.undisclosed import UNDISCLOSED

Values: TypeAlias = "str | tuple[str, ...]"
NO_VALUES: Mapping[str, Values] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file says something: the row, counted from 1 without the header, and the line (0: unknown)."""

    row: int = 0
    line: int = 0

    def __str__(self) -> str:
        if self.row and self.line:
            return f"row {self.row} (line {self.line})"
        return f"row {self.row}" if self.row else f"line {self.line}" if self.line else "the file"


@dataclass(frozen=True, slots=True)
class Party:
    """Who or what a file names. ``key`` is its id inside the file, ``ids`` are (scheme, id).

    ``types`` are what it can be by the file, likeliest first; ``is_sure`` says that the file itself gives the
    type. ``id`` is an id of ours that the file itself gives.
    """

    name: str
    types: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    country: str = ""
    website: str = ""
    aliases: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    about: str = ""
    key: str = ""
    id: str = ""
    is_sure: bool = False


NOBODY_NAMED = Party(UNDISCLOSED, id=UNDISCLOSED)
"""An owner, buyer or seller whom the file says there is, and does not name."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact of a file: subject, relation and object, with qualifiers as article files write them.

    Of a relation that has no object, the object is the subject again.

    ``parties`` are qualifiers whose values are parties (seller, with). ``where`` is its place, ``row`` the
    row as it was, ``notes`` what was read in another way than it stands there.
    """

    subject: Party
    relation: str
    object: Party
    qualifiers: Mapping[str, Values] = field(default_factory=dict)
    parties: Mapping[str, tuple[Party, ...]] = field(default_factory=dict)
    where: Place = Place()
    row: str = ""
    notes: tuple[Remark, ...] = ()
    url: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Described:
    """An entity that a file describes, whether or not a statement names it."""

    party: Party
    where: Place = Place()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something read in another way than it stands there; the row is taken."""

    where: Place
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}{f', {self.column}' if self.column else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is not taken, and why. ``kind`` is ``bad``, ``repeat``, ``undecided`` or ``other``.

    ``other`` is what is no fact of ours: a comment, a total, a kind of tie that has no relation here.
    """

    where: Place
    column: str
    reason: str
    row: str = ""
    kind: str = "bad"
    cells: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.where}{f', {self.column}' if self.column else ''}: {self.reason}"


MAY_HOLD = "may hold or not, by the file itself"
"""The reason for which a row is left whose export did not know whether it holds."""
Said: TypeAlias = "Statement | Described | Left | Remark"
