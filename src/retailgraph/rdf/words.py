"""The ontology as N-Triples lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from retailgraph.ontology import RG, file_state
from retailgraph.rdf.terms import iri

FILES = ("retailgraph.ttl", "alignment.ttl")


def ontology_lines(folder: Path) -> Iterator[str]:
    """The ontology that lies in a folder."""
    return file_lines(path for name in FILES if (path := folder / name).exists())


def file_lines(paths: Iterable[Path]) -> Iterator[str]:
    """Turtle files; blank nodes get the names that RDF canonicalization gives them."""
    for path in paths:
        yield from _lines_of(path, file_state(path))


def file_quads(paths: Iterable[Path]) -> Iterator[ox.Quad]:
    """The same as the engine takes them, for small stores of which many are made."""
    for path in paths:
        yield from _quads_of(path, file_state(path))


@lru_cache(maxsize=4)
def _quads_of(path: Path, state: tuple[int, int]) -> tuple[ox.Quad, ...]:
    lines = "\n".join(_lines_of(path, state))
    parsed = ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES)
    return tuple(ox.Quad(t.subject, t.predicate, t.object) for t in parsed)


@lru_cache(maxsize=4)
def _lines_of(path: Path, state: tuple[int, int]) -> tuple[str, ...]:  # noqa: ARG001 - what was read is of that
    """The lines of a file in a state: every store that is made has them."""
    quads = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in ox.parse(path=str(path)))
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(f"{_named(q.subject, path)} {q.predicate} {_named(q.object, path)} ." for q in quads)


def _named(term: object, path: Path) -> str:
    if isinstance(term, ox.BlankNode):
        return iri(RG, f"node/{path.stem}/{term.value}")
    return str(term)
