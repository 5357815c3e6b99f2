"""The text files behind a store: the shipped ones and, over them, what the user loaded.

Each load is one numbered folder holding copies of just the files given, so that one rename commits it; a
removal is a folder with a list. Replaying the folders in order gives the same graph again, which is what a
rebuild does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from retailgraph._version import __version__
from retailgraph.errors import StoreError
from retailgraph.graph import places

if TYPE_CHECKING:
    from retailgraph.articles import Article, Bundle, Entity, Finding
    from retailgraph.articles.decisions_file import Decision
    from retailgraph.ontology import Ontology

_LOADED, _REMOVED, _OVER_SHIPPED = "loaded.txt", "removed.txt", "over-shipped"
FORMAT = 13
"""Raise it when the quads of the same files change: older stores are then rebuilt."""


class Contents:
    """All entities and articles of a store, later files over earlier ones, and the decisions about them."""

    __slots__ = ("articles", "decisions", "entities", "findings", "read_as")

    def __init__(
        self,
        entities: dict[str, Entity] | None = None,
        articles: dict[str, Article] | None = None,
        findings: list[Finding] | None = None,
        decisions: Sequence[Decision] = (),
    ) -> None:
        self.entities = entities or {}
        self.articles = articles or {}
        self.findings = findings or []
        self.decisions = tuple(decisions)
        self.read_as: dict[str, tuple[str, tuple[str, ...]]] = {}

    def decided(self, ontology: Ontology) -> Contents:
        """The same with the decisions carried out: entities made one, articles read as about those kept.

        ``read_as`` of what is given back maps each id of such an entity to the one kept and to the types that
        its own file says, which is what the claims of files are checked against.
        """
        from retailgraph.articles.decisions_file import kept_ids
        from retailgraph.articles.merging import Reader, merge_entities

        kept = kept_ids(self.decisions)
        entities, findings = merge_entities(self.entities, kept)
        kept = {id: kept[id] for id in kept if id not in entities}
        reader = Reader(kept, ontology)
        articles = {a.id: a for a in reader.articles(self.articles.values())}
        whole = Contents(entities, articles, [*self.findings, *findings, *reader.findings], self.decisions)
        whole.read_as = {
            id: (kept.get(id, id), self.entities[id].types) for id in sorted({*kept, *kept.values()})
        }
        return whole

    def record(self) -> dict[str, Any]:
        """The decisions, as plain values for the record of a store."""
        made = [
            {
                "verdict": d.verdict,
                "ids": d.ids,
                "by": d.by,
                "why": d.why,
                "on": str(d.on or ""),
                "place": d.place,
            }
            for d in self.decisions
        ]
        return {"decisions": made, "read_as": self.read_as}


class Sources:
    """The shipped files, if ``shipped`` is set, and the loads kept in ``root``."""

    def __init__(self, root: Path, shipped: bool) -> None:
        self.root = root
        self.shipped = shipped

    def loads(self) -> list[str]:
        """The names of the committed loads, oldest first."""
        try:
            return sorted(name for name in os.listdir(self.root) if name.isdigit())  # noqa: PTH208 - names, on the cold path
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self.root}: cannot be read: {error.strerror}") from error

    def folders(self) -> tuple[Path, ...]:
        """The shipped folders that the store is built from."""
        return (
            (places.shipped("ontology"), places.shipped("data"))
            if self.shipped
            else (places.shipped("ontology"),)
        )

    def meta(self) -> dict[str, Any]:
        """What a store built now would be built from."""
        return {
            "format": FORMAT,
            "version": __version__,
            "shipped": self.shipped,
            "loads": self.loads(),
            "signature": _quick_signature(self.folders()),
            "content": _signature(self.folders(), _by_content),
        }

    def matches(self, meta: Mapping[str, Any]) -> bool:
        """Whether a store with this record is up to date; cheap as long as no file was touched."""
        if (
            meta.get("format") != FORMAT
            or meta.get("version") != __version__
            or meta.get("loads") != self.loads()
        ):
            return False
        if meta.get("signature") == _quick_signature(self.folders()):
            return True
        return bool(meta.get("content") == _signature(self.folders(), _by_content))

    # --- reading --------------------------------------------------------------------------------------------

    def read(
        self, ontology: Ontology, progress: Callable[[str], None] | None = None, also: Bundle | None = None
    ) -> Contents:
        """All that the store is built from; faulty files of earlier loads are left out and reported.

        ``also`` is a load that is yet to be committed. The user's decisions overrule shipped ones.
        """
        shipped = self._shipped(ontology)
        user: Contents = Contents()
        for name in self.loads():
            known = {i: e.types for i, e in {**shipped.entities, **user.entities}.items()}
            self._replay(self.root / name, ontology, known, user)
            if progress:
                progress(f"replaying load {int(name)}")
        if also is not None:
            _add(user, also)
        _, hidden = self._over_shipped()
        articles = {i: a for i, a in shipped.articles.items() if i not in hidden}
        decisions, overruled = _in_force(user, shipped)
        return Contents(
            {**shipped.entities, **user.entities},
            {**articles, **user.articles},
            shipped.findings + user.findings + overruled,
            decisions,
        )

    def _shipped(self, ontology: Ontology) -> Contents:
        contents = Contents()
        if self.shipped:
            _add(contents, _read([places.shipped("data")], ontology, {}))
        return contents

    def _replay(
        self, folder: Path, ontology: Ontology, known: Mapping[str, Sequence[str]], user: Contents
    ) -> None:
        for article in _listed(folder / _REMOVED):
            user.articles.pop(article, None)
        files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in (_LOADED, _REMOVED)]
        if files:
            _add(user, _read(files, ontology, known))

    def _over_shipped(self) -> tuple[set[str], set[str]]:
        """The ids of the articles that the user loaded, and of the shipped ones that the user removed."""
        mine: set[str] = set()
        hidden: set[str] = set()
        for name in self.loads():
            removed = set(_listed(self.root / name / _REMOVED))
            hidden |= removed - mine
            mine = (mine - removed) | set(_listed(self.root / name / _LOADED))
        return mine, hidden

    def shipped_below(self, articles: Iterable[str], ontology: Ontology) -> list[Article]:
        """The shipped articles that come back when the user's articles of these ids go."""
        mine, hidden = self._over_shipped()
        wanted = mine.intersection(articles) - hidden
        if not wanted or not self.shipped:
            return []
        return [a for i, a in self._shipped(ontology).articles.items() if i in wanted]

    # --- writing --------------------------------------------------------------------------------------------

    def stage(
        self, files: Iterable[Path] = (), loaded: Iterable[str] = (), removed: Iterable[str] = ()
    ) -> Staged:
        """Copies of these files, or a list of removed articles, ready to be committed by one rename.

        ``loaded`` are the ids of the articles in the files: a bulk file does not show them by its name.
        """
        number = int(max(self.loads(), default="0")) + 1
        target = self.root / f"{number:06d}"
        work = target.with_suffix(".tmp")
        try:
            _clear(work)
            work.mkdir(parents=True)
            for position, path in enumerate(files, 1):
                # Entity files of two folders may share a name; an article's name is its id.
                folder = work / f"{position:05d}"
                folder.mkdir()
                (folder / path.name).write_bytes(path.read_bytes())
            for name, ids in ((_LOADED, sorted(loaded)), (_REMOVED, sorted(removed))):
                if ids:
                    (work / name).write_text("\n".join(ids) + "\n", encoding="utf-8")
        except OSError as error:
            _clear(work)
            raise _not_kept(self.root, error) from error
        return Staged(work, target)

    def begun(self) -> bool:
        """Whether there is anything to build a store of one's own from."""
        return self.is_over_shipped() or bool(self.loads())

    def is_over_shipped(self) -> bool:
        """Whether a store of one's own was begun over the shipped files."""
        return (self.root / _OVER_SHIPPED).exists()

    def lay_over_shipped(self) -> None:
        """Note that a store of one's own begins with the shipped files: it is built again with them."""
        if not self.is_over_shipped():
            try:
                self.root.mkdir(parents=True, exist_ok=True)
                (self.root / _OVER_SHIPPED).touch()
            except OSError as error:
                raise _not_kept(self.root, error) from error

    def reset(self) -> None:
        """Forget all loads."""
        for name in self.loads():
            _clear(self.root / name)


