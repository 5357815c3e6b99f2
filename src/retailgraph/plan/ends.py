"""The types that may stand on each side of a link."""

from __future__ import annotations

from retailgraph.form import Link
from retailgraph.ontology import Ontology


def sides(ontology: Ontology, link: Link) -> tuple[set[str], set[str]]:
    """The types that may stand as subject, or as the party in its place, and as object of a link."""
    relation = ontology.relations[link.relation]
    near = ontology.qualifiers[link.party].types if link.party else relation.domain
    return set(near), set(relation.range)


def given_types(ontology: Ontology, link: Link) -> set[str]:
    """The types that the one name given in a list may have."""
    near, far = sides(ontology, link)
    if ontology.relations[link.relation].symmetric or link.answers == "party":
        return near | far
    return near if link.answers == "object" else far
