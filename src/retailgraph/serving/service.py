"""What all addresses of a server share: the graph as it stands, who answers, and what is remembered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from starlette.requests import Request

from retailgraph.api import RetailGraph
from retailgraph.errors import RetailGraphError, StoreError
from retailgraph.rdf.named import NamedGraphs
from retailgraph.serving.guards import Guard
from retailgraph.serving.problems import Problem
from retailgraph.serving.recording import Log, Sums
from retailgraph.serving.registry import EVERY, said
from retailgraph.serving.replies import Body, Remembered
from retailgraph.serving.settings import Settings
from retailgraph.serving.standing import Graphs, Standing
from retailgraph.serving.tokens import Tokens
from retailgraph.serving.worker import Moved
from retailgraph.serving.workers import Queue, Reply, Workers
from retailgraph.sparql.limits import Limits

T = TypeVar("T")
_REMEMBERED = 64 << 20
_LOOK_EVERY = 1.0
_TRIES = 3


class Service:
    """A server's parts; made where its event loop runs."""

    def __init__(self, settings: Settings, graphs: Graphs, tokens: Tokens | None = None) -> None:
        self.settings, self.graphs = settings, graphs
        self.tokens = tokens or Tokens()
        self.guard = Guard(settings, self.tokens)
        self.sums, self.log = Sums(), Log(settings.log)
        self.remembered = Remembered(_REMEMBERED)
        self.limits = Limits(settings.timeout, settings.memory)
        waiting = settings.queue, settings.queue_seconds
        self.lookups = Queue(settings.threads, *waiting)
        self.workers = Workers(Queue(settings.workers, *waiting), settings.workers)
        self.threads = ThreadPoolExecutor(settings.threads + 2, "retailgraph look-up")
        self.in_flight, self.is_stopping = 0, False
        self.named = _named_graphs(graphs.now.place)
        self._task: asyncio.Task[None] | None = None

    # --- while it runs --------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to look for changes, and get ready for queries."""
        await self.workers.warm(self.settings.workers)
        self._task = asyncio.create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        with suppress(RetailGraphError):
            await self._in_thread(self._make_rdf)
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            before = self.graphs.reloads
            error = await self._in_thread(self.graphs.try_to_look)
            if error is not None:
                self.log.event("not reloaded", why=error)
            elif self.graphs.reloads != before:
                self.log.event("reloaded")

    def _make_rdf(self) -> None:
        with suppress(Moved), self.graphs.now.database():
            pass

    async def stop(self) -> None:
        """Let go of everything; what is under way has ended."""
        self.is_stopping = True
        if self._task is not None:
            self._task.cancel()
        self.workers.close()
        self.threads.shutdown(wait=False, cancel_futures=True)
        if self.named:
            self.named.close()
        self.graphs.close()

    async def _in_thread(self, work: Any, *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *given)

    # --- answers --------------------------------------------------------------------------------------

    async def called(
        self, request: Request | None, name: str, values: Mapping[str, Any]
    ) -> tuple[Standing, bytes]:
        """The answer of a call as JSON, with the state that it is of."""
        for _ in range(_TRIES):
            standing = self.graphs.now
            try:
                return standing, await self._called(request, standing, name, values)
            except Moved:
                await self._in_thread(self.graphs.look)
        raise StoreError("the graph changes faster than it can be asked")

    async def _called(
        self, request: Request | None, standing: Standing, name: str, values: Mapping[str, Any]
    ) -> bytes:
        key = (standing.key, name, json.dumps(values, sort_keys=True))
        if (found := self.remembered.get(key)) is not None:
            return found.content
        if EVERY[name].is_slow or values.get("known_on") or values.get("confirmed_since"):
            made = await self._called_apart(request, standing, name, values)
        else:
            made = await unless_gone(request, self._looked_up(standing, name, values))
        self.remembered.put(key, Body(made, "application/json"))
        return made

    async def _called_apart(
        self, request: Request | None, standing: Standing, name: str, values: Mapping[str, Any]
    ) -> bytes:
        order = {"do": "call", "name": name, "values": values, **_times(values), **self._bounds(standing)}
        return (await self.ordered(request, order)).body

    async def read(self, request: Request, work: Callable[[RetailGraph], T]) -> T:
        """What some work reads from the graph as it stands, in a thread and within the limit of time."""
        for _ in range(_TRIES):
            try:
                return await unless_gone(request, self._read(self.graphs.now, work))
            except Moved:
                await self._in_thread(self.graphs.look)
        raise StoreError("the graph changes faster than it can be asked")

    async def _looked_up(self, standing: Standing, name: str, values: Mapping[str, Any]) -> bytes:
        return await self._read(
            standing, lambda graph: said(graph.at(values.get("as_of") or None), name, values)
        )

    async def _read(self, standing: Standing, work: Callable[[RetailGraph], T]) -> T:
        async with self.lookups.turn():
            reading: list[RetailGraph] = []
            going = self._in_thread(_look_up, standing, work, reading)
            try:
                found: T = await asyncio.wait_for(going, self.settings.timeout)
                return found
            except TimeoutError:
                for graph in reading:
                    graph.tables.connection.interrupt()
                raise Problem(504, f"the answer took longer than {self.settings.timeout:g} seconds") from None

    async def ordered(self, request: Request | None, order: Mapping[str, Any]) -> Reply:
        """What a process answers; Moved if the graph has changed since the order was made."""
        reply = await unless_gone(request, self.workers.ask(order, self.limits))
        if "moved" in reply.head:
            raise Moved
        return reply

    async def queried(
        self,
        request: Request,
        text: str,
        formats: Mapping[str, tuple[str, str] | None],
        dataset: tuple[Sequence[str], Sequence[str]] | None = None,
        times: Mapping[str, str] | None = None,
        base: str = "",
    ) -> tuple[Standing, Body | str]:
        """The results of a query, in the format of its kind; of a kind without a format, that kind."""
        for _ in range(_TRIES):
            standing = self.graphs.now
            times = _times(times or {})
            asked = {"text": text, "formats": formats, "dataset": dataset, "base": base or None, **times}
            beside = self.named.version() if self.named else ""
            key = (standing.key, beside, "sparql", json.dumps(asked, sort_keys=True))
            if (found := self.remembered.get(key)) is not None:
                return standing, found
            try:
                reply = await self._queried(request, standing, asked)
            except Moved:
                await self._in_thread(self.graphs.look)
                continue
            if "refused" in reply.head:
                return standing, str(reply.head["refused"])
            headers = {} if times["as_of"] or times["known_on"] else {"edges-as-of": standing.edges_of}
            body = Body(reply.body, reply.head["media"], headers)
            self.remembered.put(key, body)
            return standing, body
        raise StoreError("the graph changes faster than it can be asked")

    async def _queried(self, request: Request, standing: Standing, asked: Mapping[str, Any]) -> Reply:
        folder = standing.database()
        database = await self._in_thread(folder.__enter__)
        try:
            if self.named and database:
                database = await self._in_thread(self.named.beside, database)
            allowed = list(self.settings.allow_service)
            bounds = self._bounds(standing)
            order = {"do": "query", **asked, "database": database, "allow_service": allowed, **bounds}
            return await self.ordered(request, order)
        finally:
            folder.__exit__(None, None, None)

    def _bounds(self, standing: Standing) -> dict[str, Any]:
        most = int(self.settings.max_result * 1e6)
        return {"graph": standing.place, "key": standing.key, "rows": self.settings.max_rows, "bytes": most}


def _named_graphs(place: Mapping[str, Any]) -> NamedGraphs | None:
    """The graphs that people keep beside a store; None where there is no store."""
    if "store" not in place:
        return None
    return NamedGraphs(RetailGraph.located(place["store"] or None).home.root / "named-graphs")


def _look_up(standing: Standing, work: Callable[[RetailGraph], T], reading: list[RetailGraph]) -> T:
    with standing.graph() as graph:
        reading.append(graph)
        try:
            return work(graph)
        finally:
            reading.clear()


def _times(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name) or None for name in ("as_of", "known_on", "confirmed_since")}


class Gone(Exception):
    """The client went away."""


async def unless_gone(request: Request | None, work: Awaitable[T]) -> T:
    """What some work gives; it is cancelled, and Gone raised, if the client goes away meanwhile.

    Of who asks without a request of its own, such as a tool of an agent, nobody knows.
    """
    if request is None:
        return await work
    task, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise Gone
    finally:
        for one in (task, leaving):
            one.cancel()
        await asyncio.gather(task, leaving, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
