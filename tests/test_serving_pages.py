"""What people and their programs open: pages, entities, the explorer, and OpenRefine's questions."""

from __future__ import annotations

import json
import os
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from conftest import ROOT
from retailgraph import RetailGraph
from serving_tools import Running

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORM = {"content-type": "application/x-www-form-urlencoded"}

# --- pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/entity/tapestry", "/docs", "/explore", "/explore?entity=chinanext"])
def test_pages_need_nothing_from_elsewhere(server: Running, path: str) -> None:
    got = server.ask("GET", path, None, HTML)
    assert (got.status, got.media) == (200, "text/html")
    policy = got.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    for address in re.findall(r'<(?:script|link|img)\b[^>]*\b(?:src|href)="([^"]*)"', got.text):
        assert address.startswith(("/static/", "/feed?", "data:")), address
    for address in re.findall(r'(?:src|href|action)="(/[^"]*)"', got.text):
        if address.startswith("/static/"):
            assert server.ask("GET", address).status == 200, address


def test_the_page_offers_the_named_queries_which_run(server: Running) -> None:
    from retailgraph.serving.pages import named_queries

    text = unescape(server.ask("GET", "/", None, HTML).text)
    assert all(said in text for _, said, _ in named_queries())
    assert server.query(named_queries()[0][2]).status == 200


def test_an_entity_is_a_page_with_its_doubts_and_the_same_for_programs(server: Running) -> None:
    page = server.ask("GET", "/entity/tapestry", None, HTML).text
    assert "<h1>Tapestry, Inc.</h1>" in page and "last confirmed 2019-09" in page and "CIFNews" in page
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert told is not None
    document = json.loads(told[1])
    assert document["@id"] == "https://w3id.org/retailgraph/entity/tapestry"
    assert server.ask("GET", "/entity/tapestry", None, {"accept": "application/ld+json"}).json == document
    assert server.ask("GET", "/entity/nobody-at-all-here", None, HTML).status == 404


def test_what_articles_say_is_never_taken_for_html() -> None:
    from retailgraph.serving import entitypages

    evil = "<script>alert(1)</script>"
    texts = ("entity", "status", "since", "last_reported", "unit", "publisher", "words", "value", "on")
    texts += ("market", "published", "heading", "name", "about", "country")
    said = dict.fromkeys(texts, evil)
    row = {**said, "id": '"><b>', "stale": False, "confirmed": "", "holds": "yes", "until": "", "share": ""}
    row |= {"sources": [evil] * 5, "undated": False, "unread": False}
    card = {**said, "id": evil, "types": ["Brand"], "website": "javascript:alert(1)", "aliases": [evil]}
    card |= {"names": {"zh": evil}, "former": [said], "ids": {evil: evil}, "notes": [evil]}
    card |= {"groups": [{**said, "rows": [row]}], "figures": [{**said, "url": "javascript:alert(1)"}]}
    for page in (entitypages.entity_page(card, ""), entitypages.preview(card, "http://localhost")):
        assert "<script>alert" not in page and 'href="javascript' not in page and "<b>" not in page


def test_only_the_pages_own_files_are_given(server: Running) -> None:
    assert server.ask("GET", "/static/style.css").media == "text/css"
    for name in ("__init__.py", "..%2f__init__.py", "query.js%00.css", ""):
        assert server.ask("GET", f"/static/{name}").status == 404


# --- feeds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [{"entity": "Tapestry"}, {"q": "partners of Tapestry"}])
def test_what_changes_is_a_feed(server: Running, asked: dict[str, str]) -> None:
    from retailgraph.extraction.feeds import rows_of_feed

    got = server.get("/feed", **asked)
    assert (got.status, got.media) == (200, "application/atom+xml")
    feed, atom = ElementTree.fromstring(got.body), "{http://www.w3.org/2005/Atom}"
    found = feed.findall(f"{atom}entry")
    ids = [one.findtext(f"{atom}id") for one in found]
    assert found and len(set(ids)) == len(ids)
    for part in (feed, *found):
        assert part.findtext(f"{atom}id") and part.findtext(f"{atom}title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", part.findtext(f"{atom}updated") or "")
        assert part.find(f"{atom}author/{atom}name") is not None
    moments = [one.findtext(f"{atom}updated") or "" for one in found]
    assert moments == sorted(moments, reverse=True)
    assert rows_of_feed(got.body, server.url), "our own reader of feeds reads it"
    again = server.get("/feed", {"if-none-match": got.headers["etag"]}, **asked)
    assert again.status == 304


