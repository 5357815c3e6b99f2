"""Partial dates: three forms, two bounds, and a clear word about what is none of them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import each
from retailgraph.dates import PartialDate, before, day, partial
from retailgraph.relationships import span

DAYS = st.dates(min_value=date(1, 1, 1))
TEXTS = st.builds(lambda d, length: d.isoformat()[:length], DAYS, st.sampled_from((4, 7, 10)))
PARTIALS = TEXTS.map(partial)


@each(
    ("text", "earliest", "latest", "precision"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), 1),
        ("2019-09", date(2019, 9, 1), date(2019, 9, 30), 2),
        ("2019-09-18", date(2019, 9, 18), date(2019, 9, 18), 3),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), 2),
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28), 2),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28), 2),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29), 2),
        ("9999", date(9999, 1, 1), date(9999, 12, 31), 1),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31), 2),
        ("0001", date(1, 1, 1), date(1, 12, 31), 1),
    ],
)
def test_bounds(text: str, earliest: date, latest: date, precision: int) -> None:
    read = PartialDate(text)
    assert (read.earliest, read.latest, read.precision) == (earliest, latest, precision)
    assert (str(read), read.text, repr(read)) == (text, text, f"PartialDate({text!r})")


@each(
    ("text", "reason"),
    [
        ("", "is not a date; write 2019, 2019-09 or 2019-09-18"),
        ("soon", "is not a date; write 2019, 2019-09 or 2019-09-18"),
        ("19", "is not a date"),
        ("2019-9", "is not a date"),
        ("2019-09-1", "is not a date"),
        ("2019/09", "is not a date"),
        ("2019-09-18T00:00", "is not a date"),
        (" 2019", "is not a date"),
        ("2019\n", "is not a date"),
        ("-2019", "is not a date"),
        ("20191", "is not a date"),
        ("٢٠١٩", "is not a date"),
        ("２０１９", "is not a date"),
        ("0000", "there is no year 0000"),
        ("2019-13", "'2019-13': there is no month 13"),
        ("2019-00", "there is no month 00"),
        ("2019-02-29", "'2019-02-29': there is no such day"),
        ("2019-09-31", "there is no such day"),
        ("2019-09-00", "there is no such day"),
    ],
)
def test_what_is_no_date(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as error:
        partial(text)
    assert reason in str(error.value)
    assert repr(text)[1:-1] in str(error.value) or text in str(error.value)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        read = partial(text)
    except ValueError as error:
        assert str(error)
    else:
        assert read.text == text
        assert read.earliest <= read.latest


@given(TEXTS)
def test_bounds_hold_every_day_that_begins_like_the_text(text: str) -> None:
    read = partial(text)
    assert read.earliest.isoformat().startswith(text)
    assert read.latest.isoformat().startswith(text)
    days = {4: 365 + calendar.isleap(read.earliest.year), 10: 1}.get(len(text))
    days = days or calendar.monthrange(read.earliest.year, read.earliest.month)[1]
    assert read.latest - read.earliest == timedelta(days=days - 1)


@given(PARTIALS, PARTIALS)
def test_containing_and_overlapping(one: PartialDate, other: PartialDate) -> None:
    assert one.contains(other) == other.text.startswith(one.text)
    assert one.overlaps(other) == (one.contains(other) or other.contains(one))
    assert one.overlaps(other) == other.overlaps(one)


@given(st.lists(PARTIALS))
def test_order_is_by_first_day_then_the_more_precise(dates: list[PartialDate]) -> None:
    ordered = sorted(dates)
    assert [(d.earliest, -d.precision) for d in ordered] == sorted((d.earliest, -d.precision) for d in dates)


@given(PARTIALS, PARTIALS)
def test_equal_when_the_texts_are(one: PartialDate, other: PartialDate) -> None:
    assert (one == other) == (one.text == other.text)
    assert one == PartialDate(one.text)
    assert hash(one) == hash(PartialDate(one.text))
    assert one != one.text


def test_a_partial_date_does_not_change() -> None:
    read = partial("2019")
    with pytest.raises(AttributeError):
        read.text = "2020"
    assert read.text == "2019"


@given(DAYS)
def test_a_day_is_the_partial_date_of_that_day(when: date) -> None:
    assert (day(when).earliest, day(when).latest, day(when).precision) == (when, when, 3)
    assert day(when) is partial(when.isoformat())


# --- lengths of time ------------------------------------------------------------------------------------


@each(
    ("when", "duration", "expected"),
    [
        ("2026-11-23", "90d", "2026-08-25"),
        ("2026-11-23", "8w", "2026-09-28"),
        ("2026-11-23", "18m", "2025-05-23"),
        ("2026-11-23", "2y", "2024-11-23"),
        ("2026-11-23", "2Y", "2024-11-23"),
        ("2026-11-23", " 2 y ", "2024-11-23"),
        ("2026-11-23", "0d", "2026-11-23"),
        # A day that the month does not have is its last one.
        ("2024-02-29", "1y", "2023-02-28"),
        ("2024-02-29", "4y", "2020-02-29"),
        ("2016-03-31", "1m", "2016-02-29"),
        ("2018-02-28", "2y", "2016-02-28"),
        # The calendar has a first day.
        ("0999-06-15", "998y", "0001-06-15"),
        ("0999-06-15", "999y", "0001-01-01"),
        ("0001-01-02", "9999999d", "0001-01-01"),
        ("9999-12-31", "9999999m", "0001-01-01"),
    ],
)
def test_the_day_a_length_of_time_before_another(when: str, duration: str, expected: str) -> None:
    assert before(date.fromisoformat(when), duration) == date.fromisoformat(expected)


@each("text", ["", "2", "y", "-2y", "2.5y", "2 years", "2y3m", "99999999y", "２y", "P2Y"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length of time; write 90d, 8w, 18m or 2y"):
        before(date(2026, 11, 23), text)


@pytest.mark.parametrize("text", ["0999", "0999-02", "0999-12-31", "9999", "9999-12-31"])
def test_the_far_ends_of_the_calendar_order_and_print_as_written(text: str) -> None:
    assert str(partial(text)) == text
    assert partial("0001-01-01") < partial(text)
    assert not partial("9999-12-31") < partial(text)
    assert partial("0998") < partial("0999") < partial("1000") < partial("9998") < partial("9999")


@each(
    ("text", "written", "first", "last"),
    [
        ("1990s", "1990s", "1990-01-01", "1999-12-31"),
        ("199X", "1990s", "1990-01-01", "1999-12-31"),
        ("1995-Q2", "1995-Q2", "1995-04-01", "1995-06-30"),
        ("1995-Q4", "1995-Q4", "1995-10-01", "1995-12-31"),
        ("1995-H1", "1995-H1", "1995-01-01", "1995-06-30"),
        ("before 1995", "before 1995", "0001-01-01", "1994-12-31"),
        ("after 2010-02", "after 2010-02", "2010-03-01", "9999-12-31"),
        ("2015..2017", "2015..2017", "2015-01-01", "2017-12-31"),
        ("2015/2017-Q1", "2015..2017-Q1", "2015-01-01", "2017-03-31"),
        ("../1995", "before 1996-01-01", "0001-01-01", "1995-12-31"),
        ("2010/..", "after 2009-12-31", "2010-01-01", "9999-12-31"),
    ],
)
def test_longer_times_have_bounds(text: str, written: str, first: str, last: str) -> None:
    when = PartialDate(text)
    assert (when.text, when.earliest.isoformat(), when.latest.isoformat()) == (written, first, last)
    assert PartialDate(written).latest == when.latest
    assert span(when).earliest == (None if text in ("before 1995", "../1995") else when.earliest)


@each(
    "text",
    ["1995-Q5", "1995-H3", "2017..2015", "before", "after soon", "before after 1995", "..", "19X", "0000s"],
)
def test_what_is_no_longer_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|ends before it begins|two halves|no year"):
        PartialDate(text)
