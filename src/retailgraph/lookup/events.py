"""Events: what happened to relationships, or was planned, as values."""

from __future__ import annotations

from datetime import date
from typing import Any

from retailgraph.dates import partial
from retailgraph.lookup.rows import Plain
from retailgraph.relationships import Span

BEGAN, ENDED, SHARE, RENAMED = "began", "ended", "share", "renamed"
_ORDER = ("rumoured", "announced", "denied", "calledOff", "completed", RENAMED, ENDED, BEGAN, SHARE)


class Event(Plain):
    """One thing that happened, or was planned.

    ``event`` is ``began``, ``ended``, ``share``, ``renamed`` or a status of a deal or plan (``announced``,
    ``completed``, ``calledOff``, ``rumoured``, ``denied``); ``words`` tells it. ``when`` is the date as
    people read it, ``earliest`` and ``latest`` its bounds (both None: no report dates it). ``publisher`` to
    ``title`` name the earliest of the ``articles`` that say so. ``rule`` and ``because`` say what it was
    inferred from, ``also`` what the same event began or ended besides. ``perhaps``: it may lie outside the
    period asked for; ``planned``: it had not come on the day of the answer; ``disputed``: the sources
    disagree about it.
    """

    when: str
    event: str
    words: str
    earliest: date | None = None
    latest: date | None = None
    relation: str = ""
    subject: str = ""
    object: str = ""
    subject_id: str = ""
    object_id: str = ""
    share: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    article: str = ""
    title: str = ""
    articles: int = 0
    rule: str = ""
    because: str = ""
    also: tuple[str, ...] = ()
    perhaps: bool = False
    planned: bool = False
    disputed: bool = False
    key: str = ""
    spell: int = 0
    deal: str = ""

    @property
    def told(self) -> str:
        """What happened, and whether that is planned or disputed."""
        words = f"planned: {self.words}" if self.planned else self.words
        return f"{words}; the sources disagree" if self.disputed else words

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands among others: by its first day, else by its last."""
        first = self.earliest or self.latest or date.max
        return (first, self.latest or first, _ORDER.index(self.event), self.words, self.key, self.spell)

    @property
    def is_dated(self) -> bool:
        """Whether anything is known of when it happened."""
        return bool(self.earliest or self.latest)

    @property
    def first_told(self) -> date | None:
        """The first day on which its earliest article may have been published."""
        return partial(self.published).earliest if self.published else None

    def overlaps(self, other: Event) -> bool:
        """Whether both may have happened on one day."""
        return Span(self.earliest, self.latest).overlaps(Span(other.earliest, other.latest))
