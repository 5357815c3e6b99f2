"""The store as an rdflib Dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from retailgraph.graph import Graph, reading
from retailgraph.ontology import PREFIXES

if TYPE_CHECKING:
    import rdflib


def rdflib_dataset(graph: Graph) -> rdflib.Dataset:
    """An rdflib Dataset of all that the store holds, but for its index of names.

    The default graph is the union of all, so that a query finds the edges without naming their graph.
    Read from it; to change the graph, load articles. From then on rdflib loads no file or address named
    in ``FROM`` in this process: such a clause means a graph of the dataset.
    """
    import rdflib
    import rdflib.plugins.sparql as sparql

    # Its own default would let a query read any local file by FROM <file:///...>.
    sparql.SPARQL_LOAD_GRAPHS = False
    dataset = rdflib.Dataset(default_union=True)
    for prefix, base in PREFIXES.items():
        dataset.bind(prefix, base)
    for name in graph.dated.named_graphs():
        if name != reading.NAMES:
            # One graph at a time: rdflib's reader of N-Quads warns of its own use of what it deprecates.
            lines = graph.dated.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name)
            dataset.graph(rdflib.URIRef(name.value)).parse(data=lines, format="nt")
    return dataset
