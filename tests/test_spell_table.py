"""The table of all relationships: what it says of each, and what it never says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import TODAY, article, own_store
from retailgraph import RetailGraph
from retailgraph.errors import InvalidData, NotFound
from retailgraph.graph import reading
from retailgraph.interchange.outgoing import Outgoing

FILES = {
    "2016-05-04-old": article(
        "acme owns finch: {from: 2015, scope: [shops, online]}",
        "bolt acquires dune: {status: announced, announced: 2016-05, price: 2bn USD, seller: core}",
        "jade leads acme: {role: CEO, from: 2016-01, to: 2017-03-31}",
        "kit leads core: {role: CEO, from: 2010, to: 2014-03-31}",
        published="2016-05-04",
    ),
    "2026-01-02-new": article(
        "acme owns grove: {share: '60', through: a holding}",
        "bolt partnersWith harbor: {under: moss, market: [CN, HK]}",
        published="2026-01-02",
        publisher="Gazette",
        url="https://example.org/new",
    ),
    "2026-01-03-denied": article("bolt partnersWith harbor: {status: denied}", published="2026-01-03"),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("table"), FILES) as graph:
        yield graph


def rows(graph: RetailGraph, **options: str) -> dict[str, dict[str, str]]:
    """By subject, relation and object the row, its empty cells left out."""
    text = "".join(graph.export("csv", **options))  # type: ignore[arg-type]
    return {
        f"{row['subject']} {row['relation']} {row['object']}": {name: v for name, v in row.items() if v}
        for row in csv.DictReader(io.StringIO(text))
    }


def test_what_nobody_confirmed_for_long_says_so(graph: RetailGraph) -> None:
    found = rows(graph)
    old, new = found["acme owns finch"], found["acme owns grove"]
    assert (old["status"], old["holds"], old["stale"], old["last_confirmed"]) == (
        "inForce", "yes", "yes", "2016-05",
    )  # fmt: skip
    assert (new["status"], new["holds"], new["stale"], "last_confirmed" in new) == (
        "inForce", "yes", "no", False,
    )  # fmt: skip


def test_what_ended_is_not_in_force_and_what_was_to_end_is_in_doubt(graph: RetailGraph) -> None:
    over, planned = rows(graph)["kit leads core"], rows(graph)["jade leads acme"]
    assert (over["status"], over["holds"], over["until"], over["role"]) == (
        "ended",
        "no",
        "2014-03-31",
        "CEO",
    )
    assert (planned["holds"], planned["doubted_from"]) == ("unknown", "2017-03-31")
    then = rows(graph, as_of="2012-06-01")["kit leads core"]
    assert (then["status"], then["holds"]) == ("inForce", "yes")


def test_what_is_denied_is_in_doubt(graph: RetailGraph) -> None:
    row = rows(graph)["bolt partnersWith harbor"]
    assert (row["holds"], row["doubted_from"], row["under"], row["market"]) == (
        "unknown", "2026-01-03", "moss", "CN | HK",
    )  # fmt: skip


def test_a_deal_says_its_price_its_seller_and_how_far_it_got(graph: RetailGraph) -> None:
    row = rows(graph)["bolt acquires dune"]
    assert (row["status"], row["announced"], row["price"], row["seller"], row["stale"]) == (
        "announced", "2016-05", "2bn USD", "core", "yes",
    )  # fmt: skip
    assert "holds" not in row


def test_each_says_names_share_way_support_and_sources(graph: RetailGraph) -> None:
    row = rows(graph)["acme owns grove"]
    assert (row["subject_name"], row["object_name"], row["share"], row["through"]) == (
        "Acme, Inc.", "Grove", "60", "a holding",
    )  # fmt: skip
    assert (row["articles"], row["first_reported"], row["last_reported"], row["sources"]) == (
        "1", "2026-01-02", "2026-01-02", "https://example.org/new",
    )  # fmt: skip


def test_the_surroundings_of_an_entity_are_the_rows_in_which_it_stands(graph: RetailGraph) -> None:
    assert list(rows(graph, entity="moss")) == ["bolt partnersWith harbor"]
    assert {"acme owns finch", "acme owns grove", "jade leads acme"} == set(rows(graph, entity="acme"))
    with pytest.raises(NotFound):
        graph.export("csv", entity="nobody")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula_to_a_spreadsheet(
    graph: RetailGraph, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No file may say so; a graph that another program wrote might.
    monkeypatch.setattr(Outgoing, "label", lambda self, id: f"{start}cmd")
    assert rows(graph)["acme owns finch"]["object_name"] == f"'{start}cmd"


def conclusions(graph: RetailGraph) -> list[object]:
    return [known.relationship for known in reading.known(graph.tables, reading.ALL)]


@pytest.mark.parametrize("format", ["trig", "nquads", "jsonld"])
def test_what_is_exported_can_be_loaded_and_gives_the_same_conclusions(
    graph: RetailGraph, tmp_path: Path, format: str
) -> None:
    ending = {"nquads": "nq"}.get(format, format)
    file = tmp_path / f"all.{ending}"
    file.write_text("".join(graph.export(format)), encoding="utf-8")
    with RetailGraph.open(tmp_path / "store", today=TODAY) as again:
        again.load([file])
        assert conclusions(again) == conclusions(graph)
        assert rows(again) == rows(graph)


def test_the_table_is_no_list_of_claims_and_says_what_to_load_instead(
    graph: RetailGraph, tmp_path: Path
) -> None:
    file = tmp_path / "all.csv"
    file.write_text("".join(graph.export("csv")), encoding="utf-8")
    with RetailGraph.open(tmp_path / "store", today=TODAY) as again, pytest.raises(InvalidData) as caught:
        again.load([file])
    (message,) = {str(finding) for finding in caught.value.findings}
    assert "a table that export wrote" in message and "export -f trig" in message
