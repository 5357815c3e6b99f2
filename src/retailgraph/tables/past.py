"""Another day's view of a store: what it says is seen in part, and what is concluded from that stands beside.

All of it belongs to one connection and goes with it: the store's file stays as it is. What was concluded may
be kept in a file of its own, and seen again from there.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from retailgraph.relationships import day_after
from retailgraph.tables import connecting, sums
from retailgraph.tables.failures import told
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
    for table in ("word", *CONCLUDED):
        _make(view, table)
    _see_said(view)
    return view


def kept(tables: Tables, path: Path) -> Tables | None:
    """The same store with what :func:`keep` put into a file; None if that is not what was written."""
    if not sums.seems_to_fit(path):
        return None
    view = connecting.again(tables)
    with told(path):
        connecting.attach(view.connection, path, "past")
    for (name,) in view.rows("SELECT name FROM past.sqlite_master WHERE type = 'table'"):
        view.run(f"CREATE TEMP VIEW {name} AS SELECT * FROM past.{name}")
    for table in CONCLUDED:
        _make(view, table, ("view",))
    _see_said(view)
    return view


def keep(view: Tables, path: Path) -> None:
    """Put what was concluded in a view into a file; it has its name when it is whole. OSError, StoreError."""
    work = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    work.unlink(missing_ok=True)
    try:
        with told(work):
            connecting.attach(view.connection, work, "kept", "rwc")
            try:
                _put_down(view)
            finally:
                view.run("DETACH kept")
            sums.note(path, work)
            work.replace(path)
    finally:
        work.unlink(missing_ok=True)


def _put_down(view: Tables) -> None:
    view.rows("PRAGMA kept.journal_mode = OFF")
    view.run("PRAGMA kept.synchronous = OFF")
    made = view.rows("SELECT type, name, sql FROM temp.sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    view.run("BEGIN")
    try:
        for kind in ("table", "index"):
            for name, sql in ((name, sql) for of, name, sql in made if of == kind):
                view.run(sql.replace(f"CREATE {kind.upper()} ", f"CREATE {kind.upper()} kept.", 1))
                if kind == "table":
                    view.run(f"INSERT INTO kept.{name} SELECT * FROM temp.{name}")
    except BaseException:
        view.run("ROLLBACK")
        raise
    view.run("COMMIT")


def _see_said(view: Tables) -> None:
    """See of what files say only what the known articles do."""
    for table in connecting.SHIPPED:
        if table in CONCLUDED:
            continue
        if table in _OF_ARTICLES:
            _see(view, table, _KNOWN.format(_OF_ARTICLES[table]))
        elif view.over_shipped:
            _see(view, table)
    _see(view, "claim_row", _KNOWN.format("article"))
    for table in ("entity_row", "name_key_row") if view.over_shipped else ():
        _see(view, table)


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


def _make(view: Tables, table: str, kinds: Collection[str] = ("table", "index", "view")) -> None:
    """An empty table of the same form, with its indexes, and the view of its words."""
    made = view.rows(
        "SELECT type, sql FROM main.sqlite_master WHERE tbl_name IN (?, ?) AND sql IS NOT NULL",
        (table, kept_in(table)),
    )
    for kind, sql in (row for row in made if row[0] in kinds):
        where = "INDEX temp." if kind == "index" else f"TEMP {kind.upper()} "
        view.run(sql.replace(f"CREATE {kind.upper()} ", f"CREATE {where}", 1))
