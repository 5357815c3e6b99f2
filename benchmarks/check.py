"""What checking 100,000 claims costs, beside loading them.

``retailgraph check`` reads the files, runs the shapes over what they say and compares it with a graph;
``retailgraph load`` reads, concludes and writes. Checked are the same files against an own store with a
single article in it, and against the store that they were loaded into.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from generate import write
from measuring import Cost, Environment, cost, installed, machine, say, table, verdict

TARGET = 3.0
_FIRST = """\
title: One report of the retail trade
publisher: Amber Daily
published: 2004-01-15
passages:
  - says: One company owns another.
    claims:
      - first-company owns second-company
"""
_ENTITIES = """\
first-company: {type: Company, name: First Company}
second-company: {type: Company, name: Second Company}
"""


def measure(environment: Environment, claims: int, rounds: int) -> str:
    """The table of this benchmark."""
    files = write(environment.home / "generated", claims)
    small = environment.home / "small"
    small.mkdir()
    (small / "2004-01-15-first.yaml").write_text(_FIRST, encoding="utf-8")
    (small / "entities.yaml").write_text(_ENTITIES, encoding="utf-8")
    costs: dict[str, list[Cost]] = {"load": [], "check": [], "again": [], "store": []}
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}: load, check")
        full, other = environment.home / f"full{number}", environment.home / f"other{number}"

        def used(store: Path, *words: str | Path) -> Cost:
            command = [environment.retailgraph, "-q", "--store", store, *words]
            return cost(command, environment.variables)

        used(other, "load", small)
        costs["load"].append(used(full, "load", *files))
        costs["check"].append(used(other, "check", *files))
        costs["again"].append(used(full, "check", *files))
        costs["store"].append(used(full, "check"))
        shutil.rmtree(full)
        shutil.rmtree(other)
    return _table(claims, {word: sorted(found)[len(found) // 2] for word, found in costs.items()})


def _table(claims: int, used: dict[str, Cost]) -> str:
    names = {
        "load": f"retailgraph load, {claims:,} claims",
        "check": "retailgraph check of the same files",
        "again": "the same against the store that holds them",
        "store": "retailgraph check of that store",
    }
    rows = []
    for word, name in names.items():
        one = used[word]
        ratio = one.cpu / used["load"].cpu
        told = verdict(ratio, TARGET) if word in ("check", "again") else f"{ratio:.2f}"
        rows.append((name, f"{one.cpu:.2f}", f"{one.elapsed:.2f}", f"{one.peak / 1e6:.0f}", told))
    return table(("process", "CPU s", "clock s", "peak MB", "times the load"), rows)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="", help="the Python of an environment with retailgraph in it")
    options.add_argument("--claims", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = installed(Path(home), chosen.python)
        print(f"check: {chosen.claims:,} claims, {chosen.rounds} rounds; {machine(environment)}\n")
        print(measure(environment, chosen.claims, chosen.rounds))


if __name__ == "__main__":
    main()
