"""The rows of CSV, TSV and JSON Lines, one by one, as texts by column.

In CSV and TSV a list is written ``a | b``, an empty cell says nothing. A row of JSON Lines may nest where its
form takes that; a number is the text of its digits.
"""

from __future__ import annotations

import csv
import gc
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

from retailgraph.articles import words
from retailgraph.articles.report import Report

SUFFIXES = (".csv", ".tsv", ".jsonl", ".parquet")
FILE_LIMIT, LINE_LIMIT = 2_000_000_000, 1_000_000
LIST_SIGN = " | "
Row = Mapping[str, Any]


class Form(NamedTuple):
    """How rows are read: whether their columns are right (which reports those that are not), which columns
    may hold lists, and which of JSON may hold mappings, or lists of them."""

    check: Callable[[Sequence[str], Report, int], bool]
    many: Callable[[str], bool]
    nested: Collection[str] = ()


@contextmanager
def no_collector() -> Iterator[None]:
    """Without the cycle collector: rows make no cycles, and it would look at all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # What is there now lives on: it counts as old, and is not looked at as soon as there is more.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def rows_of(
    file: IO[bytes],
    suffix: str,
    form: Form,
    report: Report,
    seen: Callable[[bytes], object] = len,
    before: int = 0,
) -> Iterator[tuple[int, Row]]:
    """The rows of a file, or of a block of it before which stand so many lines, each with its line.

    ``seen`` is called with all bytes, in order.
    """
    lines = _lines(file, report, seen, before)
    if suffix == ".jsonl":
        return _json_rows(lines, form, report, before)
    return _table_rows(lines, delimiter_of(suffix), form, report, before)


def delimiter_of(suffix: str) -> str:
    """What stands between two cells."""
    return "\t" if suffix == ".tsv" else ","


def _lines(file: IO[bytes], report: Report, seen: Callable[[bytes], object], before: int) -> Iterator[str]:
    """The lines of a file as text; it stops at one that cannot be read."""
    for number, raw in enumerate(iter(lambda: file.readline(LINE_LIMIT + 1), b""), start=1 + before):
        seen(raw)
        if len(raw) > LINE_LIMIT:
            report.stop(number, f"is a line of more than {LINE_LIMIT // 1_000_000} MB", rule="file-text")
            return
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as fault:
            message = f"is not UTF-8 (byte 0x{raw[fault.start]:02X}); save it as UTF-8"
            report.stop(number, message, rule="file-text")
            return
        if not line[:-1].isprintable():
            found = words.UNSAFE.search(line.rstrip("\r\n"))
            if found:
                name = words.unsafe_name(found[0])
                message = f"holds the character {name}, which is a control character or invisible"
                report.error(number, message, rule="file-text")
                line = words.UNSAFE.sub("", line.rstrip("\r\n")) + "\n"  # said once is enough
        yield line


# --- JSON Lines ---------------------------------------------------------------------------------------------


def _json_rows(lines: Iterable[str], form: Form, report: Report, before: int) -> Iterator[tuple[int, Row]]:
    decode = json.JSONDecoder(
        object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_no_constant
    ).decode
    checked: set[tuple[str, ...]] = set()
    for number, line in enumerate(lines, start=1 + before):
        if line.isspace():
            continue
        try:
            row = decode(line)
        except (ValueError, RecursionError) as fault:
            report.error(number, f"is not a JSON object: {_json_fault(fault)}", rule="row-form")
            continue
        if not isinstance(row, dict):
            message = "is not a JSON object with subject, relation, object and so on"
            report.error(number, message, rule="row-form")
            continue
        names = tuple(row)
        if names not in checked:
            if not form.check(names, report, number):
                continue
            checked.add(names)
        plain = _plain_row(row, "\\" in line, form.nested, report, number)
        if plain is not None:
            yield number, plain


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        twice = sorted(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise ValueError(f"'{twice[0][:80]}' stands twice")
    return row


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a value")


def _json_fault(fault: Exception) -> str:
    if isinstance(fault, json.JSONDecodeError):
        return f"{fault.msg[0].lower()}{fault.msg[1:]} (column {fault.colno})"
    return "is nested too deeply" if isinstance(fault, RecursionError) else str(fault)


def _plain_row(
    row: dict[str, Any], escapes: bool, nested: Collection[str], report: Report, line: int
) -> Row | None:
    """A row of texts and lists of texts, without what says nothing; None, and an error, if it is not one."""
    plain: dict[str, Any] = {}
    for name, value in row.items():
        if type(value) is str:
            text = value.strip()
            if text:
                plain[name] = text
        elif type(value) is list and value and all(type(v) is str and v.strip() for v in value):
            plain[name] = [v.strip() for v in value]
        elif name in nested and _is_plain(value):
            plain[name] = value
        elif value is not None and value != []:
            message = f"{name[:80]} must be a text, a number or a list of texts"
            report.error(line, message, rule="value-form")
            return None
    # Escapes can hide what the look at the whole line has not seen.
    if escapes and (found := words.UNSAFE.search("\n".join(_texts(plain)))):
        name = words.unsafe_name(found[0])
        message = f"holds the character {name}, which is a control character or invisible"
        report.error(line, message, rule="file-text")
        return None
    return plain


def _is_plain(value: Any) -> bool:
    """Whether it is a text, or a mapping of texts, or a list of either."""
    if isinstance(value, list):
        return bool(value) and all(not isinstance(v, list) and _is_plain(v) for v in value)
    if isinstance(value, dict):
        return all(isinstance(v, str) for v in value.values())
    return isinstance(value, str)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    else:
        for inner in value:
            yield from _texts(inner)


# --- CSV and TSV --------------------------------------------------------------------------------------------


def _table_rows(
    lines: Iterable[str], delimiter: str, form: Form, report: Report, before: int
) -> Iterator[tuple[int, Row]]:
    table = csv.reader(lines, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    many: frozenset[str] = frozenset()
    while True:
        start = before + table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            break
        except csv.Error as fault:
            report.stop(start, f"is not a row of this table: {fault}", rule="row-form")
            return
        if not any(cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            if not form.check(header, report, start):
                report.cut_short = True
                return
            many = frozenset(filter(form.many, header))
        elif len(cells) != len(header):
            message = f"has {len(cells)} cells, but the first row has {len(header)} columns"
            report.error(start, message, rule="row-form")
        else:
            yield start, row_of_cells(header, cells, many)
    if header is None and not report.errors:
        report.error(0, "is empty", rule="file-empty")


def row_of_cells(header: Sequence[str], cells: Sequence[str], many: Collection[str] = ()) -> Row:
    """The texts of a row by column; those of the columns ``many`` as lists where they are."""
    row: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=True):
        text = cell.strip()
        if text:
            row[name] = (
                [v.strip() for v in text.split(LIST_SIGN)] if name in many and LIST_SIGN in text else text
            )
    return row
