"""Which reading of a question is taken, and what its answer says: sellers, prices, moments, denials."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import article, each, own_store
from retailgraph import RetailGraph
from retailgraph.errors import NotFound, UsageError

FILES = {
    "2019-03-04-first-sale": article(
        "bolt acquires finch: {from: 2019-03-01, seller: acme, price: 2bn USD}", published="2019-03-04"
    ),
    "2021-05-06-second-sale": article(
        "core acquires finch: {from: 2021-05-01, seller: bolt, price: 3bn EUR}",
        "core acquires grove: {from: 2021-05-02}",
        published="2021-05-06",
    ),
    "2022-01-02-platforms": article(
        "finch sellsOn harbor: {from: 2020-02}",
        "grove sellsOn harbor: {from: 2018, to: 2020}",
        "finch memberOf lark: {from: 2021-03-01}",
        "core holdsStakeIn dune: {share: 30}",
        published="2022-01-02",
    ),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("choosing"), FILES) as opened:
        yield opened


def entities(graph: RetailGraph, question: str) -> list[str]:
    return [row.entity for row in graph.ask(question).rows]


# --- sellers ----------------------------------------------------------------------------------------------


def test_who_sold_a_brand_are_the_sellers_of_its_deals(graph: RetailGraph) -> None:
    answer = graph.ask("who sold Finch")
    assert sorted((row.entity, row.words) for row in answer.rows) == [
        ("Acme, Inc.", "seller (Bolt Ltd acquires it)"),
        ("Bolt Ltd", "seller (Core SA acquires it)"),
    ]
    assert entities(graph, "sellers of Finch") == [row.entity for row in answer.rows]


def test_who_sells_a_brand_is_the_platform(graph: RetailGraph) -> None:
    assert entities(graph, "who sells Finch") == entities(graph, "where is Finch sold") == ["Harbor"]


def test_the_types_of_the_names_tell_seller_from_platform(graph: RetailGraph) -> None:
    assert graph.ask("did Acme sell Finch").answer == "yes"
    assert graph.ask("did Harbor sell Finch").answer == "yes"
    assert graph.ask("did Acme sell Grove").answer == "unknown"
    assert [row.since for row in graph.ask("when did Bolt sell Finch").rows] == ["2021-05-01"]


def test_what_was_sold_and_to_whom(graph: RetailGraph) -> None:
    assert [(r.entity, r.words) for r in graph.ask("what did Bolt sell").rows] == [
        ("Finch", "is acquired by Core SA")
    ]
    assert [(r.entity, r.words) for r in graph.ask("who did Acme sell Finch to").rows] == [
        ("Bolt Ltd", "acquires Finch")
    ]
    assert entities(graph, "who bought Finch from Bolt") == ["Core SA"]


def test_a_seller_that_no_article_names_is_said_to_be_missing(graph: RetailGraph) -> None:
    answer = graph.ask("who sold Grove")
    assert answer.notes == ("no article states the seller",)
    assert [(row.entity, row.words) for row in answer.rows] == [("Core SA", "is acquired by")]


# --- prices and shares ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question", ["how much did Bolt pay for Finch", "what did Bolt pay for Finch",
                 "for how much did Bolt buy Finch"],
)  # fmt: skip
def test_the_price_of_a_deal(graph: RetailGraph, question: str) -> None:
    assert [row.price for row in graph.ask(question).rows] == [("2bn USD",)]


def test_the_prices_of_all_deals_and_a_price_that_is_missing(graph: RetailGraph) -> None:
    assert {row.price for row in graph.ask("price of Finch").rows} == {("2bn USD",), ("3bn EUR",)}
    missing = graph.ask("how much did Core pay for Grove")
    assert missing.notes == ("no article states the price",) and len(missing.rows) == 1
    assert graph.ask("how much did Acme pay for Grove").notes == ("no article claims it",)


def test_the_share_held(graph: RetailGraph) -> None:
    assert [row.share for row in graph.ask("how much of Dune does Core own").rows] == ["30"]
    assert graph.ask("does Core own a stake in Dune").answer == "yes"


# --- moments ----------------------------------------------------------------------------------------------


@each(
    ("question", "answer"),
    [("did Finch join Harbor", "yes"), ("did Finch join Harbor in 2020", "yes"),
     ("did Finch join Harbor in 2021", "no"), ("did Finch join Harbor before 2020", "no"),
     ("did Finch join Harbor on 2020-02-10", "unknown"), ("did Finch leave Harbor", "no"),
     ("did Grove leave Harbor", "yes"), ("did Grove leave Harbor in 2019", "no"),
     ("has Finch joined the Lark Alliance", "yes"), ("is Finch on Harbor", "yes"),
     ("is Grove on Harbor", "no"), ("was Grove on Harbor in 2019", "yes")],
)  # fmt: skip
def test_joining_is_not_being_there(graph: RetailGraph, question: str, answer: str) -> None:
    assert graph.ask(question).answer == answer


def test_who_joined_and_who_left_in_a_time(graph: RetailGraph) -> None:
    assert entities(graph, "who joined Harbor in 2018") == ["Grove"]
    assert entities(graph, "who joined Harbor in 2020") == ["Finch"]
    assert entities(graph, "who joined Harbor in 2019") == []
    assert entities(graph, "who left Harbor") == ["Grove"]
    assert entities(graph, "what did Finch join since 2021") == ["Lark Alliance"]


def test_former_is_what_has_ended(graph: RetailGraph) -> None:
    assert entities(graph, "former owners of Finch") == ["Acme, Inc.", "Bolt Ltd"]
    assert entities(graph, "which brands does Bolt no longer own") == ["Finch"]
    assert entities(graph, "former owners of Grove") == []
    assert entities(graph, "who owned Finch now") == ["Core SA"]


# --- what is known by then, and what is denied -------------------------------------------------------------


def test_as_known_on_a_day_later_articles_do_not_count(graph: RetailGraph) -> None:
    assert entities(graph, "who owns Finch as known on 2020-01-01") == ["Bolt Ltd"]
    assert entities(graph, "what did we know in 2020 about owners of Finch") == ["Bolt Ltd"]
    assert entities(graph, "who owns Finch") == ["Core SA"]


@pytest.mark.parametrize(
    ("question", "instead"),
    [("is Finch not owned by Bolt", "is Finch owned by Bolt"),
     ("isn't Finch owned by Bolt?", "is Finch owned by Bolt?"),
     ("which brands does Core not own", "which brands does Core own"),
     ("does Bolt no longer own Finch", "does Bolt own Finch"),
     ("has Acme never owned Finch", "has Acme owned Finch")],
)  # fmt: skip
def test_a_denial_is_refused_rather_than_answered_the_wrong_way_round(
    graph: RetailGraph, question: str, instead: str
) -> None:
    with pytest.raises(UsageError, match="may be answered the wrong way round") as refused:
        graph.ask(question)
    assert refused.value.suggestions == (instead,)
    assert graph.ask(instead).kind in ("truth", "list")


def test_an_unknown_name_is_reported(graph: RetailGraph) -> None:
    with pytest.raises(NotFound, match="no entity is called 'Zorro'"):
        graph.ask("who sold Zorro last year")
