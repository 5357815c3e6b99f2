from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Outcome, article, examples, own_store
from retailgraph import RetailGraph
from retailgraph.errors import NotFound, UsageError
from retailgraph.interchange import FORMATS, NETWORK_FORMATS, network_text, values_of
from retailgraph.network import INCLUDE, networkx_graph
from retailgraph.ontology import Ontology

Network: TypeAlias = "nx.MultiDiGraph[str]"
GEXF = "{http://www.gexf.net/1.2draft}"


def text(network: Network, format: str, ontology: Ontology) -> str:
    return "".join(network_text(network, format, ontology))


def read_graphml(content: str) -> Network:
    back = nx.parse_graphml(content, force_multigraph=True)
    edges = ((a, b, facts.pop("key"), facts) for a, b, facts in back.edges(data=True))
    return rebuilt(back, edges)


def read_gexf(content: str) -> Network:
    # What networkx reads into a graph without keys where no two edges join the same two.
    back = nx.read_gexf(io.BytesIO(content.encode()))
    keys = dict(zip(ids(content), gexf_keys(content), strict=True))
    edges = ((a, b, keys[facts.pop("id")], facts) for a, b, facts in back.edges(data=True))
    return rebuilt(back, edges)


def ids(content: str) -> list[str]:
    return [edge.attrib["id"] for edge in ElementTree.fromstring(content).findall(".//{*}edge")]


def gexf_keys(content: str) -> list[str]:
    values = ElementTree.fromstring(content).findall(".//{*}attvalue")
    return [value.attrib["value"] for value in values if value.attrib["for"] == "networkx_key"]


def rebuilt(back: Any, edges: Any) -> Network:
    again: Network = nx.MultiDiGraph()
    again.add_nodes_from(back.nodes(data=True))
    for one, two, key, facts in edges:
        again.add_edge(one, two, key, **facts)
    return again


def read_node_link(content: str) -> Network:
    return nx.node_link_graph(json.loads(content), edges="edges")


def read_cytoscape(content: str) -> Network:
    return nx.cytoscape_graph(json.loads(content))


READ: dict[str, Callable[[str], Network]] = {
    "graphml": read_graphml,
    "gexf": read_gexf,
    "node-link": read_node_link,
    "cytoscape": read_cytoscape,
}


