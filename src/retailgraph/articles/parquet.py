"""Parquet as JSON Lines: what other programs write, read by pyarrow if that is installed.

A row becomes a line, so that row 7 is line 7; texts, numbers, days and lists of texts are read.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

_ROWS = 20_000
_NEEDS = "needs pyarrow to be read; pip install 'retailgraph[parquet]', or write it as .jsonl"


class JsonLines:
    """The rows of a Parquet file as a file of JSON Lines; OSError, whose words say why, if it cannot be."""

    def __init__(self, path: Path, first: int = 0) -> None:
        self._lines = _lines(path, first)
        self.row = first
        """How many rows lie before the next line."""

    def readline(self, most: int = -1) -> bytes:  # noqa: ARG002 - as files have it
        """The next row, empty at the end."""
        line = next(self._lines, b"")
        self.row += bool(line)
        return line

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()

    def __enter__(self) -> JsonLines:
        return self

    def __exit__(self, *about: object) -> None:
        self.close()


def columns(path: Path) -> list[str]:
    """The names of the columns; OSError as above."""
    with _opened(path) as file:
        return [field.name for field in file.schema_arrow]


def _opened(path: Path) -> Any:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise OSError(_NEEDS) from None
    try:
        file = parquet.ParquetFile(path)
    except (pyarrow.ArrowException, ValueError) as fault:
        reason = " ".join(str(fault).split())[:200]
        raise OSError(f"it is no whole Parquet file ({reason})") from fault
    for field in file.schema_arrow:
        if not _is_read(field.type):
            file.close()
            form = "texts, numbers, days or lists of texts"
            raise OSError(f"column '{field.name[:80]}' holds {field.type}, not {form}")
    return file


def _is_read(kind: Any) -> bool:
    from pyarrow import types

    if types.is_list(kind) or types.is_large_list(kind):
        return _is_text(kind.value_type)
    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    if types.is_timestamp(kind) or types.is_boolean(kind):
        return False
    is_number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    return _is_text(kind) or is_number or types.is_date(kind) or types.is_null(kind)


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _lines(path: Path, first: int) -> Generator[bytes, None, None]:
    import pyarrow

    with _opened(path) as file:
        row = 0
        try:
            for batch in file.iter_batches(batch_size=_ROWS):
                if row + batch.num_rows > first:
                    for said in batch.slice(max(0, first - row)).to_pylist():
                        yield (
                            json.dumps(
                                {n: _plain(v) for n, v in said.items() if v is not None}, ensure_ascii=False
                            ).encode()
                            + b"\n"
                        )
                row += batch.num_rows
        except (pyarrow.ArrowException, OSError) as fault:
            reason = " ".join(str(fault).split())[:200]
            raise OSError(f"it is no whole Parquet file ({reason})") from fault


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a share of 51, which a column with gaps holds as 51.0
    return value if isinstance(value, str | list) else str(value)
