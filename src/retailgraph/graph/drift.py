"""Whether the edges, drawn when a store was written, are still those of another day.

A module of its own: a look-up does not read edges, and what is written draws them anew.
"""

from __future__ import annotations

from datetime import date, timedelta

import pyoxigraph as ox

from retailgraph.graph import reading
from retailgraph.ontology import GRAPH, RG, XSD

_BOUNDS = ("sinceEarliest", "sinceLatest", "untilEarliest", "untilLatest", "doubtedFrom", "doubtedUntil")


def drawn_on(store: ox.Store) -> str:
    """The day, month or year that the edges are of; empty if nothing says so."""
    as_of = ox.NamedNode(RG + "edgesAsOf")
    return next((q.object.value for q in reading.match(store, None, as_of, None, reading.CONCLUSIONS)), "")


def turned(store: ox.Store, one: date, other: date) -> bool:
    """Whether any relationship began, ended or came in doubt after the earlier of two days, by the later.

    Each day between is looked up: that takes microseconds, however much the store holds.
    """
    first, last = sorted((one, other))
    days = [first + timedelta(days=i + 1) for i in range((last - first).days)]
    bounds = " ".join(f"<{RG}{name}>" for name in _BOUNDS)
    values = " ".join(f'"{day}"^^<{XSD}date>' for day in days)
    pattern = f"VALUES ?day {{ {values} }} VALUES ?bound {{ {bounds} }} ?spell ?bound ?day"
    return bool(store.query(f"ASK {{ GRAPH <{GRAPH}conclusions> {{ {pattern} }} }}"))
