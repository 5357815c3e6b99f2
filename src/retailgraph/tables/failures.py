"""What SQLite and the disk say, as errors of ours in one line."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from retailgraph.disks import is_read_only
from retailgraph.errors import Locked, StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class Damaged(StoreError):
    """A file is not what was written."""


class Forbidden(StoreError):
    """Whoever asks may not read or write there."""


class Full(StoreError):
    """There is no space left on the disk."""


class told:  # noqa: N801 - written like contextlib.suppress
    """Tell errors of SQLite, and of the disk where the store lies, as StoreError.

    A class of its own, for it stands around every statement: one made by ``contextmanager`` costs as much as
    a short one.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing is done before."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise failure(self._path, error) from error
        if isinstance(error, OSError):
            here = str(error.filename or "").startswith(str(self._path.parent))
            if here or error.errno in _FULL:
                raise failure(self._path, error) from error


def failure(path: Path, error: Exception) -> StoreError:
    """What an error means for the store in ``path``, in one line."""
    name = getattr(error, "sqlite_errorname", "") or ""
    number = getattr(error, "errno", None)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Locked(f"{path} is being written by another process; try again, or wait with --wait SECONDS")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")) or number in _FULL:
        return Full(f"{path}: no space left on the disk; the store stays as it was")
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_CANTOPEN")):
        return Forbidden(f"{path}: {_forbidden(path)}")
    if number in _FORBIDDEN:
        return Forbidden(f"{path}: {_forbidden(path)}")
    if str(error).startswith("Could not decode to UTF-8"):  # as Python says it, without a code
        return damaged(path, "its content is not what was written")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_SCHEMA")):
        return damaged(path, "its content is not what was written")
    return StoreError(f"{path}: {getattr(error, 'strerror', None) or error}")


def _forbidden(path: Path) -> str:
    if is_read_only(path.parent):
        return "the disk is read-only; the store can be read, and stays as it was"
    return "no permission to read or write there"


def damaged(path: Path, reason: str) -> Damaged:
    """That a store is damaged, and what mends it."""
    return Damaged(f"{path} is damaged ({reason}); `retailgraph store reset{which(path)}` rebuilds it")


def which(path: Path) -> str:
    """The option that names the store of a file: without it a command is about the user's own."""
    return f" --store '{path.parent.parent}'" if path.parent.name == "graph" else ""
