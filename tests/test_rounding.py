"""Prices that say the same, one of them less exactly."""

from __future__ import annotations

import pytest

from retailgraph.conclusion.rounding import is_rounded


@pytest.mark.parametrize(
    ("price", "other", "is_it"),
    [
        ("16bn USD", "15.8bn USD", True), ("16bn USD", "15.5bn USD", True),
        ("16bn USD", "16.5bn USD", True), ("16bn USD", "15.4bn USD", False),
        ("16bn USD", "16bn USD", False), ("15.8bn USD", "16bn USD", False),
        ("1.4bn USD", "1.35bn USD", True), ("16bn USD", "15.8bn EUR", False),
        ("1.6bn USD", "1600m USD", False), ("undisclosed", "15.8bn USD", False), ("16bn USD", "", False),
    ],
)  # fmt: skip
def test_a_price_that_is_another_one_rounded(price: str, other: str, is_it: bool) -> None:
    assert is_rounded(price, other) is is_it
