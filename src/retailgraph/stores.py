"""The embedded store: a pyoxigraph database on disk whose committed versions never change.

A folder holds::

    retailgraph-store      the marker: this folder is ours; its content is the version of this layout
    lock                   locked while somebody writes; says who
    CURRENT                the name of the committed version
    version-7/             that version: ``database/``, small side files beside it, and ``files``, which
                           tells the size of each, and the checksum of the small ones
    version-6/             the one before, for readers that are just opening it
    version-8.tmp/ ...     a version being made; rubbish as soon as nobody holds the lock

A writer works on a copy that nobody else sees (hard links, so it costs milliseconds at any size) and
publishes it by replacing CURRENT, which either happens or does not. So a reader never waits, never fails
because of a writer and never sees half a load, and a writer that is killed leaves nothing but rubbish.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from zlib import crc32

import pyoxigraph

from retailgraph.errors import InvalidData, Locked, Refused, StoreError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Raise it when this layout changes: older programs then refuse the folder instead of misreading it.
FORMAT = 2
MARKER = "retailgraph-store"
OWN = "graph"
"""In a folder that somebody chose for a store of their own, the folder that this module writes to."""
_LOCK = "lock"
_CURRENT = "CURRENT"
_DATABASE = "database"
_FILES = "files"
_VERSION = "version-"

# Up to here `Store.load` costs less than `bulk_load`, which writes about ten new files at each call; above
# (some 2,000 quads) bulk_load wins, twice over at 10,000 quads, on an empty and on a full store alike.
_BULK_BYTES = 100_000

_OPENINGS = 10  # each further one needs a writer to have committed twice while we opened one version
_POLL_SECONDS = 0.02
# Even without --wait: `is_locked` of another process holds the lock for some microseconds.
_GRACE_SECONDS = 0.06

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR)
_ENGINE_SAYS = ("IO error", "Corruption", "Invalid argument", "Oxigraph")
_NO_LOCKS = (errno.ENOTSUP, errno.ENOLCK, errno.ENOSYS, errno.EBADF)


class Version:
    """A committed version on disk: its folder and the side files in it."""

    __slots__ = ("directory",)

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def read(self, name: str) -> bytes:
        """The side file ``name``; StoreError if there is none, or it is not as it was written."""
        try:
            content = (self.directory / _side_file(name)).read_bytes()
            listed = (self.directory / _FILES).read_bytes().splitlines()
        except FileNotFoundError as error:
            raise _damaged(self.directory.parent, f"{name} is missing") from error
        except OSError as error:
            raise failure(self.directory.parent, error) from error
        # The engine checks its own files; nobody else would see a changed letter in these.
        if _listed(name, content) not in listed:
            raise _damaged(self.directory.parent, f"{name} is not what was written")
        return content


class Snapshot(Version):
    """One committed version, opened read-only; it stays as it is whatever is written meanwhile.

    A context manager. While it is open its files stay on disk; ``close`` lets go of them.
    """

    __slots__ = ("_hold", "_store")

    def __init__(self, directory: Path, store: pyoxigraph.Store, hold: int | None) -> None:
        super().__init__(directory)
        self._store: pyoxigraph.Store | None = store
        self._hold = hold

    @property
    def store(self) -> pyoxigraph.Store:
        """The database, read-only; StoreError once the snapshot is closed."""
        if self._store is None:
            raise StoreError(f"{self.directory}: this snapshot is closed")
        return self._store

    @property
    def database(self) -> Path:
        """The folder of the database, for another process to read."""
        return self.directory / _DATABASE

    def close(self) -> None:
        """Let go of the version; closing twice is harmless."""
        self._store = None
        hold, self._hold = self._hold, None
        if hold is not None:
            os.close(hold)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


class Writer:
    """A version being made, under the lock; nobody else sees it before ``commit``.

    ``previous`` is the version it started from, None if it started empty.
    """

    def __init__(self, root: Path, number: int, previous: Version | None, store: pyoxigraph.Store) -> None:
        self.root = root
        self.previous = previous
        self._number = number
        self._store: pyoxigraph.Store | None = store
        self._side_files: dict[str, bytes] = {}
        self._broken = False

    @property
    def store(self) -> pyoxigraph.Store:
        """The database, writable; StoreError once it is committed or given up."""
        if self._store is None:
            raise StoreError(f"{self.root}: this version is finished; begin another")
        return self._store

    def read_previous(self, name: str) -> bytes | None:
        """The side file ``name`` of the version this one started from; None if there is none."""
        if self.previous is None or not (self.previous.directory / _side_file(name)).exists():
            return None
        return self.previous.read(name)

    def keep(self, name: str, content: bytes) -> None:
        """Put the side file ``name`` beside the database of this version, instead of one kept before.

        Side files of the previous version do not come along by themselves.
        """
        self._side_files[_side_file(name)] = content

    def load(self, nquads: bytes | BinaryIO) -> None:
        """Add quads, written as N-Quads.

        InvalidData if they are malformed, StoreError if they cannot be written; part of them may then be
        in the database, so this version cannot be committed any more.
        """
        small = isinstance(nquads, bytes) and len(nquads) < _BULK_BYTES
        try:
            with _told(self.root, foreign=True):
                # No bound method in a local: a traceback would keep the database open, and locked.
                if small:
                    self.store.load(nquads, pyoxigraph.RdfFormat.N_QUADS)
                else:
                    self.store.bulk_load(nquads, pyoxigraph.RdfFormat.N_QUADS)
        except SyntaxError as error:
            self._broken = True
            raise InvalidData(f"line {error.lineno} of the N-Quads to load: {error.msg}") from error
        except BaseException:
            self._broken = True
            raise

    def commit(self, before: Callable[[], None] | None = None) -> None:
        """Make this version the current one, at one stroke; everything is on disk when it returns.

        ``before`` is the caller's own last step: it runs when all that needs space on the disk is done,
        and if it raises nothing is committed. StoreError if the version cannot be written.
        """
        if self._broken:
            raise StoreError(f"{self.root}: a load into this version failed, so it is not committed")
        with _told(self.root):
            self._prepare()
        if before is not None:
            before()
        with _told(self.root):
            _rename(self._unfinished, self.root / self._name)
            _sync_folder(self.root)  # CURRENT must not reach the disk before what it names
            _rename(self.root / f"{_CURRENT}.tmp", self.root / _CURRENT)
            self._store = None
            _sync_folder(self.root)

    @property
    def _name(self) -> str:
        return f"{_VERSION}{self._number}"

    @property
    def _unfinished(self) -> Path:
        return self.root / f"{self._name}.tmp"

    def _prepare(self) -> None:
        # What is published is a copy that no database object has ever opened for writing: whoever still
        # holds `store`, or an iterator over it, keeps nothing open in the new version.
        # No `optimize`: it rewrites all files (1.3 s at 600,000 quads) and lookups gain nothing by it.
        self.store.flush()
        _remove(self._unfinished)  # of a commit whose `before` raised
        self._unfinished.mkdir()
        self.store.backup(self._unfinished / _DATABASE)
        for name, content in self._side_files.items():
            _write_through(self._unfinished / name, content)
        sizes = _sizes(self._unfinished)
        lines = [f"{size} {name}".encode() for name, size in sizes.items() if name not in self._side_files]
        lines += [_listed(name, content) for name, content in self._side_files.items()]
        _write_through(self._unfinished / _FILES, b"".join(line + b"\n" for line in sorted(lines)))
        _sync_folder(self._unfinished)
        _write_through(self.root / f"{_CURRENT}.tmp", f"{self._name}\n".encode("ascii"))

    def _finish(self) -> None:
        """Close the database and clear up, committed or not."""
        self._store = None
        with suppress(OSError):  # the next writer clears up, too
            _sweep(self.root)


class EmbeddedStore:
    """The versions in one folder. Making this object touches nothing on disk."""

    def __init__(self, root: Path) -> None:
        # Absolute: the engine opens some files only when a query needs them, perhaps after a chdir.
        self.root = Path(root).absolute()

    def __repr__(self) -> str:
        return f"EmbeddedStore({str(self.root)!r})"

    def exists(self) -> bool:
        """Whether there is a committed version; StoreError if we may not look."""
        with _told(self.root):
            return (self.root / MARKER).is_file() and (self.root / _CURRENT).exists() and not self._is_old()

    def open(self) -> Snapshot:
        """The committed version, read-only.

        StoreError if there is none or it cannot be read; Refused if the folder is not ours.
        """
        with _told(self.root):
            self._is_ours()
            name = self._committed()
            for _ in range(_OPENINGS):
                try:
                    return _open_version(self.root / name)
                except (OSError, RuntimeError):
                    # A writer may have deleted the version since CURRENT was read; then CURRENT moved on.
                    missed, name = name, self._committed()
                    if name == missed:
                        raise
        raise StoreError(f"{self.root} is replaced faster than it can be opened; try again")

    @contextmanager
    def writing(self, *, empty: bool = False, wait: float = 0.0) -> Iterator[Writer]:
        """Begin a version, from a copy of the committed one or ``empty``; leaving it uncommitted discards it.

        Locked if another writer does not finish within ``wait`` seconds, Refused if the folder is not ours,
        StoreError if it cannot be written or the committed version cannot be read.
        """
        with _told(self.root):
            if not self._is_ours():
                self.root.mkdir(parents=True, exist_ok=True)
                self._mark()
        with locked(self.root, wait):
            with _told(self.root):
                if self._is_old():
                    (self.root / _CURRENT).unlink(missing_ok=True)
                self._mark()  # whoever made the marker may have been killed before it had content
                writer = self._begin(empty)
            try:
                with _told(self.root, foreign=True):
                    yield writer
            finally:
                writer._finish()

    def is_locked(self) -> bool:
        """Whether another process is writing now; never waits."""
        with _told(self.root):
            if not (self.root / MARKER).exists() or not (self.root / _LOCK).exists():
                return False
            lock = os.open(self.root / _LOCK, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
            try:
                return not _try_lock(lock) and _read_record(lock)[:1] != [str(os.getpid())]
            finally:
                os.close(lock)

    def reset(self, wait: float = 0.0) -> None:
        """Delete every version; the marker and the lock stay, as do files that are not ours.

        A version that somebody is reading goes with the next writer after that. Locked, Refused and
        StoreError as for ``writing``.
        """
        with _told(self.root):
            if not self._is_ours(even_damaged=True):
                return
        with locked(self.root, wait), _told(self.root):
            self._mark()
            # First: without CURRENT there is no committed version, whatever happens to the rest.
            (self.root / _CURRENT).unlink(missing_ok=True)
            _sync_folder(self.root)
            _sweep(self.root)

    def size(self) -> int:
        """The bytes of the committed version on disk, 0 if there is none; StoreError if it is damaged."""
        with _told(self.root):
            name = _current(self.root) if self._is_ours() else None
            if name is None:
                return 0
            return sum(_file_size(path) for path in (self.root / name).rglob("*"))

    def _begin(self, empty: bool) -> Writer:
        _sweep(self.root)
        number = 1 + max((_number(entry) for entry in _entries(self.root)), default=0)
        workplace = self.root / f"{_VERSION}{number}.work.tmp"
        # An empty start does not need what is there: it also replaces a damaged version.
        current = None if empty else _current(self.root)
        previous = None if current is None else Version(self.root / current)
        if previous is not None:
            _open_database(previous.directory).backup(workplace)
        return Writer(self.root, number, previous, pyoxigraph.Store(workplace))

    def _committed(self) -> str:
        name = None if self._is_old() else _current(self.root)
        if name is None:
            raise StoreError(f"there is no graph in {self.root} yet; `retailgraph load` makes one")
        return name

    def _is_ours(self, *, even_damaged: bool = False) -> bool:
        """Whether the folder carries our marker; False if there is nothing in it or no folder at all.

        Refused if it holds anything else, StoreError if a newer retailgraph made it.
        """
        try:
            text = (self.root / MARKER).read_bytes().strip()
        except FileNotFoundError:
            return self._is_not_foreign()
        except (IsADirectoryError, NotADirectoryError) as error:
            raise self._refusal() from error
        if text.isdigit() and int(text[:9]) > FORMAT:
            raise StoreError(
                f"{self.root} was made by a newer retailgraph (store format {int(text[:9])}, this one knows "
                f"{FORMAT}); update retailgraph or choose another folder"
            )
        if text and not text.isdigit() and not even_damaged:
            raise _damaged(self.root, f"{MARKER} says no format")
        return True

    def _is_not_foreign(self) -> bool:
        try:
            entries = _entries(self.root)
        except FileNotFoundError:
            if self.root.is_symlink():
                raise self._refusal() from None
            return False
        if entries and MARKER not in entries:  # it may have come to be since we looked for it
            raise self._refusal()
        return bool(entries)

    def _refusal(self) -> Refused:
        what = "a retailgraph store" if self.root.is_dir() else "a folder"
        return Refused(f"{self.root} is not {what} and is left alone; choose an empty folder")

    def _is_old(self) -> bool:
        """Whether an older retailgraph made it, in another layout: it is then built again."""
        try:
            text = (self.root / MARKER).read_bytes().strip()
        except FileNotFoundError:
            return False
        return text.isdigit() and int(text[:9]) < FORMAT

    def _mark(self) -> None:
        # Written in one piece into a file of our own; an empty marker counts as one of this format.
        if not (self.root / MARKER).exists() or (self.root / MARKER).read_bytes().strip() != b"%d" % FORMAT:
            _write_through(self.root / MARKER, b"%d\n" % FORMAT)


def failure(root: Path, error: Exception) -> StoreError:
    """What an error of the disk or of the database engine means for the store in ``root``, in one line.

    The engine raises OSError without a number, and RuntimeError where it finds its files damaged.
    """
    code, text = getattr(error, "errno", None), " ".join(str(error).split())
    if code in _FULL or "No space left" in text or "quota exceeded" in text:
        return StoreError(f"{root}: no space left on the disk; the store stays as it was")
    if code in _FORBIDDEN or "Permission denied" in text or "Read-only file system" in text:
        return StoreError(f"{root}: no permission to read or write there")
    if code in _ABSENT or "No such file" in text or "Not a directory" in text:
        return _damaged(root, "a file is missing")
    if isinstance(error, RuntimeError) or "Corruption" in text:
        return _damaged(root, "its files are not what was written")
    return StoreError(f"{root}: {getattr(error, 'strerror', None) or text}")


def _damaged(root: Path, reason: str) -> StoreError:
    # Without its name the command would reset the store of the shipped articles, and mend nothing.
    which = f" --store '{root.parent}'" if root.name == OWN else ""
    return StoreError(f"{root} is damaged ({reason}); `retailgraph store reset{which}` rebuilds it")


@contextmanager
def _told(root: Path, *, foreign: bool = False) -> Iterator[None]:
    """Tell errors of the disk and the engine as StoreError.

    ``foreign``: the block is the caller's, whose own errors (an article that cannot be read) pass.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if foreign and not _is_of_store(error, root):
            raise
        raise failure(root, error) from error


