"""The graph as other libraries' own objects: a NetworkX multigraph, an rdflib Dataset.

Both libraries are imported inside the functions, because the command line starts without them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from retailgraph.errors import NotFound, UsageError
from retailgraph.graph import Graph, reading
from retailgraph.ontology import (
    ARTICLE,
    CLAIM,
    ENTITY,
    PREFIXES,
    RDF,
    RDFS,
    RELATIONSHIP,
    RG,
    SKOS,
    STATE,
    Ontology,
    Relation,
)
from retailgraph.relationships import NO, YES, Relationship, Span, Spell, day_after

if TYPE_CHECKING:
    import networkx
    import rdflib

INCLUDE = ("inForce", "announced", "rumoured", "unknown", "ended", "denied", "deals")
"""What a network may hold: states by what they are on the day asked for; attempts at deals, and events."""

_RELATIONSHIPS = """
SELECT ?r ?part ?p ?o WHERE {
  { ?r a rg:Relationship ; ?p ?o FILTER(?p != rg:claim) }
  UNION { ?r a rg:Relationship ; rg:spell ?part . ?part ?p ?o }
}"""
_CLAIM = ox.NamedNode(RG + "claim")
_URL = ox.NamedNode(PREFIXES["schema"] + "url")
_IDS = {SKOS + "exactMatch": "wikidata", PREFIXES["schema"] + "leiCode": "lei"}
_NOT_IDS = frozenset(RG + name for name in ("country", "formerName"))


@dataclass(frozen=True, slots=True)
class _Link:
    """One spell of a relationship, and what it is on the day asked for."""

    key: str
    relationship: Relationship
    number: int
    spell: Spell
    state: str

    @property
    def ends(self) -> tuple[str, str]:
        return self.relationship.subject, self.relationship.object


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
    ``stale`` says that nobody has confirmed it for long.
    Symmetric relations have one edge. Lists stay lists, dates are ISO text, what is not known is empty.

    NotFound for an unknown entity, relation or type; UsageError for another word in ``include``.
    """
    import networkx as nx

    wanted = _Wanted(graph.ontology, tuple(relations), tuple(types), tuple(include), hops)
    nodes = _nodes(graph)
    centres = _centres(around, nodes)
    when = graph.period
    kept = {n for n, known in nodes.items() if wanted.has_type(known["types"])} | set(centres or ())
    links = [x for x in _links(graph, wanted, when.earliest, when.latest) if kept.issuperset(x.ends)]
    if centres is not None:
        kept = _within(centres, hops, links)
    links = [x for x in links if kept.issuperset(x.ends)]
    network: networkx.MultiDiGraph[str] = nx.MultiDiGraph(as_of=when.text)
    network.add_nodes_from((name, nodes[name]) for name in sorted(kept))
    sources = _sources(graph)
    for link, key in zip(links, _keys(links), strict=True):
        facts = _edge(link, graph.ontology, sources, when.latest)
        network.add_edge(*link.ends, key=key, **facts)
    return network


class _Wanted:
    """Which relations, types and statuses are asked for, checked."""

    def __init__(
        self,
        ontology: Ontology,
        relations: Sequence[str],
        types: Sequence[str],
        include: Sequence[str],
        hops: int,
    ) -> None:
        self.relations = frozenset(ontology.relation(name).name for name in relations)
        self.types = frozenset(types)
        self.include = frozenset(include)
        for name in types:
            if name not in ontology.types:
                raise NotFound(f"no type '{name}'; the types are {', '.join(ontology.types)}")
        for word in include:
            if word not in INCLUDE:
                raise UsageError(f"'{word}' cannot be included; choose from {', '.join(INCLUDE)}")
        if hops < 0:
            raise UsageError(f"hops must be 0 or more, not {hops}")

    def has_type(self, types: Collection[str]) -> bool:
        return not self.types or not self.types.isdisjoint(types)

    def has(self, relation: Relation, state: str) -> bool:
        if self.relations and relation.name not in self.relations:
            return False
        if relation.kind == STATE:
            return state in self.include
        return bool(state) and ("deals" in self.include or bool(self.relations))


# --- nodes ----------------------------------------------------------------------------------------------