def test_a_feed_is_of_one_thing(server: Running) -> None:
    assert server.get("/feed").status == 400
    assert server.get("/feed", entity="Tapestry", q="partners of Tapestry").status == 400
    assert server.get("/feed", entity="Nobody at all of that name").status == 404
    assert "/feed?entity=tapestry" in server.ask("GET", "/entity/tapestry", None, HTML).text


def test_what_no_xml_may_hold_is_left_out() -> None:
    from retailgraph.serving.changefeeds import _Entry, _written

    made = _written(
        "a\x00<b>", "http://localhost/feed", [_Entry("", "\x1b[31m&", "", "\ud800", "javascript:")], "2026"
    )
    assert ElementTree.fromstring(made).findtext("{http://www.w3.org/2005/Atom}title") == "a<b>"


# --- OpenRefine --------------------------------------------------------------------------------------------

MANIFEST: dict[str, Any] = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": {"type": "string"}},
        "identifierSpace": {"type": "string", "format": "uri"},
        "schemaSpace": {"type": "string", "format": "uri"},
        "view": {"type": "object", "required": ["url"], "properties": {"url": {"pattern": r"\{\{id\}\}"}}},
        "preview": {"type": "object", "required": ["url", "width", "height"]},
    },
}
"""What version 0.2 of the specification asks of a manifest, in the words of a schema."""


def reconciled(server: Running, **queries: Any) -> Any:
    got = server.ask("POST", "/reconcile", urlencode({"queries": json.dumps(queries)}), FORM)
    assert got.status == 200, got.text
    return got.json


def test_the_manifest_says_where_everything_is(server: Running) -> None:
    manifest = server.get("/reconcile").json
    assert manifest["versions"] == ["0.2"]
    validator = pytest.importorskip("jsonschema").Draft202012Validator(MANIFEST)
    validator.validate(manifest)
    for service in manifest["suggest"].values():
        address = service["service_url"].removeprefix(server.url) + service["service_path"]
        assert server.get(address, prefix="a").json["result"]
    preview = manifest["preview"]["url"].removeprefix(server.url).replace("{{id}}", "tapestry")
    assert "Tapestry, Inc." in server.get(preview).text
    assert "frame-ancestors *" in server.get(preview).headers["content-security-policy"]
    view = manifest["view"]["url"].removeprefix(server.url).replace("{{id}}", "tapestry")
    assert server.get(view).status == 200


@pytest.mark.parametrize(
    ("query", "best", "match"),
    [
        ({"query": "Tapestry, Inc."}, "tapestry", True),
        ({"query": "tapestry"}, "tapestry", True),
        ({"query": "天猫", "type": "Platform"}, "tmall", True),
        ({"query": "Tapestri"}, "tapestry", False),
        ({"query": "Kate Spade New York", "type": ["Brand"], "limit": 3}, "kate-spade", True),
        ({"query": "Tapestry", "properties": [{"pid": "country", "v": "US"}]}, "tapestry", True),
        ({"query": "Tapestry", "properties": [{"pid": "country", "v": "FR"}]}, "tapestry", False),
    ],
)
def test_who_is_meant_by_a_cell_is_told_with_how_sure(
    server: Running, query: dict[str, Any], best: str, match: bool
) -> None:
    first = reconciled(server, q0=query)["q0"]["result"][0]
    assert (first["id"], first["match"]) == (best, match)
    assert 0 <= first["score"] <= 100 and first["type"][0]["id"]
    assert set(first) == {"id", "name", "description", "type", "score", "match"}


def test_an_identifier_leaves_no_doubt(server: Running, shipped: RetailGraph) -> None:
    scheme, value = shipped.show("Tapestry").ids[0]
    found = reconciled(server, q={"query": "some other name", "properties": [{"pid": scheme, "v": value}]})
    assert [(one["id"], one["match"]) for one in found["q"]["result"] if one["match"]] == [("tapestry", True)]


def test_what_nobody_is_called_gets_nobody(server: Running) -> None:
    assert reconciled(server, a={"query": "zzzz qqqq xxxx"}, b={"query": ""}) == {
        "a": {"result": []},
        "b": {"result": []},
    }
    assert reconciled(server, a={"query": "Tapestry", "type": "Person"})["a"]["result"] == []


