"""JSON and JSON Lines as tables: a list of objects, each a row; what is nested becomes columns with points.

A list inside an object is a column of its own, and each member of it a row below the row: members that are
objects have their own columns (``children.stake``), and their name stands in the column of the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source, json_lines
from retailgraph.interchange.parties import Left, Place
from retailgraph.interchange.tables import Row, Table, shown

_SAMPLE, _MOST_COLUMNS = 5_000, 1_000
_NAMES = ("name", "label", "title", "company", "brand")
_Value = tuple[Place, Any]


def open_json(source: Source) -> Table:
    """The table of a JSON file: its list of objects, or the longest one below its top."""
    value = source.json()
    found, where = _listing(value)
    if not found:
        raise InvalidData(f"{source.path} holds no list of objects that could be rows")
    told = (f"rows are the objects below '{where}'",) if where else ()
    return _table("json", lambda: ((Place(n), each) for n, each in enumerate(found, 1)), told)


def open_jsonl(source: Source) -> Table:
    """The table of a file with a JSON object on each line."""
    return _table(
        "jsonl", lambda: ((Place(n, line), v) for n, (line, v) in enumerate(json_lines(source), 1)), ()
    )


def _listing(value: Any, where: str = "") -> tuple[list[Any], str]:
    if isinstance(value, list):
        return value, where
    if not isinstance(value, Mapping):
        return [], ""
    lists = [_listing(each, f"{where}.{key}".strip(".")) for key, each in value.items()]
    found = max(lists, key=lambda pair: len(pair[0]), default=([], ""))
    if found[0] and any(isinstance(each, Mapping) for each in found[0]):
        return found
    if value and all(isinstance(each, Mapping) for each in value.values()):
        return [{"name": key, **each} for key, each in value.items()], where
    return ([value], "") if not where and value else ([], "")


def _table(kind: str, values: Any, told: tuple[str, ...]) -> Table:
    columns: dict[str, None] = {}
    for row in islice(_rows(values()), _SAMPLE):
        if isinstance(row, Row):
            columns.update(dict.fromkeys(row.cells))
            for members in row.lists.values():
                for member in members:
                    columns.update(dict.fromkeys(member))
    if len(columns) > _MOST_COLUMNS:
        raise InvalidData(f"has {len(columns):,} columns; at most {_MOST_COLUMNS:,} are read")
    return Table(kind, tuple(columns), lambda: _rows(values()), {}, told)


def _rows(values: Iterator[_Value]) -> Iterator[Row | Left]:
    for place, value in values:
        if isinstance(value, InvalidData):
            yield Left(place, "", str(value).partition(": ")[2] or str(value))
        elif not isinstance(value, Mapping):
            raw = json.dumps(value, ensure_ascii=False)
            yield Left(place, "", f"is {_kind(value)}, and no object", raw)
        else:
            yield from _of_object(place, value, json.dumps(value, ensure_ascii=False))


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return "a list" if isinstance(value, list) else "a text or number"


def _of_object(place: Place, value: Mapping[str, Any], raw: str) -> Iterator[Row]:
    cells: dict[str, str] = {}
    lists: dict[str, list[dict[str, str]]] = {}
    below: list[Mapping[str, Any]] = []
    _flatten("", value, cells, lists, below)
    yield Row(place, cells, lists, raw if len(raw) < 100_000 else shown(cells))
    for nested in below:  # members with lists of their own are rows too, as in a tree of companies
        yield from _of_object(place, nested, json.dumps(nested, ensure_ascii=False))


def _flatten(
    path: str,
    value: Mapping[str, Any],
    cells: dict[str, str],
    lists: dict[str, list[dict[str, str]]],
    below: list[Mapping[str, Any]],
) -> None:
    for key, each in value.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(each, Mapping):
            _flatten(name, each, cells, lists, below)
        elif isinstance(each, list):
            lists[name] = [_member(name, member, below) for member in each if member not in (None, "")]
        else:
            cells[name] = _scalar(each)


def _member(path: str, value: Any, below: list[Mapping[str, Any]]) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {path: _scalar(value) if not isinstance(value, list) else "; ".join(map(_scalar, value))}
    cells: dict[str, str] = {}
    inner: dict[str, list[dict[str, str]]] = {}
    _flatten(path, value, cells, inner, [])
    named = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), "")
    if any(isinstance(each, list) and each for each in value.values()):
        below.append(value)
    return {path: named, **cells} if named else cells


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