def _is_of_store(error: OSError | RuntimeError, root: Path) -> bool:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _FULL or Path(str(error.filename or "")).is_relative_to(root)
    return str(error).startswith(_ENGINE_SAYS)


def _side_file(name: str) -> str:
    if name != Path(name).name or name in ("", "..", _DATABASE, _FILES) or name.endswith(".tmp"):
        raise StoreError(f"'{name}' cannot be the name of a side file")
    return name


# Versions


def _number(entry: str) -> int:
    """The number of the version, finished or not, that a directory entry belongs to; 0 for other entries."""
    number = entry.removeprefix(_VERSION).split(".")[0] if entry.startswith(_VERSION) else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0


def _is_version(entry: str) -> bool:
    return entry == f"{_VERSION}{_number(entry)}"


def _current(root: Path) -> str | None:
    """The name that CURRENT gives, None if there is no committed version."""
    try:
        name = (root / _CURRENT).read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return None
    if not _is_version(name):
        raise _damaged(root, f"{_CURRENT} names no version")
    return name


def _open_version(directory: Path) -> Snapshot:
    hold = _hold(directory)
    try:
        return Snapshot(directory, _open_database(directory), hold)
    except BaseException:
        if hold is not None:
            os.close(hold)
        raise


def _open_database(version: Path) -> pyoxigraph.Store:
    # The engine takes a manifest that lost its end for a shorter history and opens an older, even an empty
    # database without a word; all other damage it sees by itself.
    # A line is size and name, and of a side file its checksum, which is looked at when that is read.
    lines = (line.split() for line in (version / _FILES).read_text("ascii", "replace").splitlines())
    if {line[1]: line[0] for line in lines if len(line) > 1} != _sizes(version):
        raise RuntimeError(f"Corruption: file sizes differ in {version}")
    return pyoxigraph.Store.read_only(str(version / _DATABASE))


