"""Who matters, and who belongs together."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from retailgraph.connections.joined import network_of, pairs
from retailgraph.errors import NotFound
from retailgraph.lookup.rows import Plain

if TYPE_CHECKING:
    from collections.abc import Collection

    import networkx

    from retailgraph.graph import Graph

SEED = 20260101
EXACT, SAMPLE = 1000, 500
"""Beyond so many entities ``between`` is estimated, from so many of them, chosen with a fixed seed."""


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
    """Betweenness centrality, from 0 to 1; of more than :data:`EXACT` entities estimated from :data:`SAMPLE`.

    With scipy where it is installed, which takes a fraction of the time, else with networkx: the numbers are
    the same.
    """
    linked = [name for name in simple if simple.degree[name]]
    # Seeded, and nobody's secret: the same graph has the same numbers.
    starts = Random(SEED).sample(linked, SAMPLE) if len(linked) > EXACT else linked  # noqa: S311
    ways = _ways(simple, starts)
    # The starts stand for all that are linked; the measure is of all ordered pairs of two others.
    pairs_of_others = max(1, len(simple) - 1) * max(1, len(simple) - 2)
    scale = len(linked) / max(1, len(starts)) / pairs_of_others
    return {name: scale * passing for name, passing in ways.items()}


def _ways(simple: networkx.Graph[str], starts: list[str]) -> dict[str, float]:
    """How much of the shortest ways from the starts to each other entity leads through an entity."""
    try:
        from retailgraph.connections.passing import passing
    except ImportError:
        import networkx as nx

        found = nx.betweenness_centrality_subset(simple, starts, list(simple))
        return {name: 2 * halved for name, halved in found.items()}  # as each way has two directions
    return passing(simple, starts)


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
