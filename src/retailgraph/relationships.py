"""What is concluded: relationships with their spells, and conflicts.

Spells are half-open intervals with uncertain ends: a spell starts on a day in ``since`` and ends on a day
in ``until``; the day it ends is the first on which it no longer holds. Deals and events have spells too:
there a spell is one attempt and ``since`` is the day it closed; they never hold.
"""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeVar

from retailgraph.dates import PartialDate, partial

YES, NO, UNKNOWN = "yes", "no", "unknown"
Day = TypeVar("Day", date, str)
"""A date, or its ISO text: both sort alike."""


class Span(NamedTuple):
    """The days on which something happened, as far as known; None is unbounded. ``text`` is as stated."""

    earliest: date | None = None
    latest: date | None = None
    text: str = ""

    @property
    def words(self) -> str:
        """As people read it: what was stated, else its bounds; empty if nothing is known."""
        low, high = self.earliest, self.latest
        if self.text:
            return self.text
        if low and high:
            return low.isoformat() if low == high else f"{low} to {high}"
        return f"by {high}" if high else f"after {low}" if low else ""

    def overlaps(self, other: "Span") -> bool:
        """Whether both may mean the same day."""
        return (self.earliest or date.min) <= (other.latest or date.max) and (other.earliest or date.min) <= (
            self.latest or date.max
        )


UNDATED = Span()
"""The span of what may have happened on any day."""


def span(when: PartialDate) -> Span:
    """The span of a stated date; what has no first or no last day is unbounded there."""
    # The last day of all is one like others where it is stated.
    bounded = when.precision > 0
    first = when.earliest if bounded or when.earliest > date.min else None
    return Span(first, when.latest if bounded or when.latest < date.max else None, when.text)


@lru_cache(maxsize=1024)
def day_before(day: date) -> date:
    """The day before; the first day of all has none and stays.

    Kept for the days asked last: the end of the time asked about is asked of each of very many spells.
    """
    return day - timedelta(days=1) if day > date.min else day


def day_after(day: date) -> date | None:
    """The day after; None, which is unbounded, after the last day of all."""
    return day + timedelta(days=1) if day < date.max else None


def years_after(day: date, years: int) -> date:
    """The same day of a later year: of a leap day the first of March, after the last year the last day."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; a day that its month does not have is that month's last one."""
    from calendar import monthrange

    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if years > date.max.year:
        return date.max
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def holds_on(
    day: Day,
    status: str,
    earliest: Day | None,
    latest: Day | None,
    is_open: bool,
    first_end: Day | None,
    last_end: Day | None,
    doubted: Day | None,
    doubted_until: Day | None,
) -> str:
    """Whether a state that began and ended within such bounds holds on a day: yes, no or unknown.

    ``is_open`` is of one that has not ended. Days are dates, or all of them ISO texts.
    """
    if status in ("denied", "calledOff", "completed"):
        return NO
    if earliest and day < earliest:
        return NO
    if last_end and day >= last_end:
        return NO
    if status in ("rumoured", "announced"):
        return UNKNOWN
    if latest is None or day < latest or not (is_open or (first_end and day < first_end)):
        return UNKNOWN
    if doubted and day >= doubted and (doubted_until is None or day < doubted_until):
        return UNKNOWN
    return YES


class Step(NamedTuple):
    """The share held from a day on, as stated: "33", "over 50", "65..70"."""

    day: date
    share: str

    @property
    def least(self) -> float:
        """The lower bound, in percent; a number is rounded, so it may be half of its last digit less."""
        if self.share.startswith("under"):
            return 0.0
        if self.share.startswith("over"):
            return float(self.share.removeprefix("over"))
        number = self.share.split("..")[0]
        return max(0.0, float(number) - 0.5 / 10.0 ** len(number.partition(".")[2]))


