"""Entities that are described anew as something else: what a graph holds of them must stay possible."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from retailgraph.articles.report import listed
from retailgraph.ontology import Ontology, Relation

_SHOWN = 3


class Held(NamedTuple):
    """A claim that a graph holds; ``named`` are its qualifiers that may name an entity, with each value."""

    article: str
    subject: str
    relation: str
    object: str
    named: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.subject} {self.relation} {self.object}"


Naming = Callable[[str], Iterable[Held]]
"""Given an id, the claims of a graph that name it, whatever as."""


Types = Callable[[str], Sequence[str]]
"""Given an id, the types of that entity."""


def nothing(id: str) -> Iterable[Held]:  # noqa: ARG001
    """The claims of no graph."""
    return ()


def broken(id: str, before: Types, now: Types, held: Iterable[Held], ontology: Ontology) -> list[Held]:
    """The claims that fit what an entity was before and do not fit what it is now, sorted."""
    return sorted(
        one for one in held if _fits(one, id, before, ontology) and not _fits(one, id, now, ontology)
    )


def refusal(id: str, before: Collection[str], now: Collection[str], needing: Sequence[Held]) -> str:
    """What is said of an entity that claims need as what it was."""
    more = f" and {len(needing) - _SHOWN} more" if len(needing) > _SHOWN else ""
    said = ", ".join(f"'{one}' ({one.article})" for one in needing[:_SHOWN])
    articles = list(dict.fromkeys(one.article for one in needing))
    rest = " ..." if len(articles) > _SHOWN else ""
    was, lost = listed(sorted(before), "and"), listed(sorted(set(before) - set(now)))
    return (
        f"'{id}' is of type {was} and cannot become {listed(sorted(now), 'and')}: "
        f"{said}{more} need it as {lost}; "
        f"choose another id, or first: retailgraph remove {' '.join(articles[:_SHOWN])}{rest}"
    )


def _fits(held: Held, id: str, types: Types, ontology: Ontology) -> bool:
    """Whether a claim may be made where entities are of these types, as far as it is about this one."""
    relation = ontology.relations.get(held.relation)
    if relation is None:
        return True
    if id in (held.subject, held.object) and not _joins(relation, types(held.subject), types(held.object)):
        return False
    return all(_may_stand(types(id), name, ontology) for name, value in held.named if value == id)


def _joins(relation: Relation, subject: Sequence[str], object: Sequence[str]) -> bool:
    return relation.joins(subject, object) or (relation.symmetric and relation.joins(object, subject))


def _may_stand(types: Sequence[str], name: str, ontology: Ontology) -> bool:
    """Whether an entity of these types may be the value of a qualifier."""
    qualifier = ontology.qualifiers[name]
    if qualifier.value_type == "MarketValue":
        return "Market" in types
    return not qualifier.types or not set(types).isdisjoint(qualifier.types)
