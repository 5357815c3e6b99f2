"""Notes of what very many articles say, on the disk until they are compared: none of it stays in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

_TABLES = (
    "CREATE TABLE article (id TEXT PRIMARY KEY, path TEXT, line INTEGER) WITHOUT ROWID",
    "CREATE TABLE address (place TEXT, url TEXT, article TEXT, path TEXT, line INTEGER, copy_of TEXT, "
    "claims TEXT)",
    "CREATE TABLE ends (tie TEXT, subject TEXT, relation TEXT, object TEXT, article TEXT, path TEXT, "
    "line INTEGER, holds INTEGER)",
)


class Address(NamedTuple):
    """Where an article lies: the ``place`` that its url leads to, and what names all its claims together."""

    place: str
    url: str
    article: str
    path: str
    line: int
    copy_of: str
    claims: str


class Ends(NamedTuple):
    """Whom a claim joins, and where it stands; ``tie`` names its relation with all that speak against it the
    other way round, ``holds`` says that it counts and has no end."""

    tie: str
    subject: str
    relation: str
    object: str
    article: str
    path: str
    line: int
    holds: bool


class Notes(Collection[str]):
    """What was noted of articles so far; as a collection, their ids."""

    def __init__(self) -> None:
        # Without a name it is a file of its own, which nobody else sees and which goes with the connection.
        self._connection = sqlite3.connect("", isolation_level=None)
        for table in _TABLES:
            self._connection.execute(table)
        self._connection.execute("BEGIN")

    def put_article(self, id: str, path: str, line: int) -> tuple[str, int]:
        """Note where an article stands; gives the place where it was noted first."""
        self._connection.execute("INSERT OR IGNORE INTO article VALUES (?, ?, ?)", (id, path, line))
        found: tuple[str, int] = self._connection.execute(
            "SELECT path, line FROM article WHERE id = ?", (id,)
        ).fetchone()
        return found

    def put_addresses(self, rows: Iterable[Address]) -> None:
        """Note where articles lie."""
        self._connection.executemany("INSERT INTO address VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def put_ends(self, rows: Iterable[Ends]) -> None:
        """Note whom claims join."""
        self._connection.executemany("INSERT INTO ends VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def addresses(self) -> Iterator[Address]:
        """All of them by place, in the order in which they came."""
        for row in self._connection.execute("SELECT * FROM address ORDER BY place, rowid"):
            yield Address(*row)

    def ends(self) -> Iterator[Ends]:
        """All of them; what joins the same two by tied relations, in whichever direction, stands together."""
        order = "tie, min(subject, object), max(subject, object), rowid"
        for row in self._connection.execute(f"SELECT * FROM ends ORDER BY {order}"):
            yield Ends(*row)

    def links(self, relation: str) -> dict[tuple[str, str], Ends]:
        """The pairs that a relation joins for good, each with the first claim that says so."""
        found: dict[tuple[str, str], Ends] = {}
        query = "SELECT * FROM ends WHERE relation = ? AND holds = 1 ORDER BY rowid"
        for row in self._connection.execute(query, (relation,)):
            found.setdefault((row[1], row[3]), Ends(*row))
        return found

    def __contains__(self, id: object) -> bool:
        return self._connection.execute("SELECT 1 FROM article WHERE id = ?", (id,)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._connection.execute("SELECT id FROM article"))

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM article").fetchone()[0])

    def close(self) -> None:
        """Forget all of it."""
        self._connection.close()
