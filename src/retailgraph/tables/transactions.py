"""Writing to a store: one transaction for a whole load, in which nobody else writes.

The lock is SQLite's own and lies with the data, so that two installations, or two caches, over one store
wait for each other. It goes with the process that holds it, however that ends, and what was not committed
goes too.
A small file beside the store says who holds the lock, for those who wait.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from retailgraph.disks import knows_shared_memory, sync_folder
from retailgraph.errors import Locked, UsageError
from retailgraph.tables import connecting
from retailgraph.tables.failures import told
from retailgraph.tables.store import Tables

_POLL_SECONDS = 0.02
# Even without --wait: another process may hold the lock for some microseconds, to look.
_GRACE_SECONDS = 0.06
_LONGEST_WAIT = 86_400


@contextmanager
def writing(path: Path, shipped: Path | None = None, wait: float = 0.0) -> Iterator[Tables]:
    """A store to change, over the shipped file if one is given; made if it is not there.

    Leaving the block commits, with everything on the disk; an exception leaves the store as it was. Locked if
    somebody else writes for longer than ``wait`` seconds; StoreError and Refused as for reading.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = connecting._connect(path, "rwc")
        if shipped is not None:
            connecting._attach(connection, shipped)  # which no transaction allows
        connecting._is_ours(connection, path)  # before anything of it is changed
    try:
        with told(path):
            connection.execute("PRAGMA busy_timeout = 0")
            _await(connection, path, wait)
            try:
                _note(path)
                _prepare(connection, path)
                if shipped is not None:
                    connecting._lay_over(connection)
                tables = Tables(connection, path, shipped)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        with told(path):
            try:
                yield tables
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            _commit(connection, wait)
            # Also above it: whoever made these folders may have been killed before they were synced.
            for folder in path.parents:
                with suppress(PermissionError):
                    sync_folder(folder)
    finally:
        _note(path, nobody=True)
        connection.close()


@contextmanager
def alone(path: Path, wait: float) -> Iterator[None]:
    """Be the only one who does something, such as making the file beside ``path``; Locked as for writing."""
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = connecting._connect(path, "rwc")
    try:
        with told(path):
            connection.execute("PRAGMA busy_timeout = 0")
            _await(connection, path, wait, set_up=False)
            _note(path)
        yield
    finally:
        _note(path, nobody=True)
        connection.close()


def _await(connection: sqlite3.Connection, path: Path, wait: float, *, set_up: bool = True) -> None:
    """Begin the transaction as soon as nobody else writes."""
    if not 0 <= wait <= _LONGEST_WAIT:  # neither is nan
        raise UsageError(f"wait is {wait}; it is a number of seconds from 0 to {_LONGEST_WAIT:,}")
    deadline = time.monotonic() + max(wait, _GRACE_SECONDS)
    while True:
        try:
            if set_up:
                _set_up(connection, path)
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.split("_")[1] not in ("BUSY", "LOCKED"):
                raise
        if not time.monotonic() < deadline:
            advice = "try again, or wait with --wait SECONDS"
            raise Locked(f"{path} is being written by {_holder(path)}; {advice}")
        # Not SQLite's own waiting, which the user could not interrupt.
        time.sleep(_POLL_SECONDS)


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # A write-ahead log needs memory that all processes share, which network disks do not give.
    connection.execute(f"PRAGMA journal_mode = {'WAL' if knows_shared_memory(path) else 'DELETE'}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Our tables, made or brought up to date."""
    if not connecting._is_ours(connection, path):
        connecting.create(connection)
    elif connection.execute("PRAGMA user_version").fetchone()[0] < connecting.SCHEMA_VERSION:
        from retailgraph.tables.migrating import migrate

        migrate(connection)


def _commit(connection: sqlite3.Connection, wait: float) -> None:
    # Without a write-ahead log the last step waits for readers, each of which is done in a moment.
    connection.execute(f"PRAGMA busy_timeout = {int(max(wait, 10.0) * 1000)}")
    connection.execute("COMMIT")


# --- who holds the lock -------------------------------------------------------------------------------------


def _record(path: Path) -> Path:
    return path.with_name(f"{path.name}-writer")


def _note(path: Path, *, nobody: bool = False) -> None:
    """Note who writes: process, seconds since 1970, command."""
    with suppress(OSError):  # the lock holds without it
        if nobody:
            if _read(path)[:1] == [str(os.getpid())]:
                _record(path).unlink(missing_ok=True)
            return
        command = "".join(c if c.isprintable() else " " for c in " ".join(sys.argv))[:200]
        text = f"{os.getpid()}\n{int(time.time())}\n{command}\n"
        _record(path).write_text(text, encoding="utf-8", errors="replace")


def _read(path: Path) -> list[str]:
    return _record(path).read_text(encoding="utf-8", errors="replace").splitlines()


def _holder(path: Path) -> str:
    """Who holds the lock, in words: ``process 4242 since 12:03:11 (retailgraph load news)``."""
    try:
        process, since, command = _read(path)
        started = time.localtime(int(since))
    except (OSError, OverflowError, ValueError):
        return "another process"
    today = started[:3] == time.localtime()[:3]
    moment = time.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M:%S", started)
    return f"process {process} since {moment}" + (f" ({command})" if command.strip() else "")
