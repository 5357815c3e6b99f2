"""The rows that an import left, as a table to mend and import again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from retailgraph.interchange.parties import Left
from retailgraph.interchange.tables import Table
from retailgraph.spreadsheets import lines

_HEAD = ("import row", "import line", "import column", "import reason")
MARK = ",".join(_HEAD)


def text_of(left: Iterable[Left], table: Table | None) -> Iterator[str]:
    """The lines of the file: place and reason, then the row as it was, by its columns where it has them.

    ``left`` is read twice.
    """
    if table is None or not any(each.cells for each in left):
        rows = ((*_place(each), each.row) for each in left)
        yield from lines(chain([(*_HEAD, "row as it was")], rows))
        return
    columns = tuple(c for c in table.columns if c not in _HEAD)
    cells = ((*_place(each), *(each.cells.get(c, "") for c in columns)) for each in left)
    yield from lines(chain([(*_HEAD, *columns)], cells))


def _place(left: Left) -> tuple[str, str, str, str]:
    where = left.where
    return str(where.row or ""), str(where.line or ""), left.column, left.reason
