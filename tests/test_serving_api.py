"""The JSON API, and the graph that is asked through it: what it answers is what the graph on disk answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from retailgraph import RetailGraph
from retailgraph.errors import Ambiguous, NotFound, RetailGraphError, StoreError, UsageError
from serving_tools import Running

Ask = Callable[[Any], Any]
CALLS: dict[str, Ask] = {
    "ask": lambda g: g.ask("partners of Tapestry", why=True),
    "ask, as of": lambda g: g.ask("who owns Stuart Weitzman", as_of="2019"),
    "ask, as known": lambda g: g.ask("who owns Versace", known_on="2024"),
    "ask, tallies": lambda g: g.ask("which platform has the most brands"),
    "ask, figures": lambda g: g.ask("figures of Tmall"),
    "ask, nothing": lambda g: g.ask("does Gucci own Tapestry"),
    "find": lambda g: g.find("brands", relation="owns", of="Kering"),
    "find, form": lambda g: g.find(form=g.ask("brands of Kering").form),
    "find, conditions": lambda g: g.find(
        "brands", relation="owns", of="Kering", where=[{"not": "Gucci"}], limit=2
    ),
    "show": lambda g: g.show("天猫"),
    "show, as of": lambda g: g.show("Coach", as_of="2015"),
    "why": lambda g: g.why("Tapestry", "owns", "Coach"),
    "history": lambda g: g.history("Tapestry", "owns", "Stuart Weitzman"),
    "timeline": lambda g: g.timeline("Versace"),
    "changes": lambda g: g.changes("2017-10", "2017-11", "Tapestry"),
    "conflicts": lambda g: g.conflicts("Coach"),
    "stale": lambda g: g.stale("Tapestry"),
    "path": lambda g: g.path("Coach", "Alibaba", through=["owns", "sellsOn"]),
    "common": lambda g: g.common("Coach", "Kate Spade"),
    "list": lambda g: g.list("platforms"),
    "articles_about": lambda g: g.articles_about("Tapestry"),
    "stats": lambda g: g.stats(),
    "query": lambda g: g.query("SELECT ?b { ent:tapestry rg:owns ?b } ORDER BY ?b"),
    "query, triples": lambda g: g.query("DESCRIBE ent:chinanext"),
    "query, yes": lambda g: g.query("ASK { ent:tapestry rg:owns ent:coach }"),
    "at": lambda g: g.at("2019").ask("who owns Stuart Weitzman"),
}


@pytest.fixture(scope="session")
def connected(server: Running) -> Any:
    return RetailGraph.connect(server.url)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_served_graph_answers_as_the_one_on_disk(shipped: RetailGraph, connected: Any, call: Ask) -> None:
    there, here = call(connected), call(shipped)
    assert there == here
    assert type(there) is type(here)


WRONG: dict[str, tuple[Ask, type[RetailGraphError]]] = {
    "a name": (lambda g: g.show("Tapestri Incorporated of Nowhere"), NotFound),
    "words": (lambda g: g.ask("colourless green ideas"), UsageError),
    "a day": (lambda g: g.show("Coach", as_of="2019-13"), UsageError),
    "a form": (lambda g: g.find(form={"asks": "nothing of that kind"}), UsageError),
    "a query": (lambda g: g.query("SELECT"), RetailGraphError),
}


@pytest.mark.parametrize(("call", "kind"), WRONG.values(), ids=WRONG)
def test_what_goes_wrong_there_goes_wrong_alike(
    shipped: RetailGraph, connected: Any, call: Ask, kind: type[RetailGraphError]
) -> None:
    with pytest.raises(kind) as there:
        call(connected)
    with pytest.raises(kind) as here:
        call(shipped)
    assert type(there.value) is type(here.value)
    assert str(there.value).removeprefix("as_of: ") == str(here.value)
    for told in ("suggestions", "candidates"):
        assert getattr(there.value, told, None) == getattr(here.value, told, None)


def test_a_name_of_several_is_told_with_what_tells_them_apart(server: Running) -> None:
    from retailgraph.lookup.candidates import Candidate
    from retailgraph.remote.calling import _told
    from retailgraph.serving.problems import of_error, response

    one = Candidate("coach", "Coach", ("Brand",), "name", country="US", owner="Tapestry, Inc.")
    sent = response(of_error(Ambiguous("several", [one])))
    error = _told(sent.status_code, bytes(sent.body))
    assert sent.status_code == 409 and isinstance(error, Ambiguous) and error.candidates == (one,)


def test_where_nobody_answers_is_told() -> None:
    with pytest.raises(StoreError, match="does not answer"):
        RetailGraph.connect("http://127.0.0.1:9").stats()
    for address in (
        "localhost:8321",
        "file:///etc/passwd",
        "http://user:secret@localhost",
        "http://localhost/?a=b",
    ):
        with pytest.raises(UsageError, match="address of a server"):
            RetailGraph.connect(address).stats()


# --- the addresses -----------------------------------------------------------------------------------------


def test_every_answer_says_who_says_so_and_how_sure_it_is(server: Running) -> None:
    (tmall, *_) = server.get("/api/ask", q="partners of Tapestry").json["rows"]
    assert tmall["sources"] and tmall["evidence"][0]["url"] and tmall["stale"] is True and tmall["confirmed"]
    assert "evidence" in tmall and tmall["first_reported"] <= tmall["last_reported"]


def test_long_lists_come_page_by_page(server: Running, shipped: RetailGraph) -> None:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = server.get("/api/entities", type="brands", limit=90, cursor=cursor).json
        assert len(page["rows"]) <= 90
        found += [row["id"] for row in page["rows"]]
        cursor = page["page"]["next"]
    assert found == [one.id for one in shipped.list("brands")]
    assert page["page"]["total"] == len(found)


def test_a_cursor_of_another_state_of_the_graph_is_no_longer_good(server: Running) -> None:
    from retailgraph.serving.paging import _cursor

    assert server.get("/api/entities", cursor=_cursor(5, "another state")).status == 410
    assert server.get("/api/entities", cursor="never given").status == 404


def test_entities_are_found_as_they_are_typed(server: Running) -> None:
    rows = server.get("/api/suggest", prefix="kate sp").json["rows"]
    assert rows[0]["id"] == "kate-spade"
    assert server.get("/api/suggest", prefix="Tapestri").json["rows"][0]["id"] == "tapestry"
    assert "coach" in [row["id"] for row in server.get("/api/entities", q="coa").json["rows"]]


def test_an_article_is_shown_with_its_claims(server: Running, shipped: RetailGraph) -> None:
    known = shipped.articles_about("Tapestry")[0]
    got = server.get(f"/api/articles/{known.article}").json
    assert (got["title"], got["url"]) == (known.title, known.url)
    assert got["claims"] and all(claim["article"] == known.article for claim in got["claims"])
    assert server.get("/api/articles/no-such").status == 404


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/ask", 400, "q is missing"),
        ("/api/ask?q=", 400, "q is empty"),
        ("/api/ask?q=a&q=b", 400, "q is given 2 times"),
        ("/api/ask?q=owners+of+Coach&wy=true", 400, "did you mean 'why'"),
        ("/api/ask?q=owners+of+Coach&why=yes", 400, "neither true nor false"),
        ("/api/ask?q=" + "a" * 1001, 400, "at most 1,000 characters"),
        ("/api/ask?q=%00", 400, "U+0000"),
        ("/api/ask?q=%FF", 400, "not UTF-8"),
        ("/api/entities?limit=0", 400, "from 1 to 1000"),
        ("/api/entities?limit=%D9%A3", 400, "from 1 to 1000"),
        ("/api/entities?type=unicorns", 400, "unicorns"),
        ("/api/path?one=Coach&two=Coach", 400, ""),
        ("/api/entities/Tapestri%20of%20Nowhere%20Inc", 404, "no entity is called"),
        ("/api/nothing", 404, "nothing at this address"),
        ("/api/find", 400, "form is missing"),
        ("/api/find?form=%5B%5D", 400, "an object is wanted"),
        ("/api/find?form=%7B%22a%22%3ANaN%7D", 400, "no number of JSON"),
    ],
)
def test_what_is_not_understood_is_told_with_the_next_step(
    server: Running, path: str, status: int, said: str
) -> None:
    got = server.ask("GET", path)
    assert (got.status, got.media) == (status, "application/problem+json"), got.text
    assert said in got.json["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"asks": "list", "links": [{"relation": "owns", "answers": "object"}], "of": ["Kering"]}', 200),
        (b'{"relation": "owns", "of": "Kering"}', 200),
        (b'{"relation": 5}', 400),
        (b'{"nothing": 5}', 400),
        (b'{"asks": "list", "of": [5]}', 400),
        (b"[" * 5000 + b"]" * 5000, 400),
        (b'{"of":' * 40 + b'""' + b"}" * 40, 400),
        (b"\xff", 400),
        (b" " * 200_000, 413),
    ],
)
def test_a_form_is_sent_as_json(server: Running, body: bytes, status: int) -> None:
    got = server.ask("POST", "/api/find", body, {"content-type": "application/json"})
    assert got.status == status, got.text


def test_answers_are_not_sent_twice_and_told_to_head(server: Running) -> None:
    path = "/api/entities/tapestry"
    got = server.ask("GET", path)
    assert server.ask("GET", path, None, {"if-none-match": got.headers["etag"]}).status == 304
    head = server.ask("HEAD", path)
    assert (head.body, head.headers["content-length"]) == (b"", str(len(got.body)))
    assert server.ask("GET", path, None, {"accept": "text/html"}).status == 406


def test_the_description_is_whole(server: Running) -> None:
    document = server.get("/api/openapi.json").json
    assert document["openapi"] == "3.1.0"
    text = json.dumps(document)
    for name in document["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text, f"nobody asks for {name}"
    import re

    for name in re.findall(r'"#/components/schemas/(\w+)"', text):
        assert name in document["components"]["schemas"]
    for path in document["paths"]:
        assert path.startswith("/api/")


def test_answers_fit_their_description(server: Running) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = server.get("/api/openapi.json").json
    examples: dict[str, dict[str, str]] = {
        "/api/ask": {"q": "partners of Tapestry"},
        "/api/why": {"subject": "Tapestry", "relation": "owns", "object": "Coach"},
        "/api/timeline": {"entity": "Versace"},
        "/api/conflicts": {"entity": "Coach"},
        "/api/stats": {},
        "/api/path": {"one": "Coach", "two": "Alibaba"},
        "/api/figures": {"entity": "Tmall"},
        "/api/relations": {},
        "/api/relationships": {"entity": "Coach", "relation": "owns"},
        "/api/articles": {"entity": "Tapestry"},
    }
    for path, fields in examples.items():
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        jsonschema.Draft202012Validator(whole).validate(server.get(path, **fields).json)


@pytest.mark.parametrize("entity", ["Tapestry", "Tmall", "Caleres", "LVMH"])
def test_relationships_are_those_of_the_card_without_the_rest_of_it(
    shipped: RetailGraph, entity: str
) -> None:
    from retailgraph.serving.calls import CALLS as KNOWN

    rows = [row for group in shipped.show(entity).groups for row in group.rows]
    for relation in ("", *{row.relation for row in rows}):
        told = KNOWN["relationships"].answer(shipped, {"entity": entity, "relation": relation})
        assert told["rows"] == [row.to_dict() for row in rows if relation in ("", row.relation)]
