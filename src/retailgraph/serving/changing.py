"""Changes by those whose token has the scope ``load``: articles and entities are loaded, or removed."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph.api import RetailGraph
from retailgraph.errors import InvalidData, UsageError
from retailgraph.serving.bodies import asked, body_of, media_type
from retailgraph.serving.parameters import Parameter, values_of
from retailgraph.serving.problems import Problem
from retailgraph.serving.service import Service
from retailgraph.serving.writes import WAIT, Writes, allowed

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


def routes(service: Service, writes: Writes) -> list[Route]:
    """The addresses at which files are loaded and what they said is removed."""
    there = _Changes(service, writes)
    return [
        Route("/api/load", there.load, methods=["POST"]),
        Route("/api/articles/{id}", there.remove, methods=["DELETE"]),
        Route("/api/entities/{id}", there.remove, methods=["DELETE"]),
    ]


class _Changes:
    def __init__(self, service: Service, writes: Writes) -> None:
        self._service, self._writes = service, writes

    async def load(self, request: Request) -> Response:
        """Load the body, a file of articles, entities or claims."""
        person = allowed(request, "load")
        values = values_of(asked(request), _TAKES)
        if not _NAME.fullmatch(values["name"]):
            raise UsageError("name: letters, digits, dots, hyphens and underscores are taken, 150 at most")
        ending = _TYPES.get(media_type(request))
        if ending is None:
            raise Problem(415, f"a file is sent as {', '.join(_TYPES)}", accept_post=", ".join(_TYPES))
        body = await body_of(request, self._service.settings.max_body)
        file = values["name"] + ending

        def change(graph: RetailGraph) -> dict[str, Any]:
            return load_files(graph, {file: body}, dry_run=values["dry_run"])

        what = "check" if values["dry_run"] else "load"
        return _told(await self._writes.carry_out(request, person, what, file, change))

    async def remove(self, request: Request) -> Response:
        """Remove an article, or an entity that was loaded."""
        person, name = allowed(request, "load"), request.path_params["id"]

        def change(graph: RetailGraph) -> dict[str, Any]:
            return {"removed": list(graph.remove([name], wait=WAIT))}

        return _told(await self._writes.carry_out(request, person, "remove", name, change))


def load_files(graph: RetailGraph, files: Mapping[str, bytes], *, dry_run: bool = False) -> dict[str, Any]:
    """Load files by name, all or none; what is wrong with one is told by that name alone."""
    with tempfile.TemporaryDirectory(prefix="retailgraph-") as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        try:
            paths = [Path(folder, name) for name in files]
            return graph.load(paths, dry_run=dry_run, wait=WAIT).to_dict()
        except InvalidData as error:
            raise _without(f"{folder}{os.sep}", error) from None


def _told(made: Mapping[str, Any]) -> Response:
    text = json.dumps(made, ensure_ascii=False)
    return Response(text, 200, {"cache-control": "no-store"}, "application/json")


def _without(folder: str, error: InvalidData) -> InvalidData:
    """The same error with findings that name the file as the client knows it."""
    findings = [str(one).replace(folder, "") for one in error.findings]
    return InvalidData(str(error).replace(folder, ""), findings)
