"""The small cases of public bug reports, where they lie beside the project: each answers as it should."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conftest import ROOT, article, empty_store, proposer_of_rules, write
from retailgraph import RetailGraph
from retailgraph.errors import InvalidData
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.text import Party, Text
from retailgraph.graph import reading

OF = reading.ALL_OF_RELATION
CASES = ROOT.parent / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases do not lie beside the project")


def loaded(name: str, folder: Path, more: dict[str, str] | None = None) -> RetailGraph:
    """The case in a store of its own, with more files."""
    graph = empty_store(folder / "store")
    graph.load([CASES / name / "in", *write(folder / "more", more or {})])
    return graph


@pytest.mark.parametrize(
    ("case", "question", "as_of", "answer"),
    [
        ("two-owners-one-article", "does Norvale own Pellworth", "2024-04", "yes"),
        ("two-owners-one-article", "does Ostrand own Pellworth", "2024-04", "yes"),
        ("indirect-share", "does Velmar own Oakridge", "2024-03-01", "yes"),
        ("person-majority-owner", "does Ada Lind own Marvane", "2024-06", "yes"),
        ("franchise", "does Velmar own Marvane", "2024-03", "yes"),
    ],
)
def test_yes_or_no(case: str, question: str, as_of: str, answer: str, tmp_path: Path) -> None:
    with loaded(case, tmp_path) as graph:
        assert graph.ask(question, as_of=as_of).answer == answer


@pytest.mark.parametrize(
    ("case", "question", "as_of", "shares"),
    [
        ("share-as-of", "who owns Oakridge", "2020", ["60"]),
        ("share-as-of", "who owns Oakridge", "2024", ["85"]),
        ("indirect-share", "how much of Oakridge does Velmar own", "2024-03-01", ["33"]),
        ("person-majority-owner", "who owns Marvane", "2024-06", ["73"]),
        ("two-owners-one-article", "who owns Pellworth", "2024-04", ["50", "50"]),
    ],
)
def test_shares(case: str, question: str, as_of: str, shares: list[str], tmp_path: Path) -> None:
    with loaded(case, tmp_path) as graph:
        assert [row.share for row in graph.ask(question, as_of=as_of).rows] == shares


def test_successive_starts_of_one_source(tmp_path: Path) -> None:
    with loaded("successive-starts-one-source", tmp_path) as graph:
        known = [k for name in ("leads", "owns") for k in reading.known(graph.tables, OF, relation=name)]
        spells = {
            k.subject_name: (s.status, s.until.words if s.until else "")
            for k in known
            for s in k.relationship.spells
        }
        assert spells["Ada Lind"] == ("ended", "2002-05-24")
        assert spells["Bo Renn"] == ("ended", "2018-06-28")
        assert spells["Cy Osk"][0] == "inForce"
        assert not graph.conflicts()


def test_an_empty_list_of_former_names(tmp_path: Path) -> None:
    with empty_store(tmp_path / "store") as graph, pytest.raises(InvalidData) as fault:
        graph.load([CASES / "empty-former" / "e.yaml"])
    assert "former is an empty list; leave it out" in str(fault.value.findings[0])


def test_a_circle_is_a_conflict(tmp_path: Path) -> None:
    with loaded("circle3", tmp_path) as graph:
        assert [c.kind for c in graph.conflicts()] == ["cycle"]


def test_what_is_dissolved(tmp_path: Path) -> None:
    end = {"2020-01-05-end": article("marvane ceases: {how: dissolved, from: 2019}", published="2020-01-05")}
    with loaded("dissolved", tmp_path, end) as graph:
        assert graph.ask("does Marvane still exist").answer == "no"
        for question in ("does Marvane own Pellworth", "does Marvane sell on Kioska"):
            assert graph.ask(question).answer == "no"


def test_what_became_of_a_brand(tmp_path: Path) -> None:
    text = article("superval becomes quickway: {how: replaced, from: 2019}", published="2019-12-31")
    with loaded("rebrand-into", tmp_path, {"2019-12-31-end": text}) as graph:
        (row,) = graph.ask("what became of Superval").rows
        assert (row.entity, row.since) == ("Quickway", "2019")


def test_complete_lists(tmp_path: Path) -> None:
    files = {}
    for path in sorted((CASES / "complete-list" / "in").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for name in "abc":
            text = text.replace(f"velmar owns {name}", f"{{velmar owns {name}: {{complete: objects}}}}")
        files[path.stem] = text
    with empty_store(tmp_path / "store") as graph:
        graph.load(write(tmp_path / "files", files))
        (row,) = graph.why("Velmar", "owns", "Borea").rows
        assert (row.status, row.until) == ("ended", "2001-01-01 to 2023-01-01")


# --- what texts say -----------------------------------------------------------------------------------------

IN_TEXTS = {
    ("messenger", "s01"): {"Velmar acquires Pellworth: announced"},
    ("messenger", "s02"): {"Velmar acquires Pellworth: completed"},
    ("messenger", "s03"): {"Velmar acquires Pellworth: announced"},
    ("messenger", "s05"): {"Velmar acquires Pellworth: completed"},
    ("messenger", "s06"): {"Velmar owns Pellworth: inForce", "Pellworth sellsOn Kioska: announced"},
    ("messenger", "s07"): {
        "Velmar acquires Pellworth: completed",
        "Tarnby acquires Pellworth: completed",
    },
    ("operated-by", "s"): {"Tarnby operates Kioska: inForce"},
}


def claims_of(path: Path) -> set[str]:
    """What is proposed of a text, with the names of the texts beside it known."""
    listed = yaml.safe_load((CASES / "texts" / "known" / "entities.yaml").read_text(encoding="utf-8"))
    known = [
        Known(
            Party(e["name"], e["name"], (e["type"],)),
            tuple((n, 0) for n in (e["name"], *e.get("aliases", ()))),
        )
        for e in listed.values()
    ]
    text = Text(path.read_text(encoding="utf-8"), published="2026-06-15")
    found = proposer_of_rules().knowing(known).propose(text)
    return {f"{c.subject.name} {c.relation} {c.object.name}: {c.status}" for c in found.claims}


@pytest.mark.parametrize(("case", "text"), sorted(IN_TEXTS))
def test_what_texts_say(case: str, text: str) -> None:
    assert claims_of(CASES / case / f"{text}.txt") == IN_TEXTS[case, text]


def test_the_messenger_is_no_buyer() -> None:
    assert not any(told.startswith("Bloomgate") for told in claims_of(CASES / "messenger" / "s04.txt"))


# --- files in and out ---------------------------------------------------------------------------------------


def test_errors_of_all_files_are_told_in_one_round(tmp_path: Path) -> None:
    with empty_store(tmp_path / "store") as graph, pytest.raises(InvalidData) as fault:
        graph.load([CASES / "errors-in-rounds" / "in"])
    found = {(Path(f.path).name, f.line) for f in fault.value.findings if f.severity == "error"}
    assert {("c.csv", 3), ("c.csv", 4), ("c.csv", 6), ("c.csv", 7)} <= found


def test_what_is_exported_loads_back_with_the_same_conclusions(tmp_path: Path) -> None:
    with loaded("share-as-of", tmp_path) as graph:
        text = "".join(graph.export("trig"))
        before = [(r.entity, r.share, r.since) for r in graph.ask("who owns Oakridge", as_of="2020").rows]
    (tmp_path / "own.trig").write_text(text, encoding="utf-8")
    with empty_store(tmp_path / "other") as graph:
        graph.load([tmp_path / "own.trig"])
        after = [(r.entity, r.share, r.since) for r in graph.ask("who owns Oakridge", as_of="2020").rows]
    assert before == after == [("Velmar Group", "60", "2019-04-01")]


def test_gexf_has_a_timeline(tmp_path: Path) -> None:
    with loaded("successive-starts-one-source", tmp_path) as graph:
        text = "".join(graph.export("gexf"))
    assert 'mode="dynamic"' in text
    assert 'timeformat="date"' in text
    assert 'start="' in text
