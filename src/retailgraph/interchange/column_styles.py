"""How the columns of a table write dates and numbers, by their first rows."""

from __future__ import annotations

from itertools import islice

from retailgraph.interchange import cells as cell
from retailgraph.interchange.cells import Style
from retailgraph.interchange.mapping import TableMapping
from retailgraph.interchange.tables import Row, Table

DATES = ("from", "to", "announced")
SAMPLE = 20_000
"""So many rows are looked at before a table is read."""


def styles_of(table: Table, mapping: TableMapping) -> dict[str, Style]:
    """The style of each column of dates and numbers, by looking at the first rows once."""
    wanted: dict[str, tuple[str, str]] = {}
    for rule in mapping.claims:
        for name, value in rule.values.items():
            wanted |= dict.fromkeys(value.columns, (name, value.unit))
    seen: dict[str, list[tuple[int, str]]] = {column: [] for column in wanted}
    for row in islice(table.rows(), SAMPLE if wanted else 0):
        if isinstance(row, Row):
            for found in (row.cells, *(m for members in row.lists.values() for m in members)):
                for column in wanted.keys() & found.keys():
                    if found[column].strip():
                        seen[column].append((row.where.row, found[column]))
    dates = [sample for column, (name, _) in wanted.items() if name in DATES for sample in seen[column]]
    everywhere = cell.date_style(dates)
    return {
        column: _style(mapping, name, unit, seen[column], everywhere, column)
        for column, (name, unit) in wanted.items()
    }


def _style(
    mapping: TableMapping, name: str, unit: str, seen: list[tuple[int, str]], everywhere: Style, column: str
) -> Style:
    stated = mapping.file
    decimals = stated.get("decimals") or cell.decimal_style(text for _, text in seen)
    if name in DATES:
        if stated.get("dates"):
            return Style(stated["dates"], decimals)
        own = cell.date_style(seen)
        return own if own.dates else everywhere
    percent = "percent" in (unit or "") or "%" in column or "percent" in column.lower()
    part = (
        name == "share" and not percent and (unit == "fraction" or cell.is_fraction(text for _, text in seen))
    )
    return Style(decimals=decimals, is_fraction=part, unit=unit or cell.unit_of(column))
