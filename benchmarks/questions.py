"""How many questions of a suite are answered right, wrong, not but with help, or refused.

A suite is a file of JSON lines. Each has ``q``, a question; ``expect``, what is right, in words; and, to be
graded without a reader, ``must``, texts that a right answer holds (of a list in the list any one), and perhaps
``never``, texts that it may not hold, and ``answer``, yes, no or unknown. A line without ``must`` is graded by the
names, dates and numbers of ``expect``, and by the yes or no that it begins with: that is only a hint. Or it has
``question``, ``kind`` and ``right``, with ``all``, ``any``, ``none``, ``first`` and ``prose``.

A wrong answer counts four times.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from click.testing import CliRunner

from retailgraph.cli.commands import cli

HERE = Path(__file__).resolve().parent
SUITES = sorted((HERE / "questions").glob("*.jsonl"))
GRADES = ("right", "wrong", "helped", "refused")
WEIGHTS = {"right": 1, "wrong": -4, "helped": 0, "refused": 0}
_CHINESE = {"yes": "是：", "no": "否：", "unknown": "未知："}
_TOKEN = re.compile(
    r"\d[\d.,]*\d(?:-\d\d)*|\d{4}(?:-\d\d)*|[A-ZÀ-Þ][\w'’&.À-ÿ-]*(?: (?:[A-ZÀ-Þ&][\w'’&.À-ÿ-]*|de|of|the))*"
)
_AFTER = re.compile(r"\[after: ([^\]]+)\] (.+)")
_ASIDE = re.compile(r"note:|but:|try:|.* · ", re.I)
_MARKED = re.compile(r"  (ended|called off|denied|announced|rumoured|[^ ].*, uncertain)  ")
_HELP = re.compile(r"did you mean|try:|ask instead|may mean several|for example|or the command", re.I)


class Graded(NamedTuple):
    """A question with its grade, and what is missing where it is not right."""

    question: dict[str, Any]
    grade: str
    output: str
    missing: tuple[str, ...] = ()


def wanted(question: dict[str, Any]) -> tuple[list[Any], list[Any], list[str], str]:
    """What the answer must hold, of what any, what it may not hold, and what its first sentence must say."""
    right = question.get("right")
    if right is not None:
        must = [part.split("|") for part in right.get("all") or ()]
        either = [one for part in right.get("any") or () for one in part.split("|")]
        return must, [either] if either else [], list(right.get("none") or ()), str(right.get("first") or "")
    said = question.get("answer", "")
    if "must" in question:
        return question["must"], [], list(question.get("never", ())), said
    expect = str(question.get("expect", ""))
    begins = re.match(r"(yes|no|unknown)\b", expect, re.I)
    tokens = [token for token in _TOKEN.findall(expect) if len(token) > 2]
    return ([] if begins else tokens[:4]), [], [], said or (begins[1].lower() if begins else "")


def folded(text: str) -> str:
    """A text without case, accents, width and "the", as texts are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"\bthe ", "", "".join(c for c in plain if not unicodedata.combining(c)))


def asked(question: str, runner: CliRunner) -> tuple[str, bool]:
    """What is printed for a question, and whether that is an error; "[after: X] Y" asks Y on the prompt after X."""
    wide = {"COLUMNS": "400"}
    after = _AFTER.fullmatch(question)
    if after is None:
        done = runner.invoke(cli, ["ask", question], env=wide)
        # What the command prints of an error, main adds where the command ends.
        return done.output + (f"error: {done.exception}" if done.exit_code else ""), bool(done.exit_code)
    with mock.patch("retailgraph.cli.prompting.is_asked_for", lambda: True):
        done = runner.invoke(cli, ["ask"], input=f"{after[1]}\n{after[2]}\n", env=wide)
    # The last part is the prompt that waits for a third.
    output = done.output.split("\n? ")[2]
    return output, output.lstrip().startswith("error:")


def grade(question: dict[str, Any], runner: CliRunner) -> Graded:
    """Ask one question as a user does, and grade what is printed."""
    output, failed = asked(question["q"], runner)
    must, either, never, first = wanted(question)
    if failed:
        helps = bool(_HELP.search(output))
        allowed = helps and any(word in ("refused", "nothing") for word in first.split("|"))
        return Graded(question, "right" if allowed else "helped" if helps else "refused", output)
    plain = folded(output)
    missing = []
    for token in (*must, *either):
        options = token if isinstance(token, list) else [token]
        if not any(folded(one) in plain for one in options):
            missing.append(" or ".join(options[:4]))
    # What is over or in doubt, and marked so, is no answer that must not stand there.
    answering = (line for line in output.splitlines() if not (_ASIDE.match(line) or _MARKED.search(line)))
    rows = folded("\n".join(answering))
    missing += [f"not {token}" for token in never if f"\n{folded(token)} " in rows]
    if first and not any(_says(output, word) for word in first.split("|")):
        missing.append(f"first: {first}")
    return Graded(question, "wrong" if missing else "right", output, tuple(missing))


def _says(output: str, word: str) -> bool:
    """Whether the first sentence of an answer says what it has to."""
    head = "\n".join([line for line in output.splitlines() if not line.startswith("note:")][:3])
    if word in ("answer", "price", "date"):
        return word == "answer" or bool(re.search(r"\d", head))
    if word.startswith("number"):
        low, _, high = word.partition(":")[2].partition("..")
        found = [float(n.replace(",", "")) for n in re.findall(r"(?<![\d.-])\d[\d,]*(?:\.\d+)?", head)]
        return bool(found) and (not low or any(float(low) <= n <= float(high or low) for n in found))
    if word == "nothing":
        return bool(re.search(r"no article|nothing is reported|unknown", output, re.I))
    spoken = f"{re.escape(word)}\\b|\\b{_CHINESE[word]}" if word in _CHINESE else f"{re.escape(word)}\\b"
    return bool(re.search(rf"\b{spoken}", head if word in ("yes", "no") else output, re.I))


def read(path: Path) -> list[dict[str, Any]]:
    """The questions of a suite."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    named = {"question": "q", "kind": "category"}
    return [{named.get(key, key): value for key, value in line.items()} for line in lines]


def report(graded: list[Graded], every: bool) -> str:
    """Each question that is not right with its heading, then the counts by category and in all."""
    lines = []
    for found in graded:
        if found.grade != "right" or every:
            head = "\n".join(found.output.strip().splitlines()[:4])
            lines += [
                f"{found.grade:8}{found.question['q']}",
                f"        expects: {found.question.get('expect') or found.question['right']['prose']}",
            ]
            lines += [f"        missing: {'; '.join(found.missing)}"] if found.missing else []
            lines += [f"        | {line[:150]}" for line in head.splitlines()]
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for found in graded:
        table[str(found.question.get("category", ""))][found.grade] += 1
        table["all"][found.grade] += 1
    lines.append(f"{'':14}" + "".join(f"{name:>9}" for name in GRADES))
    lines += [
        f"{name:14}" + "".join(f"{table[name][g]:9}" for g in GRADES)
        for name in (*sorted(table.keys() - {"all"}), "all")
    ]
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
    questions = [
        q for path in chosen.suites for q in read(path) if chosen.only.casefold() in q["q"].casefold()
    ]
    print(report([grade(question, runner) for question in questions], chosen.every))


if __name__ == "__main__":
    main()
