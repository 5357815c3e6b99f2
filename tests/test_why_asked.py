"""Questions that ask why: what articles state as the reason, and that none of them states one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import own_store
from retailgraph import RetailGraph
from retailgraph.answers.why_asked import WhyAsked, asked_why

ARTICLE = """\
title: A title
url: https://example.com/{name}
publisher: Daily
published: 2020-04-05
passages:
  - says: {says}
    claims:
      - {claim}
"""


def told(name: str, says: str, claim: str) -> str:
    return ARTICLE.format(name=name, says=says, claim=claim)


FILES = {
    "2020-04-05-a": told(
        "a", "Finch left Harbor because of its fees.", "finch sellsOn harbor: {status: ended, to: 2020-03}"
    ),
    "2020-04-05-b": told("b", "Acme owns Finch.", "acme owns finch"),
    "2020-04-05-c": told(
        "c",
        "Bolt Ltd, which will concentrate on Grove, sold Dune AG to Core SA.",
        "core acquires dune: {from: 2020-02, seller: bolt}",
    ),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("why"), FILES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("why did Finch leave Harbor?", "Daily, 2020-04-05: “Finch left Harbor because of its fees”."),
        ("what made Finch leave Harbor", "Daily, 2020-04-05: “Finch left Harbor because of its fees”."),
        ("why does Acme own Finch", "No article states a reason. Acme, Inc. owns Finch"),
        (
            "why did Bolt sell Dune",
            "No article states a reason outright; of an aim: Daily, 2020-04-05: “Bolt",
        ),
        ("what was the reason for the sale of Dune", "No article states a reason outright; of an aim: "),
    ],
)
def test_what_articles_state_of_the_reason_comes_first(
    graph: RetailGraph, question: str, begins: str
) -> None:
    found = graph.ask(question)
    assert found.sentence.startswith(begins)
    assert found.understood.startswith("why: ")
    assert found.answer == ""  # a yes would be taken for one to the reason
    assert all(row.evidence for row in found.rows)


def test_whether_it_was_for_a_reason(graph: RetailGraph) -> None:
    found = graph.ask("did Finch leave Harbor because of fees?")
    assert (found.answer, found.understood) == ("yes", "did Finch leave Harbor, because of fees")
    assert found.sentence.startswith("yes: Daily, 2020-04-05: “Finch left Harbor because of its fees”.")
    other = graph.ask("did Finch leave Harbor because of Bolt?")
    assert (other.answer, other.sentence[:49]) == (
        "unknown",
        "unknown: no article states Bolt as the reason. Fi",
    )
    assert graph.ask("who owns Finch because of Bolt").sentence.startswith(
        "No article states Bolt as the reason."
    )


def test_why_not_is_asked_of_what_is_not_so(graph: RetailGraph) -> None:
    found = graph.ask("why does Finch not sell on Harbor")
    assert found.understood.startswith("why not: does Finch sell on Harbor")
    assert found.sentence.startswith("Daily, 2020-04-05: “Finch left Harbor because of its fees”.")


def test_what_is_not_so_has_no_reason(graph: RetailGraph) -> None:
    found = graph.ask("why does Finch sell on Harbor")
    assert (found.answer, found.sentence[:4]) == ("no", "no: ")
    assert graph.ask("why did Acme sell Grove").answer == "unknown"


def test_what_asks_for_no_reason() -> None:
    assert asked_why("who owns Finch") is None
    assert asked_why("why?") is None
    assert asked_why("为什么Finch卖掉了Dune？") == WhyAsked("Finch卖掉了Dune吗")
