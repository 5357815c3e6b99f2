"""Reviewing a draft: keys, edits, names that are new, resuming, and the files that come of it."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import TODAY, Outcome
from retailgraph import RetailGraph, articles, writing
from retailgraph.errors import InvalidData, RetailGraphError
from retailgraph.extraction import feedback
from retailgraph.review import Review, read_draft
from retailgraph.review.standing import is_likely

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
    lines = "e\ntapestry owns nobody-at-all\n\n\n\n\ne\ntapestry owns kate-spade\nended\n-\n2024\n-\nr\nr\n"
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
        ("draft: 99\narticle: {}\npassages: []\n", "'99' is no version that is read here, which is 1"),
        ("draft: 1\nb: " + "[" * 10_000, "is nested too deep for a draft"),
        ("draft: 1\narticle: {}\npassages: [{quote: x, claims: [{a b c: {confidence: x}}]}]\n", "no number"),
    ],
)
def test_what_is_no_draft_is_one_clear_error(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidData, match=words):
        read_draft(path)


# --- a verdict holds for one claim of one text ------------------------------------------------------------

CLAIM = {"status": "completed", "confidence": "0.9", "at": [0, 10], "wording": "{subject} buys {object}"}


def written(path: Path, *claims: tuple[str, dict[str, object]], quote: str = "", **more: object) -> Path:
    """A draft file with one passage."""
    head = {"id": "2025-04-10-a-deal", "title": "A deal", "publisher": "The Daily", "published": "2025-04-10"}
    quote = quote or "Prada Group buys Versace."
    content = {
        "draft": 1,
        "article": {**head, "text": {"sha256": "0" * 64}, **more.pop("article", {})},  # type: ignore[dict-item]
        **more,
        "passages": [
            {"quote": quote, "at": [0, len(quote)], "claims": [{said: values} for said, values in claims]}
        ],
    }
    path.write_text(json.dumps(content), encoding="utf-8")  # which is YAML, without anchors
    return path


BOUGHT = ("prada-group acquires versace", CLAIM)
CHANGES = {
    "its status": ((BOUGHT[0], {**CLAIM, "status": "calledOff"}), {}),
    "a date": ((BOUGHT[0], {**CLAIM, "to": "2025"}), {}),
    "its object": (("prada-group acquires coach", CLAIM), {}),
    "its sentence": (BOUGHT, {"quote": "Prada Group does not buy Versace."}),
    "its text": (BOUGHT, {"article": {"text": {"sha256": "1" * 64}}}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_verdict_does_not_carry_over_to_another_claim(
    what: str, tmp_path: Path, shipped: RetailGraph
) -> None:
    path = tmp_path / "draft.yaml"
    first = Review(read_draft(written(path, BOUGHT)), shipped)
    first.decide(first.draft.items[0], "accepted")
    claim, more = CHANGES[what]
    again = Review(read_draft(written(path, claim, **more)), shipped)
    assert list(again.open_items()) == list(again.draft.items), "it is new and undecided"
    assert (again.article()["passages"], again.outdated) == ([], 1)
    again.decide(again.draft.items[0], "rejected")
    back = Review(read_draft(written(path, BOUGHT)), shipped)
    assert back.counts() == {"accepted": 1, "rejected": 0, "skipped": 0, "open": 0}


def test_a_verdict_stays_where_only_the_proposer_is_surer(tmp_path: Path, shipped: RetailGraph) -> None:
    path = tmp_path / "draft.yaml"
    first = Review(read_draft(written(path, BOUGHT)), shipped)
    first.decide(first.draft.items[0], "accepted")
    surer = (BOUGHT[0], {**CLAIM, "confidence": "0.95", "wording": "other"})
    assert not list(Review(read_draft(written(path, surer)), shipped).open_items())


def test_who_a_new_name_is_holds_for_that_name_only(tmp_path: Path, shipped: RetailGraph) -> None:
    path, claim = tmp_path / "draft.yaml", ("lumi owns coach", {**CLAIM, "status": "inForce"})
    lumi = {"new": True, "type": "Company", "name": "Lumi"}
    Review(read_draft(written(path, claim, entities={"lumi": lumi})), shipped).settle("lumi", "tapestry")
    same = Review(read_draft(written(path, claim, entities={"lumi": lumi})), shipped)
    assert same.entities == {"lumi": "tapestry"}
    other = written(path, claim, entities={"lumi": {**lumi, "name": "LUMI Bank"}})
    assert Review(read_draft(other), shipped).entities == {}


def test_a_claim_that_stands_twice_is_decided_twice(tmp_path: Path, shipped: RetailGraph) -> None:
    going = Review(read_draft(written(tmp_path / "draft.yaml", BOUGHT, BOUGHT)), shipped)
    for item in going.draft.items:
        going.decide(item, "accepted")
    assert going.counts()["accepted"] == 2
    assert len(going.article()["passages"][0]["claims"]) == 1


# --- what is written --------------------------------------------------------------------------------------


def test_two_drafts_of_one_title_and_day_make_two_articles(
    run: Run, shipped_copy: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for n in range(2):
        story, draft = tmp_path / f"{n}.txt", tmp_path / f"{n}.yaml"
        story.write_text(f"{TEXT}Number {n}.\n", encoding="utf-8")
        words = ("--published", "2025-04-10", "--publisher", "The Daily", "--title", "News")
        assert run("propose", str(story), *words, "-o", str(draft)).code == 0
        assert run("review", str(draft), "--accept-above", "0.5", "-o", str(out)).code == 0
    assert len(list((out / "articles").iterdir())) == 2
    assert run("load", "--dry-run", str(out)).code == 0


def test_a_draft_under_review_gives_way_to_no_other_text(
    run: Run, shipped_copy: Path, tmp_path: Path
) -> None:
    draft, stories = tmp_path / "draft.yaml", [tmp_path / "a.txt", tmp_path / "b.txt"]
    for number, story in enumerate(stories):
        story.write_text(f"{TEXT}Number {number}.\n", encoding="utf-8")
    assert run("propose", stories[0], "-o", draft).code == 0
    assert run("propose", stories[1], "-o", draft).code == 0, "nobody reviews it yet"
    assert run("review", draft, "--accept-above", "0.5", "-o", tmp_path / "out").code == 0
    assert run("propose", stories[1], "-o", draft).code == 0, "of the same text the verdicts hold on"
    before = draft.read_bytes()
    done = run("propose", stories[0], "-o", draft)
    assert (done.code, draft.read_bytes()) == (7, before)
    assert f"{draft}: is under review (see draft.yaml.review.json)" in done.err and "--force" in done.err
    assert run("propose", stories[0], "-o", draft, "--force").code == 0
    assert draft.read_bytes() != before


def test_another_texts_article_is_not_overwritten(run: Run, shipped_copy: Path, tmp_path: Path) -> None:
    draft, out = tmp_path / "draft.yaml", tmp_path / "out"
    written(draft, BOUGHT)
    words = ("review", str(draft), "--accept-above", "0.5", "-o", str(out))
    assert run(*words).code == 0
    assert run(*words).code == 0, "its own it writes anew"
    (file,) = (out / "articles").iterdir()
    before = file.read_bytes()
    written(draft, BOUGHT, article={"text": {"sha256": "1" * 64}})
    done = run(*words)
    assert done.code == 7 and str(file) in done.err and "--force" in done.err
    assert file.read_bytes() == before
    assert run(*words, "--force").code == 0
    assert file.read_bytes() != before


def test_an_entity_is_written_only_if_a_claim_names_it(tmp_path: Path, shipped: RetailGraph) -> None:
    entities = {id: {"new": True, "type": "Brand", "name": id} for id in ("lum", "lum-kids")}
    claims = [(f"tapestry owns {id}", {**CLAIM, "status": "inForce"}) for id in entities]
    going = Review(read_draft(written(tmp_path / "draft.yaml", *claims, entities=entities)), shipped)
    for item, verdict in zip(going.draft.items, ("rejected", "accepted"), strict=True):
        going.settle(item.words[2], item.words[2])
        going.decide(item, verdict)
    assert list(going.new_entities()) == ["lum-kids"]


def test_a_draft_without_a_source_can_be_loaded(run: Run, shipped_copy: Path, tmp_path: Path) -> None:
    story, draft, out = tmp_path / "story.txt", tmp_path / "draft.yaml", tmp_path / "out"
    story.write_text(TEXT, encoding="utf-8")
    assert run("propose", str(story), "-o", str(draft)).code == 0
    done = run("review", str(draft), "--accept-above", "0.5", "-o", str(out))
    assert done.code == 0 and "names no publisher" in done.err
    assert run("load", "--dry-run", str(out)).code == 0


def test_what_could_not_be_loaded_is_not_accepted(tmp_path: Path, shipped: RetailGraph) -> None:
    bad = (BOUGHT[0], {**CLAIM, "to": "never"})
    going = Review(read_draft(written(tmp_path / "draft.yaml", bad, BOUGHT)), shipped)
    with pytest.raises(InvalidData, match="never"):
        going.decide(going.draft.items[0], "accepted")
    assert going.accept_above(0) == 1
    assert [i.values.get("to") for i in going.open_items()] == ["never"]


HOSTILE = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\u200b\u202e\ufeff\x00\x1b\t\n\r\u2028\xad#:'\"&*{}[]|>%@`- "),
    ),
    max_size=80,
)


@given(
    quote=HOSTILE,
    times=st.sampled_from([1, 400]),
    head=st.dictionaries(
        st.sampled_from(["title", "publisher", "url", "published", "language", "id", "more"]),
        st.one_of(HOSTILE, st.sampled_from(["2025", "https://example.com/a", "zh-Hans"])),
    ),
    qualifiers=st.dictionaries(
        st.sampled_from(["from", "to", "status", "by", "note", "seller", "share"]),
        st.one_of(HOSTILE, st.sampled_from(["2024", "announced", "capri", "50", "0.3"])),
        max_size=2,
    ),
    figure=st.dictionaries(st.sampled_from(["value", "unit", "as_of", "from", "market"]), HOSTILE),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_review_writes_always_loads(
    quote: str,
    times: int,
    head: dict[str, str],
    qualifiers: dict[str, str],
    figure: dict[str, str],
    shipped: RetailGraph,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        claims = [BOUGHT, (BOUGHT[0], {**qualifiers}), ("tapestry owns coach", {})]
        path = written(
            Path(folder, "draft.yaml"), *claims, quote=f"Prada buys Versace. {quote}" * times, article=head
        )
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
        tree["passages"][0]["figures"] = [{"tapestry stores": figure}]
        path.write_text(json.dumps(tree), encoding="utf-8")
        going = Review(read_draft(path), shipped)
        assert going.accept_above(0) >= 2, "the good ones at least"
        going.write(Path(folder, "out"))
        bundle = articles.read([Path(folder, "out")], shipped.ontology, shipped.known_types())
        assert [f for f in bundle.findings if f.severity == "error"] == []
        assert len(bundle.articles) == 1


def test_a_full_disk_leaves_nothing(
    tmp_path: Path, shipped: RetailGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = Review(read_draft(written(tmp_path / "draft.yaml", BOUGHT)), shipped)
    going.decide(going.draft.items[0], "accepted")
    before = sorted(tmp_path.rglob("*"))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing, "_write_pieces", full)
    with pytest.raises(RetailGraphError, match="No space left"):
        going.write(tmp_path / "out", "the text")
    assert sorted(tmp_path.rglob("*")) == before


# --- kept before it is said -------------------------------------------------------------------------------


def test_feedback_counts_once_however_often_it_is_kept(
    home: Path, tmp_path: Path, shipped: RetailGraph
) -> None:
    path = written(tmp_path / "draft.yaml", BOUGHT)
    going = Review(read_draft(path), shipped)
    going.decide(going.draft.items[0], "accepted")
    assert [going.keep_feedback(TODAY) for _ in range(2)] == [1, 0]
    # As after a kill: the decisions are there, and nothing says that they were told.
    assert Review(read_draft(path), shipped).keep_feedback(TODAY) == 0
    assert len(feedback.path().read_text(encoding="utf-8").splitlines()) == 1
    going.undo()
    going.decide(going.draft.items[0], "rejected")
    assert going.keep_feedback(TODAY) == 1
    wording = str(CLAIM["wording"])
    assert feedback.adjusted("acquires", wording, 0.9) == pytest.approx(0.9 * 8 / 9, abs=0.001)


def test_a_line_cut_short_spoils_no_other(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    row = {"relation": "owns", "wording": "w", "confidence": 0.8, "accepted": False}
    feedback.keep([{**row, "key": "a"}], file)
    file.write_bytes(file.read_bytes()[:-5])
    assert feedback.keep([{**row, "key": key} for key in "bcdefghi"], file) == 8
    assert feedback.adjusted("owns", "w", 0.8, file) == 0.4


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_all_is_on_the_disk_before_it_is_said(
    run: Run, draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))
    said: list[str] = []

    def output(text: str) -> None:
        said.append(text)
        for line in text.splitlines():
            if line.endswith(".yaml"):
                assert {Path(line).stat().st_ino, Path(line).parent.stat().st_ino} <= synced, line
        for path in (draft.with_name("draft.yaml.review.json"), feedback.path()):
            assert not path.exists() or path.stat().st_ino in synced, path

    monkeypatch.setattr("retailgraph.cli.reviewing.output", output)
    assert run("review", str(draft), "--accept-above", "0.5", "-o", str(tmp_path / "out")).code == 0
    assert any(".yaml" in text for text in said)


# --- who is new, what is missing, what was missed -------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "type", "known", "fits"),
    [
        ("Bernard Arnault", "Person", "bernard-arnault", True),
        ("B. Arnault", "Person", "bernard-arnault", True),
        ("Bernard Arnaud", "Person", "bernard-arnault", False),
        ("Bernard A.", "Person", "bernard-arnault", False),
        ("Antoine Arnault", "Person", "bernard-arnault", False),
        ("Bernard Arnault", "Company", "bernard-arnault", False),
        ("Coach", "Brand", "coach", True),
        ("Coach Outlet", "Brand", "coach", False),
        ("Coach", "Platform", "coach", False),
    ],
)
def test_a_new_name_is_a_known_one_only_where_name_and_type_fit(
    shipped: RetailGraph, tmp_path: Path, name: str, type: str, known: str, fits: bool
) -> None:
    assert known in shipped.types()
    assert is_likely(shipped, name, type, known) == fits


PAUL = """\
draft: 1
article: {title: Lumi, publisher: The Daily, published: '2025-04-10'}
entities:
  paul-m: {type: Person, name: Paul M.}
  lum: {type: Company, name: Lum}
  lum-kids: {type: Brand, name: Lum Kids}
