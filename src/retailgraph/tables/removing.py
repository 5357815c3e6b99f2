"""Taking rows away; of what the shipped file holds, hiding them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from retailgraph.tables import loads as log
from retailgraph.tables.entities import among
from retailgraph.tables.groups import CONCLUDED, SAID, WITH_WORDS, kept_in
from retailgraph.tables.steps import note_numbers
from retailgraph.tables.store import Tables

_HIDING = ("hidden_entity", "hidden_article", "hidden_relationship", "hidden_conflict")


def entities(tables: Tables, ids: Collection[str]) -> None:
    """Take entities away with their names."""
    _out(tables, "entity", "id", ids)


def show_entities(tables: Tables, ids: Collection[str]) -> None:
    """Let shipped entities be seen again; the user's own of the same ids must be gone."""
    tables.changes.add("entity", ids)
    some = among(ids)
    tables.run("DELETE FROM main.hidden_entity WHERE id IN (SELECT value FROM json_each(?))", (some,))


def articles(tables: Tables, ids: Collection[str]) -> None:
    """Take articles away with all that they say."""
    _out(tables, "article", "number", ids)


def _out(tables: Tables, table: str, known_by: str, ids: Collection[str]) -> None:
    tables.changes.add(table, ids)
    some = (among(ids),)
    named = "SELECT value FROM json_each(?)"
    if table in WITH_WORDS:
        named = f"SELECT id FROM main.word WHERE text IN ({named})"
    tables.run(f"DELETE FROM main.{kept_in(table)} WHERE id IN ({named})", some)
    if tables.over_shipped:
        tables.run(
            f"INSERT OR IGNORE INTO main.hidden_{table} SELECT {known_by} FROM shipped.{table} "
            "WHERE id IN (SELECT value FROM json_each(?))",
            some,
        )


def show_articles(tables: Tables, ids: Collection[str]) -> list[str]:
    """Let shipped articles be seen again where the user's own are gone; gives the ids of those there are."""
    if not tables.over_shipped:
        return []
    found = tables.rows(
        "SELECT id, number FROM shipped.article WHERE id IN (SELECT value FROM json_each(?)) "
        "AND number IN (SELECT number FROM main.hidden_article)",
        (among(ids),),
    )
    gone = among(number for _, number in found)
    tables.run("DELETE FROM main.hidden_article WHERE number IN (SELECT value FROM json_each(?))", (gone,))
    tables.changes.add("article", (id for id, _ in found))
    return [id for id, _ in found]


def shipped_entities(tables: Tables) -> list[str]:
    """The ids of all shipped entities, seen or not."""
    return [row[0] for row in tables.rows("SELECT id FROM shipped.entity")] if tables.over_shipped else []


def relationships(tables: Tables, numbers: Iterable[int]) -> None:
    """Take relationships away."""
    _away(tables, "relationship", numbers)


def conflicts(tables: Tables, numbers: Iterable[int]) -> None:
    """Take conflicts away."""
    _away(tables, "conflict", numbers)


def _away(tables: Tables, table: str, numbers: Iterable[int]) -> None:
    every = list(numbers)
    note_numbers(tables, table, every)
    mine = among(n for n in every if n > 0 or not tables.over_shipped)
    shipped = among(n for n in every if n < 0 and tables.over_shipped)
    gone = f"DELETE FROM main.{kept_in(table)} WHERE number IN (SELECT value FROM json_each(?))"
    tables.run(gone, (mine,))
    if shipped != "[]":
        hide = f"INSERT OR IGNORE INTO main.hidden_{table} SELECT value FROM json_each(?)"
        tables.run(hide, (shipped,))


def loads(tables: Tables) -> None:
    """Forget all that was loaded."""
    for table in reversed(log.TABLES):
        tables.run(f"DELETE FROM main.{table}")


def everything_but_loads(tables: Tables) -> None:
    """Empty a store but for the log of what was loaded."""
    tables.changes.begin_anew()
    for table in (*reversed((*SAID, *CONCLUDED)), *_HIDING, "word"):
        tables.run(f"DELETE FROM main.{kept_in(table)}")
