"""SPARQL 1.1 Protocol, for queries, and the reading half of the Graph Store Protocol (:mod:`graphs`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from retailgraph.dates import partial
from retailgraph.serving import descriptions
from retailgraph.serving.bodies import FORM, asked, body_of, fields_of, media_type, text_of
from retailgraph.serving.negotiation import ROWS, TRIPLES, Format, best, none_fits, wanted
from retailgraph.serving.problems import Problem
from retailgraph.serving.replies import Body, reply
from retailgraph.serving.service import Service

QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_KINDS: Mapping[str, Sequence[Format]] = {"rows": ROWS, "triples": TRIPLES}
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_READ_ONLY = "SPARQL cannot change this graph: it follows from articles, which `retailgraph load` takes in"
Fields = dict[str, list[str]]


class Endpoint:
    """The address for SPARQL of a service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def ask(self, request: Request) -> Response:
        """The results of a query; without one, what can be asked here."""
        fields = asked(request)
        if request.method == "POST":
            await self._take(request, fields)
        elif "query" not in fields:
            _refuse_update(fields)
            return await self.describe(request)
        _refuse_update(fields)
        return await self._answer(request, one_of(fields, "query"), _dataset(fields), _times(fields))

    async def _take(self, request: Request, fields: Fields) -> None:
        """Add what a body says to the fields of the address."""
        type = media_type(request)
        if type == _UPDATE:
            raise Problem(403, _READ_ONLY)
        if type not in (FORM, QUERY):
            detail = f"a query is sent as {FORM} or {QUERY}, not as {type or 'a body without Content-Type'}"
            raise Problem(415, detail, accept_post=f"{FORM}, {QUERY}")
        text = text_of(await body_of(request, self._service.settings.max_body))
        found = fields_of(text) if type == FORM else {"query": [text]}
        for name, values in found.items():
            fields.setdefault(name, []).extend(values)

    async def _answer(
        self,
        request: Request,
        text: str,
        dataset: tuple[list[str], list[str]] | None = None,
        times: Mapping[str, str] | None = None,
    ) -> Response:
        formats = self._formats(request)
        base = f"{descriptions.address(request, self._service.settings)}/sparql"
        _, found = await self._service.queried(request, text, formats, dataset, times, base)
        if isinstance(found, str):
            raise none_fits({found: _KINDS[found]})
        return reply(request, found)

    def _formats(self, request: Request) -> dict[str, tuple[str, str] | None]:
        accept = request.headers.get("accept", "*/*")
        formats = {kind: best(accept, some) for kind, some in _KINDS.items()}
        if not any(formats.values()):
            raise none_fits(_KINDS)
        return formats

    async def describe(self, request: Request) -> Response:
        """What can be asked here, as RDF."""
        format = best(request.headers.get("accept", "*/*"), TRIPLES)
        if format is None:
            raise none_fits({"service description": TRIPLES})
        address = descriptions.address(request, self._service.settings)
        text = descriptions.service_description(f"{address}/sparql", f"{address}/graphs", format[0])
        return reply(request, Body(text, format[1]))

    async def graph(self, request: Request) -> Response:
        """All triples of a graph: ``?default``, ``?graph=IRI``, or the address as a name."""
        from retailgraph.serving.graphs import named

        fields = asked(request)
        if "default" in fields and "graph" not in fields and "path" not in request.path_params:
            return await self._answer(request, _ALL, None, _times(fields))
        name = named(request, fields, descriptions.address(request, self._service.settings))
        if self._service.named is None or not self._service.named.has(name):
            await self._refuse_empty(request, name)
        return await self._answer(request, _ALL, ([name], []), _times(fields))

    async def _refuse_empty(self, request: Request, name: str) -> None:
        _, there = await self._service.queried(
            request, "ASK { ?s ?p ?o }", {"rows": ("csv", "text/csv"), "triples": None}, ([name], [])
        )
        if not isinstance(there, Body) or there.content.strip() != b"true":
            raise Problem(
                404, "there is no graph of this name; what articles say is in the unnamed: ?default"
            )

    async def void(self, request: Request) -> Response:
        """What the graph is about and how much it holds, as VoID."""
        format = best(request.headers.get("accept", "*/*"), TRIPLES)
        if format is None:
            raise none_fits({"description": TRIPLES})
        _, stats = await self._service.called(request, "stats", {})
        address = descriptions.address(request, self._service.settings)
        return reply(request, Body(descriptions.void(address, stats, format[0]), format[1]))

    def prefers_page(self, request: Request) -> bool:
        """Whether a person asks, who wants a page rather than what programs read."""
        accept = request.headers.get("accept", "*/*")
        page = wanted(accept, "text/html")
        return "text/html" in accept and page > 0 and page >= wanted(accept, "text/turtle")


def one_of(fields: Mapping[str, list[str]], name: str) -> str:
    """The one value of a field; Problem if there are none or several."""
    values = fields.get(name, [])
    if len(values) != 1:
        raise Problem(400, f"one {name} is wanted, not {len(values)}")
    return values[0]


def _refuse_update(fields: Fields) -> None:
    if "update" in fields:
        raise Problem(400 if "query" in fields else 403, _READ_ONLY)


def _dataset(fields: Fields) -> tuple[list[str], list[str]] | None:
    found = fields.get("default-graph-uri", []), fields.get("named-graph-uri", [])
    return found if any(found) else None


def _times(fields: Fields) -> dict[str, str]:
    """``as-of``, ``known-on`` and ``confirmed-since``; Problem for what is no date."""
    found = {}
    for name in ("as_of", "known_on", "confirmed_since"):
        written = name if name in fields else name.replace("_", "-")
        if written in fields:
            text = one_of(fields, written)
            try:
                partial(text)
            except ValueError as error:
                raise Problem(400, f"{written}: {error}") from None
            found[name] = text
    return found
