"""One at a time where files of other people are changed, and no lock file may be left."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retailgraph.errors import Locked

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_POLL_SECONDS = 0.02


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


def _try_lock(descriptor: int) -> bool:
    """Take the lock on an open file if it is free; closing the file releases it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        raise
    return True
