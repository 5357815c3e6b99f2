"""What an answer says of sources that disagree: in one note, with the command that shows how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from retailgraph.graph import Graph, reading
from retailgraph.lookup.rows import Row
from retailgraph.ontology import STATE, Ontology
from retailgraph.relationships import UNKNOWN, key_of


def disputes(graph: Graph, rows: Iterable[Row]) -> Iterator[str]:
    """The note where the sources disagree about any of these rows, or about what a deal among them gave."""
    disputed = next((row for row in rows if _is_disputed(graph, row)), None)
    if disputed is not None:
        yield f"the sources disagree about this; see: retailgraph conflicts {disputed.object_id}"


def doubts_of(graph: Graph, rows: Sequence[Row]) -> Iterator[str]:
    """The same of a list, where the sources leave in doubt whether it is so; not of dates alone."""
    unsure = [row for row in rows if row.doubted and row.holds in (UNKNOWN, "")]
    around = _in_circles(graph, rows)
    disputed = [row for row in rows if row.key in around or (row in unsure and _is_disputed(graph, row))]
    if disputed:
        about = f"retailgraph conflicts {disputed[0].object_id}"
        which = "this" if len(rows) == 1 else f"{len(disputed)} of these"
        yield f"the sources disagree about {which}; see: {about}"


def _in_circles(graph: Graph, rows: Sequence[Row]) -> set[str]:
    """The keys of those that own themselves through others: each is told as it is, and not all can be so."""
    keys = {row.key for row in rows}
    if not reading.conflict_numbers(graph.tables, keys):
        return set()
    found = reading.conflicts(graph.tables, keys)
    return {key for one in found if one.kind == "cycle" for key in one.relationships} & keys


def _is_disputed(graph: Graph, row: Row) -> bool:
    return bool(reading.conflict_numbers(graph.tables, [row.key, *_given_by(row, graph.ontology)]))


def _given_by(row: Row, ontology: Ontology) -> Iterator[str]:
    """The keys of the states that a deal gave its subject, which conflicts are about."""
    if ontology.relations[row.relation].kind != STATE and row.doubted:
        for follows in ontology.consequences.values():
            if follows.of == row.relation and follows.asserts:
                yield key_of(row.subject_id, follows.asserts, row.object_id)
