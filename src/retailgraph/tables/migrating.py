"""A file of an older version brought up to date: what was loaded stays, all else is made again from it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from retailgraph.tables import connecting, loads


def migrate(connection: sqlite3.Connection) -> None:
    """Make the tables of a file, of whichever older version, those of now, within the transaction at hand.

    Nothing is left in it but what was loaded, and whether it lies over the shipped one.
    """
    kept = {table: _all(connection, table) for table in loads.TABLES}
    over = connection.execute("SELECT value FROM main.meta WHERE name = 'shipped'").fetchone()
    views = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'view'").fetchall()
    for (name,) in views:
        connection.execute(f'DROP VIEW main."{name}"')
    # References are looked at when the transaction ends, by when all rows are back.
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for name in _children_first(connection):
        connection.execute(f'DROP TABLE main."{name}"')
    connecting.create(connection)
    for table, rows in zip(loads.TABLES, _as_now(kept), strict=True):
        for row in rows:
            connection.execute(f"INSERT INTO main.{table} VALUES ({', '.join('?' * len(row))})", row)
    if over:
        connection.execute("INSERT INTO main.meta VALUES ('shipped', ?)", over)


def _all(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    there = connection.execute("SELECT 1 FROM main.sqlite_master WHERE name = ?", (table,)).fetchone()
    if not there:
        return []
    found = connection.execute(f"SELECT * FROM main.{table}")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _children_first(connection: sqlite3.Connection) -> list[str]:
    names = [r[0] for r in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    parents = {n: {r[2] for r in connection.execute(f'PRAGMA main.foreign_key_list("{n}")')} for n in names}
    ordered: list[str] = []
    while waiting := [n for n in names if n not in ordered]:
        still = {p for n in waiting for p in parents[n] if p != n}
        ordered += [n for n in waiting if n not in still] or waiting
    return ordered


def _as_now(kept: dict[str, list[dict[str, Any]]]) -> Iterable[Iterable[tuple[Any, ...]]]:
    """The rows of each table, as it is now."""
    pieces = [(r["load"], r["position"], r["piece"], r["content"]) for r in kept["load_piece"]]
    # Until version 1 a file was one piece, and each id a row.
    pieces += [(r["load"], r["position"], 1, r["content"]) for r in kept["load_file"] if "content" in r]
    says = [(r["load"], r["file"], r["kind"], r["ids"]) for r in kept["load_says"] if "ids" in r]
    ids: defaultdict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in kept["load_says"]:
        if "id" in row:
            ids[row["load"], row["file"], row["kind"]].append(row["id"])
    says += [(*place, loads.packed_ids(found)) for place, found in ids.items()]
    return (
        [(r["number"], r["loaded_at"]) for r in kept["load"]],
        [tuple(r[c] for c in ("load", "position", "name", "size", "sha256")) for r in kept["load_file"]],
        pieces,
        says,
        [(r["load"], r["kind"], r["id"]) for r in kept["load_gone"]],
    )
