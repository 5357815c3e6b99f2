"""Bulk files in blocks of whole articles, so that several processes can read one file, and one can go on
where another was killed."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from retailgraph.articles.parquet import JsonLines
from retailgraph.articles.rows import FILE_LIMIT, LINE_LIMIT, Row, delimiter_of, row_of_cells
from retailgraph.opening import open_file

ARTICLE_COLUMNS = (
    "article",
    "article_title",
    "url",
    "publisher",
    "published",
    "retrieved",
    "copyOf",
    "language",
    "article_note",
)
PARQUET = ".parquet"
_MARK = "\ufeff"
SIZE = 3_000_000
"""Bytes of a block: some 8,000 claims."""
_READ = 1 << 20


class Block(NamedTuple):
    """Some rows of a bulk file, with the header if it has one.

    ``before`` is what to add to the numbers of its lines to have those of the file. The next block begins
    after ``end`` bytes and ``lines`` lines (of Parquet: rows).
    """

    suffix: str
    content: bytes
    before: int
    end: int
    lines: int


def head_of(row: Row) -> tuple[Any, ...]:
    """What a row says of its article."""
    return tuple(map(row.get, ARTICLE_COLUMNS))


@contextmanager
def opened(path: Path, seen: Callable[[bytes], object] = len) -> Iterator[tuple[Any, str]]:
    """A bulk file, open to read its lines, with the suffix that tells their form; OSError if it cannot be.

    ``seen`` is called with all bytes of a Parquet file, whose lines are none of its own.
    """
    suffix = path.suffix.lower()
    with open_file(path) as file:
        if os.fstat(file.fileno()).st_size > FILE_LIMIT:
            raise OSError(f"it is too large; at most {FILE_LIMIT // 1_000_000_000} GB are read")
        if suffix != PARQUET:
            yield file, suffix
            return
        while part := file.read(_READ):
            seen(part)
    with JsonLines(path) as rows:
        yield rows, ".jsonl"


def hash_of(path: Path) -> str:
    """The SHA-256 of a file; OSError if it cannot be read."""
    found = sha256()
    with open_file(path) as file:
        while part := file.read(_READ):
            found.update(part)
    return found.hexdigest()


def blocks(path: Path, end: int = 0, lines: int = 0, size: int = 0) -> Iterator[Block]:
    """The blocks of a file from one on that began after so many bytes and lines; OSError if it
    cannot be read.

    Rows of one article that stand together are never divided.
    """
    suffix, size = path.suffix.lower(), size or SIZE
    if suffix == PARQUET:
        with JsonLines(path, lines) as rows:
            yield from _of_json(rows, end, lines, size)
        return
    with open_file(path) as file:
        if suffix == ".jsonl":
            file.seek(end)
            yield from _of_lines(file, end, lines, size)
        else:
            yield from _of_table(file, suffix, end, lines, size)


Unit = tuple[list[bytes], Callable[[], Any]]
"""The lines of one row, and what tells of which article it is."""


def _of_lines(file: Any, end: int, lines: int, size: int) -> Iterator[Block]:
    """What :func:`_of_json` gives, of a file whose lines are looked at only where a block may end."""
    begun = b""
    while content := begun + file.read(max(0, size - len(begun))):
        rest = b"" if content.endswith(b"\n") else file.readline(LINE_LIMIT + 1)
        content += rest
        if len(rest) > LINE_LIMIT:  # its reader says so, and nobody reads further than that
            yield Block(".jsonl", content, lines, end + len(content), lines + content.count(b"\n"))
            return
        last = _head_in_json(content[content.rfind(b"\n", 0, -1) + 1 :])
        more: list[bytes] = []
        begun = file.readline(LINE_LIMIT + 1)
        while begun and _head_in_json(begun) == last:
            more.append(begun)
            begun = file.readline(LINE_LIMIT + 1)
        content = b"".join((content, *more))
        before, end = lines, end + len(content)
        lines += content.count(b"\n") + (not content.endswith(b"\n"))
        yield Block(".jsonl", content, before, end, lines)


def _of_json(file: Any, end: int, lines: int, size: int) -> Iterator[Block]:
    units = (([raw], partial(_head_in_json, raw)) for raw in _raw_lines(file))
    for run in _runs(units, size):
        before, end, lines = lines, end + sum(map(len, run)), lines + len(run)
        yield Block(".jsonl", b"".join(run), before, end, lines)


def _of_table(file: Any, suffix: str, end: int, lines: int, size: int) -> Iterator[Block]:
    kept = _Kept(file)
    table = csv.reader(kept, delimiter=delimiter_of(suffix), strict=True)
    names: list[str] = []
    with suppress(csv.Error, StopIteration):
        while not any(names):
            names = [cell.strip().lstrip(_MARK) for cell in next(table)]
    header, height = b"".join(kept.raw), len(kept.raw)
    if lines:
        file.seek(end)
    else:
        end, lines = len(header), height
    header = header.removeprefix(_MARK.encode())
    alone = bool(header)
    for run in _runs(_table_units(table, kept, names), size):
        alone = False
        before, end, lines = lines - height, end + sum(map(len, run)), lines + len(run)
        yield Block(suffix, header + b"".join(run), before, end, lines)
    if alone:
        yield Block(suffix, header, 0, end, lines)


def _raw_lines(file: Any) -> Iterator[bytes]:
    """The lines of a file, up to the first that is too long: nobody reads further than that."""
    for raw in iter(lambda: file.readline(LINE_LIMIT + 1), b""):
        yield raw
        if len(raw) > LINE_LIMIT:
            return


def _runs(units: Iterator[Unit], size: int) -> Iterator[list[bytes]]:
    """Lines of rows of so many bytes, and on to the end of an article."""
    waiting: list[bytes] = []
    length, last = 0, None
    for raw, head in units:
        if length >= size and head() != last:
            yield waiting
            waiting, length = [], 0
        waiting += raw
        length += sum(map(len, raw))
        last = head() if length >= size else None
    if waiting:
        yield waiting


def _head_in_json(raw: bytes) -> Any:
    try:
        row = json.loads(raw)
        return head_of(row) if isinstance(row, dict) else _of_none()
    except (ValueError, RecursionError):
        return _of_none()


def _of_none() -> object:
    """The head of what is no row: that of no other, so that a file of nothing else is divided too."""
    return object()


class _Kept:
    """The lines of a file for a reader of tables, with their bytes."""

    def __init__(self, file: Any) -> None:
        self._lines = _raw_lines(file)
        self.raw: list[bytes] = []

    def __iter__(self) -> _Kept:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.raw.append(line)
        return str(line, "utf-8", "replace")


def _table_units(table: Any, kept: _Kept, names: list[str]) -> Iterator[Unit]:
    while True:
        kept.raw = []
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error:  # the reader of the block says what it is, and reads no further either
            yield kept.raw, _of_none
            return
        yield kept.raw, partial(_head_in_cells, names, cells)


def _head_in_cells(names: list[str], cells: list[str]) -> Any:
    return head_of(row_of_cells(names, cells)) if len(cells) == len(names) else _of_none()
