"""What no request passes: another host's name, another site's page, a token in an address, no right to ask.

Browsers send any page's requests to any address, also to this machine's own: the ``Host`` that a page was
loaded from tells a rebound name (DNS rebinding), ``Origin`` and ``Sec-Fetch-Site`` another site's form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from retailgraph.serving.problems import Problem
from retailgraph.serving.sessions import Sessions
from retailgraph.serving.settings import LOOPBACK, Settings
from retailgraph.serving.tokens import NOBODY, Person, Tokens

SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/health", "/ready", "/sign-in", "/static/style.css")
"""What answers without a token: it tells nothing of the graph."""
FORMS = "/review"
"""Below it forms bring the nonce of a session: there a cookie is enough to change something."""
_SECRETS = frozenset(("token", "access_token", "auth_token", "api_key", "apikey", "authorization"))
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII | re.IGNORECASE)
_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SECURITY: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "content-security-policy": _POLICY,
}
"""Headers of every answer; pages bring a policy of their own."""


class Guard:
    """Who may ask what of a server."""

    def __init__(self, settings: Settings, tokens: Tokens) -> None:
        self._tokens, self._settings, self.sessions = tokens, settings, Sessions()
        # No page is loaded from a loopback name but this machine's own: none can be rebound to it.
        names = {*settings.allow_host, settings.host, *LOOPBACK}
        self._hosts = {_bare(name) for name in names}
        # Without names to check, only who has a token is answered, and no page has one.
        self._checks_host = settings.is_local or bool(settings.allow_host)
        self.needs_token = settings.require_token or not self._checks_host
        self._origins = {origin.rstrip("/").lower() for origin in settings.allow_origin}

    def person(self, scope: Scope) -> Person:
        """Who asks; Problem for a request that is refused before it is looked at."""
        headers = Headers(scope=scope)
        self._check_host(headers)
        _refuse_secrets(scope["query_string"])
        self._check_origin(scope["method"], headers)
        person = self._named(scope, headers)
        is_open = scope["path"] in OPEN or scope["method"] == "OPTIONS"
        if self.needs_token and not is_open and "read" not in person.scopes:
            raise unauthorized("a token with the scope read is needed", person)
        return person

    def _check_host(self, headers: Headers) -> None:
        given = headers.getlist("host")
        if len(given) != 1 or not (found := _HOST.fullmatch(given[0])):
            raise Problem(400, "a request has one header Host")
        if self._checks_host and _bare(found[1]) not in self._hosts:
            raise Problem(
                421, "this server has another name; whoever runs it allows more with --allow-host NAME"
            )

    def _check_origin(self, method: str, headers: Headers) -> None:
        if method in SAFE:
            return
        origin = headers.get("origin")
        own = urlsplit(origin or "").netloc.lower() == headers["host"].lower() and origin != "null"
        foreign = origin is not None and not own and origin.lower() not in self._origins
        unsaid = origin is None and headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        if foreign or unsaid:
            raise Problem(
                403,
                "pages of other sites may not ask; whoever runs this server allows one with --allow-origin",
            )

    def _named(self, scope: Scope, headers: Headers) -> Person:
        given = headers.get("authorization")
        if given is None:
            session = self.sessions.of(headers.get("cookie", ""))
            may_change = scope["method"] in SAFE or scope["path"].startswith(FORMS)
            if session is None or may_change:
                return session.person if session else NOBODY
            return session.person._replace(scopes=session.person.scopes & {"read"})
        kind, _, token = given.partition(" ")
        person = self._tokens.person(token.strip()) if kind.lower() == "bearer" else None
        if person is None:
            raise unauthorized("this token is not known; it goes into the header Authorization: Bearer TOKEN")
        return person

    def cors(self, scope: Scope) -> Mapping[str, str]:
        """The headers that let a page of an allowed site read the answer."""
        origin = Headers(scope=scope).get("origin", "")
        if not self._origins:
            return {}
        if origin.lower() not in self._origins:
            return {"vary": "origin"}
        return {
            "access-control-allow-origin": origin,
            "access-control-allow-methods": "GET, HEAD, POST",
            "access-control-allow-headers": "accept, authorization, content-type",
            "access-control-expose-headers": "etag, x-request-id",
            "cross-origin-resource-policy": "cross-origin",
            "vary": "origin",
        }


def unauthorized(detail: str, person: Person = NOBODY) -> Problem:
    """Who asks is not known (401), or may not (403)."""
    if person is not NOBODY:
        return Problem(403, detail)
    return Problem(401, detail, www_authenticate='Bearer realm="retailgraph"')


def _bare(name: str) -> str:
    return name.strip("[]").lower().rstrip(".")


def _refuse_secrets(query: bytes) -> None:
    """Addresses end in logs, histories and other sites' Referer headers."""
    for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if name.lower().replace("-", "_") in _SECRETS:
            raise Problem(
                400, "a token in an address is refused, as addresses are written into logs: take it for "
                "known to others, and send a new one in the header Authorization: Bearer TOKEN",
            )  # fmt: skip
