"""The JSON API: an address for each call, and one that describes them all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph.dates import partial
from retailgraph.errors import UsageError
from retailgraph.serving.bodies import asked, body_of, media_type, text_of
from retailgraph.serving.calls import CALLS, Call
from retailgraph.serving.negotiation import wanted
from retailgraph.serving.openapi import described
from retailgraph.serving.paging import PAGE, paged
from retailgraph.serving.parameters import values_of
from retailgraph.serving.problems import Problem
from retailgraph.serving.replies import Body, json_body, reply
from retailgraph.serving.service import Service

_LARGEST_FORM = 0.1


def routes(service: Service) -> list[Route]:
    """The addresses of the API."""
    made = [Route("/api/openapi.json", _description(service), methods=["GET"])]
    for call in CALLS.values():
        answer = _Answer(service, call)
        methods = ["GET", "POST"] if call.name == "find" else ["GET"]
        made.append(Route(f"/api/{call.path}", answer, methods=methods))
    return made


def _description(service: Service) -> Any:
    async def answer(request: Request) -> Response:
        document = described(service.settings.base_path)
        return reply(request, json_body(json.dumps(document, ensure_ascii=False).encode()))

    return answer


class _Answer:
    """Answers one call."""

    # Starlette takes an instance for an application unless it looks like a function.
    def __init__(self, service: Service, call: Call) -> None:
        self._service, self._call = service, call
        self._takes = (*call.parameters, *(PAGE if call.listed else ()))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer as an ASGI application."""
        request = Request(scope, receive)
        await (await self._answer(request))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if not wanted(request.headers.get("accept", "*/*"), "application/json"):
            raise Problem(406, "answers of the API are application/json")
        values = await self._values(request)
        key = (self._call.name, json.dumps(values, sort_keys=True))
        found = self._service.remembered.get((self._service.graphs.now.key, *key, "page"))
        if found is None:
            found = await self._made(request, values, key)
        return reply(request, found)

    async def _values(self, request: Request) -> dict[str, Any]:
        given = asked(request)
        for name, value in request.path_params.items():
            given[name] = [value]
        if request.method == "POST":
            if media_type(request) != "application/json":
                raise Problem(415, "a form is sent as application/json", accept_post="application/json")
            if "form" in given:
                raise UsageError("the form is given twice: in the address and as the body")
            given["form"] = [text_of(await body_of(request, _LARGEST_FORM))]
        values = values_of(given, self._takes)
        for one in self._takes:
            if one.kind == "day" and values[one.name]:
                _check_day(one.name, values[one.name])
        return values

    async def _made(self, request: Request, values: Mapping[str, Any], key: tuple[str, str]) -> Body:
        own = {name: value for name, value in values.items() if name not in ("limit", "cursor")}
        standing, text = await self._service.called(request, self._call.name, own)
        if self._call.listed:
            document = json.loads(text)
            page = paged(document, self._call.listed, values["limit"], values["cursor"], standing.key)
            text = json.dumps(page, ensure_ascii=False).encode()
        made = json_body(text)
        self._service.remembered.put((standing.key, *key, "page"), made)
        return made


def _check_day(name: str, text: str) -> None:
    try:
        partial(text)
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None
