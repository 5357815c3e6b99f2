"""The tables that say all as one SQLite file, with views that answer the first questions.

The file tells what it is: table ``about_columns`` has a line for each column of each table.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.record_tables import RECORD_TABLES, RecordTable
from retailgraph.opening import open_file

MARK = "RetG"
"""Stands as the application's id in the head of the file."""
_PIECE = 1_000_000
_KINDS = {"text": "TEXT", "integer": "INTEGER", "number": "REAL"}
VIEWS = {
    "holds_now": (
        "what holds on the day of the file",
        "SELECT subject, subject_name, relation, object, object_name, share, since, stale, doubted_from, articles, "
        "sources FROM relationships WHERE holds = 'yes'",
    ),
    "owners": (
        "who owns or holds how much, over time",
        "SELECT object, object_name, subject AS owner, subject_name AS owner_name, relation, share, since, until, "
        "holds, stale, doubted_from FROM relationships WHERE relation IN ('owns', 'holdsStakeIn')",
    ),
    "deals": (
        "deals and events, with who sold and for how much",
        "SELECT subject, subject_name, relation, object, object_name, status, since AS closed, announced, seller, "
        "price, share, articles, sources FROM relationships WHERE holds = ''",
    ),
    "evidence": (
        "who says so: a line for each claim and each article",
        "SELECT c.subject, c.relation, c.object, c.status, c.from_date, c.to_date, c.share, a.publisher, a.published, "
        "a.title, a.url, c.article, c.claim FROM claims AS c JOIN articles AS a ON a.id = c.article",
    ),
    "figures_of": (
        "figures with the name of whom they are about",
        "SELECT n.name, f.measure, f.value, f.below, f.above, f.at_least, f.at_most, f.unit, f.on_date, a.publisher, "
        "a.url FROM figures AS f LEFT JOIN nodes AS n ON n.id = f.entity JOIN articles AS a ON a.id = f.article",
    ),
}
"""By name what a view shows, and how; every engine that has SQL takes them."""
INDEXES = (
    ("relationships", "subject"),
    ("relationships", "object"),
    ("claims", "article"),
    ("claims", "subject"),
)


def write(out: Outgoing) -> Iterator[bytes]:
    """The bytes of the file."""
    with tempfile.TemporaryDirectory(prefix="retailgraph-") as folder:
        path = Path(folder) / "graph.sqlite"
        database = sqlite3.connect(path)
        try:
            database.execute(f"PRAGMA application_id = {int.from_bytes(MARK.encode(), 'big')}")
            with database:
                for statement in statements(_KINDS):
                    database.execute(statement)
                for name, many in ((t.name, t.rows(out)) for t in RECORD_TABLES):
                    width = next(len(t.columns) for t in RECORD_TABLES if t.name == name)
                    database.executemany(inserting(name, width), many)
                database.executemany(inserting("about_columns", 4), about_columns())
                for table, column in INDEXES:
                    database.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
        finally:
            database.close()
        yield from file_pieces(path)


def mark(_name: str) -> str:
    """By which the file is known again."""
    return MARK


def statements(kinds: dict[str, str]) -> Iterator[str]:
    """What makes the empty tables and views, with an engine's names of the kinds of values."""
    for table in RECORD_TABLES:
        columns = ", ".join(f'"{column.name}" {kinds[column.kind]}' for column in table.columns)
        yield f"CREATE TABLE {table.name} ({columns})"
    text = kinds["text"]
    yield f"CREATE TABLE about_columns (name {text}, kind {text}, of_table {text}, meaning {text})"
    for name, (_, query) in VIEWS.items():
        yield f"CREATE VIEW {name} AS {query}"


def inserting(table: str, width: int) -> str:
    """The statement that puts a row in."""
    return f"INSERT INTO {table} VALUES ({', '.join('?' * width)})"  # noqa: S608 - names of our own


def about_columns() -> Iterator[tuple[str, str, str, str]]:
    """What each table, view and column says."""
    for table in RECORD_TABLES:
        yield table.name, "table", "", f"each row: {table.meaning}"
        yield from ((c.name, c.kind, table.name, c.meaning) for c in table.columns)
    yield from ((name, "view", "", meaning) for name, (meaning, _) in VIEWS.items())


def file_pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a finished file, some at a time."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def is_ours(path: Path) -> bool:
    """Whether a file is one of these."""
    try:
        with open_file(path) as file:
            head = file.read(100)
    except OSError:
        return False
    return head.startswith(b"SQLite format 3\0") and head[68:72] == MARK.encode()


def rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table. InvalidData for a file that is broken."""
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as fault:
        raise InvalidData(f"{path}: cannot be opened: {fault}") from None
    try:
        there: Iterable[Any] = database.execute(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
        )
        if next(iter(there), None) is None:
            return
        found = database.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours
        names = [head[0] for head in found.description]
        for row in found:
            yield dict(zip(names, row, strict=True))
    except sqlite3.Error as fault:
        raise InvalidData(f"{path}: is a broken SQLite file: {fault}") from None
    finally:
        database.close()


__all__ = [
    "RecordTable",
    "about_columns",
    "file_pieces",
    "inserting",
    "is_ours",
    "rows",
    "statements",
    "write",
]
