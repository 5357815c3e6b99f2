"""The rows as RDF: the quads that docs/model.md describes, in an engine that answers SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from retailgraph.dates import PartialDate
from retailgraph.ontology import Ontology
from retailgraph.rdf import concluded, quads
from retailgraph.tables import conclusions, conflicts, entities, whole
from retailgraph.tables.store import Tables

ONTOLOGY_FILES = ("retailgraph.ttl", "alignment.ttl")
_LINES_AT_ONCE = 250_000


def store_of(tables: Tables, ontology: Ontology, edges_of: PartialDate, words: Path) -> ox.Store:
    """All rows as quads in memory, with the edges of a day, month or year; ``words`` holds the ontology."""
    store = ox.Store()
    load(store, lines(tables, ontology, edges_of, words))
    return store


def load(store: ox.Store, lines: Iterable[str]) -> None:
    """Load N-Quads lines in pieces: of what it gets at once, the engine keeps several times the size."""
    left = iter(lines)
    while piece := list(islice(left, _LINES_AT_ONCE)):
        store.bulk_load(("\n".join(piece) + "\n").encode(), ox.RdfFormat.N_QUADS)


def lines(tables: Tables, ontology: Ontology, edges_of: PartialDate, words: Path) -> Iterator[str]:
    """All rows as N-Quads lines, and the ontology."""
    yield from quads.ontology_lines([words / n for n in ONTOLOGY_FILES if (words / n).exists()])
    yield from said_lines(tables, ontology, edges_of)


def said_lines(tables: Tables, ontology: Ontology, edges_of: PartialDate) -> Iterator[str]:
    """All rows as N-Quads lines, without the ontology."""
    for entity in entities.entities(tables):
        yield from quads.entity_lines(entity)
    yield from quads.name_lines(entities.keys(tables))
    for article in whole.articles(tables):
        yield from quads.article_lines(article, ontology)
    edges: set[str] = set()
    for *_, relationship in conclusions.found(tables, "", claims=True):
        yield from concluded.relationship_lines(relationship, ontology)
        edges.update(concluded.edge_lines(relationship, ontology, edges_of))
    yield from sorted(edges)
    for conflict in conflicts.conflicts(tables):
        yield from concluded.conflict_lines(conflict)
    yield concluded.written_on(edges_of)
