"""IRIs and literals as N-Triples writes them, each escaped as it needs."""

from __future__ import annotations

import re
from datetime import date

from retailgraph.ontology import GRAPH, PREFIXES, RDF, RDFS, RG, XSD

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f]')
_NOT_IN_IRIS = re.compile('[\x00-\x20"<>\\\\^`{|}]')
DCTERMS, SCHEMA, PROV = PREFIXES["dcterms"], PREFIXES["schema"], PREFIXES["prov"]
CONFLICT = "https://w3id.org/retailgraph/conflict/"


def iri(base: str, name: str) -> str:
    """An IRI term; what an IRI cannot hold, as the space of "before 1995", is percent-encoded."""
    if _NOT_IN_IRIS.search(name):
        name = _NOT_IN_IRIS.sub(lambda m: f"%{ord(m[0]):02X}", name)
    return f"<{base}{name}>"


def text(value: object, language: str = "") -> str:
    """A literal term, escaped."""
    escaped = _SPECIAL.sub(lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), str(value))
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def number(value: float) -> str:
    """A decimal term."""
    plain = f"{value:.15g}"
    return f'"{plain if "e" not in plain else f"{value:.9f}"}"^^<{XSD}decimal>'


def day(value: date | str) -> str:
    """A term for a day."""
    return f'"{value}"^^<{XSD}date>'


def integer(value: int) -> str:
    """A term for a whole number."""
    return f'"{value}"^^<{XSD}integer>'


TRUE = f'"true"^^<{XSD}boolean>'
TYPE = iri(RDF, "type")
SUBJECT, PREDICATE, OBJECT = iri(RDF, "subject"), iri(RDF, "predicate"), iri(RDF, "object")
LABEL, COMMENT = iri(RDFS, "label"), iri(RDFS, "comment")
EDGES = iri(GRAPH, "edges")
EDGES_AS_OF, CLAIM_OF, DERIVED = iri(RG, "edgesAsOf"), iri(RG, "claim"), iri(PROV, "wasDerivedFrom")
