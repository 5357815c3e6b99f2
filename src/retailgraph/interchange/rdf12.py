"""RDF 1.2, written: as Turtle, with each relationship as the reifier of the triple that it is about.

A triple that holds on the day of the file is asserted; one that does not is only named. It is read back as
any RDF of ours.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.rdf_files import write_nquads
from retailgraph.ontology import RDF, RELATIONSHIP
from retailgraph.writing import made_by

_REIFIES = ox.NamedNode(RDF + "reifies")
_ABOUT = tuple(RDF + name for name in ("subject", "predicate", "object"))


def write(out: Outgoing) -> Iterator[str]:
    """All triples of the part, and after them what each relationship reifies, a line each."""
    yield f'VERSION "1.2"\n# {made_by("export")}\n'
    ends: dict[str, dict[str, ox.NamedNode]] = {}
    for piece in write_nquads(out):
        for line in piece.splitlines(keepends=True):
            if line.startswith(f"<{RELATIONSHIP}") and f" <{RDF}" in line:
                _note(line, ends)
        yield piece
    for node, about in sorted(ends.items()):
        if len(about) == len(_ABOUT):
            subject, predicate, object = (about[term] for term in _ABOUT)
            triple = ox.Triple(subject, predicate, object)
            yield f"<{node}> <{_REIFIES.value}> <<( {triple} )>> .\n"


def _note(line: str, ends: dict[str, dict[str, ox.NamedNode]]) -> None:
    node, term, value = line.rstrip(" .\n").split(" ", 2)
    if term[1:-1] in _ABOUT:
        ends.setdefault(node[1:-1], {})[term[1:-1]] = ox.NamedNode(value[1:-1])
