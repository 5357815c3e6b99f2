"""The network as one link for each pair, with how telling it is."""

from __future__ import annotations

from collections.abc import Iterable
from math import log2
from typing import TYPE_CHECKING, Any

from retailgraph.errors import UsageError
from retailgraph.network import networkx_graph

if TYPE_CHECKING:
    import networkx

    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

NOW, EVER = ("inForce",), ("inForce", "ended", "deals")
_HEARSAY = ("rumoured", "denied")


def network_of(graph: Graph, relations: Iterable[str] = (), ever: bool = False) -> networkx.MultiDiGraph[str]:
    """What holds, or with ``ever`` also what has ended, and deals but for those only rumoured or denied."""
    return without_hearsay(networkx_graph(graph, relations=relations, include=EVER if ever else NOW))


def without_hearsay(network: networkx.MultiDiGraph[str]) -> networkx.MultiDiGraph[str]:
    """The same network, from which what is only rumoured or denied was taken away."""
    edges = network.edges(keys=True, data=True)
    network.remove_edges_from([(a, b, key) for a, b, key, facts in edges if is_hearsay(facts)])
    return network


def is_hearsay(facts: dict[str, Any]) -> bool:
    """Whether an edge is only rumoured, or denied."""
    return facts["status"] in _HEARSAY


def apart(one: str, two: str) -> None:
    """UsageError if two entities (ids) are one and the same."""
    if one == two:
        raise UsageError(f"'{one}' and '{two}' are one and the same; name two entities")


def weight(facts: dict[str, Any], ontology: Ontology) -> float:
    """How telling an edge is: the weight that the ontology gives its relation, from 0 to 1."""
    return ontology.relations[facts["relation"]].weight


def pairs(network: networkx.MultiDiGraph[str], ontology: Ontology) -> networkx.Graph[str]:
    """An undirected graph with the most telling edge of each pair: ``edge`` (ends and facts), ``weight``.

    Of relations that tell alike it is the one with most articles, of its spells the latest.
    """
    import networkx as nx

    simple: networkx.Graph[str] = nx.Graph()
    simple.add_nodes_from(network.nodes(data=True))
    latest: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one, two, facts in network.edges(data=True):
        other = latest.setdefault((one, two, facts["relationship"]), facts)
        if facts["spell"] > other["spell"]:
            latest[one, two, facts["relationship"]] = facts
    for (one, two, _), facts in latest.items():
        telling = weight(facts, ontology), facts["articles"]
        known = simple.edges[one, two] if simple.has_edge(one, two) else None
        if known is None or telling > (known["weight"], known["edge"][2]["articles"]):
            simple.add_edge(one, two, weight=telling[0], edge=(one, two, facts))
    return simple


def hub(degree: int) -> float:
    """What it costs to pass through an entity: the more it joins, the less the passage tells.

    One step's worth for each sixteenfold of its neighbours, so a market with 256 costs two steps.
    """
    return log2(max(degree, 1)) / 4


def words(facts: dict[str, Any], forward: bool, ontology: Ontology) -> str:
    """An edge in words, read from its subject or from its object."""
    relation = ontology.relations[facts["relation"]]
    return relation.label if forward else relation.inverse_label
