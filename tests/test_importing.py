"""Importing files that other people made: what is taken, what is left, and why."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from conftest import ROOT, TODAY, own_store
from retailgraph import RetailGraph
from retailgraph.articles import words
from retailgraph.errors import InvalidData, Refused, UsageError
from retailgraph.interchange.formats import FORMATS_IN
from retailgraph.interchange.importing import Imported, examine, head_of, load_import, read_import
from retailgraph.interchange.inputs import MOST_DEPTH, source_of

REAL = ROOT.parent / "shared" / "interchange"
needs_real = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real files of other makers are not beside this clone"
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    """A graph with the made-up entities, which these tests only read."""
    with own_store(tmp_path_factory.mktemp("importing")) as opened:
        yield opened


def taken(graph: RetailGraph, path: Path, mapping: Path | None = None, relation: str = "") -> Imported:
    looked = examine(graph, path, mapping, relation)
    return read_import(graph, looked, head_of(graph, looked, {}))


def of_text(graph: RetailGraph, folder: Path, name: str, text: str | bytes, mapping: str = "") -> Imported:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    if mapping:
        (folder / "m.yaml").write_text(mapping, encoding="utf-8")
    return taken(graph, path, folder / "m.yaml" if mapping else None)


def facts(done: Imported) -> list[str]:
    """Each claim as one line: ``acme owns finch from=2019 share=60``."""
    return [
        " ".join(
            [c.subject, c.relation, c.object]
            + [f"{n}={v}" for n, v in (("from", c.start), ("to", c.end)) if v]
            + ([f"share={c.share.text}"] if c.share else [])
            + [f"{n}={','.join(v)}" for n, v in c.qualifiers if n not in ("note",)]
        )
        for c in done.claims
    ]


def reasons(done: Imported) -> dict[int, str]:
    return {left.where.row: left.reason for left in done.left}


GERMAN = """\
Firma;Land;Muttergesellschaft;Anteil %;seit;bis
Marvane GmbH;DE;Velmar AG;74,9;15.09.2016;
Marvane GmbH;DE;Familie Öztürk;25,1;01.04.2016;
Lumo KG;DE;Acme;51;1.1.2008;31.12.2019
Lumo KG;DE;Acme;100;31.02.2015;
Lumo KG;DE;Acme;150;01.07.2018;
Acme;US;Acme;5,2;01.01.2020;
Lumo KG;DE;;30;01.01.2014;
Marvane GmbH;DE;Velmar AG;74,9;15.09.2016;
Lumo KG;DE;Velmar AG;1.000,5;01.03.2017;
Lumo KG;DE;Genossenschaft, 1.240 Mitglieder;;2003;
"""


def test_a_german_spreadsheet_is_read_as_it_is_meant(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "b.csv", GERMAN.replace("\n", "\r\n").encode("cp1252"))
    assert facts(done) == [
        "velmar-ag owns marvane-gmbh from=2016-09-15 share=74.9",
        "familie-oeztuerk holdsStakeIn marvane-gmbh from=2016-04-01 share=25.1".replace("oe", "o").replace(
            "ue", "u"
        ),
        "acme owns lumo-kg from=2008-01-01 to=2019-12-31 share=51",
    ]
    assert {e.id: e.types for e in done.entities}["familie-ozturk"] == ("Person",)
    said = reasons(done)
    assert sorted(said) == [4, 5, 6, 7, 8, 9, 10] and done.rows == 10
    for row, words_of_it in ((4, "no such day"), (5, "150 percent"), (6, "subject and object"), (7, "empty"),
                             (8, "same as row 1"), (9, "1000.5"), (10, "names nobody")):  # fmt: skip
        assert words_of_it in said[row]
    assert [d.name for d in done.doubts] == ["Genossenschaft, 1.240 Mitglieder"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_encoding_and_separator(graph, tmp_path, encoding, separator) -> None:
    rows = [("Brand", "Owner", "Since"), ("Crème", "Acme", "2019-01"), ("Ärger", "Bolt", "2020")]
    text = "\n".join(separator.join(row) for row in rows) + "\n"
    done = of_text(graph, tmp_path, "t.csv", text.encode(encoding))
    assert facts(done) == ["acme owns creme from=2019-01", "bolt owns arger from=2020"]
    assert [e.name for e in done.entities] == ["Crème", "Ärger"]


def test_the_line_that_a_spreadsheet_puts_first_is_no_row(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "t.csv", "sep=;\nBrand;Owner\nFinch;Acme\n")
    assert facts(done) == ["acme owns finch"] and done.rows == 1


def test_line_ends_of_every_kind(graph, tmp_path) -> None:
    for name, end in (("a.csv", "\n"), ("b.csv", "\r\n"), ("c.csv", "\r")):
        assert facts(
            of_text(graph, tmp_path, name, end.join(["Brand,Owner", "Finch,Acme", "Grove,Bolt"]))
        ) == [
            "acme owns finch",
            "bolt owns grove",
        ]
    inside = of_text(graph, tmp_path, "d.csv", "Brand,Owner\nWell\rmade,Acme\nGrove,Bolt\n")
    assert facts(inside) == ["acme owns well-made", "bolt owns grove"]


def test_an_open_quote_costs_its_row_and_no_other(graph, tmp_path) -> None:
    text = 'Brand,Owner,Note\nFinch,Acme,"fine, with\na line break"\nGrove,Bolt,"never closed\nFinch,Core,x\nGrove,Dune,5" wide\n'
    done = of_text(graph, tmp_path, "q.csv", text)
    assert facts(done) == ["acme owns finch", "core owns finch", "dune owns grove"]
    assert {r: "quote" in why for r, why in reasons(done).items()} == {2: True}


def test_rows_of_another_width_are_named(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "w.csv", "Brand,Owner,Since\nFinch,Acme,2019\nGrove,Bolt\nA,B,C,D,E\n")
    assert facts(done) == ["acme owns finch from=2019"]
    assert "2 cells" in reasons(done)[2] and "5 cells" in reasons(done)[3]


def test_a_wrong_byte_costs_its_row(graph, tmp_path) -> None:
    text = "Brand,Owner\nFinch,Acme\nÄrger,Bolt\n".encode() + b"Gro\xffve,Core\n" + b"Grove,Dune\n"
    text = text.replace(b"Brand", "Bränd".encode())  # it is UTF-8 else
    done = of_text(graph, tmp_path, "x.csv", text, MAPPED.replace("column: Brand", "column: Bränd"))
    assert {"acme owns finch", "dune owns grove"} <= set(facts(done))


MAPPED = """\
mapping: 1
file: {encoding: utf-8}
claims:
  - subject: {column: Owner, type: Company}
    relation: owns
    object: {column: Brand, type: Brand}
