"""The graph as other libraries' own objects: a NetworkX multigraph, an rdflib Dataset.

Both libraries are imported inside the functions, because the command line starts without them.
"""

from retailgraph.network.building import INCLUDE, networkx_graph
from retailgraph.network.datasets import rdflib_dataset
from retailgraph.network.stored import span_of

__all__ = ["INCLUDE", "networkx_graph", "rdflib_dataset", "span_of"]
