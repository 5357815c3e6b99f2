"""Requests to a server: what is sent, and the errors that come back."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from retailgraph import errors
from retailgraph.errors import Ambiguous, InvalidData, NotFound, RetailGraphError, StoreError, UsageError

Fields = Mapping[str, Any]
_MOST = 1 << 30


class Address(NamedTuple):
    """Where a server is, who asks, and how long an answer may take."""

    url: str
    token: str
    seconds: float

    def get(self, path: str, fields: Fields, body: Any = None) -> dict[str, Any]:
        """The document of a call; with a body that is sent as JSON."""
        headers = {"accept": "application/json"}
        content = None
        if body is not None:
            content, headers["content-type"] = json.dumps(body).encode(), "application/json"
        text, _ = self.fetched(f"api/{path}", fields, headers, content)
        made: dict[str, Any] = json.loads(text)
        return made

    def fetched(
        self, path: str, fields: Fields, headers: Mapping[str, str], content: bytes | None = None
    ) -> tuple[bytes, str]:
        """The body of an answer and its media type; the error that the server tells of is raised."""
        request = urllib.request.Request(self._whole(path, fields), content, dict(headers))  # noqa: S310
        if self.token:
            request.add_header("authorization", f"Bearer {self.token}")
        try:
            with _OPENER.open(request, timeout=self.seconds) as answer:
                return answer.read(_MOST), answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            with error:
                raise _told(error.code, error.read(_MOST)) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise StoreError(f"{self.url} does not answer: {reason}") from None

    def _whole(self, path: str, fields: Fields) -> str:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{self.url!r} is no address of a server, such as http://localhost:8321")
        if parts.username or parts.query or parts.fragment:
            raise UsageError(
                "an address of a server has no user, question or fragment; a token is given apart"
            )
        told = {name: _written(value) for name, value in fields.items() if value not in (None, [], "")}
        return f"{self.url.rstrip('/')}/{path}?{urlencode(told, doseq=True)}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token is for the server that it was given for, and no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _written(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _told(status: int, body: bytes) -> RetailGraphError:
    """The error that a problem tells of."""
    try:
        problem = json.loads(body)
        name, detail = str(problem["type"]).rpartition("/")[2], str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return StoreError(f"the server answered with status {status}")
    kind = getattr(errors, name, StoreError if status >= 500 else UsageError)
    if not (isinstance(kind, type) and issubclass(kind, RetailGraphError)):
        kind = RetailGraphError
    if issubclass(kind, NotFound | UsageError):
        return kind(detail, problem.get("suggestions", ()))
    if issubclass(kind, InvalidData):
        return kind(detail, problem.get("findings", ()))
    if issubclass(kind, Ambiguous):
        return kind(detail, [_candidate(one) for one in problem.get("candidates", ())])
    return kind(detail)


def _candidate(told: Any) -> Any:
    from retailgraph.lookup.candidates import Candidate

    if not isinstance(told, Mapping):
        return told
    known = {name: value for name, value in told.items() if name != "matched"}
    return Candidate(**{**known, "types": tuple(told["types"]), "tier": told["matched"]})
