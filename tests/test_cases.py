"""The small cases of public bug reports, where they lie beside the project: each answers as it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT, TODAY, article, write
from retailgraph import RetailGraph
from retailgraph.errors import InvalidData
from retailgraph.graph import reading

OF = reading.ALL_OF_RELATION
CASES = ROOT.parent / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases do not lie beside the project")


def loaded(name: str, folder: Path, more: dict[str, str] | None = None) -> RetailGraph:
    """The case in a store of its own, with more files."""
    graph = RetailGraph.open(folder / "store", today=TODAY)
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
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph, pytest.raises(InvalidData) as fault:
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
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        graph.load(write(tmp_path / "files", files))
        (row,) = graph.why("Velmar", "owns", "Borea").rows
        assert (row.status, row.until) == ("ended", "2001-01-01 to 2023-01-01")
