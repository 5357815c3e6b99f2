"""Parquet as a table, by DuckDB or pyarrow, whichever is there; both are of the extra ``tables``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from retailgraph.errors import InvalidData, UsageError
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.json_tables import _flatten
from retailgraph.interchange.parties import Left, Place
from retailgraph.interchange.tables import Row, Table, shown

_AT_ONCE = 5_000


def open_parquet(source: Source) -> Table:
    """The table of a Parquet file, read a batch at a time."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError(
            f"{source.path} needs the extra for tables: pip install 'retailgraph[tables]'"
        ) from None
    try:
        with parquet.ParquetFile(source.path) as file:
            names = tuple(file.schema_arrow.names)
    except (pyarrow.ArrowException, OSError) as fault:
        raise InvalidData(f"{source.path}: is not Parquet: {fault}") from None

    def rows() -> Iterator[Row | Left]:
        number = 0
        with parquet.ParquetFile(source.path) as file:
            for batch in file.iter_batches(batch_size=_AT_ONCE):
                for record in batch.to_pylist():
                    number += 1
                    yield _row(Place(number), record)

    return Table("parquet", names, rows)


def _row(place: Place, record: dict[str, Any]) -> Row:
    cells: dict[str, str] = {}
    lists: dict[str, list[dict[str, str]]] = {}
    _flatten("", {name: _plain(value) for name, value in record.items()}, cells, lists, [])
    return Row(place, cells, lists, shown(cells))


def _plain(value: Any) -> Any:
    from datetime import date, datetime

    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | list | dict | bool) or value is None else str(value)
