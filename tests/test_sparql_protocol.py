"""SPARQL over HTTP: the protocol, the formats, and what is refused."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from conftest import ROOT
from serving_tools import KASEI, Prepared, Running, prepared, served, shipped_graphs

BRANDS = "SELECT ?b { ent:tapestry rg:owns ?b } ORDER BY ?b"
SUITE = ROOT.parent / "shared" / "suites" / "sparql11" / "protocol"
ENT = "https://w3id.org/retailgraph/entity/"
HT, CNT = "http://www.w3.org/2011/http#", "http://www.w3.org/2011/content#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"


# --- three ways to ask -------------------------------------------------------------------------------------


def test_a_query_is_answered_alike_in_its_three_ways(server: Running) -> None:
    got = server.query(BRANDS)
    names = [row["b"]["value"].rpartition("/")[2] for row in got.json["results"]["bindings"]]
    assert names == ["coach", "kate-spade"]
    assert got.media == "application/sparql-results+json"
    form = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    assert server.ask("POST", "/sparql", urlencode({"query": BRANDS}), form).body == got.body
    direct = {"content-type": "application/sparql-query"}
    assert server.ask("POST", "/sparql", BRANDS, direct).body == got.body


@pytest.mark.parametrize(
    ("accept", "media", "begin"),
    [
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv", "b\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", "?b\n"),
        ("application/json", "application/json", "{"),
        ("text/csv;q=0.2, application/xml;q=0.9", "application/xml", "<?xml"),
        ("text/*", "text/csv", "b\r\n"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml", "<?xml"),
        ("text/html, */*;q=0.8", "application/sparql-results+json", "{"),
    ],
)
def test_rows_come_in_the_format_that_is_wanted_most(
    server: Running, accept: str, media: str, begin: str
) -> None:
    got = server.query(BRANDS, accept)
    assert (got.status, got.media) == (200, media)
    assert got.text.startswith(begin)


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/trig", ox.RdfFormat.TRIG),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_triples_come_in_the_format_that_is_wanted(
    server: Running, accept: str, format: ox.RdfFormat
) -> None:
    got = server.query(
        "CONSTRUCT { ?s rg:owns ?o } WHERE { ?s rg:owns ?o . FILTER(?s = ent:tapestry) }", accept
    )
    assert (got.status, got.media) == (200, accept)
    assert len(list(ox.parse(got.body, format))) == 2


def test_a_format_that_is_not_there_is_refused_with_what_is(server: Running) -> None:
    got = server.query(BRANDS, "image/png")
    assert (got.status, got.media) == (406, "application/problem+json")
    assert "text/csv" in got.json["detail"]
    rows = server.query(BRANDS, "text/turtle")
    assert rows.status == 406 and "text/csv" in rows.json["detail"]


def test_yes_and_no_are_told_in_every_format(server: Running) -> None:
    assert server.query("ASK { ent:tapestry rg:owns ent:coach }").json["boolean"] is True
    assert server.query("ASK { ent:coach rg:owns ent:tapestry }", "text/csv").text == "false\n"


# --- other times -------------------------------------------------------------------------------------------


def test_a_query_is_about_the_day_that_is_asked_for(server: Running) -> None:
    owner = "ASK { ent:tapestry rg:owns ent:stuart-weitzman }"
    now, then = server.query(owner), server.query(owner, **{"as-of": "2019"})
    assert (now.json["boolean"], then.json["boolean"]) == (False, True)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", now.headers["edges-as-of"])
    assert server.query("ASK {}", **{"as-of": "2019-13"}).status == 400


# --- the same again ----------------------------------------------------------------------------------------


def test_what_a_client_has_is_not_sent_again(server: Running) -> None:
    first = server.query(BRANDS)
    tag = first.headers["etag"]
    again = server.get("/sparql", {"if-none-match": f'"other", W/{tag}'}, query=BRANDS)
    assert (again.status, again.body) == (304, b"")
    other = server.get("/sparql", {"if-none-match": tag, "accept": "text/csv"}, query=BRANDS)
    assert other.status == 200 and other.headers["etag"] != tag


def test_head_tells_what_get_would_send(server: Running) -> None:
    path = f"/sparql?query={quote(BRANDS)}"
    head, get = server.ask("HEAD", path), server.ask("GET", path)
    assert head.body == b""
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("*", "br"),
        ("gzip;q=0, br;q=0", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("deflate", None),
    ],
)
def test_large_results_are_packed_for_who_takes_them_so(
    server: Running, accept: str, coding: str | None
) -> None:
    import brotli

    text = "SELECT * { ?s rdfs:label ?o } LIMIT 200"
    plain, packed = server.query(text), server.get("/sparql", {"accept-encoding": accept}, query=text)
    unpacked = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[coding]
    assert packed.headers["content-encoding"] == coding
    assert unpacked(packed.body) == plain.body
    assert (packed.headers["etag"] != plain.headers["etag"]) == bool(coding)


# --- what is refused ---------------------------------------------------------------------------------------

_SPARQL = "application/sparql-query"


@pytest.mark.parametrize(
    ("method", "body", "type", "status"),
    [
        ("POST", b"ASK {}", "text/plain", 415),
        ("POST", b"ASK {}", "", 415),
        ("POST", b"ASK {}", f"{_SPARQL}; charset=utf-16", 415),
        ("POST", "ASK {}".encode("utf-16"), _SPARQL, 400),
        ("POST", b"ASK { ?s ?p", _SPARQL, 400),
        ("POST", b"", _SPARQL, 400),
        ("POST", b"query=ASK+%7B%7D&query=ASK+%7B%7D", "application/x-www-form-urlencoded", 400),
        ("POST", b"query=%FF", "application/x-www-form-urlencoded", 400),
        ("POST", b"other=1", "application/x-www-form-urlencoded", 400),
        ("POST", b"update=CLEAR+ALL", "application/x-www-form-urlencoded", 403),
        ("POST", b"CLEAR ALL", "application/sparql-update", 403),
        ("POST", b"CLEAR ALL", _SPARQL, 400),
        ("PUT", b"ASK {}", _SPARQL, 405),
        ("DELETE", b"", "", 405),
        ("POST", b"x" * 2_000_001, _SPARQL, 413),
    ],
)
def test_what_is_no_query_is_told_so(
    server: Running, method: str, body: bytes, type: str, status: int
) -> None:
    got = server.ask(method, "/sparql", body, {"content-type": type} if type else {})
    assert (got.status, got.media) == (status, "application/problem+json"), got.text
    assert got.json["status"] == status and got.json["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVIC\\u0045 <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_no_query_makes_the_server_ask_another(server: Running, text: str) -> None:
    assert server.query(text).status in (400, 403)


def test_the_fault_of_a_query_is_shown_where_it_stands(server: Running) -> None:
    got = server.query("SELECT ?x {\n ?x rg:owns }")
    assert got.status == 400 and "line 2, column 13" in got.json["detail"]


def test_a_result_beyond_its_limit_is_refused_whole(shipped: Any) -> None:
    with served(shipped_graphs, max_rows=10) as small:
        got = small.query("SELECT * { ?s ?p ?o }")
        assert (got.status, got.json["title"]) == (507, "too large")
        assert small.query("SELECT * { ?s ?p ?o } LIMIT 10").status == 200


def test_a_query_beyond_its_time_ends_with_its_process(shipped: Any) -> None:
    bomb = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with served(shipped_graphs, timeout=0.3) as hasty:
        got = hasty.query(bomb)
        assert (got.status, got.json["title"]) == (504, "time limit")
        assert hasty.service.workers.ended == 1
        assert hasty.get("/health").status == 200


# --- descriptions ------------------------------------------------------------------------------------------


def test_the_address_without_a_query_describes_itself(server: Running) -> None:
    got = server.get("/sparql", {"accept": "application/n-triples"})
    store = ox.Store()
    store.load(got.body, ox.RdfFormat.N_TRIPLES)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = list(store.query(f"SELECT ?e {{ ?s a <{sd}Service> ; <{sd}endpoint> ?e }}"))
    assert [row["e"].value for row in found] == [f"{server.url}/sparql"]


def test_the_graph_says_how_much_it_holds(server: Running, shipped: Any) -> None:
    got = server.get("/.well-known/void", {"accept": "text/turtle"})
    store = ox.Store()
    store.load(got.body, ox.RdfFormat.TURTLE)
    (row,) = store.query(
        "SELECT ?n { ?d <http://rdfs.org/ns/void#sparqlEndpoint> ?e ; <http://rdfs.org/ns/void#entities> ?n }"
    )
    assert int(row["n"].value) == shipped.stats().entities


def test_a_graph_is_read_by_its_name(documents: Running) -> None:
    got = documents.get("/graphs", {"accept": "application/n-triples"}, graph=f"{KASEI}data2.rdf")
    assert (got.status, len(got.body.splitlines())) == (200, 1)
    assert documents.get("/graphs?default", {"accept": "application/n-triples"}).body == b""
    assert documents.get("/graphs?default&graph=urn:x").status == 400
    assert documents.get("/graphs").status == 400
    assert documents.get("/graphs?graph=urn:x").status == 404
    assert documents.get("/graphs?graph=no%20iri").status == 400
    assert documents.ask("PUT", "/graphs?default", b"", {"content-type": "text/turtle"}).status == 405


# --- the suite of the W3C ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server of the three graphs that the suite asks about, each of which says that it is a document."""
    folder = prepared(tmp_path_factory.mktemp("documents") / "store")
    with served(lambda: Prepared(folder)) as running:
        yield running


