"""Lists that grow long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retailgraph.interchange import spooled
from retailgraph.interchange.spooled import Spooled


@given(st.lists(st.integers(), max_size=40), st.integers(-45, 45), st.integers(-45, 45))
def test_it_is_a_list_whatever_lies_in_the_file(values: list[int], start: int, stop: int) -> None:
    before, spooled.MOST_HELD = spooled.MOST_HELD, 7
    try:
        held = Spooled(values)
        assert list(held) == values == list(held) and len(held) == len(values) and bool(held) == bool(values)
        assert held[start:stop] == values[start:stop] and held == values and held != [*values, 1]
        if -len(values) <= start < len(values):
            assert held[start] == values[start]
        assert len(held._held) < 7
    finally:
        spooled.MOST_HELD = before


def test_several_read_at_once_while_it_grows() -> None:
    held = Spooled(range(5_000))
    pairs = list(zip(held, held, strict=True))
    assert pairs == [(n, n) for n in range(5_000)]
    reading = iter(held)
    next(reading)
    held.extend(range(5_000, 5_010))
    assert list(reading) == list(range(1, 5_010))
