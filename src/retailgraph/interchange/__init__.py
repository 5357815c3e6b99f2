"""Files of other people in, the graph out in theirs; the same graph gives the same bytes.

:mod:`formats` is the table of all formats. A reader gives what a file says (:mod:`parties`), a writer takes
the part of the graph that is to go out (:mod:`outgoing`); a module for each format holds both.
"""

from retailgraph.interchange.networks import NETWORK_FORMATS, network_text, values_of
from retailgraph.interchange.rdf_files import FORMATS, export

__all__ = ["FORMATS", "NETWORK_FORMATS", "export", "network_text", "values_of"]