def test_columns_are_added_as_of_a_day(server: Running) -> None:
    def extended(*properties: dict[str, Any]) -> Any:
        asked = {"ids": ["stuart-weitzman", "no-such-id"], "properties": list(properties)}
        return server.ask("POST", "/reconcile", urlencode({"extend": json.dumps(asked)}), FORM).json

    now = extended({"id": "owns-of"}, {"id": "type"}, {"id": "ultimate-owner"})
    assert [one["id"] for one in now["meta"]] == ["owns-of", "type", "ultimate-owner"]
    assert now["rows"]["stuart-weitzman"]["owns-of"] == [{"id": "caleres", "name": "Caleres, Inc."}]
    assert now["rows"]["no-such-id"] == {"owns-of": [], "type": [], "ultimate-owner": []}
    then = extended({"id": "owns-of", "settings": {"as-of": "2018"}})
    assert [one["id"] for one in then["rows"]["stuart-weitzman"]["owns-of"]] == ["tapestry"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"queries": "no json"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"q": 5}'}, 400),
        ({"queries": '{"q": {"query": 5}}'}, 400),
        ({"queries": '{"q": {"query": "a", "limit": 0}}'}, 400),
        ({"queries": '{"q": {"query": "a", "type": "Unicorn"}}'}, 400),
        ({"queries": '{"q": {"query": "a", "properties": [1]}}'}, 400),
        ({"queries": json.dumps({f"q{n}": {"query": "a"} for n in range(60)})}, 400),
        ({"extend": '{"ids": ["a"]}'}, 400),
        ({"extend": '{"ids": ["coach"], "properties": [{"id": "unicorns"}]}'}, 404),
        ({}, 400),
    ],
)
def test_what_is_no_query_is_told(server: Running, fields: dict[str, str], status: int) -> None:
    assert server.ask("POST", "/reconcile", urlencode(fields), FORM).status == status


def test_properties_are_proposed_for_a_type(server: Running) -> None:
    found = {one["id"] for one in server.get("/reconcile/properties", type="Brand").json["properties"]}
    assert {"owns-of", "country", "sellsOn"} <= found and "memberOf-of" not in found
    assert len(server.get("/reconcile/properties", limit=3).json["properties"]) == 3


# --- the next version, and what the specification itself says ----------------------------------------------

NEXT = "/reconcile/1.0"
JSON = {"content-type": "application/json"}


def matched(server: Running, *queries: Any) -> Any:
    got = server.ask("POST", f"{NEXT}/match", json.dumps({"queries": queries}), JSON)
    assert got.status == 200, got.text
    return [[(one["id"], one["match"]) for one in result["candidates"]] for result in got.json["results"]]


def named(text: str) -> dict[str, Any]:
    return {"matchType": "name", "propertyValue": text}


def stated(pid: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"matchType": "property", "propertyId": pid, "propertyValue": value, **more}


def test_the_next_version_tells_the_same_in_its_own_words(server: Running) -> None:
    one, other, by_id = matched(
        server,
        {"conditions": [named("Tapestry, Inc.")], "limit": 1},
        {"conditions": [named("天猫")], "type": "Platform"},
        {"conditions": [{"matchType": "id", "propertyValue": "coach", "required": True}]},
    )
    assert (one, other[0], by_id) == ([("tapestry", True)], ("tmall", True), [("coach", True)])


@pytest.mark.parametrize(
    ("condition", "is_there"),
    [
        (stated("country", "US", required=True), True),
        (stated("country", "FR", required=True), False),
        (stated("country", ["FR", "US"], required=True), True),
        (stated("country", ["FR", "US"], required=True, matchQuantifier="all"), False),
        (stated("country", "FR", required=True, matchQuantifier="none"), True),
        (stated("country", "FR"), True),
    ],
)
def test_a_condition_may_be_required(server: Running, condition: dict[str, Any], is_there: bool) -> None:
    (found,) = matched(server, {"conditions": [named("Tapestry"), condition]})
    assert ("tapestry" in [id for id, _ in found]) is is_there


