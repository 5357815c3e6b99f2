"""Reviewing a draft: keys, edits, names that are new, resuming, and the files that come of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import Outcome
from retailgraph.errors import InvalidData
from retailgraph.extraction import feedback
from retailgraph.review import read_draft

Run = Callable[..., Outcome]
TEXT = "Tapestry news\n\nTapestry owns Coach. Lumi Group owns Astra. Coach sells on Tmall.\n"


@pytest.fixture(name="run")
def run_with_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, with lines given to it as a script would."""

    def command(*words: str, input: str = "") -> Outcome:
        monkeypatch.setattr("sys.stdin", io.StringIO(input))
        return run(*words)

    return command


@pytest.fixture
def draft(shipped_copy: Path, run: Run, tmp_path: Path) -> Path:
    story, target = tmp_path / "story.txt", tmp_path / "draft.yaml"
    story.write_text(TEXT, encoding="utf-8")
    done = run(
        "propose", str(story), "--published", "2025-04-10", "--publisher", "The Daily", "-o", str(target)
    )
    assert done.code == 0, done.err
    return target


def claims_of(folder: Path) -> list[str]:
    (file,) = (folder / "articles").glob("*.yaml")
    article = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [said for p in article["passages"] for c in p.get("claims", ()) for said in c]


def test_accept_reject_and_create(run: Run, draft: Path, tmp_path: Path) -> None:
    done = run("review", str(draft), "-o", str(tmp_path / "out"), input="a\na\nc\nc\nr\n")
    assert done.code == 0, done.err
    assert "[[Tapestry owns Coach]]" in done.out
    assert "graph: same" in done.out
    assert "2 accepted, 1 rejected, 0 skipped, 0 open" in done.out
    assert claims_of(tmp_path / "out") == ["tapestry owns coach", "lumi-group owns astra"]
    (entities,) = (tmp_path / "out" / "entities").glob("*.yaml")
    assert set(yaml.safe_load(entities.read_text(encoding="utf-8"))) == {"lumi-group", "astra"}
    assert run("load", "--dry-run", str(tmp_path / "out")).code == 0
    kept = feedback.path().read_text(encoding="utf-8").splitlines()
    assert len(kept) == 3


def test_a_name_that_is_refused_rejects_its_claim(run: Run, draft: Path, tmp_path: Path) -> None:
    done = run("review", str(draft), "-o", str(tmp_path / "out"), input="a\na\nn\na\n")
    assert "2 accepted, 1 rejected" in done.out
    assert claims_of(tmp_path / "out") == ["tapestry owns coach", "coach sellsOn tmall"]


def test_a_new_name_may_be_a_known_entity(run: Run, draft: Path, tmp_path: Path) -> None:
    run("review", str(draft), "-o", str(tmp_path / "out"), input="r\na\nlvmh\nkenzo\nr\n")
    assert claims_of(tmp_path / "out") == ["lvmh owns kenzo"]


def test_quit_and_resume_undo_and_skip(run: Run, draft: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    assert (
        "1 accepted, 0 rejected, 0 skipped, 2 open"
        in run("review", str(draft), "-o", out, input="a\nq\n").out
    )
    done = run("review", str(draft), "-o", out, input="r\nu\ns\na\n")
    assert "2 accepted, 0 rejected, 0 skipped, 1 open" in done.out


def test_an_edit_is_checked(run: Run, draft: Path, tmp_path: Path) -> None:
    lines = "e\ntapestry owns nobody-at-all\n\n\n\ne\ntapestry owns kate-spade\nended\n-\n2024\nr\nr\n"
    done = run("review", str(draft), "-o", str(tmp_path / "out"), input=lines)
    assert "not accepted: unknown entity 'nobody-at-all'" in done.out
    assert claims_of(tmp_path / "out") == ["tapestry owns kate-spade"]


def test_accept_above_and_dry_run_write_nothing_more(run: Run, draft: Path, tmp_path: Path) -> None:
    done = run("review", str(draft), "--accept-above", "0.5", "--dry-run", "-o", str(tmp_path / "out"))
    assert "2 accepted" in done.out
    assert not (tmp_path / "out").exists()
    assert not draft.with_name("draft.yaml.review.json").exists()


def test_quotes_are_verified_by_offset_and_hash(run: Run, draft: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(
        "review",
        str(draft),
        "--accept-above",
        "0.5",
        "-o",
        str(out),
        "--store-text",
        str(tmp_path / "story.txt"),
    )
    assert run("check", str(out / "articles"), "--texts", str(out / "texts")).code == 0
    (text,) = (out / "texts").glob("*.txt")
    text.write_text(TEXT.replace("Astra", "Ostra"), encoding="utf-8")
    done = run("check", str(out / "articles"), "--texts", str(out / "texts"))
    assert done.code == 5
    assert "SHA-256" in done.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("title: x\n", "is no draft"),
        ("draft: 1\narticle: []\n", "a draft has an article"),
        ("draft: 1\narticle: {}\npassages: [{at: [0, 1]}]\n", "passage 1 has no quote"),
        (
            "draft: 1\narticle: {}\npassages: [{quote: x, claims: [{a b: {}}]}]\n",
            "is not subject relation object",
        ),
        ("a: [", "not YAML"),
        ("draft: &a 1\nb: *a\n", "anchors"),
    ],
)
def test_what_is_no_draft_is_one_clear_error(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidData, match=words):
        read_draft(path)
