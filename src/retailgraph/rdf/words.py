"""The ontology as N-Triples lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from retailgraph.ontology import RG
from retailgraph.rdf.terms import iri

FILES = ("retailgraph.ttl", "alignment.ttl")


def ontology_lines(folder: Path) -> Iterator[str]:
    """The ontology that lies in a folder."""
    return file_lines(path for name in FILES if (path := folder / name).exists())


def file_lines(paths: Iterable[Path]) -> Iterator[str]:
    """Turtle files; blank nodes get the names that RDF canonicalization gives them."""
    for path in paths:
        quads = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in ox.parse(path=str(path)))
        quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        for quad in quads:
            yield f"{_named(quad.subject, path)} {quad.predicate} {_named(quad.object, path)} ."


def _named(term: object, path: Path) -> str:
    if isinstance(term, ox.BlankNode):
        return iri(RG, f"node/{path.stem}/{term.value}")
    return str(term)
