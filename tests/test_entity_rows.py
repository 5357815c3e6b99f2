"""Entities one a row: the same as in YAML, errors with line and word; and errors of all files at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT, TODAY, own_store, write
from retailgraph import RetailGraph, ontology
from retailgraph.articles import Bundle, read
from retailgraph.articles.reading import holds_claims
from retailgraph.graph import overturned

ONTOLOGY = ontology.read(ROOT / "ontology" / "retailgraph.ttl")
YAML = """\
velmar:
  type: [Company, Platform]
  name: Velmar Group
  aliases: [Velmar, VG]
  names: {zh-Hans: 维尔玛}
  former: [{name: Velmar & Sons, until: 1998}, {name: Velmar SA}]
  ids: {lei: 529900T8BM49AURSDO55}
  country: FR
  website: https://velmar.example
pellworth: {type: Brand, name: Pellworth}
"""
CSV = """\
id,type,name,aliases,name:zh-Hans,former,former_until,lei,country,website
velmar,Company | Platform,Velmar Group,Velmar | VG,维尔玛,Velmar & Sons | Velmar SA,1998 | -,529900T8BM49AURSDO55,FR,https://velmar.example
pellworth,Brand,Pellworth,,,,,,,
"""
ROWS = [
    {
        "id": "velmar",
        "type": ["Company", "Platform"],
        "name": "Velmar Group",
        "aliases": ["Velmar", "VG"],
        "names": {"zh-Hans": "维尔玛"},
        "former": [{"name": "Velmar & Sons", "until": "1998"}, {"name": "Velmar SA"}],
        "ids": {"lei": "529900T8BM49AURSDO55"},
        "country": "FR",
        "website": "https://velmar.example",
    },
    {"id": "pellworth", "type": "Brand", "name": "Pellworth"},
]
JSON = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)


def of(folder: Path, files: dict[str, str]) -> Bundle:
    return read(write(folder, files), ONTOLOGY)


@pytest.mark.parametrize(
    ("name", "text"), [("e.csv", CSV), ("e.tsv", CSV.replace(",", "\t")), ("e.jsonl", JSON)]
)
def test_a_table_says_the_same_as_yaml(name: str, text: str, tmp_path: Path) -> None:
    wanted = of(tmp_path / "yaml", {"e": YAML})
    found = of(tmp_path / "rows", {name: text})
    assert [f for f in found.findings if f.severity == "error"] == []
    assert [replace(e, path="", line=0) for e in found.entities] == [
        replace(e, path="", line=0) for e in wanted.entities
    ]
    assert found.files == {str(tmp_path / "rows" / name): "entities"}


def test_parquet_says_the_same(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet

    table = pyarrow.table(
        {"id": ["velmar", "pellworth"], "type": [["Company"], ["Brand"]], "name": ["Velmar", "Pellworth"]}
    )
    parquet.write_table(table, tmp_path / "e.parquet")
    assert [(e.id, e.types) for e in read([tmp_path / "e.parquet"], ONTOLOGY).entities] == [
        ("pellworth", ("Brand",)),
        ("velmar", ("Company",)),
    ]
    wrong = pyarrow.table({"id": ["velmar"], "type": ["Company"], "name": [{"a": "Velmar"}]})
    parquet.write_table(wrong, tmp_path / "e.parquet")
    (finding,) = read([tmp_path / "e.parquet"], ONTOLOGY).findings
    assert "column 'name' holds struct<a: string>, not texts" in finding.message
    (tmp_path / "e.parquet").write_bytes((tmp_path / "e.parquet").read_bytes()[:-9])
    (finding,) = read([tmp_path / "e.parquet"], ONTOLOGY).findings
    assert "is no whole Parquet file" in finding.message and "\n" not in finding.message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("id,type,name,contry\na,Brand,A,US\n", 1, "unknown column 'contry'; did you mean 'country'?"),
        ("id,type,name\na,Brnd,A\n", 2, "unknown type 'Brnd'; did you mean 'Brand'?"),
        ("id,type,name,country\na,Brand,A,\nb,Brand,B,UK1\n", 3, "country: 'UK1' is not a country code"),
        ("id,type,name\na,Brand,A\na,Brand,B\n", 3, "entity 'a' is also described on line 2; keep one"),
        ("id,type,name\n,Brand,A\n", 2, "id is empty"),
        ("id,type,name,former,former_until\na,Brand,A,B | C,1999\n", 2, "former_until has 1 entries"),
        ("id,type,name,name:xx-yy-zz-q\na,Brand,A,B\n", 2, "names"),
        ("id,type,name\na,Brand\n", 2, "has 2 cells, but the first row has 3 columns"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_word(text: str, line: int, words: str, tmp_path: Path) -> None:
    (finding,) = of(tmp_path, {"e.csv": text}).findings
    assert finding.line == line and words in finding.message, finding


def test_a_table_of_claims_is_told_from_one_of_entities(tmp_path: Path) -> None:
    one, two = write(tmp_path, {"e.csv": CSV, "c.csv": "subject,relation,object\na,owns,b\n"})
    assert (holds_claims(one), holds_claims(two)) == (False, True)


CLAIMS = """\
subject,relation,object,from,article_title,publisher,published,says
velmar,owns,pellworth,2019,T,P,2024,Velmar owns Pellworth.
velmar,owns,pellworth,2019,T,P,2024,Velmar owns Pellworth.
velmar,owns,velmar,,T,P,2024,Velmar owns itself.
velmar,owns,nosuch,,T,P,2024,Velmar owns Nosuch.
velmar,owns,oakridge,2019-13,T,P,2024,Velmar owns Oakridge.
"""


def test_all_errors_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = {"e": YAML + "oakridge: {type: Company, name: Oakridge, country: UK1}\n", "c.csv": CLAIMS}
    found = of(tmp_path, files)
    errors = [(Path(f.path).name, f.line) for f in found.errors]
    assert errors == [("c.csv", 3), ("c.csv", 4), ("c.csv", 5), ("c.csv", 6), ("c.csv", 6), ("e.yaml", 11)]
    told = [f.message for f in found.errors if f.line == 6]
    assert any("names 'oakridge', but the file that describes it has errors" in m for m in told)
    assert not any("'velmar', but the file" in f.message for f in found.findings), "it is described well"


def test_what_names_an_entity_of_a_file_with_errors_is_not_loaded_without_it(tmp_path: Path) -> None:
    rows = "".join(CLAIMS.splitlines(keepends=True)[:2])
    found = of(
        tmp_path, {"e": YAML + "oakridge: {type: Company, name: Oakridge, country: UK1}\n", "c.csv": rows}
    )
    assert [Path(f.path).name for f in found.errors] == ["e.yaml"]
    assert found.articles == () and sorted(Path(p).name for p in found.bad) == ["c.csv", "e.yaml"]
    (warning,) = (f for f in found.findings if f.severity == "warning")
    assert "names 'velmar' of" in warning.message


def test_many_states_that_a_load_ended_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "subject,relation,object,from,status,article_title,publisher,published,says\n"
    before = "".join(
        f"acme,owns,{brand},2001,,{paper} on {brand},{paper},2002,x\n"
        for brand in ("finch", "grove", "harbor")
        for paper in ("Daily", "Weekly")
    )
    after = "".join(
        f"bolt,owns,{brand},,,One on {brand},Sole,2020-01-0{n},x\n"
        for n, brand in enumerate(("finch", "grove", "harbor"), 1)
    )
    monkeypatch.setattr(overturned, "_MOST_TOLD", 2)
    with own_store(tmp_path, {"before.csv": head + before}) as graph:
        done = graph.load(write(tmp_path / "new", {"after.csv": head + after}))
        told = [f.message for f in done.findings if f.rule == "claim-outnumbered"]
    assert told == ["3 states ended or contradicted that others report; see: retailgraph conflicts"]


def test_what_a_load_ended_is_looked_for_among_its_articles_and_not_the_other_way_round(
    tmp_path: Path,
) -> None:
    class Places(dict[str, tuple[str, int]]):
        def __iter__(self) -> Iterator[str]:
            raise AssertionError("each of very many articles was looked at")

    head = "subject,relation,object,from,status,article_title,publisher,published,article,says\n"
    rows = "".join(f"acme,owns,finch,2001,,{p},{p},2002,2002-{p.lower()},x\n" for p in ("Daily", "Weekly"))
    rows += "bolt,owns,finch,,,One,Sole,2020-01-01,2020-01-01-sole,x\n"
    with own_store(tmp_path, {"claims.csv": head + rows}) as graph:
        (told,) = overturned.ended_states(
            graph.tables, Places({"2020-01-01-sole": ("claims.csv", 4)}), graph.ontology
        )
    assert told.line == 4 and "finch" in told.message


def test_the_entities_of_a_table_are_kept_and_given_back(tmp_path: Path) -> None:
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        graph.load(write(tmp_path / "files", {"e.csv": CSV}))
        assert graph.show("velmar").name == "Velmar Group"
        graph.rebuild()
        assert graph.show("velmar").name == "Velmar Group"
        assert graph.losses() == ()


# --- load --keep-going: the good rows of a file that has bad ones -------------------------------------------

KNOWN = """\
velmar: {type: Company, name: Velmar Group}
pellworth: {type: Brand, name: Pellworth}
oakridge: {type: Brand, name: Oakridge Sport}
"""
HEAD = "subject,relation,object,share,article_title,publisher,published,says\n"
GOOD = "velmar,owns,pellworth,60,T,P,2024,Velmar owns Pellworth."


def going_on(folder: Path, files: dict[str, str]) -> tuple[Bundle, set[tuple[int, str]]]:
    """What is kept of files by row, and lines and rules of what is not."""
    bundle = read(write(folder, {"e.yaml": KNOWN, **files}), ONTOLOGY, by_row=True)
    return bundle, {(f.line, f.rule) for f in bundle.errors}


def claimed(bundle: Bundle) -> list[str]:
    return [
        f"{c.subject} {c.relation} {c.object}" for a in bundle.articles for p in a.passages for c in p.claims
    ]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (GOOD, "claim-repeated"),
        ("velmar,owns,velmar,,T,P,2024,x", "claim-itself"),
        ("Velmar Group,owns,oakridge,,T,P,2024,x", "claim-entities"),
        ("velmar,owns,oakridge,6%%,T,P,2024,x", "claim-share"),
        ("velmar,owns,oakridge,60,T,P,2024-01-02T10:00:00Z,x", "article-date"),
        ("velmar,owns,oakridge,60,T,P,2024", "row-form"),
        ("velmar,owns,oakridge,,T,P,2024,", "passage-words"),
        ("velmar,owns,oakridge,,,P,2024,x", "article-title"),
    ],
)
def test_a_bad_row_keeps_no_other_from_being_loaded(row: str, rule: str, tmp_path: Path) -> None:
    last = "velmar,owns,oakridge,70,T,P,2024,Velmar owns Oakridge."
    bundle, wrong = going_on(tmp_path, {"c.csv": f"{HEAD}{GOOD}\n{row}\n{last}\n"})
    assert {line for line, _ in wrong} == {3}
    assert rule in {rule for _, rule in wrong}
    assert claimed(bundle) == ["velmar owns pellworth", "velmar owns oakridge"]
    assert not read([tmp_path / "c.csv", tmp_path / "e.yaml"], ONTOLOGY).articles


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD.replace(',says', ',colour')}{GOOD}\n",
        f'{HEAD}{GOOD}\nvelmar,owns,"oakridge,,T,P,2024,x\n',
        f"{HEAD.replace(',', ';')}{GOOD.replace(',', ';')}\n",
    ],
)
def test_of_a_table_that_cannot_be_read_to_its_end_nothing_is_kept(text: str, tmp_path: Path) -> None:
    bundle, wrong = going_on(tmp_path, {"c.csv": text})
    assert wrong and not bundle.articles


def test_rows_about_an_entity_of_a_bad_row_stay_behind_too(tmp_path: Path) -> None:
    entities = "id,type,name\nfinch,Brand,Finch\nbolt,Bird,Bolt\n"
    claims = f"{HEAD}velmar,owns,finch,,T,P,2024,x\nvelmar,owns,bolt,,T,P,2024,x\n"
    bundle, wrong = going_on(tmp_path, {"more.csv": entities, "c.csv": claims})
    assert claimed(bundle) == ["velmar owns finch"]
    assert [e.id for e in bundle.entities] == ["finch", "oakridge", "pellworth", "velmar"]
    assert wrong == {(3, "entity-unknown-type"), (3, "claim-doubtful")}


def test_one_article_in_two_tables_is_kept_of_neither(tmp_path: Path) -> None:
    table = f"article,{HEAD}2024-a,{GOOD}\n2024-NAME,{GOOD}\n"
    files = {f"{n}.csv": table.replace("NAME", n) for n in "bc"}
    bundle, wrong = going_on(tmp_path, files)
    assert [a.id for a in bundle.articles] == ["2024-b", "2024-c"]
    assert {rule for _, rule in wrong} == {"article-described"}


def test_what_was_kept_by_row_is_there_when_the_store_is_made_again(tmp_path: Path) -> None:
    table = write(
        tmp_path / "in", {"e.yaml": KNOWN, "c.csv": f"{HEAD}{GOOD}\nvelmar,owns,fynch,,T,P,2024,x\n"}
    )
    graph = own_store(tmp_path / "store", {})
    done = graph.load(table, keep_going=True)
    assert (len(done.articles), done.claims) == (1, 1)
    assert graph.load(table, keep_going=True).unchanged
    decided = write(tmp_path / "d", {"d.yaml": "- different: [pellworth, oakridge]\n  by: A\n  why: b\n"})
    graph.load(decided)  # from here on all is read again
    assert graph.ask("does Velmar own Pellworth", as_of="2024-12-31").answer == "yes"
