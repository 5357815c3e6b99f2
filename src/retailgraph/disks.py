"""What a disk can do."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "lustre")


def knows_shared_memory(path: Path) -> bool:
    """Whether processes that open a file there can share memory: not on a network disk."""
    return file_system(path) not in _NETWORK


def file_system(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """The kind of file system that a path lies on, as Linux calls it; empty where that is not told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place = Path(os.path.realpath(path))
    found = ("", "")
    for line in lines:
        about, _, kind = line.partition(" - ")
        where = about.split()[4].replace("\\040", " ")
        if place.is_relative_to(where) and len(where) >= len(found[0]):
            found = (where, kind.split()[0])
    return found[1]


def is_read_only(folder: Path) -> bool:
    """Whether nothing can be written on the disk of a folder, whoever asks; False where that is not told."""
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):  # Windows has no such call
        return False


def sync_folder(folder: Path) -> None:
    """See to it that what was made in a folder is there after a power cut."""
    if sys.platform == "win32":  # folders cannot be opened there, and need not be
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
