"""The tables that say all, read back: what was said, as the N-Quads that an export of RDF has.

So there is one road for all that this program wrote itself: as RDF, whose reader checks it like any file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from retailgraph.errors import InvalidData
from retailgraph.interchange.record_tables import BY_NAME, TEXT, WHOLE
from retailgraph.ontology import ARTICLE, CLAIM, ENTITY, FIGURE, PASSAGE, RELATIONSHIP, RG, STATUS
from retailgraph.rdf import said
from retailgraph.rdf.columns import IDENTIFIERS, word, written
from retailgraph.rdf.terms import CLAIM_OF, TYPE, iri, text
from retailgraph.relationships import key_of

if TYPE_CHECKING:
    from retailgraph.graph import Graph
    from retailgraph.graph.loaded import Loaded

Read: TypeAlias = "Callable[[str], Iterator[dict[str, Any]]]"
_CONTAINERS = ("record_csv", "record_parquet", "record_sqlite", "record_duckdb", "record_workbook")


def reader_of(path: Path) -> Read | None:
    """The rows by table of a file or folder that an export wrote; None if it is no such thing."""
    for name in _CONTAINERS:
        module = import_module(f"retailgraph.interchange.{name}")
        if module.is_ours(path):
            return lambda table: module.rows(path, table)
    return None


def load_own(graph: Graph, path: Path, *, dry_run: bool = False, wait: float = 0.0) -> Loaded:
    """Load what this program wrote, or what was written for it, as it is."""
    read = reader_of(path)
    if read is None:
        return graph.load([path], dry_run=dry_run, wait=wait)
    with tempfile.TemporaryDirectory(prefix="retailgraph-") as place:
        made = Path(place) / f"{path.stem}.nq"
        with made.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(quads(path, read))
        return graph.load([made], dry_run=dry_run, wait=wait)


def quads(path: Path, read: Read) -> Iterator[str]:
    """The lines of N-Quads that say the same. InvalidData for a row that cannot be read, with its table."""
    for table, lines in _TABLES:
        for number, row in enumerate(read(table), 1):
            try:
                yield from (f"{line}\n" for line in lines(typed(table, row)))
            except (KeyError, TypeError, ValueError) as fault:
                raise InvalidData(f"{path}: {table}, row {number}: cannot be read: {fault}") from None


def typed(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row with values of the kinds that its columns have; what is empty is an empty text or None."""
    made: dict[str, Any] = {}
    for column in BY_NAME[table].columns:
        value = row.get(column.name)
        if column.kind == TEXT:
            made[column.name] = "" if value is None else str(value)
        else:
            number = int if column.kind == WHOLE else float
            made[column.name] = None if value in (None, "") else number(value)
    return made


def _node(row: dict[str, Any]) -> Iterator[str]:
    me = iri(ENTITY, row["id"])
    kept = {name: row[name] for name in ("id", "name", "country", "website", "about")}
    yield from (f"{me} {one} ." for one in written("entity", kept))
    for kind in row["types"].split(" | "):
        yield f"{me} {TYPE} {iri(RG, kind)} ."


def _identifier(row: dict[str, Any]) -> Iterator[str]:
    term, form = IDENTIFIERS.get(row["scheme"], (iri(RG, row["scheme"]), text))
    yield f"{iri(ENTITY, row['entity'])} {term} {form(row['value'])} ."


def article(row: dict[str, Any]) -> Iterator[str]:
    """The lines of an article."""
    kept = {**row, "language": "" if row["language"] == "en" else row["language"]}
    yield from (f"{iri(ARTICLE, row['id'])} {one} ." for one in written("article", kept))


def passage(row: dict[str, Any]) -> Iterator[str]:
    """The lines of a passage."""
    me = _place(row, row["position"])
    yield f"{me} {iri(RG, 'inArticle')} {iri(ARTICLE, row['article'])} ."
    yield from (f"{me} {one} ." for one in written("passage", row))


def claim(row: dict[str, Any]) -> Iterator[str]:
    """The lines of a claim."""
    me = iri(CLAIM, f"{row['article']}/{row['claim']}")
    confidence = None if row["confidence"] == 1.0 else row["confidence"]
    kept = {name: row[name] for name in ("from_date", "to_date", "announced", "share")}
    yield from (f"{me} {one} ." for one in written("claim", {**kept, "confidence": confidence}))
    for position in positions(row):
        yield f"{me} {iri(STATUS, row['status'])} {_place(row, position)} ."
    ends = row["subject"], row["relation"], row["object"]
    about = iri(RELATIONSHIP, key_of(*ends))
    yield from said.triple_lines(about, said.triple(*ends))
    yield f"{about} {CLAIM_OF} {me} ."


def qualifier(row: dict[str, Any]) -> Iterator[str]:
    """The lines of a qualifier of a claim."""
    value = iri(ENTITY, row["value"]) if row["is_entity"] else text(row["value"])
    me = iri(CLAIM, f"{row['article']}/{row['claim']}")
    yield f"{me} {word(row['name'])} {value} ."


def _figure(row: dict[str, Any]) -> Iterator[str]:
    me = iri(FIGURE, f"{row['article']}/{row['figure']}")
    kept = {name: value for name, value in row.items() if name not in ("figure", "passages")}
    yield from (f"{me} {one} ." for one in written("figure", kept))
    yield from (f"{me} {iri(RG, 'statedIn')} {_place(row, position)} ." for position in positions(row))


def _place(row: dict[str, Any], position: int) -> str:
    return iri(PASSAGE, f"{row['article']}/{position}")


def positions(row: dict[str, Any]) -> list[int]:
    """The positions of the passages that state a claim or figure."""
    return [int(place) for place in row["passages"].split(" | ") if place]


_TABLES: tuple[tuple[str, Callable[[dict[str, Any]], Iterator[str]]], ...] = (
    ("nodes", _node),
    ("names", said.name_lines),
    ("identifiers", _identifier),
    ("articles", article),
    ("passages", passage),
    ("claims", claim),
    ("qualifiers", qualifier),
    ("figures", _figure),
)
