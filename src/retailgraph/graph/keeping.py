"""What the user gave, kept: a log of loads whose index is replaced at one stroke.

A folder holds::

    retailgraph-loads      the index: the loads that count, oldest first, each with the SHA-256 of its record
    lock                   locked while somebody writes; says who
    000001.json            the record of a load: its files, with their SHA-256 and what they say
    000001/                copies of these files; a removal has none

A load, a removal and a reset are each one replacement of the index; what it names is on the disk before, and
it is on the disk when the command says so. What no index names is rubbish of a writer that was killed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from retailgraph.errors import InvalidData, RetailGraphError, StoreError

if TYPE_CHECKING:
    from retailgraph.articles import Bundle

INDEX = "retailgraph-loads"
_FORMAT = 1
_LOADED, _REMOVED = "loaded.txt", "removed.txt"  # before there was an index
_CHUNK = 1 << 20
AGAIN = "load it again"


class Said(NamedTuple):
    """What a kept file says, by ids, and the SHA-256 of its bytes; ``decides`` if it is one of decisions."""

    sha256: str
    articles: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One load: its files by their paths in its folder, and the ids of what it took away."""

    files: Mapping[str, Said] = field(default_factory=dict)
    articles_gone: tuple[str, ...] = ()
    entities_gone: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """The record as it is written."""
        gone = {"articles_gone": self.articles_gone, "entities_gone": self.entities_gone}
        plain = {"files": {path: said._asdict() for path, said in self.files.items()}, **gone}
        return json.dumps(plain, ensure_ascii=False, indent=0).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Record:
        """The record that was written; ValueError, KeyError or TypeError for anything else."""
        plain = json.loads(text)
        files = {
            path: Said(s["sha256"], tuple(s["articles"]), tuple(s["entities"]), bool(s["decides"]))
            for path, s in plain["files"].items()
        }
        return cls(files, tuple(plain["articles_gone"]), tuple(plain["entities_gone"]))


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """Something the user gave that is not kept, or not loaded, as it was given.

    ``fault`` is ``missing``, ``empty``, ``changed`` or ``left out``; ``articles`` and ``entities`` are the
    ids of what is concerned and not given anew since, where they are known.
    """

    path: str
    fault: str
    reason: str
    articles: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    def __str__(self) -> str:
        ids = [*self.articles, *self.entities]
        more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
        about = f" ({', '.join(ids[:3])}{more})" if ids else ""
        return f"{self.path}{about}: {self.reason}"


class Standing:
    """Where what counts of all loads is kept: by id, and of the decisions, the path and what it says."""

    def __init__(self) -> None:
        self.articles: dict[str, tuple[str, Said]] = {}
        self.entities: dict[str, tuple[str, Said]] = {}
        self.decisions: dict[str, Said] = {}
        self.hidden: set[str] = set()
        """Shipped articles that the user removed."""

    def add(self, folder: str, record: Record) -> None:
        """Lay a later load over these."""
        for id in record.articles_gone:
            if self.articles.pop(id, None) is None:
                self.hidden.add(id)
        for id in record.entities_gone:
            self.entities.pop(id, None)
        if any(said.decides for said in record.files.values()):
            self.decisions = {f"{folder}/{p}": said for p, said in record.files.items() if said.decides}
        for path, said in record.files.items():
            place = (f"{folder}/{path}", said)
            self.articles.update(dict.fromkeys(said.articles, place))
            self.entities.update(dict.fromkeys(said.entities, place))

    def of(self, path: str, said: Said) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """What of a file still counts: articles, entities, and whether its decisions do."""
        return (
            tuple(id for id in said.articles if self.articles.get(id, ("",))[0] == path),
            tuple(id for id in said.entities if self.entities.get(id, ("",))[0] == path),
            path in self.decisions,
        )


