"""The text files behind a store: the shipped ones and, over them, what the user loaded.

Replaying the loads in order gives the same graph again, which is what a rebuild does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from retailgraph._version import __version__
from retailgraph.graph import places
from retailgraph.graph.contents import Contents
from retailgraph.graph.keeping import INDEX, Log, Staged, not_kept
from retailgraph.graph.kept import Loss, Record, Standing, is_kept
from retailgraph.stores import locked

if TYPE_CHECKING:
    from retailgraph.articles import Article, Bundle, Entity, Finding
    from retailgraph.articles.decisions_file import Decision
    from retailgraph.ontology import Ontology

_OVER_SHIPPED = "over-shipped"
FORMAT = 14
"""Raise it when the quads of the same files change: older stores are then rebuilt."""


class Sources:
    """The shipped files, if ``shipped`` is set, and the loads kept in ``root``."""

    def __init__(self, root: Path, shipped: bool) -> None:
        self.root = root
        self.shipped = shipped
        self.log = Log(root)

    def loads(self) -> list[str]:
        """The names of the committed loads, oldest first."""
        return list(self.log.entries())

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
            "loads": listed(self.log.entries()),
            "signature": _quick_signature(self.folders()),
            "content": _signature(self.folders(), _by_content),
        }

    def matches(self, meta: Mapping[str, Any]) -> bool:
        """Whether a store with this record is up to date; cheap as long as no file was touched."""
        if (
            meta.get("format") != FORMAT
            or meta.get("version") != __version__
            or meta.get("loads") != listed(self.log.entries())
        ):
            return False
        if meta.get("signature") == _quick_signature(self.folders()):
            return True
        return bool(meta.get("content") == _signature(self.folders(), _by_content))

    # --- reading --------------------------------------------------------------------------------------------

    def read(
        self,
        ontology: Ontology,
        progress: Callable[[str], None] | None = None,
        also: Bundle | None = None,
        gone: Iterable[str] = (),
    ) -> Contents:
        """All that the store is built from; what is lost or faulty of earlier loads is left out and reported.

        ``also`` is a load that is yet to be committed, ``gone`` are entities that go with it. The user's
        decisions overrule shipped ones.
        """
        shipped = self._shipped(ontology)
        user: Contents = Contents()
        lost = self.log.faults()
        user.findings.extend(_finding(loss) for loss in self.log.losses(lost))
        for name, record in self.log.records():
            known = {i: e.types for i, e in {**shipped.entities, **user.entities}.items()}
            self._replay(name, record, lost, ontology, known, user)
            if progress:
                progress(f"replaying load {int(name)}")
        if also is not None:
            _add(user, also)
        for entity in gone:
            user.entities.pop(entity, None)
        hidden = self.log.standing().hidden
        articles = {i: a for i, a in shipped.articles.items() if i not in hidden}
        decisions, overruled = _in_force(user, shipped)
        overruled += _turned(user, shipped)
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
        self,
        name: str,
        record: Record,
        lost: Container[str],
        ontology: Ontology,
        known: Mapping[str, Sequence[str]],
        user: Contents,
    ) -> None:
        for article in record.articles_gone:
            user.articles.pop(article, None)
        for entity in record.entities_gone:
            user.entities.pop(entity, None)
        files = [path for part in record.files if str(path := self.root / name / part) not in lost]
        if files:
            _add(user, _read(files, ontology, known))

    def standing(self) -> Standing:
        """What of the user's loads counts."""
        return self.log.standing()

    def shipped_below(self, articles: Iterable[str], ontology: Ontology) -> list[Article]:
        """The shipped articles that come back when the user's articles of these ids go."""
        standing = self.standing()
        wanted = standing.articles.keys() & set(articles) - standing.hidden
        if not wanted or not self.shipped:
            return []
        return [a for i, a in self._shipped(ontology).articles.items() if i in wanted]

    def shipped_entities(self, ontology: Ontology) -> dict[str, Entity]:
        """The shipped entities, by id, as if they stood nowhere."""
        folder = places.shipped("data") / "entities"
        if not self.shipped or not folder.is_dir():
            return {}
        return {e.id: replace(e, path="", line=0) for e in _read([folder], ontology, {}).entities}

    # --- writing --------------------------------------------------------------------------------------------

    def locked(self, wait: float) -> AbstractContextManager[None]:
        """Be the only writer of these files, whatever cache their store is in."""
        from retailgraph.writing import make_folder

        try:
            make_folder(self.root, durable=True)
        except OSError as error:
            raise not_kept(self.root, error.strerror or str(error)) from error
        return locked(self.root, wait)

    def stage(
        self,
        bundle: Bundle | None = None,
        articles_gone: Iterable[str] = (),
        entities_gone: Iterable[str] = (),
    ) -> Staged:
        """Copies of a bundle's files, or a removal, ready to be committed at one stroke; see Log.stage."""
        return self.log.stage(bundle, articles_gone, entities_gone)

    def holds(self, bundle: Bundle) -> bool:
        """Whether all that a bundle says counts already."""
        return is_kept(bundle, self.root, self.standing())

    def begun(self) -> bool:
        """Whether there is anything to build a store of one's own from."""
        return self.is_over_shipped() or bool(self.loads())

    def is_over_shipped(self) -> bool:
        """Whether a store of one's own was begun over the shipped files."""
        return (self.root / _OVER_SHIPPED).exists()

    def lay_over_shipped(self) -> None:
        """Note that a store of one's own begins with the shipped files: it is built again with them."""
        if not self.is_over_shipped():
            from retailgraph.writing import make_folder, sync_folder

            try:
                make_folder(self.root, durable=True)
                (self.root / _OVER_SHIPPED).touch()
                sync_folder(self.root)
            except OSError as error:
                raise not_kept(self.root, error.strerror or str(error)) from error

    def reset(self) -> None:
        """Forget all loads."""
        self.log.reset()


