"""The store as an rdflib Dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from retailgraph.graph import Graph
from retailgraph.ontology import GRAPH, PREFIXES

if TYPE_CHECKING:
    import rdflib


def rdflib_dataset(graph: Graph) -> rdflib.Dataset:
    """An rdflib Dataset of all that the store holds, but for its index of names.

    The default graph is the union of all, so that a query finds the edges without naming their graph.
    Read from it; to change the graph, load articles. Its queries and updates, and those of the graphs in it,
    raise Refused for ``SERVICE``, ``LOAD``, and a ``FROM`` that names no graph of the dataset.
    """
    import rdflib

    from retailgraph.network.guarded import GuardedDataset

    dataset = GuardedDataset()
    for prefix, base in PREFIXES.items():
        dataset.bind(prefix, base)
    for name in graph.dated.named_graphs():
        if name.value != GRAPH + "names":
            # One graph at a time: rdflib's reader of N-Quads warns of its own use of what it deprecates.
            lines = graph.dated.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name)
            dataset.graph(rdflib.URIRef(name.value)).parse(data=lines, format="nt")
    return dataset
