"""The strict reader: what it reads, what it refuses, and what it says about it.

The files of ``valid/`` must read without an error; what those of ``invalid/`` must give is in test_rules.py.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import each, examples
from retailgraph import articles, ontology, opening
from retailgraph.articles import Article, Bundle, Claim, Finding, Share, parse_share, words
from retailgraph.articles.bulk import made_id, slug
from retailgraph.articles.strict_yaml import MOST_DEPTH
from retailgraph.dates import partial
from retailgraph.errors import Refused, RetailGraphError, UsageError

HERE = Path(__file__).parent
ROOT = HERE.parent
VALID, INVALID = HERE / "valid", HERE / "invalid"
ENTITIES = VALID / "entities.yaml"
ONTOLOGY = ontology.read(ROOT / "ontology" / "retailgraph.ttl")


def read(*paths: Path, **options: object) -> Bundle:
    return articles.read(paths, ONTOLOGY, **options)  # type: ignore[arg-type]


def article(
    claims: Iterable[str] = ("tapestry owns coach",), title: str = "A title", extra: Sequence[str] = ()
) -> str:
    lines = [f"title: {title}", "url: https://example.com/1", "publisher: Retail News", *extra]
    lines += ["passages:", "  - says: Something.", "    claims:"]
    return "\n".join([*lines, *(f"      - {claim}" for claim in claims), ""])


def one_article(folder: Path, *claims: str, stem: str = "2019-09-one") -> Article:
    path = folder / f"{stem}.yaml"
    path.write_text(article(claims), encoding="utf-8")
    bundle = read(ENTITIES, path)
    assert not bundle.errors, bundle.errors
    return bundle.articles[0]


def claims_of(bundle: Bundle) -> list[Claim]:
    return [c for a in bundle.articles for c in a.claims()]


def messages(bundle: Bundle) -> list[str]:
    return [str(f).replace(f"{HERE}{os.sep}", "") for f in bundle.findings]


# --- the folders that are assertions --------------------------------------------------------------------


def test_valid_folder_reads_clean() -> None:
    bundle = read(VALID)
    assert bundle.errors == () and bundle.bad == ()
    articles = {Path(p).name for p, kind in bundle.files.items() if kind == "article"}
    assert articles > {"2019-09-18-plain.yaml", "2019-09-every-qualifier.yaml", "undated-tail.yaml"}
    assert set(bundle.files.values()) == {"article", "entities", "bulk", "decisions"}


@each("path", sorted(p for p in INVALID.iterdir() if p.is_file()))
def test_a_file_with_an_error_contributes_nothing(path: Path) -> None:
    bundle = read(ENTITIES, path)
    assert (str(path) in bundle.bad) == any(f.path == str(path) for f in bundle.errors)
    if str(path) in bundle.bad:
        assert all(a.path != str(path) for a in bundle.articles)
        assert all(e.path != str(path) for e in bundle.entities)


def test_shipped_data_reads_clean() -> None:
    bundle = read(ROOT / "data")
    assert [str(f) for f in bundle.findings] == []
    assert bundle.articles and bundle.entities


# --- what is read ---------------------------------------------------------------------------------------


def test_entity_with_everything() -> None:
    entities = {e.id: e for e in read(ENTITIES).entities}
    tapestry = entities["tapestry"]
    assert (tapestry.types, tapestry.name, tapestry.aliases) == (
        ("Company",),
        "Tapestry, Inc.",
        ("Tapestry",),
    )
    (former,) = tapestry.former
    assert (former.name, former.start, former.until) == (
        "Coach, Inc.",
        partial("2000-10"),
        partial("2017-10-31"),
    )
    assert dict(tapestry.ids) == {
        "isin": "US8760301072", "lei": "549300LJNVY5SXSHUP48", "ticker": "NYSE:TPR", "wikidata": "Q1",
    }  # fmt: skip
    assert (tapestry.website, tapestry.country) == ("https://www.tapestry.com", "US")
    assert (tapestry.line, Path(tapestry.path).name) == (2, "entities.yaml")
    assert entities["jd-com"].types == ("Company", "Platform")
    assert entities["alibaba"].names == (("no", "Alibaba"), ("zh-Hans", "阿里巴巴集团"))
    assert entities["tmall"].names == (("zh-Hans", "天猫"), ("zh-Hant", "天貓"))
    assert entities["hostile"].name == "<script>alert(1)</script> & Söhne"


def test_article_with_passages_claims_and_figures() -> None:
    plain = next(a for a in read(VALID).articles if a.id == "2019-09-18-plain")
    assert plain.title == "Coach, Kate Spade parent: allied with Tmall"
    assert (plain.published, plain.retrieved) == (partial("2019-09-18"), partial("2026-11-23"))
    assert (plain.publisher, plain.language, plain.note) == ("Retail News", "en", "source read")
    first, second, third = plain.passages
    assert [p.position for p in plain.passages] == [1, 2, 3]
    assert [c.line for c in first.claims] == [11, 12, 13]
    assert second.says == "Each brand of Tapestry will open a flagship store on Tmall later in the month."
    assert second.where == (("each brand", ("coach",)),)
    assert second.claims[0] == Claim(
        "coach", "sellsOn", "tmall", "announced", partial("2019-09"),
        qualifiers=(
            ("market", ("CN", "Greater China", "china")),
            ("through", ("flagship store", "shop window")),
        ),
    )  # fmt: skip
    assert third.quote == "Less than a fifth of revenue: China." and third.says == ""
    share, revenue, users, between = third.figures
    assert (share.below, share.unit, share.market, share.on) == (20.0, "percent", "CN", partial("2019"))
    assert (revenue.value, revenue.unit, revenue.note) == (6e9, "USD", "fiscal year")
    assert (users.above, users.unit) == (750e6, "users")
    assert between.between == (15.0, 17.5)


def test_every_qualifier() -> None:
    bundle = read(VALID)
    found = next(a for a in bundle.articles if a.id == "2019-09-every-qualifier")
    assert (found.copy_of, found.language, found.url) == ("2019-09-18-plain", "zh-Hans", "")
    bought, off, merger, stake, leads, licence, member, owns, market = found.claims()
    assert bought.qualifier("seller") == ("jd-com", "tapestry")
    assert bought.qualifier("price") == ("2.4bn USD",)
    assert bought.share == Share("over 50", 50.0, 100.0, low_open=True)
    assert (bought.announced, bought.start) == (partial("2018-12"), partial("2019-03-01"))
    assert (off.status, off.confidence, off.qualifier("by")) == ("calledOff", 0.8, ("reader",))
    assert off.qualifier("note") == ("as reported: not confirmed",)
    assert (merger.subject, merger.object, merger.qualifier("into")) == ("alibaba", "tapestry", ("jd-com",))
    assert stake.share == Share("20..33.5", 20.0, 33.5)
    assert (leads.qualifier("role"), leads.end) == (("CEO", "chairman"), partial("2020-07"))
    assert licence.qualifier("brand") == ("coach",)
    assert member.status == "denied"
    assert owns.share is not None and owns.share.high_open
    assert (market.object, market.status) == ("china", "inForce")


def test_yes_no_and_on_are_text(tmp_path: Path) -> None:
    claims = [
        "tapestry partnersWith tmall: {scope: [yes, no, on, off, null, ~, 1e3, 0x1F, 2019-09-18]}",
    ]
    (claim,) = one_article(tmp_path, *claims).claims()
    assert set(claim.qualifier("scope")) == {
        "yes",
        "no",
        "on",
        "off",
        "null",
        "~",
        "1e3",
        "0x1F",
        "2019-09-18",
    }


def test_text_is_trimmed_and_hostile_names_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "2019-x.yaml"
    path.write_text(article(title='"  <b>Coach</b> & Söhne 天猫  "'), encoding="utf-8")
    assert read(ENTITIES, path).articles[0].title == "<b>Coach</b> & Söhne 天猫"


def test_a_text_that_ends_before_its_hash_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "2019-x.yaml"
    path.write_text(article(title="Ranked #1 in beauty  # a comment"), encoding="utf-8")
    (finding,) = read(ENTITIES, path).findings
    assert (finding.line, finding.severity) == (1, "warning") and "is read as a comment" in finding.message
    for title in ("'Ranked #1'", "Ranked # a comment", "C# and F#", '"Ranked #1"  # in beauty'):
        path.write_text(article(title=title), encoding="utf-8")
        assert read(ENTITIES, path).findings == ()


def test_publisher_is_taken_from_the_url_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "2019-x.yaml"
    path.write_text(article().replace("publisher: Retail News\n", ""), encoding="utf-8")
    bundle = read(ENTITIES, path)
    assert bundle.articles[0].publisher == "example.com"
    (finding,) = bundle.findings
    assert finding.severity == "warning" and "'example.com' is taken from the url" in finding.message


# --- claims are canonical -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tmall partnersWith tapestry", "tapestry partnersWith tmall"),
        ("tapestry owns coach", "tapestry owns coach: {status: inForce}"),
        ("tapestry owns coach", "tapestry owns coach: {confidence: 1.0}"),
        ("tapestry owns coach: {share: 100}", "tapestry owns coach: {share: 100.0}"),
        ("coach sellsOn tmall: {market: [CN, HK]}", "coach sellsOn tmall: {market: [HK, CN]}"),
        ("coach sellsOn tmall: {market: CN, scope: a}", "coach sellsOn tmall: {scope: a, market: [CN]}"),
        ("alibaba acquires coach: {price: 2bn USD}", "alibaba acquires coach: {price: 2 bn  USD}"),
    ],
)
def test_the_same_claim_has_one_key(tmp_path: Path, one: str, other: str) -> None:
    (first,) = one_article(tmp_path, one).claims()
    (second,) = one_article(tmp_path, other).claims()
    assert first == second and first.key() == second.key()
    assert re.fullmatch("[0-9a-f]{16}", first.key())


def test_different_claims_have_different_keys(tmp_path: Path) -> None:
    found = one_article(
        tmp_path,
        "coach sellsOn tmall",
        "coach sellsOn tmall: {status: announced}",
        "coach sellsOn tmall: {from: 2019}",
        "coach sellsOn tmall: {to: 2019}",
        "coach sellsOn tmall: {announced: 2019}",
        "coach sellsOn tmall: {scope: CN}",
        "coach sellsOn tmall: {market: CN}",
        "coach sellsOn tmall: {through: CN}",
        "coach sellsOn tmall: {scope: [a, b]}",
        "coach sellsOn tmall: {scope: a b}",
        "coach sellsOn tmall: {under: china-next}",
        "kate-spade sellsOn tmall",
    )
    keys = [c.key() for c in found.claims()]
    assert len(set(keys)) == len(keys)


def test_confidence_by_and_note_are_part_of_the_key() -> None:
    plain = Claim("a", "owns", "b", "inForce")
    others = [
        Claim("a", "owns", "b", "inForce", confidence=0.5),
        Claim("a", "owns", "b", "inForce", qualifiers=(("by", ("me",)),)),
        Claim("a", "owns", "b", "inForce", qualifiers=(("note", ("me",)),)),
    ]
    assert len({c.key() for c in (plain, *others)}) == 4


def test_keys_do_not_change_between_versions() -> None:
    # Claims are named by these keys in stores and exports: a change would orphan them all.
    claim = Claim(
        "tapestry", "owns", "coach", "inForce", partial("2000"), qualifiers=(("scope", ("a", "b")),)
    )
    assert claim.key() == "8eda618fb39b320f"


def test_the_same_claim_in_two_passages_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "2019-x.yaml"
    more = "  - says: Again.\n    claims:\n      - tapestry owns coach\n"
    path.write_text(article() + more, encoding="utf-8")
    bundle = read(ENTITIES, path)
    assert not bundle.errors and len({c.key() for c in claims_of(bundle)}) == 1


@each(
    ("text", "low", "high", "low_open"),
    [
        ("33", 33, 33, False),
        ("62.42", 62.42, 62.42, False),
        ("over 50", 50, 100, True),
        ("under 20", 0, 20, False),
        ("65..70", 65, 70, False),
        ("65 .. 70.5", 65, 70.5, False),
        ("0", 0, 0, False),
        ("under 0.000001", 0, 0.000001, False),
        ("over 99.999999", 99.999999, 100, True),
        ("33.333333..66.666667", 33.333333, 66.666667, False),
    ],
)
def test_share(text: str, low: float, high: float, low_open: bool) -> None:
    share = parse_share(text)
    assert (share.low, share.high, share.low_open) == (low, high, low_open)
    assert parse_share(share.text) == share


@each("text", ["", "50%", ">50", "over", "over 100", "under 0", "101", "70..65", "-1", "5..", "٣"])
def test_no_share(text: str) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        parse_share(text)


# --- across files ---------------------------------------------------------------------------------------


def test_findings_are_sorted_and_name_path_and_line(tmp_path: Path) -> None:
    for name in ("2019-b.yaml", "2019-a.yaml"):
        (tmp_path / name).write_text(article(["tapestry owns caoch", "tapestry own coach"]), encoding="utf-8")
    bundle = read(tmp_path, ENTITIES)
    assert list(bundle.findings) == sorted(bundle.findings)
    assert str(bundle.findings[0]) == (
        f"{tmp_path / '2019-a.yaml'}:7: unknown entity 'caoch'; did you mean 'coach'?"
    )
    assert bundle.findings[0].fix == "coach"
    assert [(Path(f.path).name, f.line) for f in bundle.findings] == [
        ("2019-a.yaml", 7), ("2019-a.yaml", 8), ("2019-b.yaml", 7), ("2019-b.yaml", 8),
    ]  # fmt: skip


def test_a_bad_file_does_not_keep_the_good_ones_out(tmp_path: Path) -> None:
    (tmp_path / "2019-bad.yaml").write_text(article(["tapestry owns"]), encoding="utf-8")
    (tmp_path / "2019-good.yaml").write_text(article(), encoding="utf-8")
    bundle = read(tmp_path, ENTITIES)
    assert [a.id for a in bundle.articles] == ["2019-good"]
    assert bundle.bad == (str(tmp_path / "2019-bad.yaml"),)
    assert bundle.files == {str(ENTITIES): "entities", str(tmp_path / "2019-good.yaml"): "article"}


def test_known_entities_need_no_file(tmp_path: Path) -> None:
    path = tmp_path / "2019-x.yaml"
    path.write_text(article(["a-company owns a-brand", "a-company owns a-brnd"]), encoding="utf-8")
    known = {"a-company": ["Company"], "a-brand": ["Brand"]}
    (finding,) = read(path, known=known).findings
    assert (finding.line, finding.fix) == (8, "a-brand")


def test_a_file_describes_an_entity_better_than_the_store(tmp_path: Path) -> None:
    path = tmp_path / "2019-x.yaml"
    path.write_text(article(), encoding="utf-8")
    assert not read(ENTITIES, path, known={"coach": ["Person"]}).errors
    assert "cannot join" in read(path, known={"coach": ["Person"], "tapestry": ["Company"]}).errors[0].message


def test_an_entity_of_a_bad_file_is_told_once_per_file(tmp_path: Path) -> None:
    entities = tmp_path / "entities.yaml"
    entities.write_text(
        "macys:\n  type: Compny\n  name: Macy's\nsaks: {type: Company, name: Saks}\n", "utf-8"
    )
    path = tmp_path / "2019-x.yaml"
    path.write_text(article(["macys owns saks", "saks owns macys", "macys acquires saks"]), encoding="utf-8")
    first, second = read(tmp_path).findings
    assert (first.line, first.message) == (
        7, f"names 'macys', but the file that describes it has errors: {entities}:1",
    )  # fmt: skip
    assert "unknown type 'Compny'" in second.message


def test_an_entity_of_a_file_that_is_not_yaml_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "entities.yaml").write_text("macys:\n  type: Company\n  name: a: b\n", "utf-8")
    (tmp_path / "2019-x.yaml").write_text(
        article(["macys owns coach", "coach sellsOn macys"]), encoding="utf-8"
    )
    found = read(tmp_path, ENTITIES).findings
    assert [(Path(f.path).name, f.line) for f in found] == [("2019-x.yaml", 7), ("entities.yaml", 3)]


def test_faults_beside_an_entity_of_a_bad_file_are_still_found(tmp_path: Path) -> None:
    (tmp_path / "entities.yaml").write_text(
        "saks: {type: Company, name: Saks}\nmacys: {type: Brand}\n", "utf-8"
    )
    (tmp_path / "2019-x.yaml").write_text(article(["coach owns saks"]), encoding="utf-8")
    found = [f.message for f in read(tmp_path, ENTITIES).findings if f.line == 7]
    assert len(found) == 2 and any("cannot join 'coach' (Brand) to 'saks' (Company)" in m for m in found)


def test_one_entity_in_two_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("a: {type: Brand, name: A}\n", "utf-8")
    two.write_text("# a comment\na: {type: Brand, name: A}\n", "utf-8")
    bundle = read(tmp_path)
    assert [str(f) for f in bundle.findings] == [
        f"{one}:1: entity 'a' is also described in {two}:2; keep one",
        f"{two}:2: entity 'a' is also described in {one}:1; keep one",
    ]
    assert bundle.entities == () and bundle.bad == (str(one), str(two))


def test_one_article_in_two_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one" / "2019-a.yaml", tmp_path / "two" / "2019-a.yaml"
    for path in (one, two):
        path.parent.mkdir()
        path.write_text(article(), encoding="utf-8")
    bundle = read(tmp_path, ENTITIES)
    assert [str(f) for f in bundle.errors] == [
        f"{one}:1: article '2019-a' is also described in {two}:1; keep one",
        f"{two}:1: article '2019-a' is also described in {one}:1; keep one",
    ]
    assert bundle.articles == ()


def test_one_lei_is_an_error_one_wikidata_id_a_warning(tmp_path: Path) -> None:
    lei = "549300LJNVY5SXSHUP48"
    path = tmp_path / "entities.yaml"
    path.write_text(
        f"a: {{type: Company, name: A, ids: {{lei: {lei}}}}}\n"
        f"b: {{type: Company, name: B, ids: {{lei: {lei}}}}}\n"
    )
    found = read(path).findings
    assert [(f.line, f.severity) for f in found] == [(1, "error"), (2, "error")]
    assert f"lei {lei} is also that of 'b'" in found[0].message
    path.write_text(
        "a: {type: Company, name: A, ids: {wikidata: Q5}}\nb: {type: Brand, name: B, ids: {wikidata: Q5}}\n"
    )
    bundle = read(path)
    assert {f.severity for f in bundle.findings} == {"warning"} and len(bundle.findings) == 2
    assert len(bundle.entities) == 2


def test_articles_that_nobody_knows_are_warnings(tmp_path: Path) -> None:
    (tmp_path / "2019-a.yaml").write_text(article(extra=["copyOf: 2019-the-original"]), encoding="utf-8")
    entity = "x: {type: Brand, name: X, former: [{name: Y, source: 2019-the-source}]}\n"
    (tmp_path / "entities.yaml").write_text(entity, "utf-8")
    bundle = read(tmp_path, ENTITIES)
    warnings = [f.message for f in bundle.findings if f.path.startswith(str(tmp_path))]
    assert warnings == [
        "copyOf names an article that is not known: '2019-the-original'",
        "source of a former name names an article that is not known: '2019-the-source'",
    ]
    assert not bundle.errors and len(bundle.articles) == 1
    known = read(tmp_path, ENTITIES, known_articles={"2019-the-original", "2019-the-source"})
    assert known.findings == ()


def test_order_never_matters(tmp_path: Path) -> None:
    paths = [*VALID.iterdir(), *sorted(INVALID.iterdir())[:40]]
    expected = read(*paths)
    assert expected.findings and expected.bad
    for seed in range(3):
        random.Random(seed).shuffle(paths)
        assert read(*paths) == expected


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "2019-a.yaml"
    path.write_text(article(), encoding="utf-8")
    assert not read(tmp_path, path, tmp_path / "." / "2019-a.yaml", ENTITIES).errors


# --- files and folders ----------------------------------------------------------------------------------


def test_missing_path_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (finding,) = read(tmp_path / "artcles").findings
    assert finding.message == f"no such file or folder; did you mean '{tmp_path / 'articles'}'?"
    assert str(finding) == f"{tmp_path / 'artcles'}: {finding.message}"


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", "missing/deep/x.yaml"])
def test_impossible_paths_are_findings(tmp_path: Path, name: str) -> None:
    (finding,) = read(tmp_path / name).findings
    assert finding.message.startswith(("no such file or folder", "cannot be read: "))


def test_folder_without_files(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nothing to read")
    (tmp_path / ".hidden.yaml").write_text("nothing to read")
    (finding,) = read(tmp_path).findings
    assert finding.message == f"no article or entity files in {tmp_path}"


def test_other_kinds_of_file_are_refused_if_named(tmp_path: Path) -> None:
    path = tmp_path / "claims.xlsx"
    path.write_bytes(b"PK")
    assert "is not a kind of file that is read: .yaml, .yml, .csv" in read(path).findings[0].message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    assert read(tmp_path / "x.yaml").findings[0].message == "is not a regular file"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Simulated, for root may read everything.
    def refuse(path: Path, *_: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    for name, text in (("2019-a.yaml", article()), ("a.csv", "subject\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(opening.os, "open", refuse)
    assert [f.message for f in read(tmp_path).findings] == ["cannot be read: Permission denied"] * 2


@pytest.mark.parametrize("name", ["2019-huge.yaml", "huge.jsonl"])
def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = tmp_path / name
    path.touch()
    os.truncate(path, 200_000_000 if name.endswith(".yaml") else 2_100_000_000)  # sparse

    def refuse(*_: object) -> object:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(Path, "open", refuse)
    (finding,) = read(path).findings
    assert "is too large" in finding.message


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"title: a\nurl: caf\xe9\n", 2, "is not UTF-8 (byte 0xE9 at offset 17); save it as UTF-8"),
        ("title: a".encode("utf-16"), 1, "is UTF-16; save it as UTF-8"),
        ("title: a".encode("utf-32"), 1, "is UTF-32; save it as UTF-8"),
        (b"title: a\n\x00\n", 2, "holds the character U+0000"),
        ("title: a\n# \u202e\nurl: b\u2066\n".encode(), 2, "holds the character U+202E"),
        (b"title: \x1b[31m\n", 1, "holds the character U+001B"),
        (b"", 0, "is empty"),
        (b"\xef\xbb\xbf", 0, "is empty"),
        (b"\n\n# nothing\n", 0, "is empty"),
        (b"title: a\n  b: c\n", 2, "a ': ' is not expected here; check the indentation"),
    ],
)
def test_files_that_are_no_clean_text(tmp_path: Path, data: bytes, line: int, message: str) -> None:
    path = tmp_path / "2019-a.yaml"
    path.write_bytes(data)
    finding = read(path).findings[0]
    assert (finding.line, message in finding.message) == (line, True), finding


@pytest.mark.parametrize(
    "code", ["202A", "202E", "2066", "2069", "200E", "200F", "061C", "0007", "0085", "200B"]
)
def test_unsafe_characters_are_named_by_code_point(tmp_path: Path, code: str) -> None:
    for form in (chr(int(code, 16)), f"\\u{code}"):
        path = tmp_path / "e.yaml"
        path.write_text(f'a:\n  type: Brand\n  name: "Co{form}ach"\n', encoding="utf-8")
        (finding,) = read(path).findings
        assert finding.line == 3 and f"U+{code}" in finding.message


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    text = article(["tapestry owns coach", "tapestry owns caoch"])
    for newline in ("\n", "\r\n", "\r"):
        path = tmp_path / "2019-a.yaml"
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", newline).encode())
        (finding,) = read(ENTITIES, path).errors
        assert finding.line == 8


# --- bombs ----------------------------------------------------------------------------------------------

_BILLION = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in itertools.pairwise("abcdefghi")
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_BILLION, "anchors (&a) are not read"),
        ("a: *b\n", "aliases (*b) are not read"),
        ("[" * 100_000, "is nested more than 20 levels deep"),
        ("a: " + "{b: " * 100_000, "is nested more than 20 levels deep"),
        ("- " * 100_000, "is nested more than 20 levels deep"),
        ("\n".join(" " * n + "a:" for n in range(500)), "is nested more than 20 levels deep"),
        ("? " * 30, "a key must be plain words"),
        (
            "!!python/object/apply:os.system ['true']\n",
            "tags (tag:yaml.org,2002:python/object/apply:os.system)",
        ),
        ("a: &a {<<: *a}\n", "anchors (&a) are not read"),
    ],
    ids=["laughs", "alias", "brackets", "braces", "dashes", "indents", "keys", "python", "merge"],
)
def test_bombs(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "2019-bomb.yaml"
    path.write_text(text, encoding="utf-8")
    (finding,) = read(path).findings
    assert message in finding.message


# Each nests deeper than we read; C and Python parsers, and their versions, give up on it at different places.
_DEEP = {
    "brackets": "[" * 20_000,
    "after a key": article(["acme owns finch"]).replace("url: ", "url: " + "[" * 1100),
    "after quotes": 'a: ["[[", ' + "{b: " * 1100,
    "dashes": "a:\n" + "- " * 5000 + "b",
    "in what is open": "a:\n  b:\n    c: [\n d,\n {e: [\n" + "[" * 16 + "x",
    "after closing": "a: [[[[\n b]], [\n c]], [" + "[" * 1100,
    "lines": "\n".join(" " * n + "a:" for n in range(1100)),
    "closed again": "[" * 1100 + "]" * 1100,
}


@pytest.mark.parametrize("text", _DEEP.values(), ids=list(_DEEP))
@pytest.mark.parametrize("parser", ["of C", "of Python", "with a limit of its own"])
def test_deep_nesting_gets_one_message_whatever_the_parser(
    parser: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if parser == "of Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    if parser == "with a limit of its own":
        monkeypatch.setattr(yaml, "parse", _parse_at_most(MOST_DEPTH + 1))
    path = tmp_path / "2019-deep.yaml"
    path.write_text(text, encoding="utf-8")
    (finding,) = read(path).findings
    lines = text.split("\n")
    assert finding.message == f"is nested more than {MOST_DEPTH} levels deep"
    assert finding.line == (MOST_DEPTH + 1 if "\n  a:" in text else lines.index(max(lines, key=len)) + 1)


def _parse_at_most(levels: int) -> Callable[..., Iterator[yaml.Event]]:
    """A parser that reads a line ahead and refuses there what nests deeper, in words that nobody expects."""
    parse = yaml.parse

    def limited(text: str, Loader: Any) -> Iterator[yaml.Event]:  # noqa: N803 (PyYAML's word)
        depth, waiting, line = 0, [], 0
        for event in parse(text, Loader=yaml.SafeLoader):
            if event.start_mark.line > line:
                yield from waiting
                waiting, line = [], event.start_mark.line
            waiting.append(event)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth >= levels:
                raise yaml.scanner.ScannerError(None, None, "enough of this", event.end_mark)
        yield from waiting

    return limited


def test_brackets_in_quotes_and_closed_ones_are_no_nesting(tmp_path: Path) -> None:
    path = tmp_path / "2019-flat.yaml"
    for text in ('a: "' + "[" * 50 + '" @', "a: [" + "[b], " * 50 + "@]", "- " * 19 + "[[] @"):
        path.write_text(text, encoding="utf-8")
        assert not [f for f in read(path).findings if "nested" in f.message], text


def test_many_faults_of_one_file_are_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "2019-many.yaml"
    path.write_text(article([f"x{n} owns y{n}" for n in range(2000)]), encoding="utf-8")
    found = [f for f in read(ENTITIES, path).findings if f.path == str(path)]
    assert len(found) == 501 and "the rest is not listed" in max(found).message + found[-1].message


def test_messages_do_not_pass_on_what_files_hold(tmp_path: Path) -> None:
    path = tmp_path / "e.yaml"
    path.write_text('"\\e[31mred": {type: Brand, name: A}\n' + '"' + "x" * 900 + '": 1\n', encoding="utf-8")
    found = read(path).findings
    assert found and all(len(f.message) <= 700 and not words.UNSAFE.search(f.message) for f in found)


# --- bulk files -----------------------------------------------------------------------------------------


def bulk(folder: Path, text: str, name: str = "rows.csv") -> Bundle:
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return read(ENTITIES, path)


def json_rows(*rows: dict[str, object]) -> str:
    base = {
        "article_title": "T",
        "url": "https://example.com/t",
        "publisher": "P",
        "published": "2019",
        "says": "S.",
    }
    return "".join(json.dumps(base | row) + "\n" for row in rows)


OWNS = {"subject": "tapestry", "relation": "owns", "object": "coach"}
CSV_HEAD = "subject,relation,object,article_title,url,publisher,published,says"


def test_bulk_rows_become_articles() -> None:
    by_title = {a.title: a for a in read(VALID).articles}
    table, other = by_title["Rows of a table"], by_title["Another"]
    assert re.fullmatch("2020-rows-of-a-table-[0-9a-f]{6}", table.id)
    assert re.fullmatch("undated-another-[0-9a-f]{6}", other.id)
    first, second = table.passages
    assert first.says == "A passage of Tapestry, Coach and Tmall, with commas"
    assert second.says == "One more, over\ntwo lines: Jide Zeitlin leads Tapestry"
    assert [c.line for c in table.claims()] == [2, 3, 4]
    assert [c.line for c in other.claims()] == [6]
    _, sells, leads = table.claims()
    assert (sells.qualifier("market"), sells.confidence) == (("CN", "Japan"), 0.5)
    assert leads.qualifier("role") == ("CEO", "chairman")
    tabs = by_title["Tabs"]
    assert (tabs.id, [p.quote for p in tabs.passages]) == (
        "2021-05-tabs", ['Tapestry owns "Coach".', "Alibaba runs Tmall."],
    )  # fmt: skip
    lines = by_title["JSON lines"]
    assert [p.says for p in lines.passages] == ["Tapestry bought Kate Spade.", "Coach: 天猫"]
    owns, sells = lines.claims()
    assert (owns.start, owns.share, owns.line, sells.line) == (partial("2017"), parse_share("100"), 1, 3)


def test_bulk_and_yaml_say_the_same(tmp_path: Path) -> None:
    row = {"subject": "coach", "relation": "sellsOn", "object": "tmall", "market": ["HK", "CN"], "from": 2019}
    (from_rows,) = claims_of(bulk(tmp_path, json_rows(row), "rows.jsonl"))
    (from_yaml,) = one_article(tmp_path, "coach sellsOn tmall: {from: 2019, market: [CN, HK]}").claims()
    assert from_rows == from_yaml


def test_bulk_article_id_does_not_change_with_its_neighbours(tmp_path: Path) -> None:
    one = bulk(tmp_path, json_rows(OWNS), "rows.jsonl").articles
    two = bulk(tmp_path, json_rows(OWNS, OWNS | {"url": "https://example.com/u"}), "rows.jsonl").articles
    assert len(two) == 2 and one[0].id in {a.id for a in two}


def test_bulk_rows_of_an_article_may_leave_its_columns_empty(tmp_path: Path) -> None:
    row = {
        "article": "2019-x",
        "says": "More.",
        "relation": "owns",
        "subject": "tapestry",
        "object": "kate-spade",
    }
    text = json_rows(OWNS | {"article": "2019-x"}) + json.dumps(row) + "\n"
    (found,) = bulk(tmp_path, text, "rows.jsonl").articles
    assert found.title == "T" and len(list(found.claims())) == 2


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 0, "is empty"),
        (CSV_HEAD + "\n", 0, "has no row with a claim"),
        (CSV_HEAD.replace("object", "objekt") + "\n", 1, "unknown column 'objekt'; did you mean 'object'?"),
        (CSV_HEAD + ",says\n", 1, "column 'says' stands twice"),
        (CSV_HEAD + "\ntapestry,owns\n", 2, "has 2 cells, but the first row has 8 columns"),
        (CSV_HEAD + "\n,owns,coach,T,https://e.com,P,2019,S\n", 2, "subject is empty"),
        (CSV_HEAD + "\ntapestry,owns,coach,,https://e.com,P,2019,S\n", 2, "article_title is empty"),
        (CSV_HEAD + "\ntapestry,owns,coach,T,https://e.com,P,2019,\n", 2, "needs says or quote"),
        (CSV_HEAD + "\ntapestry,owns,coach,T,e.com,P,2019,S\n", 2, "url: 'e.com' is not a web address"),
        (CSV_HEAD + "\ntapestry,owns,coach,T,https://e.com,P,2019-13,S\n", 2, "there is no month 13"),
        (
            CSV_HEAD + "\ntapestry,owns,caoch,T,https://e.com,P,2019,S\n",
            2,
            "unknown entity 'caoch'; did you mean",
        ),
        (CSV_HEAD + '\ntapestry,owns,coach,T,https://e.com,P,2019,"S" x\n', 2, "is not a row of this table"),
        (CSV_HEAD + '\ntapestry,owns,coach,T,https://e.com,P,2019,"S\n', 2, "is not a row of this table"),
        (CSV_HEAD + "\ntapestry,owns,coach,T,https://e.com,P,2019,a\u202eb\n", 2, "U+202E"),
        (
            CSV_HEAD
            + '\n"tapestry",owns,coach,T,https://e.com,P,2019,"a\nb"\nx,owns,coach,T,https://e.com,P,2019,S\n',
            4,
            "unknown entity 'x'",
        ),
        (
            CSV_HEAD + ",status\ntapestry,owns,coach,T,https://e.com,P,2019,S,inForce | ended\n",
            2,
            "is not a status of owns",
        ),
        (
            CSV_HEAD + "\n" + "tapestry,owns,coach,T,https://e.com,P,2019,S\n" * 2,
            3,
            "stands twice in one passage (also on line 2)",
        ),
    ],
)
def test_bad_csv(tmp_path: Path, text: str, line: int, message: str) -> None:
    (finding,) = bulk(tmp_path, text).findings
    assert (finding.line, message in finding.message) == (line, True), finding


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not a JSON object: expecting property name"),
        ("[1]", "is not a JSON object with subject"),
        ("[" * 100_000, "is not a JSON object: is nested too deeply"),
        ('{"subject": "a", "subject": "b"}', "is not a JSON object: 'subject' stands twice"),
        ('{"confidence": NaN}', "NaN is not a value"),
        ('{"sbject": "a"}', "unknown column 'sbject'; did you mean 'subject'?"),
        ('{"subject": true}', "subject must be a text, a number or a list of texts"),
        ('{"subject": {"a": 1}}', "subject must be a text"),
        ('{"scope": ["a", [1]]}', "scope must be a text"),
        ('{"says": "a\\u0000b"}', "U+0000"),
        ('{"says": "a\\ud800b"}', "U+D800"),
        ('{"says": "a\\u202eb"}', "U+202E"),
        ('{"\\ud800": 1}', "unknown column 'U+D800'"),
        (json_rows(OWNS | {"subject": ["tapestry"]}), "subject is a list"),
        (json_rows(OWNS | {"says": ["a"]}), "says and quote are one text each"),
        (json_rows(OWNS | {"quote": "a"}), "needs says or quote, not both"),
        (json_rows(OWNS | {"url": ["https://example.com"]}), "a column of the article holds a list"),
        (json_rows(OWNS | {"says": "x" * 2001}), "says has at most 2000 characters"),
        (json_rows(OWNS | {"market": "CN"}), "owns takes no qualifier 'market'"),
        (json_rows(OWNS | {"article": "My Article"}), "is not an article's id"),
        ("x" * 1_000_001, "is a line of more than 1 MB"),
    ],
)
def test_bad_json_lines(tmp_path: Path, text: str, message: str) -> None:
    (finding,) = bulk(tmp_path, text, "rows.jsonl").findings
    assert (finding.line, message in finding.message) == (1, True), finding


def test_bulk_rows_must_agree_about_their_article(tmp_path: Path) -> None:
    rows = json_rows(OWNS, OWNS | {"object": "kate-spade", "publisher": "Q"})
    (finding,) = bulk(tmp_path, rows, "rows.jsonl").findings
    assert str(finding).endswith("rows.jsonl:2: publisher of one article is 'Q' here and 'P' on line 1")


def test_bulk_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(f"{CSV_HEAD}\ncaf\xe9\n".encode("latin-1"))
    assert read(tmp_path / "rows.csv").findings[0].line == 2


def test_bulk_with_an_error_gives_nothing(tmp_path: Path) -> None:
    bundle = bulk(tmp_path, json_rows(OWNS, OWNS | {"object": "nobody-knows"}), "rows.jsonl")
    assert bundle.articles == () and bundle.bad == (str(tmp_path / "rows.jsonl"),)


def test_made_ids_are_ids() -> None:
    assert slug("Coach's “flagship” on Tmall!") == "coachs-flagship-on-tmall"
    assert len(slug("word " * 40)) <= 60
    assert re.fullmatch("undated-[0-9a-f]{6}", made_id("天猫", "", "soon"))
    assert made_id("A", "x", "2019") != made_id("A", "y", "2019")


# --- single words ---------------------------------------------------------------------------------------

_LIKE_URLS = st.from_regex(
    r"https?://[a-z0-9.:\[\]@-]{0,8}[/?#]?\w{0,4}[%/?#\[\]'\\^`{}|]?[^\n]{0,8}", fullmatch=True
)


@given(st.one_of(_LIKE_URLS, st.text(max_size=12).map(lambda tail: "https://example.com/" + tail)))
@settings(max_examples=examples(75, 300), deadline=None)
@example("https://[::1]/")
@example("https://e.com/%zz")
@example("https://e.com/\ue000")
@example("https://e.com/\U0001ffff")
@example("https://e.com/\U000fffff")
@example("https://e.com/\ufdd0\ufff0\xa0")
@example("https://e.com:x/")
@example("https://e.com/\u3000")
def test_a_url_that_is_taken_is_an_iri(text: str) -> None:
    try:
        url = words.url(text)
    except ValueError:
        return
    assert ox.NamedNode(url).value == url and not re.search(r"[\s\"<>]", url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.scmp.com/tech/article/2099522/jd?x=1&y=%20#top",
        "http://example.com:8080",
        "https://example.com/天猫",
        "https://bücher.example/a_(b),c;d=e!*~$+@",
        "HTTPS://EXAMPLE.COM/",
        "https://localhost/x",
    ],
)
def test_usual_urls_are_taken(url: str) -> None:
    assert words.url(url) == url


@given(st.from_regex(r"[a-zA-Z]{1,4}(-[a-zA-Z0-9]{1,9}){0,3}", fullmatch=True))
@settings(max_examples=examples(50, 200), deadline=None)
def test_a_language_tag_that_is_taken_is_one(text: str) -> None:
    try:
        tag = words.language(text)
    except ValueError:
        return
    assert words.language(tag) == tag
    assert (
        ox.Literal("x", language=tag).language == tag.lower() or ox.Literal("x", language=tag).language == tag
    )


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("zh-hans", "zh-Hans"),
        ("EN-gb", "en-GB"),
        ("no", "no"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
    ],
)
def test_language_tags_get_their_usual_case(text: str, tag: str) -> None:
    assert words.language(text) == tag


def test_codes() -> None:
    assert len(words.COUNTRIES) == 249 and {"CN", "GB", "US", "XK"} & words.COUNTRIES == {"CN", "GB", "US"}
    assert all(len(c) == 3 and c.isupper() for c in words.CURRENCIES)
    assert words.price("1.5tn KRW") == "1.5tn KRW" and words.price("950000 EUR") == "950000 EUR"


# --- a new article --------------------------------------------------------------------------------------


def test_template_loads_once_it_is_filled_in(tmp_path: Path) -> None:
    text = articles.template('A "quoted": title', "https://example.com/a", "Retail: News", "2019-09-18")
    path = tmp_path / articles.file_name('A "quoted": title', "2019-09-18")
    assert path.name == "2019-09-18-a-quoted-title.yaml"
    path.write_text(text, encoding="utf-8")
    found = [(text.splitlines()[f.line - 1].strip(), f.message) for f in read(ENTITIES, path).errors]
    assert [line for line, _ in found] == ["- says:", "claims:"]
    filled = (
        text.replace("- says:", "- says: A sentence.")
        .replace("# - tapestry", "- tapestry", 1)
        .replace("# - coach", "- coach", 1)
    )
    path.write_text(filled, encoding="utf-8")
    bundle = read(ENTITIES, path)
    assert bundle.findings == () and bundle.articles[0].title == 'A "quoted": title'
    assert len(list(bundle.articles[0].claims())) == 2


def test_template_without_a_date(tmp_path: Path) -> None:
    assert articles.file_name("天猫") == "undated-article.yaml"
    text = articles.template("天猫", "https://example.com/a", "P", "")
    path = tmp_path / "undated-article.yaml"
    path.write_text(
        text.replace("- says:", "- says: A.").replace("# - tapestry", "- tapestry", 1), encoding="utf-8"
    )
    bundle = read(ENTITIES, path)
    assert not bundle.errors and bundle.articles[0].published is None


def test_write_template(tmp_path: Path) -> None:
    path = articles.write_template(tmp_path / "new", title="Coach: back on Tmall", published="2019-09")
    assert path == tmp_path / "new" / "2019-09-coach-back-on-tmall.yaml"
    assert 'title: "Coach: back on Tmall"' in path.read_text(encoding="utf-8")
    with pytest.raises(Refused, match="is there already"):
        articles.write_template(tmp_path / "new", title="Coach: back on Tmall", published="2019-09")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"title": " "}, "is empty"),
        ({"title": "A", "published": "soon"}, "'soon' is not a date"),
        ({"title": "A", "published": "../../x"}, "is not a date"),
        ({"title": "A", "url": "e.com"}, "'e.com' is not a web address"),
    ],
)
def test_write_template_of_nothing(tmp_path: Path, said: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        articles.write_template(tmp_path, **said)
    assert list(tmp_path.iterdir()) == []


def test_write_template_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RetailGraphError, match="cannot be written"):
        articles.write_template(tmp_path / "file" / "below", title="A")


def test_a_folder_that_is_laid_out_loads(tmp_path: Path) -> None:
    made = articles.lay_out(tmp_path / "mine")
    bundle = read(tmp_path / "mine")
    assert bundle.findings == () and set(bundle.files) == {str(p) for p in made if p.suffix == ".yaml"}
    assert [c.subject for c in claims_of(bundle)] == ["example-retail"]
    with pytest.raises(Refused, match="is there already"):
        articles.lay_out(tmp_path / "mine")
    with pytest.raises(RetailGraphError, match="cannot be written"):
        articles.lay_out(made[0])


# --- what is imported -----------------------------------------------------------------------------------


def test_importing_the_reader_is_cheap() -> None:
    code = (
        "import sys, retailgraph.articles; print(*sorted({'yaml', 'rapidfuzz', 'rdflib'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_reading_a_share_does_not_load_the_reader() -> None:
    code = (
        "import sys; from retailgraph.articles import parse_share; "
        "print(*sorted(m for m in sys.modules if m.startswith('retailgraph.')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [
        "retailgraph._version",
        "retailgraph.articles",
        "retailgraph.articles.share",
    ]


def test_all_public_names_are_there() -> None:
    assert all(getattr(articles, name) is not None for name in articles.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = articles.nothing


# --- fuzz -----------------------------------------------------------------------------------------------

_PLAIN = (VALID / "2019-09-every-qualifier.yaml").read_text(encoding="utf-8")
_ENTITIES = ENTITIES.read_text(encoding="utf-8")
_JSON = (VALID / "rows.jsonl").read_text(encoding="utf-8")
_CSV = (VALID / "2020-rows.csv").read_text(encoding="utf-8")
_SPLICES = st.sampled_from(
    [
        *" :-{}[]\"'#,|>%@\\\n\t\0",
        *(
            "",
            ": ",
            "- ",
            "&a ",
            "*a",
            "!!int ",
            "<<: ",
            "---\n",
            "? ",
            "passages:",
            "type:",
            "2019-99",
            "null",
        ),
        *("天猫", "\u202e", "\ud800", "\x85"),
    ]
)


def check_any(name: str, data: bytes) -> None:
    """Whatever a file holds, reading it gives a bundle: articles, or findings that can be shown."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        bundle = read(ENTITIES, path)
    ours = [f for f in bundle.errors if f.path == str(path)]
    assert bool(ours) != (str(path) in bundle.files)
    for finding in bundle.findings:
        shown = str(finding)
        assert "\n" not in shown and not words.UNSAFE.search(shown) and shown.encode()
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert all(finding.line <= lines for finding in ours)
    for found in claims_of(bundle):
        assert re.fullmatch("[0-9a-f]{16}", found.key())


