"""A feed from its address, politely: only if it has changed, and never more than a feed is.

Whoever answers is not trusted: redirects, bytes and time are bounded, and only http and https are followed.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from retailgraph._version import __version__
from retailgraph.errors import RetailGraphError, UsageError

MOST_BYTES, MOST_REDIRECTS = 10_000_000, 5
SECONDS = 30.0
_AGENT = f"retailgraph/{__version__}"


class Fetched(NamedTuple):
    """What came: the bytes (None: nothing new), and what to say the next time to be told only of changes."""

    content: bytes | None
    known: Mapping[str, str]


class _Bounded(urllib.request.HTTPRedirectHandler):
    max_redirections = MOST_REDIRECTS
    max_repeats = 2

    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str) -> Any:
        check_address(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_Bounded)


def check_address(url: str) -> None:
    """UsageError for what is no address of the web."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise UsageError(f"{url[:200]!r} is no address of a feed: http:// or https://, and no user in it")


def fetch(url: str, known: Mapping[str, str], seconds: float = SECONDS, most: int = MOST_BYTES) -> Fetched:
    """A feed, if it has changed since ``known``, which the last fetch gave.

    RetailGraphError, in one line, for what does not answer in time, answers otherwise, or has no end.
    """
    check_address(url)
    headers = {"User-Agent": _AGENT, "Accept": "application/rss+xml, application/atom+xml, */*;q=0.5"}
    headers |= {name: known[key] for key, name in _CONDITIONS.items() if known.get(key)}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked
    try:
        with _OPENER.open(request, timeout=min(seconds, SECONDS)) as answer:
            content = _read(answer, url, seconds, most)
            told = {key: answer.headers.get(name, "") for key, name in _TOLD.items()}
            return Fetched(content, {key: value for key, value in told.items() if value})
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 304:
                return Fetched(None, known)
            moved = error.code in (301, 302, 303, 307, 308)
            why = "it redirects in a circle, or away from the web" if moved else f"status {error.code}"
            raise RetailGraphError(f"{url}: {why}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise RetailGraphError(f"{url}: does not answer: {getattr(error, 'reason', error)}") from None


_CONDITIONS = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
_TOLD = {"etag": "ETag", "modified": "Last-Modified"}


def _read(answer: Any, url: str, seconds: float, most: int) -> bytes:
    end, found = time.monotonic() + seconds, bytearray()
    while piece := answer.read1(65_536):
        found += piece
        if len(found) > most:
            raise RetailGraphError(
                f"{url}: larger than {most:,} bytes, which no feed is; nothing of it was taken"
            )
        if time.monotonic() > end:
            raise RetailGraphError(f"{url}: not whole after {seconds:g} seconds; nothing of it was taken")
    return bytes(found)