def _graphs(kind: str, *numbers: int) -> list[tuple[str, str]]:
    return [(f"{kind}-graph-uri", f"{KASEI}data{number}.rdf") for number in numbers]


def _is(number: int) -> str:
    return f"<{KASEI}data{number}.rdf> a ?type{number} ."


TWIN = [
    (f"ASK {{ {_is(1)} {_is(2)} }}", _graphs("default", 1, 2), True),
    (f"ASK {{ {_is(1)} {_is(3)} }}", _graphs("default", 1, 2), False),
    (f"ASK {{ GRAPH ?g {{ {_is(1)} }} GRAPH ?h {{ {_is(2)} }} }}", _graphs("named", 1, 2), True),
    (
        f"ASK {{ {_is(3)} GRAPH ?g {{ {_is(1)} }} }}",
        [*_graphs("default", 3), *_graphs("named", 1, 2)],
        True,
    ),
    (f"ASK FROM <{KASEI}data3.rdf> {{ {_is(3)} }}", _graphs("default", 1), False),
    (f"ASK FROM <{KASEI}data3.rdf> {{ GRAPH ?g {{ {_is(1)} }} }}", _graphs("named", 1), True),
    ("ASK { ?s ?p ?o }", _graphs("named", 1), False),
]


@pytest.mark.parametrize(("text", "graphs", "expected"), TWIN)
def test_a_request_names_the_graphs_it_asks_about(
    documents: Running, text: str, graphs: list[tuple[str, str]], expected: bool
) -> None:
    fields = urlencode([("query", text), *graphs])
    form = {"content-type": "application/x-www-form-urlencoded"}
    for got in (
        documents.ask("GET", f"/sparql?{fields}"),
        documents.ask("POST", "/sparql", fields, form),
        documents.ask("POST", f"/sparql?{urlencode(graphs)}", text, {"content-type": _SPARQL}),
    ):
        assert got.json["boolean"] is expected