"""


def test_dates_of_two_styles_in_a_column_are_told_apart_or_left(graph, tmp_path) -> None:
    text = "Brand,Owner,Since\nFinch,Acme,31/12/2019\nGrove,Acme,12/31/2018\nFinch,Bolt,03/04/2012\n"
    done = of_text(graph, tmp_path, "d.csv", text)
    assert facts(done) == ["acme owns finch from=2019-12-31", "acme owns grove from=2018-12-31"]
    assert "two ways" in reasons(done)[3] and "row 1: 31/12/2019" in reasons(done)[3]
    alone = of_text(graph, tmp_path, "e.csv", "Brand,Owner,Since\nFinch,Bolt,03/04/2012\n")
    assert "2012-04-03 or 2012-03-04" in reasons(alone)[1]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("45567", "2024-10-02"), ("2 December 2025", "2025-12-02"), ("Dec 2, 2025", "2025-12-02"), ("März 2011", "2011-03"),
        ("2019-09-18T00:00:00Z", "2019-09-18"), ("09/2019", "2019-09"), ("20190918", "2019-09-18"), ("2019.0", "2019"),
    ],
)  # fmt: skip
def test_forms_of_dates(graph, tmp_path, cell, date) -> None:
    done = of_text(graph, tmp_path, "d.csv", f'Brand,Owner,Since\nFinch,Acme,"{cell}"\n')
    assert facts(done) == [f"acme owns finch from={date}"]
    assert bool(done.remarks) == (cell == "45567"), "a number that is read as a day is told"


@pytest.mark.parametrize("cell", ["0044", "3019-01-01", "2019-13", "soon", "=TODAY()", "32.01.2019"])
def test_what_is_no_date_leaves_its_row(graph, tmp_path, cell) -> None:
    done = of_text(graph, tmp_path, "d.csv", f"Brand,Owner,Since\nFinch,Acme,{cell}\n")
    assert not done.claims and len(done.left) == 1


def test_shares_as_parts_of_one_and_as_percents(graph, tmp_path) -> None:
    parts = of_text(
        graph, tmp_path, "p.csv", "Brand,Owner,Stake\nFinch,Acme,1\nGrove,Acme,0.6\nFinch,Bolt,0.25\n"
    )
    assert [c.share.text for c in parts.claims if c.share] == ["100", "60", "25"]
    percents = of_text(
        graph, tmp_path, "q.csv", "Brand,Owner,Stake\nFinch,Acme,60%\nGrove,Acme,over 50\nFinch,Bolt,25-30\n"
    )
    assert [c.share.text for c in percents.claims if c.share] == ["60", "over 50", "25..30"]
    assert [c.relation for c in percents.claims] == ["owns", "owns", "holdsStakeIn"]


def test_a_price_or_a_seller_makes_a_deal(graph, tmp_path) -> None:
    text = "Brand,Owner,Since,Price (m USD),Seller\nFinch,Acme,2019-09-18,120.2,Bolt\nGrove,Core,2020,,\n"
    done = of_text(graph, tmp_path, "p.csv", text)
    assert facts(done) == [
        "acme acquires finch from=2019-09-18 price=120.2m USD seller=bolt",
        "core owns grove from=2020",
    ]


def test_a_new_seller_with_a_persons_name_is_asked_about(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "p.csv", "Brand,Owner,Seller\nFinch,Acme,Miles Cahn\n")
    assert facts(done) == ["acme acquires finch"] and [d.name for d in done.doubts] == ["Miles Cahn"]
    assert any("taken without" in r.message for r in done.remarks)


def test_an_edge_list_needs_its_relation_said(graph, tmp_path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("source,target\nAcme,Bolt\nCore,Dune\n")
    assert examine(graph, path).open_question
    assert facts(taken(graph, path, relation="owns")) == ["acme owns bolt", "core owns dune"]


def test_words_for_relations_say_which_way_round(graph, tmp_path) -> None:
    text = "source,relationship,target\nFinch,is owned by,Acme\nBolt,subsidiary of,Core\nAcme,parent of,Grove\nAcme,likes,Grove\n"
    done = of_text(graph, tmp_path, "e.csv", text)
    assert facts(done) == ["acme owns finch", "core owns bolt", "acme owns grove"]
    assert "'likes' is no relation here" in reasons(done)[4]


def test_an_ultimate_parent_is_no_parent(graph, tmp_path) -> None:
    text = "child_name,relation,parent_name\nBolt,IS_DIRECTLY_CONSOLIDATED_BY,Core\nBolt,IS_ULTIMATELY_CONSOLIDATED_BY,Dune\n"
    done = of_text(graph, tmp_path, "e.csv", text)
    assert facts(done) == ["core owns bolt", "dune ultimatelyOwns bolt"]
    text = "Company,Parent,Ultimate parent,Stake,Since\nBolt,Core,Dune,60,2019\nAcme,,Dune,,\n"
    done = of_text(graph, tmp_path, "c.csv", text)
    assert facts(done) == [
        "core owns bolt from=2019 share=60",
        "dune ultimatelyOwns bolt",
        "dune ultimatelyOwns acme",
    ]
    done = of_text(graph, tmp_path, "d.csv", "Company,Global Ultimate,Since\nBolt,Dune,2019\n")
    assert facts(done) == ["dune ultimatelyOwns bolt from=2019"]


def test_columns_of_yes_and_no_are_platforms(graph, tmp_path) -> None:
    text = "Brand,Harbor,Isle,Vegan\nFinch,yes,no,yes\nGrove,no,yes,no\n"
    done = of_text(graph, tmp_path, "y.csv", text)
    assert facts(done) == ["finch sellsOn harbor", "grove sellsOn isle"]


def test_identifiers_decide_who_is_meant(tmp_path) -> None:
    with own_store(tmp_path, {"more": "zeta: {type: Company, name: Zeta, ids: {wikidata: Q123}}\n"}) as graph:
        text = "brand,brand_wikidata,owner,owner_wikidata\nFinch,,Another Name,Q123\nNew One,Q77,Acme,\n"
        done = of_text(graph, tmp_path, "i.csv", text)
        assert facts(done) == ["zeta owns finch", "acme owns new-one"]
        assert [dict(e.ids) for e in done.entities] == [{"wikidata": "Q77"}]
        against = of_text(graph, tmp_path, "j.csv", "brand,owner,owner_wikidata\nFinch,Zeta,Q9\n")
        assert not against.claims and against.doubts[0].candidates == ("zeta",)


def test_a_wrong_identifier_costs_only_itself(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "i.csv", "brand,owner,owner_lei\nFinch,Newco AG,5299009AAAAVELMAR099\n")
    assert facts(done) == ["newco-ag owns finch"] and any("LEI" in r.message for r in done.remarks)


def test_another_country_asks(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "c.csv", "owner,owner country,brand\nCore,JP,Finch\nBolt,GB,Grove\n")
    assert facts(done) == ["bolt owns grove"] and done.doubts[0].candidates == ("core",)


def test_names_that_a_person_decided(graph, tmp_path) -> None:
    mapping = (
        MAPPED + 'names: {Jd: jade, "Finch, Grove": split, Zed: new Person, Nix: skip, Wrong: nobody-here}\n'
    )
    text = 'Brand,Owner\n"Finch, Grove",Acme\nFinch,Jd\nGrove,Zed\nFinch,Nix\nFinch,Wrong\n'
    done = of_text(graph, tmp_path, "n.csv", text, mapping)
    assert facts(done) == ["acme owns finch", "acme owns grove", "jade owns finch", "zed owns grove"]
    assert {e.id: e.types for e in done.entities} == {"zed": ("Person",)}
    assert "no id of the graph" in reasons(done)[5]


def test_an_empty_owner_is_undisclosed_only_if_the_mapping_says_so(graph, tmp_path) -> None:
    text = "Brand,Owner\nFinch,\nGrove,Acme\n"
    assert facts(of_text(graph, tmp_path, "n.csv", text, MAPPED)) == ["acme owns grove"]
    mapping = MAPPED.replace("type: Company}", "type: Company, empty: undisclosed}")
    assert facts(of_text(graph, tmp_path, "n.csv", text, mapping)) == [
        "undisclosed.finch owns finch",
        "acme owns grove",
    ]


def test_several_names_in_a_cell(graph, tmp_path) -> None:
    done = of_text(
        graph, tmp_path, "n.csv", 'Brand,Owner\nFinch; Grove,Acme\n"Finch, Grove",Bolt\n"Wren, Inc.",Core\n'
    )
    assert facts(done) == ["acme owns finch", "acme owns grove", "core owns wren-inc"]
    assert "split" in reasons(done)[2]


def test_invisible_characters_are_taken_out_and_said(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "u.csv", "Brand,Owner\nFin\u200fch,Acme\n")
    assert facts(done) == ["acme owns finch"] and "U+200F" in done.remarks[0].message


GROUPS = [
    {"company": "Velmar", "children": ["Marvane", "Finch", "Finch"], "hq": "SE"},
    {"company": "Acme", "children": [], "ceo": {"name": "Jade Doe", "since": "2025-09-15"},
     "acquired": [{"what": "Grove", "from": "Bolt", "on": "2025-12-02",
                   "price": {"amount": 1.375, "unit": "bn", "currency": "USD"}}]},
    {"company": "", "children": ["Lost"]},
    {"name": "Norvale", "owner_of": [{"name": "Rimo", "stake": "80 %"}]},
    None,
    "text",
]  # fmt: skip


def test_json_that_is_nested(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "g.json", json.dumps(GROUPS))
    assert facts(done) == [
        "velmar owns marvane",
        "velmar owns finch",
        "acme acquires grove from=2025-12-02 price=1.375bn USD seller=bolt",
        "jade leads acme from=2025-09-15 role=CEO",
        "norvale owns rimo share=80",
    ]
    assert sorted(reasons(done)) == [1, 3, 5, 6]


def test_a_tree_of_companies(graph, tmp_path) -> None:
    tree = {"name": "Acme", "children": [{"name": "Bolt", "children": [{"name": "Core", "children": []}]}]}
    done = of_text(graph, tmp_path, "t.json", json.dumps([tree]))
    assert facts(done) == ["acme owns bolt", "bolt owns core"]


def test_json_lines_fail_line_by_line(graph, tmp_path) -> None:
    text = '{"brand": "Finch", "owner": "Acme"}\n{"brand": broken\n[1]\n{"brand": "Grove", "owner": "Bolt"}\n'
    done = of_text(graph, tmp_path, "l.jsonl", text)
    assert facts(done) == ["acme owns finch", "bolt owns grove"]
    assert "not JSON" in reasons(done)[2] and "no object" in reasons(done)[3]


# --- workbooks ----------------------------------------------------------------------------------------------


def workbook(path: Path, rows: list[list[object]]) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Owners"
    for row in rows:
        book.active.append(row)
    hidden = book.create_sheet("Old")
    hidden.append(["Brand", "Owner"])
    hidden.append(["Finch", "Dune"])
    hidden.sheet_state = "hidden"
    book.active.column_dimensions["D"].hidden = True
    book.save(path)
    return path


def test_a_workbook_with_a_title_formulas_and_hidden_parts(graph, tmp_path) -> None:
    from datetime import datetime

    rows = [["Owners of brands"], [], ["Brand", "Owner", "Since", "Stake"], ["Finch", "Acme", datetime(2019, 9, 18), 1],
            ["Grove", "=B4", "2020", 0.6], ["Grove", "Bolt", 45567, 0.6], ["Total", None, None, "=SUM(D4:D6)"]]  # fmt: skip
    path = workbook(tmp_path / "w.xlsx", rows)
    done = taken(graph, path)
    assert facts(done) == [
        "acme owns finch from=2019-09-18 share=100",
        "bolt owns grove from=2024-10-02 share=60",
    ]
    assert "formula" in reasons(done)[2] and "total" in reasons(done)[4]
    table = examine(graph, path).table
    assert table is not None and "'Old' (hidden)" in table.told[0] and "column D" in table.told[1]
    assert [left.where.line for left in done.left] == [5, 7]


def test_a_workbook_that_would_unpack_to_much_more_is_not_opened(graph, tmp_path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(InvalidData, match="would unpack to 30 MB"):
        taken(graph, path)


def test_parquet(graph, tmp_path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table({"brand": ["Finch", "Grove"], "owner": ["Acme", "Bolt"], "since": ["2019", None]})
    parquet.write_table(table, tmp_path / "t.parquet")
    assert facts(taken(graph, tmp_path / "t.parquet")) == ["acme owns finch from=2019", "bolt owns grove"]


# --- mappings -----------------------------------------------------------------------------------------------


def test_a_mapping_that_is_wrong_tells_all_that_is_wrong(graph, tmp_path) -> None:
    text = """\
