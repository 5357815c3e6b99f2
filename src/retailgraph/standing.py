"""What a spell of a relationship is on a day: the one place that every door reads.

Answers, cards, lists, networks, exports and pictures say the same of a relationship because they ask here.
The page of ``explore`` has a twin of it in ``explorer/src/time.js``, which a test compares with this one.
"""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from datetime import date
from typing import NamedTuple

from retailgraph.dates import partial
from retailgraph.ontology import STATE, Relation
from retailgraph.relationships import (
    NO,
    UNDATED,
    UNKNOWN,
    YES,
    Relationship,
    Spell,
    Support,
    day_after,
    day_before,
    holds_on,
    years_after,
)

Said = Support | Relationship
"""Who says so of one of several spells, or of all of a relationship: both tell when it was reported."""
PLANNED = ("announced", "rumoured")
"""What somebody said would come; it never holds."""
HELD = ("inForce", "ended")
"""What held or holds for a time, as far as articles say."""


class Time(NamedTuple):
    """The days that are asked about: from ``start`` (None: ever) to before ``end`` (None: open).

    ``is_one`` is true of one day, month or year, for which statuses and shares are those of that time; of a
    longer one they are those of now. ``day`` is the first of that time, else today.
    """

    start: date | None
    end: date | None
    day: date
    is_one: bool = True

    @property
    def last(self) -> date:
        """The last day; of an open time its ``day``."""
        return day_before(self.end) if self.end else self.day


class Standing(NamedTuple):
    """What a spell is at a time.

    ``status`` is its rung by then. ``holds`` is yes, no or unknown; empty for deals and events, which never
    hold. ``stale`` says that nobody has confirmed it for longer than its relation allows, or a plan for
    longer than such a thing usually takes: ``confirmed`` is the day of the last report. ``share`` is that of
    the time. ``state`` is one word for all: a status, or ``unknown`` for what may hold; empty before anything
    was heard of it. ``unreported`` says that it may hold although nobody had reported it by then: articles
    told of it later. ``in_doubt`` says of a deal or event that it may not have been made: somebody denies it,
    or what it gave is in conflict.
    """

    state: str
    status: str
    holds: str
    stale: bool
    confirmed: date
    share: str
    unreported: bool
    in_doubt: bool

    @property
    def last_confirmed(self) -> str:
        """The month of the last report of what is stale, empty for what is not."""
        return self.confirmed.isoformat()[:7] if self.stale else ""


def confirmed_in_words(month: str, undated: bool) -> str:
    """Until when what is stale was confirmed: "last confirmed 2019-09"; by undated articles nobody knows."""
    return f"undated, read {month}" if undated else f"last confirmed {month}"


def on(first: date, last: date) -> Time:
    """The time of one day, if both are the same, or of a month or year."""
    return Time(first, day_after(last), first)


def standing(spell: Spell, known: Said, relation: Relation, time: Time) -> Standing:
    """What a spell of a relationship is at a time; in a month or year it is stale as on the last day."""
    # Read for each of very many spells: the last day is found once, and who says so is not put together.
    end = time.last
    is_state, last_day = relation.kind == STATE, end if time.is_one else time.day
    said = spell.support or known
    holds = _holds(spell, time, end) if is_state else ""
    last = said.last_reported
    return Standing(
        state=_state(spell, said, holds, time, end) if is_state else _attempt(spell, said, end),
        status=_status(spell, time, end),
        holds=holds,
        stale=spell.is_stale(last, relation.stale_after, last_day)
        or spell.is_overdue(last, relation.usual_months, last_day),
        confirmed=last,
        share=spell.share_held(end) if is_state and time.is_one else spell.share,
        unreported=holds == UNKNOWN and spell.status in HELD and _is_later(spell, said, end),
        in_doubt=not is_state and _is_doubtful(spell, end),
    )


def _is_later(spell: Spell, said: Said, end: date) -> bool:
    """Whether a spell was made public only after a day."""
    return spell.public(said.first_reported) > end


def _holds(spell: Spell, time: Time, end: date) -> str:
    """By rule ``period`` in several days, else on the day itself."""
    if time.is_one and time.start and end == time.start:
        return spell.holds(time.start)
    return spell.holds_within(time.start, time.end)


def _status(spell: Spell, time: Time, end: date) -> str:
    """The status by then: what ended or closed only later had not done so; of a longer time that of now."""
    since, until = spell.since or UNDATED, spell.until or UNDATED
    if spell.status == "inForce" and until.latest and until.latest <= time.day:
        return "ended"  # only planned when it was last reported, and come since
    if not time.is_one:
        return spell.status
    # What only may have ended by then is told as in force, and as uncertain.
    if spell.status == "ended" and until.latest and end < until.latest:
        return "inForce"
    if spell.status in ("completed", "calledOff") and since.earliest and end < since.earliest:
        return "announced"
    return spell.status


def _state(spell: Spell, said: Said, holds: str, time: Time, end: date) -> str:
    over = spell.until.latest if spell.until else None
    return _word(
        spell.status, holds, spell.public(said.first_reported) > end, bool(over and over <= time.day)
    )


def _word(status: str, holds: str, is_later: bool, is_over: bool) -> str:
    """What a spell of a state is: it ``is_later`` if it was made public only after the time."""
    if status not in HELD:
        return "" if is_later else status
    if holds != NO:
        return "inForce" if holds == YES else UNKNOWN
    return "ended" if is_over else ""


def _is_doubtful(attempt: Spell, end: date) -> bool:
    """Whether a deal that is said to be made is in doubt by then."""
    return attempt.status == "completed" and attempt.doubted is not None and attempt.doubted <= end


def _attempt(spell: Spell, said: Said, end: date) -> str:
    """The rung that a deal or event had reached; empty before it was heard of."""
    closed = spell.since.earliest if spell.since else None
    if closed and closed <= end:
        return UNKNOWN if _is_doubtful(spell, end) else spell.status
    if _is_later(spell, said, end):
        return ""
    return "announced" if closed and spell.status in ("completed", "calledOff") else spell.status


# --- very many at once ------------------------------------------------------------------------------------


Bounds = tuple[str | None, str | None, bool, str | None, str | None, str | None, str | None]


class OnDay:
    """What states that held are on one day, told from the ISO texts of their bounds.

    The same as :func:`standing` says, by the same rules; no value is made of what is only compared.
    """

    def __init__(self, day: date) -> None:
        self._day, self._text = day, day.isoformat()
        self._stale: dict[tuple[str, int], bool] = {}

    def held(
        self, status: str, bounds: Bounds, announced: str, first: str, last: str, years: int | None
    ) -> tuple[str, bool, bool]:
        """The state, and whether it is stale and unreported, of a spell with a status of :data:`HELD`.

        ``bounds`` are those that :func:`retailgraph.relationships.holds_on` takes after the status; ``first``
        and ``last`` are the days of the reports, ``years`` after how many its relation grows stale.
        """
        day, is_open, over = self._text, bounds[2], bounds[4]
        holds = holds_on(day, status, *bounds)
        is_stale = is_open and status == "inForce" and years is not None and self._is_stale(last, years)
        if holds == YES:
            return "inForce", is_stale, False
        public = partial(announced).earliest.isoformat() if announced else first
        is_over = over is not None and over <= day
        return _word(status, holds, False, is_over), is_stale, holds == UNKNOWN and public > day

    def _is_stale(self, last: str, years: int) -> bool:
        known = self._stale.get((last, years))
        if known is None:
            known = self._stale[last, years] = self._day > years_after(date.fromisoformat(last), years)
        return known
