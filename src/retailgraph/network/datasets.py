"""The store as an rdflib Dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from retailgraph.graph import Graph
from retailgraph.ontology import PREFIXES

if TYPE_CHECKING:
    import rdflib


def rdflib_dataset(graph: Graph) -> rdflib.Dataset:
    """An rdflib Dataset of all that the store holds, in its default graph.

    Read from it; to change the graph, load articles. Its queries and updates, and those of the graphs in it,
    raise Refused for ``SERVICE``, ``LOAD``, and a ``FROM`` that names no graph of the dataset.
    """

    from retailgraph.network.guarded import GuardedDataset

    dataset = GuardedDataset()
    for prefix, base in PREFIXES.items():
        dataset.bind(prefix, base)
    lines = graph.dated.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    dataset.default_graph.parse(data=lines, format="nt")
    return dataset