def _sizes(version: Path) -> dict[str, str]:
    """The size of each file of a version, by name."""
    with os.scandir(version) as beside, os.scandir(version / _DATABASE) as database:
        files = [entry for entry in (*beside, *database) if entry.is_file() and entry.name != _FILES]
        return {entry.name: str(entry.stat().st_size) for entry in files}


def _listed(name: str, content: bytes) -> bytes:
    """The line of a side file."""
    return f"{len(content)} {name} {crc32(content):08x}".encode()


def _hold(directory: Path) -> int | None:
    """Keep writers from deleting a version; None where the disk knows no locks.

    The engine opens only some sixteen files at once and the others when a query needs them: a version
    deleted under an open reader is not harmless.
    """
    if sys.platform == "win32":  # a folder with an open file in it cannot be renamed there
        return os.open(directory / _DATABASE / "CURRENT", os.O_RDONLY)
    else:  # noqa: RET505  (mypy tells platforms apart by this else only)
        hold = os.open(directory, os.O_RDONLY)
        try:
            fcntl.flock(hold, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(hold), directory.stat()):
                raise FileNotFoundError(errno.ENOENT, "deleted while it was being opened", str(directory))
        except OSError as error:
            os.close(hold)
            if error.errno in _NO_LOCKS:
                return None
            raise
        return hold


