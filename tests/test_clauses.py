"""Rows as English clauses: a table of row and sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, article, each, own_store
from retailgraph import ontology
from retailgraph.answers.sentences import statement
from retailgraph.lookup.clauses import capital, clause, whose
from retailgraph.lookup.rows import Row
from retailgraph.ontology import Ontology
from retailgraph.words.asked import readings
from retailgraph.words.english import tokens_of
from retailgraph.words.rewriting import rewritten

DAY = date(2021, 1, 8)


@pytest.fixture(scope="module")
def shipped() -> Ontology:
    return ontology.read(ROOT / "ontology" / "retailgraph.ttl")


def row(relation: str, status: str, holds: str = "", **more: object) -> Row:
    """A row between Abel and Marvane, seen from Abel."""
    plain = {
        "entity": "Marvane", "id": "marvane", "types": ("Brand",), "relation": relation, "words": "",
        "holds": holds, "status": status, "since": "", "until": "", "stale": False, "articles": 1,
        "publishers": 1, "first_reported": DAY, "last_reported": DAY, "subject": "Abel", "object": "Marvane",
        "subject_id": "abel", "object_id": "marvane",
    }  # fmt: skip
    return Row(**(plain | more))  # type: ignore[arg-type]


@each(
    ("relation", "status", "more", "told"),
    [
        ("owns", "inForce", {"holds": "yes"}, "Abel owns Marvane"),
        ("owns", "inForce", {"holds": "unknown"}, "Abel may own Marvane"),
        ("owns", "ended", {"holds": "unknown"}, "Abel may have owned Marvane"),
        ("partOf", "ended", {"holds": "unknown"}, "Abel may have been part of Marvane"),
        ("runs", "ended", {"holds": "unknown"}, "Abel may have run Marvane"),
        ("holdsStakeIn", "ended", {"holds": "unknown"}, "Abel may have held a stake in Marvane"),
        ("owns", "ended", {"holds": "no"}, "Abel owned Marvane"),
        ("sellsOn", "announced", {"holds": "unknown"}, "Abel is to sell on Marvane"),
        ("partOf", "announced", {"holds": "unknown"}, "Abel is to be part of Marvane"),
        ("sellsOn", "rumoured", {"holds": "unknown"}, "Abel is rumoured to sell on Marvane"),
        ("owns", "denied", {"holds": "no"}, "it is denied that Abel owns Marvane"),
        ("acquires", "completed", {}, "Abel acquired Marvane"),
        ("acquires", "announced", {"stale": True}, "Abel was to acquire Marvane"),
        ("acquires", "calledOff", {}, "Abel's purchase of Marvane was called off"),
        ("mergesWith", "calledOff", {}, "Abel's merger with Marvane was called off"),
        ("invests", "calledOff", {}, "Abel's investment in Marvane was called off"),
        ("opensStoreIn", "calledOff", {}, "Abel was to open a store in Marvane, which was called off"),
        ("ceases", "completed", {}, "Abel ceased to exist"),
        ("ceases", "completed", {"types": ("Person",)}, "Abel died"),
        ("ceases", "completed", {"types": ("Platform",)}, "Abel closed"),
        ("ceases", "completed", {"types": ("Company",), "how": ("bankrupt",)}, "Abel went bankrupt"),
        ("ceases", "completed", {"types": ("Platform",), "how": ("dissolved",)}, "Abel was dissolved"),
        ("ceases", "announced", {"types": ("Store",)}, "Abel is to close"),
        ("becomes", "completed", {}, "Abel became Marvane"),
        ("becomes", "completed", {"how": ("replaced",)}, "Abel was replaced by Marvane"),
        ("becomes", "announced", {}, "Abel is to become Marvane"),
        ("acquires", "completed", {"subject_id": "undisclosed.x"}, "an undisclosed buyer acquired Marvane"),
        (
            "owns",
            "inForce",
            {"holds": "yes", "subject_id": "undisclosed.x", "since_deal": "key"},
            "an undisclosed buyer owns Marvane",
        ),
        (
            "owns",
            "inForce",
            {"holds": "yes", "subject_id": "undisclosed.x"},
            "somebody undisclosed owns Marvane",
        ),
    ],
)
def test_a_row_reads_as_english(
    shipped: Ontology, relation: str, status: str, more: dict[str, object], told: str
) -> None:
    assert clause(row(relation, status, **more), shipped) == told


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (
            row("acquires", "announced", announced="2021-01-02", seller=("undisclosed",)),
            "Abel is to acquire Marvane, from an undisclosed seller, announced 2021-01-02 (1 publisher).",
        ),
        (
            row("sellsOn", "announced", "unknown", announced="2021-01-02"),
            "Abel is to sell on Marvane, as announced 2021-01-02 (1 publisher).",
        ),
        (
            row("owns", "inForce", "yes", share="33", via="Tarnby"),
            "Abel owns Marvane, 33%, through Tarnby (1 publisher).",
        ),
    ],
)
def test_a_statement_says_once_that_it_is_announced(shipped: Ontology, made: Row, told: str) -> None:
    assert statement(made, shipped) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Abel", "Abel's"),
        ("Capri Holdings", "Capri Holdings'"),
        ("Macy's", "Macy's"),
        ("VF Inc.", "VF Inc.'s"),
    ],
)
def test_what_is_whose(name: str, told: str) -> None:
    assert whose(name) == told


def test_a_sentence_begins_with_a_capital_but_a_name_stays_as_it_is() -> None:
    assert capital("an undisclosed buyer owns Marvane") == "An undisclosed buyer owns Marvane"
    assert capital("iQIYI owns Marvane") == "iQIYI owns Marvane"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("previous owner of Marvane", ("latest", 1)),
        ("Marvane's previous owner", ("latest", 1)),
        ("previous owners of Marvane", ("", 0)),
        ("former owner of Marvane", ("", 0)),
    ],
)
def test_the_previous_one_is_one(shipped: Ontology, question: str, asked: tuple[str, int]) -> None:
    form = readings(question, shipped)[0]
    assert form.former and (form.order, form.limit) == asked


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("who owns marvane with norvale", "who owns marvane besides norvale"),
        ("co-owners of marvane", "owners of marvane"),
        ("is lum aberg dead", "what became of lum aberg"),
        ("when did kioska close", "what became of kioska"),
    ],
)
def test_wordings_of_owners_and_ends(said: str, meant: str) -> None:
    assert meant in {" ".join(token[0] for token in put) for put in rewritten(tokens_of(said))}


CHAIN = {
    "entities": """\
