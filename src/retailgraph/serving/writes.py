"""One change of the graph at a time, each written down, with who and when, before it is told.

A change happens whole or not at all, as the store sees to, and is on the disk when it is answered.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request

from retailgraph.api import RetailGraph
from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.opening import why_not
from retailgraph.serving.guards import unauthorized
from retailgraph.serving.problems import Problem
from retailgraph.serving.service import Service
from retailgraph.serving.tokens import Person

Change = Callable[[RetailGraph], dict[str, Any]]
WAIT = 10.0
"""Seconds that a change waits for another process that writes."""


class Writes:
    """Carries out the changes of a server, and keeps its audit log."""

    def __init__(self, service: Service) -> None:
        self._service, self._one = service, asyncio.Lock()
        place = service.graphs.now.place
        self.home = RetailGraph.located(place["store"] or None).home.root
        self._audit = Audit(Path(service.settings.audit_log or self.home / "audit.jsonl"))

    async def carry_out(
        self, request: Request, person: Person, what: str, name: str, change: Change
    ) -> dict[str, Any]:
        """What a change of the graph gives; it goes on to its end, also if the client goes away."""
        told = {"who": person.name, "what": what, "name": name, "request": request.scope["state"]["id"]}
        async with self._one:
            work = asyncio.get_running_loop().run_in_executor(
                self._service.threads, self._carried_out, change, told
            )
            return await asyncio.shield(work)

    def _carried_out(self, change: Change, told: dict[str, Any]) -> dict[str, Any]:
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
        except (RetailGraphError, Problem) as error:
            self._audit.write({**told, "outcome": "refused", "why": type(error).__name__})
            raise
        self._audit.write({**told, "outcome": "done", "result": made})
        self._service.graphs.look()
        return made


def allowed(request: Request, scope: str) -> Person:
    """Who asks; Problem if they may not do what needs a scope."""
    person: Person = request.scope["state"]["person"]
    if scope not in person.scopes:
        raise unauthorized(f"a token with the scope {scope} is needed", person)
    return person


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
