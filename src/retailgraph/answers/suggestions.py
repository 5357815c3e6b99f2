"""What to ask instead of a question that is not understood: only questions that were tried and have
an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from retailgraph.graph import Graph
from retailgraph.lookup import names
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import of_entity, rows_of
from retailgraph.ontology import STATE, Relation
from retailgraph.plan.spotting import spotted
from retailgraph.tables import counts
from retailgraph.words.english import tokens_of

COUNT = 3


class Suggested(NamedTuple):
    """Questions to ask instead; ``is_near`` if they are about those whom the question names."""

    forms: tuple[str, ...]
    is_near: bool


def suggested(graph: Graph, question: str) -> Suggested:
    """Questions about those whom a question names, each with an answer; else about what most is known of."""
    found = named_in(graph, question)
    if len(found) > 1:
        one, two = found[:2]
        between = [f"how is {graph_name(graph, one)} connected to {graph_name(graph, two)}"]
        about = [*between, *_about(graph, one, question), *_about(graph, two, question)]
        return Suggested(tuple(about[:COUNT]), True)
    if found:
        return Suggested(tuple(list(_about(graph, found[0], question))[:COUNT]), True)
    prominent = Counter(counts.per_entity(graph.tables)).most_common(COUNT)
    others = (
        next(iter(_about(graph, name, "")), f"what is {graph_name(graph, name)}") for name, _ in prominent
    )
    return Suggested(tuple(others), False)


def graph_name(graph: Graph, name: str) -> str:
    """The whole name of an entity, as a question may hold it."""
    label = names.label_of(graph, name)
    return label if names.meant(graph, label).id == name else name


def named_in(graph: Graph, question: str) -> list[str]:
    """The ids of the entities that a text names, the longest names first found from the left."""
    found = []
    for name in spotted(graph, tokens_of(question)):
        ids = names.hits(graph, name.text)
        found.append(ids[min(ids)][0])
    return list(dict.fromkeys(found))


def _about(graph: Graph, name: str, question: str) -> Iterator[str]:
    """Questions about an entity that have an answer, those nearest to the words of a question first."""
    label = graph_name(graph, name)
    rows = rows_of(graph, of_entity(graph, name), name, over_time=False)
    said = set(question.casefold().split())
    ranked = sorted(_forms(graph, rows), key=lambda form: -_likeness(form, said))
    yield from (form.replace("{}", label) for form in dict.fromkeys(ranked))
    yield f"what is {label}"


def _likeness(form: str, said: set[str]) -> int:
    words = form.split()
    return sum(any(word[:4] == other[:4] for other in said) for word in words if len(word) > 3)


def _forms(graph: Graph, rows: Iterable[Row]) -> Iterator[str]:
    """For each side of each relation that has rows, the first question that its ontology spells out."""
    numbers = Counter(
        (row.relation, row.id == row.object_id) for row in rows if row.holds == "yes" or not row.holds
    )
    weights = graph.ontology.relations
    for (relation, forward), count in sorted(
        numbers.items(), key=lambda pair: (-weights[pair[0][0]].weight, -pair[1], pair[0])
    ):
        form = _form(weights[relation], forward, {t for r in rows if r.relation == relation for t in r.types})
        if form and count:
            yield form


def _form(relation: Relation, forward: bool, types: set[str]) -> str:
    answers, slot = ("object", "{subject}") if forward else ("subject", "{object}")
    for form in relation.forms:
        fits = not form.types or types <= set(form.types)
        if (
            form.answers == answers
            and form.text.count("{") == 1
            and slot in form.text
            and fits
            and not form.role
        ):
            return form.text.replace(slot, "{}")
    verb = relation.verbs[0]
    if relation.kind == STATE and not forward:
        return f"who {verb.third} {{}}"
    return ""
