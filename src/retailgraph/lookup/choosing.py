"""Which of a question's readings is meant: the first whose names are known and whose relations join them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from retailgraph.errors import NotFound
from retailgraph.graph import Graph
from retailgraph.lookup import names
from retailgraph.lookup.questions import Part, Reading
from retailgraph.ontology import Ontology

_MOST_GUESSED = 8  # readings in which a misspelled name is looked for


def chosen(graph: Graph, found: Collection[Reading]) -> Reading:
    """The first reading whose names are all known, or nearly; else NotFound for a name of the first."""
    known = names.matcher(graph)
    for reading in found:
        if all(known(text) for text in reading.names) and _is_market(graph, reading.market):
            return _fitting(graph, reading, found)
    nearly = names.matcher(graph, guessing=True)
    for reading in islice(found, _MOST_GUESSED):
        if all(nearly(text) for text in reading.names) and _is_market(graph, reading.market):
            return reading
    raise _unknown(graph, found)


def _unknown(graph: Graph, found: Collection[Reading]) -> NotFound:
    """The error for the first reading, or for the first of which only the market is unknown."""
    known = names.matcher(graph)
    placed = next((r for r in found if r.market and all(known(text) for text in r.names)), None)
    if placed:
        return NotFound(f"no market is called '{placed.market}'; write a country, its code (CN) or a region")
    texts = next(iter(found)).names
    return names.unknown(graph, next(text for text in texts if not known(text)))


def _is_market(graph: Graph, text: str) -> bool:
    if not text:
        return True
    from retailgraph.lookup.markets import market_named

    return market_named(graph, text) is not None


def _fitting(graph: Graph, first: Reading, found: Iterable[Reading]) -> Reading:
    """The reading itself; if its relations may not join its names, the first of the same names that may.

    "did X sell Y" asks of a platform or of the seller in a deal, as X is the one or the other.
    """
    if first.kind not in ("list", "truth", "when") or _may_join(graph, first):
        return first
    return next((r for r in found if _is_like(r, first) and _may_join(graph, r)), first)


def _is_like(one: Reading, first: Reading) -> bool:
    """Whether a reading asks the same of the same names, by other relations."""
    frame = (one.when, one.known_on, one.market, one.denied)
    return (
        one.kind in (first.kind, "detail")
        and sorted(one.names) == sorted(first.names)
        and frame == (first.when, first.known_on, first.market, first.denied)
    )


def _may_join(graph: Graph, reading: Reading) -> bool:
    types = [_types(graph, text) for text in reading.names]
    return any(_joins(graph.ontology, part, types) for part in reading.parts)


def _types(graph: Graph, text: str) -> set[str]:
    ids = [name for tier in names.hits(graph, text).values() for name in tier]
    return {t for name in ids for t in names.types_of(graph, name)}


def _joins(ontology: Ontology, part: Part, types: list[set[str]]) -> bool:
    near, far = sides(ontology, part)
    if len(types) == 2:
        return bool(near & types[0] and far & types[1]) or (
            ontology.relations[part.relation].symmetric and bool(near & types[1] and far & types[0])
        )
    return bool(types[0] & given_types(ontology, part))


def sides(ontology: Ontology, part: Part) -> tuple[set[str], set[str]]:
    """The types that may stand as subject, or as the party in its place, and as object of a part."""
    relation = ontology.relations[part.relation]
    near = ontology.qualifiers[part.party].types if part.party else relation.domain
    return set(near), set(relation.range)


def given_types(ontology: Ontology, part: Part) -> set[str]:
    """The types that the one name given in a list may have."""
    near, far = sides(ontology, part)
    if ontology.relations[part.relation].symmetric or part.answers == "party":
        return near | far
    return near if part.answers == "object" else far