def _entries(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _sweep(root: Path) -> None:
    """Delete what dead writers left and all versions but the current and the one before it.

    Only under the lock. Versions being read stay, and so does what cannot be deleted now: the next writer
    sweeps again. If CURRENT is damaged no finished version goes.
    """
    entries = _entries(root)
    for entry in entries:
        if entry.endswith(".tmp") and (_number(entry) or entry == f"{_CURRENT}.tmp"):
            _remove(root / entry)
    with suppress(StoreError):
        current = _current(root) or ""
        versions = [entry for entry in entries if _is_version(entry)]
        before = [entry for entry in versions if _number(entry) < _number(current)]
        for entry in {*versions} - {current, max(before, key=_number, default="")}:
            _remove_unread(root / entry)


def _remove_unread(version: Path) -> None:
    doomed = version.with_name(f"{version.name}.gone.tmp")
    with suppress(OSError):
        hold = None if sys.platform == "win32" else os.open(version, os.O_RDONLY)
        try:
            if hold is None or _try_lock(hold):
                version.rename(doomed)
        finally:
            if hold is not None:
                os.close(hold)
    _remove(doomed)


def _remove(path: Path) -> None:
    import shutil  # costs as much as opening the store, and readers never delete

    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _file_size(path: Path) -> int:
    try:
        return path.lstat().st_size if path.is_file() else 0
    except FileNotFoundError:  # a version deleted while it is measured
        return 0


# The lock


@contextmanager
def alone_in(folder: Path, wait: float) -> Iterator[None]:
    """Be the only one who changes files in a folder of other people, where no lock file may be left.

    Locked if another one does not finish within ``wait`` seconds; OSError if there is no such folder.
    """
    # A folder cannot be opened on Windows: a file beside it then stands for it.
    stand_in = folder.with_name(f".{folder.name}.lock")
    made = os.O_RDWR | os.O_CREAT
    hold = os.open(stand_in, made) if sys.platform == "win32" else os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + wait
        while not _try_lock(hold):
            if time.monotonic() >= deadline:
                raise Locked(f"{folder}: another process is changing files there; try again")
            time.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(hold)


@contextmanager
def locked(root: Path, wait: float) -> Iterator[None]:
    """Be the only writer in a folder; Locked if another one does not finish within ``wait`` seconds.

    The lock goes with the process that holds it, however that ends; the file always stays.
    """
    with _told(root):
        lock = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with _told(root):
            _await(lock, root, wait)
        _write_record(lock)
        try:
            yield
        finally:
            _write_record(lock, nobody=True)
    finally:
        os.close(lock)


def _await(lock: int, root: Path, wait: float) -> None:
    deadline = time.monotonic() + max(wait, _GRACE_SECONDS)
    while not _try_lock(lock):
        if not time.monotonic() < deadline:
            advice = "try again, or wait with --wait SECONDS"
            raise Locked(f"{root} is being written by {_holder(lock)}; {advice}")
        time.sleep(_POLL_SECONDS)


def _try_lock(descriptor: int) -> bool:
    """Take the lock on an open file if it is free; closing the file releases it."""
    try:
        if sys.platform == "win32":
            # Locked bytes cannot be read there: lock one far behind the record.
            os.lseek(descriptor, 1 << 20, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        raise
    return True


def _write_record(lock: int, *, nobody: bool = False) -> None:
    """Note who holds the lock: process, seconds since 1970, command."""
    command = "".join(c if c.isprintable() else " " for c in " ".join(sys.argv))[:200]
    record = "" if nobody else f"{os.getpid()}\n{int(time.time())}\n{command}\n"
    with suppress(OSError):  # on a full disk the lock still holds, and `store reset` must work
        os.ftruncate(lock, 0)
        os.lseek(lock, 0, os.SEEK_SET)
        os.write(lock, record.encode("utf-8", "replace"))


def _read_record(lock: int) -> list[str]:
    os.lseek(lock, 0, os.SEEK_SET)
    return os.read(lock, 4096).decode("utf-8", "replace").splitlines()


def _holder(lock: int) -> str:
    """Who holds the lock, in words: ``process 4242 since 12:03:11 (retailgraph load news)``."""
    try:
        process, since, command = _read_record(lock)
        started = time.localtime(int(since))
    except (OSError, OverflowError, ValueError):
        return "another process"
    today = started[:3] == time.localtime()[:3]
    moment = time.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M:%S", started)
    return f"process {process} since {moment}" + (f" ({command})" if command.strip() else "")


# The disk


def _rename(source: Path, target: Path) -> None:
    for _ in range(50 if sys.platform == "win32" else 0):
        try:
            source.replace(target)
            return
        except PermissionError:  # a reader has CURRENT open for an instant, which blocks it there
            time.sleep(_POLL_SECONDS)
    source.replace(target)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    from retailgraph.writing import sync_folder  # readers never write

    sync_folder(folder)
