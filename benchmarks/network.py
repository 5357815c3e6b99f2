"""What a NetworkX graph of 100,000 edges costs, beside adding the same edges to an empty one.

In turn, in one process: the engine's rows alone (the queries that are run, nothing made of them), reading (the
same with what is made of the rows), building the graph of what was read, both together as ``networkx()`` does
them, and the comparison, which adds the same nodes and edges with the same attributes from lists to an empty
MultiDiGraph.
Then the four files of networks are written, each piece thrown away. With ``--central`` also: how much lies
between others through each entity, with scipy and without.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from measuring import generated, installed, listened, machine, say, table, verdict

TARGET = 3.0


def _cpu(work: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    gc.collect()
    start = time.process_time()
    made = work(*given)
    return time.process_time() - start, made


def _one_by_one(nodes: list[Any], edges: list[Any]) -> Any:
    import networkx as nx

    network: Any = nx.MultiDiGraph()
    for name, facts in nodes:
        network.add_node(name, **facts)
    for one, two, key, facts in edges:
        network.add_edge(one, two, key=key, **facts)
    return network


def _at_once(nodes: list[Any], edges: list[Any]) -> Any:
    import networkx as nx

    network: Any = nx.MultiDiGraph()
    network.add_nodes_from(nodes)
    network.add_edges_from(edges)
    return network


def _written(pieces: Iterable[str]) -> int:
    return sum(map(len, pieces))


def _rows(graph: Any, read: Callable[[], Any]) -> float:
    """The statements of a reading, each row visited and nothing made of it."""
    ran = listened(read)
    ask = graph.tables.connection.execute
    seconds, _ = _cpu(lambda: [None for statement, values in ran for _ in ask(statement, values)])
    return seconds


def _central(network: Any, ontology: Any) -> dict[str, list[float]]:
    """Betweenness with scipy, then with networkx alone."""
    from retailgraph.connections import groups, joined

    simple = joined.pairs(network, ontology)
    found = {"linked": [sum(1 for name in simple if simple.degree[name])], "pairs": [len(simple.edges())]}
    for name, hidden in (("scipy", False), ("networkx", True)):
        if hidden:
            sys.modules["retailgraph.connections.passing"] = None  # type: ignore[assignment]
        found[name] = [_cpu(groups.betweenness, simple)[0]]
    return found


def inside(store: str, rounds: int, central: bool) -> dict[str, list[float]]:
    """The measurements, in the process that has retailgraph: seconds of each."""
    from retailgraph import RetailGraph
    from retailgraph.interchange import NETWORK_FORMATS, network_text
    from retailgraph.network import INCLUDE
    from retailgraph.network.building import networkx_graph, put_together
    from retailgraph.network.links import links
    from retailgraph.network.nodes import nodes as nodes_of
    from retailgraph.network.wanted import Wanted

    found: dict[str, list[float]] = {}

    def timed(name: str, work: Callable[..., Any], *given: Any) -> Any:
        seconds, made = _cpu(work, *given)
        found.setdefault(name, []).append(seconds)
        return made

    with RetailGraph.open(store) as graph:
        wanted = Wanted(graph.ontology, (), (), INCLUDE, 1)

        def reading() -> Any:
            return nodes_of(graph), list(links(graph, wanted))

        found["rows"] = [_rows(graph, reading)]
        for _ in range(rounds):
            network = nodes = edges = read = None
            read = timed("read", reading)
            network = timed("built", put_together, *read, graph.period, wanted)
            network = read = None
            network = timed("whole", lambda: networkx_graph(graph, include=INCLUDE))
            nodes, edges = list(network.nodes(data=True)), list(network.edges(keys=True, data=True))
            timed("one by one", _one_by_one, nodes, edges)
            timed("at once", _at_once, nodes, edges)
        found["nodes"], found["edges"] = [len(nodes)], [len(edges)]
        for format in NETWORK_FORMATS:
            timed(format, _written, network_text(network, format, graph.ontology))
        if central:
            found |= _central(network, graph.ontology)
    return found


def _table(found: Mapping[str, list[float]]) -> str:
    whole = found["whole"]
    rows = [("the engine's rows alone", f"{median(found['rows']):.2f}", "")]
    rows += [("reading the store", f"{median(found['read']):.2f}", "")]
    rows += [("building the graph of what was read", f"{median(found['built']):.2f}", "")]
    rows += [("networkx() whole", f"{median(whole):.2f}", "")]
    for name, words in (("one by one", "add_node, add_edge"), ("at once", "add_nodes_from, add_edges_from")):
        ratio = median(made / bare for made, bare in zip(whole, found[name], strict=True))
        rows.append((f"bare {words}", f"{median(found[name]):.2f}", verdict(ratio, TARGET)))
    for format in ("graphml", "gexf", "node-link", "cytoscape"):
        rows.append((f"writing {format}", f"{median(found[format]):.2f}", ""))
    for library in ("scipy", "networkx"):
        if library in found:
            linked, pairs = found["linked"][0], found["pairs"][0]
            step = f"between, with {library}: {linked:,} linked, {pairs:,} pairs"
            rows.append((step, f"{found[library][0]:.2f}", ""))
    return table(("step", "CPU s, median", "the whole is times this"), rows)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="", help="the Python of an environment with retailgraph in it")
    options.add_argument("--claims", type=int, default=165_000, help="which make some 110,000 edges")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--store", default="", help="a store with the generated claims, made before")
    options.add_argument("--central", action="store_true", help="betweenness too; needs the extra fast")
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.inside:
        print(json.dumps(inside(chosen.store, chosen.rounds, chosen.central)))
        return
    with tempfile.TemporaryDirectory() as home:
        environment = installed(Path(home), chosen.python)
        store = generated(environment, Path(home), chosen.claims, chosen.store)
        say("reading and building")
        words = ["--inside", "--store", store, "--rounds", str(chosen.rounds)]
        words += ["--central"] if chosen.central else []
        found = json.loads(environment.run(environment.python, Path(__file__).absolute(), *words))
        size = f"{found['nodes'][0]:,} nodes, {found['edges'][0]:,} edges"
        print(f"network: {size}, {chosen.rounds} rounds; {machine(environment)}\n")
        print(_table(found))


if __name__ == "__main__":
    main()
