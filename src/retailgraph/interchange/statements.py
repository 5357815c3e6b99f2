"""What the store holds, as RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

import pyoxigraph as ox

from retailgraph.errors import NotFound, UsageError
from retailgraph.interchange.network_files import NETWORK_FORMATS
from retailgraph.interchange.spell_table import COLUMNS
from retailgraph.ontology import ARTICLE, CLAIM, ENTITY, FIGURE, GRAPH, PREFIXES, RDF, RDFS, RELATIONSHIP, RG
from retailgraph.writing import made_by

Node: TypeAlias = ox.NamedNode
Graphs: TypeAlias = Iterable[tuple[Node, Iterable[ox.Quad]]]

FORMATS = ("turtle", "trig", "nquads", "jsonld")
_MARK = f"# {made_by('export')}\n"
MARKS: Mapping[str, str] = {
    **dict.fromkeys((*FORMATS, *NETWORK_FORMATS), made_by("export")),
    # These take no comments, but begin like nothing else.
    "jsonld": f'[\n{{"@id":"{ARTICLE.removesuffix("article/")}',
    "csv": ",".join(COLUMNS),
}
"""By which the files of each format are known again."""

_ENTITIES, _CONCLUSIONS = Node(GRAPH + "entities"), Node(GRAPH + "conclusions")
_EDGES, _NAMES = Node(GRAPH + "edges"), Node(GRAPH + "names")
_TYPE, _LABEL = Node(RDF + "type"), Node(RDFS + "label")


def export(
    store: ox.Store,
    format: str,
    entity_ids: Iterable[str] | None = None,
) -> Iterator[str]:
    """The pieces of a text in the format: of everything, or of the neighbourhood of these entities.

    A neighbourhood is the entities themselves; the relationships in which they are subject, object or a
    qualifier's value, with their spells and conflicts; the claims behind those and the figures about the
    entities, with their passages and articles; the edges at the entities; names and types of all others
    concerned.
    Raises UsageError for an unknown format, NotFound for an unknown entity; both before the first piece.
    """
    if format not in FORMATS:
        every = (*FORMATS, "csv", *NETWORK_FORMATS)
        raise UsageError(f"unknown format '{format}'; choose one of: {', '.join(every)}", every)
    near = None if entity_ids is None else _Neighbourhood(store, entity_ids)
    return _WRITERS[format](near.graphs() if near else _everything(store))


# --- what goes out ------------------------------------------------------------------------------------------


def _everything(store: ox.Store) -> Graphs:
    for graph in sorted(_named(store.named_graphs()), key=str):
        if graph != _NAMES:
            yield graph, store.quads_for_pattern(None, None, None, graph)


def _named(terms: Iterable[object]) -> Iterator[Node]:
    return (term for term in terms if isinstance(term, Node))


class _Neighbourhood:
    """What surrounds some entities."""

    def __init__(self, store: ox.Store, entity_ids: Iterable[str]) -> None:
        self._store = store
        self._quads: set[ox.Quad] = set()
        self._entities = [_entity(store, name) for name in entity_ids]
        mentions = {q.subject for e in self._entities for q in store.quads_for_pattern(None, None, e)}
        claims = _within(mentions, CLAIM)
        self.relationships = _within(mentions, RELATIONSHIP) | _within(
            self._pointing(claims, "claim"), RELATIONSHIP
        )
        conflicts = set(_named(self._pointing(self.relationships, "about")))
        claims |= _within(self._targets(self.relationships | conflicts, "claim"), CLAIM)
        self._take_blocks(self.relationships | conflicts)
        self._take_blocks(self._targets(self.relationships, "spell") | self._targets(conflicts, "side"))
        self._take_evidence(claims | _within(mentions, FIGURE))
        self._take_entities()

    def graphs(self) -> Graphs:
        """The quads by graph, in the order of the graphs' names."""
        by_graph: dict[Node, list[ox.Quad]] = {}
        for quad in self._quads:
            if isinstance(quad.graph_name, Node):
                by_graph.setdefault(quad.graph_name, []).append(quad)
        return sorted(by_graph.items(), key=lambda entry: str(entry[0]))

    def _pointing(self, nodes: Iterable[Node], predicate: str) -> set[object]:
        find = self._store.quads_for_pattern
        return {q.subject for n in nodes for q in find(None, Node(RG + predicate), n, _CONCLUSIONS)}

    def _targets(self, nodes: Iterable[Node], predicate: str) -> set[Node]:
        find = self._store.quads_for_pattern
        return set(_named(q.object for n in nodes for q in find(n, Node(RG + predicate), None)))

    def _take_blocks(self, nodes: Iterable[Node], *predicates: Node) -> None:
        for node in nodes:
            for predicate in predicates or (None,):
                found = self._store.quads_for_pattern(node, predicate, None)
                self._quads.update(quad for quad in found if quad.graph_name != _NAMES)

    def _take_evidence(self, statements: set[Node]) -> None:
        self._take_blocks(statements)
        self._take_blocks(self._targets(statements, "statedIn"))
        self._take_blocks(self._targets(statements, "inArticle"))

    def _take_entities(self) -> None:
        others = _within({quad.object for quad in self._quads}, ENTITY)
        self._take_blocks(others, _TYPE, _LABEL)
        self._take_blocks(self._entities)
        self._take_blocks(self._targets(self._entities, "formerName"))
        self._take_blocks([_EDGES])
        for entity in self._entities:
            self._quads.update(self._store.quads_for_pattern(None, None, entity, _EDGES))


