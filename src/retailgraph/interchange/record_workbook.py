"""The tables that say all as one Excel workbook, a sheet each; no cell is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retailgraph.errors import InvalidData, UsageError
from retailgraph.interchange.inputs import check_unpacks, source_of
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.record_tables import RECORD_TABLES, RecordTable

MOST_ROWS = 1_048_576
_MOST_SIGNS = 32_767
_ORDER = ("relationships", "nodes", "claims", "articles")


def write(out: Outgoing) -> Iterator[bytes]:
    """The bytes of the workbook. UsageError for more rows than a sheet has, and without the library."""
    openpyxl = _library()
    book = openpyxl.Workbook(write_only=True)
    about = book.create_sheet("about")
    about.append(["sheet", "column", "meaning"])
    first = [t for name in _ORDER for t in RECORD_TABLES if t.name == name]
    for table in (*first, *(t for t in RECORD_TABLES if t not in first)):
        about.append([table.name, "", f"each row: {table.meaning}"])
        for column in table.columns:
            about.append([table.name, column.name, column.meaning])
        _fill(openpyxl, book.create_sheet(table.name), table, out)
    held = io.BytesIO()
    book.save(held)
    return iter([held.getvalue()])


def mark(_name: str) -> str:
    """By which the file is known again: not at all, for it is packed."""
    return ""


def _library() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise UsageError("workbooks need an extra: pip install 'retailgraph[tables]'") from None
    return openpyxl


def _fill(openpyxl: Any, sheet: Any, table: RecordTable, out: Outgoing) -> None:
    sheet.freeze_panes = "A2"
    sheet.append(list(table.names))
    for number, row in enumerate(table.rows(out), 2):
        if number > MOST_ROWS:
            raise UsageError(
                f"{table.name} has more rows than a sheet holds ({MOST_ROWS:,}); choose a part, or -f parquet"
            )
        sheet.append([_cell(openpyxl, sheet, value) for value in row])


def _cell(openpyxl: Any, sheet: Any, value: Any) -> Any:
    """A value as a cell; a text that begins like a formula stays a text."""
    if not isinstance(value, str):
        return value
    plain = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)[:_MOST_SIGNS]
    if not plain.startswith("="):
        return plain
    cell = openpyxl.cell.WriteOnlyCell(sheet, value=plain)
    cell.data_type = "s"
    return cell


def is_ours(path: Path) -> bool:
    """Whether a file is a workbook with these sheets."""
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    import zipfile

    try:
        with zipfile.ZipFile(path) as packed:
            listed = packed.getinfo("xl/workbook.xml")
            head = packed.read(listed) if listed.file_size < 1_000_000 else b""
    except (zipfile.BadZipFile, OSError, KeyError, ValueError):
        return False
    return all(f'name="{name}"'.encode() in head for name in ("about", *_ORDER))


def rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a sheet; none where the workbook has no such sheet."""
    check_unpacks(source_of(path))
    try:
        book = _library().load_workbook(path, read_only=True)
    except (KeyError, ValueError, OSError) as fault:
        raise InvalidData(f"{path}: is not a workbook that can be read ({fault})") from None
    if table not in book.sheetnames:
        return
    found = book[table].iter_rows(values_only=True)
    names = next(found, ())
    for row in found:
        yield dict(zip(names, row, strict=False))
