"""How a request may arrive: within a time, with headers of a size, on so many connections.

uvicorn bounds none of this with its fast parser: a client that sends a byte now and then would keep a
connection for ever, and one header that never ends would fill the memory.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEADERS, MOST_BYTES = 100, 32_768
_CLOSING = (
    "HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\n"
    "content-length: {length}\r\n{more}connection: close\r\n\r\n{body}"
)


def protocol(seconds: float, most: int) -> type[asyncio.Protocol]:
    """The protocol of connections, of ``most`` at a time: on each a request has so many seconds to arrive."""

    class Bounded(_Bounded):
        allowed_seconds, most_connections = seconds, most

    return Bounded


class _Bounded(HttpToolsProtocol):
    allowed_seconds = 15.0
    most_connections = 1000
    _timer: asyncio.TimerHandle | None = None
    _size, _raw = 0, 0
    _has_head = False
    _fault = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()
        if len(self.connections) > self.most_connections:
            self._refuse("503 Service Unavailable", "there are too many connections", "retry-after: 2\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        # The parser hands out a header when it has it whole, and keeps what may become one.
        if not self._has_head and not self.transport.is_closing():
            self._add_raw(len(data))

    def on_message_begin(self) -> None:
        self._size, self._raw, self._has_head = 0, 0, False
        self._begin()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._add(len(url), "414 URI Too Long")
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._add(len(name) + len(value), "431 Request Header Fields Too Large")
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            self._add(MOST_BYTES, "431 Request Header Fields Too Large")

    def on_headers_complete(self) -> None:
        self._raw, self._has_head = 0, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._arrived()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's
        self._refuse(self._fault or "400 Bad Request", "the request cannot be read as HTTP/1.1")

    def _add(self, size: int, fault: str) -> None:
        self._size += size
        if self._size > MOST_BYTES:
            self._fault = fault
            raise ValueError(fault)  # ends the parser, which says so by send_400_response

    def _add_raw(self, size: int) -> None:
        self._raw += size
        if self._raw > 2 * MOST_BYTES:
            self._refuse("431 Request Header Fields Too Large", "the head of the request does not end")

    def _begin(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.allowed_seconds, self._too_slow)

    def _arrived(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self.cycle is not None and self.cycle.response_started:
            self.transport.close()  # it was answered before it had arrived
        else:
            self._refuse(
                "408 Request Timeout", f"the request took more than {self.allowed_seconds:g} seconds"
            )

    def _refuse(self, status: str, detail: str, more: str = "") -> None:
        import json

        said: dict[str, Any] = {"status": int(status[:3]), "title": status[4:].lower(), "detail": detail}
        body = json.dumps(said)
        text = _CLOSING.format(status=status, length=len(body), more=more, body=body)
        if not self.transport.is_closing():
            self.transport.write(text.encode())
            self.transport.close()