def _centres(around: str | Iterable[str] | None, nodes: Mapping[str, Any]) -> tuple[str, ...] | None:
    if around is None:
        return None
    centres = (around,) if isinstance(around, str) else tuple(around)
    for name in centres:
        if name not in nodes:
            raise NotFound(f"no entity '{name}'; see: retailgraph list")
    return centres


def _nodes(graph: Graph) -> dict[str, dict[str, Any]]:
    """The attributes of all entities, by id, from one pass over the graph of entities."""
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in _triples(graph, None, reading.ENTITIES):
        facts[subject][predicate].append(value)
    order = {RG + name: name for name in graph.ontology.types}
    return {
        iri[len(ENTITY) :]: _node(known, facts, order)
        for iri, known in facts.items()
        if RG + "Entity" in known[RDF + "type"]
    }


def _node(
    known: Mapping[str, list[str]],
    facts: Mapping[str, Mapping[str, list[str]]],
    order: Mapping[str, str],
) -> dict[str, Any]:
    label = known[RDFS + "label"][0]
    types = [name for iri, name in order.items() if iri in known[RDF + "type"]]
    others = [name for kind in ("altLabel", "prefLabel") for name in sorted(known.get(SKOS + kind, ()))]
    former = [facts[node][RDFS + "label"][0] for node in sorted(known.get(RG + "formerName", ()))]
    return {
        "label": label,
        "type": types[0] if types else "",
        "types": types,
        "names": list(dict.fromkeys((label, *others, *former))),
        "country": next(iter(known.get(RG + "country", ())), ""),
        **dict(_ids(known)),
    }


