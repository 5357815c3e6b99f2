"""Neo4j: CSV files for its bulk import, written and read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.interchange.edges import Facts, read_edges
from retailgraph.interchange.inputs import Source, source_of
from retailgraph.interchange.parties import Said
from retailgraph.interchange.spell_table import COLUMNS, cells
from retailgraph.spreadsheets import as_meant, lines
from retailgraph.writing import made_by

if TYPE_CHECKING:
    from retailgraph.interchange.outgoing import Fact, Outgoing

FACTS = tuple(c for c in COLUMNS if c not in ("subject", "subject_name", "relation", "object", "object_name"))
_NODE = ("name", "country", "wikidata", "lei")
_HEAD = (":START_ID", ":END_ID", ":TYPE", "relationship", *FACTS)
_NODES = ("id:ID", *_NODE, ":LABEL")


def write(out: Outgoing) -> Mapping[str, Iterable[str]]:
    """``nodes.csv`` and ``relationships.csv`` for ``neo4j-admin database import full``."""
    return {"nodes.csv": _nodes(out), "relationships.csv": _relationships(out)}


def mark(name: str) -> str:
    """By which a file is known again."""
    return ",".join(_NODES if name == "nodes.csv" else _HEAD) if name else made_by("export")


def _nodes(out: Outgoing) -> Iterator[str]:
    rows = (
        (id, *facts_of(known).values(), ";".join(labels_of(known)))
        for id, known in sorted(out.entities.items())
    )
    return lines((_NODES, *rows))


def _relationships(out: Outgoing) -> Iterator[str]:
    return lines((_HEAD, *(_edge(fact, out) for fact in out.facts)))


def _edge(fact: Fact, out: Outgoing) -> tuple[str, ...]:
    link, told = fact.link, cells(fact, out.label)
    return (
        link.subject, link.object, type_of_relation(link.relation), link.facts["relationship"], *(told[n] for n in FACTS),
    )  # fmt: skip


def facts_of(known: Mapping[str, Any]) -> dict[str, str]:
    """What a node tells of an entity."""
    return {name: known.get({"name": "label"}.get(name, name), known.get(f"id_{name}", "")) for name in _NODE}


def labels_of(known: Mapping[str, Any]) -> list[str]:
    """The labels of an entity's node: its types, and one that all have."""
    return ["Entity", *known["types"]]


def type_of_relation(relation: str) -> str:
    """A relation as Neo4j names types: ``holdsStakeIn`` is ``HOLDS_STAKE_IN``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", relation).upper()


# --- read ---------------------------------------------------------------------------------------------------


def matches(source: Source) -> bool:
    """Whether a file is one of relationships for the bulk import."""
    first = source.text_head.partition("\n")[0]
    return source.suffix == ".csv" and ":START_ID" in first and ":END_ID" in first


def relationships_in(folder: Path) -> Path | None:
    """The file of relationships of a folder for the bulk import; None if there is no such file, or several."""
    found = [path for path in sorted(folder.glob("*.csv")) if path.is_file() and matches(source_of(path))]
    return found[0] if len(found) == 1 else None


def read(source: Source) -> Iterator[Said]:
    """What the relationships say; those who they join are described by the other files of the folder."""
    nodes: dict[str, Facts] = {}
    for path in sorted(source.path.parent.glob("*.csv")):
        if path.is_file() and path.stat().st_size and path != source.path:
            nodes |= {row[":ID"]: _node(row) for row in _rows(source_of(path), ":ID") if row.get(":ID")}
    rows = _rows(source, ":START_ID")
    return read_edges(nodes, ((row[":START_ID"], row.get(":END_ID", ""), _told(row)) for row in rows))


def _rows(source: Source, needed: str) -> Iterator[dict[str, str]]:
    """The rows of a file by the names of its columns, without their types; none if it lacks the one needed."""
    table = csv.reader(line for _, line in source.lines())
    names = [_plain_head(name) for name in next(table, [])]
    if needed in names:
        for row in table:
            yield dict(zip(names, map(as_meant, row), strict=False))


def _plain_head(name: str) -> str:
    """``id:ID(space)`` is ``:ID``, ``since:date`` is ``since``."""
    field, _, kind = name.partition(":")
    word = kind.partition("(")[0]
    return f":{word}" if word in ("ID", "START_ID", "END_ID", "TYPE", "LABEL") else field


def _node(row: Mapping[str, str]) -> Facts:
    labels = row.get(":LABEL", "").split(";")
    return node_facts(labels, {name: value for name, value in row.items() if not name.startswith(":")})


def node_facts(labels: Iterable[str], facts: Mapping[str, str]) -> Facts:
    """A node as networks tell of one: its type is the first label that is not ``Entity``."""
    kind = next((label for label in labels if label and label != "Entity"), "")
    ids = {f"id_{scheme}": facts[scheme] for scheme in ("wikidata", "lei") if facts.get(scheme)}
    return {**facts, **ids, "type": kind}


def _told(row: Mapping[str, str]) -> Facts:
    facts = {name: value for name, value in row.items() if not name.startswith(":")}
    return {**facts, "relation": relation_of_type(row.get(":TYPE", ""))}


def relation_of_type(kind: str) -> str:
    """A type of Neo4j as a relation is named: ``HOLDS_STAKE_IN`` is ``holdsStakeIn``."""
    first, *others = kind.lower().split("_")
    return first + "".join(word.capitalize() for word in others)