def test_a_name_of_a_graph_that_is_no_iri_is_told_so(documents: Running) -> None:
    assert documents.query("ASK {}", **{"default-graph-uri": "no iri"}).status == 400


_FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"},
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}


@pytest.mark.skipif(not SUITE.exists(), reason="the W3C's suite is not beside this repository")
def test_the_suite_of_the_w3c_for_queries(documents: Running) -> None:
    from rdflib import Graph, Namespace, URIRef
    from rdflib.collection import Collection

    ht, cnt, mf = Namespace(HT), Namespace(CNT), Namespace(MF)
    manifest = Graph().parse(SUITE / "manifest.ttl")
    ran = 0
    for test in manifest.subjects(
        predicate=URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), object=mf.ProtocolTest
    ):
        name = str(test).rpartition("#")[2]
        if name.startswith("update_"):
            continue  # nothing changes here
        action = manifest.value(test, mf.action)
        for request in Collection(manifest, manifest.value(action, ht.requests)):
            response = manifest.value(request, ht.resp)
            headers = {}
            listed = manifest.value(request, ht.headers)
            for header in Collection(manifest, listed) if listed else ():
                headers[str(manifest.value(header, ht.fieldName))] = str(
                    manifest.value(header, ht.fieldValue)
                )
            content = manifest.value(request, ht.body)
            body = None
            if content is not None:
                charset = str(manifest.value(content, cnt.characterEncoding) or "UTF-8")
                body = str(manifest.value(content, cnt.chars)).encode(charset)
            path = str(manifest.value(request, ht.absolutePath))
            got = documents.ask(str(manifest.value(request, ht.methodName)), path, body, headers)
            wanted = {str(s)[-3] for s in manifest.objects(response, mf.expectedStatus)}
            assert str(got.status)[0] in wanted, (name, got.status, got.text)
            expected = manifest.value(response, mf.expectedBoolean)
            if expected is not None:
                assert got.json["boolean"] is expected.toPython(), name
            format = manifest.value(response, mf.expectedFormat)
            if format is not None:
                assert got.media in _FORMATS[str(format)], (name, got.media)
            ran += 1
    assert ran == 27


