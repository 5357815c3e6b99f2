"""The power goes at any moment: what a file system may then hold, and whether that is before or after.

A model of what POSIX promises, and no more: what was written to a file is there once the file was synced,
and a name made, changed or taken away is there, or gone, once its folder was synced. Anything else may be
there or not: none of it, all of it, names without bytes, some names, some writes, half of a write.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from . import recording, scenes
from .kills import difference, warm
from .recording import SAID, Op
from .scenes import Scene, State

CUT = (
    "first load", "load", "load decisions", "load over another", "remove", "remove an entity",
    "reset of loads", "backup", "restore", "decide", "decide in a new folder", "undo", "review", "import",
    "import anew", "propose", "export the files", "init", "new article",
)  # fmt: skip
MADE = ("cache", "rdf-")
"""How the names begin of folders that can be made again: after a cut they are gone."""
SHARED = "-shm"
"""What ends the name of memory that processes share by a file, and that nobody reads after a cut."""


@dataclass
class Inode:
    """A file: the bytes that are on the disk for sure, those that a reader sees, and what lies between."""

    safe: bytes = b""
    now: bytes = b""
    waiting: list[Op] = field(default_factory=list)

    def change(self, op: Op, copied: bytes = b"") -> None:
        """One call that changes its bytes, or that waits until they are on the disk."""
        if op.kind == "sync":
            self.safe, self.waiting = self.now, []
            return
        if (
            op.kind == "write" and op.at < 0
        ):  # from where the last one ended: at the end, as files are written
            op = Op("write", op.path, data=op.data, at=len(self.now))
        if op.kind == "copy":
            op = Op("write", op.path, data=copied, at=0)
        self.now = _changed(self.now, op)
        self.waiting.append(op)


def _changed(data: bytes, op: Op) -> bytes:
    if op.kind == "truncate":
        return data[: op.at].ljust(op.at, b"\0")
    return data[: op.at].ljust(op.at, b"\0") + op.data + data[op.at + len(op.data) :]


@dataclass(frozen=True)
class Naming:
    """A change of names in some folders: each name is put where a file is, or taken away where None is."""

    changes: tuple[tuple[str, Inode | str | None], ...]

    def folders(self) -> set[str]:
        return {str(PurePosixPath(path).parent) for path, _ in self.changes}


class Disk:
    """A disk under a folder, while a command works on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now: dict[str, Inode | str] = {str(root): "folder"}
        for path in sorted(root.rglob("*")):
            data = b"" if path.is_dir() else path.read_bytes()
            self.now[str(path)] = "folder" if path.is_dir() else Inode(data, data)
        self.safe = dict(self.now)
        self.waiting: list[Naming] = []

    def do(self, op: Op) -> None:
        """One call."""
        file = self.now.get(op.path)
        if op.kind == "create" and file is None:
            self._name((op.path, Inode()))
        elif op.kind == "mkdir":
            self._name((op.path, "folder"))
        elif op.kind in ("unlink", "rmdir"):
            self._name((op.path, None))
        elif op.kind == "link" and file is not None:
            self._name((op.other, file))
        elif op.kind == "rename" and file is not None:
            inside = [p for p in self.now if p.startswith(f"{op.path}/")]
            moved = [(op.other + p[len(op.path) :], self.now[p]) for p in (op.path, *inside)]
            self._name(*moved, *((p, None) for p in (*inside, op.path)))
        elif op.kind == "sync" and file == "folder":
            self._sync_folder(op.path)
        elif isinstance(file, Inode) and op.kind in ("write", "copy", "truncate", "sync"):
            source = self.now.get(op.other)
            copied = source.now if isinstance(source, Inode) else b""
            file.change(op, copied or (Path(op.other).read_bytes() if op.kind == "copy" else b""))

    def _name(self, *changes: tuple[str, Inode | str | None]) -> None:
        naming = Naming(changes)
        _apply(self.now, naming)
        if str(self.root) not in {path for path, _ in changes}:
            self.waiting.append(naming)

    def _sync_folder(self, folder: str) -> None:
        for naming in [n for n in self.waiting if folder in n.folders()]:
            _apply(self.safe, naming)
            self.waiting.remove(naming)

    def after_a_cut(self, chance: random.Random, some: int) -> Iterator[dict[str, bytes | None]]:
        """What may be there when the power comes back: the bytes by path, None for a folder."""
        none: list[Naming] = []
        yield self._left(none, "lost", chance)
        for bytes_left in ("lost", "zeros", "some", "all"):
            yield self._left(self.waiting, bytes_left, chance)
        for _ in range(some):
            chosen = [naming for naming in self.waiting if chance.random() < 0.5]
            yield self._left(chosen, chance.choice(("lost", "zeros", "some", "all")), chance)

    def _left(
        self, there: Sequence[Naming], bytes_left: str, chance: random.Random
    ) -> dict[str, bytes | None]:
        names = dict(self.safe)
        for naming in there:
            _apply(names, naming)
        # Where the folder is not, there is nothing in it.
        reached = {p: f for p, f in names.items() if self._is_reached(p, names)}
        return {p: None if isinstance(f, str) else _left(f, bytes_left, chance) for p, f in reached.items()}

    def _is_reached(self, path: str, names: dict[str, Inode | str]) -> bool:
        above = [str(p) for p in PurePosixPath(path).parents if str(p).startswith(f"{self.root}/")]
        return all(names.get(p) == "folder" for p in above)


