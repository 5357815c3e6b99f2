"""What went wrong, as problem+json (RFC 9457): with the next step, and nothing about the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from retailgraph import errors
from retailgraph.errors import Ambiguous, InvalidData, NotFound, RetailGraphError, UsageError

MEDIA_TYPE = "application/problem+json"
_TYPES = "https://w3id.org/retailgraph/problem/"
_BUSY = {"retry-after": "2"}


class Problem(Exception):
    """A request that gets no answer: a status, what is wrong, and headers that say more."""

    def __init__(self, status: int, detail: str, kind: str = "", **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind = status, detail, kind or _KINDS.get(status, "Error")
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.more: Mapping[str, Any] = {}


_KINDS = {
    400: "BadRequest", 401: "Unauthorized", 403: "Refused", 404: "NotFound", 405: "MethodNotAllowed",
    406: "NotAcceptable", 408: "RequestTimeout", 413: "TooLarge", 415: "UnsupportedMediaType",
    421: "Misdirected", 431: "HeadersTooLarge", 503: "Busy", 504: "TimeLimit",
}  # fmt: skip
_STATUSES: tuple[tuple[type[RetailGraphError], int], ...] = (
    (NotFound, 404),
    (Ambiguous, 409),
    (UsageError, 400),
    (InvalidData, 422),
    (errors.QueryError, 400),
    (errors.TimeLimit, 504),
    (errors.MemoryLimit, 507),
    (errors.EngineFailure, 500),
    (errors.Refused, 403),
    (errors.StoreError, 503),
)
_UNTOLD = (errors.StoreError, errors.EngineFailure)
"""What these say names files of the machine: that is for its log."""


def busy(what: str) -> Problem:
    """There is no room just now."""
    return Problem(503, f"{what}; try again in a moment", retry_after="2")


def of_error(error: RetailGraphError) -> Problem:
    """The problem that an error is."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    told = not isinstance(error, _UNTOLD) and status != 500
    detail = str(error) if told else "the graph cannot be read just now; the server's log says more"
    made = Problem(status, detail, type(error).__name__ if told else "Unavailable")
    if status == 503:
        made.headers.update(_BUSY)
    more: dict[str, Any] = {}
    if isinstance(error, NotFound | UsageError) and error.suggestions:
        more["suggestions"] = list(error.suggestions)
    if isinstance(error, Ambiguous):
        more["candidates"] = [plain(one) for one in error.candidates]
    if isinstance(error, InvalidData):
        more["findings"] = [str(one) for one in error.findings]
    made.more = more
    return made


def plain(candidate: Any) -> Any:
    """A candidate as plain values."""
    return candidate.to_dict() if hasattr(candidate, "to_dict") else str(candidate)


def response(problem: Problem) -> Response:
    """What a client gets."""
    body = {
        "type": _TYPES + problem.kind,
        "title": _title(problem.kind),
        "status": problem.status,
        "detail": problem.detail,
        **problem.more,
    }
    headers = {"cache-control": "no-store", **problem.headers}
    return Response(json.dumps(body, ensure_ascii=False), problem.status, headers, MEDIA_TYPE)


def _title(kind: str) -> str:
    """``TimeLimit`` as "time limit"."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
