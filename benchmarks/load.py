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

from generate import SEED, Market, write
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
  - says: Two companies ally, and one of them owns a brand that opens a store on a platform.
    claims:
      - {one} partnersWith {two}: {{scope: online sales, market: CN}}
      - {brand} sellsOn {platform}: {{through: flagship store}}
      - {one} owns {brand}
"""
# What a load costs goes by how much is claimed about what it names: the first ids come up most.
_NAMED = {"much": (0, 1, 0, 0), "little": (4100, 4200, 6000, 500)}


def _articles(folder: Path, claims: int) -> dict[str, Path]:
    """One article about what is named most, one about what is named now and then."""
    ids = Market(claims, SEED).ids
    paths = {}
    for word, places in _NAMED.items():
        scaled = [place * claims // 100_000 for place in places]
        scaled[1] += scaled[1] == scaled[0]
        kinds = ("company", "company", "brand", "platform")
        named = [ids[kind][place] for kind, place in zip(kinds, scaled, strict=True)]
        filled = _ARTICLE.format(**dict(zip(("one", "two", "brand", "platform"), named, strict=True)))
        paths[word] = folder / f"2026-01-15-one-more-{word}.yaml"
        paths[word].write_text(filled, encoding="utf-8")
    return paths


def measure(environment: Environment, claims: int, rounds: int) -> str:
    """The table of this benchmark."""
    files = write(environment.home / "generated", claims)
    articles = _articles(environment.home, claims)
    costs: dict[str, list[Cost]] = {word: [] for word in ("load", "bulk", *articles)}
    for number in range(rounds):
        store, dump, bare = (environment.home / f"{word}{number}" for word in ("own", "dump", "bare"))
        say(f"round {number + 1} of {rounds}: load, bulk load, one more article")
        load: list[str | Path] = [environment.retailgraph, "-q", "--store", store, "load"]
        costs["load"].append(cost([*load, *files], environment.variables))
        quads = environment.run(environment.python, "-c", _DUMP, store, dump).strip()
        costs["bulk"].append(cost([environment.python, "-c", _BULK, bare, dump], environment.variables))
        for word, article in reversed(articles.items()):
            costs[word].append(cost([*load, article], environment.variables))
        say(f"{claims:,} claims became {int(quads):,} quads in {dump.stat().st_size / 1e6:.0f} MB of N-Quads")
        dump.unlink()
        for folder in (store, bare):
            shutil.rmtree(folder)
    return _table(claims, {word: sorted(found)[len(found) // 2] for word, found in costs.items()})


def _table(claims: int, used: dict[str, Cost]) -> str:
    bulk = used["bulk"].cpu
    names = {
        "bulk": "bulk_load of the same quads",
        "load": f"retailgraph load, {claims:,} claims",
        "little": "one more article, about little-known names",
        "much": "one more article, about the best-known names",
    }
    rows = []
    for word, name in names.items():
        ratio = used[word].cpu / bulk
        told = verdict(ratio, TARGET) if word == "load" else f"{ratio:.2f}" if word != "bulk" else ""
        rows.append((name, *_cells(used[word]), told))
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
