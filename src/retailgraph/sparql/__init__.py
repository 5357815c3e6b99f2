"""Asking the store in SPARQL: read-only, prefixes declared, bounded, faults shown where they stand.

The engine has no parse-only call, no switch that turns ``SERVICE`` off and no limit of its own. A small
lexer reads every query first (:mod:`lexing`); :mod:`guarding` refuses what may not be asked; :mod:`running`
asks, in a thread that :mod:`limits` watches; :mod:`apart` has a process of its own do so.
"""

from __future__ import annotations

from retailgraph.sparql.guarding import guard
from retailgraph.sparql.hints import hint
from retailgraph.sparql.limits import Limits, within
from retailgraph.sparql.results import Results, Term, shortened
from retailgraph.sparql.running import DEFAULT_GRAPHS, run

__all__ = [
    "DEFAULT_GRAPHS",
    "Limits",
    "Results",
    "Term",
    "explain",
    "guard",
    "hint",
    "run",
    "shortened",
    "within",
]


def explain(text: str) -> str:
    """The algebra of a query as rdflib parses it, indented; nothing is run.

    Raises QueryError for a query that rdflib does not parse (it knows SPARQL 1.1 only).
    """
    from retailgraph.sparql.explaining import algebra

    return algebra(text)
