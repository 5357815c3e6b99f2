"""What ontology/alignment.ttl says of the terms of others."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from retailgraph.ontology import RG, SKOS, STATUS

_DIRECT, _ENTITY = "http://www.wikidata.org/prop/direct/", "http://www.wikidata.org/entity/"


class NodePattern(NamedTuple):
    """How a node of others states a relation of ours: by which of its terms it names the ends."""

    relation: str
    subject: str
    object: str


@cache
def _triples() -> tuple[Any, ...]:
    import pyoxigraph as ox

    from retailgraph.graph import places

    path = places.shipped("ontology") / "alignment.ttl"
    return tuple(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


@cache
def _alignment() -> tuple[tuple[str, str, str], ...]:
    """The mappings of alignment.ttl: our term, the property of SKOS, theirs."""
    import pyoxigraph as ox

    return tuple(
        (t.subject.value, t.predicate.value.removeprefix(SKOS), t.object.value)
        for t in _triples()
        if t.predicate.value.startswith(SKOS) and isinstance(t.object, ox.NamedNode)
    )


@cache
def patterns() -> dict[str, tuple[NodePattern, ...]]:
    """By the classes of others whose nodes stand for a relationship how they say it."""
    import pyoxigraph as ox

    facts: dict[str, dict[str, str]] = {}
    stated: list[tuple[str, str]] = []
    for triple in _triples():
        if triple.predicate.value == RG + "statedBy":
            stated.append((triple.subject.value.removeprefix(RG), triple.object.value))
        elif isinstance(triple.subject, ox.BlankNode):
            term = triple.predicate.value.removeprefix(RG)
            facts.setdefault(triple.subject.value, {})[term] = triple.object.value
    found: dict[str, list[NodePattern]] = {}
    for relation, node in stated:
        said = facts[node]
        found.setdefault(said["node"], []).append(NodePattern(relation, said["subject"], said["object"]))
    return {node: tuple(some) for node, some in found.items()}


@cache
def qualifiers() -> dict[str, str]:
    """By the terms of others our qualifier of a date, a role or a share."""
    return {
        term: ours.removeprefix(RG)
        for ours, how, theirs in _alignment()
        if how in ("exactMatch", "closeMatch") and ours.removeprefix(RG) in ("from", "to", "role", "share")
        for term in _spellings(theirs)
    }


@cache
def statuses() -> dict[str, str]:
    """By the statuses of others ours."""
    return {theirs: ours.removeprefix(STATUS) for ours, _, theirs in _alignment() if ours.startswith(STATUS)}


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
