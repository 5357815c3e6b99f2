"""Who matters, and who belongs together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retailgraph.connections.joined import network_of, pairs
from retailgraph.errors import NotFound
from retailgraph.lookup.rows import Plain

if TYPE_CHECKING:
    from collections.abc import Collection

    import networkx

    from retailgraph.graph import Graph

SEED = 20260101
SAMPLE = 500
"""Beyond so many entities ``between`` is estimated from as many of them, chosen with a fixed seed."""


@dataclass(frozen=True, slots=True)
class Central(Plain):
    """How much an entity matters, by two measures.

    ``links`` is how many others it is joined to. ``between`` is how often, of all shortest ways between two
    others, one leads through it, in percent (betweenness centrality).
    """

    entity: str
    id: str
    types: tuple[str, ...]
    links: int
    between: float


def central(graph: Graph, type: str = "", *, count: int = 20, ever: bool = False) -> tuple[Central, ...]:
    """The entities, or those of a type, that matter most, by how much lies between others through them.

    All entities count for the measures, whatever the type asked for. NotFound if there is no such type.
    """
    if type and type not in graph.ontology.types:
        raise NotFound(f"no type '{type}'; the types are {', '.join(graph.ontology.types)}")
    simple = pairs(network_of(graph, ever=ever), graph.ontology)
    between = betweenness(simple)
    found = [
        Central(
            facts["label"], name, tuple(facts["types"]), simple.degree[name], round(100 * between[name], 2)
        )
        for name, facts in simple.nodes(data=True)
        if simple.degree[name] and (not type or type in facts["types"])
    ]
    return tuple(sorted(found, key=lambda c: (-c.between, -c.links, c.id))[:count])


def betweenness(simple: networkx.Graph[str]) -> dict[str, float]:
    """Betweenness centrality, from 0 to 1: by rustworkx where it is installed, which is exact and fast.

    Otherwise by networkx, of more than :data:`SAMPLE` entities estimated from as many.
    """
    try:
        import rustworkx
    except ImportError:
        import networkx as nx

        sample = SAMPLE if len(simple) > SAMPLE else None
        found: dict[str, float] = nx.betweenness_centrality(simple, k=sample, seed=SEED)
        return found
    names = list(simple)
    number = {name: i for i, name in enumerate(names)}
    plain = rustworkx.PyGraph()
    plain.add_nodes_from(names)
    plain.add_edges_from_no_data([(number[one], number[two]) for one, two in simple.edges()])
    return {names[i]: value for i, value in rustworkx.betweenness_centrality(plain).items()}


@dataclass(frozen=True, slots=True)
class Community(Plain):
    """Entities that have more to do with each other than with the rest; named after who joins most of it."""

    name: str
    size: int
    members: tuple[str, ...]
    ids: tuple[str, ...]
    types: tuple[tuple[str, int], ...]


def communities(graph: Graph, *, ever: bool = False) -> tuple[Community, ...]:
    """The groups of the network, the largest first, found by the Louvain method with a fixed seed.

    Links weigh what their relation weighs in the ontology. Entities that nothing joins are left out.
    """
    simple = pairs(network_of(graph, ever=ever), graph.ontology)
    found = [_community(simple, members) for members in parts(simple)]
    return tuple(sorted(found, key=lambda c: (-c.size, c.name)))


def parts(simple: networkx.Graph[str]) -> list[set[str]]:
    """The sets of entities that belong together."""
    import networkx as nx

    linked = simple.subgraph([name for name in simple if simple.degree[name]])
    # The method looks at nodes in the order of the graph: a fixed one, or the seed would be worth nothing.
    ordered: networkx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(linked))
    ordered.add_weighted_edges_from(sorted((*sorted(e), d["weight"]) for *e, d in linked.edges(data=True)))
    found: list[set[str]] = nx.community.louvain_communities(ordered, seed=SEED)
    return found


def _community(simple: networkx.Graph[str], members: Collection[str]) -> Community:
    inside = simple.subgraph(members)
    ranked = sorted(members, key=lambda n: (-inside.degree(n, weight="weight"), n))
    labels = tuple(simple.nodes[name]["label"] for name in ranked)
    types = Counter(simple.nodes[name]["type"] for name in members)
    return Community(
        _name(labels, [inside.degree[n] for n in ranked]),
        len(members),
        labels,
        tuple(ranked),
        tuple(types.most_common()),
    )


def _name(labels: tuple[str, ...], links: list[int]) -> str:
    """Those who join most of the group: at most three, each with at least half the links of the first."""
    leading = [label for label, n in zip(labels, links, strict=True) if 2 * n >= links[0]][:3]
    return " and ".join(([", ".join(leading[:-1])] if leading[:-1] else []) + leading[-1:])
