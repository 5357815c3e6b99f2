"""What chains between two entities, and the network whole, cost in a store made before: CPU, in one process.

Run it where retailgraph is installed: ``python benchmarks/chains.py STORE``. The pairs are drawn at random from
all that are the subject of anything, the same every time. The network is read and made; beside it the same nodes
and edges are added, one by one and at once, to an empty MultiDiGraph. Of several rounds the least counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from random import Random
from statistics import median
from typing import Any

from measuring import say
from network import _at_once, _one_by_one

from retailgraph import RetailGraph
from retailgraph.network import INCLUDE, networkx_graph


def _cpu(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def chains(graph: RetailGraph, pairs: int) -> str:
    """The median over pairs."""
    ids = sorted(row[0] for row in graph.tables.rows("SELECT DISTINCT subject FROM relationship"))
    random = Random(5)
    taken = sorted(_cpu(lambda: graph.path(*random.sample(ids, 2))) * 1000 for _ in range(pairs))
    return f"path: median {median(taken):.1f} ms, 9 of 10 under {taken[pairs * 9 // 10]:.1f} ms"


def whole(graph: RetailGraph, rounds: int) -> str:
    """The network beside bare additions."""
    network = networkx_graph(graph, include=INCLUDE)
    nodes, edges = list(network.nodes(data=True)), list(network.edges(keys=True, data=True))
    one_by_one = min(_cpu(lambda: _one_by_one(nodes, edges)) for _ in range(rounds))
    at_once = min(_cpu(lambda: _at_once(nodes, edges)) for _ in range(rounds))
    made = min(_cpu(lambda: networkx_graph(graph, include=INCLUDE)) for _ in range(rounds))
    times = f"{made / one_by_one:.1f} times add_edge, {made / at_once:.1f} times add_edges_from"
    return f"networkx, {len(edges):,} edges: {made:.3f} s, {times}"


def main() -> None:
    """Print both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("store", help="a store with generated claims")
    options.add_argument("--pairs", type=int, default=41)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with RetailGraph.open(chosen.store) as graph:
        say(f"{chosen.pairs} pairs, {chosen.rounds} rounds")
        print(chains(graph, chosen.pairs))
        print(whole(graph, chosen.rounds))


if __name__ == "__main__":
    main()
