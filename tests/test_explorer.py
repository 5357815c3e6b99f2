from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from conftest import ROOT, TODAY, Outcome, article, own_store, some
from retailgraph import RetailGraph, explorer
from retailgraph.errors import NotFound, RetailGraphError, UsageError
from retailgraph.explorer import content, explore, layout
from retailgraph.explorer.page import FOLDER, page_content_of, page_html
from retailgraph.network import INCLUDE, networkx_graph

HOSTILE = "</script><script>window.pwned=1</script><!--"
ENTITIES = f"""\
odd: {{type: Brand, name: "{HOSTILE}", aliases: ["Odd & Co"]}}
"""
ARTICLES = {
    "odd": ENTITIES,
    "2019-09-01-first": article(
        "acme owns finch: {from: 2015}",
        "acme owns odd: {share: over 50}",
        "acme partnersWith bolt: {under: moss, scope: logistics}",
        "jade leads acme: {role: chief executive}",
        "acme sellsOn harbor: {status: announced}",
        "acme owns grove: {to: 2018, status: ended}",
        "bolt acquires core: {status: announced}",
        published="2019-09-01",
    ),
    "2020-01-01-second": article("acme owns finch", published="2020-01-01", publisher="Weekly"),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("explorer"), ARTICLES) as made:
        yield made


@pytest.fixture(scope="module")
def made(graph: RetailGraph) -> dict[str, Any]:
    return content.page_content(graph, (), 2, ())


@pytest.fixture(scope="module")
def everything(shipped: RetailGraph) -> dict[str, Any]:
    return content.page_content(shipped, (), 2, ())


def link(made: dict[str, Any], subject: str, relation: str, object: str) -> dict[str, Any]:
    ends = [node["id"] for node in made["nodes"]]
    (found,) = (
        x
        for x in made["links"]
        if (ends[x["from"]], x["relation"], ends[x["to"]]) == (subject, relation, object)
    )
    return found | found["versions"][-1]


# --- content --------------------------------------------------------------------------------------------


def test_every_entity_and_relationship_of_the_graph_is_there(graph: RetailGraph, made) -> None:
    network = networkx_graph(graph, include=INCLUDE)
    assert [node["id"] for node in made["nodes"]] == sorted(network)
    assert len(made["links"]) == graph.stats().relationships
    assert sum(len(x["versions"][-1]["spells"]) for x in made["links"]) == network.number_of_edges()


def test_an_entity_has_its_names_types_and_place(made) -> None:
    harbor = next(node for node in made["nodes"] if node["id"] == "harbor")
    assert harbor["label"] == "Harbor" and harbor["names"] == ["海港"] and harbor["types"] == ["Platform"]
    assert isinstance(harbor["x"], float) and isinstance(harbor["y"], float)
    assert next(node for node in made["nodes"] if node["id"] == "acme")["country"] == "US"


def test_a_relationship_has_its_bounds_qualifiers_and_passages(made) -> None:
    owns = link(made, "acme", "owns", "finch")
    assert owns["spells"] == [{"status": "inForce", "since": ["2015-01-01", "2015-12-31", "2015"]}]
    assert (owns["articles"], owns["publishers"], owns["reported"]) == (2, 2, ["2019-09-01", "2020-01-01"])
    claims = [made["claims"][number] for number in owns["claims"]]
    sources = [made["articles"][claim["article"]] for claim in claims]
    assert [s["publisher"] for s in sources] == ["Daily", "Weekly"]
    assert sources[0]["url"] == "https://example.com/news" and sources[0]["published"] == "2019-09-01"
    assert [made["passages"][p] for c in claims for p in c["says"]] == ["Something.", "Something."]
    assert link(made, "acme", "partnersWith", "bolt")["told"] == {"scope": ["logistics"], "under": ["Moss"]}
    assert link(made, "jade", "leads", "acme")["told"] == {"role": ["chief executive"]}
    assert link(made, "acme", "owns", "odd")["spells"][0]["shares"] == [["2019-09-01", "over 50"]]


