"""No cell that this program writes is a formula, whichever command writes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from conftest import Outcome, article, each, own_store
from retailgraph import spreadsheets
from retailgraph.cli import COMMANDS as CLI

Run = Callable[..., Outcome]
BAD = '=HYPERLINK("http://x","y")'
ENTITIES = {
    "more": f"""\
evil-one: {{type: Company, name: '{BAD}'}}
evil-two: {{type: Company, name: '+44 20'}}
evil-brand: {{type: Brand, name: '@brand'}}
evil-shop: {{type: Platform, name: '-shop'}}
"""
}
CLAIMS = (
    *("evil-one owns finch", "evil-two owns evil-brand", "evil-brand sellsOn evil-shop"),
    *("finch sellsOn evil-shop", "evil-one partnersWith evil-two"),
    *("evil-one memberOf lark", "evil-two memberOf lark"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sheets")
    own_store(folder, {**ENTITIES, "2018-a": article(*CLAIMS, published="2018")}).close()
    yield folder / "store"


COMMANDS = {
    "query": ("query", "SELECT ?s ?name { ?s rdfs:label ?name }"),
    "query of an expression": ("query", "SELECT ('=1+1' AS ?x) ('@a' AS ?y) (-5 AS ?z) { }"),
    "compare": ("compare", "evil-one", "evil-two"),
    "common": ("common", "evil-one", "evil-two"),
    "common of brands": ("common", "finch", "evil-brand"),
    "platform-map": ("platform-map",),
    "central": ("central",),
    "communities": ("communities",),
    "path": ("path", "evil-one", "evil-two"),
    "list": ("list",),
    "show": ("show", "evil-one"),
    "ask": ("ask", "members of Lark Alliance"),
    "timeline": ("timeline", "evil-one"),
    "sources": ("sources",),
    "duplicates": ("duplicates", "--above", "0"),
    "why": ("why", "evil-one", "owns", "finch"),
    "history": ("history", "evil-one", "owns", "finch"),
    "conflicts": ("conflicts",),
    "stale": ("stale",),
    "changes": ("changes", "--from", "2018"),
    "export": ("export",),
}


def test_every_command_that_writes_cells_is_tried() -> None:
    writing = {
        name
        for name, (module, _) in CLI.items()
        for option in import_module(f"retailgraph.cli.{module}").COMMANDS[name].params
        if "csv" in getattr(option.type, "choices", ())
    }
    assert writing == {words[0] for words in COMMANDS.values()}


@pytest.mark.parametrize("format_", ["csv", "tsv"])
@pytest.mark.parametrize("what", COMMANDS)
def test_no_cell_is_a_formula(what: str, format_: str, run: Run, store: Path) -> None:
    if (what, format_) in (("export", "tsv"),):
        pytest.skip("export writes no TSV")
    done = run(*COMMANDS[what], "--store", store, "-f", format_)
    assert done.code == 0, done.err
    rows = list(csv.reader(io.StringIO(done.out), delimiter="\t" if format_ == "tsv" else ","))
    assert rows
    for cell in (cell for row in rows for cell in row):
        assert cell[:1] not in "=+@\t\r-" or cell in ("", "-5"), (what, cell)


def test_the_exact_forms_of_the_standard_can_be_had(run: Run, store: Path) -> None:
    words = ("query", "SELECT ('=1+1' AS ?x) (-5 AS ?z) { }", "--store", store, "--exact", "-f")
    assert run(*words, "csv").out.splitlines() == ["x,z", "=1+1,-5"]
    assert run(*words, "tsv").out.splitlines() == ["?x\t?z", '"=1+1"\t-5']


def test_exact_is_of_csv_and_tsv_only(run: Run, store: Path) -> None:
    done = run("query", "SELECT ?x { }", "--store", store, "--exact", "-f", "json")
    assert done.code == 2 and "--exact" in done.err


@each("cell", ["=1", "+1 2", "-a", "@a", "\t=1", "\r=1", "\n=1", "＝1", "--1", "-1+1", "+", "-"])
def test_what_begins_like_a_formula_is_led_by_a_mark(cell: str) -> None:
    assert spreadsheets.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a", "-1", "+2.5", "-1e9", "1=1", "'n Sync"])
def test_what_does_not_stays(cell: str) -> None:
    assert spreadsheets.harmless(cell) == spreadsheets.as_meant(cell) == cell


@pytest.mark.parametrize("cell", ["=1", "'=1", "''=1", "'", "-1", "-a"])
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    assert spreadsheets.as_meant(spreadsheets.harmless(cell)) == cell
