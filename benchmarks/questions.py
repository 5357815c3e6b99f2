"""How many questions of a suite are answered right, wrong, not but with help, or refused.

A suite is a file of JSON lines. Each has ``q``, a question; ``expect``, what is right, in words; and, to be
graded without a reader, ``must``, texts that a right answer holds (of a list in the list any one), and perhaps
``never``, texts that it may not hold, and ``answer``, yes, no or unknown. A line without ``must`` is graded by the
names, dates and numbers of ``expect``, and by the yes or no that it begins with: that is only a hint.

A wrong answer counts four times.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from retailgraph.cli import cli

HERE = Path(__file__).resolve().parent
SUITES = sorted((HERE / "questions").glob("*.jsonl"))
GRADES = ("right", "wrong", "helped", "refused")
WEIGHTS = {"right": 1, "wrong": -4, "helped": 0, "refused": 0}
_TOKEN = re.compile(r"\d[\d.,]*\d(?:-\d\d)*|\d{4}(?:-\d\d)*|[A-ZÀ-Þ][\w'’&.À-ÿ-]*(?: (?:[A-ZÀ-Þ&][\w'’&.À-ÿ-]*|de|of|the))*")
_HELP = re.compile(r"did you mean|try:|ask instead|may mean several|for example|or the command", re.I)


class Graded(NamedTuple):
    """A question with its grade, and what is missing where it is not right."""

    question: dict[str, Any]
    grade: str
    output: str
    missing: tuple[str, ...] = ()


def wanted(question: dict[str, Any]) -> tuple[list[Any], str]:
    """What the answer must hold, and yes, no or unknown if it must say so."""
    said = question.get("answer", "")
    if "must" in question:
        return question["must"], said
    expect = str(question.get("expect", ""))
    begins = re.match(r"(yes|no|unknown)\b", expect, re.I)
    said = said or (begins[1].lower() if begins else "")
    tokens = [token for token in _TOKEN.findall(expect) if len(token) > 2]
    return tokens[:4] if not begins else [], said


def grade(question: dict[str, Any], runner: CliRunner) -> Graded:
    """Ask one question as a user does, and grade what is printed."""
    done = runner.invoke(cli, ["ask", question["q"]], env={"COLUMNS": "400"})
    output = done.output
    if done.exit_code:
        return Graded(question, "helped" if _HELP.search(output) else "refused", output)
    tokens, said = wanted(question)
    plain = output.casefold()
    missing = [
        str(token)
        for token in tokens
        if not any(one.casefold() in plain for one in (token if isinstance(token, list) else [token]))
    ]
    missing += [f"not {token}" for token in question.get("never", ()) if token.casefold() in plain]
    if said and not re.search(rf"^{said}\b", output, re.I | re.M):
        missing.append(said)
    return Graded(question, "wrong" if missing else "right", output, tuple(missing))


def read(path: Path) -> list[dict[str, Any]]:
    """The questions of a suite."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def report(graded: list[Graded], every: bool) -> str:
    """Each question that is not right with its heading, then the counts by category and in all."""
    lines = []
    for found in graded:
        if found.grade != "right" or every:
            head = "\n".join(found.output.strip().splitlines()[:4])
            lines += [f"{found.grade:8}{found.question['q']}", f"        expects: {found.question.get('expect')}"]
            lines += [f"        missing: {'; '.join(found.missing)}"] if found.missing else []
            lines += [f"        | {line[:150]}" for line in head.splitlines()]
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for found in graded:
        table[str(found.question.get("category", ""))][found.grade] += 1
        table["all"][found.grade] += 1
    lines.append(f"{'':14}" + "".join(f"{name:>9}" for name in GRADES))
    lines += [f"{name:14}" + "".join(f"{table[name][g]:9}" for g in GRADES) for name in (*sorted(table.keys() - {"all"}), "all")]
    score = sum(WEIGHTS[f.grade] for f in graded)
    lines.append(f"score {score} of {len(graded)} ({100 * score / max(1, len(graded)):.0f} in a hundred)")
    return "\n".join(lines)


def main() -> None:
    """Print the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("suites", nargs="*", type=Path, default=SUITES)
    options.add_argument("--every", action="store_true", help="print right answers too")
    options.add_argument("--only", default="", help="only questions that hold this text")
    chosen = options.parse_args()
    runner = CliRunner()
    questions = [q for path in chosen.suites for q in read(path) if chosen.only.casefold() in q["q"].casefold()]
    print(report([grade(question, runner) for question in questions], chosen.every))


if __name__ == "__main__":
    main()
