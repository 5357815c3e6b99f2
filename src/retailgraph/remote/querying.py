"""Results of SPARQL that came over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pyoxigraph as ox

from retailgraph.remote.calling import Address
from retailgraph.sparql.results import Results, term

_ACCEPT = "application/sparql-results+json, application/n-triples"


def results(address: Address, text: str, times: Mapping[str, str]) -> Results:
    """The results of a query; errors as the server tells them."""
    headers = {"accept": _ACCEPT, "content-type": "application/sparql-query"}
    body, media = address.fetched("sparql", times, headers, text.encode())
    if media == "application/n-triples":
        triples = tuple(quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES))
        return Results("graph", triples=triples)
    document = json.loads(body)
    if "boolean" in document:
        return Results("boolean", boolean=document["boolean"])
    names = tuple(document["head"]["vars"])
    rows = [
        tuple(term(found[name]) if name in found else None for name in names)
        for found in document["results"]["bindings"]
    ]
    return Results("solutions", names, tuple(rows))
