"""What can be said: types, relations, qualifiers, statuses, roles and measures, read from the ontology.

The Turtle file is the single source. :func:`read` parses and checks it; :meth:`Ontology.to_dict` and
:func:`from_dict` carry it through a store.
"""

from __future__ import annotations

from pathlib import Path

from retailgraph.errors import OntologyError
from retailgraph.ontology.declared import Ontology, from_dict, to_plain, to_stored
from retailgraph.ontology.namespaces import (
    ARTICLE,
    CLAIM,
    ENTITY,
    FIGURE,
    GRAPH,
    OWL,
    PASSAGE,
    PREFIXES,
    RDF,
    RDFS,
    RELATIONSHIP,
    RG,
    ROLE,
    SKOS,
    STALE,
    STATUS,
    XSD,
)
from retailgraph.ontology.terms import (
    DEAL,
    EVENT,
    EVERYWHERE,
    STATE,
    Consequence,
    EntityType,
    Manner,
    Measure,
    Pair,
    Qualifier,
    QuestionForm,
    Relation,
    Role,
    StatementForm,
    Status,
    Verb,
)

__all__ = [
    "ARTICLE",
    "CLAIM",
    "DEAL",
    "ENTITY",
    "EVENT",
    "EVERYWHERE",
    "FIGURE",
    "GRAPH",
    "OWL",
    "PASSAGE",
    "PREFIXES",
    "RDF",
    "RDFS",
    "RELATIONSHIP",
    "RG",
    "ROLE",
    "SKOS",
    "STALE",
    "STATE",
    "STATUS",
    "XSD",
    "Consequence",
    "EntityType",
    "Manner",
    "Measure",
    "Ontology",
    "Pair",
    "Qualifier",
    "QuestionForm",
    "Relation",
    "Role",
    "StatementForm",
    "Status",
    "Verb",
    "file_state",
    "from_dict",
    "read",
    "to_plain",
    "to_stored",
]


def read(path: Path) -> Ontology:
    """The ontology of a Turtle file, checked.

    OntologyError lists every fault by the name of the relation, type or qualifier that has it.
    """
    from retailgraph.ontology.turtle import read_turtle

    return read_turtle(path, file_state(path))


def file_state(path: Path) -> tuple[int, int]:
    """When a file was last written, in nanoseconds, and its bytes: what was read of it holds for these.

    OntologyError if there is no such file.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise OntologyError(f"{path}: cannot be read: {error}") from error
    return found.st_mtime_ns, found.st_size