class Support(NamedTuple):
    """Who says so, when, and what they add.

    Where no article that says so has a date, ``undated`` is 1, and the days are those on which they were
    read; 2, where nobody says even that, and the days say nothing.
    """

    claims: tuple[str, ...]
    articles: int
    publishers: tuple[str, ...]
    first_reported: date
    last_reported: date
    qualifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    undated: int = 0


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
    doubted_until: date | None = None
    """The day from which it is no longer in doubt; None is never."""
    doubt_rule: str = ""
    """The rule that puts it in doubt, where no conflict does."""
    doubt_deal: str = ""
    """The key of the relationship behind that: of a sale that was announced, say."""
    support: Support | None = None
    """Who says so, of one of several spells; of an only spell that is who supports the relationship."""

    @property
    def share(self) -> str:
        """The share that was reported last, empty if none was."""
        return self.shares[-1].share if self.shares else ""

    @property
    def since_words(self) -> str:
        """Its start as people read it: of one that nobody states, before which day it was."""
        since = self.since
        if since is None:
            return ""
        is_bare = self.since_rule == "founded" or (
            self.since_rule == "unknown start" and since.earliest is None
        )
        return f"before {since.latest}" if is_bare and since.latest and not since.text else since.words

    def public(self, first_reported: date) -> date:
        """The first day on which it can have been public: its announcement, else the first report."""
        return partial(self.announced).earliest if self.announced else first_reported

    def share_on(self, day: date) -> Step | None:
        """The share held on a day, as far as it was stated by then."""
        return next((s for s in reversed(self.shares) if s.day <= day), None)

    def share_held(self, day: date) -> str:
        """The share of a state on a day, as stated by then; of a plan that which is planned."""
        if not self.shares or self.status not in ("inForce", "ended"):
            return self.share
        step = self.share_on(day)
        return step.share if step else ""

    def holds(self, day: date) -> str:
        """Whether the state holds on a day: yes, no or unknown."""
        since, until = self.since or UNDATED, self.until or UNDATED
        ends = since.earliest, since.latest, self.until is None, until.earliest, until.latest
        return holds_on(day, self.status, *ends, self.doubted, self.doubted_until)

    def holds_within(self, start: date | None, end: date | None) -> str:
        """Rule ``period``: whether it holds on some day from ``start`` to before ``end``; None is unbounded.

        Yes if it surely holds on some day, or surely lies in the period as a whole; no if it holds on no
        day; else unknown.
        """
        first, last = start or date.min, day_before(end) if end else date.max
        if last < first or (end is not None and end <= first):
            return NO
        bounds = [b for span in (self.since, self.until) if span for b in (span.earliest, span.latest) if b]
        bounds += [b for b in (self.doubted, self.doubted_until) if b]
        days = {first, last, *(d for b in bounds for d in (b, day_before(b)) if first <= d <= last)}
        answers = {self.holds(day) for day in days}
        if YES in answers or self._surely_inside(first, last):
            return YES
        return UNKNOWN if UNKNOWN in answers else NO

    def _surely_inside(self, first: date, last: date) -> bool:
        since, until = self.since, self.until
        if self.status not in ("inForce", "ended") or self.doubted or not since or not until:
            return False
        low, high = since.earliest or date.min, until.latest or date.max
        return low < high and first <= low and (high == date.max or day_before(high) <= last)

    def is_stale(self, last_reported: date, years: int | None, day: date) -> bool:
        """Rule ``stale``: whether nobody has confirmed an open state for longer than so many years."""
        if years is None or self.status != "inForce" or self.until is not None:
            return False
        return day > years_after(last_reported, years)

    def is_overdue(self, last_reported: date, months: int | None, day: date) -> bool:
        """Rule ``stale``: whether nobody has confirmed a plan for longer than such a thing usually takes.

        It is not late before its time: the months count from its planned date if that is later.
        """
        if months is None or self.status not in ("announced", "rumoured"):
            return False
        planned = self.since.latest if self.since else None
        return day > months_after(max(last_reported, planned or last_reported), months)


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
    undated: int = 0

    @property
    def key(self) -> str:
        """A name that depends on nothing but subject, relation, object and distinguishing qualifiers."""
        return key_of(self.subject, self.relation, self.object, self.distinction)

    def holds(self, day: date) -> str:
        """Whether any spell holds on a day: yes if one does, else unknown if one may, else no."""
        return _best({spell.holds(day) for spell in self.spells})

    def support_of(self, spell: Spell) -> Support:
        """Who says so of one of its spells, and what they add."""
        return spell.support or Support(*self[5:12])

    def public(self, spell: Spell) -> date:
        """The first day on which a spell can have been public: its announcement, else the first report."""
        return spell.public(self.first_reported)

    def holds_in(self, when: PartialDate) -> str:
        """Whether it holds on a day, or by rule ``period`` on some day of a month or year."""
        if when.earliest == when.latest:
            return self.holds(when.earliest)
        end = day_after(when.latest)
        return _best({spell.holds_within(when.earliest, end) for spell in self.spells})


def _best(answers: Collection[str]) -> str:
    return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


class Side(NamedTuple):
    """One side of a conflict: what it says, the claims that say so, and the publishers behind them.

    ``about`` is the key of its relationship, empty where all sides are about the one relationship of the
    conflict. A side without claims is that relationship as it was concluded.
    """

    says: str
    claims: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    about: str = ""

    @property
    def key(self) -> str:
        """A name that depends on what it says, and not on who says so."""
        return hashed(self.about, self.says)


class Conflict(NamedTuple):
    """Reports that cannot all be right; ``relationships`` are the keys of what it is about."""

    kind: str
    relationships: tuple[str, ...]
    sides: tuple[Side, ...]
    text: str

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of all sides, each once."""
        return tuple(sorted({claim for side in self.sides for claim in side.claims}))

    @property
    def key(self) -> str:
        """A name that depends on its kind, on what it is about and on what the sides say.

        Who says so is not part of it: another article on either side leaves the conflict the same.
        """
        return hashed(self.kind, *self.relationships, *sorted({side.key for side in self.sides}))

    def joined(self, other: "Conflict") -> "Conflict":
        """The same conflict with the claims of both, side by side."""
        sides: dict[tuple[str, str], Side] = {}
        for side in (*self.sides, *other.sides):
            known = sides.setdefault((side.about, side.says), side)
            if known != side:
                claims, publishers = {*known.claims, *side.claims}, {*known.publishers, *side.publishers}
                sides[side.about, side.says] = Side(
                    side.says, tuple(sorted(claims)), tuple(sorted(publishers)), side.about
                )
        return self._replace(sides=tuple(sorted(sides.values())))


@lru_cache(maxsize=65536)
def key_of(subject: str, relation: str, object: str, distinction: tuple[tuple[str, str], ...] = ()) -> str:
    """The key of a relationship; of a symmetric relation the pair must be sorted before.

    Kept for those asked last: each is asked several times while it is concluded.
    """
    return hashed(subject, relation, object, *(f"{name}={value}" for name, value in distinction))


def hashed(*parts: str) -> str:
    """Sixteen hexadecimal digits that name these parts."""
    from hashlib import sha256  # not at the start: a cold question names nothing

    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
