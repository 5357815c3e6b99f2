"""The rows as RDF: the triples that docs/model.md describes, in an engine that answers SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from retailgraph.dates import PartialDate
from retailgraph.ontology import Ontology
from retailgraph.rdf import concluded, plain_edges, said, words
from retailgraph.tables.facts import pieces
from retailgraph.tables.store import Tables

_LINES_AT_ONCE = 250_000
FORM = 5
"""Raised when docs/model.md says something else: a view of before is not taken for one of now."""


def store_of(tables: Tables, ontology: Ontology, edges_of: PartialDate, folder: Path) -> ox.Store:
    """All rows in memory, with the edges of a day, month or year; ``folder`` holds the ontology."""
    store = ox.Store()
    load(store, lines(tables, ontology, edges_of, folder))
    return store


def load(store: ox.Store, lines: Iterable[str]) -> None:
    """Load N-Triples lines in pieces: of what it gets at once, the engine keeps several times the size."""
    left = iter(lines)
    while piece := list(islice(left, _LINES_AT_ONCE)):
        store.bulk_load(("\n".join(piece) + "\n").encode(), ox.RdfFormat.N_TRIPLES)


def lines(tables: Tables, ontology: Ontology, edges_of: PartialDate, folder: Path) -> Iterator[str]:
    """All rows as N-Triples lines, and the ontology."""
    yield from words.ontology_lines(folder)
    yield from row_lines(tables, ontology, edges_of)


def row_lines(tables: Tables, ontology: Ontology, edges_of: PartialDate) -> Iterator[str]:
    """All rows as N-Triples lines, without the ontology."""
    for table, column, made in PARTS.values():
        for some in pieces(tables, table, column):
            yield from made(tables, some)
    yield from plain_edges.stale_terms(ontology)
    yield from plain_edges.edge_lines(tables, ontology, edges_of)
    yield plain_edges.written_on(edges_of)


Lines = Callable[[Tables, Iterable[str]], Iterator[str]]
PARTS: dict[str, tuple[str, str, Lines]] = {
    "entity": ("entity", "id", said.entity_lines),
    "article": ("article", "id", said.article_lines),
    "relationship": ("relationship", "key", concluded.relationship_lines),
    "conflict": ("conflict", "key", concluded.conflict_lines),
}
"""What a view is made of: by kind the table, the column that names its rows, and what makes them lines."""


def said_store(tables: Tables, ontology_files: Iterable[Path]) -> ox.Store:
    """What files say, in memory, before anything is concluded from it, with files of the ontology."""
    store = ox.Store()
    store.extend(words.file_quads(ontology_files))
    for kind in ("entity", "article"):
        table, column, made = PARTS[kind]
        for some in pieces(tables, table, column):
            load(store, made(tables, some))
    load(store, said.unconcluded_lines(tables))
    return store
