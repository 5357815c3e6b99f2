"""What goes out and comes back: the same conclusions, or the same up to the losses that a format states."""

from __future__ import annotations

import csv
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, TODAY, article, examples, own_store
from retailgraph import RetailGraph
from retailgraph.errors import InvalidData, Refused, UsageError
from retailgraph.interchange.formats import EQUAL, FOLDER, FORMATS, FORMATS_OUT, LOSSES, Format
from retailgraph.interchange.record_tables import RECORD_TABLES
from retailgraph.interchange.records_back import load_own
from retailgraph.spreadsheets import as_meant, harmless

LIBRARY = {"tables": "pyarrow", "duckdb": "duckdb"}


def of(format: Format) -> object:
    """A format as a parameter, skipped with a reason where its library is not there."""
    there = not format.extra or find_spec(LIBRARY[format.extra]) is not None
    reason = f"the extra {format.extra} is not installed"
    return pytest.param(format, id=format.name, marks=pytest.mark.skipif(not there, reason=reason))


BACK = [of(f) for f in FORMATS_OUT if f.returns == EQUAL]
PARTLY = [of(f) for f in FORMATS_OUT if f.returns == LOSSES and f.name != "quickstatements"]
STORY = {
    "2016-a": article(
        "acme owns finch: {from: 2015, share: 60, note: 'says \"so\", =1+1'}",
        "bolt holdsStakeIn grove: {share: over 20, to: 2018-05}",
        "jade leads acme: {role: CEO, from: 2014-02}",
        published="2016-03",
        title="'=1+1 | \"quoted\", and more'",
    ),
    "2019-b": article(
        "bolt acquires finch: {from: 2019-01-02, price: 1.5bn USD, seller: acme, announced: 2018-11}",
        "undisclosed holdsStakeIn core: {share: 10}",
        "dune holdsStakeIn ember: {share: 30, from: 2017-03}",
        "finch memberOf lark",
        published="2019-01-03",
        publisher="Die Zeitung, Ausgabe A|B",
        language="de",
    ),
    "2021-c": article("acme owns finch: {from: 2020}", published="2021", url="https://example.org/c?a=1,2")
    + "    figures:\n      - acme employees: {between: [10, 20], on: 2020}\n",
}


def states(graph: RetailGraph) -> set[tuple[str, ...]]:
    """What holds on the day: ends, relation and share."""
    rows = csv.DictReader("".join(graph.export("csv")).splitlines())
    names = ("subject_name", "relation", "object_name", "share", "since")
    return {tuple(row[name] for name in names) for row in rows if row["holds"] == "yes"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("round"), STORY) as graph:
        yield graph


def out(graph: RetailGraph, format: Format, folder: Path) -> Path:
    path = folder / f"graph{format.suffixes[0] if format.suffixes and format.writes != FOLDER else ''}"
    graph.export_to(path, format.name)
    return path


@pytest.mark.parametrize("format", BACK)
def test_what_says_all_comes_back_as_the_same_conclusions(kept, tmp_path, format: Format) -> None:
    path = out(kept, format, tmp_path)
    with RetailGraph.open(tmp_path / "back", today=TODAY) as back:
        done = back.import_file(path)
        assert done.written and done.left == []
        assert "".join(back.export("nquads")) == "".join(kept.export("nquads"))
        assert "".join(back.export("csv")) == "".join(kept.export("csv"))


@pytest.mark.parametrize("format", PARTLY)
def test_what_loses_something_still_says_what_holds(kept, tmp_path, format: Format) -> None:
    path = out(kept, format, tmp_path)
    with own_store(tmp_path) as back:
        done = back.import_file(path)
        assert done.written
        assert lacking(format, states(kept)) == lacking(format, states(back))


@pytest.mark.parametrize("name", ["turtle", "csv-tables", "nanopub"])
def test_a_part_comes_back_whole(shipped, tmp_path, name: str) -> None:
    """With all that its claims name; only articles of others, of which some are copies, may lie beyond it."""
    path = tmp_path / ("part" if name == "csv-tables" else f"part.{'ttl' if name == 'turtle' else 'trig'}")
    shipped.export_to(path, name, entity="tapestry")
    with RetailGraph.open(tmp_path / "back", today=TODAY) as back:
        done = load_own(back, path)
        beyond = ("entity-unused", "article-original")
        assert done.written and [str(f) for f in done.findings if f.rule not in beyond] == []
        assert about(back, "tapestry") == about(shipped, "tapestry")


def about(graph: RetailGraph, id: str) -> list[str]:
    """The relationships of an entity, without what others of its neighbourhood decide."""
    rows = csv.DictReader("".join(graph.export("csv", entity=id)).splitlines())
    names = (
        "subject",
        "relation",
        "object",
        "status",
        "since",
        "until",
        "share",
        "seller",
        "price",
        "market",
    )
    return sorted(
        " ".join(row[name] for name in names) for row in rows if id in (row["subject"], row["object"])
    )


def test_statements_for_wikidata_say_what_the_graph_says(shipped, tmp_path) -> None:
    path = tmp_path / "statements.txt"
    shipped.export_to(path, "quickstatements")
    done = shipped.import_file(path, dry_run=True)
    assert done.rows > 15 and done.left == [] and done.entities == []
    known = {
        (r["subject"], r["relation"], r["object"])
        for r in csv.DictReader("".join(shipped.export("csv")).splitlines())
    }
    turned = {(o, r, s) for s, r, o in known if r == "partnersWith"}
    assert {(c.subject, c.relation, c.object) for c in done.claims} <= known | turned
    assert any(c.start for c in done.claims) and any(c.share for c in done.claims)


