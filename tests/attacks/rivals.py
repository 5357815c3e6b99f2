"""Hundreds and thousands who claim to own one brand: one conflict, and work that grows with their number.

Right is that ``load`` takes them, that ``conflicts`` tells of one conflict, in a page, and that a question
and an export end. Twice as many may take little more than twice the CPU: what costs n log n.

    python -m tests.attacks rivals [--count N ...]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ._process import Outcome, finished
from .hostile.trying import PROGRAM, environment

COMMANDS = (
    ("load", "in"),
    ("conflicts",),
    ("conflicts", "-f", "json"),
    ("who owns Finch",),
    ("export", "-f", "nquads"),
)
PAGE = 20_000
"""Characters of conflicts that a person is shown at most."""
GROWTH = 1.6
"""How much more than in proportion the CPU of a command may grow from one count to the next."""


FORMS = {
    "at once": lambda n: f"firm-{n} owns finch",
    "from a year on": lambda n: f"firm-{n} owns finch: {{from: {1900 + n % 100}}}",
}
"""What is claimed of the company of a number."""
HEAD = """\
title: Rivals
publisher: Daily
published: 2020-01-01
passages:
  - says: All own it.
    claims:
"""


def made(count: int, form: str, folder: Path) -> None:
    """So many companies, and an article in which each of them owns one brand."""
    firms = [f"firm-{n}: {{type: Company, name: Firm {n}}}\n" for n in range(count)]
    brand = "finch: {type: Brand, name: Finch}\n"
    folder.mkdir()
    (folder / "entities.yaml").write_text("".join([*firms, brand]), encoding="utf-8")
    claims = "".join(f"      - {FORMS[form](n)}\n" for n in range(count))
    (folder / "2020-01-01-rivals.yaml").write_text(HEAD + claims, encoding="utf-8")


def faults(command: Sequence[str], outcome: Outcome) -> list[str]:
    """What is wrong with what a command did."""
    found = [f"exit code {outcome.code}: {outcome.err[-200:]}"] if outcome.code else []
    if command == ("conflicts",) and len(outcome.out) > PAGE:
        found.append(f"{len(outcome.out):,} characters for a person")
    if command == ("conflicts", "-f", "json") and not outcome.code:
        rows = json.loads(outcome.out)["rows"]
        found += [] if len(rows) == 1 else [f"{len(rows)} conflicts"]
    return [f"{' '.join(command)}: {fault}" for fault in found]


def main(words: Sequence[str]) -> int:
    """Try each count; 1 if anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks rivals", description=__doc__)
    parser.add_argument("--count", type=int, nargs="+", default=[400, 2000])
    asked = parser.parse_args(words)
    sys.stdout.write("| rivals | command | CPU | memory | characters |\n|---|---|---:|---:|---:|\n")
    wrong = [fault for form in FORMS for fault in tried(form, sorted(asked.count))]
    sys.stdout.write(f"wrong: {len(wrong)}\n" + "".join(f"{one}\n" for one in wrong))
    return 1 if wrong else 0


def tried(form: str, counts: Sequence[int]) -> Iterator[str]:
    """Run all commands on so many rivals, then on more; gives what is wrong."""
    before: dict[tuple[str, ...], tuple[int, float]] = {}
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="rivals-") as place:
            folder = Path(place)
            made(count, form, folder / "in")
            for command in COMMANDS:
                line = [*PROGRAM, "--store", str(folder / "store"), *command, "-q"]
                outcome = finished(line, 600, folder, environment(folder), 100_000_000)
                yield from (f"{count} {form}: {fault}" for fault in faults(command, outcome))
                fewer, cost = before.get(command, (count, outcome.cpu))
                if outcome.cpu > GROWTH * cost * count / fewer:
                    yield f"{' '.join(command)}: {cost:.1f} s for {fewer}, {outcome.cpu:.1f} s for {count}"
                before[command] = count, outcome.cpu
                row = (
                    f"{count} {form}",
                    " ".join(command),
                    f"{outcome.cpu:.1f} s",
                    f"{outcome.peak / 1e6:.0f} MB",
                )
                sys.stdout.write(f"| {' | '.join(row)} | {len(outcome.out):,} |\n")
                sys.stdout.flush()
