"""What a question costs as of another day and as known on another day, beside the same question of today.

Over a generated graph, in processes of their own: the first that asks as known on a day concludes what was known
then and keeps it; what asks later finds it. Questions are ``ask("partners of X")`` and ``show(X)`` of companies
drawn with a seed; each is asked once without being measured, so that all have the same pages in memory.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from measuring import generated, installed, machine, say, table, verdict

TARGET = 3.0
DAY = "2019-06-30"


def _seconds(work: Callable[[], Any], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def inside(store: str, count: int, times: int) -> dict[str, Any]:
    """Seconds to have each view, and of each question, by view."""
    from retailgraph import RetailGraph

    found: dict[str, Any] = {}
    with RetailGraph.open(store) as graph:
        companies = sorted(id for id, types in graph.types().items() if "Company" in types)
        labels = graph.labels()
        chosen = [labels[id] for id in Random(7).sample(companies, min(count, len(companies)))]
        asked = {"today": {}, "as of a day": {"as_of": DAY}, "as known on a day": {"known_on": DAY}}
        for of, when in asked.items():
            start = time.process_time()
            view = graph.at(**when)
            view.show(chosen[0])
            had = time.process_time() - start
            questions = {
                "ask": [partial(view.ask, f"partners of {name}") for name in chosen],
                "show": [partial(view.show, name) for name in chosen],
            }
            costs = {kind: [_seconds(work, times) for work in works] for kind, works in questions.items()}
            found[of] = {"had": had, **costs}
    return found


def _table(first: dict[str, Any], later: dict[str, Any]) -> str:
    rows = []
    for name, costs in later.items():
        cells = [f"{first[name]['had']:.2f}", f"{costs['had']:.3f}"]
        for kind in ("ask", "show"):
            ratio = median(a / b for a, b in zip(costs[kind], later["today"][kind], strict=True))
            told = "" if name == "today" else f", {verdict(ratio, TARGET)}"
            cells.append(f"{median(costs[kind]) * 1000:.2f}{told}")
        rows.append((name, *cells))
    return table(("", "view and one card, CPU s, first", "later", "ask, ms", "show, ms"), rows)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="", help="the Python of an environment with retailgraph in it")
    options.add_argument("--claims", type=int, default=100_000)
    options.add_argument("--companies", type=int, default=100)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--store", default="", help="a store with the generated claims, made before")
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.inside:
        print(json.dumps(inside(chosen.store, chosen.companies, chosen.times)))
        return
    with tempfile.TemporaryDirectory() as home:
        environment = installed(Path(home), chosen.python)
        store = generated(environment, Path(home), chosen.claims, chosen.store)
        words = ["--inside", "--store", store, "--companies", str(chosen.companies)]
        words += ["--times", str(chosen.times)]
        say("asking for the first time, then again")
        found = [
            json.loads(environment.run(environment.python, Path(__file__).absolute(), *words))
            for _ in range(2)
        ]
        print(f"as of and as known on {DAY}, {chosen.companies} companies; {machine(environment)}\n")
        print(_table(*found))


if __name__ == "__main__":
    main()
