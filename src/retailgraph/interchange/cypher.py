"""Cypher, written for Neo4j and its kin; the same statements are read back, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.edges import Facts, read_edges
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.neo4j import (
    FACTS,
    facts_of,
    labels_of,
    node_facts,
    relation_of_type,
    type_of_relation,
)
from retailgraph.interchange.parties import Said
from retailgraph.interchange.spell_table import cells
from retailgraph.writing import made_by

if TYPE_CHECKING:
    from retailgraph.interchange.outgoing import Fact, Outgoing

_AT_ONCE = 500
_NODES = re.compile(r"\] AS row MERGE \(n:Entity \{id: row\.id\}\) SET n \+= row\.facts(?: SET n([:\w]*))?;$")
_TIES = re.compile(r"\] AS row MATCH .*MERGE \(a\)-\[r:(\w+) .*SET r \+= row\.facts;$")
_SIGNS = re.compile(r"'((?:[^'\\]|\\.)*)'|([{}:,])|`?([\w-]+)`?", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def write(out: Outgoing) -> Iterator[str]:
    """Statements that make the same; run twice they change nothing."""
    yield f"// {made_by('export')}\n"
    yield "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n"
    nodes = sorted(
        ((labels_of(k), id, facts_of(k)) for id, k in out.entities.items()), key=lambda n: (n[0], n[1])
    )
    for labels, some in groupby(nodes, key=lambda node: node[0]):
        set_labels = "".join(f":{label}" for label in labels[1:])
        rows = [f"{{id: {_text(id)}, facts: {_map(facts)}}}" for _, id, facts in some]
        for piece in _pieces(rows):
            label = f" SET n{set_labels}" if set_labels else ""
            yield f"UNWIND [{piece}] AS row MERGE (n:Entity {{id: row.id}}) SET n += row.facts{label};\n"
    ordered = sorted(out.facts, key=lambda fact: fact.link.relation)
    for relation, found in groupby(ordered, key=lambda fact: fact.link.relation):
        kind = type_of_relation(relation)
        rows = [_row(fact, out) for fact in found]
        for piece in _pieces(rows):
            yield (
                f"UNWIND [{piece}] AS row MATCH (a:Entity {{id: row.a}}), (b:Entity {{id: row.b}}) "
                f"MERGE (a)-[r:{kind} {{relationship: row.key, spell: row.spell}}]->(b) "
                "SET r += row.facts;\n"
            )


def _row(fact: Fact, out: Outgoing) -> str:
    link, told = fact.link, cells(fact, out.label)
    facts = _map({name: told[name] for name in FACTS})
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


# --- read ---------------------------------------------------------------------------------------------------


def matches(source: Source) -> bool:
    """Whether a file holds statements as this program writes them."""
    return source.suffix == ".cypher"


def read(source: Source) -> Iterator[Said]:
    """What the statements make. InvalidData, with its line, for one that this program does not write."""
    nodes: dict[str, Facts] = {}
    ties: list[tuple[str, str, Facts]] = []
    for number, text in _statements(source):
        if made := _NODES.search(text):
            labels = (made[1] or "").split(":")
            for row in _maps(text[: made.start()]):
                nodes[str(row["id"])] = node_facts(labels, row["facts"])
        elif made := _TIES.search(text):
            relation = relation_of_type(made[1])
            for row in _maps(text[: made.start()]):
                ties.append((row["a"], row["b"], {**row["facts"], "relation": relation}))
        elif not text.startswith("CREATE CONSTRAINT "):
            raise InvalidData(
                f"{source.path}:{number}: is a statement that retailgraph export -f cypher does not write: "
                f"'{text[:60]}'; export the network from your database as GraphML or CSV"
            )
    return read_edges(nodes, ties)


def _statements(source: Source) -> Iterator[tuple[int, str]]:
    """Each statement with its first line; they end where a line does."""
    kept: list[str] = []
    begun = 0
    for number, line in source.lines():
        text = line.rstrip("\r\n")
        if not kept and (not text.strip() or text.startswith("//")):
            continue
        begun = begun if kept else number
        kept.append(text)
        if text.endswith(";"):
            yield begun, "\n".join(kept)
            kept = []
    if kept:
        raise InvalidData(f"{source.path}:{begun}: is a statement without its end")


def _maps(text: str) -> Iterator[dict[str, Any]]:
    """The maps of a list of them, in each of which a value is a text, a word or a map."""
    stack: list[dict[str, Any]] = []
    key = ""
    for sign in _SIGNS.finditer(text, text.index("[")):
        if sign[2] == "{":
            inner: dict[str, Any] = {}
            if stack:
                stack[-1][key] = inner
                key = ""
            stack.append(inner)
        elif sign[2] == "}" and stack:
            done = stack.pop()
            if not stack:
                yield done
        elif not sign[2] and stack:
            said = (
                sign[3]
                if sign[1] is None
                else _ESCAPE.sub(lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), sign[1])
            )
            if key:
                stack[-1][key] = said
                key = ""
            else:
                key = said
