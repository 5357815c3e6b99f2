"""Files written whole: what stands at a path is the old file or the new one, never a half.

The one place that writes for a user. What is there already is replaced only if this program wrote it, which
a ``mark`` in its first bytes shows, if it is empty, or by ``force``. Devices, pipes and other people's links
are never replaced; ``-`` and the streams of the process (``/dev/stdout``, ``/dev/fd/3``) are written to.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from retailgraph.disks import sync_folder
from retailgraph.errors import Refused, RetailGraphError
from retailgraph.seals import is_changed

Content: TypeAlias = str | bytes | Iterable[str] | Iterable[bytes]
"""Bytes as they are, or their pieces; a text, or the pieces of one, as UTF-8."""
Making: TypeAlias = Callable[[Path], object]
"""What fills an empty file."""

HEAD = 4096
"""A mark stands within so many bytes from the start of a file."""

_STREAM = re.compile(r"-|/dev/std(?:out|err)|(?:/dev|/proc/self)/fd/\d+")
_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def write_whole(
    path: Path, content: Content, *, mark: str = "", force: bool = False, durable: bool = False
) -> None:
    """Write a file whole or not at all.

    ``durable`` is for what a person gave or decided: when this returns it outlasts a power failure.
    Refused for a file that is there, has no ``mark`` and is not to be replaced by ``force``, and for what is
    no file; RetailGraphError if it cannot be written. Then nothing has changed.
    """
    if is_stream(path):
        _write_stream(path, content)
    else:
        _write({path: content}, False, {path: mark}, force, durable)


def write_all(
    files: Mapping[Path, Content],
    *,
    mark: str = "",
    marks: Mapping[Path, str] | None = None,
    force: bool = False,
    durable: bool = False,
) -> None:
    """Write several files, and the folders that they need, as :func:`write_whole` does: all or none.

    All are written before the first takes its place; if that fails, new files and folders are taken away.
    ``marks`` are those of files that have their own.
    """
    _write(files, True, marks or dict.fromkeys(files, mark), force, durable)


def write_made(path: Path, making: Making, *, force: bool = False) -> None:
    """Have a file made whole or not at all, as :func:`write_whole` writes one that outlasts a power failure.

    For what somebody else writes by the name of a file. Refused for a stream, too.
    """
    if is_stream(path):
        raise Refused(f"{path}: such a file is not written to a stream or device; name a file")
    _write({path: making}, False, {path: ""}, force, durable=True)


def make_folder(folder: Path, *, durable: bool = False) -> list[Path]:
    """Make a folder and those above it; gives what was not there, outermost first. OSError if it fails."""
    made: list[Path] = []
    try:
        for each in [*reversed(folder.parents), folder]:
            if not each.is_dir():
                with suppress(FileExistsError):  # somebody else made it just now; a file fails below
                    each.mkdir()
                    made.append(each)
        os.scandir(folder).close()
        for each in made if durable else ():
            sync_folder(each.parent)
    except BaseException:
        remove_folders(made)
        raise
    return made


def made_by(command: str) -> str:
    """The mark of what a command of this program writes."""
    return f"Made by retailgraph {command}"


def has_mark(path: Path, mark: str) -> bool:
    """Whether a file holds a mark near its start. OSError if it cannot be read."""
    with path.open("rb") as file:
        return mark.encode() in file.read(HEAD)


def is_stream(path: Path) -> bool:
    """Whether a path means a stream that is open already, or the one that swallows everything."""
    return bool(_STREAM.fullmatch(str(path))) or str(path) == os.devnull


# --- one file --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file that is written under another name, beside its place. ``target`` is where a link led."""

    work: Path
    target: Path
    is_new: bool
    mark: str

    def place(self) -> None:
        """Give it its name. A new one takes that of no file of others that came up meanwhile."""
        if not self.is_new:
            self.work.replace(self.target)
            return
        try:
            os.link(self.work, self.target)
        except FileExistsError:
            if not self._is_by_this_command():
                raise Refused(f"{self.target}: somebody else wrote it meanwhile; look at it first") from None
            self.work.replace(self.target)
        except OSError:  # a disk without hard links
            self.work.rename(self.target)
        else:
            self.work.unlink()

    def _is_by_this_command(self) -> bool:
        """Whether the same command, run beside this one, wrote what came up."""
        if not self.mark or not stat.S_ISREG(self.target.lstat().st_mode):
            return False
        return has_mark(self.target, self.mark) and not is_changed(self.target)


