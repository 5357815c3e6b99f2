"""Another day's view of a store: what it says is seen in part, and what is concluded from that stands beside.

All of it belongs to one connection and goes with it: the file stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from retailgraph.relationships import day_after
from retailgraph.tables import connecting
from retailgraph.tables.groups import CONCLUDED, kept_in
from retailgraph.tables.store import Tables
from retailgraph.tables.words import Words

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
    _make(view, "word")
    for table in connecting.SHIPPED:
        if table in CONCLUDED:
            _make(view, table)
        elif table in _OF_ARTICLES:
            _see(view, table, _KNOWN.format(_OF_ARTICLES[table]))
        elif view.over_shipped:
            _see(view, table)
    _see(view, "claim_row", _KNOWN.format("article"))
    for table in ("entity_row", "name_key_row") if view.over_shipped else ():
        _see(view, table)
    return view


def doubting(tables: Tables, since: date) -> Tables:
    """The same store, in which open states that nobody reported since a day are unknown (rule ``stale``).

    They are in doubt from the day after their last report on: until then they held as they were reported.
    """
    known = [row[0] for row in tables.rows("SELECT number FROM article")]
    view = knowing(tables, known)
    words = Words(view, "temp")
    for table in CONCLUDED:
        words.put(table, tables.each(f"SELECT * FROM {table}"))
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
    """An empty table of the same form, with its indexes, and the view of its words."""
    made = view.rows(
        "SELECT type, sql FROM main.sqlite_master WHERE tbl_name IN (?, ?) AND sql IS NOT NULL",
        (table, kept_in(table)),
    )
    for kind, sql in made:
        where = "INDEX temp." if kind == "index" else f"TEMP {kind.upper()} "
        view.run(sql.replace(f"CREATE {kind.upper()} ", f"CREATE {where}", 1))
