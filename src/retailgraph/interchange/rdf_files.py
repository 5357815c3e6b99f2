"""What the store holds, as RDF; it is read back by :mod:`retailgraph.articles.rdf_file`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeAlias

import pyoxigraph as ox

from retailgraph.errors import NotFound, UsageError
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.ontology import (
    CLAIM,
    ENTITY,
    FIGURE,
    GRAPH,
    PASSAGE,
    PREFIXES,
    RDF,
    RDFS,
    RELATIONSHIP,
    RG,
)
from retailgraph.writing import made_by

Node: TypeAlias = ox.NamedNode

FORMATS = ("turtle", "trig", "nquads", "jsonld")
_MARK = f"# {made_by('export')}\n"

_TYPE, _LABEL = Node(RDF + "type"), Node(RDFS + "label")
_ABOUT = (Node(RDF + "subject"), Node(RDF + "predicate"), Node(RDF + "object"))
_CLAIM, _DERIVED = Node(RG + "claim"), Node(PREFIXES["prov"] + "wasDerivedFrom")
_EDGES = Node(GRAPH + "edges")
_FORMER, _MARKET, _SOURCE = Node(RG + "formerName"), Node(RG + "market"), Node(RG + "source")


def write_turtle(out: Outgoing) -> Iterator[str]:
    """Turtle, which is TriG as well."""
    return _of(out, "turtle")


def write_nquads(out: Outgoing) -> Iterator[str]:
    """N-Quads, in order."""
    return _of(out, "nquads")


def write_jsonld(out: Outgoing) -> Iterator[str]:
    """Expanded JSON-LD."""
    return _of(out, "jsonld")


def _of(out: Outgoing, format: str) -> Iterator[str]:
    wish, keys = out.wish, out.keys
    if wish.is_whole:
        return export(out.graph.dated, format)
    if not wish.relations and not wish.types and wish.hops == 1:
        return export(out.graph.dated, format, wish.entities)
    return export(out.graph.dated, format, wish.entities, keys)


def export(
    store: ox.Store,
    format: str,
    entity_ids: Iterable[str] | None = None,
    keys: Iterable[str] | None = None,
) -> Iterator[str]:
    """The pieces of a text in the RDF format: of everything, or of the neighbourhood of these entities.

    A neighbourhood is the entities themselves; the relationships in which they are subject, object or a
    qualifier's value, or those of ``keys``, with their spells and conflicts; the claims behind those and the
    figures about the entities, with their passages and articles; the edges at the entities; names and types
    of all others concerned.

    Raises UsageError for an unknown format, NotFound for an unknown entity; both before the first piece.
    """
    if format not in FORMATS:
        raise UsageError(f"unknown format '{format}'; choose one of: {', '.join(FORMATS)}", FORMATS)
    triples = _everything(store) if entity_ids is None else _Neighbourhood(store, entity_ids, keys).triples
    return _WRITERS[format](triples)


# --- what goes out ------------------------------------------------------------------------------------------


def _everything(store: ox.Store) -> Iterator[ox.Triple]:
    return (quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


class _Neighbourhood:
    """What surrounds some entities."""

    def __init__(self, store: ox.Store, entity_ids: Iterable[str], keys: Iterable[str] | None = None) -> None:
        self._store = store
        self.triples: set[ox.Triple] = set()
        self._entities = [_entity(store, name) for name in entity_ids]
        mentions = {triple.subject for e in self._entities for triple in self._found(None, None, e)}
        if keys is None:
            claims = _within(mentions, CLAIM)
            relationships = _within(mentions, RELATIONSHIP) | self._behind(claims, _CLAIM, _DERIVED)
        else:
            claims, relationships = set(), {Node(RELATIONSHIP + key) for key in keys}
        conflicts = {node for r in relationships for node in self._pointing(r, Node(RG + "about"))}
        sides = self._targets(conflicts, Node(RG + "side"))
        claims |= self._targets(relationships, _CLAIM, _DERIVED) | self._targets(sides, _CLAIM)
        self._take_blocks(relationships | conflicts | sides)
        self._take_blocks(_within(self._targets(relationships), RELATIONSHIP))
        self._take_subjects(claims, relationships)
        self._take_evidence(claims | _within(mentions, FIGURE))
        self._take_entities()

    def _found(self, s: Node | None, p: Node | None, o: Node | None) -> Iterator[ox.Triple]:
        return (quad.triple for quad in self._store.quads_for_pattern(s, p, o, ox.DefaultGraph()))

    def _pointing(self, node: Node, *terms: Node) -> set[Node]:
        return set(_named(triple.subject for term in terms for triple in self._found(None, term, node)))

    def _behind(self, nodes: Iterable[Node], *terms: Node) -> set[Node]:
        return _within({found for node in nodes for found in self._pointing(node, *terms)}, RELATIONSHIP)

    def _targets(self, nodes: Iterable[Node], *terms: Node) -> set[Node]:
        found = (
            t.object for node in nodes for term in terms or (None,) for t in self._found(node, term, None)
        )
        return set(_named(found))

    def _take_blocks(self, nodes: Iterable[Node], *terms: Node) -> None:
        for node in nodes:
            for term in terms or (None,):
                self.triples.update(self._found(node, term, None))

    def _take_subjects(self, claims: Iterable[Node], taken: set[Node]) -> None:
        """What the claims of other relationships are about, such as those on a side of a conflict."""
        for claim in claims:
            for other in self._behind([claim], _CLAIM) - taken:
                self._take_blocks([other], *_ABOUT)
                self.triples.add(ox.Triple(other, _CLAIM, claim))

    def _take_evidence(self, statements: set[Node]) -> None:
        passages = _within(self._targets(statements), PASSAGE)
        self._take_blocks(statements | passages)
        self._take_blocks(self._targets(passages, Node(RG + "inArticle")))

    def _take_entities(self) -> None:
        others = _within({triple.object for triple in self.triples}, ENTITY)
        # A market is a word: a country, or the id of an entity.
        markets = (t.object for t in self.triples if t.predicate == _MARKET)
        others |= {Node(ENTITY + market.value) for market in markets if isinstance(market, ox.Literal)}
        self._take_blocks(others, _TYPE, _LABEL)
        names = self._targets(self._entities, _FORMER)
        self._take_blocks([*self._entities, *names, *self._targets(names, _SOURCE), _EDGES])
        ends = {other for entity in self._entities for other in self._targets([entity])}
        self._take_blocks(_within(ends, ENTITY), _TYPE, _LABEL)
        for entity in self._entities:
            edges = (t for t in self._found(None, None, entity) if _within([t.subject], ENTITY))
            self.triples.update(edges)


def _entity(store: ox.Store, name: str) -> Node:
    entity = Node(ENTITY + name)
    if not any(True for _ in store.quads_for_pattern(entity, _TYPE, None, None)):
        raise NotFound(f"no entity '{name}'; see: retailgraph list")
    return entity


def _named(terms: Iterable[object]) -> Iterator[Node]:
    return (term for term in terms if isinstance(term, Node))


def _within(nodes: Iterable[object], base: str) -> set[Node]:
    return {node for node in _named(nodes) if node.value.startswith(base)}


# --- RDF ----------------------------------------------------------------------------------------------------


def _lines(triples: Iterable[ox.Triple]) -> list[bytes]:
    """N-Triples lines in order; as there are no blank nodes, equal triples give equal lines."""
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)


def _type_first(line: bytes) -> bytes:
    """What sorts lines so that each subject's type comes before the rest."""
    return line.replace(b" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ", b"  ", 1)


