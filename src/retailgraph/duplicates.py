"""Pairs of entities of a graph that may be one, with a score and the reasons for it in words.

Nothing is decided here: a person does, in a file of decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from retailgraph.lookup import names as known_names
from retailgraph.lookup.rows import Plain
from retailgraph.match_scoring import AGAINST, Commonness, Described, reasons, score, scored
from retailgraph.tables import counts, edges, entities

if TYPE_CHECKING:
    from retailgraph.graph import Graph

ABOVE = 0.5
"""The least score of what is proposed; ``benchmarks/README.md`` says how good it is."""


class Duplicate(Plain):
    """Two entities that may be one: score in 0 to 1, what speaks for it and what against.

    ``decided`` is ``same`` or ``different`` where a decision has been made, with its place.
    """

    one: str
    one_name: str
    other: str
    other_name: str
    score: float
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    decided: str = ""
    by: str = ""
    why: str = ""
    place: str = ""


def duplicates(
    graph: Graph, entity: str = "", above: float = ABOVE, limit: int = 0, decided: bool = False
) -> tuple[Duplicate, ...]:
    """Pairs of entities that may be one, the likeliest first; those of one entity, if one is named.

    ``decided`` gives those that a decision has been made about instead of those that need one. NotFound and
    Ambiguous as for questions.
    """
    described = describe(graph)
    chosen = known_names.resolve(graph, entity)[0] if entity else ""
    if decided:
        return _decided(graph, {d.id: d for d in described}, chosen)
    about = [n for n, d in enumerate(described) if d.id == chosen]
    made = {pair for d in graph.decisions for pair in combinations(sorted(d["ids"]), 2)}
    labels = {d.id: d.name for d in described}
    found = []
    for value, one, other, why in scored(described, above, about):
        mine, theirs = described[one], described[other]
        if (mine.id, theirs.id) not in made:
            found.append(_duplicate(mine, theirs, value, why, labels))
    return tuple(found[:limit] if limit else found)


def _duplicate(
    one: Described, other: Described, value: float, why: Iterable[str], labels: Mapping[str, str]
) -> Duplicate:
    spoken = [(_in_words(reason, one, other, labels), reason in AGAINST) for reason in why]
    return Duplicate(
        one.id,
        one.name,
        other.id,
        other.name,
        round(value, 2),
        tuple(words for words, against in spoken if not against),
        tuple(words for words, against in spoken if against),
    )


def _in_words(reason: str, one: Described, other: Described, labels: Mapping[str, str]) -> str:
    if reason == "types differ":
        mine, theirs = (" and ".join(sorted(t.lower() for t in e.types)) for e in (one, other))
        return f"types differ: {mine}, {theirs}"
    if reason == "countries differ":
        return f"countries differ: {', '.join(sorted(one.countries))}, {', '.join(sorted(other.countries))}"
    if reason == "both owned by":
        owners = sorted(labels.get(o, o) for o in one.owners & other.owners)
        return f"both owned by {' and '.join(owners)}"
    return reason


def _decided(graph: Graph, described: Mapping[str, Described], about: str) -> tuple[Duplicate, ...]:
    commonness = Commonness.among(described.values())
    kept = {id: first for id, (first, _) in graph.read_as.items()}
    found = []
    for made in graph.decisions:
        for one, other in combinations(made["ids"], 2):
            if about and about not in (kept.get(one, one), kept.get(other, other)):
                continue
            mine, theirs = described.get(one), described.get(other)
            why = reasons(mine, theirs, commonness) if mine and theirs else []
            pair = (
                _duplicate(mine, theirs, score(why), why, {})
                if mine and theirs
                else _gone(one, other, described)
            )
            found.append(_with_decision(pair, made))
    return tuple(found)


def _gone(one: str, other: str, described: Mapping[str, Described]) -> Duplicate:
    names = [described[i].name if i in described else i for i in (one, other)]
    return Duplicate(one, names[0], other, names[1], 1.0, (), ())


def _with_decision(pair: Duplicate, made: Mapping[str, Any]) -> Duplicate:

    told = {word: made[word] for word in ("by", "why", "place")}
    return pair.replaced(decided=made["verdict"], **told)


def describe(graph: Graph) -> list[Described]:
    """What the graph knows of each entity, by id."""
    spoken: dict[str, list[entities.Name]] = defaultdict(list)
    for name in entities.names(graph.tables):
        spoken[name.entity].append(name)
    ids: dict[str, dict[str, str]] = defaultdict(dict)
    for id, scheme, value in entities.identifiers(graph.tables):
        ids[id][scheme] = value
    types, owners, related = graph.types(), _owners(graph), _related(graph)
    return [
        Described(
            head.id,
            head.name,
            tuple(sorted({n.text for n in spoken[head.id] if n.kind != "former"} - {head.name})),
            tuple(sorted(n.text for n in spoken[head.id] if n.kind == "former")),
            frozenset(types.get(head.id, ())),
            frozenset({head.country} if head.country else ()),
            head.website,
            ids[head.id].get("lei", ""),
            ids[head.id].get("wikidata", ""),
            frozenset(owners[head.id]),
            frozenset(related[head.id]),
        )
        for head in entities.heads(graph.tables)
    ]


def _owners(graph: Graph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    owning = [r.name for r in graph.ontology.relations.values() if r.acyclic and r.exclusive]
    for edge in edges.on(graph.tables, graph.edges_of.latest, owning):
        found[edge.object].add(edge.subject)
    return found


def _related(graph: Graph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in counts.ends(graph.tables):
        found[one].add(other)
        found[other].add(one)
    return found
