"""Which address is answered by whom, and what every request meets on its way there and back."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Message, Receive, Scope, Send

from retailgraph.errors import RetailGraphError
from retailgraph.serving import (
    calling,
    changefeeds,
    changing,
    graphs,
    pages,
    problems,
    reconciliation,
    reviewing,
    signing,
    watching,
)
from retailgraph.serving.guards import SECURITY
from retailgraph.serving.problems import Problem
from retailgraph.serving.protocol import Endpoint
from retailgraph.serving.recording import request_id
from retailgraph.serving.service import Gone, Service
from retailgraph.serving.tokens import Person
from retailgraph.serving.writes import Writes

Answer = Callable[[Request], Awaitable[Response]]
_PIECE = 1 << 16
"""Bytes that are sent at a time: so a client that stops reading is told from one that is slow."""


def application(make: Callable[[], Service]) -> _Outside:
    """The server as an ASGI application; its service is made when the event loop runs."""
    return _Outside(make)


def _routes(service: Service) -> list[Route]:
    endpoint = Endpoint(service)
    writes = Writes(service) if service.settings.write else None
    return [
        Route("/sparql", endpoint.ask, methods=["GET", "POST"]),
        Route("/sparql/", endpoint.ask, methods=["GET", "POST"]),
        Route("/.well-known/void", endpoint.void, methods=["GET"]),
        *signing.routes(service),
        *graphs.routes(service, endpoint, writes),
        *(changing.routes(service, writes) if writes else ()),
        *(reviewing.routes(service, writes) if writes else ()),
        *calling.routes(service),
        *reconciliation.routes(service),
        *pages.routes(service),
        *changefeeds.routes(service),
        *watching.routes(service),
    ]


class _Outside:
    """What stands before the routes: the guard, the number of each request, times and sums."""

    def __init__(self, make: Callable[[], Service]) -> None:
        self._make = make
        self.service: Service | None = None
        self._agents: Any = None
        self._inside = Starlette(
            lifespan=self._lifespan,
            exception_handlers={
                **dict.fromkeys((Problem, RetailGraphError, HTTPException, Gone), _told),
                Exception: self._broken,
            },
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self.service = service = self._make()
        self._inside.router.routes.extend(_routes(service))
        async with AsyncExitStack() as stack:
            await service.start()
            stack.push_async_callback(service.stop)
            if service.settings.mcp:
                await self._add_agents(service, stack)
            yield

    async def _add_agents(self, service: Service, stack: AsyncExitStack) -> None:
        from retailgraph.serving.agents import over_http

        async def ask(name: str, values: Mapping[str, Any]) -> bytes:
            return (await service.called(None, name, values))[1]

        server, self._agents = over_http(ask)
        await stack.enter_async_context(server.session_manager.run())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._inside(scope, receive, send)
        elif scope["type"] == "http" and self.service is not None:
            await self._answer(self.service, scope, receive, send)

    async def _answer(self, service: Service, scope: Scope, receive: Receive, send: Send) -> None:
        sending = _Sending(service, scope, send)
        service.in_flight += 1
        try:
            _below(scope, service.settings.base_path)
            scope["state"] = {"person": service.guard.person(scope), "id": sending.id}
            if scope["method"] == "OPTIONS":
                await self._told_methods(service, scope)(scope, receive, sending)
            else:
                for_agents = self._agents is not None and scope["path"] == "/mcp"
                await (self._agents if for_agents else self._inside)(scope, receive, sending)
        except Problem as problem:
            answer = (
                signing.must_sign_in(service, scope, Headers(scope=scope)) if problem.status == 401 else None
            )
            await (answer or problems.response(problem))(scope, receive, sending)
        except TimeoutError:
            raise asyncio.CancelledError from None  # the client reads no more: uvicorn ends the connection
        finally:
            service.in_flight -= 1
            sending.record(self._route(scope))

    def _route(self, scope: Scope) -> str:
        """The path of the route that a request came to, by what answers there: every starlette tells that."""
        endpoint = scope.get("endpoint")
        routes = (route for route in self._inside.router.routes if isinstance(route, Route))
        return next((route.path for route in routes if route.endpoint is endpoint), "other")

    def _told_methods(self, service: Service, scope: Scope) -> Response:
        """What an address takes; a browser asks before it lets a page of another site ask."""
        found = set[str]()
        for route in self._inside.router.routes:
            if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
                found |= route.methods or set()
        if not found:
            return problems.response(Problem(404, "there is nothing at this address"))
        origin = Headers(scope=scope).get("origin")
        if origin and "access-control-allow-origin" not in service.guard.cors(scope):
            return problems.response(Problem(403, "pages of other sites may not ask"))
        return Response(None, 204, {"allow": ", ".join(sorted(found | {"OPTIONS"}))})

    async def _broken(self, request: Request, error: Exception) -> Response:
        """What went wrong here is told to the log, and that it did to the client."""
        if self.service is not None:
            where = "".join(traceback.format_exception(error))
            self.service.log.event("error", id=request.scope["state"]["id"], trace=where)
        return problems.response(
            Problem(500, "something is broken here; the server's log says what", "Error")
        )


def _below(scope: Scope, base: str) -> None:
    """Take the path that a proxy passes on from the address."""
    if base:
        if scope["path"] != base and not scope["path"].startswith(f"{base}/"):
            raise Problem(404, f"all addresses of this server begin with {base}")
        scope["path"] = scope["path"].removeprefix(base) or "/"
        scope["raw_path"] = scope["path"].encode()


async def _told(_: Request, error: Exception) -> Response:
    if isinstance(error, Gone):
        return Response(None, 499)
    if isinstance(error, HTTPException):
        return problems.response(_of_routing(error))
    return problems.response(
        problems.of_error(error) if isinstance(error, RetailGraphError) else _problem(error)
    )


def _problem(error: Exception) -> Problem:
    return error if isinstance(error, Problem) else Problem(500, "something is broken here")


def _of_routing(error: HTTPException) -> Problem:
    """What no route answers."""
    said = {404: "there is nothing at this address", 405: "this address does not take that method"}
    made = Problem(error.status_code, said.get(error.status_code, error.detail))
    made.headers.update(error.headers or {})
    return made


class _Sending:
    """Sends an answer in pieces within a time each, adds the headers that all have, and counts."""

    def __init__(self, service: Service, scope: Scope, send: Send) -> None:
        self._service, self._scope, self._send = service, scope, send
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        self.id = request_id(given.decode("latin-1"))
        self._path, self._start = scope["path"], time.perf_counter()
        self.status, self.sent = 0, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._headers(message["headers"])}
            await self._within(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        for start in range(0, len(body) or 1, _PIECE):
            piece = body[start : start + _PIECE]
            is_last = start + _PIECE >= len(body)
            await self._within({"type": message["type"], "body": piece, "more_body": more or not is_last})
            self.sent += len(piece)

    async def _within(self, message: Message) -> None:
        await asyncio.wait_for(self._send(message), self._service.settings.send_seconds)

    def _headers(self, given: Any) -> list[tuple[bytes, bytes]]:
        own = {bytes(name).lower() for name, _ in given}
        every = {**SECURITY, "x-request-id": self.id}
        every |= self._service.guard.cors(self._scope)
        added = [(n.encode(), v.encode()) for n, v in every.items() if n == "vary" or n.encode() not in own]
        return [*given, *added]

    def record(self, route: str) -> None:
        """Count what was answered at a route, and tell of it."""
        seconds = time.perf_counter() - self._start
        method = self._scope["method"] if self._scope["method"].isalpha() else "other"
        self._service.sums.add(method, route, self.status, seconds, self.sent)
        client = (self._scope.get("client") or ("",))[0]
        self._service.log.request(self.id, client, method, self._path[:200], self.status, self.sent, seconds)


def person_of(request: Request) -> Person:
    """Who asks."""
    person: Person = request.scope["state"]["person"]
    return person
