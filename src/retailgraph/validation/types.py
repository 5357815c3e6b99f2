"""Entities of two types that the ontology keeps apart, such as a brand that is a company as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from retailgraph.articles import Finding
from retailgraph.validation.report import WARNING

if TYPE_CHECKING:
    from retailgraph.articles import Entity
    from retailgraph.ontology import Ontology


def of_types_apart(entities: Iterable[Entity], ontology: Ontology) -> Iterator[Finding]:
    """A warning for each entity that is of two types of which the ontology says that nothing is both."""
    for entity in entities:
        for name in entity.types:
            for other in ontology.types[name].apart if name in ontology.types else ():
                if other in entity.types:
                    message = (
                        f"'{entity.id}' is {name} and {other}, which are two entities; describe the "
                        f"{name.lower()} as one of its own, such as '{entity.id}-{name.lower()}'"
                    )
                    yield Finding(entity.path, entity.line, message, WARNING, rule="entity-both")
