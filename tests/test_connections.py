"""Chains, what is shared, who matters, who belongs together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from conftest import TODAY, Outcome, article, own_store
from retailgraph import RetailGraph
from retailgraph.connections import groups, joined, paths
from retailgraph.errors import NotFound, UsageError

BRANDS = ("finch", "grove")
NEWS = {
    "2015-a": article(
        "acme owns finch: {from: 2012}",
        "acme owns grove: {from: 2010, to: 2014}",
        "bolt owns grove: {from: 2014}",
        "core partnersWith dune",
        published="2015",
    ),
    "2016-b": article(
        "finch sellsOn harbor: {market: CN}",
        "finch sellsOn harbor",
        "grove sellsOn harbor: {market: [CN, US]}",
        "grove sellsOn isle",
        "acme memberOf lark",
        "bolt memberOf lark",
        "core memberOf lark",
        "jade leads core: {role: CEO}",
        published="2016",
    ),
    "2017-c": article("acme acquires dune: {status: calledOff}", published="2017"),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> RetailGraph:
    return own_store(tmp_path_factory.mktemp("connections"), NEWS)


def told(chain: paths.Chain) -> str:
    return " ".join([chain.steps[0].start_id, *(f"> {s.words} > {s.end_id}" for s in chain.steps)])


# --- chains ---------------------------------------------------------------------------------------------


def test_a_chain_is_read_from_either_end(graph: RetailGraph) -> None:
    (there,) = graph.path("Acme", "Harbor")
    assert told(there) == "acme > owns > finch > sells on > harbor"
    (back,) = graph.path("Harbor", "Acme")
    assert told(back) == "harbor > carries > finch > is owned by > acme"
    assert str(there) == (
        "Acme, Inc. owns Finch (since 2012, last confirmed 2015-12, 1 article), "
        "which sells on Harbor (by 2016-12-31, last confirmed 2016-12, 1 article)"
    )
    assert there.steps[0].sources == ("https://example.com/news",)


def test_all_chains_come_cheapest_first_and_never_turn_back(graph: RetailGraph) -> None:
    found = graph.path("Acme", "Bolt", count=50)
    assert [told(c) for c in found] == [
        "acme > is a member of > lark > has as a member > bolt",
        "acme > owns > finch > sells on > harbor > carries > grove > is owned by > bolt",
    ]
    assert [c.cost for c in found] == sorted(c.cost for c in found)
    for chain in found:
        ids = [chain.steps[0].start_id, *(s.end_id for s in chain.steps)]
        assert len(set(ids)) == len(ids)


def test_chains_keep_to_the_relations_and_hops_asked_for(graph: RetailGraph) -> None:
    assert graph.path("Acme", "Bolt", through=["owns", "sellsOn"])[0].steps[1].relation == "sellsOn"
    assert graph.path("Acme", "Bolt", through=["owns"]) == ()
    assert graph.path("Acme", "Bolt", through=["owns", "sellsOn"], max_hops=3) == ()
    assert graph.path("Acme", "Moss") == ()
    with pytest.raises(NotFound, match="no relation 'own'"):
        graph.path("Acme", "Bolt", through=["own"])


def test_over_time_what_ended_and_deals_count(graph: RetailGraph) -> None:
    assert graph.path("Acme", "Grove")[0].steps[0].end_id != "grove"
    step = graph.path("Acme", "Grove", over_time=True)[0].steps[0]
    assert (step.relation, step.since, step.until, step.when) == (
        "owns", "2010", "2014", "since 2010, until 2014, 1 article",
    )  # fmt: skip
    assert (
        graph.path("Acme", "Dune", over_time=True)[0].steps[0].when == "called off by 2017-12-31, 1 article"
    )
    assert graph.path("Acme", "Grove", as_of="2012")[0].steps[0].relation == "owns"


@pytest.mark.parametrize(
    ("since", "until", "status", "words"),
    [
        ("2019", "", "inForce", "since 2019"),
        ("by 2019-09-13", "", "inForce", "by 2019-09-13"),
        (
            "2019-01-01 to 2019-06-30",
            "by 2020",
            "ended",
            "began between 2019-01-01 and 2019-06-30, ended by 2020",
        ),
        ("", "", "ended", "ended"),
        ("2015-05", "", "completed", "2015-05"),
        ("2024-11-14", "", "calledOff", "called off 2024-11-14"),
        ("", "", "announced", "announced"),
    ],
)
def test_time_is_told_in_words(graph: RetailGraph, since: str, until: str, status: str, words: str) -> None:
    whole = graph.path("Acme", "Finch")[0].steps[0]
    step = replace(whole, since=since, until=until, status=status, stale=False)
    assert step.when == f"{words}, 1 article"


def test_what_nobody_has_confirmed_for_long_is_marked(graph: RetailGraph) -> None:
    step = graph.path("Core", "Dune")[0].steps[0]
    assert step.stale and step.when == "by 2015-12-31, last confirmed 2015-12, 1 article"
    then = graph.path("Core", "Dune", as_of="2016")[0].steps[0]
    assert not then.stale and then.when == "by 2015-12-31, 1 article"
    told = {heading: one for heading, one, _ in graph.compare("Core", "Acme").lines}
    assert told["partners with"] == ("Dune AG (last confirmed 2015-12)",)
    assert told["is a member of"] == ("Lark Alliance (last confirmed 2016-12)",)
    then = {heading: one for heading, one, _ in graph.compare("Core", "Acme", as_of="2016").lines}
    assert (then["partners with"], then["is a member of"]) == (("Dune AG",), ("Lark Alliance",))


def test_rumours_and_denials_join_nobody(tmp_path: Path) -> None:
    news = article("acme acquires finch: {status: denied}", "bolt acquires finch: {status: rumoured}")
    with own_store(tmp_path, {"2020-r": news}) as graph:
        assert graph.path("Acme", "Finch", over_time=True) == ()
        assert graph.common("Acme", "Bolt", over_time=True) == ()


def test_the_latest_of_several_spells_is_told(shipped: RetailGraph) -> None:
    (chain,) = shipped.path("Coach", "Tmall", through=["sellsOn"], over_time=True)
    assert chain.steps[0].since == "2015-09"


def test_two_of_the_same_are_refused(graph: RetailGraph) -> None:
    for ask in (graph.path, graph.common, graph.compare):
        with pytest.raises(UsageError, match="one and the same"):
            ask("Acme", "acme")
    with pytest.raises(NotFound):
        graph.path("Acme", "Nobody at all")


def test_what_joins_everybody_tells_little(tmp_path: Path) -> None:
    everybody = [
        f"{name} operatesIn land" for name in ("acme", "bolt", "core", "dune", "ember", "finch", "grove")
    ]
    files = {
        "more": "land: {type: Market, name: Land}\n",
        "2016-x": article(*everybody, "acme owns finch", "finch sellsOn isle", "ember operates isle"),
    }
    folder = tmp_path / "files"
    folder.mkdir()
    with own_store(tmp_path) as graph:
        from conftest import write

        graph.load(write(folder, files))
        best = graph.path("Acme", "Ember")[0]
        assert told(best) == "acme > owns > finch > sells on > isle > is operated by > ember"
        assert joined.hub(256) == 2 and joined.hub(1) == joined.hub(0) == 0


def test_a_chain_costs_what_its_description_says(graph: RetailGraph) -> None:
    (chain,) = graph.path("Acme", "Harbor")
    weights = [graph.ontology.relations[s.relation].weight for s in chain.steps]
    simple = joined.pairs(joined.network_of(graph), graph.ontology)
    assert chain.cost == pytest.approx(
        sum(1 / w for w in weights) + joined.hub(simple.degree["finch"]), abs=0.01
    )


# --- what two share -------------------------------------------------------------------------------------


def test_what_two_share(graph: RetailGraph) -> None:
    (shared,) = graph.common("Finch", "Grove", as_of="2016")
    assert (shared.id, shared.one, shared.two, shared.others) == ("harbor", ("sells on",), ("sells on",), 0)
    assert [c.id for c in graph.common("Acme", "Core")] == ["lark"]
    assert [c.id for c in graph.common("Acme", "Core", over_time=True)] == ["dune", "lark"]
    assert graph.common("Acme", "Moss") == ()


def test_what_few_share_comes_first(shipped: RetailGraph) -> None:
    found = shipped.common("Coach", "Kate Spade")
    assert found[0].id == "tapestry" and found[0].one == ("is owned by",)
    owners = shipped.common("Gucci", "Saint Laurent")
    assert owners[0].id == "kering"


def test_two_side_by_side(graph: RetailGraph) -> None:
    found = graph.compare("Finch", "Grove", as_of="2016")
    assert (found.one, found.two) == ("Finch", "Grove")
    assert found.lines == (
        ("type", ("Brand",), ("Brand",)),
        ("is owned by", ("Acme, Inc.",), ("Bolt Ltd",)),
        ("sells on", ("Harbor",), ("Harbor", "Isle")),
    )


def test_figures_are_compared_by_the_latest(shipped: RetailGraph) -> None:
    headings = {line[0] for line in shipped.compare("Coach", "Michael Kors").lines}
    assert {"type", "is owned by", "stores in CN"} <= headings


# --- who matters, who belongs together ------------------------------------------------------------------


def test_who_matters(graph: RetailGraph) -> None:
    found = graph.central()
    simple = joined.pairs(joined.network_of(graph), graph.ontology)
    exact = nx.betweenness_centrality(simple)
    assert {c.id: c.between for c in found} == {
        c.id: pytest.approx(100 * exact[c.id], abs=0.01) for c in found
    }
    assert {c.id: c.links for c in found} == {n: d for n, d in simple.degree if d}
    assert [c.id for c in found][:1] == ["lark"]
    assert "moss" not in {c.id for c in found}
    assert [c.id for c in graph.central("platforms")] == ["harbor", "isle"]
    assert len(graph.central(count=2)) == 2
    with pytest.raises(UsageError, match="no type 'planets'"):
        graph.central("planets")


def test_an_estimate_is_near_what_is_exact(shipped: RetailGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    simple = joined.pairs(joined.network_of(shipped), shipped.ontology)
    exact = groups.betweenness(simple)
    assert exact == pytest.approx(nx.betweenness_centrality(simple))
    monkeypatch.setattr(groups, "EXACT", 400)
    monkeypatch.setattr(groups, "SAMPLE", 400)
    estimated = groups.betweenness(simple)
    assert estimated != exact
    best = sorted(exact, key=exact.__getitem__, reverse=True)[:10]
    for name in best:
        assert estimated[name] == pytest.approx(exact[name], rel=0.25)


@pytest.mark.parametrize("exact", [50, 100_000])
def test_the_faster_library_finds_the_same(
    shipped: RetailGraph, monkeypatch: pytest.MonkeyPatch, exact: int
) -> None:
    pytest.importorskip("scipy")
    simple = joined.pairs(joined.network_of(shipped), shipped.ontology)
    monkeypatch.setattr(groups, "EXACT", exact)
    monkeypatch.setattr(groups, "SAMPLE", 50)
    fast = groups.betweenness(simple)
    monkeypatch.setitem(sys.modules, "retailgraph.connections.passing", None)
    assert groups.betweenness(simple) == pytest.approx(fast)


@pytest.mark.parametrize("edges", [[], [("a", "b")], [("a", "b"), ("c", "d"), ("d", "e")]], ids=len)
def test_small_networks_are_measured_too(edges: list[tuple[str, str]]) -> None:
    simple = nx.Graph()
    simple.add_edges_from(edges)
    simple.add_node("alone")
    assert groups.betweenness(simple) == pytest.approx(nx.betweenness_centrality(simple))


def test_groups_part_the_network(shipped: RetailGraph) -> None:
    found = shipped.communities()
    members = [name for c in found for name in c.ids]
    simple = joined.pairs(joined.network_of(shipped), shipped.ontology)
    assert sorted(members) == sorted(n for n in simple if simple.degree[n])
    assert [c.size for c in found] == sorted((len(c.ids) for c in found), reverse=True)
    inside = sum(simple.subgraph(c.ids).number_of_edges() for c in found)
    assert inside > 0.6 * simple.number_of_edges()
    together = next(c for c in found if "kering" in c.ids)
    assert "saint-laurent" in together.ids and all(c.name for c in found)


def test_groups_are_the_same_in_every_process() -> None:
    code = (
        "import datetime; from retailgraph import RetailGraph;"
        f"g = RetailGraph.open(today=datetime.date({TODAY:%Y, %-m, %-d}));"
        "print([c.ids for c in g.communities()])"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


def test_a_group_is_called_by_who_joins_most_of_it() -> None:
    assert groups._name(("Acme", "Bolt", "Core", "Dune"), [8, 5, 4, 4]) == "Acme, Bolt and Core"
    assert groups._name(("Acme", "Bolt"), [8, 3]) == "Acme"


# --- platforms ------------------------------------------------------------------------------------------


def test_brands_by_platform_by_market(graph: RetailGraph) -> None:
    found = graph.platform_map()
    assert found.platforms == ("Harbor", "Isle")
    assert found.brands == ("Grove", "Finch")
    then = "last confirmed 2016-12"
    assert found.cells == ((f"CN ({then}), US ({then})", f"yes, {then}"), (f"CN ({then})", ""))
    assert graph.platform_map(as_of="2017").cells == (("CN, US", "yes"), ("CN", ""))
    assert graph.platform_map(market="us").brand_ids == ("grove",)
    assert graph.platform_map(owner="Acme").brand_ids == ("finch",)
    assert graph.platform_map(owner="Acme", as_of="2012").brand_ids == ()
    assert graph.platform_map(market="JP").cells == ()


# --- the command line -----------------------------------------------------------------------------------


COMMANDS = (
    ["path", "Coach", "Alibaba"],
    ["common", "Coach", "Kate Spade"],
    ["compare", "Coach", "Michael Kors"],
    ["central", "platforms"],
    ["communities"],
    ["platform-map"],
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda w: w[0])
def test_commands_print_tables_and_json(
    run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = run(*words)
    assert shown.code == 0 and shown.out
    assert all(len(line) <= 80 for line in shown.out.splitlines())
    found = json.loads(run(*words, "--format", "json").out)
    assert found["schema"].startswith("retailgraph.")
    assert run(*words, "--as-of", "1900").code == 0
    assert run(*words, "--known-on", "2023-02-30").code == 2


def test_nothing_found_is_said(run: Callable[..., Outcome]) -> None:
    assert "nothing joins them" in run("path", "Coach", "Tesco", "--max-hops", "1").err
    assert "nothing is reported" in run("platform-map", "--market", "AQ").err
    assert "not shown" in run("platform-map", "-n", "3").err
    for words in (["central"], ["communities"]):
        empty = run(*words, "--as-of", "1900")
        assert (empty.code, empty.out) == (0, "") and "nothing is reported" in empty.err
    assert "smaller groups" in run("communities", "-n", "2").err
    assert run("path", "Coach", "Coach").code == 2


def test_tables_say_what_they_are_about_and_of_when(run: Callable[..., Outcome]) -> None:
    shown = run("path", "Coach", "Alibaba", "--why")
    assert shown.err.startswith("how Coach is connected to Alibaba Group · as of ")
    assert "\n  Coach partners with Alibaba Group:\n    https://" in shown.out
    assert run("-q", "path", "Coach", "Alibaba").err == ""
    assert (
        run("common", "Gucci", "Cartier", "--as-of", "2021").err == "what Gucci and Cartier share · in 2021\n"
    )
    assert "between: of all shortest ways" in run("central", "-n", "1").err
    assert run("compare", "Coach", "No such name").code == 3
