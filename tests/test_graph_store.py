"""SPARQL 1.1 Graph Store Protocol: graphs that people put beside what articles say, and the W3C's suites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from conftest import ROOT, TODAY, article, own_store
from retailgraph.rdf import named
from retailgraph.rdf.named import NamedGraphs
from retailgraph.serving import tokens
from retailgraph.serving.standing import Graphs
from serving_tools import Got, Running, served
from test_sparql_protocol import CNT, HT, MF

SUITES = ROOT.parent / "shared" / "suites" / "sparql11"
READER, LOADER = "a-token-for-reading-only", "a-token-for-loading-too"
TOKENS = tokens.read("", f"ann read {READER}\nbob read,load {LOADER}")
MINE = {"authorization": f"Bearer {LOADER}"}
TURTLE = {**MINE, "content-type": "text/turtle"}
NOTE = "urn:example:notes"
TEXT = "<urn:example:a> <urn:example:says> [ <urn:example:p> 'x' ] ."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("graphs")
    own_store(folder, {"2019-owns": article("acme owns finch", published="2019-05-01")}).close()
    place = str(folder / "store")
    with served(lambda: Graphs(place, False, TODAY), TOKENS, write=True) as running:
        yield running
    assert (folder / "store" / "loads" / "audit.jsonl").is_file(), (
        "where the next start finds the store its own"
    )


def graph(name: str) -> str:
    return f"/graphs?{urlencode({'graph': name})}"


def triples(got: Got) -> int:
    assert got.status == 200, got.text
    return len(list(ox.parse(got.body, ox.RdfFormat.N_TRIPLES)))


def read(store: Running, name: str) -> int:
    return triples(store.ask("GET", graph(name), None, {"accept": "application/n-triples"}))


def test_a_graph_is_put_read_asked_added_to_and_deleted(store: Running) -> None:
    assert store.ask("PUT", graph(NOTE), TEXT, TURTLE).status == 201
    assert store.ask("PUT", graph(NOTE), TEXT, TURTLE).status == 204
    assert read(store, NOTE) == 2
    both = f"ASK {{ ent:acme a rg:Company GRAPH <{NOTE}> {{ ?a <urn:example:says> ?b }} }}"
    assert store.query(both).json["boolean"] is True
    assert store.query("ASK { ?a <urn:example:says> ?b }").json["boolean"] is False
    assert store.ask("POST", graph(NOTE), TEXT, TURTLE).status == 204
    assert read(store, NOTE) == 4, "blank nodes of two requests are not one"
    assert store.ask("DELETE", graph(NOTE), None, MINE).status == 204
    assert store.ask("DELETE", graph(NOTE), None, MINE).status == 404
    assert store.ask("GET", graph(NOTE)).status == 404
    assert store.query(both).json["boolean"] is False


def test_an_empty_graph_is_there(store: Running) -> None:
    assert store.ask("PUT", graph("urn:example:empty"), "", TURTLE).status == 201
    assert read(store, "urn:example:empty") == 0
    assert store.ask("DELETE", graph("urn:example:empty"), None, MINE).status == 204


def test_a_graph_outlasts_the_server(store: Running, tmp_path: Path) -> None:
    folder = tmp_path / "named"
    one = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("line\nbreak"))
    assert NamedGraphs(folder).put(NOTE, [one]) is True
    again = NamedGraphs(folder)
    assert again.has(NOTE) and again.version()
    assert [quad.triple for path in again._files() for quad in again._quads(path)] == [one]
    assert again.remove(NOTE) and not NamedGraphs(folder).version()


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("PUT", "/graphs?default", TEXT, TURTLE, 403),
        ("DELETE", "/graphs?default", None, MINE, 403),
        ("PUT", graph("https://w3id.org/retailgraph/article/x"), TEXT, TURTLE, 403),
        ("PUT", "/graphs", TEXT, TURTLE, 400),
        ("PUT", "/graphs?default&graph=urn:x", TEXT, TURTLE, 400),
        ("PUT", graph("no iri"), TEXT, TURTLE, 400),
        ("PUT", graph("relative"), TEXT, TURTLE, 400),
        ("PUT", graph(NOTE), TEXT, {"content-type": "text/turtle"}, 401),
        ("PUT", graph(NOTE), TEXT, {**TURTLE, "authorization": f"Bearer {READER}"}, 403),
        ("PUT", graph(NOTE), TEXT, {**TURTLE, "origin": "https://evil.example"}, 403),
        ("PUT", graph(NOTE), TEXT, {**MINE, "content-type": "image/png"}, 415),
        ("PUT", graph(NOTE), TEXT, MINE, 415),
        ("PUT", graph(NOTE), "no turtle", TURTLE, 400),
        ("PUT", graph(NOTE), "x" * 2_000_001, TURTLE, 413),
        ("PUT", graph(NOTE), '{"@id": "urn:g", "@graph": [{"@id": "urn:a", "urn:b": 1}]}',
         {**MINE, "content-type": "application/ld+json"}, 400),
        ("PATCH", graph(NOTE), "", TURTLE, 405),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_told(
    store: Running, method: str, path: str, body: str | None, headers: dict[str, str], status: int
) -> None:
    got = store.ask(method, path, body, headers)
    assert (got.status, got.media) == (status, "application/problem+json"), got.text
    assert got.json["detail"]
    assert store.ask("GET", graph(NOTE)).status == 404


def test_there_are_so_many_graphs_at_most(store: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "MOST", 1)
    assert store.ask("PUT", graph(NOTE), TEXT, TURTLE).status == 201
    assert store.ask("PUT", graph("urn:example:more"), TEXT, TURTLE).status == 507
    assert store.ask("DELETE", graph(NOTE), None, MINE).status == 204


def test_a_new_graph_is_named_in_the_answer(store: Running) -> None:
    made = store.ask("POST", "/graphs", TEXT, TURTLE)
    place = made.headers["location"]
    assert made.status == 201 and place.startswith(f"{store.url}/graphs/")
    assert read(store, place) == 2
    plain = {"accept": "application/n-triples"}
    assert triples(store.ask("GET", place.removeprefix(store.url), None, plain)) == 2
    assert store.ask("DELETE", place.removeprefix(store.url), None, MINE).status == 204


# --- the suites of the W3C ---------------------------------------------------------------------------------

CANNOT = {"put_get_default"}
"""Tests that write the unnamed graph, which follows from articles."""


def _requests(name: str) -> Iterator[tuple[str, list[Any], Any]]:
    from rdflib import RDF, Graph, Namespace
    from rdflib.collection import Collection

    ht, mf = Namespace(HT), Namespace(MF)
    manifest = Graph().parse(SUITES / "graph-store-protocol" / name)
    for test in sorted(manifest.subjects(RDF.type, mf.GraphStoreProtocolTest)):
        action = manifest.value(test, mf.action)
        listed = manifest.value(action, ht.requests)
        yield str(test).rpartition("#")[2], list(Collection(manifest, listed)), manifest


@pytest.mark.parametrize("name", ["manifest-indirect.ttl", "manifest-direct.ttl"])
@pytest.mark.skipif(not SUITES.exists(), reason="the W3C's suite is not beside this repository")
def test_the_suite_of_the_w3c_for_graphs(store: Running, name: str) -> None:
    from rdflib import Graph, Namespace
    from rdflib.collection import Collection
    from rdflib.compare import isomorphic

    ht, cnt, mf = Namespace(HT), Namespace(CNT), Namespace(MF)
    ran = 0
    for test, requests, manifest in _requests(name):
        for path in store.service.named._files():  # type: ignore[union-attr]
            path.unlink()
        places: dict[str, str] = {}
        for request in requests:
            response = manifest.value(request, ht.resp)
            headers = dict(MINE)
            listed = manifest.value(request, ht.headers)
            for header in Collection(manifest, listed) if listed else ():
                headers[str(manifest.value(header, ht.fieldName)).lower()] = str(
                    manifest.value(header, ht.fieldValue)
                )
            content = manifest.value(request, ht.body)
            path = str(manifest.value(request, ht.absolutePath))
            text = str(manifest.value(content, cnt.chars)) if content else ""
            for word, place in places.items():
                path, text = path.replace(word, quote(place, safe="")), text.replace(word, place)
            if path.startswith("http"):
                path = path.removeprefix(quote(store.url, safe=""))
            if "multipart" in headers.get("content-type", ""):
                text = "\r\n".join(line.strip() for line in text.strip().splitlines())
            method = str(manifest.value(request, ht.methodName))
            got = store.ask(method, path.replace("/gsp", "/graphs", 1), text.encode(), headers)
            if test in CANNOT:
                assert got.status == (403 if method == "PUT" else 200), test
                continue
            wanted = {str(one).rpartition("#")[2] for one in manifest.objects(response, mf.expectedStatus)}
            names = {200: "OK", 201: "Created", 204: "NoContent", 404: "NotFound", 400: "BadRequest"}
            assert names.get(got.status) in wanted, (test, method, path, got.status, wanted, got.text)
            if word := manifest.value(response, mf.expectedLocation):
                places[str(word)] = got.headers["location"]
            body = manifest.value(response, ht.body)
            if body is not None and method == "GET":
                expected = Graph().parse(data=str(manifest.value(body, cnt.chars)), format="turtle")
                found = Graph().parse(data=got.text, format="turtle")
                assert isomorphic(found, expected), (test, got.text)
        ran += 1
    assert ran == {"manifest-indirect.ttl": 9, "manifest-direct.ttl": 5}[name]


def _described(server: Running) -> Any:
    from rdflib import Graph

    got = server.get("/sparql", {"accept": "text/turtle"})
    assert (got.status, got.media) == (200, "text/turtle")
    return Graph().parse(data=got.text, format="turtle")


@pytest.mark.skipif(not SUITES.exists(), reason="the W3C's suite is not beside this repository")
def test_the_suite_of_the_w3c_for_descriptions(server: Running) -> None:
    from rdflib import RDF, Graph, Namespace

    mf = Namespace(MF)
    manifest = Graph().parse(SUITES / "service-description" / "manifest.ttl")
    tests = {
        str(one).rpartition("#")[2]: one for one in manifest.subjects(RDF.type, mf.ServiceDescriptionTest)
    }
    assert set(tests) == {"returns-rdf", "has-endpoint-triple", "conforms-to-schema"}
    test_the_service_describes_itself_in_the_words_of_the_w3c(server)


def test_the_service_describes_itself_in_the_words_of_the_w3c(server: Running) -> None:
    """What the three tests of the suite ask: RDF, the endpoint, and each property with its range."""
    from rdflib import RDF, Namespace, URIRef

    described, sd = _described(server), Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = described.subjects(RDF.type, sd.Service)
    assert set(described.objects(service, sd.endpoint)) == {URIRef(f"{server.url}/sparql")}
    assert set(described.objects(service, sd.supportedLanguage)) == {sd.SPARQL11Query}
    assert all(isinstance(one, URIRef) for one in described.objects(service, sd.resultFormat))
    (dataset,) = described.objects(service, sd.defaultDataset)
    assert (dataset, RDF.type, sd.Dataset) in described
    (default,) = described.objects(dataset, sd.defaultGraph)
    assert (default, RDF.type, sd.Graph) in described
    known = {
        sd.endpoint,
        sd.supportedLanguage,
        sd.feature,
        sd.resultFormat,
        sd.defaultDataset,
        sd.defaultGraph,
    }
    assert {p for p in described.predicates() if p.startswith(sd)} <= known
