"""The addresses of what is said in RDF, and the prefixes they are written with."""

from __future__ import annotations

from collections.abc import Mapping

RG = "https://w3id.org/retailgraph/ns#"
STATUS = "https://w3id.org/retailgraph/status#"
STALE = "https://w3id.org/retailgraph/stale#"
ROLE = "https://w3id.org/retailgraph/role#"
ENTITY = "https://w3id.org/retailgraph/entity/"
ARTICLE = "https://w3id.org/retailgraph/article/"
CLAIM = "https://w3id.org/retailgraph/claim/"
PASSAGE = "https://w3id.org/retailgraph/passage/"
FIGURE = "https://w3id.org/retailgraph/figure/"
RELATIONSHIP = "https://w3id.org/retailgraph/relationship/"
GRAPH = "https://w3id.org/retailgraph/graph/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Mapping[str, str] = {
    "rg": RG,
    "status": STATUS,
    "stale": STALE,
    "role": ROLE,
    "ent": ENTITY,
    "art": ARTICLE,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "skos": SKOS,
    "xsd": XSD,
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "wd": "http://www.wikidata.org/entity/",
}
"""The prefixes that queries and exports may use without declaring them."""