def _entity(store: ox.Store, name: str) -> Node:
    entity = Node(ENTITY + name)
    if not any(True for _ in store.quads_for_pattern(entity, _TYPE, None, _ENTITIES)):
        raise NotFound(f"no entity '{name}'; see: retailgraph list")
    return entity


def _within(nodes: Iterable[object], base: str) -> set[Node]:
    return {node for node in _named(nodes) if node.value.startswith(base)}


# --- RDF ----------------------------------------------------------------------------------------------------


def _lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """N-Quads lines in order; as there are no blank nodes, equal quads give equal lines."""
    return sorted((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))


def _type_first(line: bytes) -> bytes:
    """What sorts lines so that each subject's type comes before the rest."""
    return line.replace(b" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ", b"  ", 1)


def _nquads(graphs: Graphs) -> Iterator[str]:
    yield _MARK
    for _, quads in graphs:
        yield b"".join(_lines(quads)).decode()


def _trig(graphs: Graphs) -> Iterator[str]:
    yield _prefixes()
    for _, quads in graphs:
        lines = sorted(_lines(quads), key=_type_first)
        yield "\n" + _written(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS), ox.RdfFormat.TRIG)


def _turtle(graphs: Graphs) -> Iterator[str]:
    from itertools import groupby

    yield _prefixes()
    lines: set[bytes] = set()
    for _, quads in graphs:
        triples = (quad.triple for quad in quads)
        lines.update((ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True))
    for _, block in groupby(sorted(lines, key=_type_first), key=lambda line: line.partition(b" ")[0]):
        parsed = ox.parse(b"".join(block), format=ox.RdfFormat.N_TRIPLES)
        yield "\n" + _written((quad.triple for quad in parsed), ox.RdfFormat.TURTLE)


def _jsonld(graphs: Graphs) -> Iterator[str]:
    """Expanded JSON-LD, one graph to a line."""
    before = "["
    for _, quads in graphs:
        parsed = ox.parse(b"".join(_lines(quads)), format=ox.RdfFormat.N_QUADS)
        yield before + "\n" + _written(parsed, ox.RdfFormat.JSON_LD).strip()[1:-1]
        before = ","
    yield "\n]\n" if before == "," else "[]\n"


def _prefixes() -> str:
    return _MARK + "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())


def _written(parts: Iterable[ox.Triple] | Iterable[ox.Quad], format: ox.RdfFormat) -> str:
    text = (ox.serialize(parts, format=format, prefixes=dict(PREFIXES)) or b"").decode()
    while text.startswith("@prefix "):  # in no order that lasts; _prefixes has written them
        text = text.partition("\n")[2]
    return text


_WRITERS: Mapping[str, Callable[[Graphs], Iterator[str]]] = {
    "turtle": _turtle,
    "trig": _trig,
    "nquads": _nquads,
    "jsonld": _jsonld,
}
