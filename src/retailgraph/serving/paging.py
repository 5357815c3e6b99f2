"""Long lists page by page: a cursor says where the next page begins, and of which state of the graph."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import Any

from retailgraph.errors import NotFound
from retailgraph.serving.parameters import Parameter
from retailgraph.serving.problems import Problem

MOST = 1000
PAGE = (
    Parameter("limit", "The most items of a page.", "number", least=1, most=MOST, default=100),
    Parameter("cursor", "Where the page begins: what the page before gave as next.", default=""),
)
"""What every call takes whose answer is a list."""


def paged(document: dict[str, Any], listed: str, limit: int, cursor: str, key: str) -> dict[str, Any]:
    """A document with one page of its list, and ``page``: how many items there are, and the next cursor."""
    items = document[listed]
    start = _start(cursor, key)
    end = start + limit
    following = _cursor(end, key) if end < len(items) else None
    return {**document, listed: items[start:end], "page": {"total": len(items), "next": following}}


def _cursor(start: int, key: str) -> str:
    return urlsafe_b64encode(f"{start}:{_state(key)}".encode()).decode().rstrip("=")


def _start(cursor: str, key: str) -> int:
    """Where a page begins; Problem if the graph is another by now."""
    if not cursor:
        return 0
    try:
        start, _, state = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(":")
        begins = int(start)
    except ValueError:
        raise NotFound(f"cursor {cursor[:40]!r} is none that this server gave") from None
    if state != _state(key):
        raise Problem(410, "the graph has changed since the last page; begin again without a cursor", "Gone")
    return max(0, begins)


def _state(key: str) -> str:
    return blake2b(key.encode(), digest_size=6).hexdigest()