mapping: 1
claims:
  - subject: {column: Owner, type: Companie}
    relation: ownz
    object: {column: Brand}
    from: {column: Since}
    to: {column: Since}
    colour: {column: Brand}
"""
    with pytest.raises(InvalidData) as fault:
        of_text(graph, tmp_path, "t.csv", "Brand,Owner,Since\nFinch,Acme,2019\n", text)
    said = str(fault.value)
    for word in ("m.yaml:3", "'Company'", "'owns'", "'Since' is named twice", "colour"):
        assert word in said


def test_a_mapping_of_columns_that_are_not_there(graph, tmp_path) -> None:
    with pytest.raises(InvalidData, match="no such column: 'Owner'; did you mean 'Owners'"):
        of_text(graph, tmp_path, "t.csv", "Brand,Owners\nFinch,Acme\n", MAPPED)


def test_the_mapping_that_is_written_reads_the_same(shipped_copy, run, tmp_path) -> None:
    path = tmp_path / "b.csv"
    path.write_bytes(GERMAN.encode("cp1252"))
    store = ("--store", tmp_path / "s")
    first = run(*store, "import", path, "-o", tmp_path)
    assert first.code == 0 and "imported 3 facts of 10 rows" in first.out
    again = run(*store, "import", path, "--mapping", tmp_path / "b.mapping.yaml", "-o", tmp_path)
    assert again.code == 0 and "nothing changed" in again.out
    left = list(csv.DictReader((tmp_path / "b.left.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["import row"] for row in left] == ["4", "5", "6", "7", "9", "10"]
    assert left[0]["seit"] == "31.02.2015"
    mended = (tmp_path / "b.left.csv").read_text(encoding="utf-8").replace("31.02.2015", "28.02.2015")
    (tmp_path / "mended.csv").write_text(mended, encoding="utf-8")
    rest = run(*store, "import", tmp_path / "mended.csv", "--mapping", tmp_path / "b.mapping.yaml", "--dry-run",
               "-o", tmp_path)  # fmt: skip
    assert "would import 1 fact of 6 rows" in rest.out


# --- from the file into the graph -----------------------------------------------------------------------------


def test_an_import_is_an_article_that_can_be_compared_replaced_and_removed(run, home) -> None:
    store, path = ("--store", home / "s"), home / "o.csv"
    path.write_text("Brand,Owner,Since\nFinch,Acme,2019\nGrove,Bolt,2020\nFern,Acme,2018\n")
    words_ = ("import", path, "-o", home, "--title", "Owners", "--url", "https://example.com/o", "--licence", "CC0-1.0",
              "--published", "2026-01")  # fmt: skip
    first = run(*store, *words_)
    assert first.code == 0, first.err
    id = first.out.split(" as ")[1].split()[0]
    assert "\nAcme " in run(*store, "ask", "who owns Finch").out
    assert "Row 1 (line 2): Finch,Acme,2019" in run(*store, "why", "acme", "owns", "finch").out
    path.write_text("Brand,Owner,Since\nFinch,Acme,2018\nFern,Acme,2018\nFinch,Core,2025\n")
    refused = run(*store, *words_)
    assert refused.code == 7 and "--replace" in refused.err
    second = run(*store, *words_, "--replace")
    assert second.code == 0, second.err
    assert "began: core owns finch" in second.out and "ended: bolt owns grove" in second.out
    assert "changed: acme owns finch" in second.out
    assert run(*store, "remove", id).code == 0
    assert "\nAcme " not in run(*store, "ask", "who owns Finch").out


def test_a_program_imports_too(tmp_path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("Brand,Owner\nFinch,Acme\nGrove,\n")
    with own_store(tmp_path / "own") as mine:
        done = mine.import_file(path, title="Owners", licence="CC0-1.0")
        assert done.written and facts(done) == ["acme owns finch"] and len(done.left) == 1
        assert [row.entity for row in mine.ask("owners of Finch").rows] == ["Acme, Inc."]
        with pytest.raises(UsageError, match="no 'colour'"):
            mine.import_file(path, colour="red")


def test_strict_imports_nothing_if_a_row_cannot_be_taken(run, home) -> None:
    path = home / "o.csv"
    path.write_text("Brand,Owner,Since\nFinch,Acme,2019\nGrove,Bolt,2019-13\n")
    done = run("--store", home / "s", "import", path, "--strict", "-o", home)
    assert done.code == 5 and "2019-13" in done.err and "nothing was imported" in done.err
    assert "0" in run("--store", home / "s", "stats").out
    assert (home / "o.left.csv").exists()


def test_a_mapping_that_a_person_edited_is_not_written_over(run, home) -> None:
    path = home / "o.csv"
    path.write_text("Brand,Owner\nFinch,Acme\n")
    run("--store", home / "s", "import", path, "--dry-run", "-o", home)
    mapping = home / "o.mapping.yaml"
    mapping.write_text(mapping.read_text().replace("type: Brand", "type: Platform"))
    done = run("--store", home / "s", "import", path, "--dry-run", "-o", home)
    assert done.code == 7 and "Platform" in mapping.read_text()


def test_what_leads_nowhere_is_said(run, home) -> None:
    path = home / "o.csv"
    path.write_text("colour,size\nred,5\n")
    done = run("--store", home / "s", "import", path, "-o", home)
    assert done.code == 5 and "no column says" in done.err and "Traceback" not in done.err
    listed = run("import", "--formats")
    assert all(f.name in listed.out for f in FORMATS_IN)
    assert run("import").code == 2


# --- hostile files ------------------------------------------------------------------------------------------


def test_hostile_files_are_refused_within_bounds(graph, tmp_path, monkeypatch) -> None:
    deep = "[" * (MOST_DEPTH + 5) + "]" * (MOST_DEPTH + 5)
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>'
    outside = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><graphml/>'
    for name, text, said in (
        ("deep.json", deep, "nested"), ("laughs.graphml", laughs, "document type"), ("x.graphml", outside, "document type"),
        ("line.csv", "a,b\n" + "x" * 1_000_100, "more than 1 MB"), ("empty.csv", " \n", "empty"),
        ("broken.json", '{"a": ', "not JSON"), ("broken.xlsx", "nothing", "not a workbook"), ("x.bin", "\0\1\2", "no kind"),
    ):  # fmt: skip
        with pytest.raises(InvalidData, match=said):
            of_text(graph, tmp_path, name, text)
    with (
        own_store(tmp_path / "mine") as mine,
        pytest.raises(InvalidData, match="is a store of retailgraph itself"),
    ):
        source_of(mine.directory.parent)


def test_packed_files_are_read_and_bounded(graph, tmp_path, monkeypatch) -> None:
    import bz2
    import gzip

    from retailgraph.interchange import inputs

    done = of_text(graph, tmp_path, "t.csv.bz2", bz2.compress(b"Brand,Owner\nFinch,Acme\n"))
    assert facts(done) == ["acme owns finch"]
    done = of_text(graph, tmp_path, "t.csv.gz", gzip.compress(b"Brand,Owner\nFinch,Acme\n"))
    assert facts(done) == ["acme owns finch"]
    monkeypatch.setattr(inputs, "FILE_LIMIT", 1_000)
    monkeypatch.setattr(inputs, "WHOLE_LIMIT", 1_000)
    with pytest.raises(InvalidData, match="too large"):
        of_text(graph, tmp_path, "t.csv.gz", gzip.compress(b"Brand,Owner\n" + b"Finch,Acme\n" * 1_000))


# --- formats of the field -------------------------------------------------------------------------------------


def binding(**values: str) -> Mapping[str, Mapping[str, str]]:
    return {
        name: {
            "type": "bnode" if text == "t123" else "uri" if text.startswith("http") else "literal",
            "value": text,
        }
        for name, text in values.items()
    }


def test_wikidata_results(graph, tmp_path) -> None:
    q = "http://www.wikidata.org/entity/Q"
    bindings = [
        binding(item=q + "1", itemLabel="Gucc", owner=q + "2", ownerLabel="Acme", start="1999-01-01T00:00:00Z", prec="9"),
        binding(item=q + "3", itemLabel="Marv", owner=q + "4", ownerLabel="Velm", start="2011-03-01T00:00:00Z", prec="10",
                prop="0.6"),
        binding(item=q + "5", itemLabel="Oak", owner="t123"),
        binding(item=q + "6", itemLabel="Q6", owner=q + "4", ownerLabel="Velm", end="2009-01-01T00:00:00Z", prec="8"),
        binding(itemLabel="Nameless", ownerLabel="Velm"),
        binding(item=q + "7", itemLabel="Nor", owner=q + "42", ownerLabel="Ada Lind", ownerType=q + "5",
                start="-0044-03-15T00:00:00Z"),
    ]  # fmt: skip
    text = json.dumps({"head": {"vars": ["item", "owner"]}, "results": {"bindings": bindings}})
    done = of_text(graph, tmp_path, "w.json", text)
    assert facts(done) == [
        "acme owns gucc from=1999",
        "velm owns marv from=2011-03 share=60",
        "undisclosed.oak owns oak",
        "velm owns q6 to=2000s",
        "ada-lind owns nor",
    ]
    assert {c.object: c.end.latest.year for c in done.claims if c.end}["q6"] == 2009
    assert {e.id: e.types for e in done.entities}["ada-lind"] == ("Person",)
    assert "no Wikidata ids" in reasons(done)[5]


def test_wikidata_results_as_csv(graph, tmp_path) -> None:
    text = "item,itemLabel,ceo,ceoLabel,start\nhttp://www.wikidata.org/entity/Q1,Acme,http://www.wikidata.org/entity/Q2,Ada Lind,2019-01-01T00:00:00Z\n"
    assert facts(of_text(graph, tmp_path, "w.csv", text)) == ["ada-lind leads acme from=2019-01-01 role=CEO"]


def test_bods_old_and_new(graph, tmp_path) -> None:
    def entity(id: str, name: str, kind: str = "registeredEntity") -> dict[str, object]:
        return {"statementID": id, "statementType": "entityStatement", "entityType": kind, "name": name}

    def person(id: str, name: str) -> dict[str, object]:
        return {"statementID": id, "statementType": "personStatement", "names": [{"fullName": name}]}

    def owns(id: str, thing: str, party: object, *interests: object) -> dict[str, object]:
        subject = {"describedByEntityStatement": thing}
        return {"statementID": id, "statementType": "ownershipOrControlStatement", "subject": subject,
                "interestedParty": party, "interests": list(interests)}  # fmt: skip

    def share(**numbers: object) -> dict[str, object]:
        return {"type": "shareholding", "share": numbers}

    file = [
        owns("o1", "e1", {"describedByEntityStatement": "e2"}, share(exact=40) | {"startDate": "2019-01-15"}),
        owns("o2", "e1", {"describedByEntityStatement": "a"}, share(exact=60)),
        owns("o3", "a", {"describedByPersonStatement": "p1"}, {"type": "shareholding"}),
        owns("o4", "a", {"describedByPersonStatement": "p2"}, {"type": "shareholding"}),
        owns("o5", "e1", {"unspecified": {"reason": "informationUnknownToPublisher"}}, share(minimum=25, maximum=50)),
        owns("o6", "e1", {"describedByEntityStatement": "e99"}, share(exact=10)),
        owns("o7", "e1", {"describedByEntityStatement": "e2"}, {"type": "votingRights", "share": {"exact": 10}}),
        owns("o8", "e1", {"describedByPersonStatement": "p1"}, share(exact=-5)),
        entity("e1", "Marvane AB"), entity("e2", "Velmar SE"), entity("a", "Lind & Renn jointly", "arrangement"),
        person("p1", "Ada Lind"), person("p2", "Bo Renn"),
    ]  # fmt: skip
    done = of_text(graph, tmp_path, "b.json", json.dumps(file))
    assert facts(done) == [
        "velmar-se holdsStakeIn marvane-ab from=2019-01-15 share=40",
        "ada-lind owns marvane-ab through=Lind & Renn jointly, 60 percent together with=bo-renn",
        "bo-renn owns marvane-ab through=Lind & Renn jointly, 60 percent together with=ada-lind",
        "undisclosed.marvane-ab holdsStakeIn marvane-ab share=25..50",
    ]
    said = reasons(done)
    assert "not described" in said[6] and "votingRights" in said[7] and "-5" in said[8]
    new = [
        {"recordId": "1", "recordType": "entity", "recordDetails": {"entityType": {"type": "registeredEntity"}, "name": "A AB"}},
        {"recordId": "2", "recordType": "person", "recordDetails": {"names": [{"fullName": "Cy Dow"}]}, "bodsVersion": "0.4"},
        {"recordId": "3", "recordType": "relationship", "statementId": "x", "recordDetails": {
            "subject": "1", "interestedParty": "2", "interests": [share(minimum=75, maximum=100, exclusiveMinimum=True)]}},
    ]  # fmt: skip
    assert facts(of_text(graph, tmp_path, "n.json", json.dumps(new))) == ["cy-dow owns a-ab share=over 75"]


def test_follow_the_money(graph, tmp_path) -> None:
    def line(id: str, schema: str, **properties: list[str]) -> str:
        return json.dumps({"id": id, "schema": schema, "properties": properties})

    text = "\n".join([
        line("v", "Company", name=["Velmar SE"], jurisdiction=["de"]),
        line("o1", "Ownership", owner=["v"], asset=["m"], percentage=["65"], startDate=["2015-02"]),
        line("o2", "Ownership", owner=["a"], asset=["m"], percentage=["10,5 %"], endDate=["2021"]),
        line("d", "Directorship", director=["a"], organization=["v"], role=["chief executive"]),
        line("o3", "Ownership", owner=["v", "a"], asset=["m"], percentage=["60"]),
        line("o4", "Ownership", asset=["m"]), line("o5", "Ownership", owner=["v"], asset=["gone"]),
        line("f", "Family", person=["a"], relative=["b"]), line("s", "Succession", predecessor=["x"], successor=["m"], date=["2009"]),
        line("x", "Company", name=["Oldmar AB"], dissolutionDate=["2009-12-31"]),
        line("m", "Company", name=["Marvane AB", "Marvane Aktiebolag"]), line("a", "Person", name=["Ada Lind"]),
    ])  # fmt: skip
    done = of_text(graph, tmp_path, "e.ftm.jsonl", text)
    assert facts(done) == [
        "velmar-se owns marvane-ab from=2015-02 share=65",
        "ada-lind holdsStakeIn marvane-ab to=2021 share=10.5",
        "ada-lind leads velmar-se role=chief executive",
        "oldmar-ab becomes marvane-ab from=2009",
        "oldmar-ab ceases oldmar-ab from=2009-12-31",
    ]
    assert sorted(reasons(done)) == [5, 6, 7, 8]
    assert {e.id: e.aliases for e in done.entities}["marvane-ab"] == ("Marvane Aktiebolag",)


LEIS = ("5493001KJTIIGC8Y1R12", "549300B56MD0ZC402L06", "549300RMUDWPHCUQNE66")


def test_gleif_in_each_form(graph, tmp_path) -> None:
    child, parent, top = LEIS

    def record(kind: str, end: str) -> dict[str, object]:
        tie = {"startNode": {"id": child}, "endNode": {"id": end}, "type": kind, "status": "ACTIVE",
               "periods": [{"type": "RELATIONSHIP_PERIOD", "startDate": "2007-06-05T00:00:00Z"}]}  # fmt: skip
        return {"type": "relationship-records", "attributes": {"relationship": tie}}

    data = [record("IS_DIRECTLY_CONSOLIDATED_BY", parent), record("IS_ULTIMATELY_CONSOLIDATED_BY", top)]
    done = of_text(graph, tmp_path, "g.json", json.dumps({"data": data}))
    ids = {dict(e.ids)["lei"]: e.id for e in done.entities}
    assert facts(done) == [
        f"{ids[parent]} owns {ids[child]} from=2007-06-05",
        f"{ids[top]} ultimatelyOwns {ids[child]} from=2007-06-05",
    ]

    table = f"""\
