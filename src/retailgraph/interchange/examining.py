"""What a file is and says: its format, and of a table its columns and the mapping that they suggest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retailgraph.errors import InvalidData
from retailgraph.graph import Graph
from retailgraph.interchange.formats import Format, format_of
from retailgraph.interchange.inputs import Source, source_of
from retailgraph.interchange.leftovers import MARK as LEFT_MARK
from retailgraph.interchange.mapping import UNDECIDED, TableMapping
from retailgraph.interchange.mapping_reading import read_mapping
from retailgraph.interchange.proposing import Look, look_at
from retailgraph.interchange.tables import Table
from retailgraph.lookup import names as lookup


@dataclass(frozen=True)
class Examined:
    """A file as it was looked at: its format, and of a table its columns and the mapping they suggest."""

    source: Source
    format: Format
    mapping: TableMapping
    table: Table | None = None
    look: Look | None = None

    @property
    def open_question(self) -> bool:
        """Whether the mapping leaves open what joins subject and object."""
        return any(rule.relation == UNDECIDED for rule in self.mapping.claims)


def examine(
    graph: Graph, path: Path, mapping: Path | None = None, relation: str = "", owner: str = ""
) -> Examined:
    """What a file is, and what it says by a mapping or by its own look; InvalidData if it cannot be read."""
    stated = read_mapping(mapping, graph.ontology) if mapping else None
    options = dict(stated.file) if stated else {}
    source = source_of(_file_of(path), options)
    if source.head.removeprefix(b"\xef\xbb\xbf").startswith(LEFT_MARK.encode()):
        # What an import left is a table of its own, whatever file its rows were in.
        options = {key: value for key, value in options.items() if key in ("dates", "decimals")}
        source = replace(source, options=options)
    format = format_of(source)
    if stated and options.get("format") not in ("", None, format.name):
        source = replace(source, options={})  # a mapping of the same table in another kind of file
    article = dict(stated.article) if stated else {}
    if not format.is_table:
        kept = stated or TableMapping()
        file = {"format": format.name}
        return Examined(source, format, replace(kept, file=file, article=article))
    table = format.table(source)
    if stated is None:

        def knows(name: str, types: Sequence[str]) -> bool:
            hits = lookup.hits(graph, name)
            return any(set(types) & set(lookup.types_of(graph, n)) for ids in hits.values() for n in ids)

        look = look_at(table, knows, relation, owner)
        if not look.mapping.claims and not look.mapping.entities:
            raise InvalidData(
                f"{path}: no column says who owns what, or who is what; its columns are "
                f"{', '.join(table.columns[:20])}; write a mapping (docs/exchange/tables.md)"
            )
        return Examined(source, format, look.mapping, table, look)
    _check_columns(stated, table, mapping)
    return Examined(source, format, replace(stated, article=article), table)


def _file_of(path: Path) -> Path:
    """The file to read; of a folder with a network in CSV files the one of its relationships."""
    from retailgraph.interchange.neo4j import relationships_in

    return (relationships_in(path) if path.is_dir() else None) or path


def _check_columns(stated: TableMapping, table: Table, path: Path | None) -> None:
    from retailgraph.articles.report import did_you_mean, nearest
    from retailgraph.interchange.mapping import columns_of, party_columns

    named = {c for rule in stated.claims for c in columns_of(rule)}
    named |= {c for rule in stated.entities for c in party_columns(rule)}
    lost = sorted(named - set(table.columns))
    if lost:
        said = "; ".join(f"'{c}'{did_you_mean(nearest(c, table.columns))}" for c in lost)
        raise InvalidData(f"{path}: the file has no such column: {said}; it has {', '.join(table.columns)}")
