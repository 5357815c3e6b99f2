"""Markets: what a country, a region or a Market entity is, and which answers are of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import article, each, own_store
from retailgraph import RetailGraph
from retailgraph.articles.words import COUNTRIES
from retailgraph.errors import NotFound
from retailgraph.lookup.markets import market_named, stated

FILES = {
    "2024-01-02-partners": article(
        "acme partnersWith bolt: {market: CN}",
        "acme partnersWith core: {market: Europe}",
        "acme partnersWith harbor: {market: [KR, HK]}",
        "acme partnersWith dune",
        "acme partnersWith isle",
        "finch sellsOn harbor: {market: CN}",
        published="2024-01-02",
    ),
    "2024-02-03-figures": article(published="2024-02-03").replace(
        "    claims:\n",
        "    figures:\n"
        "      - acme revenue: {market: CN, value: 10, unit: USD}\n"
        "      - acme revenue: {market: FR, value: 20, unit: USD}\n"
        "      - acme revenue: {value: 90, unit: USD}\n",
    ),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("markets"), FILES) as opened:
        yield opened


def test_every_country_lies_in_exactly_one_region(graph: RetailGraph) -> None:
    for code in COUNTRIES:
        assert stated(graph, code).countries == {code}, code
    continents = ("Africa", "Americas", "Asia", "Europe", "Oceania", "Antarctic")
    held = [
        code for name in continents for code in (market_named(graph, name) or stated(graph, name)).countries
    ]
    assert len(held) == len(set(held)) == len(COUNTRIES)


@each(
    ("text", "label", "code"),
    [("China", "China", "CN"), ("mainland china", "China", "CN"), ("UK", "United Kingdom", "GB"),
     ("US", "United States", "US"), ("U.S.", "United States", "US"), ("CN", "China", "CN"),
     ("Côte d'Ivoire", "Ivory Coast", "CI"), ("Korea", "South Korea", "KR"), ("Türkiye", "Turkey", "TR")],
)  # fmt: skip
def test_a_country_is_known_by_its_names_and_its_code(
    graph: RetailGraph, text: str, label: str, code: str
) -> None:
    found = market_named(graph, text)
    assert found is not None
    assert (found.label, found.countries) == (label, {code})


@each(
    ("larger", "smaller", "expected"),
    [("Asia", "CN", True), ("CN", "Asia", False), ("Greater China", "HK", True), ("CN", "HK", False),
     ("Europe", "Benelux", True), ("EMEA", "AE", True), ("North America", "MX", True), ("Asia", "FR", False),
     ("DACH", "DACH", True), ("DACH", "DE", False), ("Europe", "DACH", False)],
)  # fmt: skip
def test_a_market_holds_what_lies_in_it(
    graph: RetailGraph, larger: str, smaller: str, expected: bool
) -> None:
    assert stated(graph, larger).holds(stated(graph, smaller)) is expected


@pytest.mark.parametrize(
    ("place", "partners", "left"),
    [
        ("China", ["Bolt Ltd"], 4),
        ("Greater China", ["Bolt Ltd", "Harbor"], 3),
        ("Europe", ["Core SA", "Dune AG"], 3),  # Dune is of no stated market, but a German company
        ("Asia", ["Bolt Ltd", "Harbor"], 3),
        ("Brazil", [], 5),
    ],
)
def test_an_answer_is_limited_to_a_market_and_says_what_it_leaves_out(
    graph: RetailGraph, place: str, partners: list[str], left: int
) -> None:
    answer = graph.ask(f"partners of Acme in {place}")
    assert sorted(row.entity for row in answer.rows) == partners
    assert answer.understood == f"partners of Acme, Inc. in {place}"
    assert answer.notes[0].startswith(f"{left} more are not said to be in {place}")


def test_what_is_said_of_one_market_is_unknown_of_another(graph: RetailGraph) -> None:
    assert graph.ask("does Finch sell on Harbor in China").answer == "yes"
    abroad = graph.ask("does Finch sell on Harbor in Japan")
    assert (abroad.answer, abroad.notes) == ("unknown", ("no article says that it is in Japan",))
    assert [row.market for row in abroad.rows] == [("CN",)]


def test_figures_are_limited_to_a_market(graph: RetailGraph) -> None:
    assert [f.value for f in graph.ask("revenue of Acme in China").figures] == ["10"]
    assert [f.value for f in graph.ask("revenue of Acme in Europe").figures] == ["20"]
    assert len(graph.ask("revenue of Acme").figures) == 3


def test_a_market_that_nobody_knows_is_named(graph: RetailGraph) -> None:
    with pytest.raises(NotFound, match="no market is called 'Atlantis'; write a country, its code"):
        graph.ask("partners of Acme in Atlantis")


def test_a_market_entity_is_a_market(shipped: RetailGraph) -> None:
    found = market_named(shipped, "中国")
    assert found is not None and found.countries == {"CN"}
    worldwide = market_named(shipped, "Chinese consumers")
    assert worldwide is not None and not worldwide.countries


def test_a_hostile_market_is_no_market(graph: RetailGraph, tmp_path: Path) -> None:
    for text in ("{}", "\ud800", "'; DROP", "x" * 400, "%s", "\x00"):
        assert market_named(graph, text) is None