velmar: {type: Company, name: Velmar}
tarnby: {type: Company, name: Tarnby}
oakridge: {type: Brand, name: Oakridge}
""",
    "2024-03-03-owners": article(
        "velmar owns tarnby: {share: 60}", "tarnby owns oakridge: {share: 55}", published="2024-03-03"
    ),
}


def test_what_is_held_through_another_is_told_of_who_holds_it(tmp_path: Path) -> None:
    told = "Velmar owns Oakridge, 33%, since before 2024-03-03, through Tarnby (1 publisher"
    with own_store(tmp_path, CHAIN) as graph:
        for question in ("how much of Oakridge does Velmar own", "brands of Velmar"):
            answer = graph.ask(question)
            assert answer.sentence.startswith(told), question
            (found,) = answer.rows
            assert (found.subject_id, found.object_id, found.share) == ("velmar", "oakridge", "33")
            assert found.id == "oakridge"
        assert graph.ask("does Velmar own Oakridge").sentence.startswith(f"yes: {told}")
        assert graph.ask("who ultimately owns Oakridge").sentence.startswith(told)


def test_who_has_companies_and_no_brand_is_told_so(tmp_path: Path) -> None:
    files = {**CHAIN, "2024-03-03-owners": article("velmar owns tarnby", published="2024-03-03")}
    with own_store(tmp_path, files) as graph:
        answer = graph.ask("brands of Velmar")
        assert not answer.rows and answer.notes == ("left out, as of another type: Tarnby",)
