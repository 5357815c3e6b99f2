"""Pages for people: where queries are written, entities, the explorer, and the description of the API."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph.errors import UsageError
from retailgraph.graph import places
from retailgraph.ontology import PREFIXES
from retailgraph.serving import entitypages
from retailgraph.serving.bodies import asked
from retailgraph.serving.markup import FILES, FOLDER, POLICY, Html, joined, page, table, tag
from retailgraph.serving.negotiation import wanted
from retailgraph.serving.openapi import described
from retailgraph.serving.problems import Problem
from retailgraph.serving.replies import Body, reply
from retailgraph.serving.service import Service

_HTML = "text/html; charset=utf-8"


def routes(service: Service) -> list[Route]:
    """The addresses of pages, and of the files that they ask for."""
    there = _Pages(service)
    return [
        Route("/", there.query, methods=["GET"]),
        Route("/entity/{entity}", there.entity, methods=["GET"]),
        Route("/explore", there.explore, methods=["GET"]),
        Route("/docs", there.docs, methods=["GET"]),
        Route("/static/{name}", there.file, methods=["GET"]),
    ]


class _Pages:
    def __init__(self, service: Service) -> None:
        self._service, self._base = service, service.settings.base_path
        self._files = {
            name: Body((FOLDER / name).read_bytes(), media, {"cache-control": "public, max-age=300"})
            for name, media in FILES.items()
        }

    async def query(self, request: Request) -> Response:
        """Where a query is written and its results are read."""
        return _page(request, query_page(self._base))

    async def entity(self, request: Request) -> Response:
        """An entity, as a page or as JSON-LD."""
        name = request.path_params["entity"]
        times = {one: values[0] for one, values in asked(request).items() if one in ("as_of", "known_on")}
        _, text = await self._service.called(request, "entities_entity", {"entity": name, **times})
        card, accept = json.loads(text), request.headers.get("accept", "*/*")
        if wanted(accept, "application/ld+json") > wanted(accept, "text/html"):
            return reply(request, Body(json.dumps(entitypages.json_ld(card)).encode(), "application/ld+json"))
        return _page(request, entitypages.entity_page(card, self._base))

    async def explore(self, request: Request) -> Response:
        """The explorer of an entity's surroundings; without one, what has most relationships."""
        fields = asked(request)
        names = fields.get("entity", [])
        hops = fields.get("hops", ["1"])[0]
        if hops not in ("0", "1", "2", "3"):
            raise UsageError(f"hops {hops!r} is no number from 0 to 3")
        if not names:
            return _page(request, explore_page(self._base))
        _, text = await self._service.called(request, "explore", {"entities": names[:5], "hops": int(hops)})
        made = json.loads(text)
        return reply(request, Body(made["page"].encode(), _HTML, {"content-security-policy": made["policy"]}))

    async def docs(self, request: Request) -> Response:
        """The API, described for people."""
        return _page(request, docs_page(self._base))

    async def file(self, request: Request) -> Response:
        """A file that pages ask for."""
        found = self._files.get(request.path_params["name"])
        if found is None:
            raise Problem(404, "there is no such file")
        return reply(request, found)


def _page(request: Request, text: str) -> Response:
    return reply(request, Body(text.encode(), _HTML, POLICY))


def named_queries() -> list[tuple[str, str, str]]:
    """The queries that come with the package: name, what each answers, text."""
    files = sorted(places.shipped("queries").glob("*.rq"))
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in files]
    return [(name, text.partition("\n")[0].lstrip("# ").strip(), text) for name, text in texts]


def query_page(base: str) -> str:
    """The page with a place for a query; it works without a script too, but then shows JSON."""
    options = [tag("option", said, value=text) for _, said, text in named_queries()]
    prefixes = table(("prefix", "stands for"), PREFIXES.items())
    words = Html('<input id="words" name="q" size="50" placeholder="partners of Tapestry">')
    day = Html('<input name="as-of" id="as-of" size="10" placeholder="2019-09">')
    text = "SELECT ?brand { ent:tapestry rg:owns ?brand }"
    form = tag(
        "form",
        tag("p", tag("label", "Question in words ", words), tag("button", "Ask", type="button", id="ask")),
        tag("label", "Queries ", tag("select", tag("option", "choose one", value=""), *options, id="named")),
        tag(
            "textarea", text, name="query", id="query", rows="12", spellcheck="false", aria_label="SPARQL",
            data_prefixes=json.dumps(list(PREFIXES)), aria_autocomplete="list", aria_controls="names",
            aria_describedby="typing",
        ),
        tag("ul", id="names", role="listbox", aria_label="Names", hidden=True),
        tag("p", "Ctrl+Space completes prefixes, rg: and ent:. Ctrl+Enter runs.", id="typing", class_="hint"),
        tag("p", tag("button", "Run", type="submit", id="run"), " ", tag("label", "as of ", day)),
        action=f"{base}/sparql",
        method="get",
        id="form",
    )  # fmt: skip
    views = [tag("button", name.title(), type="button", value=name) for name in ("table", "chart", "picture")]
    said = tag("p", id="said", role="status", aria_live="polite")
    shown = tag("div", *views, id="views", role="group", aria_label="Show as", hidden=True)
    found = joined((said, shown, tag("div", id="results", data_base=base)))
    return page(
        "Query the graph", base, tag("h1", "Query the graph"), form, found,
        tag("details", tag("summary", "Prefixes that are declared"), prefixes), scripts=["query.js"],
    )  # fmt: skip


def explore_page(base: str) -> str:
    """Where the explorer begins: at an entity."""
    form = tag(
        "form", tag("label", "Entity ", Html('<input name="entity" required placeholder="Tapestry">')),
        tag("label", " hops ", Html('<input name="hops" type="number" min="0" max="3" value="1">')),
        tag("button", "Explore", type="submit"), action=f"{base}/explore", method="get",
    )  # fmt: skip
    return page("Explore", base, tag("h1", "Explore what surrounds an entity"), form)


def docs_page(base: str) -> str:
    """All addresses of the API with what they take."""
    document = described(base)
    parts: list[Any] = [tag("h1", "The API")]
    about = f"{base}/api/openapi.json"
    parts.append(tag("p", "The same for programs: ", tag("a", "OpenAPI 3.1", href=about)))
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts.append(
                tag("h2", tag("code", f"{method.upper()} {base}{path}"), id=operation["operationId"])
            )
            parts.append(tag("p", operation["summary"]))
            rows = [_taken(one) for one in operation["parameters"]]
            parts.append(table(("takes", "", "", "for example"), rows))
    return page("The API", base, *parts)


def _taken(one: dict[str, Any]) -> tuple[Any, ...]:
    needed = "needed" if one["required"] else ""
    return tag("code", one["name"]), one["description"], needed, one.get("example", "")