class Staged(NamedTuple):
    """A load that is written but not yet committed."""

    work: Path
    target: Path

    def commit(self) -> None:
        """Make it part of the sources: one rename."""
        try:
            self.work.rename(self.target)
        except OSError as error:
            raise _not_kept(self.target, error) from error

    def __enter__(self) -> Staged:
        return self

    def __exit__(self, *exc: object) -> None:
        """Take it away again; nothing if it was committed."""
        _clear(self.work)


def _not_kept(place: Path, error: OSError) -> StoreError:
    return StoreError(f"{place}: the files cannot be kept there: {error.strerror}; nothing was loaded")


def _listed(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def _read(paths: Sequence[Path], ontology: Ontology, known: Mapping[str, Sequence[str]]) -> Bundle:
    from retailgraph.articles import read

    return read(paths, ontology, known)


def _add(contents: Contents, bundle: Bundle) -> None:
    contents.entities.update({e.id: e for e in bundle.entities})
    contents.articles.update({a.id: a for a in bundle.articles})
    contents.findings.extend(f for f in bundle.findings if f.severity == "error")
    if bundle.decides:
        contents.decisions = bundle.decisions


def _in_force(user: Contents, shipped: Contents) -> tuple[list[Decision], list[Finding]]:
    """The decisions that hold, and a word for each shipped one that the user's overrule."""
    if not (user.decisions or shipped.decisions):
        return [], []
    from retailgraph.articles import Finding
    from retailgraph.articles.decisions_file import in_force

    decisions, overruled = in_force(user.decisions, shipped.decisions)
    message = "this decision is overruled by one of yours"
    return decisions, [Finding(d.path, d.line, message, "warning", rule="decisions") for d in overruled]


def _clear(folder: Path) -> None:
    if folder.exists():
        import shutil

        shutil.rmtree(folder)


def _quick_signature(folders: Iterable[Path]) -> str:
    """A signature that costs little at every start.

    Files inside an installed package change only when it is installed again, which makes their folders
    anew; in a checkout people edit them, so each is looked at.
    """
    if not places.is_installed():
        return _signature(folders, _by_stat)
    looked_at = [f for folder in folders for f in (folder, folder / "articles", folder / "entities")]
    return " ".join(str(f.stat().st_mtime_ns) for f in looked_at if f.is_dir())


def _signature(folders: Iterable[Path], part: Callable[[os.DirEntry[str]], str]) -> str:
    listing = [f"{e.path[len(str(f)) :]} {part(e)}" for f in folders for e in _files(str(f))]
    return f"{len(listing)} files, {crc32(chr(10).join(listing).encode()):08x}"


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda e: e.name)
    for entry in entries:
        if entry.is_dir():
            yield from _files(entry.path)
        elif entry.name.endswith((".yaml", ".yml", ".ttl")):
            yield entry


def _by_stat(entry: os.DirEntry[str]) -> str:
    known = entry.stat()
    return f"{known.st_size} {known.st_mtime_ns}"


def _by_content(entry: os.DirEntry[str]) -> str:
    import hashlib

    return hashlib.sha256(Path(entry.path).read_bytes()).hexdigest()


def to_json(value: Any) -> bytes:
    """Compact JSON, as bytes."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