@given(st.sampled_from(["2019-a.yaml", "a.yaml", "a.jsonl", "a.csv", "a.tsv"]), st.binary(max_size=200))
@settings(max_examples=examples(25, 100), deadline=None)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    check_any(name, data)


@given(
    st.sampled_from(["2019-a.yaml", "a.jsonl", "a.csv"]),
    st.text(alphabet=st.sampled_from("ab:- \n{}[],'\"#&*!|>%@`?\\\t0\u202e天"), max_size=60),
)
@settings(max_examples=examples(37, 150), deadline=None)
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    check_any(name, text.encode())


@given(
    st.sampled_from([("2019-a.yaml", _PLAIN), ("e.yaml", _ENTITIES), ("a.jsonl", _JSON), ("a.csv", _CSV)]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), _SPLICES), min_size=1, max_size=3),
)
@settings(max_examples=examples(50, 200), deadline=None)
def test_any_change_is_read_or_refused(base: tuple[str, str], changes: list[tuple[float, int, str]]) -> None:
    name, text = base
    for where, cut, splice in changes:
        at = int(where * len(text))
        text = text[:at] + splice + text[at + cut :]
    check_any(name, text.encode("utf-8", "surrogatepass"))


@given(st.data())
@settings(max_examples=examples(25, 100), deadline=None)
def test_any_line_moved_doubled_or_dropped(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from([_PLAIN, _ENTITIES])).splitlines(keepends=True)
    at, to = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
    line = data.draw(st.sampled_from([lines[at], lines[at].replace(":", ""), lines[at].strip() + "\n", ""]))
    lines[to : to + data.draw(st.integers(0, 2))] = [line]
    check_any("2019-a.yaml", "".join(lines).encode())


def test_findings_sort_by_place() -> None:
    unsorted = [Finding("b", 1, "x"), Finding("a", 10, "x"), Finding("a", 9, "y"), Finding("a", 9, "x")]
    assert [(f.path, f.line, f.message) for f in sorted(unsorted)] == [
        ("a", 9, "x"), ("a", 9, "y"), ("a", 10, "x"), ("b", 1, "x"),
    ]  # fmt: skip


def test_a_name_of_two_thousand_letters_is_told_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "entities.yaml"
    path.write_text(f"{'a' * 2000}: {{type: Company, name: Long}}\n")
    (found,) = articles.read([path], ONTOLOGY).findings
    assert (found.line, found.rule) == (1, "file-yaml")
    assert "longer than 1,024 letters" in found.message
