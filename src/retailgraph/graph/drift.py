"""Whether the edges, drawn when a store was written, are still those of another day.

A module of its own: a look-up does not read edges, and what is written draws them anew.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pyoxigraph as ox

from retailgraph.graph import reading
from retailgraph.ontology import GRAPH, RG, XSD

_DAYS = ("sinceEarliest", "sinceLatest", "untilEarliest", "untilLatest", "doubtedFrom", "doubtedUntil")
_TURNED = f"""
SELECT DISTINCT ?object ?low ?high WHERE {{ GRAPH <{GRAPH}conclusions> {{
  ?r <{RG}spell> ?spell ; <{reading.OBJECT.value}> ?object .
  ?spell ?bound ?day
  FILTER(?bound IN ({", ".join(f"<{RG}{name}>" for name in _DAYS)}))
  FILTER(?day > ?low && ?day <= ?high)
}} }}"""


def drawn_on(store: ox.Store) -> str:
    """The day, month or year that the edges are of; empty if nothing says so."""
    as_of = ox.NamedNode(RG + "edgesAsOf")
    return next((q.object.value for q in reading.match(store, None, as_of, None, reading.CONCLUSIONS)), "")


def turned(store: ox.Store, one: str, other: date, limit: int | None = None) -> list[str]:
    """The IRIs of objects of relationships that began, ended or came in doubt between two days."""
    bound: dict[ox.Variable, Any] = {
        ox.Variable(name): ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))
        for name, day in zip(("low", "high"), sorted((one, other.isoformat())), strict=True)
    }
    query = _TURNED if limit is None else f"{_TURNED} LIMIT {limit}"
    found: Any = store.query(query, substitutions=bound)
    return [row["object"].value for row in found]