def without_control(value: str) -> str:
    """A second way to say what is dropped, from Unicode's own categories."""
    import unicodedata

    for space in ("\t", "\n", "\r", "\x85"):
        value = value.replace(space, "\0 ")
    kept = (c for c in value if unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffe\uffff")
    return "".join(kept)


def same(written: Any, value: Any) -> bool:
    if isinstance(value, list):
        # A line break in a list's value is one space, however many follow each other.
        return [squeezed(v) for v in values_of(written)] == [squeezed(without_control(v)) for v in value]
    if isinstance(value, str):
        return squeezed(written) == squeezed(without_control(value))
    return type(written) is type(value) and written == value


def squeezed(value: str) -> str:
    while "  " in value:
        value = value.replace("  ", " ")
    return value


def assert_survives(network: Network, format: str, ontology: Ontology) -> None:
    back = READ[format](text(network, format, ontology))
    assert set(back) == set(network)
    for name, facts in network.nodes(data=True):
        for fact, value in facts.items():
            assert same(back.nodes[name][fact], value), (name, fact, value)
    edges = {(a, b, key) for a, b, key in network.edges(keys=True)}
    assert set(back.edges(keys=True)) == edges
    for edge in edges:
        for fact, value in network.edges[edge].items():
            assert same(back.edges[edge][fact], value), (edge, fact, value)


# --- all attributes survive -----------------------------------------------------------------------------


@pytest.mark.parametrize("format", NETWORK_FORMATS)
def test_all_attributes_of_all_that_ships_survive(shipped: RetailGraph, format: str) -> None:
    network = networkx_graph(shipped, include=INCLUDE)
    assert any(facts["shares"] for *_, facts in network.edges(data=True))
    assert any(len(facts["names"]) > 2 for _, facts in network.nodes(data=True))
    assert_survives(network, format, shipped.ontology)


HOSTILE = (
    st.text()
    | st.text(alphabet=" |\\<>&'\"]]>\0\x08\n\r\t\x85\u2028\u202e\ufffe\ud800𐍈天=")
    | st.sampled_from(
        [
            "<script>alert(1)</script>",
            "]]>",
            "&amp;",
            "javascript:alert(1)",
            "天猫",
            "x" * 10_000,
            " | ",
            "\\",
            "| ",
        ]
    )
)
MANY = st.lists(HOSTILE.filter(lambda t: bool(without_control(t))), max_size=3)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Networks with the attributes that ours have, and anything in their texts."""
    network: Network = nx.MultiDiGraph(as_of="2019-09")
    names = ["acme", "bolt", "core"]
    for name in names:
        facts = {"label": draw(HOSTILE), "type": "Company", "names": draw(MANY), "id_ticker": draw(HOSTILE)}
        network.add_node(name, **facts)
    for number, key in enumerate(
        draw(st.lists(st.sampled_from(["owns", "owns #2", "leads chair"]), unique=True))
    ):
        facts = {
            "relation": key.split()[0],
            "label": draw(HOSTILE),
            "scope": draw(MANY),
            "stale": draw(st.booleans()),
        }
        known = {"relationship": f"r{number}", "spell": number, "articles": draw(st.integers(0, 2**40))}
        ends = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        network.add_edge(*ends, key, **facts, **known)
    return network


@pytest.mark.parametrize("format", NETWORK_FORMATS)
@settings(
    max_examples=examples(20, 60), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(network=networks())
def test_any_text_survives_but_for_control_characters(
    shipped: RetailGraph, format: str, network: Network
) -> None:
    assert_survives(network, format, shipped.ontology)


@settings(max_examples=examples(50, 200), deadline=None, derandomize=True)
@given(st.lists(st.text(alphabet=" |\\ab", min_size=1), max_size=4))
def test_a_list_comes_back_from_its_text(shipped: RetailGraph, values: list[str]) -> None:
    network: Network = nx.MultiDiGraph()
    network.add_node("acme", label="Acme", type="Company", names=values)
    found = json.loads(text(network, "node-link", shipped.ontology))["nodes"][0]["names"]
    assert values_of(found) == values


def test_lists_read_well(shipped: RetailGraph) -> None:
    network = networkx_graph(shipped, around="tmall", hops=0)
    found = json.loads(text(network, "node-link", shipped.ontology))["nodes"][0]["names"]
    assert found.startswith("Tmall | ")


# --- for Gephi and others -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def near(shipped: RetailGraph) -> Network:
    return networkx_graph(shipped, around="tapestry")


def test_graphml_has_the_attributes_that_gephi_looks_for(shipped: RetailGraph, near: Network) -> None:
    back = nx.parse_graphml(text(near, "graphml", shipped.ontology), force_multigraph=True)
    facts = back.nodes["tapestry"]
    color = shipped.ontology.types["Company"].color
    assert "#{r:02x}{g:02x}{b:02x}".format(**facts) == color.lower()
    assert facts["label"] == "Tapestry, Inc."
    assert facts["size"] == max(size for _, size in back.nodes(data="size"))
    edge = next(iter(back["tapestry"]["coach"].values()))
    assert (edge["label"], edge["weight"]) == ("owns", shipped.ontology.relations["owns"].weight)
    assert "#{r:02x}{g:02x}{b:02x}".format(**edge) == shipped.ontology.relations["owns"].color.lower()
    assert back.graph["as_of"] == "2026-11-23"


def test_gexf_says_when_each_edge_surely_was(tmp_path: Path) -> None:
    files = {
        "2016-a": article(
            "bolt owns grove",
            "acme acquires dune: {status: completed, from: 2016-02-03}",
            published="2016",
        ),
        "2019-b": article("acme owns finch: {from: 2015, to: 2018-06-01}", published="2019"),
    }
    with own_store(tmp_path, files) as graph:
        content = "".join(graph.export("gexf", over_time=True))
        today = "".join(graph.export("gexf"))
    root = ElementTree.fromstring(content)
    (drawn,) = root.iter(f"{GEXF}graph")
    assert (drawn.get("mode"), drawn.get("timeformat")) == ("dynamic", "date")
    when = {
        f"{edge.get('label')} {edge.get('target')}": (edge.get("start"), edge.get("end"))
        for edge in root.iter(f"{GEXF}edge")
    }
    assert when["owns finch"] == ("2015-12-31", "2018-05-31")
    assert when["owns grove"] == ("2016-12-31", None)
    assert when["acquires dune"] == ("2016-02-03", "2016-02-03")
    assert when["owns dune"] == ("2016-02-03", None)
    assert 'target="finch"' in content and 'target="finch"' not in today


def test_gexf_has_looks_of_its_own_namespace(shipped: RetailGraph, near: Network) -> None:
    content = text(near, "gexf", shipped.ontology)
    back = nx.read_gexf(io.BytesIO(content.encode()))
    viz = back.nodes["tapestry"]["viz"]
    color = shipped.ontology.types["Company"].color
    assert "#{r:02x}{g:02x}{b:02x}".format(**viz["color"]) == color.lower()
    assert viz["size"] > back.nodes["coach"]["viz"]["size"] > 4
    edges = list(ElementTree.fromstring(content).findall(".//{*}edge"))
    assert all(edge.find("{http://www.gexf.net/1.2draft/viz}color") is not None for edge in edges)
    assert {edge.attrib["label"] for edge in edges} >= {"owns"}


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_edges_have_ids_of_their_own(shipped: RetailGraph, format: str) -> None:
    network = networkx_graph(shipped, include=INCLUDE)
    found = ids(text(network, format, shipped.ontology))
    assert len(found) == len(set(found)) == network.number_of_edges()


def test_cytoscape_has_an_id_and_a_name_for_every_element(shipped: RetailGraph, near: Network) -> None:
    elements = json.loads(text(near, "cytoscape", shipped.ontology))["elements"]
    found = [e["data"]["id"] for e in (*elements["nodes"], *elements["edges"])]
    assert len(found) == len(set(found)) == len(near) + near.number_of_edges()
    assert {e["data"]["name"] for e in elements["nodes"]} >= {"Coach", "Tapestry, Inc."}


@pytest.mark.parametrize("format", NETWORK_FORMATS)
def test_an_empty_network_is_a_whole_file(shipped: RetailGraph, format: str) -> None:
    empty: Network = nx.MultiDiGraph(as_of="1800")
    assert len(READ[format](text(empty, format, shipped.ontology))) == 0


@pytest.mark.parametrize("format", NETWORK_FORMATS)
def test_pieces_are_small(shipped: RetailGraph, near: Network, format: str) -> None:
    pieces: Iterator[str] = network_text(near, format, shipped.ontology)
    assert max(map(len, pieces)) < 20_000


# --- export ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", NETWORK_FORMATS)
def test_export_gives_the_network_of_the_day(shipped: RetailGraph, format: str) -> None:
    then = READ[format]("".join(shipped.export(format, entity="Tapestry", as_of="2016")))
    assert set(then) == set(shipped.networkx(around="tapestry", as_of="2016"))
    now = READ[format]("".join(shipped.export(format, entity="Tapestry")))
    assert "stuart-weitzman" in then
    assert "stuart-weitzman" not in now


def test_export_as_known_on_a_day(shipped: RetailGraph) -> None:
    known = read_node_link("".join(shipped.export("node-link", known_on="2018")))
    assert 0 < known.number_of_edges() < shipped.networkx().number_of_edges()


def test_export_names_all_formats_where_one_is_unknown(shipped: RetailGraph) -> None:
    with pytest.raises(UsageError, match=r"unknown format 'xls'; choose one of: turtle, .*, cytoscape"):
        shipped.export("xls")
    with pytest.raises(UsageError, match="unknown format 'csv'; choose one of: graphml"):
        network_text(nx.MultiDiGraph(), "csv", shipped.ontology)
    with pytest.raises(NotFound):
        shipped.export("gexf", entity="Nobody Knows")


def test_the_command_line_offers_every_format() -> None:

    from retailgraph.interchange.formats import OUT_NAMES

    assert {*FORMATS, "csv", *NETWORK_FORMATS} <= set(OUT_NAMES)


@pytest.mark.parametrize("format", NETWORK_FORMATS)
def test_the_command_writes_what_the_method_gives(
    shipped: RetailGraph, run: Callable[..., Outcome], tmp_path: Path, format: str
) -> None:
    target = tmp_path / "network.txt"
    words = ("export", "-f", format, "--entity", "天猫", "--as-of", "2020", "-o", target)
    assert run(*words).code == 0
    assert target.read_text(encoding="utf-8") == "".join(shipped.export(format, entity="tmall", as_of="2020"))
    assert list(tmp_path.iterdir()) == [target]


def test_what_cannot_be_written_leaves_nothing_behind(
    shipped: RetailGraph, run: Callable[..., Outcome], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    done = run("export", "-f", "gexf", "--entity", "Coach", "-o", folder)
    assert done.code != 0
    assert "cannot be written" in done.err
    assert list(tmp_path.iterdir()) == [folder]
