"""Who holds how much of what, from files to answers: persons, co-owners, parts of parts, shares of a day."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import article, own_store, write
from retailgraph import RetailGraph
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.text import Party, Text

FILES = {
    # A person owns most of a company, which owns most of another.
    "2024-05-06-most": article(
        "jade owns acme: {share: 73}", "acme owns bolt: {share: 50}", published="2024-05-06"
    ),
    # Two halves; and two wholes.
    "2024-03-05-halves": article(
        "core owns finch: {share: 50}", "dune owns finch: {share: 50}", published="2024-03-05"
    ),
    "2024-03-06-wholes": article("core owns grove", "dune owns grove", published="2024-03-06"),
    # A row of owners.
    "2024-07-01-row": article(
        "core owns harbor: {from: 1995}", "dune owns harbor: {from: 2011}", published="2024-07-01"
    ),
    # A share that grew.
    "2019-04-02-majority": article("core owns isle: {share: 60, from: 2019-04-01}", published="2019-04-02"),
    "2023-02-03-more": article("core owns isle: {share: 85, from: 2023-02-01}", published="2023-02-03"),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("holdings"), FILES) as graph:
        yield graph


def held(graph: RetailGraph, question: str, **when: str) -> list[tuple[str, str, str]]:
    return [(r.entity, r.share, r.holds) for r in graph.ask(question, **when).rows]


# --- persons ----------------------------------------------------------------------------------------------


def test_a_person_owns_a_company(graph: RetailGraph) -> None:
    assert held(graph, "who owns Acme") == [("Jade Doe", "73", "yes")]
    assert graph.ask("does Jade Doe own Acme").answer == "yes"
    assert held(graph, "how much of Acme does Jade Doe own") == [("Acme, Inc.", "73", "yes")]
    assert ("Acme, Inc.", "73", "yes") in held(graph, "what does Jade Doe own")
    assert graph.networkx().has_edge("jade", "acme", "owns")
    assert "<svg" in graph.draw("Acme", format="svg").text


PEOPLE = [
    Known(Party(name, name.lower().replace(" ", "-"), types), ((name, 0),))
    for name, types in (("Ada Lind", ("Person",)), ("Marvane Stores", ("Company",)), ("Velmar", ("Company",)))
]


@pytest.mark.parametrize("owner", ["Ada Lind", "Velmar"])
@pytest.mark.parametrize(
    ("says", "relation"),
    [
        ("owns 73 percent of", "owns"),
        ("holds 50.1 percent of", "owns"),
        ("owns 30 percent of", "holdsStakeIn"),
        ("holds 30 percent of", "holdsStakeIn"),
    ],
)
def test_the_share_in_a_text_says_whether_it_is_control(
    owner: str, says: str, relation: str, graph: RetailGraph
) -> None:
    proposer = Proposer(graph.ontology, PEOPLE)
    found = proposer.propose(Text(f"{owner} {says} Marvane Stores."))
    assert [(c.subject.name, c.relation, c.object.name) for c in found.claims] == [
        (owner, relation, "Marvane Stores")
    ]


# --- several owners ---------------------------------------------------------------------------------------


def test_two_halves_are_both_owned(graph: RetailGraph) -> None:
    assert sorted(held(graph, "who owns Finch")) == [("Core SA", "50", "yes"), ("Dune AG", "50", "yes")]
    for name in ("Core SA", "Dune AG"):
        assert graph.ask(f"does {name} own Finch").answer == "yes"
    assert graph.conflicts("Finch") == ()
    assert {("core", "finch"), ("dune", "finch")} <= set(graph.networkx().edges())


def test_of_two_wholes_neither_is_known(graph: RetailGraph) -> None:
    for name in ("Core SA", "Dune AG"):
        assert graph.ask(f"does {name} own Grove").answer == "unknown"
    (found,) = graph.conflicts("Grove")
    assert (found.kind, len(found.sides)) == ("exclusive", 2)


def test_a_row_of_owners_says_why_the_earlier_one_ended(graph: RetailGraph) -> None:
    assert graph.ask("who owns Harbor").rows[0].entity == "Dune AG"
    (row,) = (r for r in graph.why("Core SA", "owns", "Harbor").rows if r.subject == "Core SA")
    assert (row.status, row.until) == ("ended", "2011")
    assert row.because == (
        "ended 2011, because the same source tells of another as the next (rule successive)"
    )


# --- parts of parts ---------------------------------------------------------------------------------------


def test_what_is_held_through_another_is_a_part_of_a_part(graph: RetailGraph) -> None:
    assert held(graph, "who owns Bolt") == [("Acme, Inc.", "50", "yes"), ("Jade Doe", "36.5", "yes")]
    (row,) = graph.ask("how much of Bolt does Jade Doe own").rows
    assert (row.share, row.via) == ("36.5", "Acme, Inc.")


def test_a_part_of_what_nobody_states_is_not_known(tmp_path: Path) -> None:
    files = {
        "2024-05-06-chain": article("acme owns bolt: {share: 60}", "bolt owns core", published="2024-05-06")
    }
    with own_store(tmp_path, files) as graph:
        assert held(graph, "who owns Core SA") == [("Bolt Ltd", "", "yes"), ("Acme, Inc.", "", "yes")]


# --- the share of a day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "when"),
    [
        ("who owned Isle in 2020", {}),
        ("who owned Isle on 2023-01-31", {}),
        ("who owns Isle", {"as_of": "2020"}),
        ("how much of Isle does Core SA own", {"as_of": "2020"}),
    ],
)
def test_the_share_is_that_of_the_day(graph: RetailGraph, question: str, when: dict[str, str]) -> None:
    assert [r.share for r in graph.ask(question, **when).rows] == ["60"]
    assert [r.share for r in graph.ask("who owns Isle").rows] == ["85"]


def test_the_share_in_a_card_and_a_table_is_that_of_the_day(graph: RetailGraph) -> None:
    rows = [row for group in graph.show("Isle", as_of="2020").groups for row in group.rows]
    assert [row.share for row in rows if row.relation == "owns"] == ["60"]
    told = csv.DictReader("".join(graph.export("csv", entity="Isle", as_of="2020")).splitlines())
    shares = [
        r["share"] for r in told if (r["subject"], r["relation"], r["object"]) == ("core", "owns", "isle")
    ]
    assert shares == ["60"]


def test_the_share_of_shipped_stakes_is_that_of_the_year(shipped: RetailGraph) -> None:
    assert [r.share for r in shipped.ask("who owned Massimo Dutti in 1993").rows] == ["65"]
    rows = shipped.ask("shareholders of Nordstrom", as_of="2023").rows
    assert [r.share for r in rows if r.id == "el-puerto-de-liverpool"] == ["9.9"]


# --- circles ----------------------------------------------------------------------------------------------


def test_a_store_is_checked_for_circles(tmp_path: Path) -> None:
    claims = ("acme owns bolt", "bolt owns core", "core owns acme")
    files = {
        f"2024-01-0{n}-link": article(claim, published=f"2024-01-0{n}") for n, claim in enumerate(claims, 1)
    }
    with own_store(tmp_path, files) as graph:
        (found,) = (f for f in graph.check().findings if f.rule == "claim-circle")
        assert (found.path, found.severity) == ("2024-01-01-link", "warning")
        assert "acme > bolt > core > acme" in found.message
        graph.remove(["2024-01-02-link"])
        assert not [f for f in graph.check().findings if f.rule == "claim-circle"]


def test_of_all_who_own_each_other_each_has_one_conflict_whatever_they_are_called(tmp_path: Path) -> None:
    names = ("acme", "bolt", "core", "dune")
    claims = [f"{one} owns {two}" for one in names for two in names if one != two]
    with own_store(tmp_path, {"2024-01-01-all": article(*claims, published="2024-01-01")}) as graph:
        # Nobody can tell which of its three owners each has: there is no circle of what holds for sure.
        assert [(found.kind, len(found.sides)) for found in graph.conflicts()] == [("exclusive", 3)] * 4


# --- a page of a conflict ---------------------------------------------------------------------------------


def test_a_conflict_of_many_sides_is_shown_by_the_page(tmp_path: Path) -> None:
    many = 40
    entities = "".join(f"c{n}: {{type: Company, name: Company {n}}}\n" for n in range(many))
    claims = [f"c{n} owns finch: {{from: {1990 + n % 4}}}" for n in range(many)]
    with own_store(tmp_path) as graph:
        files = {"more": entities, "2020-01-01-all": article(*claims, published="2020-01-01")}
        graph.load(write(tmp_path / "more", files))
        (whole,) = graph.conflicts("Finch")
        (page,) = graph.conflicts("Finch", most=10)
    assert (len(whole.sides), whole.more, len(whole.about)) == (many, 0, many)
    assert (len(page.sides), page.more, len(page.about), page.key) == (10, many - 10, 10, whole.key)
    assert len(page.relationships) == many
