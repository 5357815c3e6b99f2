"""The time that a question is about: "in 2019", "on 18 September 2019", "since last year", "over time"."""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from retailgraph.dates import PartialDate, day, partial
from retailgraph.errors import UsageError
from retailgraph.form import NOW, OVER_TIME, When
from retailgraph.words.english import Token, phrases, words
from retailgraph.words.periods import Period, counted, edge, is_bare_year, period_of, recent


class Timed(NamedTuple):
    """A question without its time phrase; ``said`` is whether it had one, as "now" is what none means."""

    tokens: tuple[Token, ...]
    when: When
    said: bool


_NOW = phrases(
    "now|right now|today|as of now|as of today|currently|presently|nowadays|"
    "at present|at the moment|these days"
)
_EVER = phrases(
    "ever|over time|over the years|through time|throughout history|in the past|so far|"
    "until now|till now|to date|until today|up to now|up to today"
)
_PHRASES = dict.fromkeys(_NOW, NOW) | dict.fromkeys(_EVER, OVER_TIME)
_PRESENT = _NOW + phrases("the present|present")
_IN = words("in during throughout within over")
_SINCE = words("since after from")
_BEFORE = words("before until till")
_UP_TO = words("until till to through")
_WITHIN = words("in during since on")
_LONGEST_TIMED_WITHIN = 20  # words
_LONGEST_PHRASE = 14  # "between the 18th of September of 2019 and the 18th of October of 2019"


def timed(tokens: tuple[Token, ...], today: date | None = None) -> Iterator[Timed]:
    """The question without its time phrase, if it has one; then the whole, as a name may hold such words.

    ``today`` is the day that "last year" and the like are counted from; without it they are not read.
    UsageError if the phrase has a date that does not exist or a time that does not begin on one day.
    """
    keys = tuple(token[0] for token in tokens)
    size = len(keys)
    for at in range(max(1, size - _LONGEST_PHRASE), size):
        when = when_of(keys[at:], today)
        if when:
            yield Timed(tokens[:at], when, True)
            break
    else:
        for at in range(min(size - 1, _LONGEST_PHRASE), 0, -1):
            when = when_of(keys[:at], today)
            if when:
                yield Timed(tokens[at:], when, True)
                break
        else:
            yield from _timed_within(tokens, keys, today)
    yield Timed(tokens, NOW, False)


def _timed_within(tokens: tuple[Token, ...], keys: tuple[str, ...], today: date | None) -> Iterator[Timed]:
    """The question without the time in its midst: "what happened in September 2019 around X"."""
    if len(keys) > _LONGEST_TIMED_WITHIN:
        return
    for at in range(2, len(keys) - 2):
        if keys[at] not in _WITHIN:
            continue
        for end in range(min(at + _LONGEST_PHRASE, len(keys) - 1), at + 1, -1):
            try:
                when = when_of(keys[at:end], today)
            except UsageError:
                return  # half of a name
            if when:
                yield Timed(tokens[:at] + tokens[end:], when, True)
                return


def when_of(phrase: tuple[str, ...], today: date | None = None) -> When | None:
    """The time that a phrase means, or None if it is no time phrase. UsageError as :func:`timed`."""
    known = _PHRASES.get(phrase)
    if known or not phrase:
        return known
    bare = counted(phrase, today) or recent(phrase, today)
    if bare or len(phrase) < 2:
        return _at(bare)
    head, rest = phrase[0], phrase[1:]
    if head in _IN or (head == "for" and rest not in _PRESENT):
        return _at(period_of(rest, today))
    if head == "on":
        # A bare year is no day: "brands on 1688" asks for a platform of that name.
        return None if is_bare_year(rest) else _at(period_of(rest, today))
    if head == "as" and rest[0] in ("of", "at"):
        return _at(period_of(rest[1:], today))
    if head == "at":
        return _at(edge(rest, today))
    return _span(head, rest, today)


def _at(found: Period | None) -> When | None:
    """The time "in" a period."""
    if found is None:
        return None
    if found.first != found.last:
        return When("between", *found)
    return When("on" if found.first.precision == 3 else "in", start=found.first)


def _span(head: str, rest: tuple[str, ...], today: date | None) -> When | None:
    if head == "between":
        return _between(rest, {"and", "to"}, today)
    if (head, rest[0]) in (("up", "to"), ("prior", "to")):
        head, rest = "before", rest[1:]
    if head in _SINCE:
        joined = _between(rest, _UP_TO, today) if len(rest) > 2 else None
        return joined or _after(head, period_of(_without_on(rest), today))
    if head == "by" and not is_bare_year(rest):  # "owned by 1688" names an owner
        found = period_of(rest, today)
        return When("before", end=_next(found.last)) if found else None
    found = period_of(rest, today) if head in _BEFORE else None
    return When("before", end=found.first) if found else None


def _without_on(rest: tuple[str, ...]) -> tuple[str, ...]:
    """ "2019" of "from 2019 on"."""
    return rest[:-1] if rest[-1] in ("on", "onward", "onwards") else rest


def _after(head: str, found: Period | None) -> When | None:
    if found is None:
        return None
    return When("since", start=_next(found.last) if head == "after" else found.first)


def _next(when: PartialDate) -> PartialDate:
    """The year, month or day after one. UsageError after the last."""
    year, month = when.latest.year, when.latest.month
    try:
        if when.precision == 1:
            return partial(f"{year + 1:04d}")
        if when.precision == 2:
            return partial(f"{year + month // 12:04d}-{month % 12 + 1:02d}")
        return day(date.fromordinal(when.latest.toordinal() + 1))
    except (ValueError, OverflowError):
        raise UsageError(f"no time comes after {when}") from None


def _between(rest: tuple[str, ...], joints: frozenset[str] | set[str], today: date | None) -> When | None:
    for at, word in enumerate(rest[1:-1], 1):
        if word not in joints:
            continue
        start, end = period_of(rest[:at], today), period_of(rest[at + 1 :], today)
        if start and rest[at + 1 :] in _PRESENT:
            return When("since", start=start.first)
        if start and end:
            if end.last.latest < start.first.earliest:
                raise UsageError(f"the time ends before it begins: {start.first} to {end.last}")
            return When("between", start.first, end.last)
    return None
