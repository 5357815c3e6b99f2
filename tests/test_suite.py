"""The suite of questions with right answers: its files, how it is graded, and that answers are right."""

from __future__ import annotations

import json
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import combinations
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import ROOT, examples
from retailgraph import RetailGraph
from retailgraph.answers.following import answers_to
from retailgraph.errors import RetailGraphError

_spec = spec_from_file_location("questions_benchmark", ROOT / "benchmarks" / "questions.py")
assert _spec is not None
assert _spec.loader is not None
suite = module_from_spec(_spec)
sys.modules[_spec.name] = suite
_spec.loader.exec_module(suite)
FILES = sorted((ROOT / "benchmarks" / "questions").glob("*.jsonl"))
EVERY = [question for path in FILES for question in suite.read(path)]
ALONE = [question for question in EVERY if not question["q"].startswith("[after:")]


def some(questions: list[dict[str, Any]], few: int) -> list[dict[str, Any]]:
    """A few of the questions, spread over all kinds; all of them with ``--long``."""
    ordered = sorted(questions, key=lambda question: (str(question.get("category", "")), question["q"]))
    step = max(1, len(ordered) // examples(few, len(ordered)))
    return ordered[::step]


def test_the_suite_is_large_and_half_of_it_was_written_without_the_grammar() -> None:
    unseen = [path for path in FILES if path.name.startswith("unseen-")]
    assert all(re.fullmatch(r"(unseen|needs)-\d{4}-\d\d-\d\d|analysts", path.stem) for path in FILES)
    assert len(EVERY) >= 600
    assert 2 * sum(len(suite.read(path)) for path in unseen) >= len(EVERY)
    assert all(question.get("right", question).get("prose", question.get("expect")) for question in EVERY)


@pytest.mark.parametrize(
    ("question", "output", "missing"),
    [
        ({"all": ["Prada|普拉达"]}, "x\nPRADA  in force\n", ()),
        ({"all": ["Gucci"]}, "x\nPrada  in force\n", ("Gucci",)),
        ({"none": ["Gucci"]}, "x\nGucci   in force   2020\n", ("not Gucci",)),
        ({"none": ["Gucci"]}, "x\nGucci   ended   2020\n", ()),
        ({"first": "yes"}, "note: x\nheading\nyes: so it is.\n", ()),
        ({"first": "yes"}, "heading\n是：如此。\n", ()),
        ({"first": "number:5..6"}, "heading\n7 brands.\n", ("first: number:5..6",)),
    ],
)
def test_a_question_is_graded_by_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, question: dict[str, Any], output: str, missing: tuple[str, ...]
) -> None:
    monkeypatch.setattr(suite, "asked", lambda *_: (output, False))
    graded = suite.grade({"q": "who", "right": question}, CliRunner())
    assert (graded.missing, graded.grade) == (missing, "wrong" if missing else "right")


@pytest.mark.usefixtures("shipped")
def test_the_answers_of_the_suite_are_right() -> None:
    runner = CliRunner()
    graded = [suite.grade(question, runner) for question in some(EVERY, 24)]
    wrong = [found.question["q"] for found in graded if found.grade == "wrong"]
    refused = [found.question["q"] for found in graded if found.grade == "refused"]
    assert len(wrong) <= len(graded) // 20, wrong
    assert not refused


def test_the_sparql_of_a_question_gives_its_rows_or_is_not_there_for_a_reason(shipped: RetailGraph) -> None:
    key = "https://w3id.org/retailgraph/relationship/"
    differ, shapes = {}, set()
    for question in some(ALONE, 60):
        try:
            told = shipped.explain(question["q"])
        except RetailGraphError:
            continue
        assert bool(told.sparql) != bool(told.no_sparql), question["q"]
        # One question of each kind: whom it is about makes no other query.
        shape = re.sub(r"ent:\S+|\d+", "", told.sparql)
        if told.sparql and shape not in shapes:
            shapes.add(shape)
            found = {str(row[1]).strip("<>").removeprefix(key) for row in shipped.query(told.sparql).rows}
            rows = {row.key for row in shipped.ask(question["q"]).rows}
            if rows != found:
                differ[question["q"]] = (rows - found, found - rows)
    assert not differ
    assert len(shapes) > 5


def _answers(shipped: RetailGraph, question: str) -> list[str]:
    """What answers tell, without the words of the question and its notes."""
    return [json.dumps(_told(answer)) for answer in answers_to(shipped, question)]


def _told(answer: Any) -> Any:
    rows = [(row.key, row.status, row.since) for row in answer.rows]
    return (answer.kind, answer.answer, answer.sentence, rows, len(answer.figures), len(answer.events))


def test_two_right_questions_joined_stay_right(shipped: RetailGraph) -> None:
    asked = []
    for question in some([one for one in ALONE if " and " not in one["q"] and one["q"].isascii()], 40):
        try:
            asked.append((question["q"].rstrip("?. "), _answers(shipped, question["q"])))
        except RetailGraphError:
            continue
    pairs = list(combinations(asked, 2))
    for (one, first), (two, second) in pairs[:: max(1, len(pairs) // examples(40, 2000))]:
        try:
            both = _answers(shipped, f"{one} and {two}?")
        except RetailGraphError as error:
            assert getattr(error, "suggestions", ()), (one, two)  # no answer, and a way on
            continue
        assert both == [*first, *second], (one, two)
