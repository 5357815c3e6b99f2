"""What it costs to read a question, in calls: bounded steps, whatever it holds."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest

from conftest import TODAY
from retailgraph.errors import UsageError
from retailgraph.words import rewriting
from retailgraph.words.asked import further_readings, readings
from retailgraph.words.grammar import grammar_of
from test_questions import ONTOLOGY

MOST_CALLS = 60_000
"""Calls of functions to read one question whole, nothing remembered: the hardest of the suite took 29,000
of them when this was written, half of the suite under 3,000.
"""
NESTED = "brands that " * 5 + "Kering owns own sell on"


def calls_to_read(question: str) -> int:
    """How many functions are called to read a question in every way that there is."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    grammar_of(ONTOLOGY).read.clear()
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        with suppress(UsageError):
            readings(question, ONTOLOGY, TODAY)
            further_readings(question, ONTOLOGY, TODAY)
    finally:
        sys.setprofile(before)
    return count


@pytest.fixture(scope="module", autouse=True)
def _lists_are_read() -> None:
    """The lists of words are read once in a process."""
    readings("who owns Gucci", ONTOLOGY, TODAY)
    further_readings("who used to be behind Gucci", ONTOLOGY, TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "What was Walmart's stake in JD.com in 2017",
        "Which brands sell on JD.com but not on Tmall?",
        "French companies that own a brand on JD.com",
        "members of the Fashion Pact that are also in Aura",
        "who owns more brands, A, B, C, D, E, F or G or H or I or J or K",
        "longer than " * 30,
        "is " * 60 + "than " * 40,
        " and ".join(["brands of Gucci"] * 40),
        " or ".join(["who owns Gucci"] * 40),
        NESTED,
        "who owns the company that owns " * 10 + "Gucci",
        "does not never " * 20 + "own",
        "neither on nor in " * 20,
        "who owns " + ", ".join(f"brand {number}" for number in range(60)),
        "x " * 499,
        "the " * 249 + "of",
    ],
)
def test_a_question_is_read_in_bounded_steps(question: str) -> None:
    assert calls_to_read(question) < MOST_CALLS


def test_twice_as_long_costs_no_more_than_a_few_times_as_much() -> None:
    few = calls_to_read("brands that sell on Tmall and that Kering owns")
    many = calls_to_read("brands that sell on Tmall and that Kering owns " * 2)
    assert many < 6 * few


def test_each_wording_becomes_what_it_has() -> None:
    for wording in rewriting._english():
        slots = {part.slot for part in wording.parts if part.slot}
        choices = sum(part.is_choice for part in wording.parts)
        used = set(re.findall(r"\{(\w+)\}", wording.becomes))
        assert all(int(one) <= choices if one.isdigit() else one in slots for one in used), wording.becomes
