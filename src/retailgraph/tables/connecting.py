"""Opening a store: one file, or the user's file over the shipped one.

Of a store over the shipped one each table is read as the rows of both files but for what the user's file
hides (``hidden_article`` and so on): views of the same names, which belong to this connection alone, stand
before the tables. Whatever reads, reads ``article`` and need not know; what writes, writes ``main.article``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

from retailgraph.errors import Refused, StoreError
from retailgraph.tables.failures import Forbidden, Full, damaged, failure, told
from retailgraph.tables.groups import OF_CONFLICTS, OF_ENTITIES, OF_RELATIONSHIPS
from retailgraph.tables.store import Tables

APPLICATION = 0x52476C53
"""Stands in the header of every file of ours."""
SCHEMA_VERSION = 6
"""The ``user_version`` of a file; of an older one :mod:`migrating` keeps what was loaded."""

_HIDDEN_ENTITIES = "SELECT id FROM main.hidden_entity"
_HIDDEN_NUMBERS = f"SELECT id FROM shipped.word WHERE text IN ({_HIDDEN_ENTITIES})"
_HIDDEN_ARTICLES = "SELECT number FROM main.hidden_article"
_HIDDEN_RELATIONSHIPS = "SELECT number FROM main.hidden_relationship"
_HIDDEN_CONFLICTS = "SELECT number FROM main.hidden_conflict"
MASKED: Mapping[str, tuple[str, str]] = {
    "entity": ("id", _HIDDEN_ENTITIES),
    **dict.fromkeys(OF_ENTITIES[1:], ("entity", _HIDDEN_ENTITIES)),
    "article": ("number", _HIDDEN_ARTICLES),
    **dict.fromkeys(("passage", "claim", "figure"), ("article", _HIDDEN_ARTICLES)),
    "relationship": ("number", _HIDDEN_RELATIONSHIPS),
    **dict.fromkeys(OF_RELATIONSHIPS[1:], ("relationship", _HIDDEN_RELATIONSHIPS)),
    "conflict": ("number", _HIDDEN_CONFLICTS),
    **dict.fromkeys(OF_CONFLICTS[1:], ("conflict", _HIDDEN_CONFLICTS)),
}
"""By table the column that is looked for among what is hidden of the shipped rows, and those."""
PARTS = ("claim_passage", "claim_qualifier", "figure_passage")
"""Read only by the number of a claim or figure that is seen: nothing of them need be hidden."""
ROWS: Mapping[str, tuple[str, str]] = {
    "entity_row": ("id", _HIDDEN_NUMBERS),
    "name_key_row": ("entity", _HIDDEN_NUMBERS),
    "claim_row": MASKED["claim"],
    "relationship_row": MASKED["relationship"],
    "conflict_row": MASKED["conflict"],
    "conflict_about_row": MASKED["conflict_about"],
}
"""The same of rows that are counted, or found by a number, without the words of each."""
SHIPPED = (*MASKED, *PARTS)


# --- opening ----------------------------------------------------------------------------------------------


def exists(path: Path) -> bool:
    """Whether there is a file of ours that holds a whole store; StoreError if it is damaged."""
    with told(path):
        if not path.exists() or path.stat().st_size == 0:
            return False
        connection = _connect_anyhow(path)
        try:
            return _is_ours(connection, path)
        finally:
            connection.close()


def reading(path: Path, shipped: Path | None = None) -> Tables:
    """A store to read, over the shipped file if one is given; it stays as it is until it is closed.

    StoreError if it cannot be read, Refused if it is no store of ours.
    """
    with told(path):
        connection = _connect_anyhow(path)
        try:
            if not _is_ours(connection, path):
                raise StoreError(f"there is no graph in {path} yet; `retailgraph load` makes one")
            tables = Tables(connection, path, shipped)
            if shipped is not None:
                _attach(connection, shipped)
                _lay_over(connection)
            connection.execute("PRAGMA query_only = ON")
            if connection.execute("PRAGMA main.journal_mode").fetchone()[0] == "wal":
                tables.refresh()
        except BaseException:
            connection.close()
            raise
    return tables


def fixed(path: Path) -> Tables:
    """A file that nobody changes, such as the shipped one, to read: without locks, on any disk."""
    with told(path):
        connection = _connect(path, "ro", immutable=True)
        if not _is_ours(connection, path):
            connection.close()
            raise damaged(path, "it is not what was written")
        return Tables(connection, path)


def memory(shipped: Path | None = None) -> Tables:
    """An empty store in memory."""
    connection = _opened(":memory:")
    if hasattr(connection, "deserialize"):  # some builds of SQLite leave it out
        connection.deserialize(_empty())
    else:
        create(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    if shipped is not None:
        _attach(connection, shipped)
        _lay_over(connection)
    return Tables(connection, Path(":memory:"), shipped)


@cache
def _empty() -> bytes:
    """The file that :func:`create` makes: a copy costs less than to read the schema once more."""
    with closing(sqlite3.connect(":memory:")) as connection:
        create(connection)
        return connection.serialize()


def _connect_anyhow(path: Path) -> sqlite3.Connection:
    """Where nothing can be written beside a file it is read as it stands."""
    connection = _connect(path, "rw")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        fault = failure(path, error)
        if isinstance(fault, Forbidden) or (isinstance(fault, Full) and not _is_logged(path)):
            return _connect(path, "ro", immutable=True)
        raise
    return connection


def _is_logged(path: Path) -> bool:
    """Whether something of a store stands in its log alone."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _connect(path: Path, mode: str, *, immutable: bool = False) -> sqlite3.Connection:
    if mode != "rwc" and not path.exists():
        raise StoreError(f"there is no graph in {path} yet; `retailgraph load` makes one")
    connection = _opened(_address(path, mode, immutable))
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


