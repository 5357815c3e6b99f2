"""The graph as other libraries' own objects: a NetworkX multigraph, an rdflib Dataset.

Both libraries are imported inside the functions, because the command line starts without them.
"""

from retailgraph.network.building import networkx_graph
from retailgraph.network.datasets import rdflib_dataset
from retailgraph.network.links import span_of
from retailgraph.network.wanted import INCLUDE

__all__ = ["INCLUDE", "networkx_graph", "rdflib_dataset", "span_of"]
