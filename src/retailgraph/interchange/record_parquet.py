"""The tables that say all as a folder of Parquet files."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from retailgraph.errors import InvalidData, UsageError
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.record_tables import NUMBER, RECORD_TABLES, WHOLE, RecordTable

_AT_ONCE = 50_000


def write(out: Outgoing) -> Mapping[str, Iterable[bytes]]:
    """A file for each table, by name; UsageError without the library."""
    _library()
    return {f"{table.name}.parquet": _pieces(table, out) for table in RECORD_TABLES}


def mark(_name: str) -> str:
    """By which a file is known again: not at all, for what a reader looks for stands at its end."""
    return ""


def _library() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise UsageError("Parquet needs an extra: pip install 'retailgraph[tables]'") from None
    return pyarrow


def _pieces(table: RecordTable, out: Outgoing) -> Iterator[bytes]:
    pyarrow = _library()
    kinds = {WHOLE: pyarrow.int64(), NUMBER: pyarrow.float64()}
    fields = [
        pyarrow.field(c.name, kinds.get(c.kind, pyarrow.string()), metadata={"meaning": c.meaning})
        for c in table.columns
    ]
    schema = pyarrow.schema(fields, metadata={"table": table.meaning})
    held = io.BytesIO()
    with pyarrow.parquet.ParquetWriter(held, schema, compression="zstd") as file:
        rows = table.rows(out)
        while some := list(islice(rows, _AT_ONCE)):
            columns = [[_value(row[n], c.kind) for row in some] for n, c in enumerate(table.columns)]
            file.write_table(pyarrow.table(columns, schema=schema))
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


def _value(value: Any, kind: str) -> Any:
    return value if kind in (WHOLE, NUMBER) or value is None else str(value)


def is_ours(path: Path) -> bool:
    """Whether a folder is one of these."""
    return path.is_dir() and all((path / f"{n}.parquet").is_file() for n in ("nodes", "claims", "articles"))


def rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table; none where the folder has no such file."""
    file_path = path / f"{table}.parquet"
    if not file_path.exists():
        return
    pyarrow = _library()
    try:
        with pyarrow.parquet.ParquetFile(file_path) as file:
            for batch in file.iter_batches(batch_size=_AT_ONCE):
                yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as fault:
        raise InvalidData(f"{file_path}: is not Parquet: {fault}") from None