class _Connection(sqlite3.Connection):
    """Closes when nobody holds it any more: who asks a graph once need not close it, also on Python 3.13."""

    def __del__(self) -> None:
        with suppress(sqlite3.Error):
            self.close()


def _opened(address: str) -> sqlite3.Connection:
    return sqlite3.connect(
        address, isolation_level=None, check_same_thread=False, uri=True, timeout=10.0, factory=_Connection
    )


def _address(path: Path, mode: str, immutable: bool = False) -> str:
    place = str(path.absolute())
    for sign in "%?#":  # not urllib's quoting, which costs a cold look-up as much as opening the store
        place = place.replace(sign, f"%{ord(sign):02X}")
    if not place.startswith("/"):
        place = "/" + place.replace("\\", "/")
    return f"file:{place}?mode={mode}{'&immutable=1' if immutable else ''}"


def _is_ours(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether it holds our tables; False for one that is empty. Refused for another program's."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and version == 0 and not _holds_tables(connection):
        return False
    if application != APPLICATION:
        raise Refused(f"{path} is not a retailgraph store and is left alone; choose an empty folder")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was made by a newer retailgraph (store format {version}, this one knows "
            f"{SCHEMA_VERSION}); update retailgraph or choose another folder"
        )
    return True


def _holds_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def has_tables_of_now(tables: Tables) -> bool:
    """Whether a store can be read as it is; one of an earlier version is brought up to date by writing."""
    return bool(tables.value("PRAGMA main.user_version") == SCHEMA_VERSION)


def again(tables: Tables) -> Tables:
    """Another connection to what a store holds now, without the views that lay it over the shipped file."""
    with told(tables.path):
        if tables.path == Path(":memory:"):
            connection = _opened(":memory:")
            tables.connection.backup(connection)
        else:
            connection = _connect_anyhow(tables.path)
        if tables.shipped is not None:
            _attach(connection, tables.shipped)
        return Tables(connection, tables.path, tables.shipped)


def attach(connection: sqlite3.Connection, path: Path, name: str, mode: str = "ro") -> None:
    """See another file through a connection, under a name; one that is only read never changes."""
    connection.execute(f"ATTACH ? AS {name}", (_address(path, mode, immutable=mode == "ro"),))


def _attach(connection: sqlite3.Connection, shipped: Path) -> None:
    attach(connection, shipped, "shipped")


def _lay_over(connection: sqlite3.Connection) -> None:
    """See both files through views; the tables must be there."""
    for table in (*SHIPPED, *ROWS):
        connection.execute(f"CREATE TEMP VIEW {table} AS {seen(table, over_shipped=True)}")


def seen(table: str, *, over_shipped: bool, where: str = "") -> str:
    """The query of all rows of a table that are seen; ``where`` narrows it, if given."""
    arms = [f"SELECT * FROM main.{table}" + (f" WHERE {where}" if where else "")]
    if over_shipped:
        conditions = [where] if where else []
        if known := MASKED.get(table) or ROWS.get(table):
            column, hidden = known
            conditions.append(f"{column} NOT IN ({hidden})")
        told_apart = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        arms.append(f"SELECT * FROM shipped.{table}{told_apart}")
    return " UNION ALL ".join(arms)


# --- writing ----------------------------------------------------------------------------------------------


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty file."""
    for statement in statements(schema()):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def schema() -> str:
    """The tables and views of a store as SQL, with what each holds."""
    return (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: SQLite's own way to run a script would commit before it."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting.strip()
            waiting = ""


@contextmanager
def building(path: Path) -> Iterator[Tables]:
    """A new file in one transaction, for one that is moved to its place when it is whole."""
    path.unlink(missing_ok=True)
    with told(path):
        connection = _connect(path, "rwc")
    try:
        with told(path):
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            create(connection)
        yield Tables(connection, path)
        with told(path):
            connection.execute("COMMIT")
            connection.execute("ANALYZE")
    except BaseException:
        connection.close()
        path.unlink(missing_ok=True)
        raise
    connection.close()
