"""What goes out in the forms of other programs, by what their readers need to find there."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import article, own_store
from retailgraph import RetailGraph
from retailgraph.ontology import ENTITY, RDF, RELATIONSHIP, RG

IDS = """\
velm: {type: Company, name: Velmar AG, country: DE, ids: {wikidata: Q11, lei: 529900T8BM49AURSDO55}}
marv: {type: Company, name: "O'Marv \\\\ Söhne", country: SE, ids: {wikidata: Q12}}
oakr: {type: Company, name: Oakridge, ids: {wikidata: Q13}}
lind: {type: Person, name: Ada Lind, aliases: [A. Lind], ids: {wikidata: Q14}}
plan: {type: Company, name: Planck}
"""
STORIES = {
    "2019-a": article(
        "velm holdsStakeIn marv: {from: 1990s, share: 40}",
        "velm holdsStakeIn oakr: {from: 2011-03, to: 2018-05-14, share: over 20}",
        "lind leads marv: {role: CEO, from: 2014}",
        "velm acquires plan: {from: 2019-01-02, price: 1.5bn USD}",
        "velm owns plan: {from: 2019-01-02}",
        published="2019-02",
        title="A {strange} title & more",
        publisher="Daily_News",
    ),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("writers"), {"ids": IDS, **STORIES}) as opened:
        yield opened


def text(graph: RetailGraph, format: str) -> str:
    return "".join(graph.export(format))


def test_quickstatements_have_items_sources_and_the_precision_that_is_known(graph) -> None:
    lines = text(graph, "quickstatements").splitlines()
    source = 'S854\t"https://example.com/news"'
    assert lines[0].startswith("# Made by retailgraph export: 1 statements")
    # What nobody confirmed for long is in doubt, and stays at home.
    assert lines[1:] == [
        f"Q13\tP127\tQ11\tP580\t+2011-03-00T00:00:00Z/10\tP582\t+2018-05-14T00:00:00Z/11\t{source}",
    ]
    then = "".join(graph.export("quickstatements", as_of="2019-03")).splitlines()
    assert f"Q12\tP127\tQ11\tP580\t+1990-00-00T00:00:00Z/8\tP1107\t0.4\t{source}" in then
    assert f"Q12\tP169\tQ14\tP580\t+2014-00-00T00:00:00Z/9\t{source}" in then


def test_a_table_to_reconcile_names_property_and_doubt(graph) -> None:
    rows = list(csv.DictReader(text(graph, "openrefine").splitlines()))
    stake = next(row for row in rows if row["object"] == "marv" and row["relation"] == "holdsStakeIn")
    assert (stake["subject_wikidata"], stake["property"], stake["object_wikidata"]) == ("Q11", "P127", "Q12")
    assert stake["object_country"] == "SE" and stake["doubt"].startswith("last confirmed 2019-02")


def test_follow_the_money_keeps_to_its_schemata(graph) -> None:
    found = [json.loads(line) for line in text(graph, "ftm").splitlines()]
    by_id = {each["id"]: each for each in found}
    assert by_id["rg-lind"]["schema"] == "Person" and by_id["rg-lind"]["properties"]["alias"] == ["A. Lind"]
    assert by_id["rg-velm"]["properties"]["leiCode"] == ["529900T8BM49AURSDO55"]
    ties = [each["properties"] for each in found if each["schema"] == "Ownership"]
    stake = next(each for each in ties if each["asset"] == ["rg-oakr"])
    assert (stake["startDate"], stake["endDate"], stake["percentage"]) == (
        ["2011-03"],
        ["2018-05-14"],
        ["over 20"],
    )
    marv = next(each for each in ties if each["asset"] == ["rg-marv"])
    assert "startDate" not in marv  # a decade is no date there
    assert "last confirmed 2019-02" in marv["summary"][0]


def test_bods_has_what_its_schema_requires(graph) -> None:
    statements = json.loads(text(graph, "bods"))
    assert len({one["statementId"] for one in statements}) == len(statements)
    records = {one["recordId"] for one in statements}
    for one in statements:
        assert one["publicationDetails"]["bodsVersion"] == "0.4" and 32 <= len(one["statementId"]) <= 64
        assert one["declarationSubject"] in records
        details = one["recordDetails"]
        if one["recordType"] == "relationship":
            assert {details["subject"], details["interestedParty"]} <= records
    shares = {
        one["recordDetails"]["subject"]: one["recordDetails"]["interests"][0].get("share")
        for one in statements
        if one["recordType"] == "relationship"
    }
    assert shares["rg-marv"] == {"exact": 40.0}
    assert shares["rg-oakr"] == {"exclusiveMinimum": 20.0, "maximum": 100.0}


def test_neo4j_files_and_cypher_say_the_same(graph, tmp_path: Path) -> None:
    graph.export_to(tmp_path / "n", "neo4j")
    nodes = list(csv.DictReader((tmp_path / "n" / "nodes.csv").read_text(encoding="utf-8").splitlines()))
    edges = list(
        csv.DictReader((tmp_path / "n" / "relationships.csv").read_text(encoding="utf-8").splitlines())
    )
    assert {n[":LABEL"] for n in nodes if n["id:ID"] == "velm"} == {"Entity;Company"}
    assert {e[":TYPE"] for e in edges} == {"HOLDS_STAKE_IN", "LEADS", "ACQUIRES", "OWNS"}
    assert {e[":START_ID"] for e in edges} <= {n["id:ID"] for n in nodes}
    cypher = text(graph, "cypher")
    assert r"`name`: 'O\'Marv \\ Söhne'" in cypher
    assert cypher.count("a: 'velm'") == sum(e[":START_ID"] == "velm" for e in edges)
    assert all(line.endswith((";", ",")) or line.startswith("//") for line in cypher.splitlines())


def test_a_bibliography_of_the_sources(graph) -> None:
    bibtex = text(graph, "bibtex")
    assert "@online{2019-a," in bibtex and r"title = {{A \{strange\} title \& more}}" in bibtex
    assert r"organization = {{Daily\_News}}" in bibtex and "date = {2019-02}" in bibtex
    (item,) = json.loads(text(graph, "csl"))
    assert item["issued"] == {"date-parts": [[2019, 2]]} and item["URL"] == "https://example.com/news"


def test_rdf_1_2_names_the_triple_that_a_relationship_is_about(graph) -> None:
    quads = list(ox.parse(text(graph, "rdf12"), format=ox.RdfFormat.TURTLE))
    reified = {q.subject.value: q.object for q in quads if q.predicate.value == RDF + "reifies"}
    assert all(node.startswith(RELATIONSHIP) for node in reified) and len(reified) == 5
    ends = {(t.subject.value, t.predicate.value, t.object.value) for t in reified.values()}
    assert (ENTITY + "velm", RG + "holdsStakeIn", ENTITY + "marv") in ends


def test_nanopublications_have_their_four_graphs(graph) -> None:
    quads = list(ox.parse(text(graph, "nanopub"), format=ox.RdfFormat.TRIG))
    graphs = {q.graph_name.value for q in quads}
    assert all(re.search(r"#(head|assertion|provenance|info)$", each) for each in graphs)
    assert len(graphs) == 4 * 5
    kinds = [q for q in quads if q.object.value == "http://www.nanopub.org/nschema#Nanopublication"]
    assert len(kinds) == 5 and all(q.graph_name.value == f"{q.subject.value}#head" for q in kinds)


def test_schema_org_says_only_what_holds(graph) -> None:
    things = {t["@id"].removeprefix(ENTITY): t for t in json.loads(text(graph, "schema-org"))["@graph"]}
    assert [o["name"] for o in things["velm"]["owns"]] == ["Planck"]
    assert things["marv"]["address"]["addressCountry"] == "SE" and "owns" not in things["marv"]


def test_a_timeline_has_what_has_ended_on_request(graph) -> None:
    def ends(**part: bool) -> list[str]:
        return re.findall(r'target="oakr"[^>]*end="([^"]+)"', "".join(graph.export("gexf", **part)))

    assert ends() == [] and ends(over_time=True) == ["2018-05-13"]


def test_a_day_and_what_was_known_then_hold_for_every_writer(graph) -> None:
    early = list(csv.DictReader("".join(graph.export("openrefine", as_of="2012")).splitlines()))
    assert {row["object"] for row in early if row["status"] == "inForce"} >= {"oakr"}
    assert json.loads("".join(graph.export("csl", known_on="2018"))) == []
