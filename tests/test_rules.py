"""Every rule that files are held to is broken by a file of ``invalid/`` and kept by those of ``valid/``.

The folder is the assertion. A case of ``invalid/`` is a file, which starts with one comment ``# expect:
LINE: RULE: part of the message`` for every finding that it must give, or a folder of files with
``expect.txt``, where each line is ``FILE:LINE: RULE: part of the message`` (``FILE:FROM-TO`` of many alike,
``FILE`` alone of a whole file). A case gives no other finding. An entry of ``valid/`` comes as near to
breaking the rule that it is named after as one can without breaking it, and gives no finding at all.

Both bear the name of their rule, after the date that an article's id begins with. The texts that quotes are
from are in ``texts/``. All cases know the entities of ``valid/entities.yaml``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conftest import ROOT, TODAY, article, each, own_store, write
from retailgraph import RetailGraph, ontology
from retailgraph.articles import RULES, Finding
from retailgraph.articles.reading import SUFFIXES
from retailgraph.articles.rules import OF_A_GRAPH
from retailgraph.validation import Report, check, rules

HERE = Path(__file__).parent
VALID, INVALID = HERE / "valid", HERE / "invalid"
ENTITIES = VALID / "entities.yaml"
ONTOLOGY = ontology.read(ROOT / "ontology" / "retailgraph.ttl")
IN_FILE = re.compile(r"^# expect: ([0-9]+): ([a-z0-9-]+): (.+)$", re.MULTILINE)
IN_FOLDER = re.compile(r"^([^:\n]+)(?::([0-9]+)(?:-([0-9]+))?)?: ([a-z0-9-]+): (.+)$", re.MULTILINE)
ORIGINAL = "2019-09-18-plain"
"""The article of ``valid/`` that others say they repeat."""
NAME = re.compile(r"(?:(?:[0-9]{4}(?:-[0-9]{2})*|undated)-)?(.+?)(?:\.[A-Za-z]+)?")
CASES, KEPT = sorted(INVALID.iterdir()), sorted(VALID.iterdir())

OF_FILES = [rule for rule in RULES if rule not in OF_A_GRAPH]

URI = re.compile(r"file:///(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+")
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


def named(case: Path) -> str:
    """The name of a case without the date before it and the kind of file after it."""
    form = NAME.fullmatch(case.name)
    assert form, case
    return form[1]


@cache
def checked(case: Path) -> Report:
    texts = case / "texts" if (case / "texts").is_dir() else None
    known = {ORIGINAL} if VALID in case.parents else set()
    return check([ENTITIES, case], ONTOLOGY, texts=texts, known_articles=known, today=TODAY)


def fits(finding: Finding, one: Expected) -> bool:
    path, line, rule, message = one
    place = finding.path, finding.line, finding.rule
    return place == (path, line, rule) and message in finding.message


@each("case", CASES)
def test_an_invalid_case_gives_what_it_expects_and_nothing_else(case: Path) -> None:
    wanted = list(expected(case))
    assert wanted, "a case must say what it expects"
    found = [f for f in checked(case).findings if f.path.startswith(str(case))]
    assert len(found) == len(wanted), found
    for one in wanted:
        assert any(fits(finding, one) for finding in found), (one, found)


@each("entry", KEPT)
def test_a_valid_entry_gives_no_finding(entry: Path) -> None:
    assert checked(entry).ok(strict=True), checked(entry).text()


def test_valid_files_break_no_rule_together() -> None:
    report = checked(VALID)
    assert report.ok(strict=True), report.text()
    files = [p for p in VALID.rglob("[!.]*.*") if p.parent.name[0] != "." and p.is_file()]
    assert report.checked == len([p for p in files if p.suffix.lower() in SUFFIXES])


@each("rule", OF_FILES)
def test_every_rule_is_kept_by_an_entry_and_broken_by_a_case_of_its_name(rule: str) -> None:
    assert rule in map(named, KEPT)
    theirs = [case for case in CASES if f"{named(case)}-".startswith(f"{rule}-")]
    assert rule in {broken for case in theirs for _, _, broken, _ in expected(case)}


@each("case", CASES)
def test_a_case_is_named_after_a_rule_that_it_breaks(case: Path) -> None:
    broken = {rule for _, _, rule, _ in expected(case)}
    assert any(f"{named(case)}-".startswith(f"{rule}-") for rule in broken)
    assert broken <= set(RULES)


def test_an_lei_that_the_store_gives_to_another_entity(tmp_path: Path) -> None:
    second = INVALID / "entity-same-lei-known.yaml"
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        graph.load([ENTITIES])
        (found,) = graph.check([second]).findings
    assert (found.path, found.line, found.rule) == (str(second), 2, "entity-same-lei")
    assert "is also that of 'tapestry', which the graph holds" in found.message


def test_what_one_ends_against_several_is_told_when_it_is_loaded(tmp_path: Path) -> None:
    said = {
        f"{year}-a": article("acme owns finch", published=year, publisher=f"The {year}")
        for year in ("2019", "2020", "2021")
    }
    with own_store(tmp_path, said) as graph:
        (path,) = write(tmp_path / "new", {"2024-b": article("bolt owns finch", published="2024")})
        (found,) = graph.load([path]).findings
    assert (found.rule, found.severity, found.line) == ("claim-outnumbered", "warning", 1)
    assert "Acme, Inc. owns Finch, 3 publishers; see: retailgraph conflicts finch" in found.message


def test_every_rule_has_a_reason_of_one_sentence() -> None:
    for rule, reason in RULES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule)
        assert reason.endswith(".") and "\n" not in reason and len(reason) < 110, rule


def test_the_list_of_rules_has_those_of_the_shapes_too() -> None:
    listed = rules()
    assert set(RULES) < set(listed)
    assert listed["edge-back"] == "the edge ... needs its twin: ... is the same both ways"


# --- what all of this looks like to code-scanning tools -----------------------------------------------------


def test_the_findings_of_all_cases_make_a_sarif_log() -> None:
    """What SARIF 2.1.0 (OASIS, section 3) requires of a log, and of what its results refer to."""
    report = Report(tuple(f for case in CASES for f in checked(case).findings), len(CASES))
    log = json.loads(json.dumps(report.sarif()))
    assert log["version"] == "2.1.0"
    assert urlsplit(log["$schema"]).scheme == "https" and "sarif" in log["$schema"]
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "retailgraph"
    listed = [rule["id"] for rule in driver["rules"]]
    assert sorted(listed) == sorted(OF_FILES)
    assert len(run["results"]) == len(report.findings)
    assert {listed[result["ruleIndex"]] for result in run["results"]} == set(OF_FILES)
    for result, finding in zip(run["results"], report.findings, strict=True):
        check_result(result, listed, finding)


def check_result(result: dict[str, Any], listed: list[str], finding: Finding) -> None:
    assert listed[result["ruleIndex"]] == result["ruleId"] == finding.rule
    assert result["level"] in ("none", "note", "warning", "error")
    assert result["message"]["text"] == finding.message != ""
    (location,) = result["locations"]
    place = location["physicalLocation"]
    assert URI.fullmatch(place["artifactLocation"]["uri"])
    # Lines count from 1, so what is said of a whole file has no region.
    lines = [place["region"]["startLine"]] if "region" in place else []
    assert lines == ([finding.line] if finding.line else []) and all(line >= 1 for line in lines)
