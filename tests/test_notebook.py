from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def run(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[str]]:
    """The names that a notebook leaves, and what it shows: the last value of each cell, as notebooks do."""
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    shown: list[str] = []
    for number, cell in enumerate(cells(path, "code"), 1):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        where = f"<cell {number} of {path.name}>"
        exec(compile(tree, where, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), where, "eval"), names)
            if value is not None:
                shown.append(value._repr_html_() if hasattr(value, "_repr_html_") else repr(value))
    return names, shown


@pytest.mark.usefixtures("shipped")
def test_the_notebook_of_the_network_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names, _ = run(ROOT / "examples" / "network.ipynb", tmp_path, monkeypatch)
    assert names["network"].edges["tapestry", "coach", "owns"]["status"] == "inForce"
    assert names["sold"].most_common(1)[0][1] > 5
    assert "<iframe" in names["picture"]._repr_html_()
    printed = capsys.readouterr().out
    assert "Capri Holdings Limited calledOff 2024-11-14" in printed
    assert "Coach is owned by Tapestry, Inc." in printed
    assert [p.name for p in tmp_path.iterdir()] == ["tapestry.gexf"]


@pytest.mark.usefixtures("shipped")
def test_the_notebook_of_questions_shows_ten_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names, shown = run(ROOT / "examples" / "questions.ipynb", tmp_path, monkeypatch)
    answers = [value for value in names.values() if type(value).__name__ == "Answer"]
    assert len({id(answer) for answer in (*answers, *names["several"])}) >= 10
    assert all(answer.sentence for answer in answers)
    assert all("<table>" in html for html in shown)
    assert any("Capri Holdings Limited" in html for html in shown)
    printed = capsys.readouterr().out
    assert "LVMH Moët Hennessy Louis Vuitton paid 15.8bn USD" in printed
    assert "Prada Group拥有Versace" in printed
    assert "Inditex" in printed
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_results(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(path, "code"))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