def test_a_list_of_sources_is_refused_in_words(kept, tmp_path) -> None:
    for name, end in (("bibtex", "bib"), ("csl", "json")):
        kept.export_to(tmp_path / f"s.{end}", name)
        with own_store(tmp_path / name) as back, pytest.raises(InvalidData, match="lists articles"):
            back.import_file(tmp_path / f"s.{end}")


def test_cypher_of_others_is_refused_with_its_line(kept, tmp_path) -> None:
    kept.export_to(tmp_path / "c.cypher", "cypher")
    text = (tmp_path / "c.cypher").read_text(encoding="utf-8")
    (tmp_path / "d.cypher").write_text(f"{text}MATCH (n) DETACH DELETE n;\n", encoding="utf-8")
    (tmp_path / "e.cypher").write_text(text.rstrip().removesuffix(";"), encoding="utf-8")
    with own_store(tmp_path / "b") as back:
        with pytest.raises(InvalidData, match=rf"d\.cypher:{text.count(chr(10)) + 1}: is a statement that"):
            back.import_file(tmp_path / "d.cypher")
        with pytest.raises(InvalidData, match="without its end"):
            back.import_file(tmp_path / "e.cypher")


Held = tuple[str, ...]
COMPANIES = ("Core SA", "Ember", "Acme, Inc.")


def without_dates(held: Held) -> Held:
    return (*held[:3], "", "")


LOST: dict[str, tuple[Callable[[Held], bool], Callable[[Held], Held]]] = {
    "bods": (lambda h: h[1] in ("owns", "holdsStakeIn") and h[2] in COMPANIES, lambda h: h),
    "schema-org": (lambda h: h[1] in ("owns", "memberOf"), without_dates),
}
"""By format which of what holds it can say, and how; the others say all of it."""


def lacking(format: Format, held: set[Held]) -> set[Held]:
    """What holds, without what the format's own line says is lost."""
    kept, said = LOST.get(format.name, (lambda _: True, lambda h: h))
    return {said(each) for each in held if kept(each)}


@pytest.mark.parametrize("format", [of(f) for f in FORMATS_OUT])
def test_a_part_holds_no_more_than_was_asked_for(kept, tmp_path, format: Format) -> None:
    for name, part in {"near": {"entity": "finch"}, "one": {"relations": ["leads"]}}.items():
        folder = tmp_path / name
        folder.mkdir()
        kept.export_to(folder / "graph", format.name, **part)
        text = "".join(content(path) for path in sorted(folder.rglob("*")) if path.is_file())
        assert text and "grove" not in text.lower()


def content(path: Path) -> str:
    """What a file says, unpacked if it is packed."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            return "".join(packed.read(name).decode() for name in packed.namelist())
    return path.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("format", [of(f) for f in FORMATS_OUT if f.writes == FOLDER])
def test_a_folder_is_written_over_only_if_it_is_ours(kept, tmp_path, format: Format) -> None:
    kept.export_to(tmp_path / "out", format.name)
    first = sorted((tmp_path / "out").iterdir())[0]
    first.write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="not by this command"):
        kept.export_to(tmp_path / "out", format.name)
    assert first.read_text(encoding="utf-8") == "mine"


def test_the_database_file_tells_what_it_holds(kept, tmp_path) -> None:
    kept.export_to(tmp_path / "g.sqlite", "sqlite")
    with sqlite3.connect(tmp_path / "g.sqlite") as database:
        told = {(t, n) for n, _, t, _ in database.execute("SELECT * FROM about_columns") if t}
        for table in RECORD_TABLES:
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table.name})")]
            assert names == list(table.names) and all((table.name, n) in told for n in names)
        held = {row[:2] for row in database.execute("SELECT subject, object FROM holds_now")}
        assert ("acme", "finch") in held and ("jade", "acme") in held
        price = database.execute("SELECT seller, price FROM deals WHERE object = 'finch'").fetchall()
        assert price == [("acme", "1.5bn USD")]
        assert database.execute("SELECT count(*) FROM evidence").fetchone()[0] == 8
        assert database.execute("SELECT name, at_least, at_most FROM figures_of").fetchall() == [
            ("Acme, Inc.", 10.0, 20.0)
        ]
    database.close()


def test_tables_of_csv_are_safe_in_a_spreadsheet(kept, tmp_path) -> None:
    kept.export_to(tmp_path / "t", "csv-tables")
    for path in (tmp_path / "t").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            assert all(cell == harmless(as_meant(cell)) for row in csv.reader(file) for cell in row)


@settings(max_examples=examples(50, 500), deadline=None)
@given(st.text(alphabet="'=+-@1.x\t"))
def test_a_cell_that_was_made_harmless_comes_back(cell: str) -> None:
    assert as_meant(harmless(cell)) == cell


def test_a_broken_table_names_file_and_row(kept, tmp_path) -> None:
    kept.export_to(tmp_path / "t", "csv-tables")
    claims = tmp_path / "t" / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",1.0,", ",high,"), encoding="utf-8")
    with own_store(tmp_path) as back, pytest.raises(InvalidData, match="claims, row 1: cannot be read"):
        back.import_file(tmp_path / "t")
    claims.write_text("article,claim\na,b,c\n", encoding="utf-8")
    with own_store(tmp_path / "b") as back, pytest.raises(InvalidData, match=r"claims\.csv:2: has more or"):
        back.import_file(tmp_path / "t")


def test_what_is_no_text_wants_a_place(kept, run) -> None:
    with pytest.raises(UsageError, match="sqlite is no text"):
        kept.export("sqlite")
    done = run("export", "-f", "parquet", "--store", str(kept.directory))
    assert done.code == 2 and "-o graph-parquet" in done.err


def test_every_format_that_is_read_or_written_is_on_its_page() -> None:
    pages = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "docs" / "exchange").glob("*.md"))
    assert [f.name for f in FORMATS if f"`{f.name}`" not in pages] == []