def _blocks(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """The triples of each subject, in order."""
    lines = sorted(_lines(triples), key=_type_first)
    for _, block in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        yield [quad.triple for quad in ox.parse(b"".join(block), format=ox.RdfFormat.N_TRIPLES)]


def _nquads(triples: Iterable[ox.Triple]) -> Iterator[str]:
    yield _MARK
    yield b"".join(sorted(_lines(triples))).decode()


def _turtle(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """Turtle, which is TriG as well."""
    yield _prefixes()
    yield from ("\n" + _written(block, ox.RdfFormat.TURTLE) for block in _blocks(triples))


def _jsonld(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """Expanded JSON-LD, one subject to a line."""
    before = "["
    for block in _blocks(triples):
        yield before + "\n" + _written(block, ox.RdfFormat.JSON_LD).strip()[1:-1]
        before = ","
    yield "\n]\n" if before == "," else "[]\n"


def _prefixes() -> str:
    return _MARK + "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items())


def _written(triples: Iterable[ox.Triple], format: ox.RdfFormat) -> str:
    text = (ox.serialize(triples, format=format, prefixes=dict(PREFIXES)) or b"").decode()
    while text.startswith("@prefix "):  # in no order that lasts; _prefixes has written them
        text = text.partition("\n")[2]
    return text


_WRITERS: Mapping[str, Callable[[Iterable[ox.Triple]], Iterator[str]]] = {
    "turtle": _turtle,
    "trig": _turtle,
    "nquads": _nquads,
    "jsonld": _jsonld,
}
