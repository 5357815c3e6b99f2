"""The face for Python: its docstrings run, its results are frozen and turn into plain values."""

from __future__ import annotations

import dataclasses
import doctest
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import retailgraph
from conftest import TODAY, article, each, own_store, write
from retailgraph import RetailGraph, api, ontology
from retailgraph.dates import partial
from retailgraph.errors import (
    Ambiguous,
    InvalidData,
    NotFound,
    QueryError,
    Refused,
    RetailGraphError,
    UsageError,
)
from retailgraph.identity import folding, lookalikes


@pytest.mark.parametrize("module", [api, folding, lookalikes], ids=lambda m: m.__name__)
def test_docstrings_run(module: Any, shipped: RetailGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RetailGraph, "open", lambda: shipped)  # once for all of them, and of that day
    found = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert found.attempted > 0
    assert found.failed == 0


def test_every_public_method_shows_how_it_is_called() -> None:
    public = [name for name in vars(RetailGraph) if not name.startswith("_")]
    assert {"ask", "show", "why", "query", "rdflib", "networkx", "list", "stats", "export"} <= set(public)
    for name in ("ask", "show", "why", "query", "rdflib", "networkx", "list", "stats", "export"):
        assert ">>>" in (vars(RetailGraph)[name].__doc__ or ""), name
    for name in public:
        assert vars(RetailGraph)[name].__doc__, name


def test_the_package_hands_out_its_face() -> None:
    assert retailgraph.RetailGraph is api.RetailGraph
    assert set(retailgraph.__all__) == {"RetailGraph", "__version__"}
    with pytest.raises(AttributeError, match="has no attribute 'Graphs'"):
        retailgraph.Graphs  # noqa: B018


RESULTS: dict[str, Callable[[RetailGraph], Any]] = {
    "ask": lambda g: g.ask("partners of Tapestry"),
    "ask why": lambda g: g.ask("partners of Tapestry", why=True),
    "figures": lambda g: g.ask("figures of Tmall"),
    "show": lambda g: g.show("Tapestry"),
    "why": lambda g: g.why("Tapestry", "owns", "Coach"),
    "list": lambda g: g.list("brands")[0],
    "sources": lambda g: g.articles_about("Tapestry")[0],
    "stats": lambda g: g.stats(),
    "query": lambda g: g.query("SELECT ?b { ent:tapestry rg:owns ?b } ORDER BY ?b"),
}


@each("name", RESULTS)
def test_results_are_frozen_and_turn_into_plain_values(name: str, shipped: RetailGraph) -> None:
    result = RESULTS[name](shipped)
    assert RESULTS[name](shipped) == result
    plain = result.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(result, dataclasses.fields(result)[0].name, "changed")


def test_asking_for_a_day(shipped: RetailGraph) -> None:
    early = shipped.ask("who owns Stuart Weitzman", as_of="2019-01-01")
    assert (early.as_of, [r.id for r in early.rows if not r.via]) == (date(2019, 1, 1), ["tapestry"])
    assert shipped.ask("who owns Stuart Weitzman", as_of=partial("2019-01-01")) == early
    with pytest.raises(UsageError, match="there is no month 13"):
        shipped.ask("who owns Coach", as_of="2019-13")


def test_answers_of_one_version_are_equal(shipped: RetailGraph) -> None:
    one, two = shipped.ask("brands of Tapestry"), shipped.ask("brands of Tapestry")
    assert one == two and hash(one) == hash(two) and one is not two
    assert one != shipped.ask("partners of Tapestry")
    assert "Coach" in repr(one)


def test_today_is_given_or_the_clock(tmp_path: Path) -> None:
    with own_store(tmp_path, today=date(2021, 5, 6)) as graph:
        assert graph.today == date(2021, 5, 6)
    with RetailGraph.open(tmp_path / "store") as graph:
        assert graph.today == date.today()


def test_a_graph_reads_one_version_while_another_loads(tmp_path: Path) -> None:
    with own_store(tmp_path, {"2020-01-02-one": article("acme owns finch")}) as reader:
        assert [r.id for r in reader.ask("brands of Acme").rows] == ["finch"]
        with RetailGraph.open(tmp_path / "store", today=TODAY) as writer:
            writer.load(write(tmp_path / "more", {"2020-01-03-two": article("acme owns grove")}))
            assert [r.id for r in writer.ask("brands of Acme").rows] == ["finch", "grove"]
        assert [r.id for r in reader.ask("brands of Acme").rows] == ["finch"]


def test_a_graph_is_a_context_and_can_be_used_after_it_was_closed(tmp_path: Path) -> None:
    own_store(tmp_path, {"2019-a": article("acme owns finch")}).close()
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        assert graph.ask("who owns Finch").rows[0].id == "acme"
    graph.close()
    assert graph.ask("who owns Finch").rows[0].id == "acme"
    graph.close()


