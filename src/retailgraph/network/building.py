"""The entities and relationships of a day as a NetworkX graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from retailgraph.articles.rows import no_collector
from retailgraph.dates import PartialDate
from retailgraph.errors import NotFound, UsageError
from retailgraph.graph import Graph
from retailgraph.network import stored
from retailgraph.network.stored import Link
from retailgraph.ontology import STATE, Ontology
from retailgraph.relationships import Relationship, Spell
from retailgraph.standing import Standing, on, standing

if TYPE_CHECKING:
    import networkx

INCLUDE = ("inForce", "announced", "rumoured", "unknown", "ended", "denied", "deals")
"""What a network may hold: states by what they are on the day asked for; attempts at deals, and events."""
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
        nodes = stored.nodes(graph)
        centres = centres_in(around, nodes)
        asked = asked_of(graph.ontology, graph.period, wanted)
        return put_together(nodes, stored.links(graph, asked=asked), graph.period, wanted, centres)


def built(
    nodes: Mapping[str, dict[str, Any]],
    links: Iterable[Link],
    ontology: Ontology,
    when: PartialDate,
    wanted: Wanted,
    centres: Sequence[str] | None = None,
) -> networkx.MultiDiGraph[str]:
    """The graph of what was read from the store before; the facts of links become those of edges."""
    return put_together(nodes, of_day(links, ontology, when, wanted), when, wanted, centres)


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
    edges: Iterable[Any] = _keyed(chosen)
    with no_collector():
        network.add_nodes_from((name, known) for name, known in nodes.items() if name in kept)
        network.add_edges_from(edges)
    return network


class Wanted:
    """Which relations, types and statuses are asked for, checked."""

    def __init__(
        self,
        ontology: Ontology,
        relations: Sequence[str],
        types: Sequence[str],
        include: Sequence[str],
        hops: int,
    ) -> None:
        self._of = ontology.relations
        self.relations = frozenset(ontology.relation(name).name for name in relations)
        self.types = frozenset(types)
        self.include = frozenset(include)
        self.hops = hops
        for name in types:
            if name not in ontology.types:
                raise NotFound(f"no type '{name}'; the types are {', '.join(ontology.types)}")
        for word in include:
            if word not in INCLUDE:
                raise UsageError(f"'{word}' cannot be included; choose from {', '.join(INCLUDE)}")
        if hops < 0:
            raise UsageError(f"hops must be 0 or more, not {hops}")

    def has_type(self, types: Collection[str]) -> bool:
        """Whether an entity of these types is asked for."""
        return not self.types or not self.types.isdisjoint(types)

    def has(self, relation: str, state: str) -> bool:
        """Whether a relationship is asked for that is in this state."""
        if self.relations and relation not in self.relations:
            return False
        if self._of[relation].kind == STATE:
            return state in self.include
        return bool(state) and ("deals" in self.include or bool(self.relations))


def centres_in(around: str | Iterable[str] | None, nodes: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The entities that a network is to surround; NotFound for one that is not there."""
    if around is None:
        return None
    centres = (around,) if isinstance(around, str) else tuple(around)
    for name in centres:
        if name not in nodes:
            raise NotFound(f"no entity '{name}'; see: retailgraph list")
    return centres


def _between(links: Iterable[Link], kept: Collection[str]) -> list[Link]:
    return [link for link in links if link.subject in kept and link.object in kept]


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


def of_day(links: Iterable[Link], ontology: Ontology, when: PartialDate, wanted: Wanted) -> Iterator[Link]:
    """The links asked for, their facts completed with what they are on the day."""
    asked = asked_of(ontology, when, wanted)
    for link in links:
        found = asked(link.spell, link.known)
        if found:
            stored.tell(link.facts, found)
            yield link


def asked_of(ontology: Ontology, when: PartialDate, wanted: Wanted) -> stored.Asked:
    """What gives what a spell is on a day, if such is wanted."""
    time, relations = on(when.earliest, when.latest), ontology.relations
    has = cache(wanted.has)

    def asked(spell: Spell, known: Relationship) -> Standing | None:
        found = standing(spell, known, relations[known.relation], time)
        return found if has(known.relation, found.state) else None

    return asked


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
