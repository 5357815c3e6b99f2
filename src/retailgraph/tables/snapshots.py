"""Whole copies of a store's file, and whether its pages are sound."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from retailgraph.disks import sync_folder
from retailgraph.errors import Locked
from retailgraph.tables import connecting, transactions
from retailgraph.tables.failures import Damaged, told


def write(path: Path, target: Path) -> int:
    """Write a whole copy to a file, also while others read and write; gives its bytes.

    It is there whole or not at all, and on the disk when this returns.
    """
    work = target.with_name(f".retailgraph-{os.getpid()}-{target.name}.tmp")
    with told(target):
        try:
            fill(path, work, target)
            _sync(work)
            work.replace(target)
            sync_folder(target.parent)
        finally:
            work.unlink(missing_ok=True)
        return target.stat().st_size


def fill(path: Path, work: Path, target: Path) -> None:
    """Write a whole copy to an empty file, or to none, that is to become ``target``, of which errors tell."""
    with told(target), closing(connecting._connect_anyhow(path)) as source:
        connecting._is_ours(source, path)
        source.execute("VACUUM INTO ?", (str(work),))


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def put(copy: Path, path: Path, wait: float) -> None:
    """Put a copy in place of a store, in one transaction; who reads it goes on reading what it held.

    One that is damaged goes whole: nothing of it can be read, nor anybody be writing to it.
    """
    try:
        with transactions.alone(path, wait):
            pass  # nobody writes now; SQLite's own copying waits for whoever begins meanwhile
        _put_into(copy, path)
    except Damaged:
        work = path.with_name(f"{path.name}.tmp")
        with told(path):
            work.unlink(missing_ok=True)
            _put_into(copy, work)
            # What was still to be written into the damaged file must not get into this one.
            for suffix in ("-wal", "-shm", "-journal"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            work.replace(path)
            sync_folder(path.parent)


def _put_into(copy: Path, path: Path) -> None:
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(connecting._connect(copy, "ro", immutable=True)) as source,
            closing(connecting._connect(path, "rwc")) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA synchronous = FULL")
            # What is copied is on the disk, in the log; who reads now keeps that, and is not waited for.
            target.execute("PRAGMA busy_timeout = 0")
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _sync(path)
        sync_folder(path.parent)


def put_over(copy: Path, path: Path, wait: float, is_as_before: Callable[[], bool]) -> None:
    """Put a file that nobody else has open in place of a store, in one transaction; Locked if somebody has
    changed that meanwhile, which ``is_as_before`` tells."""

    def look(status: int, left: int, whole: int) -> None:  # noqa: ARG001 - as SQLite calls it
        if not looked:
            looked.append(True)
            if not is_as_before():  # nobody can write any more
                raise Locked(f"{path} was changed by another process just now; load the same again")

    looked: list[bool] = []
    with told(path):
        with (
            closing(connecting._connect(copy, "ro", immutable=True)) as source,
            closing(connecting._connect(path, "rwc")) as target,
        ):
            target.execute(f"PRAGMA busy_timeout = {int(max(wait, 10.0) * 1000)}")
            source.backup(target, pages=8, progress=look, sleep=0.05)
            target.execute("PRAGMA synchronous = FULL")
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _sync(path)
        sync_folder(path.parent)


def shrink(path: Path) -> None:
    """Give the disk back what was deleted, and its bytes with it; not if somebody writes just now."""
    if path.exists():
        with suppress(sqlite3.Error), closing(connecting._connect(path, "rw")) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def faults(path: Path) -> list[str]:
    """What is wrong with the pages, the indexes and the references of a file, a line each."""
    with told(path):
        connection = connecting._connect_anyhow(path)
        try:
            if not connecting._is_ours(connection, path):
                return ["it holds nothing"]
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
            if not found:
                lost = connection.execute("PRAGMA foreign_key_check").fetchmany(20)
                found = [f"a row of {table} refers to none of {parent}" for table, _, parent, _ in lost]
        except sqlite3.DatabaseError as error:
            found = [str(error)]
        finally:
            connection.close()
    return [f"{path}: {line}" for line in found]
