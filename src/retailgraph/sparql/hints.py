"""Why a query may have found nothing: a term that the store does not have, or graphs where there are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from retailgraph.ontology import RG
from retailgraph.sparql.lexing import Token, has_dataset, tokens
from retailgraph.sparql.results import Results


def hint(store: ox.Store, text: str, found: Results) -> str:
    """A line for whoever got no row, no triple or a no; empty where nothing is odd about the query."""
    if found.rows or found.triples or found.boolean:
        return ""
    said = list(tokens(text))
    if unknown := next((name for name in _own_terms(said) if not _is_used(store, name)), ""):
        return f"nothing in the graph is said by {unknown}; docs/model.md lists the terms"
    if _asks_for_graphs(said) and next(iter(store.named_graphs()), None) is None:
        return "all stands in the unnamed graph, where GRAPH and FROM look for nothing; see docs/model.md"
    return ""


def _own_terms(said: Sequence[Token]) -> Iterator[str]:
    return (t.text for t in said if t.kind == "name" and t.text.startswith("rg:") and len(t.text) > 3)


def _is_used(store: ox.Store, name: str) -> bool:
    try:
        term = ox.NamedNode(RG + name.removeprefix("rg:"))
    except ValueError:  # escapes; no term of ours has any
        return True
    patterns = ((None, term, None), (term, None, None), (None, None, term))
    return any(next(iter(store.quads_for_pattern(s, p, o)), None) is not None for s, p, o in patterns)


def _asks_for_graphs(said: Sequence[Token]) -> bool:
    return has_dataset(said) or any(t.kind == "word" and t.text.upper() == "GRAPH" for t in said)
