"""Comparisons: numbers, figures, dates, times, prices and shares of several, and what cannot be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from conftest import article, own_store
from retailgraph import RetailGraph
from retailgraph.form.plain import from_plain, to_plain

FILES = {
    "2020-03-04-deals": article(
        "acme founded finch: {from: 1950}",
        "bolt founded grove: {from: 1960}",
        "acme acquires finch: {from: 2019-03-01, price: 2bn USD}",
        "bolt acquires grove: {from: 2020-03-01, price: 3bn EUR}",
        "core acquires acme: {status: announced, announced: 2019-02-01}",
        published="2020-03-04",
    ),
    "2020-04-05-platforms": article(
        "finch sellsOn harbor: {from: 2018-01-01}",
        "grove sellsOn harbor: {from: 2019-01-01, to: 2020-01-01}",
        "finch memberOf lark: {from: 2019}",
        "grove memberOf lark: {from: 2019-05}",
        "core holdsStakeIn dune: {share: 30}",
        "bolt holdsStakeIn dune: {share: 20}",
        published="2020-04-05",
    )
    + "\n".join(
        [
            "    figures:",
            "      - acme revenue: {value: 100, unit: USD, on: 2019}",
            "      - bolt revenue: {value: 200, unit: USD, on: 2019}",
            "      - core revenue: {value: 150, unit: USD, on: 2019-03-31}",
            "      - acme stores: {value: 9, unit: stores, on: 2019}",
            "      - bolt stores: {value: 7, unit: stores, on: 2014}",
            "",
        ]
    ),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("comparing"), FILES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "answer", "values"),
    [
        # Numbers of what is reported.
        ("does Core have more stakes than Bolt", "no", ["1", "2"]),
        ("did Acme buy more companies than Core", "yes", ["1", "0 (1 more announced or uncertain)"]),
        ("did Core buy fewer brands than Bolt", "yes", ["0", "1"]),
        ("did Acme buy more in 2019 than in 2020", "yes", ["1", "0"]),
        # Dates, and times.
        ("is Finch older than Grove", "yes", ["1950", "1960"]),
        ("is Finch younger than Grove", "no", ["1950", "1960"]),
        ("did Finch join Harbor before Grove", "yes", ["2018-01-01", "2019-01-01"]),
        ("did Grove join Harbor earlier than Finch did", "no", ["2019-01-01", "2018-01-01"]),
        ("did Finch join Lark before Grove", "unknown", ["2019", "2019-05"]),
        ("has Finch sold on Harbor longer than Grove", "yes", ["8.9 years", "1.0 years"]),
        # Prices in several currencies, and shares.
        ("was Finch more expensive than Grove", "no", ["2bn USD", "3bn EUR"]),
        ("did Bolt pay more for Grove than Acme for Finch", "yes", ["3bn EUR", "2bn USD"]),
        ("does Core hold a larger stake in Dune than Bolt", "yes", ["30%", "20%"]),
        # Figures: the number that was asked for; a quarter is no year.
        ("does Acme have more stores than Bolt", "yes", ["9 stores (2019)", "7 stores (2014)"]),
        ("does Acme have a higher revenue than Bolt", "no", ["100 USD (2019)", "200 USD (2019)"]),
        ("is the revenue of Core higher than that of Acme", "yes",
         ["150 USD (2019-03-31)", "100 USD (2019)"]),
        ("is the revenue of Core higher than that of Bolt", "unknown",
         ["150 USD (2019-03-31)", "200 USD (2019)"]),
        # What articles tell of one alone.
        ("is Finch older than Harbor", "unknown", ["1950", ""]),
    ],
)  # fmt: skip
def test_it_compares(graph: RetailGraph, question: str, answer: str, values: list[str]) -> None:
    found = graph.ask(question)
    assert (found.kind, found.answer, [one.value for one in found.compared]) == ("compare", answer, values)
    assert found.sentence.startswith(answer)
    assert all(value.partition(" (")[0] in found.sentence for value in values)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("which is older, Finch or Grove", "Finch"),
        ("which of Finch and Grove is older", "Finch"),
        ("Finch or Grove: which is older?", "Finch"),
        ("is Finch or Grove older", "Finch"),
        ("who joined Harbor first, Grove or Finch", "Finch"),
        ("who paid more, Acme or Bolt", "Bolt Ltd"),
        ("who bought more brands since 2020, Acme or Bolt", "Bolt Ltd"),
        ("whose revenue is lower, Acme's or Bolt's", "Acme, Inc."),
        ("between Acme and Bolt, who has more stores", "Acme, Inc."),
        ("who was on Harbor longer: Grove or Finch?", "Finch"),
    ],
)
def test_it_says_which(graph: RetailGraph, question: str, first: str) -> None:
    found = graph.ask(question)
    assert (found.kind, found.answer, found.compared[0].name) == ("compare", "", first)
    assert found.sentence.startswith(f"{first}, ")


def test_who_has_more_than_one_that_is_named(graph: RetailGraph) -> None:
    found = graph.ask("which platforms have more brands than Harbor")
    assert found.sentence.startswith("None have more than Harbor with its 1 brand")


def test_what_is_not_clear_or_alike_is_said(graph: RetailGraph) -> None:
    assert graph.ask("who joined Lark first, Finch or Grove").sentence.startswith("Not clear: ")
    assert graph.ask("who bought more brands, Acme or Bolt").sentence.startswith("Alike: ")
    bigger = graph.ask("is Acme bigger than Bolt")
    assert bigger.answer == "unknown"  # more stores, and less revenue
    assert "the figures of stores are of 2014 and 2019" in bigger.notes
    assert "ask for what" in graph.ask("is Finch bigger than Grove").sentence


def test_a_comparison_is_a_form_with_a_heading_and_sparql(graph: RetailGraph) -> None:
    question = "does Core have more stakes than Bolt"
    found = graph.ask(question)
    assert found.understood == "stakes of Core SA or Bolt Ltd: more for Core SA"
    assert found.form is not None
    plain = json.loads(json.dumps(to_plain(found.form)))
    assert from_plain(plain) == found.form
    assert graph.find(form=plain).sentence == found.sentence
    rows = {str(row[1]) for row in graph.query(graph.explain(question).sparql).rows}
    assert len(rows) == len({row.key for row in found.rows}) == 3


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("deals worth more than 1bn USD", {"Acme, Inc. Finch", "Bolt Ltd Grove"}),
        ("who other than Bolt owns Finch", {"Acme, Inc. Finch"}),
        ("deals over 2.5bn USD", {"Bolt Ltd Grove"}),
    ],
)
def test_other_thans_are_no_comparisons(graph: RetailGraph, question: str, names: set[str]) -> None:
    found = graph.ask(question)
    assert found.kind != "compare"
    assert {f"{row.subject} {row.object}" for row in found.rows} == names


@pytest.mark.usefixtures("shipped")
def test_chinese_comparisons(shipped: RetailGraph) -> None:
    found = shipped.ask("LVMH的品牌比开云多吗")
    assert found.answer == "yes"
    assert found.sentence.startswith("是：LVMH")
