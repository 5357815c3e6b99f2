"""What the endpoint says about itself: SPARQL 1.1 Service Description, and VoID about what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request

from retailgraph.ontology import PREFIXES, RDF, RG
from retailgraph.serving.settings import Settings
from retailgraph.sparql.results import Results

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "TriG", "N-Quads", "JSON-LD", "RDF_XML")
_TYPE = ox.NamedNode(f"{RDF}type")


def address(request: Request, settings: Settings) -> str:
    """The address of the server as the client knows it, without a slash at its end."""
    return f"{request.url.scheme}://{request.headers['host']}{settings.base_path}"


def service_description(endpoint: str, graphs: str, format: str) -> bytes:
    """What can be asked at an address, as RDF."""
    return _written(_service(endpoint, graphs), format)


def _service(endpoint: str, graphs: str) -> Iterator[ox.Triple]:
    service, dataset, graph = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("graph")
    sd = _namespace(_SD)
    yield ox.Triple(service, _TYPE, sd("Service"))
    yield ox.Triple(service, sd("endpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    yield ox.Triple(service, sd("feature"), sd("EmptyGraphs"))
    yield from (
        ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name))
        for name in (*_RESULTS, *_GRAPHS)
    )
    yield ox.Triple(service, sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, sd("Dataset"))
    yield ox.Triple(dataset, sd("defaultGraph"), graph)
    yield ox.Triple(graph, _TYPE, sd("Graph"))
    yield ox.Triple(graph, _namespace(_VOID)("dataDump"), ox.NamedNode(f"{graphs}?default"))


def void(place: str, stats: bytes, format: str) -> bytes:
    """What the graph holds, as RDF, from the totals that the API gives."""
    return _written(_void(place, json.loads(stats)), format)


def _void(place: str, stats: dict[str, Any]) -> Iterator[ox.Triple]:
    void, dataset = _namespace(_VOID), ox.NamedNode(f"{place}/.well-known/void#graph")
    yield ox.Triple(dataset, _TYPE, void("Dataset"))
    title = ox.NamedNode(f"{PREFIXES['dcterms']}title")
    yield ox.Triple(dataset, title, ox.Literal("Retail companies, as articles report them", language="en"))
    yield ox.Triple(dataset, void("sparqlEndpoint"), ox.NamedNode(f"{place}/sparql"))
    yield ox.Triple(dataset, void("uriSpace"), ox.Literal(PREFIXES["ent"]))
    yield from (ox.Triple(dataset, void("vocabulary"), ox.NamedNode(iri)) for iri in (RG, PREFIXES["prov"]))
    yield ox.Triple(dataset, void("entities"), ox.Literal(int(stats["entities"])))
    for place_, kinds in (("class", "by_type"), ("property", "by_relation")):
        for name, number in stats[kinds].items():
            part = ox.BlankNode(f"{place_}-{name}")
            yield ox.Triple(dataset, void(f"{place_}Partition"), part)
            yield ox.Triple(part, void(place_), ox.NamedNode(RG + name))
            yield ox.Triple(part, void("entities"), ox.Literal(number))


def _namespace(base: str) -> Any:
    return lambda name: ox.NamedNode(base + name)


def _written(triples: Iterator[ox.Triple], format: str) -> bytes:
    return Results("graph", triples=tuple(triples)).text(format).encode()
