"""CSV, TSV and their kin: any separator, any encoding, with the quotes that people forget to close."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source, encoding_of
from retailgraph.interchange.parties import Left, Place
from retailgraph.interchange.tables import Row, Table, header_row, unique

SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
_SAMPLE, _MOST_LINES, _MOST_CELLS = 60, 60, 1_000
_NAMES = {name: sign for sign, name in SEPARATORS.items()}
_Record = tuple[int, list[str] | None, str]
"""The line it begins on, its cells (None: a quote that is never closed), and the row as it was."""


def open_table(source: Source) -> Table:
    """The table of a file with separators; InvalidData if it has no second column and no rows."""
    encoding = encoding_of(source)
    separator = _separator(source)
    first = [cells for _, cells, _ in islice(_records(source, separator), _SAMPLE) if cells is not None]
    if not first:
        raise InvalidData(f"{source.path} has no row that can be read")
    stated = source.options.get("header", "")
    at = int(stated) - 1 if stated.isdecimal() else header_row(first)
    width = max(len(row) for row in first)
    if width > _MOST_CELLS:
        raise InvalidData(f"{source.path} has {width:,} columns; at most {_MOST_CELLS:,} are read")
    if not 0 <= at < len(first):
        at = -1
    columns = unique(first[at] if at >= 0 else [""] * width)
    kind = "tsv" if separator == "\t" else "csv"
    told = () if at >= 0 else ("it has no row of headings: columns are named by their position",)
    facts = {"encoding": encoding, "separator": SEPARATORS.get(separator, separator), "header": str(at + 1)}
    return Table(kind, columns, lambda: _rows(source, separator, at, columns), facts, told)


def _separator(source: Source) -> str:
    stated = source.options.get("separator", "")
    if stated:
        sign = _NAMES.get(stated, stated)
        if len(sign) != 1:
            raise InvalidData(f"separator '{stated}' is none; write {', '.join(_NAMES)} or one character")
        return sign
    lines = [_plain(line) for _, line in islice(source.lines(), _SAMPLE) if line.strip()]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4]
    best, score = ",", 0.0
    for sign in SEPARATORS:
        counts = Counter(len(cells) for cells in csv.reader(lines, delimiter=sign))
        width, often = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        if width > 1 and often * min(width, 4) > score:
            best, score = sign, often * min(width, 4)
    return best


def _rows(source: Source, separator: str, header: int, columns: tuple[str, ...]) -> Iterator[Row | Left]:
    number = 0
    for position, (line, cells, raw) in enumerate(_records(source, separator)):
        if position <= header:
            continue
        number += 1
        place = Place(number, line)
        if cells is None:
            reason = "opens a quote that is not closed, and would swallow the rows after it"
            yield Left(place, "", reason, raw)
        elif len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            reason = f"has {len(cells)} cells, but there are {len(columns)} columns; is a quote missing?"
            yield Left(place, "", reason, raw, cells=dict(zip(columns, cells, strict=False)))
        elif len(cells) < len(columns):
            reason = f"has {len(cells)} cells, but there are {len(columns)} columns"
            yield Left(place, "", reason, raw, cells=dict(zip(columns, cells, strict=False)))
        else:
            yield Row(place, dict(zip(columns, cells, strict=False)), raw=raw)


def _records(source: Source, separator: str) -> Iterator[_Record]:
    """The records of the file that are not empty; ``sep=;``, which a spreadsheet writes, is none."""
    waiting: list[tuple[int, str]] = []
    lines = ((number, _plain(line)) for number, line in source.lines())

    def pull() -> tuple[int, str] | None:
        return next(lines, None)

    while True:
        first = waiting.pop(0) if waiting else pull()
        if first is None:
            return
        number, line = first
        if not line.strip("\r\n\t ;,|") or (number == 1 and line.lower().startswith("sep=")):
            continue
        if not _opens(line, separator):
            yield number, _cells(line, separator), line.rstrip("\r\n")
            continue
        joined = line
        taken: list[tuple[int, str]] = []
        while _opens(joined, separator) and len(taken) < _MOST_LINES:
            following = waiting.pop(0) if waiting else pull()
            if following is None:
                break
            taken.append(following)
            joined += following[1]
        if _opens(joined, separator) or any(_is_a_row(text, line, separator) for _, text in taken):
            waiting = taken + waiting
            yield number, None, line.rstrip("\r\n")
        else:
            yield number, _cells(joined, separator), joined.rstrip("\r\n")


def _plain(line: str) -> str:
    """A line without carriage returns inside it, which end no row here."""
    return line if "\r" not in line[:-2] else line.rstrip("\r\n").replace("\r", " ") + "\n"


def _opens(text: str, separator: str) -> bool:
    """Whether a text ends inside a quoted cell."""
    if '"' not in text or text.count('"') % 2 == 0:
        return False
    inside, at_start = False, True
    for sign in text:
        if sign == '"' and (inside or at_start):
            inside = not inside
            at_start = inside is False and at_start
        at_start = sign == separator and not inside
    return inside


def _is_a_row(text: str, first: str, separator: str) -> bool:
    """Whether a line that would be swallowed has as many cells of its own as a whole row."""
    return text.count(separator) >= max(1, first.count(separator))


def _cells(text: str, separator: str) -> list[str]:
    rows = list(
        csv.reader(
            [text.rstrip("\r\n")] if "\n" not in text.rstrip("\r\n") else text.splitlines(True),
            delimiter=separator,
        )
    )
    return [cell for row in rows[:1] for cell in row]
