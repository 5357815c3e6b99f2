"""A passage says its claims, by names or bound words; a brand and the company of its name are two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT, own_store
from retailgraph import articles, ontology
from retailgraph.articles import Bundle, Finding
from retailgraph.identity.mentions import Spoken, names_of
from retailgraph.validation.saying import Unnamed
from retailgraph.validation.types import of_types_apart

ENTITIES = """\
tapestry:
  type: Company
  name: Tapestry, Inc.
  former: [{name: "Coach, Inc.", until: 2017}]
coach: {type: Brand, name: Coach}
dior: {type: Brand, name: Dior, aliases: [Christian Dior]}
macys: {type: Company, name: Macy's}
alibaba: {type: Company, name: Alibaba Group, names: {zh-Hans: 阿里巴巴集团}}
tmall: {type: Platform, name: Tmall}
"""
ONTOLOGY = ontology.read(ROOT / "ontology" / "retailgraph.ttl")


def unnamed(bundle: Bundle) -> Iterator[Finding]:
    """What is told of some files as a whole."""
    telling = Unnamed(bundle.entities, None)
    yield from telling.among(bundle.articles)
    yield from telling.rest()


@pytest.fixture(scope="module")
def shipped_files() -> Bundle:
    return articles.read([ROOT / "data"], ONTOLOGY)


def said(
    folder: Path, says: str, claims: Sequence[str], where: str = "", entities: str = ENTITIES
) -> list[Finding]:
    """What is found in one passage of these words and claims."""
    lines = ["title: T", "publisher: P", "published: 2019", "passages:", f"  - says: {says}"]
    lines += [f"    where: {where}"] * bool(where) + [
        "    claims:",
        *(f"      - {claim}" for claim in claims),
    ]
    (folder / "entities.yaml").write_text(entities, encoding="utf-8")
    (folder / "2019-t.yaml").write_text("\n".join(lines), encoding="utf-8")
    bundle = articles.read([folder], ONTOLOGY)
    assert not bundle.findings
    return list(unnamed(bundle))


def test_the_shipped_data_says_all_that_it_claims(shipped_files: Bundle) -> None:
    assert list(unnamed(shipped_files)) == []


def test_whatever_name_is_taken_out_of_the_shipped_data_is_missed(shipped_files: Bundle) -> None:
    named = {entity.id: names_of(entity) for entity in shipped_files.entities}
    taken = 0
    for article in shipped_files.articles[::20]:
        for passage in article.passages:
            ends = {end for claim in passage.claims for end in (claim.subject, claim.object)}
            mute = replace(passage, says="It did what they say.", where=())
            bundle = replace(shipped_files, articles=(replace(article, passages=(mute,)),))
            told = " ".join(finding.message for finding in unnamed(bundle))
            assert all(f"'{end}'" in told for end in ends) or len(passage.claims) > 20
            taken += len(ends)
            # ... and one name less is one side less.
            text = Spoken(passage.says)
            assert all(text.found(named[end]) or _bound(passage.where, end) for end in ends)
    assert taken > 50


def _bound(where: Sequence[tuple[str, tuple[str, ...]]], id: str) -> bool:
    return any(id in ids for _, ids in where)


@pytest.mark.parametrize(
    ("says", "claim", "missing"),
    [
        ("Tapestry owns Coach.", "tapestry owns coach", []),
        ("Tapestry's best-known brand is COACH", "tapestry owns coach", []),
        ("Macy's sells on Tmall", "macys sellsOn tmall", []),
        ("Macy’s’ shop on Tmall", "macys sellsOn tmall", []),
        ("阿里巴巴运营Tmall", "alibaba operates tmall", []),
        ("Christian Dior is on tmall", "dior sellsOn tmall", []),
        ("The group owns it", "tapestry owns coach", ["tapestry", "coach"]),
        ("Tapestry owns coaches", "tapestry owns coach", ["coach"]),
        ("The owner of Coach", "tapestry owns coach", ["tapestry"]),
        ("Coach, Inc. is what Coach's owner was called", "tapestry owns coach", []),
        ("Macy's is dissolved", "macys ceases", []),
        ("It is dissolved", "macys ceases", ["macys"]),
        ("Somebody owns Coach", "undisclosed owns coach", []),
        ("Somebody owns it", "undisclosed owns coach", ["coach"]),
    ],
)
def test_names_are_looked_for_as_whole_words(
    tmp_path: Path, says: str, claim: str, missing: list[str]
) -> None:
    (told,) = [f.message for f in said(tmp_path, says, [claim])] or [""]
    assert re.findall(r"'([a-z]+)' \(", told) == missing


def test_a_bound_word_stands_for_one_or_for_several(tmp_path: Path) -> None:
    claims = ["tapestry owns coach", "coach sellsOn tmall", "dior sellsOn tmall"]
    words = "Both brands come to Tmall; the group owns the first."
    assert len(said(tmp_path, words, claims)) == 3
    assert said(tmp_path, words, claims, "{both brands: [coach, dior], The Group: tapestry}") == []
    (left,) = said(tmp_path, words, claims, "{both brands: [coach, dior]}")
    assert "'tapestry' (Tapestry, Inc.)" in left.message and left.line == 8


def test_names_are_taken_from_the_graph_where_the_files_give_none(tmp_path: Path) -> None:
    with own_store(tmp_path, {}) as graph:
        (tmp_path / "2019-t.yaml").write_text(
            "title: T\npublisher: P\npublished: 2019\npassages:\n  - says: It owns Finch.\n"
            "    claims: [acme owns finch]\n",
            encoding="utf-8",
        )
        (found,) = graph.check([tmp_path / "2019-t.yaml"]).findings
    assert found.rule == "claim-unnamed" and "'acme' (Acme, Inc.)" in found.message


def test_of_a_file_with_many_only_some_are_told_one_by_one(tmp_path: Path) -> None:
    rows = "".join(f"coach,sellsOn,tmall,T,P,Row {number}.\n" for number in range(1234))
    (tmp_path / "entities.yaml").write_text(ENTITIES, encoding="utf-8")
    head = "subject,relation,object,article_title,publisher,says\n"
    (tmp_path / "rows.csv").write_text(head + rows, encoding="utf-8")
    found = list(unnamed(articles.read([tmp_path], ONTOLOGY)))
    assert len(found) == 21 and "1,214 more" in found[-1].message


def test_no_shipped_brand_is_a_company_as_well(shipped_files: Bundle) -> None:
    assert list(of_types_apart(shipped_files.entities, ONTOLOGY)) == []
    assert ONTOLOGY.types["Brand"].apart == ("Company",)
    nike = next(e for e in shipped_files.entities if e.id == "nike")
    (found,) = of_types_apart([replace(nike, types=("Company", "Brand"))], ONTOLOGY)
    assert found.rule == "entity-both" and "'nike-brand'" in found.message
    assert not list(of_types_apart([replace(nike, types=("Company", "Platform"))], ONTOLOGY))