class Log:
    """The loads kept in one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    # --- reading --------------------------------------------------------------------------------------------

    def entries(self) -> dict[str, str]:
        """The names of the loads that count, oldest first, with the SHA-256 of their records.

        From the folders themselves where there is no sound index: then :meth:`losses` says so.
        """
        found = self._index()
        return self._folders() if found is None else found

    def _index(self) -> dict[str, str] | None:
        """What the index says; None if there is none or it is damaged."""
        try:
            text = (self.root / INDEX).read_bytes()
        except FileNotFoundError:
            return None if self._numbered() else {}
        except OSError as error:
            raise StoreError(f"{self.root}: cannot be read: {error.strerror}") from error
        head, _, tail = text.rstrip(b"\n").rpartition(b"\n")
        if not head or tail != _sum(head):
            return None
        lines = head.decode("ascii").splitlines()
        if int(lines[0].split()[-1]) > _FORMAT:
            raise StoreError(f"{self.root} was written by a newer retailgraph; update retailgraph")
        return {name: sha for name, _, sha in (line.partition(" ") for line in lines[1:])}

    def _numbered(self) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self.root) if name.isdigit())  # noqa: PTH208 - names, on the cold path
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self.root}: cannot be read: {error.strerror}") from error

    def _folders(self) -> dict[str, str]:
        return {name: _sha256(self._recorded(name)) for name in self._numbered()}

    def _recorded(self, name: str) -> bytes:
        """The bytes of a record, made up from its files for a load of before there were records."""
        folder = self.root / name
        try:
            return self._record_of(name).read_bytes()
        except OSError:
            pass
        files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in (_LOADED, _REMOVED)]
        # All ids of the load stand by its first file: which file holds which nobody has noted.
        ids = [_listed(folder / _LOADED), *[()] * len(files)]
        said = {
            p.relative_to(folder).as_posix(): Said(_sha256(p.read_bytes()), tuple(ids[n]))
            for n, p in enumerate(files)
        }
        return Record(said, tuple(_listed(folder / _REMOVED))).to_json()

    def _record_of(self, name: str) -> Path:
        return self.root / f"{name}.json"

    def record(self, name: str, sha: str) -> Record | None:
        """The record of a load; None if it is not what was written."""
        try:
            text = self._recorded(name)
            return Record.from_json(text) if _sha256(text) == sha else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None

    def standing(self) -> Standing:
        """What of all loads counts."""
        whole = Standing()
        for name, record in self.records():
            whole.add(name, record)
        return whole

    def records(self) -> Iterator[tuple[str, Record]]:
        """The loads with sound records, oldest first."""
        for name, sha in self.entries().items():
            record = self.record(name, sha)
            if record is not None:
                yield name, record

    def faults(self) -> dict[str, str]:
        """The kept files that are missing, empty or changed, by path; every file is read."""
        files = {
            self.root / name / path: said
            for name, record in self.records()
            for path, said in record.files.items()
        }
        faults = {str(path): _fault(path, said.sha256) for path, said in files.items()}
        return {path: fault for path, fault in faults.items() if fault}

    def losses(self, faults: Mapping[str, str]) -> tuple[Loss, ...]:
        """What counts and is kept no more as it was given, where these are faulty."""
        found = [] if self._index() is not None else self._without_index()
        standing = self.standing()
        for name, sha in self.entries().items():
            record = self.record(name, sha)
            if record is None:
                found.append(self._lost_load(name))
                continue
            for path, said in record.files.items():
                articles, entities, decides = standing.of(f"{name}/{path}", said)
                fault = faults.get(str(self.root / name / path), "")
                if fault and (articles or entities or decides):
                    reason = f"{_WORDS[fault]}; {AGAIN}"
                    if articles or entities:
                        reason += f", or let it go: retailgraph remove {(*articles, *entities)[0]}"
                    found.append(Loss(str(self.root / name / path), fault, reason, articles, entities))
        return tuple(found)

    def _without_index(self) -> list[Loss]:
        if not (self.root / INDEX).exists() and not any(self.root.glob("*.json")):
            return []  # kept by an earlier version
        fault = "changed" if (self.root / INDEX).exists() else "missing"
        reason = f"{_WORDS[fault]}; the loads beside it are read as they are, and the next load mends it"
        return [Loss(str(self.root / INDEX), fault, reason)]

    def _lost_load(self, name: str) -> Loss:
        path = self._record_of(name)
        fault = "changed" if path.exists() else "missing"
        advice = "forget all, and load your files again: retailgraph store reset --loads"
        return Loss(str(path), fault, f"{_WORDS[fault]}, so load {int(name)} is left out; {advice}")

    # --- writing, under the lock ----------------------------------------------------------------------------

    def stage(
        self,
        bundle: Bundle | None = None,
        articles_gone: Iterable[str] = (),
        entities_gone: Iterable[str] = (),
    ) -> Staged:
        """Copies of the files of a bundle, or a removal, on the disk and ready to be committed.

        InvalidData if a file is no longer as it was read.
        """
        entries = self.entries()
        with self._told():
            if not (self.root / INDEX).exists():
                self._begin(entries)
            self.sweep(entries)
            number = 1 + max((int(name) for name in entries), default=0)
            staged = Staged(self, f"{number:06d}", dict(entries))
            try:
                files = _copied(bundle, self.root / staged.name) if bundle and bundle.files else {}
                record = Record(files, tuple(sorted(articles_gone)), tuple(sorted(entities_gone))).to_json()
                _write(self._record_of(staged.name), record)
                _sync(self.root)
            except BaseException:
                staged.clear()
                raise
        staged.entries[staged.name] = _sha256(record)
        return staged

    def _begin(self, entries: Mapping[str, str]) -> None:
        """Write the first index, before any load: one that is missing later was lost."""
        from retailgraph.writing import make_folder

        make_folder(self.root, durable=True)
        for name in entries:  # of an earlier version
            if not self._record_of(name).exists():
                _write(self._record_of(name), self._recorded(name))
        # Whoever made these folders may have been killed before their names were on the disk.
        for folder in self.root.parents:
            with suppress(PermissionError):
                _sync(folder)
        self.write_index(entries)

    def write_index(self, entries: Mapping[str, str]) -> None:
        """Replace the index: the one step by which anything changes."""
        from retailgraph.writing import write_whole

        lines = [f"{INDEX} {_FORMAT}", *(f"{name} {sha}" for name, sha in entries.items())]
        head = "\n".join(lines).encode("ascii")
        write_whole(self.root / INDEX, head + b"\n" + _sum(head) + b"\n", force=True, durable=True)

    def reset(self) -> None:
        """Forget all loads."""
        if self.entries() or self._index() is None:
            with self._told():
                self.write_index({})
        with suppress(OSError):
            self.sweep({})

    def sweep(self, entries: Mapping[str, str]) -> None:
        """Delete what no index names."""
        for path in self.root.iterdir():
            rubbish = path.name.startswith(".retailgraph-") and path.name.endswith(".tmp")
            number = path.name.split(".")[0]
            numbered = number.isdigit() and number not in entries
            if rubbish or numbered:
                _clear(path)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise not_kept(self.root, error.strerror or str(error)) from error
        except InvalidData:
            raise
        except RetailGraphError as error:
            raise not_kept(self.root, getattr(error.__cause__, "strerror", None) or str(error)) from error


class Staged(NamedTuple):
    """A load that is on the disk but does not count yet."""

    log: Log
    name: str
    entries: dict[str, str]

    def commit(self) -> None:
        """Make it count."""
        with self.log._told():
            self.log.write_index(self.entries)

    def __enter__(self) -> Staged:
        return self

    def __exit__(self, *exc: object) -> None:
        """Take it away again; nothing if it was committed."""
        if self.name not in self.log.entries():
            self.clear()

    def clear(self) -> None:
        """Take its files away."""
        with suppress(OSError):  # the next writer sweeps again
            self.log.sweep({name: sha for name, sha in self.entries.items() if name != self.name})


def not_kept(place: Path, why: str) -> StoreError:
    """The error for files that cannot be kept."""
    return StoreError(f"{place}: the files cannot be kept there: {why}; nothing was changed")


_WORDS = {
    "missing": "is missing",
    "empty": "is empty",
    "changed": "has changed since it was loaded",
}


def _fault(path: Path, sha256: str) -> str:
    """What is wrong with a kept file; nothing if it is as it was given."""
    try:
        if not path.is_file():
            return "missing"
        found = _file_sha256(path)
    except OSError:
        return "missing"
    if found == sha256:
        return ""
    return "changed" if path.stat().st_size else "empty"


def _copied(bundle: Bundle, folder: Path) -> dict[str, Said]:
    """Copies of the files of a bundle in a folder; InvalidData if one is not what was read."""
    said = _said(bundle)
    copies: dict[str, Said] = {}
    folder.mkdir()
    for source, what in said.items():
        # Entity files of two folders may share a name; an article's name is its id.
        name = Path(source).name
        place = next(p for n in range(1, len(said) + 1) if (p := f"{n:05d}/{name}") not in copies)
        copies[place] = what
        (folder / place).parent.mkdir(exist_ok=True)
        if _copy(Path(source), folder / place) != what.sha256:
            raise InvalidData(f"{source} changed while it was loaded; nothing was loaded; {AGAIN}")
    for place in copies:  # after all are written: the disk then has less to wait for
        _sync(folder / place)
    for inside in (*sorted({(folder / place).parent for place in copies}), folder):
        _sync(inside)
    return copies


def _said(bundle: Bundle) -> dict[str, Said]:
    articles: dict[str, list[str]] = {}
    entities: dict[str, list[str]] = {}
    for article in bundle.articles:
        articles.setdefault(article.path, []).append(article.id)
    for entity in bundle.entities:
        entities.setdefault(entity.path, []).append(entity.id)
    return {
        path: Said(
            bundle.hashes[path],
            tuple(articles.get(path, ())),
            tuple(entities.get(path, ())),
            kind == "decisions",
        )
        for path, kind in bundle.files.items()
    }


def is_kept(bundle: Bundle, root: Path, standing: Standing) -> bool:
    """Whether all that a bundle says counts already, from files of the same bytes that are still there."""
    said = _said(bundle)
    sound: dict[str, bool] = {}
    if bundle.decides and _decided(said.values()) != _decided(standing.decisions.values()):
        return False

    def same(place: tuple[str, Said] | None, what: Said) -> bool:
        if place is None or place[1].sha256 != what.sha256:
            return False
        path, kept = place
        if path not in sound:
            sound[path] = not _fault(root / path, kept.sha256)
        return sound[path]

    return all(same(place, place[1]) for place in standing.decisions.items() if bundle.decides) and all(
        all(same(standing.articles.get(id), what) for id in what.articles)
        and all(same(standing.entities.get(id), what) for id in what.entities)
        for what in said.values()
    )


def _decided(said: Iterable[Said]) -> list[str]:
    return sorted(what.sha256 for what in said if what.decides)


def _copy(source: Path, target: Path) -> str:
    """Copy a file; gives the SHA-256 of what was written."""
    from hashlib import sha256

    seen = sha256()
    with source.open("rb") as given, target.open("xb") as kept:
        while piece := given.read(_CHUNK):
            seen.update(piece)
            kept.write(piece)
    return seen.hexdigest()


def _file_sha256(path: Path) -> str:
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _sha256(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def _sum(head: bytes) -> bytes:
    return b"sum %08x" % crc32(head)


def _listed(path: Path) -> Sequence[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else ()


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _sync(path)


def _sync(path: Path) -> None:
    from retailgraph.writing import sync_folder

    if path.is_dir():
        sync_folder(path)
        return
    descriptor = os.open(path, os.O_RDWR)  # for reading alone it could not be synced on Windows
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(path: Path) -> None:
    import shutil

    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