passages:
- quote: Paul M. leads Coach. Lum Kids sells on Tmall. Lum sells on Tmall.
  at: [0, 60]
  claims:
  - paul-m leads coach: {role: CEO, at: [0, 19], confidence: 0.9, wording: x}
  - lum-kids sellsOn tmall: {at: [21, 44], confidence: 0.9, wording: x}
  - lum sellsOn tmall: {at: [46, 64], confidence: 0.9, wording: x}
"""


def tree_of(folder: Path, kind: str) -> dict[str, object]:
    (file,) = (folder / kind).glob("*.yaml")
    tree: dict[str, object] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tree


def test_return_creates_whom_nobody_knows_and_a_rejected_one_is_not_written(
    shipped_copy: Path, run: Run, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(PAUL, encoding="utf-8")
    # Two are accepted and created by default, the third is nobody's.
    done = run("review", str(draft), "-o", str(tmp_path / "out"), input="a\n\na\n\na\nn\n")
    assert done.code == 0, done.err
    new = tree_of(tmp_path / "out", "entities")
    assert set(new) == {"paul-m", "lum-kids"}
    assert claims_of(tmp_path / "out") == ["paul-m leads coach", "lum-kids sellsOn tmall"]
    before, _, after = done.out.partition("paul-m leads coach (role: CEO)")
    assert "new: paul-m (Person Paul M.), lum-kids (Brand Lum Kids)" in after
    assert "publisher: The Daily" in before


def test_the_heading_that_load_demands_is_asked_for_first(
    shipped_copy: Path, run: Run, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(
        PAUL.replace("{title: Lumi, publisher: The Daily, published: '2025-04-10'}", "{title: Lumi}")
    )
    told = "The Daily\n2025-13\n2025-04-10\na\nc\nq\n"
    done = run("review", str(draft), "-o", str(tmp_path / "out"), input=told)
    assert done.code == 0, done.err
    asked = done.out.index("does not say its publisher")
    assert asked < done.out.index("does not say its published") < done.out.index("1 of 3")
    assert "published: '2025-13'" in done.out
    article = tree_of(tmp_path / "out", "articles")
    assert (article["publisher"], article["published"]) == ("The Daily", "2025-04-10")
    assert run("load", str(tmp_path / "out")).code == 0
    assert "does not say" not in run("review", str(draft), "-o", str(tmp_path / "out"), input="q\n").out


def test_an_entity_of_a_rejected_claim_is_not_written_for_another_whose_id_begins_like_it(
    shipped: RetailGraph, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(PAUL, encoding="utf-8")
    going = Review(read_draft(draft), shipped, keeps=False)
    for id in ("lum", "lum-kids"):
        going.settle(id, id)
    _, kids, lum = going.items
    going.decide(kids, "accepted")
    going.decide(lum, "rejected")
    assert set(going.new_entities()) == {"lum-kids"}


def test_a_missed_claim_is_added_with_what_a_reviewer_says_of_it(
    shipped_copy: Path, run: Run, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(PAUL, encoding="utf-8")
    added = "n\ntapestry owns coach\n-\n2001\n-\n100\n"
    done = run(
        "review",
        str(draft),
        "-o",
        str(tmp_path / "out"),
        input=f"{added}n\nnobody owns coach\n\n\n\n\nr\nr\nr\n",
    )
    assert done.code == 0, done.err
    assert "not added: unknown entity 'nobody'" in done.out
    (passage,) = tree_of(tmp_path / "out", "articles")["passages"]  # type: ignore[misc]
    assert passage["claims"] == [
        {"tapestry owns coach": {"from": "2001", "share": "100", "by": "a reviewer"}}
    ]
    assert run("load", str(tmp_path / "out")).code == 0
    # It is taken up again with all else, and a second review adds nothing to it.
    again = Review(read_draft(draft), RetailGraph.open(today=TODAY))
    assert [item.said for item in again.items][-1] == "tapestry owns coach" and not list(again.open_items())


def test_role_share_seller_and_price_can_be_edited(shipped_copy: Path, run: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(
        PAUL.replace(
            "paul-m leads coach: {role: CEO,", "tapestry acquires coach: {status: completed, price: 1bn USD,"
        )
    )
    edits = "e\n\ncompleted\n2001\n-\n60\nkering; lvmh\n2bn USD\nr\nr\n"
    done = run("review", str(draft), "-o", str(tmp_path / "out"), input=edits)
    assert done.code == 0, done.err
    (passage,) = tree_of(tmp_path / "out", "articles")["passages"]  # type: ignore[misc]
    ((_, values),) = passage["claims"][0].items()
    assert {k: v for k, v in values.items() if k != "by"} == {
        "from": "2001", "share": "60", "seller": ["kering", "lvmh"], "price": "2bn USD",
    }  # fmt: skip
    assert run("load", str(tmp_path / "out")).code == 0