"Relationship.StartNode.NodeID","Relationship.EndNode.NodeID","Relationship.RelationshipType","Relationship.RelationshipStatus","Relationship.Period.1.startDate","Relationship.Period.1.periodType"
"{child}","{parent}","IS_DIRECTLY_CONSOLIDATED_BY","INACTIVE","2007-06-05T00:00:00Z","RELATIONSHIP_PERIOD"
"""
    done = of_text(graph, tmp_path, "g.csv", table)
    assert [c.status for c in done.claims] == ["ended"]

    space = 'xmlns:lei="http://www.gleif.org/data/schema/leidata/2016"'
    xml = f"""<?xml version="1.0"?><lei:LEIData {space}><lei:LEIRecords><lei:LEIRecord><lei:LEI>{child}</lei:LEI>
<lei:Entity><lei:LegalName>Marvane AB</lei:LegalName><lei:LegalJurisdiction>SE</lei:LegalJurisdiction></lei:Entity>
</lei:LEIRecord></lei:LEIRecords></lei:LEIData>"""
    done = of_text(graph, tmp_path, "g.xml", xml)
    assert [(e.name, e.country, dict(e.ids)) for e in done.entities] == [("Marvane AB", "SE", {"lei": child})]


def test_the_name_suggestion_index(graph, tmp_path) -> None:
    item = {"displayName": "Finchly", "id": "f-1", "locationSet": {"include": ["de"]},
            "tags": {"brand": "Finchly", "brand:wikidata": "Q77", "brand:zh": "雀", "shop": "clothes"}}  # fmt: skip
    index = {
        "nsi": {"brands/shop/clothes": {"items": [item, {"displayName": "", "locationSet": {}, "tags": {}}]}}
    }
    done = of_text(graph, tmp_path, "nsi.json", json.dumps(index))
    (entity,) = done.entities
    assert (entity.types, entity.country, dict(entity.ids), dict(entity.names)) == (
        ("Brand",), "DE", {"wikidata": "Q77"}, {"zh": "雀"})  # fmt: skip
    assert "no name" in reasons(done)[2]


@pytest.mark.parametrize("format", ["graphml", "gexf", "node-link", "cytoscape", "csv"])
def test_what_we_export_comes_back(run, home, format) -> None:
    """Who is joined to whom, how, and since when; docs/exchange says what is lost of the rest."""
    with own_store(home, {"2020-a": ARTICLE}) as before:
        path = home / {"node-link": "n.json", "cytoscape": "c.json"}.get(format, f"e.{format}")
        path.write_text("".join(before.export(format)), encoding="utf-8")
        told = {(r["subject"], r["relation"], r["object"], r["since"], r["status"]) for r in spells(before)}
        if format != "csv":  # a network is of one day, and says nothing of what has ended by then
            told = {each for each in told if each[4] != "ended"}
    with own_store(home / "other") as after:
        done = taken(after, path)
        assert not done.left and not done.doubts
        looked = examine(after, path)
        load_import(after, done, head_of(after, looked, {}), looked)
        assert {
            (r["subject"], r["relation"], r["object"], r["since"], r["status"]) for r in spells(after)
        } == told


ARTICLE = """\
title: A
publisher: Daily
published: 2020
passages:
  - says: Several things.
    claims:
      - acme owns finch: {from: 2019, share: 60}
      - bolt owns grove: {from: 2018, to: 2019-05, status: ended}
      - finch sellsOn harbor: {from: 2019-03, market: CN}
      - jade leads acme: {role: CEO, from: 2020}
      - acme partnersWith bolt: {scope: "a, b"}
