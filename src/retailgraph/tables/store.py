"""An open store: everything is read and written through it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from retailgraph.errors import StoreError
from retailgraph.tables.failures import told
from retailgraph.tables.steps import Changes


class Tables:
    """An open store. Reading sees one state until it is closed, whatever is written meanwhile.

    ``shipped`` is the shipped file that lies below, if one does. A context manager; closing twice is no harm.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, shipped: Path | None = None) -> None:
        self._connection: sqlite3.Connection | None = connection
        self.path = path
        self.shipped = shipped
        self.changes = Changes()

    @property
    def over_shipped(self) -> bool:
        """Whether the shipped file lies below."""
        return self.shipped is not None

    @property
    def connection(self) -> sqlite3.Connection:
        """SQLite's own; StoreError once it is closed."""
        if self._connection is None:
            raise StoreError(f"{self.path}: this store is closed")
        return self._connection

    def rows(self, statement: str, values: Iterable[Any] | Mapping[str, Any] = ()) -> list[Any]:
        """All rows of a query, with values bound."""
        with told(self.path):
            return self.connection.execute(statement, _bound(values)).fetchall()

    def each(self, statement: str, values: Iterable[Any] | Mapping[str, Any] = ()) -> Iterator[Any]:
        """The rows of a query one by one."""
        with told(self.path):
            yield from self.connection.execute(statement, _bound(values))

    def one(self, statement: str, values: Iterable[Any] | Mapping[str, Any] = ()) -> Any:
        """The first row, or None."""
        with told(self.path):
            return self.connection.execute(statement, _bound(values)).fetchone()

    def value(self, statement: str, values: Iterable[Any] | Mapping[str, Any] = ()) -> Any:
        """The first value of the first row, or None."""
        row = self.one(statement, values)
        return row[0] if row else None

    def run(self, statement: str, values: Iterable[Any] | Mapping[str, Any] = ()) -> int:
        """Change something; gives how many rows it concerned."""
        with told(self.path):
            return self.connection.execute(statement, _bound(values)).rowcount

    def put(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows to a table; its name, with its schema, comes from this package alone."""
        waiting = iter(rows)
        first = next(waiting, None)
        if first is None:
            return
        marks = ", ".join("?" * len(first))
        with told(self.path):
            insert = f"INSERT INTO {table} VALUES ({marks})"
            self.connection.execute(insert, first)
            self.connection.executemany(insert, waiting)

    def fact(self, name: str, *, below: bool = False) -> str:
        """A fact about the store itself, or with ``below`` about the shipped one, if that lies below."""
        schema = "shipped" if below and self.over_shipped else "main"
        return str(self.value(f"SELECT value FROM {schema}.meta WHERE name = ?", (name,)) or "")

    def facts(self) -> dict[str, str]:
        """The facts about the store itself, by name; but for the ontology, which is long."""
        return dict(self.rows("SELECT name, value FROM main.meta WHERE name <> 'ontology'"))

    def put_fact(self, name: str, value: str) -> None:
        """Add one fact about the store itself, in place of one of this name."""
        self.run("INSERT OR REPLACE INTO main.meta VALUES (?, ?)", (name, value))

    @contextmanager
    def step(self) -> Iterator[None]:
        """Commit what the block writes; an exception takes it back."""
        with told(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    def note(self, facts: Mapping[str, str], *, but: str = "") -> None:
        """Take these as the facts about the store itself; the fact ``but`` stays as it is."""
        self.run("DELETE FROM main.meta WHERE name <> ?", (but,))
        self.put("main.meta", facts.items())

    def refresh(self) -> None:
        """Read the state that stands now."""
        with told(self.path):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.connection.execute("BEGIN")
            self.connection.execute("SELECT count(*) FROM main.meta").fetchone()

    def close(self) -> None:
        """Let go of the files."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> Tables:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _bound(values: Iterable[Any] | Mapping[str, Any]) -> Any:
    return values if isinstance(values, dict) else tuple(values)
