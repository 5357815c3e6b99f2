"""A look-up starts fast because it imports little; what is heavy is imported where it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from retailgraph import RetailGraph

HEAVY = {
    "rdflib", "networkx", "pyvis", "pyshacl", "IPython", "rapidfuzz", "yaml", "numpy", "jinja2",
    "asyncio", "ssl", "http", "email", "xml", "csv", "difflib", "platformdirs", "rich", "importlib.metadata",
}  # fmt: skip
MOST_OF_OURS, MOST_OF_ALL = 86, 139
REPORT = """
import sys
started = {*sys.modules}
from pathlib import Path
from retailgraph.cli import run
code = run(sys.argv[2:])
Path(sys.argv[1]).write_text("\\n".join({*sys.modules} - started))
raise SystemExit(code)
"""
LOOKUPS = (
    ("ask", "partners of Tapestry"),
    ("ask", "does Coach sell on Tmall?"),
    ("ask", "who owned Stuart Weitzman in 2016", "--why"),
    ("show", "Tapestry"),
    ("why", "Tapestry", "owns", "Coach"),
    ("list", "brands"),
    ("query", "SELECT ?brand { ent:tapestry rg:owns ?brand }"),
)


def loaded(place: Path, *words: str) -> set[str]:
    """The modules that a process imports for a command that ends well, not those that it starts with.

    How many those are is no matter of ours: an installation may have a sitecustomize.
    """
    report = place / "modules"
    done = subprocess.run(
        [sys.executable, "-c", REPORT, str(report), *words], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    return set(report.read_text().split())


@pytest.mark.parametrize("words", LOOKUPS, ids=" ".join)
def test_a_lookup_imports_nothing_heavy(words: tuple[str, ...], tmp_path: Path, shipped: RetailGraph) -> None:
    assert shipped.stats().claims > 0
    modules = loaded(tmp_path, *words)
    plain = words[0] == "ask" and len(words) == 2
    assert ({"click", "inspect", "dataclasses", "tempfile", "shutil"} & modules == set()) == plain
    assert ("pyoxigraph" in modules) == (words[0] == "query"), "the engine is for those who ask in SPARQL"
    assert HEAVY & modules == set()
    assert "retailgraph.articles.reading" not in modules
    assert "retailgraph.graph.building" not in modules


def test_a_list_imports_only_what_lists_need(tmp_path: Path, shipped: RetailGraph) -> None:
    assert shipped.stats().claims > 0
    modules = loaded(tmp_path, "ask", "partners of Tapestry")
    own = {name for name in modules if name.startswith("retailgraph.")}
    assert "retailgraph.plan.lists" in own
    planning = {"carrying", "choosing", "parting", "run", "ends", "lists", "ordering", "amounts", "found"}
    rooms = {
        "retailgraph.plan": planning,
        "retailgraph.answers": {
            "answer",
            "asking",
            "disputes",
            "sentences",
            "statements",
            "telling",
            "unheard",
        },
    }
    for room, needed in rooms.items():
        assert {name.removeprefix(f"{room}.") for name in own if name.startswith(f"{room}.")} <= needed
    # Each of ours costs about half a millisecond at every start: a new one needs a reason.
    assert len(own) <= MOST_OF_OURS, sorted(own)
    assert len(modules) <= MOST_OF_ALL, sorted(modules - own)


def test_no_named_tuple_of_a_question_keeps_its_annotations_as_text(
    tmp_path: Path, shipped: RetailGraph
) -> None:
    """``typing`` would compile each of them, at every start."""
    assert shipped.stats().claims > 0
    places = [name.split(".") for name in loaded(tmp_path, "ask", "partners of Tapestry")]
    ours = [ROOT.joinpath("src", *place) for place in places if place[0] == "retailgraph"]
    texts = {p: (p / "__init__.py" if p.is_dir() else p.with_suffix(".py")).read_text("utf-8") for p in ours}
    tuples = {place: text for place, text in texts.items() if "(NamedTuple)" in text}
    assert len(tuples) > 5
    assert [p for p, text in tuples.items() if "\nfrom __future__ import annotations" in text] == []


def test_only_explain_imports_rdflib(tmp_path: Path, shipped: RetailGraph) -> None:
    assert "rdflib" in loaded(tmp_path, "query", "--explain", "SELECT ?s { ?s ?p ?o }")


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("-h",)], ids=" ".join)
def test_help_needs_no_engine(words: tuple[str, ...], tmp_path: Path) -> None:
    assert "pyoxigraph" not in loaded(tmp_path, *words)


def test_importing_the_package_imports_no_graph() -> None:
    code = "import sys, retailgraph; assert retailgraph.__version__; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "retailgraph" in modules
    assert {"pyoxigraph", "click", "retailgraph.api", "retailgraph.graph"}.isdisjoint(modules)
