"""Workbooks: .xlsx by openpyxl of the extra ``tables``, .ods as the XML that it is.

What a spreadsheet shows and what it holds differ: a date is a number with a format, 60% is 0.6, a formula may
have no value, and sheets and columns may be hidden. All of that is read or said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from retailgraph.errors import InvalidData, UsageError
from retailgraph.interchange import open_document
from retailgraph.interchange.inputs import WHOLE_LIMIT, Source, check_unpacks
from retailgraph.interchange.parties import Left, Place
from retailgraph.interchange.tables import Row, Table, header_row, shown, unique

_SAMPLE, _WHOLE = 60, 20_000_000
_EXTRA = "needs the extra for workbooks: pip install 'retailgraph[tables]'"
_Grid = Callable[[], Iterator[tuple[int, list[str]]]]


def open_xlsx(source: Source) -> Table:
    """The table of the first sheet that holds one, or of the one that the mapping names."""
    check_unpacks(source)
    try:
        import openpyxl
    except ImportError:
        raise UsageError(f"{source.path} {_EXTRA}") from None
    is_small = source.size * 10 < _WHOLE
    try:
        values = openpyxl.load_workbook(source.path, read_only=not is_small, data_only=True)
        formulas = openpyxl.load_workbook(source.path, read_only=not is_small, data_only=False)
    except Exception as fault:  # whatever its parsers of zip and XML raise
        raise _broken(source, fault) from None
    sheets = {sheet.title: sheet for sheet in formulas.worksheets}
    visible = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]

    def grid(name: str) -> _Grid:
        def rows() -> Iterator[tuple[int, list[str]]]:
            pairs = zip(values[name].iter_rows(), formulas[name].iter_rows(), strict=False)
            try:
                for number, (row, written) in enumerate(pairs, 1):
                    yield number, [_cell(a, b) for a, b in zip(row, written, strict=False)]
            except InvalidData:
                raise
            except Exception as fault:  # a sheet is read piece by piece, and may be broken further on
                raise _broken(source, fault) from None

        return rows

    name = _chosen(source, visible, list(sheets), grid)
    told = _skipped(name, visible, list(sheets))
    told += _hidden_columns(formulas[name]) if is_small else ()
    return _table("xlsx", source, name, grid(name), told)


def open_ods(source: Source) -> Table:
    """The same of an OpenDocument spreadsheet."""
    check_unpacks(source)
    every = open_document.sheets(source)

    def grid(name: str) -> _Grid:
        return lambda: open_document.rows(source, name)

    visible, names = [s.name for s in every if s.is_visible], [s.name for s in every]
    name = _chosen(source, visible, names, grid)
    return _table("ods", source, name, grid(name), _skipped(name, visible, names))


def _broken(source: Source, fault: Exception) -> InvalidData:
    said = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
    return InvalidData(f"{source.path}: is not a workbook that can be read ({said[:200]})")


def _chosen(
    source: Source, visible: Sequence[str], every: Sequence[str], grid: Callable[[str], _Grid]
) -> str:
    stated = source.options.get("sheet", "")
    if stated:
        if stated not in every:
            raise InvalidData(f"{source.path} has no sheet '{stated}'; it has {', '.join(every)}")
        return stated
    if source.size > WHOLE_LIMIT:
        raise InvalidData(f"{source.path} is too large for a workbook; save the sheet as CSV")
    best, cells = "", 0
    for name in visible:
        filled = [sum(bool(c) for c in row) for _, row in _first(grid(name)())]
        size = sum(n for n in filled if n > 1)
        if size > cells:
            best, cells = name, size
    if not best:
        raise InvalidData(
            f"{source.path} has no visible sheet with a table; name one: 'sheet:' in the mapping"
        )
    return best


def _first(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    from itertools import islice

    return list(islice(rows, _SAMPLE))


def _skipped(name: str, visible: Sequence[str], every: Sequence[str]) -> tuple[str, ...]:
    others = [f"'{s}'{'' if s in visible else ' (hidden)'}" for s in every if s != name]
    return (f"sheets that are not read: {', '.join(others)}",) if others else ()


def _hidden_columns(sheet: Any) -> tuple[str, ...]:
    names = [name for name, column in sheet.column_dimensions.items() if column.hidden]
    return (f"hidden, and read all the same: column {', '.join(names)}",) if names else ()


def _table(kind: str, source: Source, sheet: str, grid: _Grid, told: tuple[str, ...]) -> Table:
    first = _first(grid())
    stated = source.options.get("header", "")
    at = int(stated) - 1 if stated.isdecimal() else header_row([row for _, row in first])
    width = max((len(row) for _, row in first), default=0)
    if not 0 <= at < len(first):
        at = -1
        told = (*told, "it has no row of headings: columns are named by their position")
    columns = unique(first[at][1] if at >= 0 else [""] * width)
    facts = {"sheet": sheet, "header": str(at + 1)}

    def rows() -> Iterator[Row | Left]:
        number = 0
        for position, (line, row) in enumerate(grid()):
            if position <= at or not any(row):
                continue
            number += 1
            cells = dict(zip(columns, [*row, *[""] * (len(columns) - len(row))], strict=False))
            yield Row(Place(number, line), cells, raw=shown(cells))

    return Table(kind, columns, rows, facts, told)


def _cell(value: Any, formula: Any) -> str:
    """What a cell shows; a formula without a value stays what it is, for it says nothing else."""
    written = formula.value
    if value.value is None and isinstance(written, str) and written.startswith("="):
        return written
    shown_as = getattr(value, "number_format", "") or ""
    if isinstance(value.value, int | float) and not isinstance(value.value, bool) and "%" in shown_as:
        return f"{value.value * 100:.6f}".rstrip("0").rstrip(".") + "%"
    return _text(value.value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"_x000D_", "", str(value)).strip()
