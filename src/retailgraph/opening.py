"""Files that a user names, opened for reading: only files, and never more of them than is allowed.

The one place that does. A pipe would be waited for, a device has no end, and a folder says nothing; what the
user's shell hands over (``/dev/stdin``, ``/dev/fd/63``) may be a pipe, which somebody is writing.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

from retailgraph.errors import InvalidData

_STREAM = re.compile(r"/dev/stdin|(?:/dev|/proc/self)/fd/\d+")
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_KINDS = {
    stat.S_IFDIR: "it is a folder",
    stat.S_IFIFO: "it is a pipe; write it to a file first, or use standard input",
    stat.S_IFSOCK: "it is a socket",
    stat.S_IFCHR: "it is a device",
    stat.S_IFBLK: "it is a device",
}


def open_file(path: Path) -> BinaryIO:
    """A file, open for reading; OSError, whose ``strerror`` says why, if it cannot be or is no file."""
    kind = stat.S_IFMT(path.stat().st_mode)
    if is_stream(path) and kind == stat.S_IFIFO:
        return path.open("rb")
    _refuse(path, kind)
    descriptor = os.open(path, _FLAGS)  # which does not wait for a pipe that was put there just now
    try:
        _refuse(path, stat.S_IFMT(os.fstat(descriptor).st_mode))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def size_of(path: Path) -> int:
    """The bytes of a file; 0 where one may not look, which its reader says."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file; OSError as :func:`open_file`, and for one of more than ``most`` bytes."""
    with open_file(path) as file:
        # The size first: a huge file must not be read to find out that it is huge.
        size = os.fstat(file.fileno()).st_size
        data = file.read(most + 1) if size <= most else b""
    if size > most or len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes", str(path))
    return data


def read_text(path: Path, most: int) -> str:
    """The text of a UTF-8 file; OSError as :func:`read_bytes`, UnicodeDecodeError if it is none."""
    return read_bytes(path, most).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def why_not(path: Path) -> str:
    """Why a path cannot be read as a file, without opening it; empty if it may be."""
    try:
        _refuse(path, stat.S_IFMT(path.stat().st_mode))
    except OSError as error:
        return error.strerror or str(error)
    return ""


def unreadable(path: Path, error: OSError | ValueError) -> InvalidData:
    """What is raised for a file that a user named and that is missing, no file, or not to be read."""
    return InvalidData(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}")


def is_stream(path: Path) -> bool:
    """Whether a path means a stream that the user's shell handed over."""
    return bool(_STREAM.fullmatch(str(path)))


def _refuse(path: Path, kind: int) -> None:
    if kind != stat.S_IFREG:
        raise OSError(errno.EINVAL, _KINDS.get(kind, "it is no file"), str(path))