"""


def spells(graph: RetailGraph) -> list[dict[str, str]]:
    return list(csv.DictReader("".join(graph.export("csv")).splitlines()))


def test_schema_org_in_a_page(graph, tmp_path) -> None:
    thing = {"@context": "https://schema.org", "@type": "Organization", "name": "Acme", "brand": [
        {"@type": "Brand", "name": "Finch"}], "parentOrganization": {"@type": "Corporation", "name": "Velmar SE"}}  # fmt: skip
    page = f'<html><script type="application/ld+json">{json.dumps(thing)}</script></html>'
    assert sorted(facts(of_text(graph, tmp_path, "p.html", page))) == [
        "acme owns finch",
        "velmar-se owns acme",
    ]


# --- real files -------------------------------------------------------------------------------------------------


@needs_real
def test_real_files_of_gleif_bods_and_all_the_places(graph) -> None:
    for pattern, kind in (("gleif_api_json/tests/data/relationships/*.json", "gleif"), ("gleif_xml/*.xml", "gleif"),
                          ("bods/examples/*.json", "bods")):  # fmt: skip
        files = sorted(REAL.glob(pattern))
        assert files
        for path in files:
            looked = examine(graph, path)
            assert looked.format.name == kind, path
            done = read_import(graph, looked, head_of(graph, looked, {}))
            assert done.claims or done.entities or done.left or b'"data":[]' in path.read_bytes(), path
    table = taken(graph, REAL / "atp" / "brands.csv")
    assert table.rows == 4993 and len(table.entities) > 3000 and not table.claims


def test_every_format_has_a_page_and_a_reader() -> None:
    for each in FORMATS_IN:
        page = ROOT / "docs" / "exchange" / ("tables.md" if each.is_table else f"{each.page or each.name}.md")
        assert page.is_file(), each.name
        assert each.is_table or each.loses


def test_what_is_written_for_the_store_is_plain(graph, tmp_path) -> None:
    """Names with every kind of sign reach the store as they are."""
    name = 'A "quoted" \\ name: # {x} @ 100% & Söhne GmbH'
    path = tmp_path / "s.json"
    path.write_text(json.dumps([{"brand": "Finch", "owner": name}]), encoding="utf-8")
    with own_store(tmp_path / "own") as mine:
        looked = examine(mine, path)
        done = read_import(mine, looked, head_of(mine, looked, {}))
        load_import(mine, done, head_of(mine, looked, {}), looked)
        assert done.written and name in mine.labels().values()
        with pytest.raises(Refused):
            again = Imported(article=done.article, claims=done.claims[:0])
            load_import(mine, again, head_of(mine, looked, {}), looked)
    assert words.entity_id(done.claims[0].subject)


@pytest.mark.parametrize(
    ("format", "suffix"), [("turtle", "ttl"), ("trig", "trig"), ("nquads", "nq"), ("jsonld", "jsonld")]
)
def test_rdf_that_we_export_is_loaded_whole(run, home, format, suffix) -> None:
    with own_store(home, {"2020-a": ARTICLE}) as before:
        path = home / f"e.{suffix}"
        path.write_text("".join(before.export(format)), encoding="utf-8")
        told = spells(before)
    done = run("--store", home / "other", "import", path, "-o", home)
    assert done.code == 0 and "of our own form" in done.out, done.err
    with RetailGraph.open(home / "other", today=TODAY) as after:
        assert spells(after) == told


def test_a_name_that_only_another_type_bears_is_asked_about(graph, tmp_path) -> None:
    done = of_text(graph, tmp_path, "n.csv", "Brand,Platform\nFinch,Acme\nFinch,Harbor\n")
    assert facts(done) == ["finch sellsOn harbor"]
    assert [(d.name, d.candidates) for d in done.doubts] == [("Acme", ("acme",))] and not done.entities
    written = of_text(
        graph, tmp_path, "m.csv", "subject,relation,object\nacme,operates,finch\nacme,owns,finch\n"
    )
    assert facts(written) == ["acme owns finch"] and "cannot join" in reasons(written)[1]


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def spreadsheet(path: Path, rows: str) -> Path:
    """An OpenDocument spreadsheet: what the package must hold, as ISO 26300 has it, mimetype first."""
    names = {"office": "office:1.0", "table": "table:1.0", "text": "text:1.0", "manifest": "manifest:1.0"}
    spaces = " ".join(f'xmlns:{short}="{OFFICE}:{name}"' for short, name in names.items())
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Owners">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="{media}"/>'
        for part, media in (("/", kind), ("content.xml", "text/xml"))
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}>{listed}</manifest:manifest>")
    return path


def test_an_ods_with_the_values_of_its_cells(graph, tmp_path) -> None:
    """Dates, percents, a formula with its value, an empty row and a title, as a spreadsheet program puts them."""

    def cell(text: str, kind: str = "string", more: str = "") -> str:
        said = f'office:value-type="{kind}" {more}'.strip()
        return f"<table:table-cell {said}><text:p>{text}</text:p></table:table-cell>"

    def day(text: str) -> str:
        return cell(text, "date", f'office:date-value="{text}"')

    share = cell("60 %", "percentage", 'office:value="0.6"')
    computed = cell("Bolt", more='table:formula="of:=[.B4]"')
    rows = (
        [cell("Who owns what")],
        [],
        [cell("Brand"), cell("Owner"), cell("Since"), cell("Share")],
        [cell("Finch"), cell("Acme"), day("2019-09-18"), share],
        [cell("Grove"), computed, day("2020-01-01"), cell("51", "float", 'office:value="51"')],
    )
    text = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    spreadsheet(tmp_path / "o.ods", text)
    done = taken(graph, tmp_path / "o.ods")
    assert facts(done) == [
        "acme owns finch from=2019-09-18 share=60",
        "bolt owns grove from=2020-01-01 share=51",
    ]


# --- files of somebody who had not seen any of this -----------------------------------------------------


def test_both_levels_of_gleif_in_one_table(graph, tmp_path) -> None:
    """Names may come after the ties, and a period has no kind: it is that of the relationship."""
    child, parent, top = LEIS
    head = "LEI,Entity.LegalName,Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,"
    head += "Relationship.RelationshipType,Relationship.Period.1.startDate\n"
    rows = [f"{parent},Parent SA,{child},{parent},IS_DIRECTLY_CONSOLIDATED_BY,2014-01-01T00:00:00Z"]
    rows += [f"{child},Child SA,{child},{top},IS_ULTIMATELY_CONSOLIDATED_BY,2020-02-30T00:00:00Z"]
    done = of_text(graph, tmp_path, "g.csv", head + "\n".join(rows) + "\n")
    assert [f.split(" from")[1] for f in facts(done)] == ["=2014-01-01"] and "no such day" in reasons(done)[2]
    assert {(e.name, e.aliases) for e in done.entities} == {("Parent SA", ()), ("Child SA", ())}


def test_an_object_that_stands_for_a_party(graph, tmp_path) -> None:
    """Here an object, there a list of them, and its share and date inside it."""
    rows = [
        {"brand": "Finch", "owner": {"name": "Acme", "country": "US", "stake": {"pct": 100}, "since": "2019"}},
        {"brand": "Grove", "owner": [{"name": "Acme", "stake": {"pct": 60}}, {"name": "Bolt", "stake": {"pct": 40}}]},
        {"brand": ["Elk", "Emu"], "owner": {"name": "Core"}},
        {"brand": "Ibis", "owner": None},
    ]  # fmt: skip
    done = of_text(graph, tmp_path, "o.jsonl", "\n".join(map(json.dumps, rows)))
    assert facts(done) == [
        "acme owns finch from=2019 share=100", "acme owns grove share=60", "bolt holdsStakeIn grove share=40",
        "core owns elk", "core owns emu",
    ]  # fmt: skip
    assert "names nobody" in reasons(done)[4]


def test_a_network_with_a_node_that_is_none_and_a_date_that_is_none(graph, tmp_path) -> None:
    nodes = [{"id": "n0", "label": "Acme"}, {"id": "n1", "label": "Finch", "kind": "brand"}, {"id": "n2"}]
    links = [
        {"source": "n0", "target": "n1", "relation": "owns", "since": "sometime"},
        {"source": "n0", "target": "n9", "relation": "owns"},
        {"source": "n2", "target": "n1", "relation": "owns"},
    ]
    done = of_text(graph, tmp_path, "n.json", json.dumps({"nodes": nodes, "links": links}))
    assert facts(done) == ["acme owns finch"] and "taken without it" in done.remarks[0].message
    assert reasons(done) == {2: "'n9' is no node of the file", 3: "'n2' is a node without a name"}


def test_an_organization_of_a_page_may_be_an_alliance(graph, tmp_path) -> None:
    page = {"@context": "https://schema.org", "@type": "Corporation", "name": "Acme", "foundingDate": "1962",
            "founder": {"@type": "Person", "name": "Ada Lind"}, "subsidiary": {"@type": "Organization", "name": "Bolt"},
            "memberOf": {"@type": "Organization", "name": "Lark"}}  # fmt: skip
    done = of_text(graph, tmp_path, "p.jsonld", json.dumps(page))
    assert sorted(facts(done)) == ["acme memberOf lark", "acme owns bolt", "ada-lind founded acme from=1962"]