def _ids(known: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for predicate, values in sorted(known.items()):
        if predicate in _IDS:
            yield f"id_{_IDS[predicate]}", values[0].removeprefix(PREFIXES["wd"])
        elif predicate.startswith(RG) and predicate not in _NOT_IDS:
            yield f"id_{predicate[len(RG) :]}", values[0]


def _within(centres: Iterable[str], hops: int, links: Iterable[_Link]) -> set[str]:
    """The entities at most so many steps away, in either direction."""
    beside: dict[str, set[str]] = defaultdict(set)
    for one, two in (link.ends for link in links):
        beside[one].add(two)
        beside[two].add(one)
    near = reached = set(centres)
    for _ in range(hops):
        near = {other for name in near for other in beside[name]} - reached
        reached = reached | near
    return reached


# --- edges ----------------------------------------------------------------------------------------------


def _links(graph: Graph, wanted: _Wanted, first: date, last: date) -> list[_Link]:
    """The spells asked for, in an order that does not depend on the store."""
    links = []
    for known in reading.known(graph.store, _RELATIONSHIPS):
        relationship = known.relationship
        relation = graph.ontology.relations[relationship.relation]
        for number, spell in enumerate(relationship.spells, 1):
            if relation.kind == STATE:
                state = _state(spell, relationship, first, last)
            else:
                state = _attempt(spell, relationship, last)
            if wanted.has(relation, state):
                links.append(_Link(known.key, relationship, number, spell, state))
    return sorted(links, key=_order)


def _order(link: _Link) -> tuple[Any, ...]:
    relationship = link.relationship
    return (*link.ends, relationship.relation, relationship.distinction, link.number)


def _state(spell: Spell, relationship: Relationship, first: date, last: date) -> str:
    """What a state is from ``first`` to ``last``: a word of INCLUDE; empty before it is heard of."""
    if spell.status in ("announced", "rumoured", "denied"):
        return spell.status if relationship.public(spell) <= last else ""
    holds = spell.holds_within(first, day_after(last))
    if holds != NO:
        return "inForce" if holds == YES else "unknown"
    over = spell.until and spell.until.latest
    return "ended" if over and over <= first else ""


def _attempt(spell: Spell, relationship: Relationship, last: date) -> str:
    """The rung that a deal or event had reached by a day; empty before it was heard of."""
    closed = spell.since.earliest if spell.since else None
    if closed and closed <= last:
        return spell.status
    if relationship.public(spell) > last:
        return ""
    return "announced" if closed and spell.status in ("completed", "calledOff") else spell.status


def _keys(links: Iterable[_Link]) -> list[str]:
    """Edge keys: the relation, with its distinction or the spell's number only where several need it."""
    chosen = list(links)
    spells = Counter((*x.ends, x.relationship.relation, x.relationship.distinction) for x in chosen)
    alike = Counter(key[:3] for key in spells)
    keys = []
    for link in chosen:
        name, distinction = link.relationship.relation, link.relationship.distinction
        several = alike[(*link.ends, name)] > 1
        words = [name, *(value for _, value in distinction)] if several else [name]
        if spells[(*link.ends, name, distinction)] > 1:
            words.append(f"#{link.number}")
        keys.append(" ".join(words))
    return keys


def _edge(link: _Link, ontology: Ontology, sources: Mapping[str, list[str]], day: date) -> dict[str, Any]:
    relationship, spell = link.relationship, link.spell
    relation = ontology.relations[relationship.relation]
    return {
        "relation": relation.name,
        "label": relation.label,
        "status": link.state,
        "stale": spell.is_stale(relationship.last_reported, relation.stale_after, day),
        **_bounds("since", spell.since),
        **_bounds("until", spell.until),
        "announced": spell.announced,
        "share": _share(spell, relation, day),
        **{name: _values(relationship, name, ontology) for name in ("scope", "market", "role", "under")},
        "articles": relationship.articles,
        "publishers": list(relationship.publishers),
        "first_reported": relationship.first_reported.isoformat(),
        "last_reported": relationship.last_reported.isoformat(),
        "sources": sources.get(link.key, []),
        "symmetric": relation.symmetric,
        "relationship": link.key,
    }


def _share(spell: Spell, relation: Relation, day: date) -> str:
    if relation.kind != STATE:
        return spell.share
    step = spell.share_on(day)
    return step.share if step else ""


def _values(relationship: Relationship, name: str, ontology: Ontology) -> list[str]:
    """A qualifier's values; of one that tells relationships apart, only those that this one is about."""
    values = dict(relationship.qualifiers).get(name, ())
    mine = dict(relationship.distinction).get(name)
    return [v for v in values if mine is None or ontology.distinct(name, v) == mine]


def _bounds(name: str, span: Span | None) -> dict[str, str]:
    """A date as stated (empty where no article states it), and the first and last day it may be."""
    known = span or Span()
    days = (("earliest", known.earliest), ("latest", known.latest))
    return {name: known.text} | {f"{name}_{n}": day.isoformat() if day else "" for n, day in days}


def _sources(graph: Graph) -> dict[str, list[str]]:
    """The addresses of the articles behind each relationship, or an article's id where it has none."""
    articles: dict[str, set[str]] = defaultdict(set)
    for subject, _, claim in _triples(graph, _CLAIM, reading.CONCLUSIONS):
        articles[subject.removeprefix(RELATIONSHIP)].add(claim[len(CLAIM) :].rpartition("/")[0])
    urls = {subject.removeprefix(ARTICLE): url for subject, _, url in _triples(graph, _URL, None)}
    return {key: [urls.get(name, name) for name in sorted(names)] for key, names in articles.items()}


def _triples(
    graph: Graph, predicate: ox.NamedNode | None, place: ox.NamedNode | None
) -> Iterator[tuple[str, str, str]]:
    """Subject, predicate and object of quads, as text."""
    quads: Iterable[Any] = reading.match(graph.store, None, predicate, None, place)
    return ((quad.subject.value, quad.predicate.value, quad.object.value) for quad in quads)


# --- rdflib ---------------------------------------------------------------------------------------------


def rdflib_dataset(graph: Graph) -> rdflib.Dataset:
    """An rdflib Dataset of all that the store holds, but for its index of names.

    The default graph is the union of all, so that a query finds the edges without naming their graph.
    Read from it; to change the graph, load articles. From then on rdflib loads no file or address named
    in ``FROM`` in this process: such a clause means a graph of the dataset.
    """
    import rdflib
    import rdflib.plugins.sparql as sparql

    # Its own default would let a query read any local file by FROM <file:///...>.
    sparql.SPARQL_LOAD_GRAPHS = False
    dataset = rdflib.Dataset(default_union=True)
    for prefix, base in PREFIXES.items():
        dataset.bind(prefix, base)
    for name in graph.dated.named_graphs():
        if name != reading.NAMES:
            # One graph at a time: rdflib's reader of N-Quads warns of its own use of what it deprecates.
            lines = graph.dated.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name)
            dataset.graph(rdflib.URIRef(name.value)).parse(data=lines, format="nt")
    return dataset
