"""What files say, as values: entities, articles, passages, claims, figures, and the faults found in them.

All are frozen. A claim is canonical: the pair of a symmetric relation is sorted, its status is always
filled, and its qualifiers are sorted by name and value, so that two ways to write one claim have one key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retailgraph.articles.share import Share
from retailgraph.dates import PartialDate

if TYPE_CHECKING:
    from retailgraph.articles.decisions_file import Decision


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault of a file; ``line`` is 0 where the fault is the file's or folder's own.

    ``severity`` is ``error`` (the file is not loaded) or ``warning``; ``fix`` is the nearest right word,
    where there is one; ``rule`` names what is broken: one of ``RULES``, or a constraint of the shapes.
    """

    path: str
    line: int
    message: str
    severity: str = "error"
    fix: str = ""
    rule: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {'warning: ' if self.severity == 'warning' else ''}{self.message}"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "path": self.path,
            "line": self.line,
            "severity": self.severity,
            "message": self.message,
            "fix": self.fix,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name an entity had before ``until``; ``source`` is the id of an article that says so."""

    name: str
    start: PartialDate | None = None
    until: PartialDate | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """Who or what articles talk about; ``names`` are (language tag, name), ``ids`` are (scheme, id).

    ``merged`` are the ids of others that a decision says are the same.
    """

    id: str
    types: tuple[str, ...]
    name: str
    aliases: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    former: tuple[FormerName, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    website: str = ""
    country: str = ""
    about: str = ""
    path: str = ""
    line: int = 0
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article says: subject, relation, object, and what it adds to them.

    ``start`` and ``end`` are the qualifiers ``from`` and ``to``. ``qualifiers`` holds all that have no
    field of their own, sorted by name, each with its values as a tuple of texts or ids.
    """

    subject: str
    relation: str
    object: str
    status: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    announced: PartialDate | None = None
    share: Share | None = None
    confidence: float = 1.0
    qualifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    line: int = field(default=0, compare=False)

    def qualifier(self, name: str) -> tuple[str, ...]:
        """The values of a qualifier that has no field of its own; empty if it is not said."""
        for word, values in self.qualifiers:
            if word == name:
                return values
        return ()

    def key(self) -> str:
        """16 hexadecimal digits that are the same for the same claim, wherever it stands."""
        parts = [self.subject, self.relation, self.object, "status", self.status]
        for name, when in (("from", self.start), ("to", self.end), ("announced", self.announced)):
            if when is not None:
                parts += (name, when.text)
        if self.share is not None:
            parts += ("share", self.share.text)
        if self.confidence != 1.0:
            parts += ("confidence", repr(self.confidence))
        for name, values in self.qualifiers:
            parts += (name, *values)
        return digest(parts)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number an article states about an entity: exactly one of value, below, above and between."""

    entity: str
    measure: str
    value: float | None = None
    below: float | None = None
    above: float | None = None
    between: tuple[float, float] | None = None
    unit: str = ""
    market: str = ""
    on: PartialDate | None = None
    note: str = ""
    line: int = field(default=0, compare=False)

    def key(self) -> str:
        """16 hexadecimal digits that are the same for the same figure, wherever it stands."""
        parts = [self.entity, self.measure]
        for name in ("value", "below", "above", "between", "unit", "market", "on", "note"):
            said = getattr(self, name)
            if said not in (None, ""):
                parts += (name, str(said))
        return digest(parts)


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of an article, in our words (``says``) or its own (``quote``); positions count from 1.

    ``at`` are the offsets of the quote in the article's text, in code points. ``where`` are words of ``says``
    that stand for entities, each with the ids of those: they serve who checks the file, and are not stored.
    """

    position: int
    says: str
    quote: str
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    line: int = field(default=0, compare=False)
    at: tuple[int, int] | None = field(default=None, compare=False)
    where: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Article:
    """One source document; ``note`` stands for every claim in it that has no note of its own.

    ``text_hash`` is the SHA-256 of the text in which the offsets of its quotes count.
    """

    id: str
    title: str
    url: str = ""
    publisher: str = ""
    published: PartialDate | None = None
    retrieved: PartialDate | None = None
    copy_of: str = ""
    language: str = "en"
    note: str = ""
    passages: tuple[Passage, ...] = ()
    path: str = ""
    line: int = field(default=0, compare=False)
    text_hash: str = field(default="", compare=False)

    def claims(self) -> Iterable[Claim]:
        """All claims, in the order of the file."""
        return (claim for passage in self.passages for claim in passage.claims)


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """What a walk through a folder did not read; ``why`` is one of SKIPPED."""

    path: str
    why: str


SKIPPED = {
    "kind": ("of another kind", "of other kinds"),
    "hidden": ("hidden", "hidden"),
    "link": ("broken link", "broken links"),
    "folder": ("linked folder", "linked folders"),
    "device": ("that is no regular file", "that are no regular files"),
}
"""Why something is not read, said of one and of several."""


@dataclass(frozen=True)
class Bundle:
    """What was read: only files without an error contribute articles and entities.

    ``files`` maps the good files to ``article``, ``entities``, ``decisions`` or ``bulk``; ``bad`` names the
    others. ``hashes`` are the SHA-256 of the bytes that the good ones were read from, ``skipped`` what the
    folders hold beside them.
    """

    articles: tuple[Article, ...] = ()
    entities: tuple[Entity, ...] = ()
    findings: tuple[Finding, ...] = ()
    bad: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether a file of decisions was read, be it an empty one."""
        return "decisions" in self.files.values()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep a file from being loaded."""
        return tuple(f for f in self.findings if f.severity == "error")


def digest(parts: Iterable[str]) -> str:
    """16 hexadecimal digits of texts; no text can hold the separator, for the reader refuses it."""
    from hashlib import sha256

    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