def test_an_open_graph_sees_what_it_loads_itself(tmp_path: Path) -> None:
    with own_store(tmp_path, {"2019-a": article("acme owns finch")}) as graph:
        assert [r.id for r in graph.ask("brands of Acme").rows] == ["finch"]
        done = graph.load(write(tmp_path / "more", {"2020-b": article("acme owns grove")}))
        assert (done.articles, done.claims) == (("2020-b",), 1)
        assert [r.id for r in graph.ask("brands of Acme").rows] == ["finch", "grove"]
        assert graph.remove(["2020-b"]) == ("2020-b",)
        assert [r.id for r in graph.ask("brands of Acme").rows] == ["finch"]


@each(
    ("wrong", "error"),
    [
        (lambda g: g.ask("how tall is the moon"), UsageError),
        (lambda g: g.ask("partners of Nobody At All"), NotFound),
        (lambda g: g.show("Nobody At All"), NotFound),
        (lambda g: g.why("Tapestry", "devours", "Coach"), NotFound),
        (lambda g: g.list("planets"), UsageError),
        (lambda g: g.query("SELECT ?x {"), QueryError),
        (lambda g: g.query("DELETE WHERE { ?s ?p ?o }"), QueryError),
        (lambda g: g.query("SELECT * { SERVICE <https://example.com> { ?s ?p ?o } }"), Refused),
        (lambda g: g.export("pdf"), RetailGraphError),
        (lambda g: g.load("/nowhere/at/all"), InvalidData),
        (lambda g: g.remove("nothing"), NotFound),
        (lambda g: g.query("ASK { \ud800 }"), QueryError),
        (lambda g: g.ask("who owns \udfff"), NotFound),
        (lambda g: g.show("\ud800"), NotFound),
    ],
)
def test_errors_are_of_one_tree(
    wrong: Callable[[RetailGraph], Any], error: type, shipped: RetailGraph
) -> None:
    with pytest.raises(error) as raised:
        result = wrong(shipped)
        list(result)  # an export begins when it is read
    assert isinstance(raised.value, RetailGraphError)
    assert str(raised.value).encode(), "it can be printed"


def test_one_word_is_not_its_letters(tmp_path: Path) -> None:
    more = write(tmp_path / "more", {"2020-b": article("acme owns grove", "acme partnersWith bolt")})
    with own_store(tmp_path, {"2019-a": article("acme owns finch")}) as graph:
        assert not graph.check(str(more[0])).errors
        assert graph.load(str(more[0])).articles == ("2020-b",)
        assert not graph.load(more[0]).written
        assert graph.path("Acme", "Bolt", through="partnersWith")
        (row,) = "".join(graph.export("csv", relations="partnersWith", types="Company")).splitlines()[1:]
        assert row.startswith("acme")
        assert graph.remove("2020-b") == ("2020-b",)


def test_names_that_mean_several_are_asked_back(tmp_path: Path) -> None:
    twins = "north: {type: Company, name: Polar Group, country: NO}\n"
    twins += "south: {type: Company, name: Polar Ltd, country: AU}\n"
    with own_store(tmp_path) as graph:
        graph.load(write(tmp_path / "more", {"twins": twins}))
        with pytest.raises(Ambiguous) as error:
            graph.show("Polar")
    assert [c.id for c in error.value.candidates] == ["north", "south"]


def test_bindings_reach_a_query_as_values(shipped: RetailGraph) -> None:
    import pyoxigraph as ox

    owner = ox.NamedNode("https://w3id.org/retailgraph/entity/tapestry")
    rows = shipped.query("SELECT ?owner ?brand { ?owner rg:owns ?brand }", bindings={"owner": owner}).rows
    assert {row[0] for row in rows} == {owner}
    assert "https://w3id.org/retailgraph/entity/coach" in {row[1].value for row in rows if row[1]}


def test_networkx_and_rdflib_hold_what_the_store_holds(tmp_path: Path, shipped: RetailGraph) -> None:
    network = shipped.networkx()
    assert network.has_edge("tapestry", "coach", "owns")
    assert network.nodes["tapestry"]["label"] == "Tapestry, Inc."
    from rdflib import URIRef

    with own_store(
        tmp_path, {"2026-a": article("acme owns finch", "acme owns grove", published="2026")}
    ) as own:
        owned = own.rdflib().default_graph.objects(
            URIRef(ontology.ENTITY + "acme"), URIRef(ontology.RG + "owns")
        )
        native = own.query("SELECT ?brand { ent:acme rg:owns ?brand }").rows
    assert {str(brand) for brand in owned} == {row[0].value for row in native if row[0]}
    assert len(native) == 2


def test_drawing_writes_one_file(tmp_path: Path, shipped: RetailGraph) -> None:
    picture = shipped.draw("ChinaNext", tmp_path / "picture.html")
    assert [p.name for p in tmp_path.iterdir()] == ["picture.html"]
    assert picture.path and "ChinaNext" in picture.path.read_text(encoding="utf-8")