def test_figures_and_wordings_come_with_it(shipped: RetailGraph) -> None:
    made = content.page_content(shipped, ("tapestry",), 1, ())
    tapestry = next(node for node in made["nodes"] if node["id"] == "tapestry")
    assert {"words", "value", "unit"} <= set(tapestry["figures"][0])
    assert made["relations"]["owns"]["inverse"] == "is owned by"
    assert made["types"]["Brand"]["shape"] and made["types"]["Brand"]["color"].startswith("#")
    assert made["title"] == "Around Tapestry, Inc."


def test_around_hops_and_relations_choose_what_is_in_the_page(graph: RetailGraph) -> None:
    near = content.page_content(graph, ("moss",), 1, ())
    assert [node["id"] for node in near["nodes"]] == ["moss"] and near["links"] == []
    owned = content.page_content(graph, ("acme",), 1, ("owns",))
    assert {x["relation"] for x in owned["links"]} == {"owns"}
    assert [node["id"] for node in owned["nodes"]] == ["acme", "finch", "grove", "odd"]


def test_a_view_of_the_past_knows_only_what_was_known(graph: RetailGraph) -> None:
    made = content.page_content(graph.at(known_on="2019-12"), (), 2, ())
    assert made["known"] == {"last": "2019-12-31", "isEvery": True} and made["asOf"] == "2019-12-31"
    assert link(made, "acme", "owns", "finch")["articles"] == 1
    assert content.page_content(graph.at(as_of="2016"), (), 2, ())["asOf"] == "2016-12-31"


def concluded(made: dict[str, Any], day: str) -> dict[str, Any]:
    """What the page tells of the relationships as known on a day, articles by their ids."""
    found = {}
    for told in made["links"]:
        known = [v for v in told["versions"] if v["known"] <= day]
        if known and known[-1]["spells"]:
            version = {name: value for name, value in known[-1].items() if name not in ("known", "claims")}
            articles = {made["articles"][made["claims"][n]["article"]]["id"] for n in known[-1]["claims"]}
            found[told["key"]] = version | {"by": sorted(articles)}
    return found


@pytest.mark.parametrize(
    "day", ["2016-06-30", "2019-09-18", "2019-09-19", *some("1990-01-01", "2024-02-29", "2026-11-01")]
)
def test_every_day_of_knowledge_is_what_a_view_of_it_concludes(shipped: RetailGraph, everything, day) -> None:
    assert concluded(everything, day) == concluded(
        content.page_content(shipped.at(known_on=day), (), 2, ()), day
    )


def test_on_the_last_day_everything_is_known(everything) -> None:
    told = {x["key"]: x["versions"][-1]["spells"] for x in everything["links"]}
    now = concluded(everything, everything["known"]["last"])
    assert {key: spells for key, spells in told.items() if spells} == {k: v["spells"] for k, v in now.items()}
    assert any(not spells for spells in told.values()), "some was concluded once and no longer is"


def test_of_many_claims_only_the_last_day_is_known(
    graph: RetailGraph, made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer, "MOST_CLAIMS", 5)
    page = page_content_of(explore(graph, tmp_path / "a.html").read_text(encoding="utf-8"))
    assert page["known"] == {"last": TODAY.isoformat(), "isEvery": False}
    assert [[v["known"] for v in x["versions"]] for x in page["links"]] == [[""]] * len(made["links"])
    assert concluded(page, "") == concluded(made, TODAY.isoformat())


def test_what_was_not_confirmed_is_of_one_day_of_knowledge(graph: RetailGraph, tmp_path: Path) -> None:
    page = graph.explore(tmp_path / "a.html", confirmed_since="2019-12")
    assert page_content_of(page.read_text(encoding="utf-8"))["known"]["isEvery"] is False


# --- layout ---------------------------------------------------------------------------------------------


