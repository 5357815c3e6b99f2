"""What a command asks the system to do to files, in order, as strace tells it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "open,openat,creat,write,pwrite64,writev,ftruncate,truncate,rename,renameat,renameat2,link,linkat,"
    "symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,copy_file_range,sendfile,mmap"
)
SAID = "said"


@dataclass(frozen=True)
class Op:
    """One change, by its kind: the path it is about, the other path of a rename or link, bytes and place."""

    kind: str
    path: str = ""
    other: str = ""
    data: bytes = b""
    at: int = -1


def possible() -> str:
    """Why nothing can be recorded here; empty if it can."""
    if sys.platform != "linux" or not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True)
    return "strace may not follow processes here" if tried.returncode else ""


def record(words: Iterable[str], folder: Path, env: dict[str, str], scope: Path, trace: Path) -> list[Op]:
    """Run a command and give what it did under ``scope``, and when it said something on standard output."""
    strace = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-o", str(trace), "-e", f"trace={CALLS}"]
    done = subprocess.run(
        [*strace, sys.executable, "-m", "retailgraph", *words, "-q"],
        cwd=folder, env={**os.environ, **env, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    with trace.open(encoding="utf-8", errors="replace") as lines:
        return [op for op in _ops(_whole(lines), str(folder)) if op.kind == SAID or _inside(op, str(scope))]


def _inside(op: Op, scope: str) -> bool:
    return op.path.startswith(scope) or op.other.startswith(scope)


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """The calls, each whole where another thread's stood between its beginning and its end."""
    begun: dict[str, str] = {}
    for line in lines:
        process, _, rest = line.rstrip("\n").partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            begun[process] = rest.removesuffix("<unfinished ...>")
        elif rest.startswith("<..."):
            yield begun.pop(process, "") + rest.partition("resumed>")[2]
        else:
            yield rest


_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<((?:\\x[0-9a-f]{2})*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FD = re.compile(r"(?:AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>")


def _ops(calls: Iterable[str], here: str) -> Iterator[Op]:
    for call in calls:
        found = _CALL.match(call)
        if found and not found[3].startswith("-"):
            yield from _op(found[1], found[2], int(found[3]), _path(found[4] or ""), here)


def _path(written: str) -> str:
    return os.fsdecode(bytes.fromhex(written.replace("\\x", "")))


def _op(name: str, given: str, result: int, opened: str, here: str) -> Iterator[Op]:
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(given)]
    places = [_path(written) for written in _FD.findall(given)]
    if name in ("open", "openat", "creat"):
        if "O_CREAT" in given or name == "creat":
            yield Op("create", opened)
        if "O_TRUNC" in given:
            yield Op("truncate", opened, at=0)
    elif name == "write" and given.startswith("1<"):
        yield Op(SAID, data=texts[0])
    elif name == "write" and places:
        yield Op("write", places[0], data=texts[0][:result])
    elif name == "pwrite64" and places:
        yield Op("write", places[0], data=texts[0][:result], at=int(given.rsplit(",", 1)[1]))
    elif name == "writev" and places:
        yield Op("write", places[0], data=b"".join(texts)[:result])
    elif name in ("copy_file_range", "sendfile") and places:
        target = places[1] if name == "copy_file_range" else places[0]
        source = places[0] if name == "copy_file_range" else places[1]
        yield Op("copy", target, source)
    elif name == "ftruncate" and places:
        yield Op("truncate", places[0], at=int(given.rsplit(",", 1)[1]))
    elif name in ("fsync", "fdatasync"):
        yield Op("sync", places[0])
    elif name == "mmap" and "MAP_SHARED" in given and "PROT_WRITE" in given and places:
        yield Op("mapped", places[0])
    else:
        yield from _named(name, texts, places or [here], given)


def _named(name: str, texts: list[bytes], places: list[str], given: str) -> Iterator[Op]:
    # A path that is no whole one starts from the folder that stands before it.
    starts = [*places, *[places[-1]] * len(texts)]
    paths = [
        os.path.normpath(Path(start) / os.fsdecode(text)) for start, text in zip(starts, texts, strict=False)
    ]
    if name.startswith("rename"):
        yield Op("rename", paths[0], paths[1])
    elif name.startswith("link"):
        yield Op("link", paths[0], paths[1])
    elif name.startswith("mkdir"):
        yield Op("mkdir", paths[0])
    elif name == "rmdir" or (name == "unlinkat" and "AT_REMOVEDIR" in given):
        yield Op("rmdir", paths[0])
    elif name.startswith("unlink"):
        yield Op("unlink", paths[0])
