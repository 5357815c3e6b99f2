"""The view of an open graph that SPARQL asks: found, brought in step with the rows, or made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retailgraph.graph import places
from retailgraph.rdf import kept, stepping, view
from retailgraph.tables import steps

if TYPE_CHECKING:
    import pyoxigraph as ox

    from retailgraph.dates import PartialDate
    from retailgraph.graph.home import Home
    from retailgraph.ontology import Ontology
    from retailgraph.tables.store import Tables


def queried(home: Home, tables: Tables, ontology: Ontology, edges_of: PartialDate) -> kept.Kept:
    """The rows as RDF: its key is the state of the rows, and of the shipped ones below them."""
    below = _state(tables, below=True) if tables.over_shipped else ""
    folder = places.shipped("ontology")

    def fill(store: ox.Store) -> None:
        view.load(store, view.lines(tables, ontology, edges_of, folder))

    def step(key: str) -> kept.Fill | None:
        state = _state_of(key, below)
        changed = steps.since(tables, state) if state else None
        if changed is None:
            return None
        return lambda store: stepping.step(store, tables, ontology, edges_of, changed)

    folders = [home.view, *([home.shipped.parent] if home.shipped else ())]
    return kept.kept(folders, _key(_state(tables), below), fill, step)


def _state(tables: Tables, *, below: bool = False) -> str:
    return tables.fact("state", below=below).strip('"')


def _key(state: str, below: str) -> str:
    return "-".join(filter(None, (str(view.FORM), state, below)))


def _state_of(key: str, below: str) -> str:
    """The state in a key that lies over the same shipped rows, or is theirs; empty for any other."""
    form, _, states = key.partition("-")
    state, _, under = states.partition("-")
    if form != str(view.FORM):
        return ""
    return state if under == below or (not under and state == below) else ""
