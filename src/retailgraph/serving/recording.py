"""What is told of each request: a number to find it by, a line in the log, and sums for Prometheus."""

from __future__ import annotations

import json
import re
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable
from threading import Lock

_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds, up to which requests are counted together."""


def request_id(given: str) -> str:
    """The number of a request: the one it brings, if that can stand in a log, or a new one."""
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


class Sums:
    """How many requests there were, by route and status, and how long they took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self._buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(_BOUNDS) + 1))
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self.bytes_sent = 0

    def add(self, method: str, route: str, status: int, seconds: float, sent: int) -> None:
        """Count a request that has been answered."""
        place = next((i for i, bound in enumerate(_BOUNDS) if seconds <= bound), len(_BOUNDS))
        with self._lock:
            self._requests[method, route, status] += 1
            self._buckets[route][place] += 1
            self._seconds[route] += seconds
            self.bytes_sent += sent

    def lines(self) -> Iterable[str]:
        """The sums as Prometheus reads them."""
        with self._lock:
            requests, buckets, seconds = dict(self._requests), dict(self._buckets), dict(self._seconds)
        yield from _head("requests_total", "counter", "Requests that were answered.")
        for (method, route, status), number in sorted(requests.items()):
            labels = f'method="{method}",route="{route}",status="{status}"'
            yield f"retailgraph_requests_total{{{labels}}} {number}"
        yield from _head("request_seconds", "histogram", "How long requests took.")
        for route, counts in sorted(buckets.items()):
            total = 0
            for bound, number in zip((*map(str, _BOUNDS), "+Inf"), counts, strict=True):
                total += number
                yield f'retailgraph_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}'
            yield f'retailgraph_request_seconds_sum{{route="{route}"}} {seconds[route]:.6f}'
            yield f'retailgraph_request_seconds_count{{route="{route}"}} {total}'


def _head(name: str, kind: str, help: str) -> Iterable[str]:
    yield f"# HELP retailgraph_{name} {help}"
    yield f"# TYPE retailgraph_{name} {kind}"


def gauges(values: Iterable[tuple[str, str, str, float]]) -> Iterable[str]:
    """Numbers of now: name, kind, what it is, value."""
    for name, kind, help, value in values:
        yield from _head(name, kind, help)
        yield f"retailgraph_{name} {value:g}"


class Log:
    """Lines on standard error: as text, as JSON, or none. No address is written with what it asks."""

    def __init__(self, form: str) -> None:
        self._form = form

    def request(
        self, id: str, client: str, method: str, path: str, status: int, sent: int, seconds: float
    ) -> None:
        """Tell of a request that was answered."""
        self._write(
            "request", id=id, client=client, method=method, path=path, status=status, bytes=sent,
            ms=round(seconds * 1000, 1),
        )  # fmt: skip

    def event(self, what: str, **more: object) -> None:
        """Tell of something else."""
        self._write(what, **more)

    def _write(self, what: str, **more: object) -> None:
        if self._form == "none":
            return
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        if self._form == "json":
            line = json.dumps({"time": stamp, "event": what, **more}, ensure_ascii=True)
        else:
            line = " ".join([stamp, what, *(f"{name}={_word(value)}" for name, value in more.items())])
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def _word(value: object) -> str:
    text = str(value)
    return text if re.fullmatch(r"[!-~]+", text) and '"' not in text else json.dumps(text)