def _apply(names: dict[str, Inode | str], naming: Naming) -> None:
    for path, file in naming.changes:
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _left(file: Inode, how: str, chance: random.Random) -> bytes:
    if how == "all":
        return file.now
    if how == "zeros":
        return file.safe[: len(file.now)].ljust(len(file.now), b"\0")
    data = file.safe
    for op in file.waiting if how == "some" else ():
        if chance.random() < 0.5:  # whole or in part, in whatever order a disk thinks best
            part = op if chance.random() < 0.7 else Op(op.kind, data=op.data[: len(op.data) // 2], at=op.at)
            data = _changed(data, part)
    return data


@dataclass
class Cut:
    """What became of the cuts into one command."""

    scene: str
    calls: int = 0
    cuts: int = 0
    states: int = 0
    before: int = 0
    after: int = 0
    parts: int = 0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """One row of a table."""
        figures = (self.calls, self.cuts, self.states, self.before, self.after, self.parts, len(self.faults))
        return f"| {self.scene} | " + " | ".join(str(figure) for figure in figures) + " |"


def cut(scene: Scene, folder: Path, some: int = 2, seed: int = 1, deaf: bool = False, every: int = 1) -> Cut:
    """Cut the power before, between and after all recorded calls of a command, or ``every`` so many of them.

    ``deaf``: of a disk that takes no notice of syncs, to see that faults are found.
    """
    warm()
    ready = scenes.ready(scene, folder)
    before = scenes.state(scenes.copy(ready, folder / "work"))
    work = scenes.copy(ready, folder / "work")
    _drop_made(work)
    disk = Disk(work)
    scenes.copy(ready, work)
    ops = recording.record(scene.words, work, scenes.environment(work), work, folder / "trace")
    after = scenes.state(work)
    done = Cut(scene.name, calls=sum(op.kind != SAID for op in ops))
    checked: dict[str, str] = {}
    chance = random.Random(seed)
    said = False
    for number, op in enumerate([Op("begin"), *ops]):
        if op.kind == SAID:
            said = said or scene.done in op.data
        elif not _is_made(op.path):
            if not (deaf and op.kind == "sync"):
                disk.do(op)
        else:
            continue
        if number % every and not said:
            continue
        for left in disk.after_a_cut(chance, some):
            done.cuts += 1
            _judge(done, scene, left, folder, (before, after), said, checked)
    done.states = len(checked)
    return done


def _judge(
    done: Cut, scene: Scene, left: dict[str, bytes | None], folder: Path,
    ends: tuple[State, State], said: bool, checked: dict[str, str],
) -> None:  # fmt: skip
    key = _key(left)
    if key not in checked:
        checked[key] = _end(left, folder / "work", *ends)
    end = checked[key]
    if said and end not in ("after", "same"):
        end = f"the command had said that it was done, and what is there is {end}"
    if end == "before":
        done.before += 1
    elif end in ("after", "same"):
        done.after += 1
    elif end == "in parts" and scene.done:  # it writes several files, each of which is whole
        done.parts += 1
    else:
        done.faults.append(end)


def _end(left: dict[str, bytes | None], work: Path, before: State, after: State) -> str:
    shutil.rmtree(work)
    work.mkdir()
    for path, data in sorted(left.items()):
        if data is None:
            Path(path).mkdir(parents=True, exist_ok=True)
        else:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(data)
    try:
        found = scenes.state(work, heal=True)
    except AssertionError as error:
        return str(error)
    if before == after == found:
        return "same"
    if found == before:
        return "before"
    if found == after:
        return "after"
    return "in parts" if scenes.is_whole(found, before, after) else str(difference(found, before, after))


def _is_made(path: str) -> bool:
    return path.endswith(SHARED) or any(part.startswith(MADE) for part in PurePosixPath(path).parts)


def _drop_made(work: Path) -> None:
    for path in sorted(work.rglob("*")):
        if _is_made(str(path.relative_to(work))) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def _key(left: dict[str, bytes | None]) -> str:
    kept = (f"{path} {data!r}" for path, data in sorted(left.items()) if not path.endswith(".tmp"))
    return hashlib.sha256("\n".join(kept).encode()).hexdigest()
