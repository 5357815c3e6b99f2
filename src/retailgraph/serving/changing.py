"""Changes by those whose token has the scope ``load``: articles and entities are loaded, or removed.

One change at a time; each is written down, with who and when, before it is told. A change happens whole or
not at all, as the store sees to.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph.api import RetailGraph
from retailgraph.errors import InvalidData, RetailGraphError, UsageError
from retailgraph.opening import why_not
from retailgraph.serving.bodies import asked, body_of, media_type
from retailgraph.serving.guards import unauthorized
from retailgraph.serving.parameters import Parameter, values_of
from retailgraph.serving.problems import Problem
from retailgraph.serving.service import Service
from retailgraph.serving.tokens import Person

_TYPES = {
    "application/yaml": ".yaml",
    "text/yaml": ".yaml",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/jsonl": ".jsonl",
}
_NAME = re.compile(r"[\w][\w.-]{0,150}", re.ASCII)
_TAKES = (
    Parameter(
        "name", "The name of the file without its ending, which is the id of an article.", required=True
    ),
    Parameter("dry_run", "Only check it.", "flag", default=False),
)
_WAIT = 10.0


def routes(service: Service) -> list[Route]:
    """The addresses that change something; there are none unless the server was started to write."""
    if not service.settings.write:
        return []
    there = _Changes(service)
    return [
        Route("/api/load", there.load, methods=["POST"]),
        Route("/api/articles/{id}", there.remove, methods=["DELETE"]),
        Route("/api/entities/{id}", there.remove, methods=["DELETE"]),
    ]


class _Changes:
    def __init__(self, service: Service) -> None:
        self._service, self._one = service, asyncio.Lock()
        place = service.graphs.now.place
        beside = RetailGraph.located(place["store"] or None).home.root.parent
        self._audit = Audit(Path(service.settings.audit_log or beside / "audit.jsonl"))

    async def load(self, request: Request) -> Response:
        """Load the body, a file of articles, entities or claims."""
        person = _allowed(request)
        values = values_of(asked(request), _TAKES)
        if not _NAME.fullmatch(values["name"]):
            raise UsageError("name: letters, digits, dots, hyphens and underscores are taken, 150 at most")
        ending = _TYPES.get(media_type(request))
        if ending is None:
            raise Problem(415, f"a file is sent as {', '.join(_TYPES)}", accept_post=", ".join(_TYPES))
        body = await body_of(request, self._service.settings.max_body)
        file = values["name"] + ending

        def change(graph: RetailGraph) -> dict[str, Any]:
            with tempfile.TemporaryDirectory(prefix="retailgraph-") as folder:
                path = Path(folder, file)
                path.write_bytes(body)
                try:
                    return graph.load([path], dry_run=values["dry_run"], wait=_WAIT).to_dict()
                except InvalidData as error:
                    raise _without(f"{folder}{os.sep}", error) from None

        what = "check" if values["dry_run"] else "load"
        return await self._changed(request, person, what, file, change)

    async def remove(self, request: Request) -> Response:
        """Remove an article, or an entity that was loaded."""
        person, name = _allowed(request), request.path_params["id"]

        def change(graph: RetailGraph) -> dict[str, Any]:
            return {"removed": list(graph.remove([name], wait=_WAIT))}

        return await self._changed(request, person, "remove", name, change)

    async def _changed(
        self,
        request: Request,
        person: Person,
        what: str,
        name: str,
        change: Callable[[RetailGraph], dict[str, Any]],
    ) -> Response:
        told = {"who": person.name, "what": what, "name": name, "request": request.scope["state"]["id"]}
        async with self._one:
            # The change goes on to its end, also if the client goes away.
            work = asyncio.get_running_loop().run_in_executor(
                self._service.threads, self._carry_out, change, told
            )
            made = await asyncio.shield(work)
        return Response(
            json.dumps(made, ensure_ascii=False), 200, {"cache-control": "no-store"}, "application/json"
        )

    def _carry_out(
        self, change: Callable[[RetailGraph], dict[str, Any]], told: dict[str, Any]
    ) -> dict[str, Any]:
        place = self._service.graphs.now.place
        try:
            with RetailGraph.open(place["store"] or None, with_shipped=place["with_shipped"]) as graph:
                made = change(graph)
        except OSError as error:
            self._audit.write({**told, "outcome": "failed", "why": error.strerror})
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise Problem(
                    507, "there is no room on the server's disk; nothing was changed", "NoRoom"
                ) from error
            raise
        except RetailGraphError as error:
            self._audit.write({**told, "outcome": "refused", "why": type(error).__name__})
            raise
        self._audit.write({**told, "outcome": "done", "result": made})
        self._service.graphs.look()
        return made


def _allowed(request: Request) -> Person:
    person: Person = request.scope["state"]["person"]
    if "load" not in person.scopes:
        raise unauthorized("a token with the scope load is needed", person)
    return person


def _without(folder: str, error: InvalidData) -> InvalidData:
    """The same error with findings that name the file as the client knows it."""
    findings = [str(one).replace(folder, "") for one in error.findings]
    return InvalidData(str(error).replace(folder, ""), findings)


class Audit:
    """Who changed what, a line of JSON each, on the disk before the change is told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open().close()
        except OSError as error:
            raise UsageError(f"audit-log {path}: {error.strerror}") from None

    def _open(self) -> Any:
        # Who opens a pipe that nobody reads would wait.
        how = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
        if why := self.path.exists() and why_not(self.path):
            raise OSError(errno.EINVAL, why)
        return os.fdopen(os.open(self.path, how, 0o600), "w", encoding="utf-8")

    def write(self, told: dict[str, Any]) -> None:
        """Write a line down."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with self._open() as file:
            file.write(json.dumps({"time": stamp, **told}, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
