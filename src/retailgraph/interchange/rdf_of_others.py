"""RDF in the words of others: who belongs to whom, by what ontology/alignment.ttl says of their terms.

A term that matches one of our relations (skos:exactMatch, closeMatch) joins the same two ends, one that is
related (skos:relatedMatch) joins them the other way round; a wider one says too little to be taken. Our own
relations between things of other names count as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Left, Party, Place, Said, Statement
from retailgraph.ontology import RDF, RDFS, RG, SKOS

SUFFIXES = {
    ".ttl": "TURTLE", ".nt": "N_TRIPLES", ".nq": "N_QUADS", ".trig": "TRIG", ".rdf": "RDF_XML",
    ".owl": "RDF_XML",     ".xml": "RDF_XML", ".n3": "N3", ".jsonld": "JSON_LD",
}  # fmt: skip
_NAMES = (
    RDFS + "label", "https://schema.org/name", "http://schema.org/name", SKOS + "prefLabel",
    "http://xmlns.com/foaf/0.1/name", "https://schema.org/legalName", "http://schema.org/legalName",
    "http://www.w3.org/ns/regorg#legalName", "http://dbpedia.org/property/name",
)  # fmt: skip
_ITEM = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9]\d*)")
_DIRECT, _ENTITY = "http://www.wikidata.org/prop/direct/", "http://www.wikidata.org/entity/"
_SAME = ("http://www.w3.org/2002/07/owl#sameAs", "https://schema.org/sameAs", "http://schema.org/sameAs")


def matches(source: Source) -> bool:
    """Whether a file is RDF, by its name and its first words."""
    if source.suffix in (".rdf", ".owl", ".xml"):
        return "<rdf:RDF" in source.text_head or "rdf-syntax-ns#" in source.text_head
    return source.suffix in SUFFIXES


def read(source: Source) -> Iterator[Said]:
    """What the triples say; names may stand after who bears them, so the file is read twice."""
    names: dict[str, str] = {}
    items: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for quad in _quads(source):
        term = quad.predicate.value
        if term in _NAMES:
            _name(names, quad)
        elif term in _SAME and (item := _ITEM.fullmatch(getattr(quad.object, "value", ""))):
            items[quad.subject.value] = item[1]
        elif term == RDF + "type" and (kind := types().get(getattr(quad.object, "value", ""))):
            kinds.setdefault(quad.subject.value, kind)

    def party(term: Any) -> Party:
        node = str(term.value)
        found = _ITEM.fullmatch(node)
        item = found[1] if found else items.get(node, "")
        kind = kinds.get(node, "")
        name = names.get(node) or item or _local(node)
        ids = (("wikidata", item),) if item else ()
        return Party(name, (kind,) if kind else (), ids, key=node, is_sure=bool(kind))

    for number, quad in enumerate(_quads(source), 1):
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
            other = party(quad.object)
        ends = (party(quad.subject), other) if forward else (other, party(quad.subject))
        yield Statement(ends[0], relation, ends[1], {}, {}, where, raw)


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


@cache
def _alignment() -> tuple[tuple[str, str, str], ...]:
    """The mappings of alignment.ttl: our term, the property of SKOS, theirs."""
    import pyoxigraph as ox

    from retailgraph.graph import places

    path = places.shipped("ontology") / "alignment.ttl"
    quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    return tuple(
        (q.subject.value, q.predicate.value.removeprefix(SKOS), q.object.value)
        for q in quads
        if q.predicate.value.startswith(SKOS) and isinstance(q.subject, ox.NamedNode)
        and isinstance(q.object, ox.NamedNode)
    )  # fmt: skip


@cache
def relations() -> dict[str, tuple[str, bool]]:
    """By the terms of others our relation, and whether its subject is theirs."""
    from retailgraph.graph.sources import read_ontology

    known = read_ontology().relations
    found = {RG + name: (name, True) for name in known}
    for match, forward in (("exactMatch", True), ("closeMatch", True), ("relatedMatch", False)):
        for ours, how, theirs in _alignment():
            name = ours.removeprefix(RG)
            if how == match and name in known:
                for term in _spellings(theirs):
                    found.setdefault(term, (name, forward))
    return found


@cache
def types() -> dict[str, str]:
    """By the classes of others our type."""
    from retailgraph.graph.sources import read_ontology

    known = read_ontology().types
    found = {RG + name: name for name in known}
    for match in ("exactMatch", "closeMatch", "broadMatch"):
        for ours, how, theirs in _alignment():
            name = ours.removeprefix(RG)
            if how == match and name in known:
                found.update({t: name for t in _spellings(theirs) if t not in found})
    return found


def _spellings(term: str) -> tuple[str, ...]:
    """A term as files write it: schema.org has two addresses, and Wikidata predicates of their own."""
    if term.startswith("https://schema.org/"):
        return term, term.replace("https://", "http://")
    if re.fullmatch(re.escape(_ENTITY) + r"P\d+", term):
        return term, term.replace(_ENTITY, _DIRECT)
    return (term,)
