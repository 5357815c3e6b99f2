"""CSV and TSV that a spreadsheet can open: no cell is taken for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

# The wide ones are read by programs that are set to Japanese.
_RISKY = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def lines(rows: Iterable[Sequence[str]], delimiter: str = ",") -> Iterator[str]:
    """Rows, the headings among them, as lines of CSV, or with a tab of TSV; every cell :func:`harmless`."""
    import csv
    import io

    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(map(harmless, row))
        yield line.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows and does not run: with a ``'`` before what begins like a formula.

    >>> harmless("=1+1"), harmless("-12.5"), harmless("Coach")
    ("'=1+1", '-12.5', 'Coach')
    """
    return "'" + cell if cell.lstrip("'").startswith(_RISKY) and not _NUMBER.fullmatch(cell) else cell


def as_meant(cell: str) -> str:
    """A cell as it was before :func:`harmless`, to the sign.

    >>> as_meant("'=1+1"), as_meant("'n Sync"), as_meant(harmless("'=1"))
    ('=1+1', "'n Sync", "'=1")
    """
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(_RISKY) else cell
