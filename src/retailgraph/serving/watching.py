"""What those who run the server ask it: whether it lives, is ready, and how it does."""

from __future__ import annotations

import json
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph._version import __version__
from retailgraph.serving.recording import gauges
from retailgraph.serving.service import Service

_PLAIN = {"cache-control": "no-store"}


def routes(service: Service) -> list[Route]:
    """The addresses for watching."""

    async def health(_: Request) -> Response:
        return _said(200, {"status": "ok", "version": __version__})

    async def ready(_: Request) -> Response:
        if service.is_stopping:
            return _said(503, {"status": "stopping"})
        if not service.graphs.now.is_ready():
            return _said(503, {"status": "starting", "waits_for": "the graph as RDF"})
        return _said(200, {"status": "ready"})

    async def metrics(_: Request) -> Response:
        text = "".join(f"{line}\n" for line in (*service.sums.lines(), *gauges(_now(service))))
        return Response(text, 200, _PLAIN, "text/plain; version=0.0.4; charset=utf-8")

    return [
        Route("/health", health, methods=["GET"]),
        Route("/ready", ready, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]


def _said(status: int, document: dict[str, str]) -> Response:
    return Response(json.dumps(document), status, _PLAIN, "application/json")


def _now(service: Service) -> Iterable[tuple[str, str, str, float]]:
    workers, lookups, kept = service.workers, service.lookups, service.remembered
    yield "requests_in_flight", "gauge", "Requests that are being answered.", service.in_flight
    yield "workers_busy", "gauge", "Processes at work.", workers.queue.working
    yield "workers_waited_for", "gauge", "Requests that wait for a process.", workers.queue.waiting
    yield (
        "workers_ended_total",
        "counter",
        "Processes that were ended at a limit, or given up.",
        workers.ended,
    )
    yield "lookups_busy", "gauge", "Threads at work.", lookups.working
    yield "lookups_waited_for", "gauge", "Requests that wait for a thread.", lookups.waiting
    yield "remembered_hits_total", "counter", "Answers that were there already.", kept.hits
    yield "remembered_misses_total", "counter", "Answers that had to be made.", kept.misses
    yield "sent_bytes_total", "counter", "Bytes of bodies that were sent.", service.sums.bytes_sent
    yield "reloads_total", "counter", "How often the graph was taken up anew.", service.graphs.reloads
