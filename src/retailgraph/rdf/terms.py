"""IRIs and literals as N-Quads writes them; ids are checked by the reader, and every literal is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from retailgraph.ontology import ENTITY, GRAPH, PREFIXES, RDF, RDFS, RG, XSD, Ontology

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f]')
DCTERMS, SCHEMA = PREFIXES["dcterms"], PREFIXES["schema"]
CONFLICT = "https://w3id.org/retailgraph/conflict/"


def iri(base: str, name: str) -> str:
    """An IRI term."""
    return f"<{base}{name}>"


def text(value: str, language: str = "") -> str:
    """A literal term, escaped."""
    escaped = _SPECIAL.sub(lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), value)
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def number(value: float) -> str:
    """A decimal term."""
    return (
        f'"{value:.15g}"^^<{XSD}decimal>' if "e" not in f"{value:.15g}" else f'"{value:.9f}"^^<{XSD}decimal>'
    )


def day(value: date) -> str:
    """A term for a day."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


def integer(value: int) -> str:
    """A term for a whole number."""
    return f'"{value}"^^<{XSD}integer>'


TYPE = iri(RDF, "type")
SUBJECT, PREDICATE, OBJECT = iri(RDF, "subject"), iri(RDF, "predicate"), iri(RDF, "object")
LABEL, COMMENT = iri(RDFS, "label"), iri(RDFS, "comment")
ENTITIES, NAMES = iri(GRAPH, "entities"), iri(GRAPH, "names")
SPELLINGS = iri(RG, "spellings")
CONCLUSIONS, EDGES, ONTOLOGY = iri(GRAPH, "conclusions"), iri(GRAPH, "edges"), iri(GRAPH, "ontology")


def qualifier_facts(
    qualifiers: Iterable[tuple[str, tuple[str, ...]]], ontology: Ontology
) -> Iterator[tuple[str, str]]:
    """Qualifiers as facts: entities where the ontology says that the value is one, else text."""
    for name, values in qualifiers:
        is_entity = ontology.links(name)
        yield from ((iri(RG, name), iri(ENTITY, v) if is_entity else text(v)) for v in values)
