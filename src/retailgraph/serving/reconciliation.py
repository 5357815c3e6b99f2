"""The addresses of the Reconciliation Service API; what they answer is told by :mod:`reconciling`."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph.errors import UsageError
from retailgraph.serving import entitypages
from retailgraph.serving.bodies import FORM, asked, body_of, fields_of, media_type, text_of
from retailgraph.serving.descriptions import address
from retailgraph.serving.parameters import json_object, values_of
from retailgraph.serving.problems import Problem
from retailgraph.serving.reconciling import RECONCILING, manifest
from retailgraph.serving.reconciling_next import BELOW, EXTEND, MATCH, RECONCILING_NEXT
from retailgraph.serving.reconciling_next import manifest as next_manifest
from retailgraph.serving.replies import Body, json_body, reply
from retailgraph.serving.service import Service


def routes(service: Service) -> list[Route]:
    """The addresses below ``/reconcile``."""
    there = _Reconciliation(service)
    suggestions = [
        Route(f"/{name}", there.told(key), methods=["GET"])
        for key, name in ((key, call.path) for key, call in RECONCILING.items())
        if name not in ("reconcile", "reconcile/extend")
    ]
    return [
        Route("/reconcile", there.answer, methods=["GET", "POST"]),
        Route("/reconcile/preview", there.preview, methods=["GET"]),
        *suggestions,
        *_next(there),
    ]


def _next(there: _Reconciliation) -> list[Route]:
    """The addresses of version 1.0-draft."""
    asked = [
        Route(f"/{call.path}", there.told(name), methods=["GET"])
        for name, call in RECONCILING_NEXT.items()
        if call not in (MATCH, EXTEND)
    ]
    return [
        Route(f"/{BELOW}", there.next_manifest, methods=["GET"]),
        Route(f"/{BELOW}/preview", there.preview, methods=["GET"]),
        Route(f"/{MATCH.path}", there.posted(MATCH.name), methods=["POST"]),
        Route(f"/{EXTEND.path}", there.posted(EXTEND.name), methods=["POST"]),
        *asked,
    ]


class _Reconciliation:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def answer(self, request: Request) -> Response:
        """The manifest; or, for ``queries`` who is meant, for ``extend`` what is known of them."""
        fields = asked(request)
        if request.method == "POST":
            if media_type(request) != FORM:
                raise Problem(415, f"queries are sent as {FORM}", accept_post=FORM)
            body = text_of(await body_of(request, self._service.settings.max_body))
            for name, values in fields_of(body).items():
                fields.setdefault(name, []).extend(values)
        for name, call in (("queries", "reconcile"), ("extend", "reconcile_extend")):
            if name in fields:
                if len(fields[name]) != 1:
                    raise UsageError(f"{name} is given {len(fields[name])} times")
                return await self._called(request, call, {"form": json_object(fields[name][0], name)})
        if request.method == "POST":
            raise UsageError("queries or extend is missing")
        place = address(request, self._service.settings)
        return reply(request, json_body(json.dumps(manifest(place)).encode()))

    def told(self, name: str) -> Any:
        """What answers one of the other addresses."""
        takes = {**RECONCILING, **RECONCILING_NEXT}[name].parameters

        async def answer(request: Request) -> Response:
            return await self._called(request, name, values_of(asked(request), takes))

        return answer

    async def next_manifest(self, request: Request) -> Response:
        """What the service says of itself in version 1.0-draft."""
        document = next_manifest(address(request, self._service.settings))
        return reply(request, json_body(json.dumps(document).encode()))

    def posted(self, name: str) -> Any:
        """What answers a form that is sent as JSON."""

        async def answer(request: Request) -> Response:
            if media_type(request) != "application/json":
                raise Problem(415, "queries are sent as application/json", accept_post="application/json")
            text = text_of(await body_of(request, self._service.settings.max_body))
            return await self._called(request, name, {"form": json_object(text, "the body")})

        return answer

    async def _called(self, request: Request, name: str, values: dict[str, Any]) -> Response:
        _, text = await self._service.called(request, name, values)
        return reply(request, json_body(text))

    async def preview(self, request: Request) -> Response:
        """A card of an entity, to be shown in a frame of the program that asks."""
        ids = asked(request).get("id", [])
        if len(ids) != 1:
            raise UsageError(f"one id is wanted, not {len(ids)}")
        _, text = await self._service.called(request, "entities_entity", {"entity": ids[0]})
        page = entitypages.preview(json.loads(text), address(request, self._service.settings))
        return reply(request, Body(page.encode(), "text/html; charset=utf-8", entitypages.FRAMED))
