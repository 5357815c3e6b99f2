"""OpenDocument spreadsheets, read as the XML that they are: a percentage stays one, and so does a date.

Rows and cells that repeat are counted and not made, as a sheet may say a million times that it is empty.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import MOST_UNPACKED, Source

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MOST_COLUMNS = 1_000


class Sheet(NamedTuple):
    """A sheet by its name, and whether it is shown."""

    name: str
    is_visible: bool


def sheets(source: Source) -> list[Sheet]:
    """The sheets of a workbook, in order. InvalidData for what is none."""
    hidden: set[str] = set()
    found = []
    for kind, element in _elements(source):
        if kind == "start" and element.tag == f"{_TABLE}table":
            style = element.get(f"{_TABLE}style-name", "")
            found.append(Sheet(element.get(f"{_TABLE}name", ""), style not in hidden))
        elif kind == "end" and element.tag == f"{_STYLE}table-properties":
            style = element.getparent()
            if element.get(f"{_TABLE}display") == "false" and style is not None:
                hidden.add(style.get(f"{_STYLE}name", ""))
    return found


def rows(source: Source, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet that hold something, each with its number from 1."""
    number, inside = 0, False
    for kind, element in _elements(source):
        if element.tag == f"{_TABLE}table":
            inside = kind == "start" and element.get(f"{_TABLE}name", "") == name
        elif kind == "end" and element.tag == f"{_TABLE}table-row":
            cells = _cells(element) if inside else []
            repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            if any(cells):
                for again in range(repeated):
                    yield number + again + 1, list(cells)
            number += repeated if inside else 0
            element.clear()


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            text = _value(cell)
            if not text and len(cells) + repeated > _MOST_COLUMNS:
                break  # the empty rest of the sheet
            cells += [text] * min(repeated, _MOST_COLUMNS)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _value(cell: Any) -> str:
    """What a cell holds: its value by its kind, else its text."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    value = cell.get(f"{_OFFICE}value", "")
    if kind == "percentage" and value:
        return f"{float(value) * 100:.6f}".rstrip("0").rstrip(".") + "%"
    if kind == "date":
        return str(cell.get(f"{_OFFICE}date-value", ""))[:10]
    if kind == "boolean":
        return str(cell.get(f"{_OFFICE}boolean-value", ""))
    if kind in ("float", "currency") and value:
        number = float(value)
        return str(int(number)) if number.is_integer() else value
    text = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p")).strip()
    if not text and (formula := cell.get(f"{_TABLE}formula", "")):
        return "=" + str(formula).partition("=")[2]  # a formula without a value says nothing else
    return text


def _elements(source: Source) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    try:
        with zipfile.ZipFile(source.path) as packed:
            info = packed.getinfo("content.xml")
            if info.file_size > MOST_UNPACKED:
                raise InvalidData(f"{source.path}: is too large to be unpacked")
            with packed.open(info) as file:
                yield from etree.iterparse(
                    file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
                )
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, etree.XMLSyntaxError) as fault:
        raise InvalidData(f"{source.path}: is not a workbook that can be read ({str(fault)[:200]})") from None
