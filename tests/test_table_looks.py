"""What tables are read as without a mapping: known tables, lists of subsidiaries, sources of rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import own_store
from retailgraph import RetailGraph
from retailgraph.errors import InvalidData, Refused
from retailgraph.interchange.importing import Imported, examine, head_of, read_import
from retailgraph.interchange.known_tables import KNOWN_TABLES, known_rules
from retailgraph.interchange.mapping import columns_of


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("looks")) as opened:
        yield opened


def taken(graph: RetailGraph, folder: Path, text: str, owner: str = "") -> Imported:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    looked = examine(graph, path, owner=owner)
    return read_import(graph, looked, head_of(graph, looked, {}))


def said(done: Imported) -> list[str]:
    return [
        " ".join(
            [c.subject, c.relation, c.object]
            + [f"{n}={v}" for n, v in (("from", c.start), ("to", c.end)) if v]
            + [f"{n}={','.join(v)}" for n, v in c.qualifiers]
        )
        for c in done.claims
    ]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "acquiree_uuid,acquiree_name,acquirer_name,acquired_on,price,price_currency_code\n"
            "u1,Finch Ltd,Acme,2018-05-03,1500000,USD\n",
            ["acme acquires finch from=2018-05-03 price=1500000 USD"],
        ),
        ("name,permalink,parent_uuid,parent_name\nFinch Ltd,f,u2,Acme\n", ["acme owns finch"]),
        (
            "person_name,org_name,title,started_on,ended_on\nJade Doe,Acme,CEO,2014-02-01,\n",
            ["jade leads acme from=2014-02-01 role=CEO"],
        ),
        (
            "entity1_name,entity2_name,category,description1,start_date,end_date\n"
            "Jade Doe,Acme,Position,CEO,2014-00-00,\nAcme,Grove,Ownership,Owner,2012-05-00,2018-00-00\n",
            ["jade leads acme from=2014 role=CEO", "acme owns grove from=2012-05 to=2018"],
        ),
    ],
    ids=[table.name for table in KNOWN_TABLES],
)
def test_known_tables_need_no_mapping(graph, tmp_path, text, claims) -> None:
    assert said(taken(graph, tmp_path, text)) == claims


def test_a_known_table_names_only_columns_by_which_it_is_known() -> None:
    for table in KNOWN_TABLES:
        for rule in known_rules(table.columns):
            assert set(columns_of(rule)) <= set(table.columns)


EXHIBIT = (
    "Name of Subsidiary,Jurisdiction of Incorporation\nFinch Services,Maryland\nFinch UK,United Kingdom\n"
)


def test_a_list_of_subsidiaries_needs_its_owner_said(graph, tmp_path) -> None:
    alone = taken(graph, tmp_path, EXHIBIT)
    assert not alone.claims and [e.country for e in alone.entities] == ["US", "GB"]
    assert said(taken(graph, tmp_path, EXHIBIT, owner="Acme")) == [
        "acme owns finch-services", "acme owns finch-uk",
    ]  # fmt: skip


def test_the_source_of_a_row_is_kept_with_it(graph, tmp_path) -> None:
    text = "Brand,Owner,Publisher,Source URL,Published\nGrove,Acme,Daily,https://example.org/a,2019-02\nFinch,Bolt,,,\n"
    done = taken(graph, tmp_path, text)
    assert said(done) == [
        "acme owns grove note=source: https://example.org/a; Daily; 2019-02", "bolt owns finch",
    ]  # fmt: skip


def test_two_files_of_one_article_are_not_mixed(tmp_path) -> None:
    for name, text in {"a.csv": "Brand,Owner\nFinch,Acme\n", "b.csv": "Brand,Owner\nGrove,Bolt\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with own_store(tmp_path / "own") as mine:
        with pytest.raises(InvalidData, match="article: 'the list' is not an article's id; name it YYYY"):
            mine.import_file(tmp_path / "a.csv", id="the list")
        mine.import_file(tmp_path / "a.csv", id="2024-list")
        with pytest.raises(Refused, match="'2024-list' was imported before; --replace"):
            mine.import_file(tmp_path / "b.csv", id="2024-list")
        assert mine.show("Finch") and "2024-list" in mine.articles()


def test_a_column_that_is_named_twice_is_two(graph, tmp_path) -> None:
    done = taken(graph, tmp_path, "Brand,Owner,Owner\nFinch,Acme,Bolt\n")
    assert said(done) == ["acme owns finch"]
