"""Processes that answer what may take long or much: bounded in number, ended at their limits, made anew.

What comes while all are busy waits its turn for a short time, and what finds the queue full is sent away.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from threading import Timer
from typing import IO, Any, NamedTuple

from retailgraph import errors
from retailgraph.errors import RetailGraphError, TimeLimit
from retailgraph.serving.problems import Problem, busy, of_error
from retailgraph.sparql.apart import ended, error_of, module_path, too_long
from retailgraph.sparql.limits import Limits

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from retailgraph.serving.worker import main; main()"
)
_GRACE = 2.0
"""Seconds beyond its time after which a process that does not say so itself is ended."""


class Reply(NamedTuple):
    """What a process answered: the head of it, and its bytes."""

    head: Mapping[str, Any]
    body: bytes


class Queue:
    """So many at a time, and so many that may wait for so long; whoever comes then is told to come again."""

    def __init__(self, most: int, waiting: int, seconds: float) -> None:
        self._slots = asyncio.Semaphore(most)
        self._most, self._seconds = waiting, seconds
        self.waiting = 0
        self.working = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A turn to work in."""
        await self._wait()
        self.working += 1
        try:
            yield
        finally:
            self.working -= 1
            self._slots.release()

    async def _wait(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        if self.waiting >= self._most:
            raise busy("all who answer are busy, and many wait already")
        self.waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise busy(f"all who answer have been busy for {self._seconds:g} seconds") from None
        finally:
            self.waiting -= 1


class Workers:
    """The processes of a server."""

    def __init__(self, queue: Queue, most: int) -> None:
        self.queue = queue
        self.ended = 0
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        # One thread waits for each process; of one that was ended the thread may linger for a moment.
        self._threads = ThreadPoolExecutor(2 * most + 1, "retailgraph worker")

    async def warm(self, number: int) -> None:
        """Start processes before anybody asks."""
        self._idle += [self._made() for _ in range(number)]

    def _made(self) -> _Worker:
        worker = _Worker()
        self._all.add(worker)
        return worker

    async def ask(self, order: Mapping[str, Any], limits: Limits) -> Reply:
        """What a process answers; Problem if none is free, RetailGraphError for what goes wrong.

        Who asks no longer (a cancelled task) ends the process.
        """
        async with self.queue.turn():
            worker = self._idle.pop() if self._idle else self._made()
            line = json.dumps({**order, "seconds": limits.seconds, "megabytes": limits.megabytes}).encode()
            try:
                reply = await asyncio.get_running_loop().run_in_executor(
                    self._threads, worker.ask, line, limits
                )
            except BaseException:
                self._end(worker)
                raise
            if worker.is_spent(reply, limits):
                self._end(worker)
            else:
                self._idle.append(worker)
        if "error" in reply.head:
            raise _problem(reply.head)
        return reply

    def _end(self, worker: _Worker) -> None:
        self.ended += 1
        self._all.discard(worker)
        worker.end()

    def close(self) -> None:
        """End them all."""
        for worker in list(self._all):
            worker.end()
        self._all.clear()
        self._idle.clear()
        self._threads.shutdown(wait=False)


def _problem(head: Mapping[str, Any]) -> Problem:
    made = of_error(error_of(head["error"], head["message"]))
    made.more = {name: values for name, values in head.get("more", {}).items() if values}
    return made


class _Worker:
    """One process; it answers one order at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", "-c", _START, json.dumps(module_path())]
        pipe = subprocess.PIPE
        # A group of its own: Ctrl-C is for the server, which ends its processes when they are done.
        self._process = subprocess.Popen(  # noqa: S603 - our own
            command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
        )
        self._out_of_time = False

    def ask(self, line: bytes, limits: Limits) -> Reply:
        """Its answer; TimeLimit, MemoryLimit or EngineFailure if it ended instead."""
        timer = Timer(limits.seconds + _GRACE, self._end_in_time)
        timer.daemon = True
        timer.start()
        try:
            _pipe(self._process.stdin).write(line + b"\n")
            _pipe(self._process.stdin).flush()
            first = _pipe(self._process.stdout).readline()
            head = json.loads(first)
            body = _pipe(self._process.stdout).read(head["length"])
        except (OSError, ValueError):
            raise self._failure(limits) from None
        finally:
            timer.cancel()
        if len(body) < head["length"]:
            raise self._failure(limits)
        return Reply(head, body)

    def _end_in_time(self) -> None:
        self._out_of_time = True
        self._process.kill()

    def _failure(self, limits: Limits) -> RetailGraphError:
        self._process.kill()
        complained = _pipe(self._process.stderr).read()[-10_000:].decode(errors="replace")
        code = self._process.wait()
        return TimeLimit(too_long(limits)) if self._out_of_time else ended(code, complained, limits)

    def is_spent(self, reply: Reply, limits: Limits) -> bool:
        """Whether another should take its place: it is at an end, or holds much memory."""
        at_an_end = reply.head.get("error") in (errors.TimeLimit.__name__, errors.MemoryLimit.__name__)
        return at_an_end or reply.head.get("megabytes", 0) > limits.megabytes / 2

    def end(self) -> None:
        """End the process and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError, ValueError):
                _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("there is no pipe")
    return pipe
