from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

NOTEBOOK = json.loads((ROOT / "examples" / "network.ipynb").read_text(encoding="utf-8"))


def cells(kind: str) -> list[dict[str, Any]]:
    return [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == kind]


@pytest.mark.usefixtures("shipped")
def test_the_notebook_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells("code"), 1):
        exec(compile("".join(cell["source"]), f"<cell {number} of network.ipynb>", "exec"), names)
    assert names["network"].edges["tapestry", "coach", "owns"]["status"] == "inForce"
    assert names["sold"].most_common(1)[0][1] > 5
    assert "<iframe" in names["picture"]._repr_html_()
    printed = capsys.readouterr().out
    assert "Capri Holdings Limited calledOff 2024-11-14" in printed
    assert "Coach is owned by Tapestry, Inc." in printed
    assert [p.name for p in tmp_path.iterdir()] == ["tapestry.gexf"]


def test_the_notebook_is_kept_without_results() -> None:
    assert NOTEBOOK["nbformat"] == 4
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells("code"))
    ids = [cell["id"] for cell in NOTEBOOK["cells"]]
    assert len(ids) == len(set(ids))
