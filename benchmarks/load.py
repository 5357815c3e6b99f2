"""What loading 100,000 claims costs, beside the engine's own bulk load of the same quads.

``retailgraph load`` reads, checks, concludes and writes; the comparison is a process that only puts the
quads of the finished store, dumped to a file, into an empty store on disk with ``bulk_load``. Then one small
article is loaded into the full store.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from generate import write
from measuring import Cost, Environment, cost, installed, machine, say, table, verdict

TARGET = 3.0
_DUMP = """
import sys
import pyoxigraph as ox
from retailgraph import RetailGraph
with RetailGraph.open(sys.argv[1]) as graph:
    graph.store.dump(sys.argv[2], ox.RdfFormat.N_QUADS)
    print(len(graph.store))
"""
_BULK = """
import sys
import pyoxigraph as ox
store = ox.Store(sys.argv[1])
store.bulk_load(path=sys.argv[2], format=ox.RdfFormat.N_QUADS)
store.flush()
"""
_ARTICLE = """\
title: One more report of the retail trade
url: https://news.example/one-more
publisher: Amber Daily
published: 2026-01-15
passages:
  - says: Two companies ally, and a brand of one of them opens a store on a platform.
    claims:
      - company-alder-0 partnersWith company-larch-303: {scope: online sales, market: CN}
      - brand-alder-0 sellsOn platform-alder-0: {through: flagship store}
      - company-larch-303 owns brand-blue-984
"""


def measure(environment: Environment, claims: int, rounds: int) -> str:
    """The table of this benchmark."""
    files = write(environment.home / "generated", claims)
    article = environment.home / "2026-01-15-one-more.yaml"
    article.write_text(_ARTICLE, encoding="utf-8")
    loads, bulks, seconds = [], [], []
    quads = ""
    for number in range(rounds):
        store, dump, bare = (environment.home / f"{word}{number}" for word in ("own", "dump", "bare"))
        say(f"round {number + 1} of {rounds}: load, bulk load, one more article")
        load = [environment.retailgraph, "-q", "--store", store, "load"]
        loads.append(cost([*load, *files], environment.variables))
        quads = environment.run(environment.python, "-c", _DUMP, store, dump).strip()
        bulks.append(cost([environment.python, "-c", _BULK, bare, dump], environment.variables))
        seconds.append(cost([*load, article], environment.variables))
        dump.unlink()
        for folder in (store, bare):
            shutil.rmtree(folder)
    say(f"{claims:,} claims became {int(quads):,} quads")
    return _table(claims, loads, bulks, seconds)


def _table(claims: int, loads: list[Cost], bulks: list[Cost], seconds: list[Cost]) -> str:
    load, bulk, second = (sorted(costs)[len(costs) // 2] for costs in (loads, bulks, seconds))
    rows = [
        ("bulk_load of the same quads", *_cells(bulk), ""),
        (f"retailgraph load, {claims:,} claims", *_cells(load), verdict(load.cpu / bulk.cpu, TARGET)),
        ("retailgraph load, one more article", *_cells(second), f"{second.cpu / bulk.cpu:.2f}"),
    ]
    return table(("process", "CPU s", "clock s", "peak MB", "times the bulk_load"), rows)


def _cells(used: Cost) -> tuple[str, str, str]:
    return f"{used.cpu:.2f}", f"{used.elapsed:.2f}", f"{used.peak / 1e6:.0f}"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="", help="the Python of an environment with retailgraph in it")
    options.add_argument("--claims", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = installed(Path(home), chosen.python)
        print(f"load: {chosen.claims:,} claims, {chosen.rounds} rounds; {machine(environment)}\n")
        print(measure(environment, chosen.claims, chosen.rounds))


if __name__ == "__main__":
    main()
