"""SPARQL 1.1 Graph Store Protocol: all triples of a graph, and graphs of people, which can be written.

What articles say stands in the unnamed graph and follows from them: it is read here and changed by loading.
Any other name may be given to a graph by those whose token has the scope ``load``.
"""

from __future__ import annotations

import email
import uuid
from collections.abc import Iterator, Mapping
from email import policy
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph.api import RetailGraph
from retailgraph.rdf.named import NamedGraphs
from retailgraph.serving import descriptions
from retailgraph.serving.bodies import asked, body_of, media_type
from retailgraph.serving.problems import Problem
from retailgraph.serving.protocol import Endpoint, one_of
from retailgraph.serving.service import Service
from retailgraph.serving.writes import Writes, allowed

_FORMATS: Mapping[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
_PARTS = "multipart/form-data"
_OWN = "https://w3id.org/retailgraph/"
_FOLLOWS = "the unnamed graph follows from articles and cannot be written here: POST /api/load takes these"


def routes(service: Service, endpoint: Endpoint, writes: Writes | None) -> list[Route]:
    """The addresses of graphs; without ``writes`` they can only be read."""
    made = [
        Route("/graphs", endpoint.graph, methods=["GET"]),
        Route("/graphs/{path:path}", endpoint.graph, methods=["GET"]),
    ]
    if writes is not None and service.named is not None:
        there = _Graphs(service, writes, service.named)
        for address in ("/graphs", "/graphs/{path:path}"):
            made.append(Route(address, there.put, methods=["PUT"]))
            made.append(Route(address, there.post, methods=["POST"]))
            made.append(Route(address, there.delete, methods=["DELETE"]))
    return made


class _Graphs:
    def __init__(self, service: Service, writes: Writes, named_graphs: NamedGraphs) -> None:
        self._service, self._writes, self._named = service, writes, named_graphs

    async def put(self, request: Request) -> Response:
        """Write a graph in the place of what its name had."""
        return await self._write(request, self._name(request), adds=False)

    async def post(self, request: Request) -> Response:
        """Add to a graph; without a name, to a new one, which is named in the answer."""
        fields = asked(request)
        if fields or request.path_params.get("path"):
            return await self._write(request, self._name(request), adds=True)
        place = f"{descriptions.address(request, self._service.settings)}/graphs/{uuid.uuid4()}"
        made = await self._write(request, place, adds=False)
        made.headers["location"] = place
        return made

    async def delete(self, request: Request) -> Response:
        """Remove a graph."""
        person, name = allowed(request, "load"), self._name(request)

        def change(_: RetailGraph) -> dict[str, Any]:
            if not self._named.remove(name):
                raise Problem(404, "there is no graph of this name")
            return {}

        await self._writes.carry_out(request, person, "graph delete", name, change)
        return Response(None, 204)

    def _name(self, request: Request) -> str:
        fields = asked(request)
        if "default" in fields and "graph" not in fields:
            allowed(request, "load")
            raise Problem(403, _FOLLOWS)
        name = named(request, fields, descriptions.address(request, self._service.settings))
        if name.startswith(_OWN):
            raise Problem(403, f"names under {_OWN} are of what follows from articles; choose another")
        return name

    async def _write(self, request: Request, name: str, *, adds: bool) -> Response:
        person, type = allowed(request, "load"), media_type(request)
        if type not in (*_FORMATS, _PARTS):
            takes = ", ".join(_FORMATS)
            raise Problem(415, f"a graph is sent as {takes}, not as {type or 'a body without Content-Type'}",
                          accept_post=takes)  # fmt: skip
        body = await body_of(request, self._service.settings.max_body)
        said = request.headers["content-type"]

        def change(_: RetailGraph) -> dict[str, Any]:
            triples = list(_read(body, type, said, name))
            is_new = (self._named.add if adds else self._named.put)(name, triples)
            return {"new": is_new, "triples": len(triples)}

        what = "graph add" if adds else "graph put"
        made = await self._writes.carry_out(request, person, what, name, change)
        return Response(None, 201 if made["new"] else 204)


def named(request: Request, fields: Mapping[str, list[str]], place: str) -> str:
    """The name of the graph that is meant: that given as ``graph``, or the address; Problem for none."""
    if "path" in request.path_params:
        raw = bytes(request.scope.get("raw_path") or b"").decode("ascii", "replace")
        name = f"{place}/graphs/{raw.partition('/graphs/')[2] or request.path_params['path']}"
    elif ("default" in fields) is ("graph" in fields):
        raise Problem(400, "name a graph: ?default, or ?graph=IRI")
    else:
        name = one_of(fields, "graph")
    try:
        ox.NamedNode(name)
    except ValueError:
        raise Problem(400, "the name of a graph is an absolute IRI") from None
    if not urlsplit(name).scheme:
        raise Problem(400, "the name of a graph is an absolute IRI")
    return name


def _read(body: bytes, type: str, said: str, base: str) -> Iterator[ox.Triple]:
    if type == _PARTS:
        head = f"Content-Type: {said}\r\n\r\n".encode("latin-1")
        whole = email.message_from_bytes(head + body, policy=policy.HTTP)
        for part in whole.iter_parts() if whole.is_multipart() else ():
            if (kind := part.get_content_type()) not in _FORMATS:
                raise Problem(415, f"a part is sent as {', '.join(_FORMATS)}, not as {kind}")
            content = part.get_payload(decode=True)
            yield from _parsed(content if isinstance(content, bytes) else b"", _FORMATS[kind], base)
        return
    yield from _parsed(body, _FORMATS[type], base)


def _parsed(body: bytes, format: ox.RdfFormat, base: str) -> Iterator[ox.Triple]:
    try:
        for quad in ox.parse(body, format, base_iri=base):
            if quad.graph_name != ox.DefaultGraph():
                raise Problem(400, "the body names graphs of its own; send triples alone")
            yield quad.triple
    except (SyntaxError, ValueError) as error:
        raise Problem(400, f"the body is no {format.name}: {error}") from None
