"""Why a query may have found nothing: a term that the store does not have, or graphs where there are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import pyoxigraph as ox

from retailgraph.ontology import ENTITY, RG
from retailgraph.sparql.lexing import Token, has_dataset, tokens
from retailgraph.sparql.results import Results

_MOST_COMPARED = 5_000  # ids among which the nearest is looked for


def hint(store: ox.Store, text: str, found: Results) -> str:
    """A line for whoever named an unknown entity, or got no row, no triple or a no; else empty."""
    said = list(tokens(text))
    if strange := next((id for id in _own_ids(said) if not _is_entity(store, id)), ""):
        from difflib import get_close_matches

        near = get_close_matches(strange, _ids_like(store, strange), 1, 0.5)
        return f"no entity has the id ent:{strange}" + (f"; did you mean ent:{near[0]}?" if near else "")
    if found.rows or found.triples or found.boolean:
        return ""
    if unknown := next((name for name in _own_terms(said) if not _is_used(store, name)), ""):
        return f"nothing in the graph is said by {unknown}; docs/model.md lists the terms"
    if _asks_for_graphs(said) and next(iter(store.named_graphs()), None) is None:
        return "all stands in the unnamed graph, where GRAPH and FROM look for nothing; see docs/model.md"
    return ""


def _own_ids(said: Sequence[Token]) -> Iterator[str]:
    return (t.text[4:] for t in said if t.kind == "name" and t.text.startswith("ent:") and len(t.text) > 4)


def _is_entity(store: ox.Store, id: str) -> bool:
    try:
        term = ox.NamedNode(ENTITY + id)
    except ValueError:  # escapes; no id of ours has any
        return True
    return any(next(iter(store.quads_for_pattern(s, None, o)), None) for s, o in ((term, None), (None, term)))


def _ids_like(store: ox.Store, id: str) -> list[str]:
    """The ids of entities that begin like one: as many as are compared in no time."""
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    subjects = (quad.subject for quad in store.quads_for_pattern(None, label, None))
    iris = (one.value for one in subjects if isinstance(one, ox.NamedNode))
    ids = (iri.removeprefix(ENTITY) for iri in iris if iri.startswith(ENTITY + id[:1]))
    return list(dict.fromkeys(islice(ids, _MOST_COMPARED)))


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
