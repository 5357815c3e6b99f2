"""Signing in: a page that takes a token once and gives a cookie, and signing out."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph.serving.bodies import FORM, asked, body_of, fields_of, media_type, text_of
from retailgraph.serving.guards import unauthorized
from retailgraph.serving.markup import POLICY, Html, page, tag
from retailgraph.serving.problems import Problem
from retailgraph.serving.service import Service
from retailgraph.serving.sessions import Session, cookie, is_nonce
from retailgraph.serving.tokens import Person

_LARGEST_FORM = 0.2
PRIVATE: Mapping[str, str] = {
    **POLICY,
    "cache-control": "no-store",
    # Browsers say where a form comes from only if they may say it to the own site.
    "referrer-policy": "same-origin",
}
"""The headers of pages with forms: what they show is for one person."""


def routes(service: Service) -> list[Route]:
    """The addresses at which people sign in and out; there are none where nobody has a token."""
    if not service.tokens:
        return []
    there = _Signing(service)
    return [
        Route("/sign-in", there.sign_in, methods=["GET", "POST"]),
        Route("/review/sign-out", there.sign_out, methods=["POST"]),
    ]


class _Signing:
    def __init__(self, service: Service) -> None:
        self._service, self._base = service, service.settings.base_path

    async def sign_in(self, request: Request) -> Response:
        """The page with a place for a token; and what becomes of the token."""
        fields = asked(request)
        if request.method == "POST":
            fields |= await _fields(request)
        wanted = _local(fields.get("next", [""])[0])
        if request.method == "GET":
            return html(sign_in_page(self._base, wanted), 200)
        person = self._service.tokens.person(fields.get("token", [""])[0].strip())
        if person is None:
            return html(sign_in_page(self._base, wanted, "This token is not known."), 401)
        made = to(self._base + wanted)
        secret = self._service.guard.sessions.begin(person)
        made.headers["set-cookie"] = cookie(secret, self._base, is_secure=request.url.scheme == "https")
        return made

    async def sign_out(self, request: Request) -> Response:
        """Forget who has signed in."""
        await form_of(self._service, request)
        self._service.guard.sessions.end(request.headers.get("cookie", ""))
        made = to(f"{self._base}/sign-in")
        made.headers["set-cookie"] = cookie("", self._base, is_secure=request.url.scheme == "https")
        return made


def session_of(service: Service, request: Request) -> Session | None:
    """The session that a request is of, if its browser has one and no token speaks for it."""
    if "authorization" in request.headers:
        return None
    return service.guard.sessions.of(request.headers.get("cookie", ""))


async def form_of(service: Service, request: Request, scope: str = "") -> tuple[Person, Mapping[str, str]]:
    """Who sends a form, with its fields; Problem if they may not, or if it is none of their own session."""
    person: Person = request.scope["state"]["person"]
    if scope and scope not in person.scopes:
        raise unauthorized(f"a token with the scope {scope} is needed", person)
    fields = {name: values[-1] for name, values in (await _fields(request)).items()}
    if "authorization" not in request.headers:
        session = session_of(service, request)
        if session is None or not is_nonce(session, fields.get("nonce", "")):
            raise Problem(403, "this form is not of your session; open its page again")
    return person, fields


async def _fields(request: Request) -> Mapping[str, list[str]]:
    if media_type(request) != FORM:
        raise Problem(415, f"a form is sent as {FORM}", accept_post=FORM)
    return fields_of(text_of(await body_of(request, _LARGEST_FORM)))


def sign_in_page(base: str, wanted: str, fault: str = "") -> str:
    """The page on which a token is given."""
    token = Html(
        '<input name="token" type="password" required autocomplete="current-password" size="40"'
        + (' aria-invalid="true" aria-describedby="fault"' if fault else "")
        + ">"
    )
    form = tag(
        "form", tag("label", "Token ", token), tag("button", "Sign in", type="submit"),
        tag("input", type="hidden", name="next", value=wanted), action=f"{base}/sign-in", method="post",
    )  # fmt: skip
    said = [tag("p", fault, class_="fault", id="fault", role="alert")] if fault else []
    about = tag(
        "p", "Whoever runs this server gave you a token. It is sent once, and a cookie stands for it."
    )
    return page("Sign in", base, tag("h1", "Sign in"), about, *said, form)


def _local(wanted: str) -> str:
    """An address of this server, and of no other."""
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else "/"


def must_sign_in(
    service: Service, scope: Mapping[str, object], headers: Mapping[str, str]
) -> Response | None:
    """Where a browser that asks for a page is sent that nobody signed in with; None for all others."""
    if not service.tokens or scope["method"] != "GET" or "authorization" in headers:
        return None
    if "text/html" not in headers.get("accept", ""):
        return None
    query = bytes(scope["query_string"]).decode("latin-1")  # type: ignore[call-overload]
    wanted = quote(f"{scope['path']}{f'?{query}' if query else ''}", safe="/")
    return to(f"{service.settings.base_path}/sign-in?next={wanted}")


def html(text: str, status: int) -> Response:
    """A page for one person."""
    return Response(text, status, PRIVATE, "text/html; charset=utf-8")


def to(address: str) -> Response:
    """Another address to look at, after a form or instead of what was asked."""
    return Response(None, 303, {"location": address, "cache-control": "no-store"})
