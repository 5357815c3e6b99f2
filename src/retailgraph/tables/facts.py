"""Rows with the names of their columns: for whoever tells of every column there is, now or later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from retailgraph.tables.entities import among
from retailgraph.tables.failures import told
from retailgraph.tables.groups import KEYS, kept_in, key_number
from retailgraph.tables.store import Tables

_AT_ONCE = 5_000
OF_ENTITY, OF_ARTICLE, OF_CLAIM, OF_FIGURE = "entity", "article", "claim", "figure"


class Facts(NamedTuple):
    """Rows of a table, and what its columns are called."""

    columns: tuple[str, ...]
    rows: Sequence[Any]

    def dicts(self) -> Iterator[dict[str, Any]]:
        """The rows by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def facts(tables: Tables, table: str, column: str, values: Iterable[str | int]) -> Facts:
    """The rows of a table that have one of these values in a column, in the order of its key.

    Table and column are words of this package.
    """
    where = f"{column} IN (SELECT value FROM json_each(?))"
    some: Iterable[str | int | None] = values
    if KEYS.get(table) == column:
        where = f"number IN (SELECT number FROM {kept_in(table)} WHERE {where})"
        some = (key_number(str(key)) for key in values)
    query = f"SELECT * FROM {table} WHERE {where}"
    with told(tables.path):
        found = tables.connection.execute(query, (among(some),))
        return Facts(tuple(head[0] for head in found.description), found.fetchall())


def pieces(tables: Tables, table: str, column: str) -> Iterator[list[Any]]:
    """All values of a column that no two rows share, some thousand at a time."""
    left = iter(tables.rows(f"SELECT {column} FROM {table} ORDER BY {column}"))
    while piece := [row[0] for row in islice(left, _AT_ONCE)]:
        yield piece