def is_ours(root: Path) -> bool:
    """Whether a folder of loads is one that we began: it holds nothing that is not ours, or says so."""
    names = {path.name for path in root.iterdir()} if root.is_dir() else {""}
    begun = {name for name in names if name != "lock" and not name.startswith(".retailgraph-")}
    return not begun or bool(begun & {INDEX, _OVER_SHIPPED})


def listed(entries: Mapping[str, str]) -> list[str]:
    """Loads by what they hold, for the record of a store: other loads may come to have the same names."""
    return [f"{name} {sha}" for name, sha in entries.items()]


def _finding(loss: Loss) -> Finding:
    from retailgraph.articles import Finding

    ids = [*loss.articles, *loss.entities]
    about = f" ({', '.join(ids[:3])}{', ...' if len(ids) > 3 else ''})" if ids else ""
    return Finding(loss.path + about, 0, loss.reason, rule="kept-lost")


def _read(paths: Sequence[Path], ontology: Ontology, known: Mapping[str, Sequence[str]]) -> Bundle:
    from retailgraph.articles import read

    return read(paths, ontology, known)


def _add(contents: Contents, bundle: Bundle) -> None:
    contents.entities.update({e.id: e for e in bundle.entities})
    contents.articles.update({a.id: a for a in bundle.articles})
    contents.findings.extend(f for f in bundle.findings if f.severity == "error")
    if bundle.decides:
        contents.decisions = bundle.decisions


def _turned(user: Contents, shipped: Contents) -> list[Finding]:
    """A word for each of the user's entities over a shipped one of another type, which was shipped later."""
    from retailgraph.articles import Finding

    return [
        Finding(e.path, e.line, f"'{i}' stands over a shipped {below.name} of another type; {way}", "warning")
        for i, e in user.entities.items()
        if (below := shipped.entities.get(i)) and not set(below.types) <= set(e.types)
        for way in [f"to have that back: retailgraph remove {i}"]
    ]


def _in_force(user: Contents, shipped: Contents) -> tuple[list[Decision], list[Finding]]:
    """The decisions that hold, and a word for each shipped one that the user's overrule."""
    if not (user.decisions or shipped.decisions):
        return [], []
    from retailgraph.articles import Finding
    from retailgraph.articles.decisions_file import in_force

    decisions, overruled = in_force(user.decisions, shipped.decisions)
    message = "this decision is overruled by one of yours"
    return decisions, [Finding(d.path, d.line, message, "warning", rule="decisions") for d in overruled]


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
