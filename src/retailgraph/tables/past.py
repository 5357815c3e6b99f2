"""Another day's view of a store: what it says is seen in part, and what is concluded from that stands beside.

All of it belongs to one connection and goes with it: the file stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from retailgraph.relationships import day_after
from retailgraph.tables import connecting
from retailgraph.tables.groups import CONCLUDED
from retailgraph.tables.store import Tables

_OF_ARTICLES = {"article": "number", "passage": "article", "claim": "article", "figure": "article"}
_KNOWN = "{} IN (SELECT number FROM temp.known_article)"
_UNCONFIRMED = """SELECT s.relationship, s.position, r.last_reported, s.doubted_from
  FROM temp.spell AS s JOIN temp.relationship AS r ON r.number = s.relationship
  WHERE r.last_reported < ? AND s.status = 'inForce' AND s.until IS NULL"""
_DOUBT = (
    "UPDATE temp.spell SET doubted_from = ?, doubted_until = NULL WHERE relationship = ? AND position = ?"
)


def knowing(tables: Tables, articles: Iterable[int]) -> Tables:
    """The same store as if it held only the articles of these numbers; nothing is concluded in it yet."""
    view = connecting.again(tables)
    view.run("CREATE TEMP TABLE known_article (number INTEGER PRIMARY KEY) STRICT")
    view.put("temp.known_article", ((number,) for number in articles))
    for table in connecting.SHIPPED:
        if table in CONCLUDED:
            _make(view, table)
        elif table in _OF_ARTICLES:
            _see(view, table, _KNOWN.format(_OF_ARTICLES[table]))
        elif view.over_shipped:
            _see(view, table)
    return view


def doubting(tables: Tables, since: date) -> Tables:
    """The same store, in which open states that nobody reported since a day are unknown (rule ``stale``).

    They are in doubt from the day after their last report on: until then they held as they were reported.
    """
    known = [row[0] for row in tables.rows("SELECT number FROM article")]
    view = knowing(tables, known)
    for table in CONCLUDED:
        view.put(f"temp.{table}", tables.each(f"SELECT * FROM {table}"))
    for relationship, position, last, doubted in view.rows(_UNCONFIRMED, (since.isoformat(),)):
        start = day_after(date.fromisoformat(last))
        if start is not None:
            first = min(start.isoformat(), doubted or start.isoformat())
            view.run(_DOUBT, (first, relationship, position))
    return view


def _see(view: Tables, table: str, where: str = "") -> None:
    rows = connecting.seen(table, over_shipped=view.over_shipped, where=where)
    view.run(f"CREATE TEMP VIEW {table} AS {rows}")


def _make(view: Tables, table: str) -> None:
    """An empty table of the same form, with its indexes."""
    made = view.rows(
        "SELECT type, sql FROM main.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
    )
    for kind, sql in made:
        if kind == "table":
            view.run(sql.replace("CREATE TABLE ", "CREATE TEMP TABLE ", 1))
        elif kind == "index":
            view.run(sql.replace("CREATE INDEX ", "CREATE INDEX temp.", 1))
