"""The tables that say all as a folder of CSV files; read back, every cell is what it was."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.record_tables import BY_NAME, RECORD_TABLES, RecordTable
from retailgraph.opening import open_file
from retailgraph.spreadsheets import as_meant, lines

_CELL_LIMIT = 10_000_000


def write(out: Outgoing) -> Mapping[str, Iterable[str]]:
    """A file for each table, by name."""
    return {f"{table.name}.csv": _lines(table, out) for table in RECORD_TABLES}


def mark(name: str) -> str:
    """By which a file of the folder is known again."""
    return ",".join(BY_NAME[name.removesuffix(".csv")].names)


def _lines(table: RecordTable, out: Outgoing) -> Iterator[str]:
    yield from lines([table.names])
    yield from lines(tuple("" if v is None else str(v) for v in row) for row in table.rows(out))


def is_ours(path: Path) -> bool:
    """Whether a folder is one of these."""
    return path.is_dir() and all((path / f"{n}.csv").is_file() for n in ("nodes", "claims", "articles"))


def rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table; none where the folder has no such file. InvalidData for other columns."""
    file_path = path / f"{table}.csv"
    if not file_path.exists():
        return
    limit = csv.field_size_limit(_CELL_LIMIT)
    try:
        with open_file(file_path) as raw:
            text = (line.decode("utf-8-sig" if n == 0 else "utf-8") for n, line in enumerate(raw))
            reader = csv.DictReader(text)
            for row in reader:
                if None in row or None in row.values():
                    raise InvalidData(f"{file_path}:{reader.line_num}: has more or fewer cells than its head")
                yield {name: as_meant(cell) for name, cell in row.items()}
    except (csv.Error, UnicodeDecodeError) as fault:
        raise InvalidData(f"{file_path}: is not CSV in UTF-8: {fault}") from None
    finally:
        csv.field_size_limit(limit)
