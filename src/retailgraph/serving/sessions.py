"""People in browsers: a token is shown once, and a cookie stands for it until it is forgotten.

The cookie alone changes nothing. A form that changes something has the nonce of its session in it, which no
page of another site can read, and comes from a page of this server (:mod:`guards` sees to that).
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple

from retailgraph.serving.tokens import Person

COOKIE = "retailgraph_session"
LASTS = 12 * 3600
"""Seconds that a session lasts."""
_MOST = 1000


class Session(NamedTuple):
    """Who has signed in, what their forms say, and until when."""

    person: Person
    nonce: str
    until: float


class Sessions:
    """Who has signed in; of what their cookies say only the hash is kept, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[bytes, Session] = OrderedDict()

    def begin(self, person: Person) -> str:
        """The cookie of a new session; of very many sessions the oldest ends."""
        secret = secrets.token_urlsafe(32)
        self._known[_digest(secret)] = Session(person, secrets.token_urlsafe(32), self._clock() + LASTS)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return secret

    def of(self, header: str) -> Session | None:
        """The session that a header Cookie names, while it lasts."""
        secret = _cookie(header)
        found = self._known.get(_digest(secret)) if secret else None
        return found if found is not None and found.until > self._clock() else None

    def end(self, header: str) -> None:
        """Forget the session that a header Cookie names."""
        self._known.pop(_digest(_cookie(header)), None)


def is_nonce(session: Session, given: str) -> bool:
    """Whether a form is one of a session."""
    return hmac.compare_digest(session.nonce.encode(), given.encode("utf-8", "surrogateescape"))


def cookie(secret: str, base: str, *, is_secure: bool) -> str:
    """The header that makes a browser keep a session; without a secret, forget it."""
    lasts = LASTS if secret else 0
    words = [f"{COOKIE}={secret}", f"Path={base or '/'}", "HttpOnly", "SameSite=Lax", f"Max-Age={lasts}"]
    return "; ".join([*words, *(["Secure"] if is_secure else [])])


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogateescape")).digest()
