"""The graph in other formats: everything, or what surrounds some entities; the same graph, the same bytes.

``turtle``, ``trig``, ``nquads`` and ``jsonld`` read back as the same triples. ``csv`` is a table for
spreadsheets: a row for each spell of a relationship, with what it is on the day that the graph is of.

``graphml``, ``gexf``, ``node-link`` and ``cytoscape`` are files of a network: what holds on the day that the
graph is of, for programs that draw and measure networks.
"""

from retailgraph.interchange.network_files import NETWORK_FORMATS, network_text, values_of
from retailgraph.interchange.spell_table import spell_table
from retailgraph.interchange.statements import FORMATS, MARKS, export

__all__ = ["FORMATS", "MARKS", "NETWORK_FORMATS", "export", "network_text", "spell_table", "values_of"]