# --- clients -----------------------------------------------------------------------------------------------


def test_sparqlwrapper_asks(server: Running) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(
        "PREFIX rg: <https://w3id.org/retailgraph/ns#> PREFIX ent: <https://w3id.org/retailgraph/entity/>"
        "SELECT ?b { ent:tapestry rg:owns ?b }"
    )
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setReturnFormat(wrapper.JSON)
        assert len(client.queryAndConvert()["results"]["bindings"]) == 2
    client.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3")
    client.setReturnFormat(wrapper.TURTLE)
    assert len(list(ox.parse(client.queryAndConvert(), ox.RdfFormat.TURTLE))) == 3


def test_rdflib_asks_as_a_store(server: Running) -> None:
    from rdflib import Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(f"{server.url}/sparql"))
    tapestry, owns = (
        URIRef("https://w3id.org/retailgraph/entity/tapestry"),
        URIRef("https://w3id.org/retailgraph/ns#owns"),
    )
    assert {str(o).rpartition("/")[2] for o in graph.objects(tapestry, owns)} == {"coach", "kate-spade"}


def test_curl_asks(server: Running) -> None:
    import shutil
    import subprocess

    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    words = [
        curl,
        "-sS",
        "--compressed",
        "-H",
        "Accept: application/json",
        "--data-urlencode",
        f"query={BRANDS}",
    ]
    done = subprocess.run([*words, f"{server.url}/sparql"], capture_output=True, text=True, check=True)
    assert len(json.loads(done.stdout)["results"]["bindings"]) == 2


def test_comunica_asks(server: Running) -> None:
    import os
    import shutil
    import subprocess

    comunica = os.environ.get("RETAILGRAPH_COMUNICA") or shutil.which("comunica-sparql")
    if comunica is None:
        pytest.skip("comunica-sparql is neither on PATH nor named by RETAILGRAPH_COMUNICA")
    text = f"PREFIX rg: <https://w3id.org/retailgraph/ns#> PREFIX ent: <{ENT}> {BRANDS}"
    words = [comunica, f"sparql@{server.url}/sparql", text, "-t", "application/sparql-results+json"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert len(json.loads(done.stdout)["results"]["bindings"]) == 2