def test_the_next_version_extends_suggests_and_proposes(server: Running) -> None:
    asked = {"ids": ["stuart-weitzman"], "properties": [{"id": "owns-of", "settings": {"as-of": "2018"}}]}
    got = server.ask("POST", f"{NEXT}/extend", json.dumps(asked), JSON)
    (row,) = got.json["rows"]
    assert row["id"] == "stuart-weitzman"
    assert row["properties"][0]["values"] == [{"id": "tapestry", "name": "Tapestry, Inc."}]
    assert len(server.get(f"{NEXT}/suggest/entity", prefix="T", limit=3).json["result"]) == 3
    assert server.get(f"{NEXT}/extend/propose", type="Brand").json["properties"]
    assert "Tapestry, Inc." in server.get(f"{NEXT}/preview", id="tapestry").text


@pytest.mark.parametrize(
    "body",
    [
        "no json", "{}", '{"queries": {}}', '{"queries": [1]}', '{"queries": [{"conditions": []}]}',
        '{"queries": [{"conditions": [{"matchType": "name"}]}]}',
        '{"queries": [{"conditions": [{"matchType": "smell", "propertyValue": "a"}]}]}',
        '{"queries": [{"conditions": [{"matchType": "property", "propertyValue": "a"}]}]}',
        '{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "a", "matchQualifier": "W"}]}]}',
        '{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "a"}], "limit": 0}]}',
        '{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "a"}], "size": 1}]}',
    ],
)  # fmt: skip
def test_what_is_no_query_of_the_next_version_is_told(server: Running, body: str) -> None:
    assert server.ask("POST", f"{NEXT}/match", body, JSON).status == 400
    assert server.ask("POST", f"{NEXT}/match", body, FORM).status == 415


def test_the_next_manifest_says_what_there_is(server: Running) -> None:
    manifest = server.get(NEXT).json
    assert manifest["versions"] == ["1.0-draft"] and "{id}" in manifest["view"]["url"]
    assert {"suggest", "preview", "extend", "name"} <= set(manifest)


SPECS = ROOT.parent / "shared" / "specs" / "reconciliation"
"""The repository reconciliation-api/specs, whose schemas are not ours to ship; a variable names another."""


def validate(version: str, name: str, document: Any) -> None:
    """By the schemas of the specification, which refer to each other by file name."""
    jsonschema, referencing = pytest.importorskip("jsonschema"), pytest.importorskip("referencing")
    folder = Path(os.environ.get("RETAILGRAPH_RECONCILIATION_SPECS", SPECS)) / version / "schemas"
    if not folder.is_dir():
        pytest.skip("the schemas of the specification are not beside this repository")

    def resource(uri: str) -> Any:
        path = folder / uri.rpartition("/")[2]
        content = json.loads(path.read_text()) if path.is_file() else {}
        content.pop("$id", None)
        return referencing.Resource.from_contents(content, referencing.jsonschema.DRAFT7)

    registry = referencing.Registry(retrieve=resource)
    schema = json.loads((folder / f"{name}.json").read_text())
    schema.pop("$id", None)
    jsonschema.Draft7Validator(schema, registry=registry).validate(document)


def test_answers_are_valid_by_the_schemas_of_the_specification(server: Running) -> None:
    extend = {"ids": ["coach"], "properties": [{"id": "owns-of"}, {"id": "country"}]}
    old = urlencode({"extend": json.dumps(extend)})
    validate("0.2", "manifest", server.get("/reconcile").json)
    validate("0.2", "reconciliation-result-batch", reconciled(server, q={"query": "Tapestry"}))
    validate("0.2", "data-extension-response", server.ask("POST", "/reconcile", old, FORM).json)
    validate(
        "0.2", "data-extension-property-proposal", server.get("/reconcile/properties", type="Brand").json
    )
    validate("1.0-draft", "manifest", server.get(NEXT).json)
    sent = json.dumps({"queries": [{"conditions": [named("Tapestry")]}]})
    validate("1.0-draft", "reconciliation-result-batch", server.ask("POST", f"{NEXT}/match", sent, JSON).json)
    got = server.ask("POST", f"{NEXT}/extend", json.dumps(extend), JSON)
    validate("1.0-draft", "data-extension-response", got.json)
    proposed = server.get(f"{NEXT}/extend/propose", type="Brand").json
    validate("1.0-draft", "data-extension-property-proposal", proposed)
    for version, base in (("0.2", "/reconcile"), ("1.0-draft", NEXT)):
        for kind, name in (("entity", "entities"), ("property", "properties"), ("type", "types")):
            told = server.get(f"{base}/suggest/{kind}", prefix="c").json
            validate(version, f"suggest-{name}-response", told)
