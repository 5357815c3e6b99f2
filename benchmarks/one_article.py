"""What one more article costs in a large store, beside the same article in a store that holds nothing else.

The article says that one of the best-known companies of the generated market owns another, or that two are
partners; it is loaded and taken away again, several pairs in turn, in one process. The small store holds the
two companies alone. CPU of ``load`` and ``remove`` whole: reading, checking, concluding, writing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from measuring import generated, installed, machine, say, table, verdict

TARGET = 5.0
_ARTICLE = """\
title: One more article
url: https://example.com/one-more/{number}
publisher: Daily
published: 2026-05-01
retrieved: 2026-05-02
passages:
  - says: One more fact.
    claims:
      - {claim}
"""


def pairs(store: str, count: int) -> list[tuple[str, str]]:
    """Pairs of the companies with the most relationships: the first with the second, and so on."""
    from retailgraph import RetailGraph
    from retailgraph.tables import counts

    with RetailGraph.open(store) as graph:
        types, many = graph.types(), counts.per_entity(graph.tables)
        known = [id for id in sorted(many, key=lambda id: -many[id]) if "Company" in types.get(id, ())]
    return list(zip(known[: 2 * count : 2], known[1 : 2 * count : 2], strict=True))


def _cost(graph: Any, folder: Path, number: int, claim: str) -> tuple[float, float]:
    file = folder / f"2026-05-01-more-{number}.yaml"
    file.write_text(_ARTICLE.format(number=number, claim=claim), encoding="utf-8")
    start = time.process_time()
    graph.load([file])
    loaded = time.process_time()
    graph.remove([file.stem])
    return loaded - start, time.process_time() - loaded


def inside(store: str, folder: Path, count: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds of loading and of removing, by what the article says and which store it is put into."""
    from retailgraph import RetailGraph

    found: dict[str, list[tuple[float, float]]] = {}
    large = Path(shutil.copytree(store, folder / "large"))
    chosen = pairs(store, count)
    small = folder / "small"
    lines = "".join(f"{id}: {{type: Company, name: {id}}}\n" for pair in chosen for id in pair)
    (folder / "entities.yaml").write_text(lines, encoding="utf-8")
    with RetailGraph.open(small, create=True) as graph:
        graph.load([folder / "entities.yaml"])
    for name, place in (("small", small), ("large", large)):
        with RetailGraph.open(place) as graph:
            for relation in ("owns", "partnersWith"):
                claims = [f"{one} {relation} {two}" for one, two in chosen]
                _cost(graph, folder, 0, claims[0])  # once unmeasured: modules are imported, pages read
                costs = [_cost(graph, folder, number, claim) for number, claim in enumerate(claims, 1)]
                found[f"{name} {relation}"] = costs
    return found


def _rows(found: dict[str, list[tuple[float, float]]]) -> Iterator[tuple[str, ...]]:
    for relation in ("owns", "partnersWith"):
        for at, done in enumerate(("loaded", "removed")):
            small, large = ([cost[at] for cost in found[f"{of} {relation}"]] for of in ("small", "large"))
            ratio = median(large) / median(small)
            shown = (f"{median(small) * 1000:.0f}", f"{median(large) * 1000:.0f}", f"{max(large) * 1000:.0f}")
            yield f"{relation}, {done}", *shown, verdict(ratio, TARGET)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="", help="the Python of an environment with retailgraph in it")
    options.add_argument("--claims", type=int, default=100_000)
    options.add_argument("--pairs", type=int, default=10)
    options.add_argument("--store", default="", help="a store with the generated claims, made before; copied")
    options.add_argument("--inside", default="", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.inside:
        print(json.dumps(inside(chosen.store, Path(chosen.inside), chosen.pairs)))
        return
    with tempfile.TemporaryDirectory() as home:
        environment = installed(Path(home), chosen.python)
        store = generated(environment, Path(home), chosen.claims, chosen.store)
        say("loading and removing")
        words = ["--inside", home, "--store", store, "--pairs", str(chosen.pairs)]
        found = json.loads(environment.run(environment.python, Path(__file__).absolute(), *words))
        print(f"one article, {chosen.pairs} pairs; {machine(environment)}\n")
        head = ("article", "small store, CPU ms", "large store", "the dearest", "large is times small")
        print(table(head, list(_rows(found))))


if __name__ == "__main__":
    main()
