"""Entities that may be one: what is proposed, why, and what never is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Outcome, article, each, empty_store, examples, write
from retailgraph import RetailGraph
from retailgraph.duplicates import Duplicate
from retailgraph.errors import NotFound
from retailgraph.match_scoring import (
    WEIGHTS,
    Commonness,
    Described,
    blocks,
    pairs,
    reasons,
    score,
    scored,
)


def described(id: str, name: str, *aliases: str, **said: object) -> Described:
    told = {k: frozenset(v) if isinstance(v, (set, list)) else v for k, v in said.items()}
    return Described(id, name, aliases, **told)  # type: ignore[arg-type]


def between(one: Described, other: Described) -> list[str]:
    return reasons(one, other, Commonness({}, {}))


ALIKE = {
    "same name": (described("a", "Coach"), described("b", "COACH")),
    "same name without legal form": (described("a", "Tapestry, Inc."), described("b", "Tapestry")),
    "same name but for spaces": (described("a", "Media Markt"), described("b", "MediaMarkt")),
    "one's name is the other's alias": (described("a", "Tmall", "天猫"), described("b", "天貓")),
    "one's former name is the other's name or alias": (
        described("a", "Capri", former=("Michael Kors Holdings",)),
        described("b", "Kors", "Michael Kors"),
    ),
    "an alias of both": (described("a", "One", "Shared"), described("b", "Two", "shared Ltd")),
    "one's name begins with the other's": (described("a", "Tmall"), described("b", "Tmall Global")),
    "one's name holds the other's": (described("a", "Outlet Coach"), described("b", "Coach")),
    "names spelled alike": (described("a", "Kate Spade"), described("b", "Kate Spayde")),
    "names share a word": (described("a", "Blue Finch"), described("b", "Green Finch House")),
    "names share no word": (described("a", "Finch"), described("b", "Grove")),
}


@each("reason", ALIKE)
def test_names_agree_in_one_way(reason: str) -> None:
    one, other = ALIKE[reason]
    assert between(one, other)[0] == between(other, one)[0] == reason


def test_what_speaks_against_lowers_the_score() -> None:
    one = described("a", "Coach", types=["Brand"], countries=["US"], website="https://www.coach.com/x")
    same = replace(one, id="b")
    assert score(between(one, same)) > 0.95
    for change in (
        {"countries": frozenset({"JP"})},
        {"types": frozenset({"Company"})},
        {"website": "https://coach.example"},
        {"name": "Coach House"},
    ):
        assert score(between(one, replace(same, **change))) < score(between(one, same)), change  # type: ignore[arg-type]
    apart = replace(same, types=frozenset({"Company"}), website="")
    assert score(between(replace(one, website=""), apart)) < 0.5, "a brand and its company are two"


def test_never_by_an_identifier_or_a_name_alone() -> None:
    finch = described("a", "Finch", wikidata="Q1")
    assert score(between(finch, described("b", "Grove", wikidata="Q1"))) == 0
    assert score(between(finch, described("b", "Finch", wikidata="Q2"))) == 0
    assert score(between(finch, described("b", "Finch Ltd", wikidata="Q1"))) > 0.9
    lei = described("a", "Finch", lei="1", website="https://f.example")
    assert score(between(lei, replace(lei, id="b", lei="2"))) == 0
    shop = described("a", "Finch", wikidata="Q1", website="https://f.example")
    assert score(between(shop, replace(shop, id="b", wikidata="Q2"))) > 0


def test_a_further_name_in_common_tells_more_unless_one_name_is_of_two_countries() -> None:
    one, other = described("a", "Nitori", "宜得利"), described("b", "宜得利", "Nitori", countries=["TW"])
    assert between(one, other) == ["one's name is the other's alias", "several names in common"]
    assert score(between(one, other)) > score(between(replace(one, aliases=()), other))
    lilly = described("a", "Lilly", "Лили", countries=["RS"])
    assert "several names in common" in between(lilly, replace(lilly, id="b"))
    assert between(lilly, replace(lilly, id="b", countries=frozenset({"BG"}))) == [
        "same name",
        "countries differ",
    ]


@pytest.mark.parametrize(("bearers", "told"), [(4, False), (5, True)])
def test_a_name_that_many_have_tells_less(bearers: int, told: bool) -> None:
    many = [described(str(n), "Coop") for n in range(bearers)]
    found = reasons(many[0], many[1], Commonness.among(many))
    assert ("a name that many have" in found) == told
    assert (score(found) < score(["same name"])) == told


def test_evidence_that_balances_is_a_half_and_still_proposed() -> None:
    assert score(["same name", "a name that many have", "same country"]) == 0.5


TEXT = st.text("abc de天猫", max_size=8)
MADE = st.builds(
    lambda n, name, alias, country, id: described(
        str(n), name or "x", *alias, countries=[country] if country else [], wikidata=id
    ),
    st.integers(0, 99),
    TEXT,
    st.lists(TEXT, max_size=2),
    st.sampled_from(("", "US", "JP")),
    st.sampled_from(("", "Q1", "Q2")),
)


@settings(max_examples=examples(50, 200), deadline=None, derandomize=True)
@given(MADE, MADE)
def test_a_score_is_a_probability_and_the_same_both_ways_round(one: Described, other: Described) -> None:
    found = between(one, other)
    assert 0 <= score(found) <= 1
    assert sorted(found) == sorted(between(other, one))
    assert set(found) <= WEIGHTS.keys()


@settings(max_examples=examples(25, 100), deadline=None, derandomize=True)
@given(st.lists(MADE, max_size=6, unique_by=lambda d: d.id))
def test_blocking_brings_together_all_that_have_a_name_in_common(entities: list[Described]) -> None:
    brought = pairs(blocks(entities))
    for one, mine in enumerate(entities):
        for other, theirs in enumerate(entities[one + 1 :], one + 1):
            if mine.every & theirs.every:
                assert (one, other) in brought
    assert all(one < other for one, other in brought)


def test_a_name_that_very_many_have_makes_no_endless_list() -> None:
    many = [described(f"a{n}", "Metro") for n in range(2000)]
    assert len(pairs(blocks(many))) == 500 * 499 // 2
    assert len(scored(many[:20], 0.1, about=[3])) == 19
    assert scored(many[:20], 0.5) == []


# --- of a graph -----------------------------------------------------------------------------------------

TWINS = """\
acme: {type: Company, name: "Acme, Inc.", country: US, ids: {ticker: NYSE:AC}}
acme-two: {type: Company, name: Acme, country: US}
acme-brand: {type: Brand, name: Acme}
acme-jp: {type: Company, name: Acme, country: JP}
core: {type: Company, name: Core SA, former: [{name: Rind SA, until: 2015}]}
rind: {type: Company, name: Rind}
hai: {type: Platform, name: Harbor, names: {zh-Hans: 海港}}
hai-two: {type: Platform, name: 海港 Ltd}
finch: {type: Brand, name: Finch}
finch-two: {type: Brand, name: Finch}
owner: {type: Company, name: Owner}
"""


@pytest.fixture
def twins(tmp_path: Path) -> RetailGraph:
    graph = empty_store(tmp_path / "store")
    said = article("owner owns finch", "owner owns finch-two", "owner owns acme-brand", published="2020")
    graph.load(write(tmp_path / "files", {"entities": TWINS, "2020-a": said}))
    return graph


def pair(found: tuple[Duplicate, ...], one: str, other: str) -> Duplicate:
    return next(d for d in found if (d.one, d.other) == (one, other))


def test_pairs_are_proposed_with_reasons_in_words(twins: RetailGraph) -> None:
    found = twins.duplicates(above=0.05)
    assert [d.score for d in found] == sorted((d.score for d in found), reverse=True)
    assert pair(found, "acme", "acme-two").reasons == ("same name without legal form", "same country")
    assert pair(found, "finch", "finch-two").reasons == ("same name", "both owned by Owner")
    assert pair(found, "core", "rind").reasons == ("one's former name is the other's name or alias",)
    assert pair(found, "hai", "hai-two").score >= 0.5
    assert pair(found, "acme-jp", "acme-two").against == ("countries differ: JP, US",)
    likely = {(d.one, d.other) for d in twins.duplicates()}
    assert likely == {("acme", "acme-two"), ("finch", "finch-two"), ("core", "rind"), ("hai", "hai-two")}


def test_a_brand_and_its_company_are_two(twins: RetailGraph) -> None:
    found = twins.duplicates("acme-brand", above=0.0)
    against = {(d.one, d.other): d.against for d in found}
    assert against["acme-brand", "acme-two"] == ("types differ: brand, company",)


def test_one_entity_and_a_limit(twins: RetailGraph) -> None:
    assert [(d.one, d.other) for d in twins.duplicates("rind")] == [("core", "rind")]
    assert len(twins.duplicates(limit=2)) == 2
    with pytest.raises(NotFound):
        twins.duplicates("nobody")


def test_what_is_decided_is_not_proposed_again(twins: RetailGraph, tmp_path: Path) -> None:
    text = "- different: [finch-two, finch]\n  by: Ada\n  why: One sings.\n"
    twins.load(write(tmp_path / "decided", {"decisions": text}))
    assert "finch" not in {d.one for d in twins.duplicates()}
    (made,) = twins.duplicates(decided=True)
    assert (made.one, made.other, made.decided, made.why) == ("finch-two", "finch", "different", "One sings.")
    assert twins.duplicates("rind", decided=True) == ()


def test_the_command_prints_pairs(twins: RetailGraph, tmp_path: Path, run: Callable[..., Outcome]) -> None:
    twins.close()
    store = ("--store", tmp_path / "store")
    found = run("duplicates", *store)
    assert found.out.splitlines()[0].split() == ["SCORE", "ONE", "OTHER", "FOR"]
    assert "same name without legal form; same country" in found.out
    data = json.loads(run("duplicates", *store, "-f", "json").out)
    assert (data["schema"], len(data["rows"])) == ("retailgraph.duplicates/1", 4)
    none = run("duplicates", *store, "--above", "1")
    assert (none.code, none.out) == (0, "")
    assert "no pair scores 1 or more; see --above" in none.err
    assert run("duplicates", *store, "nobody").code == 3
    assert run("duplicates", *store, "--above", "2").code == 2
