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

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from retailgraph.errors import InvalidData, RetailGraphError, StoreError
from retailgraph.graph.kept import AGAIN, Loss, Record, Said, Standing, fault_of, sha256_of

if TYPE_CHECKING:
    from retailgraph.articles import Bundle

INDEX = "retailgraph-loads"
_FORMAT = 1
_LOADED, _REMOVED = "loaded.txt", "removed.txt"  # before there was an index


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
        return {name: sha256_of(self._recorded(name)) for name in self._numbered()}

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
            p.relative_to(folder).as_posix(): Said(sha256_of(p.read_bytes()), tuple(ids[n]))
            for n, p in enumerate(files)
        }
        return Record(said, tuple(_listed(folder / _REMOVED))).to_json()

    def _record_of(self, name: str) -> Path:
        return self.root / f"{name}.json"

    def record(self, name: str, sha: str) -> Record | None:
        """The record of a load; None if it is not what was written."""
        try:
            text = self._recorded(name)
            return Record.from_json(text) if sha256_of(text) == sha else None
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
        faults = {str(path): fault_of(path, said.sha256) for path, said in files.items()}
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
        from retailgraph.graph.copying import copied, sync, write

        entries = self.entries()
        with self._told():
            if not (self.root / INDEX).exists():
                self._begin(entries)
            self.sweep(entries)
            number = 1 + max((int(name) for name in entries), default=0)
            staged = Staged(self, f"{number:06d}", dict(entries))
            try:
                files = copied(bundle, self.root / staged.name) if bundle and bundle.files else {}
                record = Record(files, tuple(sorted(articles_gone)), tuple(sorted(entities_gone))).to_json()
                write(self._record_of(staged.name), record)
                sync(self.root)
            except BaseException:
                staged.clear()
                raise
        staged.entries[staged.name] = sha256_of(record)
        return staged

    def _begin(self, entries: Mapping[str, str]) -> None:
        """Write the first index, before any load: one that is missing later was lost."""
        from retailgraph.graph.copying import sync, write
        from retailgraph.writing import make_folder

        make_folder(self.root, durable=True)
        for name in entries:  # of an earlier version
            if not self._record_of(name).exists():
                write(self._record_of(name), self._recorded(name))
        # Whoever made these folders may have been killed before their names were on the disk.
        for folder in self.root.parents:
            with suppress(PermissionError):
                sync(folder)
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
        from retailgraph.graph.copying import clear

        for path in self.root.iterdir():
            rubbish = path.name.startswith(".retailgraph-") and path.name.endswith(".tmp")
            number = path.name.split(".")[0]
            numbered = number.isdigit() and number not in entries
            if rubbish or numbered:
                clear(path)

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


def _sum(head: bytes) -> bytes:
    return b"sum %08x" % crc32(head)


def _listed(path: Path) -> Sequence[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else ()
