"""What docs/exchange/formats.md shows: the table of formats, and the tables that an export of all holds."""

from __future__ import annotations

from collections.abc import Callable

from data_page import table

from retailgraph.interchange.formats import EQUAL, FORMATS_IN, FORMATS_OUT, LOSSES
from retailgraph.interchange.record_sqlite import VIEWS
from retailgraph.interchange.record_tables import RECORD_TABLES


def written_formats() -> str:
    """The formats that are written, with what comes of an export that is imported again."""
    back = {EQUAL: "the same conclusions", LOSSES: "the same, but for what is lost"}
    rows = [
        (f"`{f.name}`", f.title_out or f.title, f.lost or "nothing", back.get(f.returns, "no"), f.extra)
        for f in FORMATS_OUT
    ]
    return table(("format", "what it is", "does not go out", "imported again", "extra"), rows)


def read_formats() -> str:
    """The formats that are read."""
    rows = [(f"`{f.name}`", f.title, " ".join(f"`{s}`" for s in f.suffixes), f.loses) for f in FORMATS_IN]
    return table(("format", "what it is", "files", "is not taken"), rows)


def record_tables() -> str:
    """The tables of an export of all, with their columns."""
    parts = []
    for each in RECORD_TABLES:
        rows = [(f"`{c.name}`", c.kind, c.meaning) for c in each.columns]
        parts.append(f"**{each.name}**: {each.meaning}.\n\n" + table(("column", "kind", "says"), rows))
    return "\n".join(parts)


def record_views() -> str:
    """The views of the database files."""
    return table(("view", "shows"), [(f"`{name}`", meaning) for name, (meaning, _) in VIEWS.items()])


MADE: dict[str, Callable[[], str]] = {
    function.__name__: function for function in (written_formats, read_formats, record_tables, record_views)
}
