"""Processes that work at parts of a large load, one for each processor; see :mod:`partwork`."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from retailgraph.errors import RetailGraphError, StoreError

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from retailgraph.graph.partwork import main; main()"
)
_MOST = 8


class PartPool:
    """Carries out orders in processes of their own; they end with this, however that ends."""

    def __init__(self, where: Any) -> None:
        if not sys.executable:
            raise RetailGraphError("there is no python program here to load many claims with")
        path = [str(entry) or os.getcwd() for entry in sys.path]  # noqa: PTH109 - a text
        command = [sys.executable, "-I", "-S", "-c", _START, json.dumps(path)]
        self._processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own
            for _ in range(processors())
        ]
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in self._processes:
            _send(process, where)
            self._free.put(process)
        self._threads = ThreadPoolExecutor(len(self._processes))

    def __enter__(self) -> PartPool:
        return self

    def __exit__(self, *about: object) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            for end in (process.stdin, process.stdout):
                if end is not None:
                    end.close()
            process.wait()

    def tell_all(self, order: Any) -> None:
        """Hand an order to every process; none may be at work."""
        for process in self._processes:
            _send(process, order)
        for process in self._processes:
            _receive(process)

    def done(self, orders: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """The orders with their answers, in order; a few are carried out ahead. What they raise is raised."""
        waiting: deque[tuple[Any, Future[Any]]] = deque()
        for order in orders:
            waiting.append((order, self._threads.submit(self._do, order)))
            if len(waiting) > len(self._processes) + 1:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)

    def _do(self, order: Any) -> Any:
        process = self._free.get()
        try:
            _send(process, order)
            return _receive(process)
        finally:
            self._free.put(process)


def _first(waiting: deque[tuple[Any, Future[Any]]]) -> tuple[Any, Any]:
    order, future = waiting.popleft()
    return order, future.result()


def processors() -> int:
    """How many processors this process may use, up to as many as are of use."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(count, _MOST)


def _send(process: subprocess.Popen[bytes], order: Any) -> None:
    if process.stdin is None:
        return
    try:
        pickle.dump(order, process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
    except BrokenPipeError:
        raise _ended(process) from None


def _receive(process: subprocess.Popen[bytes]) -> Any:
    try:
        answer = pickle.load(process.stdout)  # type: ignore[arg-type]  # noqa: S301 - from our own process
    except (EOFError, pickle.UnpicklingError):
        raise _ended(process) from None
    if isinstance(answer, RetailGraphError):
        raise answer
    return answer


def _ended(process: subprocess.Popen[bytes]) -> StoreError:
    code = process.wait()
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return StoreError(f"a process of this load ended ({how}); load the same again to go on where it stopped")