def test_places_are_the_same_every_time_and_apart() -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for group in "abc":
        nx.add_star(network, [f"{group}{i}" for i in range(30)])
    network.add_edge("a0", "b0")
    network.add_node("alone")
    spots = layout.places(network)
    assert spots == layout.places(network.copy())
    assert set(spots) == set(network)
    points = [complex(*spot) for spot in spots.values()]
    nearest = min(abs(p - q) for i, p in enumerate(points) for q in points[:i])
    assert nearest > 0.3

    def middle(group: str) -> complex:
        return sum(complex(*spots[f"{group}{i}"]) for i in range(30)) / 30

    def spread(group: str) -> float:
        return max(abs(complex(*spots[f"{group}{i}"]) - middle(group)) for i in range(30))

    assert abs(middle("a") - middle("b")) > 0.9 * (spread("a") + spread("b"))


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_entities_that_nothing_joins_have_places(count: int) -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_nodes_from(str(i) for i in range(count))
    assert len(set(layout.places(network).values())) == count


def test_a_relationship_of_an_entity_with_itself_is_no_spring() -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph([("one", "one"), ("one", "two")])
    assert len(set(layout.places(network).values())) == 2


# --- the page -------------------------------------------------------------------------------------------


def test_the_page_holds_its_content_and_nothing_that_runs_but_its_own_script(made) -> None:
    text = page_html(made)
    assert len(re.findall(r"<script", text)) == 2 and text.count("</script>") == 2
    assert page_content_of(text)["links"] == made["links"]
    assert "window.pwned=1</script>" not in text
    odd = next(node for node in page_content_of(text)["nodes"] if node["id"] == "odd")
    assert odd["label"] == HOSTILE and odd["names"] == ["Odd & Co"]


def test_what_cannot_be_seen_or_reverses_what_is_read_is_left_out(made) -> None:
    text = page_html(made | {"title": "a\u202eb\u2028c\x00d\u2066e", "passages": ["\u202egnp.exe"]})
    assert "<title>a b c d e</title>" in text
    assert page_content_of(text)["passages"] == [" gnp.exe"]
    assert (
        page_content_of(page_html(made | {"title": "می\u200cخواهم　天猫"}))["title"] == "می\u200cخواهم　天猫"
    )


def test_the_policy_names_the_script_and_the_style_by_their_hashes(made) -> None:
    text = page_html(made)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy and policy[1].startswith("default-src 'none'; ")
    for kind, element in (("script", "<script>"), ("style", "<style>")):
        inside = text.partition(element)[2].partition(f"</{kind}>")[0]
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy[1]
    assert "unsafe" not in policy[1] and "http" not in policy[1]
    assert not re.search(r"<[^>]+ (on\w+|style)=", text.partition('<script type="application/json+')[0])


def test_content_that_looks_like_a_place_of_the_template_stays_content(made) -> None:
    odd = made | {"title": "%%script%% & <b>"}
    text = page_html(odd)
    assert "<title>%%script%% &amp; &lt;b&gt;</title>" in text
    assert page_content_of(text)["title"] == "%%script%% & <b>"


def test_the_same_graph_gives_the_same_bytes(graph: RetailGraph, tmp_path: Path) -> None:
    one, two = (explore(graph, tmp_path / name) for name in ("one.html", "two.html"))
    assert one.read_bytes() == two.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.html", "two.html"]


# --- what is bundled --------------------------------------------------------------------------------------


