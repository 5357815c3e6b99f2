"""Words that many rows repeat stand once; rows get their numbers here, and views give the words again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from retailgraph.tables.groups import KEYS, WITH_WORDS, kept_in, key_number
from retailgraph.tables.store import Tables

Row = tuple[Any, ...]
ENDS = "SELECT (SELECT min({0}) FROM {1}), (SELECT max({0}) FROM {1})"
"""The least and the most of a column: asked for in one, SQLite would read all rows."""
_MOST = 1_000_000
"""So many words are remembered; then they are looked up again."""
_FIRST_IN_VIEWS = 1 << 40
"""The first number of words that only one connection sees: no file has so many."""


def columns(tables: Tables, table: str) -> dict[str, bool]:
    """The columns of a table that files fill, in order, and whether each holds numbers of words."""
    keys = tables.rows(f"PRAGMA main.foreign_key_list({kept_in(table)})")
    words = {row[3] for row in keys if row[2] in ("word", "entity_row")}
    return {row[1]: row[1] in words for row in tables.rows(f"PRAGMA main.table_info({kept_in(table)})")}


class Words:
    """Gives words their numbers in one schema, and puts rows down with them."""

    def __init__(self, tables: Tables, schema: str, *, downward: bool = False) -> None:
        self._tables, self._schema, self._downward = tables, schema, downward
        self._numbers: dict[str, int] = {}
        self._last: int | None = None
        self._places: dict[str, tuple[tuple[int, ...], int | None]] = {}

    def number(self, word: str) -> int:
        """The number of a word, which is added where it is not there."""
        if word not in self._numbers:
            self._learn({word: None})
        return self._numbers[word]

    def _learn(self, words: dict[str, None]) -> None:
        """Know the numbers of words, and add those that are not there, all at once."""
        some = f"SELECT text, id FROM {self._schema}.word WHERE text IN (SELECT value FROM json_each(?))"
        found = dict(self._tables.rows(some, (json.dumps(list(words)),)))
        news = [(self._next(), word) for word in words if word not in found]
        self._tables.put(f"{self._schema}.word", news)
        self._numbers.update(found)
        self._numbers.update((word, number) for number, word in news)

    def _next(self) -> int:
        if self._last is None:
            least, most = self._tables.one(ENDS.format("id", f"{self._schema}.word"))
            first = _FIRST_IN_VIEWS - 1 if self._schema == "temp" else 0
            self._last = int(least or 0) if self._downward else max(int(most or 0), first)
        self._last += -1 if self._downward else 1
        return self._last

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows, in the columns of the table or view, to the table that keeps them."""
        if table not in self._places:
            held = columns(self._tables, table)
            key = list(held).index(KEYS[table]) if table in KEYS else None
            self._places[table] = tuple(p for p, is_word in enumerate(held.values()) if is_word), key
        if table in WITH_WORDS:
            places, key = self._places[table]
            rows = list(rows)
            if len(self._numbers) > _MOST:
                self._numbers.clear()
            news = {row[p]: None for p in places for row in rows if row[p] not in self._numbers}
            if news:
                self._learn(news)
            rows = self._numbered(rows, places, key)
        self._tables.put(f"{self._schema}.{kept_in(table)}", rows)

    def _numbered(self, rows: Iterable[Row], places: Collection[int], key: int | None) -> Iterator[Row]:
        known = self._numbers
        for row in rows:
            held = list(row)
            if key is not None:
                held[key] = key_number(held[key])
            for place in places:
                held[place] = known[held[place]]
            yield tuple(held)


def texts(tables: Tables, numbers: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """The words of these numbers, or all, each with its number, of all files that a connection sees."""
    here = {row[0] for row in tables.rows("SELECT 'temp' FROM temp.sqlite_master WHERE name = 'word'")}
    schemas = ("main", *(("shipped",) if tables.over_shipped else ()), *here)
    query, bound = "SELECT id, text FROM {}.word", ()
    if numbers is not None:
        query += " WHERE id IN (SELECT value FROM json_each(?))"
        bound = (json.dumps(list(numbers)),)  # type: ignore[assignment]
    return [row for schema in schemas for row in tables.rows(query.format(schema), bound)]