def _write(
    files: Mapping[Path, Content | Making],
    with_folders: bool,
    marks: Mapping[Path, str],
    force: bool,
    durable: bool,
) -> None:
    made: list[Path] = []
    works: list[Path] = []
    placed: list[Path] = []
    path = next(iter(files))
    try:
        staged: list[_Staged] = []
        for path, content in files.items():
            target, before = _target(path, marks[path], force)
            if with_folders:
                made += make_folder(target.parent, durable=durable)
            # A name that nobody can guess, so that nobody can lay something there.
            works.append(target.parent / f".retailgraph-{os.urandom(8).hex()}.tmp")
            _stage(works[-1], content, before, durable)
            staged.append(_Staged(works[-1], target, before is None, marks[path]))
        for each in staged:
            path = each.target
            each.place()
            placed += [path] if each.is_new else []
        for folder in {each.target.parent for each in staged} if durable else ():
            sync_folder(folder)
        made, placed = [], []
    except OSError as error:
        raise RetailGraphError(f"{path}: cannot be written: {_why(path, error)}") from error
    finally:
        for work in [*works, *placed]:
            with suppress(OSError):
                work.unlink()
        remove_folders(made)


def _target(path: Path, mark: str, force: bool) -> tuple[Path, os.stat_result | None]:
    """Where a file is really to be written, and what is there; Refused if that is not to be replaced."""
    try:
        if path.is_symlink():
            path = _followed(path)
        before = path.stat()
    except FileNotFoundError:
        return path, None
    kind = stat.S_IFMT(before.st_mode)
    if kind == stat.S_IFDIR:
        raise RetailGraphError(f"{path}: cannot be written: it is a folder; name a file in it")
    if kind != stat.S_IFREG:
        raise Refused(f"{path}: is {_KINDS.get(kind, 'no file')}; name a file, or - for standard output")
    if not os.access(path, os.W_OK):
        raise Refused(f"{path}: may not be written to; change its permissions, or choose another name")
    if before.st_size and not force and not (mark and has_mark(path, mark)):
        raise Refused(
            f"{path}: is there already, and not by this command; choose another name, or add --force"
        )
    if before.st_size and not force and is_changed(path):
        raise Refused(f"{path}: was edited since it was written; choose another name, or add --force")
    return path, before


_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def _followed(path: Path) -> Path:
    """Where a link leads, which stays what it is; Refused for one that somebody else laid there."""
    if hasattr(os, "geteuid") and path.lstat().st_uid != os.geteuid():
        raise Refused(f"{path}: is a link that somebody else made; choose another name")
    return Path(os.path.realpath(path))


def _stage(work: Path, content: Content | Making, before: os.stat_result | None, durable: bool) -> None:
    """Write the new file beside its place, with the permissions of the one that was ``before``."""
    descriptor = os.open(work, _EXCLUSIVE, 0o666 if before is None else 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if before is not None and hasattr(os, "fchmod"):
            with suppress(OSError):  # only root may give files away
                os.fchown(descriptor, before.st_uid, before.st_gid)
            os.fchmod(descriptor, stat.S_IMODE(before.st_mode) & 0o777)
        if callable(content):
            content(work)
        else:
            _write_pieces(file, content)
        if durable:
            os.fsync(descriptor)


def _write_pieces(file: BinaryIO, content: Content) -> None:
    file.writelines(_pieces(content))
    file.flush()


def _pieces(content: Content) -> Iterator[bytes]:
    for piece in (content,) if isinstance(content, str | bytes) else content:
        yield piece.encode() if isinstance(piece, str) else piece


def _write_stream(path: Path, content: Content) -> None:
    number = {"-": "1", "/dev/stdout": "1", "/dev/stderr": "2"}.get(str(path), path.name)
    try:
        if number == "1":
            sys.stdout.flush()
            _write_pieces(sys.stdout.buffer, content)
        elif str(path) == os.devnull:
            for _ in _pieces(content):
                pass
        else:
            with os.fdopen(os.dup(int(number)), "wb") as file:
                _write_pieces(file, content)
    except BrokenPipeError:
        raise  # the reader has enough, which is no fault
    except OSError as error:
        raise RetailGraphError(f"{path}: cannot be written: {error.strerror or error}") from error


def remove_folders(made: Iterable[Path]) -> None:
    """Take away those folders of :func:`make_folder` that are still empty."""
    for folder in reversed(list(made)):
        with suppress(OSError):  # somebody put something into it
            folder.rmdir()


def _why(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
        return f"there is no folder {path.parent}; make it first"
    return error.strerror or str(error)
