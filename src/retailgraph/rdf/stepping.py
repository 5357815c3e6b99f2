"""Bringing a view in step with the rows: only what changed is read, taken out and put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pyoxigraph as ox

from retailgraph.dates import PartialDate
from retailgraph.ontology import ARTICLE, ENTITY, RDF, RELATIONSHIP, RG, STALE, Ontology
from retailgraph.rdf import plain_edges
from retailgraph.rdf.terms import CONFLICT, EDGES, EDGES_AS_OF
from retailgraph.rdf.view import PARTS
from retailgraph.tables import conclusions
from retailgraph.tables.steps import Concerned
from retailgraph.tables.store import Tables

_BASES = {"entity": ENTITY, "article": ARTICLE, "relationship": RELATIONSHIP, "conflict": CONFLICT}
_IN_ARTICLE, _SIDE, _FORMER = (ox.NamedNode(RG + name) for name in ("inArticle", "side", "formerName"))
_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
_EDGES, _AS_OF = ox.NamedNode(EDGES[1:-1]), ox.NamedNode(EDGES_AS_OF[1:-1])
Triple = tuple[str, str, str]


def step(
    store: ox.Store, tables: Tables, ontology: Ontology, edges_of: PartialDate, changed: Concerned
) -> None:
    """Make a view of before one of now: ``changed`` is what differs, ``edges_of`` the day of the edges."""
    view = _View(store, ontology)
    old = {quad for kind, ids in changed.items() for id in ids for quad in view.about(kind, id)}
    new = _quads(line for kind, ids in changed.items() for line in PARTS[kind][2](tables, ids))
    held = view.triples(changed["relationship"]) | _triples(tables, changed["relationship"])
    before = view.edges_of()
    if before != edges_of.text:
        held |= plain_edges.turned(tables, ontology, date.fromisoformat(before), edges_of.earliest)
    old |= {quad for triple in held for quad in view.edges(triple)}
    old.update(store.quads_for_pattern(_EDGES, _AS_OF, None))
    made = plain_edges.edge_lines(tables, ontology, edges_of, held)
    new |= _quads((*made, plain_edges.written_on(edges_of)))
    for quad in old - new:
        store.remove(quad)
    store.extend(new - old)


def _quads(lines: Iterable[str]) -> set[ox.Quad]:
    return set(ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES))


def _triples(tables: Tables, keys: Iterable[str]) -> set[Triple]:
    found = (one.relationship for one in conclusions.keyed(tables, keys))
    return {(one.subject, one.relation, one.object) for one in found}


class _View:
    """What stands in a view."""

    def __init__(self, store: ox.Store, ontology: Ontology) -> None:
        self._find = store.quads_for_pattern
        self._relations = {base + name for name in ontology.relations for base in (RG, STALE)}
        self._symmetric = {r.name for r in ontology.relations.values() if r.symmetric}

    def about(self, kind: str, id: str) -> Iterator[ox.Quad]:
        """All that is said of an entity, article, relationship or conflict, but for edges."""
        node = ox.NamedNode(_BASES[kind] + id)
        yield from self._of(node)
        for part in self._parts(kind, node):
            yield from self._of(part)

    def _of(self, node: ox.NamedNode) -> Iterator[ox.Quad]:
        found = self._find(node, None, None)
        return (quad for quad in found if quad.predicate.value not in self._relations)

    def _parts(self, kind: str, node: ox.NamedNode) -> Iterator[ox.NamedNode]:
        if kind == "article":
            for passage in self._subjects(_IN_ARTICLE, node):
                yield passage
                yield from self._subjects(None, passage)
        elif kind == "relationship":  # its spells
            yield from self._objects(node, None, node.value + "/")
        else:
            yield from self._objects(node, _SIDE if kind == "conflict" else _FORMER)

    def _subjects(self, term: ox.NamedNode | None, value: ox.NamedNode) -> list[ox.NamedNode]:
        found = (quad.subject for quad in self._find(None, term, value))
        return [node for node in found if isinstance(node, ox.NamedNode)]

    def _objects(self, node: ox.NamedNode, term: ox.NamedNode | None, base: str = "") -> list[ox.NamedNode]:
        found = (quad.object for quad in self._find(node, term, None))
        return [o for o in found if isinstance(o, ox.NamedNode) and o.value.startswith(base)]

    def triples(self, keys: Iterable[str]) -> set[Triple]:
        """Subject, relation and object of the relationships of these keys, as they were."""
        return {found for key in keys if (found := self._triple(ox.NamedNode(RELATIONSHIP + key)))}

    def _triple(self, node: ox.NamedNode) -> Triple | None:
        ends = [next(iter(self._objects(node, term)), None) for term in (_SUBJECT, _PREDICATE, _OBJECT)]
        if ends[0] is None or ends[1] is None or ends[2] is None:
            return None
        return _local(ends[0]), ends[1].value.removeprefix(RG), _local(ends[2])

    def edges(self, triple: Triple) -> Iterator[ox.Quad]:
        """The edges of a subject, relation and object, of a symmetric relation in both directions."""
        one, two = ox.NamedNode(ENTITY + triple[0]), ox.NamedNode(ENTITY + triple[2])
        for relation in (ox.NamedNode(base + triple[1]) for base in (RG, STALE)):
            yield from self._find(one, relation, two)
            if triple[1] in self._symmetric:
                yield from self._find(two, relation, one)

    def edges_of(self) -> str:
        """The day for which edges were drawn."""
        (quad,) = self._find(_EDGES, _AS_OF, None)
        return quad.object.value if isinstance(quad.object, ox.Literal) else ""


def _local(node: ox.NamedNode) -> str:
    return node.value.removeprefix(ENTITY)
