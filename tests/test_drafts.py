"""Drafts and the command that writes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import Outcome, read_here
from retailgraph.extraction import drafts, feedback
from retailgraph.extraction.text import Party, Proposals, ProposedClaim, Span, Text

Run = Callable[..., Outcome]
TEXT = "Prada buys Versace\n\nPrada said that it has agreed to buy Versace from Capri Holdings. Lumi Group owns Astra.\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_draft_says_where_each_claim_stands(run: Run, story: Path) -> None:
    done = run("propose", str(story), "--published", "2025-04-10", "--publisher", "The Daily")
    assert done.code == 0, done.err
    draft = yaml.safe_load(done.out)
    assert draft["article"]["id"] == f"2025-04-10-prada-buys-versace-{drafts.text_hash(TEXT)[:6]}"
    assert draft["article"]["text"]["sha256"] == drafts.text_hash(TEXT)
    for passage in draft["passages"]:
        first, last = passage["at"]
        assert TEXT[first:last] == passage["quote"]
        for claim in passage["claims"]:
            ((said, values),) = claim.items()
            assert len(said.split()) == 3 and 0 < values["confidence"] < 1 and values["wording"]
            assert first <= values["at"][0] < values["at"][1] <= last
    claims = [said for p in draft["passages"] for c in p["claims"] for said in c]
    assert "prada-group acquires versace" in claims or any(
        c.split()[1:] == ["acquires", "versace"] for c in claims
    )
    assert "lumi-group owns astra" in claims
    assert draft["entities"]["lumi-group"] == {"new": True, "type": "Company", "name": "Lumi Group"}


def test_a_draft_cannot_be_loaded_by_mistake(run: Run, story: Path, tmp_path: Path) -> None:
    target = tmp_path / "2025-04-10-draft.yaml"
    assert run("propose", str(story), "-o", str(target)).code == 0
    done = run("load", "--dry-run", str(target))
    assert done.code == 5
    assert "is a draft; review it first" in done.err


def test_json_lines_have_the_fields_of_a_claim(run: Run, story: Path) -> None:
    done = run("propose", str(story), "--format", "jsonl")
    rows = [json.loads(line) for line in done.out.splitlines()]
    deal = next(r for r in rows if r["relation"] == "acquires")
    assert deal["status"] == "announced"
    assert deal["seller_name"]
    assert TEXT[deal["start"] : deal["end"]].endswith(("Capri Holdings", "Versace"))


def test_many_texts_resume_and_go_on_after_a_bad_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [json.dumps({"id": f"t{n}", "text": f"{TEXT}\nNumber {n}."}) for n in range(3)]
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join([*lines, "{broken"]), encoding="utf-8")
    done = run("propose", "--many", str(many), "-o", str(tmp_path / "out"))
    assert done.code == 5
    assert "many.jsonl:4: not JSON" in done.err
    assert len(list((tmp_path / "out").glob("*.yaml"))) == 3
    read_here(monkeypatch)
    again = run("propose", "--many", str(many), "-o", str(tmp_path / "out"))
    assert "3 drafted before" in again.err


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [(b"", 5, "no text"), (b"%PDF-1.4", 5, "PDF"), (b"\x00\x01\x02", 5, "binary")],
)
def test_bad_input_is_one_line(run: Run, tmp_path: Path, content: bytes, code: int, words: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    done = run("propose", str(path))
    assert (done.code, len(done.err.strip().splitlines())) == (code, 1)
    assert words in done.err


def test_hostile_words_survive_the_draft() -> None:
    quote = "Ev\u202eil: {\"a\": [1]} # no - yes: \t'x' 😀 & *b"
    party = Party("Na: me #1", "", ("Company",))
    claim = ProposedClaim(
        party,
        "owns",
        Party("Tmall", "tmall"),
        "inForce",
        0,
        5,
        Span(0, len(quote)),
        "{subject} owns {object}",
    )
    draft = yaml.safe_load(drafts.to_yaml(Proposals(Text(quote), (claim,)), ()))
    assert draft["passages"][0]["quote"] == quote
    assert draft["entities"]["na-me-1"]["name"] == "Na: me #1"


def test_new_ids_do_not_collide() -> None:
    parties = [Party("Prada", "", ("Company",)), Party("PRADA", "", ("Company",))]
    claim = ProposedClaim(*parties[:1], "owns", parties[1], "inForce", 0, 1, Span(0, 1), "w")  # type: ignore[misc]
    made = drafts.new_entities(Proposals(Text("x"), (claim,)), {"prada"})
    assert sorted(e.id for e in made.values()) == ["prada-2", "prada-3"]


def test_decisions_move_the_confidence_of_their_wording(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    row = {"relation": "owns", "wording": "w", "confidence": 0.8}
    feedback.keep([{**row, "accepted": False}] * 8, file)
    assert feedback.adjusted("owns", "w", 0.8, file) == 0.4
    assert feedback.adjusted("owns", "other", 0.8, file) == 0.8


def test_a_page_is_one_text(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "story.html"
    words = "Tapestry owns Coach, and it has said so for years in every report that anybody could read."
    page.write_text(
        f"<html><body><article><p>{words}</p><p>{words}</p></article></body></html>", encoding="utf-8"
    )
    done = run("propose", str(page))
    assert done.code == 0, done.err
    assert "tapestry owns coach" in done.out
