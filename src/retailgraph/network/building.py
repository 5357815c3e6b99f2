"""The entities and relationships of a day as a NetworkX graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from retailgraph.articles.rows import no_collector
from retailgraph.dates import PartialDate
from retailgraph.errors import NotFound
from retailgraph.graph import Graph
from retailgraph.network.links import Link, links
from retailgraph.network.nodes import nodes
from retailgraph.network.wanted import Wanted

if TYPE_CHECKING:
    import networkx

Edge: TypeAlias = tuple[str, str, str, dict[str, Any]]
"""Subject, object, key and attributes, as networkx takes them."""


def networkx_graph(
    graph: Graph,
    *,
    relations: Iterable[str] = (),
    types: Iterable[str] = (),
    around: str | Iterable[str] | None = None,
    hops: int = 1,
    include: Iterable[str] = ("inForce",),
) -> networkx.MultiDiGraph[str]:
    """Entities and what joins them on the day that the graph is of, or on some day of its month or year.

    ``relations`` and ``types`` keep only those; a deal or event named in ``relations`` needs no word in
    ``include``. ``around`` keeps what lies within ``hops`` of an entity or several, whatever their types;
    without it every entity is a node, also one that nothing joins.

    A node is an entity's id with ``label``, ``type``, ``types``, ``names`` (the current one first, former
    ones last), ``country`` and ``id_wikidata``, ``id_lei`` and so on. An edge is one spell; its key is the
    relation, with what tells several apart. ``status`` is a word of :data:`INCLUDE`, of a deal its rung;
    ``stale`` says that nobody has confirmed it lately; ``share`` is that of the day, ``shares`` are all
    steps with their days; ``relationship`` and ``spell`` together name it, also in the store.
    Symmetric relations have one edge. Lists stay lists, dates are ISO text, what is not known is empty.

    NotFound for an unknown entity, relation or type; UsageError for another word in ``include``.
    """
    wanted = Wanted(graph.ontology, tuple(relations), tuple(types), tuple(include), hops)
    with no_collector():
        known = nodes(graph)
        centres = centres_in(around, known)
        return put_together(known, links(graph, wanted), graph.period, wanted, centres)


def put_together(
    nodes: Mapping[str, dict[str, Any]],
    chosen: Iterable[Link],
    when: PartialDate,
    wanted: Wanted,
    centres: Sequence[str] | None = None,
) -> networkx.MultiDiGraph[str]:
    """The graph of the links of a day, whose facts become those of edges."""
    import networkx as nx

    kept: Collection[str] = nodes
    if wanted.types:
        kept = {n for n, known in nodes.items() if wanted.has_type(known["types"])} | set(centres or ())
        chosen = _between(chosen, kept)
    if centres is not None:
        chosen = list(chosen)
        kept = _within(centres, wanted.hops, chosen)
        chosen = _between(chosen, kept)
    network: networkx.MultiDiGraph[str] = nx.MultiDiGraph(as_of=when.text)
    with no_collector():
        network.add_nodes_from((name, known) for name, known in nodes.items() if name in kept)
        for one, two, key, facts in _keyed(chosen):
            network.add_edge(one, two, key)
            # As add_edges_from does it, but for a copy and three views of each edge.
            network.get_edge_data(one, two, key).update(facts)
    return network


def centres_in(around: str | Iterable[str] | None, nodes: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The entities that a network is to surround; NotFound for one that is not there."""
    if around is None:
        return None
    centres = (around,) if isinstance(around, str) else tuple(around)
    for name in centres:
        if name not in nodes:
            raise NotFound(f"no entity '{name}'; see: retailgraph list")
    return centres


def _between(links: Iterable[Link], kept: Collection[str]) -> Iterator[Link]:
    return (link for link in links if link.subject in kept and link.object in kept)


def _within(centres: Iterable[str], hops: int, links: Iterable[Link]) -> set[str]:
    """The entities at most so many steps away, in either direction."""
    beside: dict[str, set[str]] = defaultdict(set)
    for link in links:
        beside[link.subject].add(link.object)
        beside[link.object].add(link.subject)
    near = reached = set(centres)
    for _ in range(hops):
        near = {other for name in near for other in beside[name]} - reached
        reached = reached | near
    return reached


def _keyed(links: Iterable[Link]) -> Iterator[Edge]:
    """As edges; a key is the relation, with its distinction or the spell's number where several need it.

    Links with the same ends and relation follow each other. ``itertools.groupby`` would do, at the cost
    of a list and a tuple for each edge.
    """
    alike: list[Link] = []
    subject = object = relation = ""
    for link in links:
        if link[1] != object or link[0] != subject or link[2] != relation:
            if len(alike) > 1:
                yield from _told_apart(alike)
            elif alike:
                yield subject, object, relation, alike[0].facts
            subject, object, relation = link[:3]
            alike = [link]
        else:
            alike.append(link)
    yield from _told_apart(alike)


def _told_apart(alike: Sequence[Link]) -> Iterator[Edge]:
    spells = Counter(link.distinction for link in alike)
    for link in alike:
        words = [link.relation, *(value for _, value in link.distinction if len(spells) > 1)]
        if spells[link.distinction] > 1:
            words.append(f"#{link.number}")
        yield link.subject, link.object, " ".join(words), link.facts
