"""The one formatter: columns of values as a table, JSON, JSON Lines, CSV, TSV or Markdown.

Widths count East Asian characters as two columns. What a terminal would obey (control characters) is
never printed.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from retailgraph.errors import Ambiguous, InvalidData, RetailGraphError

Table = tuple[Sequence[str], Sequence[Sequence[str]]]
_GAP = "  "
_BARE = 120


def width(text: str) -> int:
    """How many terminal columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def safe(text: str) -> str:
    """A text without characters that a terminal would obey or that reverse what is read."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == " " else " " for c in text)


def terminal_width() -> int:
    """The columns of the terminal; a fixed width where there is none, so that pipes get the same text."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return _BARE
    stated = os.environ.get("COLUMNS", "")
    if stated.isdigit() and int(stated):
        return max(40, int(stated))
    try:
        return max(40, os.get_terminal_size().columns)
    except OSError:
        return _BARE


def bold(text: str) -> str:
    """A heading: bold on a terminal that wants it."""
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        return f"\x1b[1m{text}\x1b[0m"
    return text


def render(
    format_: str, columns: Sequence[str], rows: Sequence[Sequence[str]], data: Any, items: Iterable[Any] = ()
) -> str:
    """Rows in a format; JSON prints ``data`` and JSON Lines ``items``, which hold more than rows do."""
    if format_ == "json":
        return to_json(data, indent=2)
    if format_ == "jsonl":
        return "".join(to_json(item) + "\n" for item in items)
    if format_ in ("csv", "tsv"):
        return delimited(columns, rows, "," if format_ == "csv" else "\t")
    if format_ == "markdown":
        return markdown(columns, rows)
    return table(columns, rows)


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON with names as they are written, not as escapes."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent)


def delimited(columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """CSV or TSV with a header, ready for a spreadsheet: no cell is taken for a formula."""
    from retailgraph.spreadsheets import lines

    return "".join(lines((columns, *rows), delimiter))


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [_pipes(columns), _pipes(["---"] * len(columns)), *(_pipes(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _pipes(cells: Sequence[str]) -> str:
    escaped = (safe(c).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for c in cells)
    return "| " + " | ".join(escaped) + " |"


SPARE = ("articles", "reported")
"""Columns that a narrow terminal does without, the first first, so that the others stay readable."""
_NARROW = {"when": 13}
"""Columns that are wrapped to so little before others give way."""


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table for people: empty columns are left out, long cells wrapped to the terminal."""
    cells = [[safe(c) for c in row] for row in rows]
    # Rows of nothing but empty cells are rows all the same.
    kept = _kept(columns, cells) or list(range(len(columns) if rows else 0))
    heads = [columns[i].replace("_", " ").upper() for i in kept]
    body = [[row[i] for i in kept] for row in cells]
    widest = [max(map(width, column)) for column in zip(heads, *body, strict=True)]
    least = [_least(column) for column in zip(heads, *body, strict=True)]
    if sum(widest) + len(_GAP) * (len(widest) - 1) > terminal_width():
        widest = [min(w, _NARROW.get(columns[i], w)) for i, w in zip(kept, widest, strict=True)]
    widths = _fit(widest, least)
    lines = [bold(_line(heads, widths))]
    lines += [line for row in body for line in _wrapped(row, widths)]
    return "\n".join(lines) + "\n"


def left_out(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The columns that a table of these rows does without because the terminal is narrow."""
    cells = [[safe(c) for c in row] for row in rows]
    kept = _kept(columns, cells)
    return [columns[i] for i in range(len(columns)) if i not in kept and any(row[i] for row in cells)]


def _kept(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> list[int]:
    kept = [i for i in range(len(columns)) if any(row[i] for row in cells)]
    for spare in SPARE:
        if _least_width(columns, cells, kept) <= terminal_width():
            break
        kept = [i for i in kept if columns[i] != spare]
    return kept


def _least_width(columns: Sequence[str], cells: Sequence[Sequence[str]], kept: Sequence[int]) -> int:
    widths = (_least((columns[i], *(row[i] for row in cells))) for i in kept)
    return sum(widths) + len(_GAP) * (len(kept) - 1)


_LONG_WORD = 16


def _least(column: Sequence[str]) -> int:
    """The least width of a column: its heading and its words stay whole, but for very long words."""
    words = max((width(word) for cell in column[1:] for word in cell.split(" ")), default=0)
    return max(width(column[0]), min(words, _LONG_WORD))


def _fit(widths: list[int], least: Sequence[int]) -> list[int]:
    """Column widths that fit the terminal: the widest column gives way first, none below its least."""
    room = terminal_width() - len(_GAP) * (len(widths) - 1)
    # One column after the other gives way, so that a cell of a million characters would take as many steps.
    widths = [min(w, low + max(room, 0)) for w, low in zip(widths, least, strict=True)]
    while sum(widths) > room:
        spare = [w - low for w, low in zip(widths, least, strict=True)]
        if max(spare) <= 0:
            break
        widths[spare.index(max(spare))] -= 1
    return widths


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    pieces = [list(wrap(cell, w)) for cell, w in zip(row, widths, strict=True)]
    for level in range(max(map(len, pieces), default=1)):
        yield _line([p[level] if level < len(p) else "" for p in pieces], widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(c + " " * (w - width(c)) for c, w in zip(cells, widths, strict=True)).rstrip()


def wrap(text: str, room: int) -> Iterator[str]:
    """A text in lines of at most ``room`` columns, broken at spaces where it can be."""
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= room:
            line = joined
            continue
        if line:
            yield line
        *pieces, line = _pieces(word, room)
        yield from pieces
    yield line


def _pieces(word: str, room: int) -> list[str]:
    """A word in pieces of at most ``room`` columns; a character wider than that stands alone."""
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def error_lines(error: RetailGraphError) -> Iterator[str]:
    """An error as people read it: findings first, then the summary, then candidates."""
    if isinstance(error, InvalidData):
        yield from (safe(str(f)) for f in error.findings)
    yield safe_lines(f"error: {error}")
    if isinstance(error, Ambiguous):
        yield from (f"  {safe(str(c))}" for c in error.candidates)


def safe_lines(text: str) -> str:
    """A text of several lines, each made safe."""
    return "\n".join(safe(line) for line in text.split("\n"))


def pairs(values: Mapping[str, str]) -> str:
    """Names and values, aligned; long values are wrapped, empty ones are left out."""
    shown = {k: v for k, v in values.items() if v}
    room = max(map(width, shown), default=0)
    lines = []
    for name, value in shown.items():
        first, *others = wrap(safe(value), max(20, terminal_width() - room - len(_GAP)))
        lines.append(f"{name}{' ' * (room - width(name))}{_GAP}{first}")
        lines += [" " * room + _GAP + line for line in others]
    return "".join(f"{line.rstrip()}\n" for line in lines)
