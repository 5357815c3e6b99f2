"""What look-ups cost in a process that runs already, over a generated graph of 100,000 claims.

``ask("partners of X")`` is compared with its bare SQL: the statements that it runs, with the same values bound,
each row visited and nothing made of it. X are companies that have partners, drawn with a seed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from measuring import generated, installed, listened, machine, say, table, verdict

TARGET_RATIO, TARGET_NAME_MS = 3.0, 1.0
_PARTNERED = """
SELECT DISTINCT ?name WHERE {
  ?r rdf:predicate rg:partnersWith ; rdf:subject|rdf:object ?e . ?e a rg:Company ; rdfs:label ?name
}"""


def _seconds(work: Callable[[], Any], times: int) -> float:
    """The CPU of the quickest of several runs: what disturbs a run only ever adds to it."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time_ns()
        work()
        best = min(best, (time.process_time_ns() - start) / 1e9)
    return best


def inside(store: str, count: int, times: int) -> dict[str, list[float]]:
    """The measurements, in the process that has retailgraph: seconds of each question."""
    from retailgraph import RetailGraph
    from retailgraph.lookup import names

    with RetailGraph.open(store) as graph:
        partnered = sorted({str(row[0]) for row in graph.query(_PARTNERED).rows})
        chosen = Random(11).sample(partnered, min(count, len(partnered)))
        found: dict[str, list[float]] = {"ask": [], "bare": [], "rows": [], "hits": [], "resolve": []}
        for name in chosen:
            asked = partial(graph.ask, f"partners of {name}")
            ran = listened(asked)

            def bare(ran: Any = ran) -> None:
                for statement, values in ran:
                    for _ in graph.tables.connection.execute(statement, values):
                        pass

            found["ask"].append(_seconds(asked, times))
            found["bare"].append(_seconds(bare, times))
            found["rows"].append(len(asked().rows))
            found["hits"].append(_seconds(partial(names.hits, graph, name), times))
            found["resolve"].append(_seconds(partial(names.resolve, graph, name), times))
        return found


def _table(found: Mapping[str, list[float]]) -> str:
    ratio = median(a / b for a, b in zip(found["ask"], found["bare"], strict=True))
    rows = [
        ("the bare SQL of ask", *_cells(found["bare"]), ""),
        ('ask("partners of X")', *_cells(found["ask"]), verdict(ratio, TARGET_RATIO)),
        ("names.hits(X)", *_cells(found["hits"]), ""),
        ("names.resolve(X)", *_cells(found["resolve"]), _under(found["resolve"])),
    ]
    return table(("look-up", "median ms", "9 of 10 under", "target"), rows)


def _under(seconds: list[float]) -> str:
    met = median(seconds) * 1000 < TARGET_NAME_MS
    return f"under {TARGET_NAME_MS:g} ms: {'met' if met else 'MISSED'}"


def _cells(seconds: list[float]) -> tuple[str, str]:
    return f"{median(seconds) * 1000:.3f}", f"{quantiles(seconds, n=10)[-1] * 1000:.3f}"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="", help="the Python of an environment with retailgraph in it")
    options.add_argument("--claims", type=int, default=100_000)
    options.add_argument("--count", type=int, default=500, help="how many X")
    options.add_argument("--times", type=int, default=5, help="runs of each, of which the quickest counts")
    options.add_argument("--store", default="", help="a store with the generated claims, made before")
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.inside:
        print(json.dumps(inside(chosen.store, chosen.count, chosen.times)))
        return
    with tempfile.TemporaryDirectory() as home:
        environment = installed(Path(home), chosen.python)
        store = generated(environment, Path(home), chosen.claims, chosen.store)
        words = ["--inside", "--store", store, "--count", str(chosen.count), "--times", str(chosen.times)]
        say("asking")
        found = json.loads(environment.run(environment.python, Path(__file__).absolute(), *words))
        rows = sum(found["rows"]) / len(found["rows"])
        print(
            f"look-ups over {chosen.claims:,} claims, {len(found['ask'])} companies with "
            f"{rows:.1f} rows each on average; {machine(environment)}\n"
        )
        print(_table(found))


if __name__ == "__main__":
    main()
