"""What is sent: a body with its tag, packed for who takes it so, and kept for who asks the same again."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from hashlib import blake2b

import brotli
from starlette.requests import Request
from starlette.responses import Response

from retailgraph.serving.negotiation import best_coding

_WORTH_PACKING = 1000
_PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, 5, mtime=0),
}
"""How a body is packed, the smallest first: of codings that are wanted alike the first is taken."""
_MOST_KEPT = 1 << 20


class Body:
    """The bytes of an answer, of a media type, with headers of its own; ``tag`` names just these bytes."""

    __slots__ = ("_packed", "content", "headers", "media", "tag")

    def __init__(self, content: bytes, media: str, headers: Mapping[str, str] | None = None) -> None:
        self.content, self.media = content, media
        self.headers = dict(headers or {})
        self.tag = blake2b(content + media.encode(), digest_size=12).hexdigest()
        self._packed: dict[str, bytes] = {}

    def packed(self, coding: str) -> bytes:
        """The same packed; what is packed once is kept."""
        if coding not in self._packed:
            self._packed[coding] = _PACKERS[coding](self.content)
        return self._packed[coding]


def json_body(text: bytes, headers: Mapping[str, str] | None = None) -> Body:
    """A JSON document as a body."""
    return Body(text, "application/json", headers)


def reply(request: Request, body: Body) -> Response:
    """The response of a body: as the client takes it, or that it has it already (304)."""
    coding = best_coding(request.headers.get("accept-encoding", ""), _PACKERS)
    coding = coding if len(body.content) > _WORTH_PACKING else ""
    tag = f'"{body.tag}{coding and f"-{coding}"}"'
    headers = {
        "etag": tag,
        "vary": "accept, accept-encoding",
        "cache-control": "private, no-cache",
        **body.headers,
    }
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(None, 304, headers)
    if coding:
        headers["content-encoding"] = coding
    made = Response(body.packed(coding) if coding else body.content, 200, headers)
    made.headers["content-type"] = body.media if "charset" in body.media else _with_charset(body.media)
    return made


def _has(asked: str, tag: str) -> bool:
    known = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return "*" in known or tag in known


def _with_charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


class Remembered:
    """Bodies by what was asked of which state: the last ones, up to so many bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._bodies: OrderedDict[Hashable, Body] = OrderedDict()
        self._lock = threading.Lock()
        self.hits = self.misses = 0

    def get(self, key: Hashable) -> Body | None:
        """The body of a key, if it is still there."""
        with self._lock:
            found = self._bodies.get(key)
            if found is None:
                self.misses += 1
                return None
            self._bodies.move_to_end(key)
            self.hits += 1
            return found

    def put(self, key: Hashable, body: Body) -> None:
        """Keep a body, and forget the ones asked for longest ago."""
        size = len(body.content)
        if size > _MOST_KEPT:
            return
        with self._lock:
            before = self._bodies.pop(key, None)
            self._size += size - (len(before.content) if before else 0)
            self._bodies[key] = body
            while self._size > self._most:
                _, old = self._bodies.popitem(last=False)
                self._size -= len(old.content)
