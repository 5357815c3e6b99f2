"""What an import did: what was taken, what was left and why, who is new, and what to decide."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from retailgraph.articles import Entity
from retailgraph.articles.values import Claim
from retailgraph.interchange.parties import Left, Remark
from retailgraph.interchange.settling import Doubt

_IN_MEMORY = 5_000_000


class Spool:
    """Rows that are written once and read in order: few in memory, many on disk."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with its owner
        weakref.finalize(self, self._file.close)
        self._count = 0

    def append(self, row: bytes) -> None:
        """Add a row, which holds no line break."""
        self._file.write(row + b"\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        return (line[:-1] for line in self._file)


@dataclass
class Imported:
    """What an import did. ``rows`` counts what was read, ``taken`` the facts, ``left`` what is not taken.

    ``remarks`` are what was read in another way than it stands there, ``doubts`` the names to decide about,
    ``began``, ``ended`` and ``changed`` what differs from the version before, as (subject, relation, object).
    """

    article: str = ""
    rows: int = 0
    taken: int = 0
    claims: list[Claim] = field(default_factory=list)
    bulk_rows: Spool = field(default_factory=Spool, repr=False)
    left: list[Left] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    began: list[tuple[str, str, str]] = field(default_factory=list)
    ended: list[tuple[str, str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    written: bool = False
    unchanged: bool = False
    replaced: bool = False