def test_the_bundle_names_the_versions_of_the_lock_file_and_ships_their_licences() -> None:
    lock = json.loads((ROOT / "explorer" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    script = (FOLDER / "explorer.js").read_text(encoding="utf-8")
    licences = (FOLDER / "LICENSES.txt").read_text(encoding="utf-8")
    head = re.match(r"/\* (.*): see LICENSES.txt \*/", script)
    assert head
    named = dict(entry.split(" ") for entry in head[1].split(", "))
    assert {"sigma", "graphology"} <= set(named)
    locked = {name.removeprefix("node_modules/"): facts.get("version") for name, facts in lock.items()}
    assert named.items() <= locked.items()
    assert all(f"{name} {version}" in licences for name, version in named.items())
    assert licences.count("Permission is hereby granted") == len(named)
    assert len(script) < 400_000


def test_the_built_template_is_the_one_of_the_sources() -> None:
    source = ROOT / "explorer" / "src" / "explorer.html"
    assert (FOLDER / "explorer.html").read_bytes() == source.read_bytes()


# --- what cannot be done ----------------------------------------------------------------------------------


def test_too_much_for_a_browser_is_refused_and_around_is_offered(
    graph: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer, "MOST_ENTITIES", 5)
    with monkeypatch.context() as counted:
        counted.delattr(explorer, "page_content")  # so that reading anything would fail
        with pytest.raises(
            UsageError, match=r"14 entities and 7 relationships are too many .* --around NAME"
        ):
            explore(graph, tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []
    explore(graph, tmp_path / "a.html", around=["acme"], hops=0)


def test_a_path_that_cannot_be_written_leaves_nothing_behind(graph: RetailGraph, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", tmp_path / "missing" / "a.html"):
        with pytest.raises(RetailGraphError, match=r"cannot be written: "):
            explore(graph, path, around=["acme"], hops=0)
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]
    assert list((tmp_path / "folder").iterdir()) == []


def test_an_unknown_entity_or_relation_is_refused(graph: RetailGraph, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no entity 'nobody'"):
        explore(graph, tmp_path / "a.html", around=["nobody"])
    with pytest.raises(NotFound, match="no relation 'own'; did you mean 'owns'"):
        explore(graph, tmp_path / "a.html", relations=["own"])


def test_an_empty_graph_gives_a_page(tmp_path: Path) -> None:
    with RetailGraph.open(tmp_path / "store", today=TODAY, create=True) as empty:
        path = explore(empty, tmp_path / "a.html")
    assert page_content_of(path.read_text(encoding="utf-8"))["nodes"] == []


def test_a_day_before_everything_gives_a_page(graph: RetailGraph, tmp_path: Path) -> None:
    path = explore(graph.at(as_of="0999-01-01"), tmp_path / "a.html")
    assert page_content_of(path.read_text(encoding="utf-8"))["asOf"] == date(999, 1, 1).isoformat()


# --- the command --------------------------------------------------------------------------------------------


def test_the_command_writes_and_says_where(
    run: Callable[..., Outcome], shipped: RetailGraph, tmp_path: Path
) -> None:
    path = tmp_path / "a page.html"
    done = run("explore", "-o", path, "--around", "ChinaNext", "--hops", "1", "--as-of", "2019-09")
    assert (done.code, done.out, done.err) == (0, "", f"written: {path}\n")
    assert page_content_of(path.read_text(encoding="utf-8"))["asOf"] == "2019-09-30"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--around", "Nobody At All"), 3, "no entity is called 'Nobody At All'"),
        (("--relation", "own"), 3, "no relation 'own'"),
        (("--as-of", "2019-13"), 2, "2019-13"),
        (("--hops", "9"), 2, "--hops"),
    ],
)
def test_the_command_refuses_what_it_does_not_understand(
    run: Callable[..., Outcome], shipped: RetailGraph, tmp_path: Path, words, code: int, message: str
) -> None:
    done = run("explore", "-o", tmp_path / "a.html", *words)
    assert done.code == code and message in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_command_refuses_too_much_before_it_reads(
    run: Callable[..., Outcome], shipped: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer, "MOST_RELATIONSHIPS", 1000)
    monkeypatch.delattr(explorer, "page_content")
    done = run("explore", "-o", tmp_path / "a.html")
    assert done.code == 2 and "too many for a browser" in done.err and "--around NAME" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_means_several_is_asked_back_in_python_too(graph: RetailGraph, tmp_path: Path) -> None:
    assert graph.explore(tmp_path / "a.html", around="Harbor", hops=1).exists()
    with pytest.raises(NotFound):
        graph.explore(tmp_path / "b.html", around=["Harbor", "Nobody"])
