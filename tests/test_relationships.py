"""Values that are concluded: what holds on a day and in a period, staleness, shares, keys."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import each, examples
from retailgraph.dates import partial
from retailgraph.relationships import (
    NO,
    UNKNOWN,
    YES,
    Conflict,
    Relationship,
    Side,
    Span,
    Spell,
    Step,
    day_after,
    day_before,
    key_of,
    span,
    years_after,
)


def spell(since: str = "", until: str = "", status: str = "inForce", **parts: object) -> Spell:
    """A spell between two stated dates; without the first its start is unbounded on both sides."""
    start = span(partial(since)) if since else Span()
    end = span(partial(until)) if until else None
    return Spell(status, start, end, **parts)  # type: ignore[arg-type]


def on(spell: Spell, day: str) -> str:
    return spell.holds(date.fromisoformat(day))


# --- a day ----------------------------------------------------------------------------------------------


@each(
    ("since", "until", "day", "holds"),
    [
        # The start is in, the end is out.
        ("2019-09-18", "", "2019-09-18", YES),
        ("2019-09-18", "", "2019-09-17", NO),
        ("2015-05-04", "2025-08-04", "2025-08-03", YES),
        ("2015-05-04", "2025-08-04", "2025-08-04", NO),
        # A month: before it no, in it unknown, from its last day on yes.
        ("2015-05", "", "2015-04-30", NO),
        ("2015-05", "", "2015-05-01", UNKNOWN),
        ("2015-05", "", "2015-05-30", UNKNOWN),
        ("2015-05", "", "2015-05-31", YES),
        ("2010", "2015-05", "2015-04-30", YES),
        ("2010", "2015-05", "2015-05-01", UNKNOWN),
        ("2010", "2015-05", "2015-05-30", UNKNOWN),
        ("2010", "2015-05", "2015-05-31", NO),
        # Leap days.
        ("2020-02", "", "2020-02-28", UNKNOWN),
        ("2020-02", "", "2020-02-29", YES),
        ("2019-02", "", "2019-02-28", YES),
        ("2000", "2020-02-29", "2020-02-28", YES),
        ("2000", "2020-02-29", "2020-02-29", NO),
        # The edges of the calendar.
        ("0999", "1000", "0999-01-01", UNKNOWN),
        ("0999-12-31", "1000-01-01", "0999-12-31", YES),
        ("0999-12-31", "1000-01-01", "1000-01-01", NO),
        ("0001-01-01", "", "0001-01-01", YES),
        ("9999", "", "9999-12-31", YES),
        ("9999", "", "9999-12-30", UNKNOWN),
        ("2019", "9999-12-31", "9999-12-31", NO),
        # Start and end in one year: never sure.
        ("2019", "2019", "2019-06-01", UNKNOWN),
        ("2019", "2019", "2020-01-01", NO),
    ],
)
def test_whether_a_spell_holds_on_a_day(since: str, until: str, day: str, holds: str) -> None:
    assert on(spell(since, until), day) == holds


def test_an_unknown_start_is_unknown_before_the_first_report_and_yes_from_it_on() -> None:
    known = Spell("inForce", Span(None, date(2019, 9, 18)))
    assert [on(known, d) for d in ("0001-01-01", "2019-09-17", "2019-09-18", "9999-12-31")] == [
        UNKNOWN,
        UNKNOWN,
        YES,
        YES,
    ]


@pytest.mark.parametrize("status", ["denied", "calledOff", "completed"])
def test_what_was_denied_or_called_off_and_deals_never_hold(status: str) -> None:
    assert on(spell("2010", status=status), "2019-01-01") == NO


@pytest.mark.parametrize("status", ["announced", "rumoured"])
def test_a_plan_is_unknown_from_its_date_and_never_yes(status: str) -> None:
    plan = spell("2019-09", status=status)
    assert [on(plan, d) for d in ("2019-08-31", "2019-09-01", "2030-01-01")] == [NO, UNKNOWN, UNKNOWN]


def test_doubt_lasts_from_its_first_day_to_before_its_last() -> None:
    doubted = spell("2010", doubted=date(2015, 1, 1), doubted_until=date(2016, 1, 1))
    assert [on(doubted, d) for d in ("2014-12-31", "2015-01-01", "2015-12-31", "2016-01-01")] == [
        YES,
        UNKNOWN,
        UNKNOWN,
        YES,
    ]


@settings(max_examples=examples(75, 300), deadline=None, derandomize=True)
@given(st.tuples(*[st.integers(0, 9)] * 5), st.booleans())
def test_a_day_agrees_with_every_start_and_end_that_may_be(numbers: tuple[int, ...], ends: bool) -> None:
    """Counted out: each possible pair of a start and an end says whether the day lies between them."""
    (s1, s2), (e1, e2), day = sorted(numbers[:2]), sorted(numbers[2:4]), numbers[4]
    first = date(2020, 2, 25)  # a leap day among the ten
    at = [first + timedelta(n) for n in range(11)]
    known = Spell("inForce", Span(at[s1], at[s2]), Span(at[e1], at[e2]) if ends else None)
    held = {
        start <= day and (not ends or day < end) for start in range(s1, s2 + 1) for end in range(e1, e2 + 1)
    }
    assert known.holds(at[day]) == (UNKNOWN if len(held) == 2 else YES if True in held else NO)


# --- a period -------------------------------------------------------------------------------------------


@each(
    ("since", "until", "start", "end", "holds"),
    [
        ("2019-09-18", "", "2019-01-01", "2020-01-01", YES),  # some days of it are yes
        ("2019-09-18", "", "2019-01-01", "2019-09-18", NO),
        ("2019-09-18", "", "2019-01-01", "2019-09-19", YES),
        ("2019", "", "2019-01-01", "2019-12-31", UNKNOWN),  # it may have begun on the last day
        ("2019", "2019", "2019-01-01", "2020-01-01", YES),  # no day is sure, the whole lies in it
        ("2019", "2019", "2019-01-01", "2019-12-30", UNKNOWN),
        ("2019-05-05", "2019-05-05", "2019-01-01", "2020-01-01", NO),  # it has no day at all
        ("2010", "2015", "2015-06-01", "2016-06-01", UNKNOWN),
        ("2010", "2015", "2016-01-01", "2017-01-01", NO),
        ("9999", "", "9999-12-31", "", YES),  # no end of the period: also the last day of all
        ("2019", "", "", "2019-01-01", NO),
        ("2019", "", "2020-01-01", "2020-01-01", NO),  # a period without a day
    ],
)
def test_whether_a_spell_holds_in_a_period(since: str, until: str, start: str, end: str, holds: str) -> None:
    days = [date.fromisoformat(text) if text else None for text in (start, end)]
    assert spell(since, until).holds_within(*days) == holds


def test_a_spell_in_doubt_is_not_sure_because_it_lies_in_the_period() -> None:
    doubted = spell("2019", "2019", "ended", doubted=date(2019, 1, 1))
    assert doubted.holds_within(date(2019, 1, 1), date(2020, 1, 1)) == UNKNOWN


DAYS = st.dates(date(2018, 12, 25), date(2019, 2, 10))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    low, high = sorted((draw(DAYS), draw(DAYS)))
    return Span(draw(st.sampled_from((low, None))), high)


@settings(max_examples=examples(75, 300), deadline=None)
@given(spans(), st.none() | spans(), st.none() | DAYS, st.none() | DAYS, DAYS, DAYS)
def test_a_period_agrees_with_its_days(
    since: Span, until: Span | None, doubted: date | None, cleared: date | None, one: date, other: date
) -> None:
    start, end = sorted((one, other))
    known = Spell("inForce", since, until, doubted=doubted, doubted_until=cleared)
    days = {known.holds(start + timedelta(n)) for n in range((end - start).days)}
    holds = known.holds_within(start, end)
    if holds == NO:
        assert days <= {NO}
    elif YES in days:
        assert holds == YES
    else:
        inside = since.earliest and until and until.latest and start <= since.earliest and until.latest <= end
        assert UNKNOWN in days
        assert holds == (YES if inside and not doubted else UNKNOWN)


# --- staleness ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "day", "stale"),
    [
        ("2023-11-23", "2026-11-23", False),  # to the day three years, leap day or not
        ("2023-11-23", "2026-11-24", True),
        ("2020-02-29", "2023-03-01", False),
        ("2020-02-29", "2023-03-02", True),
        ("2026-12-31", "2026-11-23", False),
        ("9998-01-01", "9999-12-31", False),
    ],
)
def test_a_state_is_stale_when_nobody_confirmed_it_for_longer(reported: str, day: str, stale: bool) -> None:
    known = spell("2010")
    assert known.is_stale(date.fromisoformat(reported), 3, date.fromisoformat(day)) == stale


def test_only_open_states_of_relations_that_grow_stale_do() -> None:
    long_ago, now = date(1990, 1, 1), date(2026, 1, 1)
    assert spell("1980").is_stale(long_ago, 3, now)
    assert not spell("1980").is_stale(long_ago, None, now)
    assert not spell("1980", "1995").is_stale(long_ago, 3, now)
    assert not spell("1980", status="denied").is_stale(long_ago, 3, now)


def test_a_plan_that_nobody_confirmed_is_overdue_but_not_before_its_time() -> None:
    told, planned = date(1990, 1, 1), spell("1995", status="announced")
    days = (date(1994, 1, 1), date(1996, 6, 30), date(1996, 7, 1))
    assert [planned.is_overdue(told, 6, day) for day in days] == [False, False, True]
    assert spell("1980", status="rumoured").is_overdue(told, 6, date(1990, 7, 2))
    assert not spell("1980").is_overdue(told, 6, date(2026, 1, 1))
    assert not planned.is_overdue(told, None, date(2026, 1, 1)) and not planned.is_stale(told, 3, days[2])


def test_days_at_the_edges_of_the_calendar() -> None:
    assert day_before(date.min) == date.min
    assert day_after(date.max) is None
    assert day_after(date(2020, 2, 28)) == date(2020, 2, 29)
    assert years_after(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert years_after(date(2020, 2, 29), 1) == date(2021, 3, 1)
    assert years_after(date(9998, 1, 1), 3) == date.max


# --- shares and keys ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "least"),
    [("33", 32.5), ("15.8", 15.75), ("over 50", 50.0), ("under 20", 0.0), ("65..70", 64.5), ("0", 0.0)],
)
def test_the_least_that_a_stated_share_means(share: str, least: float) -> None:
    assert Step(date(2019, 1, 1), share).least == pytest.approx(least)


def test_the_share_on_a_day_is_the_last_step_by_then() -> None:
    steps = (Step(date(2016, 4, 12), "51"), Step(date(2017, 6, 28), "83"))
    known = spell("2016-04-12", shares=steps)
    assert known.share == "83"
    assert known.share_on(date(2016, 4, 11)) is None
    assert known.share_on(date(2017, 6, 27)) == steps[0]
    assert known.share_on(date(2017, 6, 28)) == steps[1]


def test_a_relationship_holds_if_any_of_its_spells_does() -> None:
    spells = (spell("2011", "2012"), spell("2019-09"))
    known = Relationship("a", "sellsOn", "b", (), spells, (), 1, (), date.min, date.max)
    assert [known.holds(date.fromisoformat(d)) for d in ("2012-01-01", "2015-01-01", "2019-10-01")] == [
        UNKNOWN,
        NO,
        YES,
    ]


def test_a_key_depends_on_the_distinction_and_on_nothing_else() -> None:
    assert key_of("a", "leads", "b") == key_of("a", "leads", "b", ())
    assert key_of("a", "leads", "b", (("role", "chair"),)) != key_of("a", "leads", "b")
    assert key_of("ab", "c", "d") != key_of("a", "bc", "d")


# --- conflicts ------------------------------------------------------------------------------------------


def test_a_conflict_is_named_by_what_its_sides_say_and_not_by_who_says_it() -> None:
    sides = (Side("2015", ("a/1",), ("A",)), Side("2016", ("b/1",), ("B",)))
    one = Conflict("start", ("k",), sides, "start: 2015 or 2016")
    supported = one._replace(sides=(sides[0], Side("2016", ("b/1", "c/1"), ("B", "C"))))
    assert one.key == supported.key == one._replace(sides=sides[::-1]).key
    assert one.key != one._replace(sides=(sides[0], Side("2017", ("b/1",)))).key
    assert one.key != one._replace(kind="end").key
    assert (one.claims, supported.claims) == (("a/1", "b/1"), ("a/1", "b/1", "c/1"))
    assert one.joined(supported) == supported


@pytest.mark.parametrize(
    ("low", "high", "text", "words"),
    [
        ("2015-05-01", "2015-05-31", "2015-05", "2015-05"),
        ("2015-05-01", "2015-05-01", "", "2015-05-01"),
        ("2015-05-01", "2015-05-31", "", "2015-05-01 to 2015-05-31"),
        ("", "2015-05-31", "", "by 2015-05-31"),
        ("2015-05-01", "", "", "after 2015-05-01"),
        ("", "", "", ""),
    ],
)
def test_a_span_in_words(low: str, high: str, text: str, words: str) -> None:
    days = (date.fromisoformat(day) if day else None for day in (low, high))
    assert Span(*days, text).words == words
