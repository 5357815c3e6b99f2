"""RDF in the words of others: who belongs to whom, by what ontology/alignment.ttl says of their terms.

A term that matches one of our relations (skos:exactMatch, closeMatch) joins the same two ends, one that is
related (skos:relatedMatch) joins them the other way round; a wider one says too little to be taken. Our own
relations between things of other names count as they are. Nodes that stand for a relationship are told by
:mod:`~retailgraph.interchange.rdf_patterns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Left, Party, Place, Said, Statement
from retailgraph.interchange.rdf_alignment import patterns, relations, types
from retailgraph.interchange.rdf_patterns import StandingNodes
from retailgraph.ontology import RDF, RDFS, SKOS

SUFFIXES = {
    ".ttl": "TURTLE", ".nt": "N_TRIPLES", ".nq": "N_QUADS", ".trig": "TRIG", ".rdf": "RDF_XML",
    ".owl": "RDF_XML",     ".xml": "RDF_XML", ".n3": "N3", ".jsonld": "JSON_LD",
}  # fmt: skip
_NAMES = (
    RDFS + "label", "https://schema.org/name", "http://schema.org/name", SKOS + "prefLabel",
    "http://xmlns.com/foaf/0.1/name", "https://schema.org/legalName", "http://schema.org/legalName",
    "http://www.w3.org/ns/regorg#legalName", "http://dbpedia.org/property/name",
    "https://www.gleif.org/ontology/L1/hasLegalName",
)  # fmt: skip
_ITEM = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9]\d*)")
_LEI = re.compile(r"https?://(?:[\w-]+\.)*gleif\.org/.*?([A-Z0-9]{18}\d\d)")
_SAME = ("http://www.w3.org/2002/07/owl#sameAs", "https://schema.org/sameAs", "http://schema.org/sameAs")


def matches(source: Source) -> bool:
    """Whether a file is RDF, by its name and its first words."""
    if source.suffix in (".rdf", ".owl", ".xml"):
        return "<rdf:RDF" in source.text_head or "rdf-syntax-ns#" in source.text_head
    return source.suffix in SUFFIXES


@dataclass
class _NodeFacts:
    """What a file says of its nodes: names, ids of Wikidata, types, and which stand for a relationship."""

    names: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    stands: dict[str, str] = field(default_factory=dict)

    def take(self, quad: Any) -> None:
        """Note what a triple says of its subject."""
        term, node, value = quad.predicate.value, quad.subject.value, getattr(quad.object, "value", "")
        if term in _NAMES:
            _name(self.names, quad)
        elif term in _SAME and (item := _ITEM.fullmatch(value)):
            self.items[node] = item[1]
        elif term == RDF + "type":
            if kind := types().get(value):
                self.kinds.setdefault(node, kind)
            if value in patterns() and type(quad.subject).__name__ != "BlankNode":
                self.stands[node] = value

    def party(self, term: Any) -> Party:
        """Who a node is."""
        node = str(term.value)
        found, lei = _ITEM.fullmatch(node), _LEI.fullmatch(node)
        item = found[1] if found else self.items.get(node, "")
        kind = self.kinds.get(node, "")
        name = self.names.get(node) or item or (lei[1] if lei else "") or _local(node)
        ids = (("wikidata", item),) if item else (("lei", lei[1]),) if lei else ()
        return Party(name, (kind,) if kind else (), ids, key=node, is_sure=bool(kind))


def read(source: Source) -> Iterator[Said]:
    """What the triples say; names may stand after who bears them, so the file is read twice."""
    known = _NodeFacts()
    for quad in _quads(source):
        known.take(quad)
    nodes = StandingNodes(known.stands)
    for number, quad in enumerate(_quads(source), 1):
        nodes.take(number, quad)
        meant = relations().get(quad.predicate.value)
        if meant is None:
            continue
        relation, forward = meant
        where, raw = Place(number), str(quad.triple)[:2_000]
        if not hasattr(quad.object, "value") or type(quad.object).__name__ == "Literal":
            other = Party(str(getattr(quad.object, "value", "")).strip())
            if not other.name:
                yield Left(where, quad.predicate.value, "names nobody", raw)
                continue
        else:
            other = known.party(quad.object)
        ends = (known.party(quad.subject), other) if forward else (other, known.party(quad.subject))
        yield Statement(ends[0], relation, ends[1], {}, {}, where, raw)
    yield from nodes.said(known.party, known.names)


def _quads(source: Source) -> Iterator[Any]:
    import pyoxigraph as ox

    with source.open() as file:
        try:
            yield from ox.parse(file, format=getattr(ox.RdfFormat, SUFFIXES[source.suffix]), lenient=True)
        except (SyntaxError, ValueError, OSError) as fault:
            line = getattr(fault, "lineno", None)
            place = f"{source.path}:{line}" if line else str(source.path)
            raise InvalidData(f"{place}: is no RDF: {getattr(fault, 'msg', None) or fault}") from None


def _name(names: dict[str, str], quad: Any) -> None:
    language = getattr(quad.object, "language", None) or ""
    if language in ("", "en") or quad.subject.value not in names:
        names[quad.subject.value] = str(quad.object.value).strip()


def _local(node: str) -> str:
    """What an IRI ends in, as a name."""
    from urllib.parse import unquote

    return unquote(re.split(r"[/#]", node.rstrip("/#"))[-1]).replace("_", " ")
