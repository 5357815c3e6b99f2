"""The network as one link for each pair, with how telling it is."""

from __future__ import annotations

from collections.abc import Iterable
from math import log2
from typing import TYPE_CHECKING, Any

from retailgraph.network import networkx_graph

if TYPE_CHECKING:
    import networkx

    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

NOW, EVER = ("inForce",), ("inForce", "ended", "deals")


def network_of(graph: Graph, relations: Iterable[str] = (), ever: bool = False) -> networkx.MultiDiGraph[str]:
    """What holds, or with ``ever`` also what has ended and the deals that were done or called off."""
    return networkx_graph(graph, relations=relations, include=EVER if ever else NOW)


def weight(facts: dict[str, Any], ontology: Ontology) -> float:
    """How telling an edge is: the weight that the ontology gives its relation, from 0 to 1."""
    return ontology.relations[facts["relation"]].weight


def pairs(network: networkx.MultiDiGraph[str], ontology: Ontology) -> networkx.Graph[str]:
    """An undirected graph with the most telling edge of each pair: ``edge`` (ends and facts), ``weight``."""
    import networkx as nx

    simple: networkx.Graph[str] = nx.Graph()
    simple.add_nodes_from(network.nodes(data=True))
    for one, two, facts in network.edges(data=True):
        telling = weight(facts, ontology)
        known = simple.edges[one, two] if simple.has_edge(one, two) else None
        if known is None or (telling, facts["articles"]) > (known["weight"], known["edge"][2]["articles"]):
            simple.add_edge(one, two, weight=telling, edge=(one, two, facts))
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
