"""Views as known on a day, kept beside the store: to conclude one takes as long as to load all its articles.

A file holds what was concluded; what the articles say is seen in the store. It is named after the day and the
state of the rows, so that of other rows nothing is read, and is made again where it is not what was written.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from retailgraph.dates import day as only
from retailgraph.errors import StoreError
from retailgraph.graph.home import KNOWN, Home
from retailgraph.graph.views import Past
from retailgraph.tables import past
from retailgraph.tables.store import Tables

_MOST = 12
"""So many files are kept, the latest."""
_AN_HOUR = 3600.0


def kept(home: Home, tables: Tables, day: date, today: date, make: Callable[[], Past]) -> Past:
    """The view of a day from its file; else made, and kept where that can be written."""
    rows = _rows(tables)
    if not rows:
        return make()
    # An article without any date counts as published today: from that day on it is known.
    path = home.view / f"{KNOWN}{rows}-{day}{'-all' if day >= today else ''}.db"
    with suppress(OSError, StoreError):
        found = past.kept(tables, path)
        if found is not None:
            return Past(found, only(day))
    made = make()
    with suppress(OSError, StoreError):
        past.keep(made.tables, path)
        _sweep(path.parent, f"{KNOWN}{rows}-")
    return made


def _rows(tables: Tables) -> str:
    """The state of the rows, and of the shipped ones below; empty of a store that is nowhere on a disk."""
    if tables.path == Path(":memory:"):
        return ""
    states = [tables.fact("state"), *([tables.fact("state", below=True)] if tables.over_shipped else ())]
    return "-".join(state.strip('"') for state in states)


def _sweep(folder: Path, current: str) -> None:
    """Delete what is of other rows, or was left by a process that was killed, and all but the latest."""
    files = list(folder.glob(f"{KNOWN}*"))
    old = [f for f in files if not f.name.startswith(current)]
    old += [f for f in files if f.suffix == ".tmp" and time.time() - f.stat().st_mtime > _AN_HOUR]
    whole = sorted((f for f in files if f.suffix == ".db"), key=lambda f: f.stat().st_mtime, reverse=True)
    old += [part for f in whole[_MOST:] for part in (f, f.with_suffix(".sum"))]
    for file in old:
        with suppress(OSError):  # somewhere it is open and may not be deleted
            file.unlink(missing_ok=True)
