"""The tables that say all as one DuckDB file, by the extra ``duckdb``; tables and views as in SQLite."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from retailgraph.errors import InvalidData, UsageError
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.record_sqlite import about_columns, file_pieces, inserting, statements
from retailgraph.interchange.record_tables import BY_NAME, RECORD_TABLES
from retailgraph.opening import open_file

_KINDS = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
_AT_ONCE = 10_000


def write(out: Outgoing) -> Iterator[bytes]:
    """The bytes of the file; UsageError without the library."""
    duckdb = _library()
    return _pieces(duckdb, out)


def mark(_name: str) -> str:
    """By which the file is known again: not at all, for any DuckDB file begins so."""
    return ""


def _library() -> Any:
    try:
        import duckdb
    except ImportError:
        raise UsageError("DuckDB needs an extra: pip install 'retailgraph[duckdb]'") from None
    return duckdb


def _pieces(duckdb: Any, out: Outgoing) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="retailgraph-") as folder:
        path = Path(folder) / "graph.duckdb"
        with duckdb.connect(str(path)) as database:
            for statement in statements(_KINDS):
                database.execute(statement)
            for table in RECORD_TABLES:
                _fill(database, table.name, table.rows(out), len(table.columns))
            _fill(database, "about_columns", about_columns(), 4)
            for table in RECORD_TABLES:
                database.execute(f"COMMENT ON TABLE {table.name} IS {_quoted(table.meaning)}")
                for column in table.columns:
                    database.execute(
                        f'COMMENT ON COLUMN {table.name}."{column.name}" IS {_quoted(column.meaning)}'
                    )
        yield from file_pieces(path)


def _fill(database: Any, table: str, rows: Iterator[tuple[Any, ...]], width: int) -> None:
    database.execute("BEGIN")
    while some := list(islice(rows, _AT_ONCE)):
        database.executemany(inserting(table, width), some)
    database.execute("COMMIT")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def is_ours(path: Path) -> bool:
    """Whether a file is a DuckDB file; which tables it has is seen when it is read."""
    try:
        with open_file(path) as file:
            return file.read(12)[8:12] == b"DUCK"
    except OSError:
        return False


def rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table. InvalidData for a file that is broken or another's."""
    duckdb = _library()
    try:
        with duckdb.connect(str(path), read_only=True) as database:
            there = {
                name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()
            }
            if not {"nodes", "claims", "articles"} <= there:
                raise InvalidData(f"{path}: has no tables of this program; save the one you mean as CSV")
            if table not in there:
                return
            names = ", ".join(f'"{name}"' for name in BY_NAME[table].names)
            found = database.execute(f"SELECT {names} FROM {table}")  # noqa: S608 - names of ours
            while row := found.fetchone():
                yield dict(zip(BY_NAME[table].names, row, strict=True))
    except duckdb.Error as fault:
        raise InvalidData(f"{path}: is a broken DuckDB file: {fault}") from None
