"""Why a relationship began or ended: the sentence that names the deal or the rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome, article, own_store
from retailgraph import RetailGraph
from retailgraph.graph import reading


def test_why_names_the_deal_that_ended_it(shipped: RetailGraph) -> None:
    (row,) = shipped.why("Tapestry", "owns", "Stuart Weitzman").rows
    sentence = (
        "ended 2025-08-04, because Caleres, Inc. completed its purchase of Stuart Weitzman from Tapestry"
    )
    assert row.because.startswith(sentence)
    assert (row.since_rule, row.until_rule) == ("purchase", "purchase")
    assert shipped.ask("acquisitions of Caleres", why=True).rows


def test_the_command_line_prints_it(shipped_copy: Path, run: Callable[..., Outcome]) -> None:
    printed = run("why", "Tapestry", "owns", "Stuart Weitzman")
    assert "because Caleres, Inc. completed its purchase of Stuart Weitzman" in " ".join(printed.out.split())
    asked = run("ask", "owners of Stuart Weitzman over time", "--why")
    assert " ".join(asked.out.split()).count("because Caleres, Inc. completed its purchase") == 2
    assert "because" not in run("ask", "owners of Stuart Weitzman over time").out


@pytest.fixture
def small(tmp_path: Path) -> RetailGraph:
    return own_store(
        tmp_path,
        {
            "2015-05-05-a": article(
                "acme owns finch", "acme owns grove", "acme operates harbor", published="2015-05-05"
            ),
            "2018-a": article("acme mergesWith bolt: {into: core, from: 2018-03-01}", published="2018-03-01"),
            "2019-a": article("dune owns finch: {from: 2019-01-01}", published="2019-09-18"),
            "2020-a": article("dune acquires grove: {from: 2020-01-01}", published="2020-01-02"),
            "2021-a": article("acme operates harbor: {status: ended}", published="2021-01-02"),
        },
    )


@pytest.mark.parametrize(
    ("claim", "because"),
    [
        (
            "Acme owns Grove",
            "ended 2020-01-01, because Dune AG took over Grove (one article, 2020-01-02)",
        ),
        (
            "Core owns Bolt",
            "since 2018-03-01, because Core SA resulted from the merger of Acme, Inc. and Bolt Ltd",
        ),
        ("Acme owns Finch", "because another is said to hold what only one can hold (rule succeeded)"),
        ("Acme operates Harbor", "because no report gives a date"),
        ("Dune owns Finch", ""),
    ],
)
def test_each_rule_has_its_sentence(small: RetailGraph, claim: str, because: str) -> None:
    (row,) = small.why(*claim.split()).rows
    assert because in row.because if because else row.because == ""
    small.close()


def test_a_deal_is_read_once_for_all_rows(small: RetailGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    known = reading.known

    def counted(store: object, query: str, **values: str) -> object:
        if query == reading.ONE:
            read.append(values["key"])
        return known(store, query, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "known", counted)
    rows = small.ask("companies of Core", why=True).rows
    assert len(rows) == 2
    assert len(read) == len(set(read)) == 1
    small.close()
