"""A process that answers what may take long or much; :mod:`workers` is its other end.

An order is a line of JSON, and so is the head of an answer, which says how many bytes follow it. At a limit
the process says so and ends, as what it was doing may go on within it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import pyoxigraph as ox

from retailgraph.api import RetailGraph
from retailgraph.errors import MemoryLimit, RetailGraphError, StoreError, TimeLimit, TooLarge
from retailgraph.serving.registry import said
from retailgraph.sparql import Results
from retailgraph.sparql.limits import Limits, resident, within
from retailgraph.sparql.running import Dataset, run
from retailgraph.sparql.worker import cap

Order = Mapping[str, Any]


class Moved(Exception):
    """The graph is no longer that of the order."""


def main() -> None:
    """Answer orders until there are no more."""
    serving, first = _Serving(), resident()
    for line in sys.stdin.buffer:
        order = json.loads(line)
        head, body = _answer(serving, order)
        head |= {"length": len(body), "megabytes": (resident() - first) // 1_000_000}
        with suppress(BrokenPipeError):
            sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
            sys.stdout.buffer.flush()
        if head.get("error") in (TimeLimit.__name__, MemoryLimit.__name__):
            break
    os._exit(0)  # the engine may still be at work


def _answer(serving: _Serving, order: Order) -> tuple[dict[str, Any], bytes]:
    try:
        return serving.answer(order)
    except Moved:
        return {"moved": True}, b""
    except RetailGraphError as error:
        more = {name: _plain(getattr(error, name, ())) for name in ("suggestions", "candidates", "findings")}
        return {"error": type(error).__name__, "message": str(error), "more": more}, b""


def _plain(values: Any) -> list[Any]:
    from retailgraph.serving.problems import plain

    return [plain(value) for value in values]


class _Serving:
    """What a process keeps between orders: the database, and the graph with its last view of another time."""

    def __init__(self) -> None:
        self._capped = False
        self._path, self._database = "", ox.Store()
        self._key, self._view_key = "", ""
        self._graph: RetailGraph | None = None
        self._view: RetailGraph | None = None

    def answer(self, order: Order) -> tuple[dict[str, Any], bytes]:
        limits = Limits(order["seconds"], order["megabytes"])
        if not self._capped:
            cap(limits)
            self._capped = True
        work = self._query if order["do"] == "query" else self._call
        return within(limits, lambda: work(order))

    # --- SPARQL -----------------------------------------------------------------------------------------

    def _query(self, order: Order) -> tuple[dict[str, Any], bytes]:
        given = order["dataset"]
        dataset = Dataset(tuple(given[0]), tuple(given[1])) if given else None
        found = run(
            self._store(order),
            order["text"],
            allow_service=order["allow_service"],
            dataset=dataset,
            base=order["base"],
            most=order["rows"],
        )
        format = order["formats"]["triples" if found.kind == "graph" else "rows"]
        if format is None:
            return {"refused": "triples" if found.kind == "graph" else "rows"}, b""
        number = len(found.triples) + len(found.rows)
        body = _written(found, format[0])
        _bound(len(body), order["bytes"])
        return {"media": format[1], "rows": number}, body

    def _store(self, order: Order) -> ox.Store:
        if not order["database"] or order["as_of"] or order["known_on"] or order["confirmed_since"]:
            return self._viewed(order).dated
        if order["database"] != self._path:
            try:
                self._database = ox.Store.read_only(order["database"])
            except OSError as error:
                raise StoreError(f"the store cannot be read: {error}") from error
            self._path = order["database"]
        return self._database

    # --- look-ups ---------------------------------------------------------------------------------------

    def _call(self, order: Order) -> tuple[dict[str, Any], bytes]:
        body = said(self._viewed(order), order["name"], order["values"])
        _bound(len(body), order["bytes"])
        return {}, body

    def _viewed(self, order: Order) -> RetailGraph:
        graph = self._opened(order)
        times = order["as_of"], order["known_on"], order["confirmed_since"]
        key = json.dumps([order["key"], *times])
        if self._view is None or key != self._view_key:
            self._view, self._view_key = graph.at(*times), key
        return self._view

    def _opened(self, order: Order) -> RetailGraph:
        if self._graph is None or self._key != order["key"]:
            if self._graph is not None:
                self._graph.close()
            self._view = None
            self._graph, self._key = opened(order["graph"]), ""
            if key_of(self._graph) != order["key"]:
                raise Moved
            self._key = order["key"]
        return self._graph


def opened(place: Mapping[str, Any]) -> RetailGraph:
    """The graph that a mapping names: ``store``, ``with_shipped`` and ``today``."""
    today = date.fromisoformat(place["today"])
    return RetailGraph.located(place["store"] or None, with_shipped=place["with_shipped"], today=today)


def key_of(graph: RetailGraph) -> str:
    """What an answer of a graph depends on: the state of its rows, of those below, and the day."""
    tables = graph.tables
    return "-".join(
        (tables.fact("state"), tables.fact("state", below=True), graph.today.isoformat())
    ).replace('"', "")


def _written(found: Results, format: str) -> bytes:
    return found.text(format).encode()


def _bound(size: int, most: int) -> None:
    if size > most:
        raise TooLarge(f"the result has more than {most:,} bytes, and no part of one is sent; ask for less")
