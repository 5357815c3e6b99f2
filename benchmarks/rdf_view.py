"""What the rows cost as RDF: triples and bytes a claim, the first query, and a query after one more article.

Beside each figure its target: 14 triples a claim, and under a second after a change of one article, of whatever size
the store is. Everything runs in this process, over a store in a folder of its own that is kept if ``--store`` names
one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from generate import SEED, Market, write
from load import _ARTICLE

from retailgraph import RetailGraph

_T = TypeVar("_T")


def timed(label: str, work: Callable[[], _T]) -> _T:
    """Do something, and say the seconds that it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    done = work()
    print(
        f"{label}: {time.perf_counter() - wall:.2f} s, {time.process_time() - cpu:.2f} s of CPU", flush=True
    )
    return done


def measure(store: Path, claims: int) -> None:
    """Fill a store unless it is there, and measure."""
    with RetailGraph.open(store) as graph:
        if not graph.counts()["claims"]:
            with tempfile.TemporaryDirectory() as folder:
                files = write(Path(folder), claims)
                timed("load", lambda: graph.load(files))
        ids = Market(claims, SEED).ids
        named = {"one": ids["company"][0], "two": ids["company"][1], "brand": ids["brand"][0]}
        timed("first query", lambda: graph.query("ASK {}"))
        held, size = graph.counts()["claims"], _bytes(graph)
        print(
            f"{len(graph.store) / held:.2f} triples and {size / held:,.0f} bytes a claim (target: 14 triples)"
        )
        path = store.with_name("2026-01-15-one-more.yaml")
        path.write_text(_ARTICLE.format(**named, platform=ids["platform"][0]), encoding="utf-8")
        timed("load of one article", lambda: graph.load([path]))
        timed("query after it (target: under 1 s)", lambda: graph.query("ASK {}"))
        timed("removal of it", lambda: graph.remove([path.stem]))
        timed("query after that (target: under 1 s)", lambda: graph.query("ASK {}"))


def _bytes(graph: RetailGraph) -> int:
    folder = graph.database
    return sum(f.stat().st_size for f in folder.iterdir()) if isinstance(folder, Path) else 0


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--claims", type=int, default=10_000)
    options.add_argument("--store", type=Path, help="a folder to keep the store in")
    chosen = options.parse_args()
    if chosen.store:
        measure(chosen.store, chosen.claims)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "store", chosen.claims)


if __name__ == "__main__":
    main()
