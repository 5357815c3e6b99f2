"""What is concluded: relationships with their spells, and conflicts.

Spells are half-open intervals with uncertain ends: a spell starts on a day in ``since`` and ends on a day
in ``until``; the day it ends is the first on which it no longer holds. Deals and events have spells too:
there a spell is one attempt and ``since`` is the day it closed; they never hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from retailgraph.dates import PartialDate

YES, NO, UNKNOWN = "yes", "no", "unknown"


class Span(NamedTuple):
    """The days on which something happened, as far as known; None is unbounded. ``text`` is as stated."""

    earliest: date | None = None
    latest: date | None = None
    text: str = ""

    def overlaps(self, other: Span) -> bool:
        """Whether both may mean the same day."""
        return (self.earliest or date.min) <= (other.latest or date.max) and (other.earliest or date.min) <= (
            self.latest or date.max
        )


def span(when: PartialDate) -> Span:
    """The span of a stated date."""
    return Span(when.earliest, when.latest, when.text)


class Step(NamedTuple):
    """The share held from a day on, as stated: "over 50", "65..70"."""

    day: date
    share: str

    @property
    def least(self) -> float:
        """The lower bound, in percent."""
        if self.share.startswith("under"):
            return 0.0
        return float(self.share.removeprefix("over").split("..")[0])


class Spell(NamedTuple):
    """One stretch of a state, or one attempt at a deal. ``until`` None is an open end."""

    status: str
    since: Span | None = None
    until: Span | None = None
    announced: str = ""
    shares: tuple[Step, ...] = ()
    since_rule: str = ""
    since_deal: str = ""
    until_rule: str = ""
    until_deal: str = ""
    doubted: date | None = None
    """From this day on it is unknown, because somebody denies it or somebody else is said to hold it."""

    @property
    def share(self) -> str:
        """The share that was reported last, empty if none was."""
        return self.shares[-1].share if self.shares else ""

    def share_on(self, day: date) -> Step | None:
        """The share held on a day, as far as it was stated by then."""
        return next((s for s in reversed(self.shares) if s.day <= day), None)

    def holds(self, day: date) -> str:
        """Whether the state holds on a day: yes, no or unknown."""
        if self.status in ("denied", "calledOff", "completed"):
            return NO
        start, end = self.since or Span(), self.until
        if start.earliest and day < start.earliest:
            return NO
        if end and end.latest and day >= end.latest:
            return NO
        if self.status in ("rumoured", "announced"):
            return UNKNOWN
        if start.latest is None or day < start.latest or (end and (not end.earliest or day >= end.earliest)):
            return UNKNOWN
        return UNKNOWN if self.doubted and day >= self.doubted else YES


class Relationship(NamedTuple):
    """What all claims about one subject, relation and object add up to."""

    subject: str
    relation: str
    object: str
    distinction: tuple[tuple[str, str], ...]
    spells: tuple[Spell, ...]
    claims: tuple[str, ...]
    articles: int
    publishers: tuple[str, ...]
    first_reported: date
    last_reported: date
    qualifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def key(self) -> str:
        """A name that depends on nothing but subject, relation, object and distinguishing qualifiers."""
        return key_of(self.subject, self.relation, self.object, self.distinction)

    def holds(self, day: date) -> str:
        """Whether any spell holds on a day: yes if one does, else unknown if one may, else no."""
        answers = {spell.holds(day) for spell in self.spells}
        return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


class Conflict(NamedTuple):
    """Reports that cannot all be right; ``relationships`` are keys, ``claims`` both sides' claims."""

    kind: str
    relationships: tuple[str, ...]
    claims: tuple[str, ...]
    text: str

    @property
    def key(self) -> str:
        """A name that depends on its kind and on what it is about."""
        return hashed(self.kind, *self.relationships)


def key_of(subject: str, relation: str, object: str, distinction: Iterable[tuple[str, str]] = ()) -> str:
    """The key of a relationship; of a symmetric relation the pair must be sorted before."""
    return hashed(subject, relation, object, *(f"{name}={value}" for name, value in distinction))


def hashed(*parts: str) -> str:
    """Sixteen hexadecimal digits that name these parts."""
    import hashlib

    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
