"""What is kept of the user's loads, as values: records, what of them counts, and what is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from retailgraph.articles import Bundle


AGAIN = "load it again"
"""What to do about a lost file."""


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


def said_by(bundle: Bundle) -> dict[str, Said]:
    """What each file of a bundle says, by its path."""
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
    said = said_by(bundle)
    sound: dict[str, bool] = {}
    if bundle.decides and _decided(said.values()) != _decided(standing.decisions.values()):
        return False

    def same(place: tuple[str, Said] | None, what: Said) -> bool:
        if place is None or place[1].sha256 != what.sha256:
            return False
        path, kept = place
        if path not in sound:
            sound[path] = not fault_of(root / path, kept.sha256)
        return sound[path]

    return all(same(place, place[1]) for place in standing.decisions.items() if bundle.decides) and all(
        all(same(standing.articles.get(id), what) for id in what.articles)
        and all(same(standing.entities.get(id), what) for id in what.entities)
        for what in said.values()
    )


def _decided(said: Iterable[Said]) -> list[str]:
    return sorted(what.sha256 for what in said if what.decides)


def fault_of(path: Path, sha256: str) -> str:
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


def _file_sha256(path: Path) -> str:
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def sha256_of(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal digits."""
    from hashlib import sha256

    return sha256(data).hexdigest()
