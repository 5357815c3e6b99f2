"""Entities one a row: CSV, TSV, JSON Lines and Parquet beside YAML.

Columns are the words of the YAML files, with ``id`` for the id: a name in a language is a column of its
own (``name:zh-Hans``), so is each identifier (``lei``); of former names ``former`` has the names, and
``former_from``, ``former_until`` and ``former_source`` what is known of each, in the same order. JSON Lines
may have ``names``, ``ids`` and ``former`` as YAML has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from retailgraph.articles import bulk, entity_file, words
from retailgraph.articles.blocks import PARQUET, opened
from retailgraph.articles.report import Report
from retailgraph.articles.rows import Form, Row, no_collector, rows_of
from retailgraph.articles.strict_yaml import Listing, Node, Text
from retailgraph.articles.strict_yaml import Mapping as Mapped
from retailgraph.articles.values import Entity
from retailgraph.ontology import Ontology

_LISTS = ("type", "aliases", "former", "former_from", "former_until", "former_source")
_NESTED = ("names", "ids", "former")
_OF_FORMER = {"from": "former_from", "until": "former_until", "source": "former_source"}
_OF_A_LANGUAGE = "name:"
COLUMNS = ("id", *entity_file.KEYS, *words.SCHEMES, *_OF_FORMER.values())
_NOTHING = "-"
"""What stands in a list of dates or sources where there is none."""


def are_of_entities(columns: Sequence[str]) -> bool:
    """Whether a table with these columns describes entities: it has ids, and claims nothing."""
    return "id" in columns and not {"subject", "relation", "object"}.intersection(columns)


def columns_of(path: Path) -> Sequence[str]:
    """The columns that a bulk file begins with; none if it cannot be read, which its reader tells."""
    columns: list[Sequence[str]] = []

    def note(names: Sequence[str], report: Report, line: int) -> bool:  # noqa: ARG001 - as a form has it
        columns.append(names)
        return True

    try:
        with opened(path) as (file, suffix):
            form = Form(note, _is_list, ("names", "ids", "former"))
            next(rows_of(file, suffix, form, Report(str(path))), None)
    except OSError:
        pass
    return [name.strip() for name in columns[0]] if columns else []


def read_entity_rows(
    path: Path, ontology: Ontology, report: Report, seen: Callable[[bytes], object] = len
) -> tuple[tuple[Entity, ...], dict[str, int]]:
    """The entities of a bulk file, as far as they are right, and the lines of all ids that it describes.

    ``seen`` is called with all bytes of it, in order.
    """
    lines: dict[str, int] = {}
    try:
        with opened(path, seen) as (file, suffix), no_collector():
            taken = seen if path.suffix.lower() != PARQUET else len
            rows = rows_of(file, suffix, Form(_check, _is_list, _NESTED), report, taken)
            return tuple(_entities(rows, lines, ontology, report)), lines
    except OSError as fault:
        report.stop(0, f"cannot be read: {fault.strerror or fault}", rule="file-unreadable")
        return (), lines


def _check(names: Sequence[str], report: Report, line: int) -> bool:
    known = [n for n in names if not n.startswith(_OF_A_LANGUAGE)]
    return bulk.check_columns([*known, *_twice(names)], (*COLUMNS, *_twice(names)), report, line)


def _twice(names: Sequence[str]) -> list[str]:
    return [n for n in names if n.startswith(_OF_A_LANGUAGE)]


def _is_list(name: str) -> bool:
    return name in _LISTS


def _entities(
    rows: Iterator[tuple[int, Row]], lines: dict[str, int], ontology: Ontology, report: Report
) -> Iterator[Entity]:
    for line, row in rows:
        if report.full:
            return
        id = row.get("id", "")
        if not isinstance(id, str) or not id:
            report.error(line, f"id is {'a list' if id else 'empty'}", rule="entity-id")
        elif id in lines:
            message = f"entity '{id}' is also described on line {lines[id]}; keep one"
            report.error(line, message, rule="entity-described")
        else:
            lines[id] = line
            entity = entity_file.read_entity(id, _node_of(row, line, report), line, ontology, report)
            if entity:
                yield entity


def _node_of(row: Row, line: int, report: Report) -> Mapped:
    """The same as a YAML file has it."""
    said: dict[str, Any] = {}
    names: dict[str, Any] = {}
    ids: dict[str, Any] = {}
    for column, value in row.items():
        if column.startswith(_OF_A_LANGUAGE):
            names[column.removeprefix(_OF_A_LANGUAGE)] = value
        elif column in words.SCHEMES:
            ids[column] = value
        elif column == "former":
            said[column] = _former(value, row, line, report)
        elif column in entity_file.KEYS:
            said[column] = value
    for key, more in (("names", names), ("ids", ids)):
        if more and isinstance(said.get(key, {}), Mapping):
            said[key] = {**said.get(key, {}), **more}
    return _mapped(said, line)


def _former(value: Any, row: Row, line: int, report: Report) -> Any:
    """Former names with what the columns beside them say of each."""
    if isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(v, Mapping) for v in value)):
        return value
    found = [{"name": name} for name in _listed(value)]
    for key, column in _OF_FORMER.items():
        texts = _listed(row.get(column, ()))
        if texts and len(texts) != len(found):
            message = (
                f"{column} has {len(texts)} entries, but former has {len(found)}; write {_NOTHING} for none"
            )
            report.error(line, message, rule="entity-former")
            continue
        for one, text in zip(found, texts, strict=False):
            if text != _NOTHING:
                one[key] = text
    return found


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _node(value: Any, line: int) -> Node:
    if isinstance(value, Mapping):
        return _mapped(value, line)
    if isinstance(value, list):
        return Listing([_node(v, line) for v in value], line)
    return Text(value, line)


def _mapped(value: Mapping[str, Any], line: int) -> Mapped:
    return Mapped({k: _node(v, line) for k, v in value.items()}, dict.fromkeys(value, line), line)
