"""Files that hurt: no YAML, no text, too deep, too large, no files at all, or that state what cannot be.

Each is given to the commands that read it (``check`` and ``load``, ``propose``, ``review``), in a folder and
in processes of its own. Right is one line, or one for each finding, that names the file; the exit code that
is documented; the store, row by row, and all folders as before. What may be accepted must be whole. Never a
signal, a traceback, a character that a terminal obeys, or more time and memory than is bounded.

    python -m tests.attacks files [--only PATTERN] [--part K/N] [--show]
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ._process import part_of
from .hostile.model import HostileFile
from .hostile.trying import Trial, attacks, make_ground, try_file

AT_ONCE = 2


def tried(chosen: Sequence[HostileFile]) -> Iterator[Trial]:
    """Try them, two at a time; gives them in order."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as home, ThreadPoolExecutor(AT_ONCE) as pool:
        ground = make_ground(Path(home, "ground"))

        def one(number: int) -> Trial:
            folder = Path(home, str(number))
            try:
                return try_file(chosen[number], ground, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        yield from pool.map(one, range(len(chosen)))


def table(trials: Sequence[Trial]) -> str:
    """Figures by kind, in Markdown."""
    rows: dict[str, Counter[str]] = {}
    for trial in trials:
        row = rows.setdefault(trial.attack.kind, Counter())
        verdict = "wrong" if trial.faults else "refused" if trial.outcomes[-1].code else "accepted"
        row.update(["files", verdict])
        row["processes"] += len(trial.outcomes)
        row["cpu"] = max(row["cpu"], *(round(1000 * outcome.cpu) for outcome in trial.outcomes))
        row["peak"] = max(row["peak"], *(outcome.peak for outcome in trial.outcomes))
    counted = ("files", "refused", "accepted", "wrong", "processes")
    whole = Counter({name: sum(row[name] for row in rows.values()) for name in counted})
    whole.update({name: max(row[name] for row in rows.values()) for name in ("cpu", "peak")})
    head = f"| kind | {' | '.join(counted)} | CPU of one, at most | memory, at most |"
    lines = [head, "|---" + "|---:" * 7 + "|"]
    for kind, row in [*rows.items(), ("all", whole)]:
        figures = " | ".join(str(row[name]) for name in counted)
        lines.append(f"| {kind} | {figures} | {row['cpu'] / 1000:.1f} s | {row['peak'] / 1e6:.0f} MB |")
    return "\n".join(lines)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(words: Sequence[str]) -> int:
    """Try all, print figures and what went wrong; 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks files", description=__doc__)
    parser.add_argument("--only", default="", help="those whose name this pattern finds")
    parser.add_argument("--part", default="1/1", help="2/5 for the second of five parts")
    parser.add_argument("--show", action="store_true", help="a line for each")
    asked = parser.parse_args(words)
    chosen = part_of([attack for attack in attacks() if re.search(asked.only, attack.name)], asked.part)
    if not chosen:
        parser.error(f"no hostile file has a name with {asked.only!r}")
    trials = []
    for trial in tried(chosen):
        trials.append(trial)
        if trial.faults or asked.show:
            codes = ",".join(str(outcome.code) for outcome in trial.outcomes)
            last = trial.outcomes[-1]
            said = trial.faults or (last.err or last.out).strip()[:150]
            _say(f"{codes:5} {last.cpu:5.1f} s {last.peak / 1e6:5.0f} MB  {trial.attack.name}  {said}")
    _say(table(trials))
    return 1 if any(trial.faults for trial in trials) else 0
