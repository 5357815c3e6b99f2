"""Every rule that files are held to is broken by a file of ``invalid/`` and kept by those of ``valid/``.

The folder is the assertion. A case of ``invalid/`` is a file, which starts with one comment ``# expect:
LINE: RULE: part of the message`` for every finding that it must give, or a folder of files with
``expect.txt``, where each line is ``FILE:LINE: RULE: part of the message`` (``FILE:FROM-TO`` of many alike,
``FILE`` alone of a whole file). A case gives no other finding. The texts that quotes are from are in
``texts/``. All cases know the entities of ``valid/entities.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, TODAY
from retailgraph import ontology
from retailgraph.articles import RULES, Finding
from retailgraph.validation import Report, check, rules

HERE = Path(__file__).parent
VALID, INVALID = HERE / "valid", HERE / "invalid"
ENTITIES = VALID / "entities.yaml"
ONTOLOGY = ontology.read(ROOT / "ontology" / "retailgraph.ttl")
IN_FILE = re.compile(r"^# expect: ([0-9]+): ([a-z0-9-]+): (.+)$", re.MULTILINE)
IN_FOLDER = re.compile(r"^([^:\n]+)(?::([0-9]+)(?:-([0-9]+))?)?: ([a-z0-9-]+): (.+)$", re.MULTILINE)
CASES = sorted(INVALID.iterdir())

Expected = tuple[str, int, str, str]
"""Path, line, rule and part of the message."""


def expected(case: Path) -> Iterator[Expected]:
    if case.is_file():
        for line, rule, message in IN_FILE.findall(case.read_text(encoding="utf-8")):
            yield str(case), int(line), rule, message
        return
    for name, first, last, rule, message in IN_FOLDER.findall((case / "expect.txt").read_text("utf-8")):
        for line in range(int(first or 0), int(last or first or 0) + 1):
            yield str(case / name), line, rule, message


def checked(*paths: Path) -> Report:
    texts = paths[-1] / "texts"
    return check([ENTITIES, *paths], ONTOLOGY, texts=texts if texts.is_dir() else None, today=TODAY)


def fits(finding: Finding, one: Expected) -> bool:
    path, line, rule, message = one
    place = finding.path, finding.line, finding.rule
    return place == (path, line, rule) and message in finding.message


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_invalid_case_gives_what_it_expects_and_nothing_else(case: Path) -> None:
    wanted = list(expected(case))
    assert wanted, "a case must say what it expects"
    found = [f for f in checked(case).findings if f.path.startswith(str(case))]
    assert len(found) == len(wanted), found
    for one in wanted:
        assert any(fits(finding, one) for finding in found), (one, found)


def test_every_rule_is_broken_by_a_case() -> None:
    assert {rule for case in CASES for _, _, rule, _ in expected(case)} == set(RULES)


def test_valid_files_break_no_rule() -> None:
    report = checked(VALID)
    assert report.ok(strict=True), report.text()
    assert report.checked == len([p for p in VALID.rglob("*") if p.is_file() and p.suffix != ".txt"])


def test_every_rule_has_a_reason_of_one_sentence() -> None:
    for rule, reason in RULES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule)
        assert reason.endswith(".") and "\n" not in reason and len(reason) < 110, rule


def test_the_list_of_rules_has_those_of_the_shapes_too() -> None:
    listed = rules()
    assert set(RULES) < set(listed)
    assert listed["edge-back"] == "the edge ... needs its twin: ... is the same both ways"
