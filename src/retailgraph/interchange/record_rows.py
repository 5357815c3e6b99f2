"""The rows of the tables that say all, by the part of the graph that goes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from retailgraph.interchange.outgoing import Outgoing, Row
from retailgraph.interchange.spell_table import COLUMNS as SPELL_COLUMNS
from retailgraph.interchange.spell_table import cells

Rows: TypeAlias = "Iterator[tuple[Any, ...]]"


def _picked(rows: Iterator[Row], names: tuple[str, ...]) -> Rows:
    for row in rows:
        yield tuple(row.get(name) for name in names)


# --- entities -----------------------------------------------------------------------------------------------


def nodes(out: Outgoing) -> Rows:
    """The rows of the table ``nodes``."""
    heads = {row["id"]: row for row in out.rows_of_entities("entity", "id")}
    for id, known in sorted(out.entities.items()):
        head = heads.get(id)
        if head is not None:  # whoever is not named is no entity of a file
            kinds = " | ".join(known["types"])
            ids = [f"{k.removeprefix('id_')}:{v}" for k, v in sorted(known.items()) if k.startswith("id_")]
            yield (
                id, head["name"], known["type"], kinds, head["country"], head["website"], head["about"],
                " | ".join(ids),
            )  # fmt: skip


def names(out: Outgoing) -> Rows:
    """The rows of the table ``names``."""
    order = ("entity", "kind", "position", "text", "language", "start", "until", "source")
    return _picked(out.rows_of_entities("entity_name", "entity"), order)


def identifiers(out: Outgoing) -> Rows:
    """The rows of the table ``identifiers``."""
    return _picked(out.rows_of_entities("entity_identifier", "entity"), ("entity", "scheme", "value"))


# --- what is concluded --------------------------------------------------------------------------------------


def relationships(out: Outgoing) -> Rows:
    """The rows of the table ``relationships``."""
    for fact in out.facts:
        told = cells(fact, out.label)
        facts = fact.link.facts
        yield (
            facts["relationship"], facts["spell"], *(told[name] for name in SPELL_COLUMNS),
            *(facts[name] for name in _BOUNDS), " | ".join(facts["shares"]), " | ".join(facts["publishers"]),
            "yes" if fact.standing.unreported else "no",
        )  # fmt: skip


_BOUNDS = ("since_earliest", "since_latest", "until_earliest", "until_latest")


def conflicts(out: Outgoing) -> Rows:
    """The rows of the table ``conflicts``."""
    from retailgraph.tables.facts import facts, pieces

    tables, kept = out.graph.tables, out.keys
    for some in pieces(tables, "conflict", "number"):
        about: dict[int, list[str]] = {}
        for row in facts(tables, "conflict_about", "conflict", some).dicts():
            if kept is None or row["relationship"] in kept:
                about.setdefault(row["conflict"], []).append(row["relationship"])
        for row in facts(tables, "conflict", "number", about).dicts():
            yield row["key"], row["kind"], row["text"], " | ".join(sorted(about[row["number"]]))


# --- who says so --------------------------------------------------------------------------------------------

_ARTICLE = (
    "id",
    "title",
    "url",
    "publisher",
    "published",
    "retrieved",
    "language",
    "copy_of",
    "note",
    "text_hash",
)
_PASSAGE = ("position", "says", "quote", "quote_start", "quote_end")
_CLAIM = ("key", "subject", "relation", "object", "status", "from_date", "to_date", "announced", "share")
_FIGURE = (
    "key",
    "entity",
    "measure",
    "value",
    "below",
    "above",
    "at_least",
    "at_most",
    "unit",
    "market",
    "on_date",
    "note",
)


def articles(out: Outgoing) -> Rows:
    """The rows of the table ``articles``."""
    for some in out.articles():
        yield from _picked(iter(some.values()), _ARTICLE)


def passages(out: Outgoing) -> Rows:
    """The rows of the table ``passages``."""
    for some in out.articles():
        for row in out.evidence("passage", some):
            yield some[row["article"]]["id"], *(row[name] for name in _PASSAGE)


def claims(out: Outgoing) -> Rows:
    """The rows of the table ``claims``."""
    yield from _stating(out, "claim", (*_CLAIM, "confidence"))


def figures(out: Outgoing) -> Rows:
    """The rows of the table ``figures``."""
    yield from _stating(out, "figure", _FIGURE)


def _stating(out: Outgoing, kind: str, names: tuple[str, ...]) -> Rows:
    """Claims or figures, each with the positions of the passages that state it."""
    for some in out.articles():
        rows = out.evidence(kind, some)
        places: dict[int, list[str]] = {}
        for place in out.below(f"{kind}_passage", kind, [row["number"] for row in rows]):
            places.setdefault(place[kind], []).append(str(place["passage"]))
        for row in rows:
            stated = " | ".join(places.get(row["number"], ()))
            yield some[row["article"]]["id"], *(row[name] for name in names), stated


def qualifiers(out: Outgoing) -> Rows:
    """The rows of the table ``qualifiers``."""
    for some in out.articles():
        claims = {row["number"]: row for row in out.evidence("claim", some)}
        for row in out.below("claim_qualifier", "claim", claims):
            claim = claims[row["claim"]]
            yield some[claim["article"]]["id"], claim["key"], row["name"], row["value"], row["is_entity"]
