"""Parts of a large load: small files of rows that processes write beside a store, which then takes them in.

The numbers of a part count from 1; where it is taken in they go on after those of the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from retailgraph.tables import connecting, removing, words
from retailgraph.tables.failures import told
from retailgraph.tables.groups import CONCLUDED, OF_ARTICLES, kept_in
from retailgraph.tables.store import Tables

_HEADS = ("article", "claim", "figure", "relationship", "conflict")
"""The tables whose rows have numbers."""
_WORD_HERE = "(SELECT here FROM temp.known_word WHERE number = part_row.{})"
_LATER = (
    "claim_subject",
    "claim_object",
    "claim_qualifier_entity",
    "article_url",
    "article_copy_of",
    "article_published",
    "relationship_subject",
    "relationship_object",
    "relationship_qualifier_entity",
    "relationship_claim_claim",
    "conflict_about_relationship",
    "conflict_kind",
)
"""Indexes that are made at once, when all rows are there."""


@contextmanager
def writing(path: Path) -> Iterator[Tables]:
    """A new part; it is there whole or not at all."""
    work = path.with_name(f"{path.name}.tmp")
    work.unlink(missing_ok=True)
    with told(path):
        connection = connecting._connect(work, "rwc")
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            for statement in connecting.statements(connecting.schema()):
                if "CREATE TABLE" in statement:
                    connection.execute(statement)
            yield Tables(connection, work)
            connection.execute("COMMIT")
        finally:
            connection.close()
        work.replace(path)


def filling(path: Path, shipped: Path | None) -> Tables:
    """A store to be filled step by step, each of which is committed."""
    with told(path):
        connection = connecting._connect(path, "rw")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        # A power cut may take the last steps, which are then done again.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -131072")
        if shipped is not None:
            connecting._attach(connection, shipped)
            connecting._lay_over(connection)
        return Tables(connection, path, shipped)


def finish(tables: Tables) -> None:
    """See to it that all is in the file itself."""
    with told(tables.path):
        tables.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def taken_in(tables: Tables, part: Path, replaced: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """Add all rows of a part, and what the block writes, in one transaction; ``replaced`` articles go first.

    Gives the numbers of the first and the last of its articles. A conflict that is there is not added again.
    """
    connection = tables.connection
    with told(tables.path):
        connection.execute("ATTACH ? AS part", (connecting._address(part, "ro", immutable=True),))
        try:
            connection.execute("BEGIN IMMEDIATE")
            if replaced:
                removing.articles(tables, replaced)
            before = _most(tables, "article")
            _take_in(tables)
            yield before + 1, _most(tables, "article")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.execute("DETACH part")


def _take_in(tables: Tables) -> None:
    _note_known(tables)
    shift = {name: _most(tables, name) for name in _HEADS}
    for name in (*OF_ARTICLES, *CONCLUDED):
        moved, columns = _moved(tables, name), words.columns(tables, name)
        told_columns = {
            **{
                column: _WORD_HERE.format(column) if is_word else column
                for column, is_word in columns.items()
            },
            **{column: f"{column} + {shift[of]}" for column, of in moved.items()},
        }
        new = next((c for c, of in moved.items() if of == "conflict"), "")
        some = f" WHERE {new} NOT IN (SELECT number FROM temp.known_conflict)" if new else ""
        into = f"INSERT INTO main.{kept_in(name)} ({', '.join(columns)})"
        of_part = f"SELECT {', '.join(told_columns.values())} FROM part.{kept_in(name)} AS part_row"
        tables.run(f"{into} {of_part}{some}")


def _note_known(tables: Tables) -> None:
    """Note which conflicts of the part are there, and which number each of its words has here."""
    tables.run("CREATE TEMP TABLE IF NOT EXISTS known_conflict (number INTEGER PRIMARY KEY) STRICT")
    tables.run("CREATE TEMP TABLE IF NOT EXISTS known_word (number INTEGER PRIMARY KEY, here INTEGER) STRICT")
    tables.run("DELETE FROM temp.known_conflict")
    tables.run("DELETE FROM temp.known_word")
    tables.run(
        "INSERT INTO temp.known_conflict SELECT p.number FROM part.conflict_row AS p "
        "JOIN main.conflict_row AS m ON m.key = p.key"
    )
    tables.run("INSERT OR IGNORE INTO main.word (text) SELECT text FROM part.word ORDER BY id")
    tables.run(
        "INSERT INTO temp.known_word SELECT p.id, m.id FROM part.word AS p "
        "CROSS JOIN main.word AS m ON m.text = p.text"
    )


def _moved(tables: Tables, name: str) -> dict[str, str]:
    """The columns of a table that hold numbers of a part, each with the table that gives them.

    Numbers to which nothing binds a column, such as those of claims behind a relationship, are the store's.
    """
    bound = {row[3] for row in tables.rows(f"PRAGMA main.foreign_key_list({kept_in(name)})")}
    found = {head: head for head in _HEADS if head in bound}
    return {"number": name, **found} if name in _HEADS else found


def _most(tables: Tables, name: str) -> int:
    return max(0, int(tables.value(f"SELECT ifnull(max(number), 0) FROM main.{kept_in(name)}")))


def drop_indexes(tables: Tables) -> None:
    """Take the indexes away that a large load makes anew at its end, which is quicker and leaves no gaps."""
    for name in _LATER:
        tables.run(f"DROP INDEX IF EXISTS main.{name}")


def make_indexes(tables: Tables, of: Iterable[str]) -> None:
    """Make the indexes of these tables that are not there."""
    there = {row[0] for row in tables.rows("SELECT name FROM main.sqlite_master WHERE type = 'index'")}
    for statement in connecting.statements(connecting.schema()):
        said = statement[statement.find("CREATE INDEX") :].split()
        if said[:2] == ["CREATE", "INDEX"] and said[2] not in there and said[4] in set(map(kept_in, of)):
            # Views of this connection stand before the tables of the same names.
            tables.run(statement.replace("CREATE INDEX ", "CREATE INDEX main.", 1))


def forget_conclusions(tables: Tables) -> None:
    """Empty the tables of what was concluded."""
    for name in reversed(CONCLUDED):
        tables.run(f"DELETE FROM main.{kept_in(name)}")
    for name in ("hidden_relationship", "hidden_conflict"):
        tables.run(f"DELETE FROM main.{name}")


def objects(tables: Tables, size: int) -> list[tuple[str, str]]:
    """Ranges of the ids of objects, each from one on and before another, about each of which so many claims
    are; '' is no bound."""
    bounds, count = [""], 0
    for object, claims in _counted(tables):
        if count and count + claims > size:
            bounds.append(object)
            count = 0
        count += claims
    return list(zip(bounds, [*bounds[1:], ""], strict=True))


def _counted(tables: Tables) -> list[tuple[str, int]]:
    schemas = ("main", "shipped") if tables.over_shipped else ("main",)
    arms = [
        f"SELECT text AS object, n FROM (SELECT object, count(*) AS n FROM {s}.claim_row GROUP BY object) "
        f"JOIN {s}.word ON id = object"
        for s in schemas
    ]
    query = f"SELECT object, sum(n) FROM ({' UNION ALL '.join(arms)}) GROUP BY object ORDER BY object"
    return tables.rows(query)
