"""Neo4j, written: CSV files for its bulk import, and the same as Cypher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from retailgraph.interchange.outgoing import Fact, Outgoing
from retailgraph.interchange.spell_table import COLUMNS, cells
from retailgraph.spreadsheets import lines
from retailgraph.writing import made_by

_FACTS = tuple(
    c for c in COLUMNS if c not in ("subject", "subject_name", "relation", "object", "object_name")
)
_NODE = ("name", "country", "wikidata", "lei")
_HEAD = (":START_ID", ":END_ID", ":TYPE", "relationship", *_FACTS)
_NODES = ("id:ID", *_NODE, ":LABEL")
_AT_ONCE = 500


def write(out: Outgoing) -> Mapping[str, Iterable[str]]:
    """``nodes.csv`` and ``relationships.csv`` for ``neo4j-admin database import full``."""
    return {"nodes.csv": _nodes(out), "relationships.csv": _relationships(out)}


def mark(name: str) -> str:
    """By which a file is known again."""
    return ",".join(_NODES if name == "nodes.csv" else _HEAD) if name else made_by("export")


def _nodes(out: Outgoing) -> Iterator[str]:
    rows = (
        (id, *_facts(known).values(), ";".join(_labels(known))) for id, known in sorted(out.entities.items())
    )
    return lines((_NODES, *rows))


def _relationships(out: Outgoing) -> Iterator[str]:
    return lines((_HEAD, *(_edge(fact, out) for fact in out.facts)))


def _edge(fact: Fact, out: Outgoing) -> tuple[str, ...]:
    link, told = fact.link, cells(fact, out.label)
    return (
        link.subject, link.object, _type(link.relation), link.facts["relationship"], *(told[n] for n in _FACTS),
    )  # fmt: skip


def _facts(known: Mapping[str, Any]) -> dict[str, str]:
    return {name: known.get({"name": "label"}.get(name, name), known.get(f"id_{name}", "")) for name in _NODE}


def _labels(known: Mapping[str, Any]) -> list[str]:
    return ["Entity", *known["types"]]


def _type(relation: str) -> str:
    """A relation as Neo4j names types: ``holdsStakeIn`` is ``HOLDS_STAKE_IN``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", relation).upper()


# --- Cypher -------------------------------------------------------------------------------------------------


def write_cypher(out: Outgoing) -> Iterator[str]:
    """Statements that make the same; run twice they change nothing."""
    yield f"// {made_by('export')}\n"
    yield "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n"
    nodes = sorted(
        ((_labels(k), id, _facts(k)) for id, k in out.entities.items()), key=lambda n: (n[0], n[1])
    )
    for labels, some in groupby(nodes, key=lambda node: node[0]):
        set_labels = "".join(f":{label}" for label in labels[1:])
        rows = [f"{{id: {_text(id)}, facts: {_map(facts)}}}" for _, id, facts in some]
        for piece in _pieces(rows):
            label = f" SET n{set_labels}" if set_labels else ""
            yield f"UNWIND [{piece}] AS row MERGE (n:Entity {{id: row.id}}) SET n += row.facts{label};\n"
    ordered = sorted(out.facts, key=lambda fact: fact.link.relation)
    for relation, found in groupby(ordered, key=lambda fact: fact.link.relation):
        rows = [_row(fact, out) for fact in found]
        for piece in _pieces(rows):
            yield (
                f"UNWIND [{piece}] AS row MATCH (a:Entity {{id: row.a}}), (b:Entity {{id: row.b}}) "
                f"MERGE (a)-[r:{_type(relation)} {{relationship: row.key, spell: row.spell}}]->(b) "
                "SET r += row.facts;\n"
            )


def _row(fact: Fact, out: Outgoing) -> str:
    link, told = fact.link, cells(fact, out.label)
    facts = _map({name: told[name] for name in _FACTS})
    ends = f"a: {_text(link.subject)}, b: {_text(link.object)}"
    return f"{{{ends}, key: {_text(link.facts['relationship'])}, spell: {link.number}, facts: {facts}}}"


def _pieces(rows: list[str]) -> Iterator[str]:
    for start in range(0, len(rows), _AT_ONCE):
        yield ",\n".join(rows[start : start + _AT_ONCE])


def _map(facts: Mapping[str, str]) -> str:
    told = (f"`{name}`: {_text(value)}" for name, value in facts.items() if value)
    return "{" + ", ".join(told) + "}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"
