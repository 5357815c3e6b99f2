"""How long a query may take, how much memory, and the thread that it runs in.

The engine cannot be interrupted, and it recurses on the stack of the thread that calls it. So every query
runs in a thread of its own with a large stack, and the caller waits for it and looks at clock and memory.
"""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from retailgraph.errors import MemoryLimit, RetailGraphError, TimeLimit, UsageError

T = TypeVar("T")

MOST_SECONDS, LEAST_MEGABYTES, MOST_MEGABYTES = 86_400.0, 16.0, 1_000_000.0
STACKS = tuple(size * 2**20 for size in (256, 64, 16))
"""Bytes of stack, the first that the system grants: the longest query that passes the guard needs some 8 MB.

Only what is touched becomes memory.
"""
_PAUSE = 0.01
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a query may take, and megabytes by which it may make the process grow."""

    seconds: float = 30.0
    megabytes: float = 1000.0

    def __post_init__(self) -> None:
        _within("timeout", self.seconds, 0.0, MOST_SECONDS, "seconds")
        _within("memory", self.megabytes, LEAST_MEGABYTES, MOST_MEGABYTES, "megabytes")


def _within(name: str, value: float, least: float, most: float, unit: str) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not least <= value <= most or value == 0:
        lowest = f"from {least:g}" if least else "above 0"
        raise UsageError(f"{name} {value!r} is no number of {unit} {lowest} to {most:g}")


class _Abandoned(BaseException):
    """Ends a thread whose query was given up; nobody waits for it any more."""


class _Task(Generic[T]):
    """A piece of work in a thread of its own, and what came of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work: Callable[[], T] | None = work
        self._done = threading.Event()
        self.abandoned = False
        self._result: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        _OWN.task = self
        try:
            if self._work is not None:
                self._result.append(self._work())
        except BaseException as error:
            _let_go(error)
            self._error = None if self.abandoned else error
        finally:
            self._work = None  # it may hold a whole store
            self._done.set()

    def wait(self, limits: Limits | None, start: int) -> T:
        """The result, or the error of the work; TimeLimit or MemoryLimit as soon as either is reached.

        ``start`` is the memory of the process before the work began.
        """
        try:
            self._watch(limits, start)
        except BaseException:
            self.abandoned = True
            raise
        if self._error is not None:
            try:
                raise _known(self._error)
            finally:
                self._error = None  # or it and this frame would hold each other
        return self._result.pop()

    def _watch(self, limits: Limits | None, start: int) -> None:
        if limits is None:
            self._done.wait()
            return
        end = time.monotonic() + limits.seconds
        while not self._done.wait(max(0.0, min(_PAUSE, end - time.monotonic()))):
            if time.monotonic() >= end:
                raise TimeLimit(f"the query took longer than {limits.seconds:g} seconds (--timeout SECONDS)")
            if resident() - start > limits.megabytes * _MB:
                raise MemoryLimit(f"the query took more than {limits.megabytes:g} MB of memory (--memory MB)")


_OWN = threading.local()
_STARTING = threading.Lock()


def _let_go(error: BaseException | None) -> None:
    """Forget what an error's frames hold: results of the engine may end only in the thread they are of."""
    import traceback

    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _known(error: BaseException) -> BaseException:
    if isinstance(error, MemoryError):
        return MemoryLimit("the system gave the query no more memory")
    return error


def within(limits: Limits | None, work: Callable[[], T]) -> T:
    """What ``work`` gives, in a thread with a large stack; None stands for no limits.

    TimeLimit or MemoryLimit if it goes beyond. The thread then ends where it next calls :func:`check_in`, or
    when the engine comes back to it; until then it uses time and memory, which only the end of the process
    stops. What is called within such a thread shares its limits.
    """
    if getattr(_OWN, "task", None) is not None:
        return work()
    task, start = _Task(work), resident()
    _start(task.run)
    return task.wait(limits, start)


def check_in() -> None:
    """Ends this thread if its query was given up: to be called between rows."""
    task = getattr(_OWN, "task", None)
    if task is not None and task.abandoned:
        raise _Abandoned


def checked_in(rows: Iterable[T]) -> Iterator[T]:
    """The rows, with a :func:`check_in` before each."""
    for row in rows:
        check_in()
        yield row


def _start(run: Callable[[], None]) -> None:
    for size in STACKS:
        # The size is one of the process: nobody else may start a thread of ours meanwhile.
        with _STARTING, suppress(RuntimeError, ValueError):
            before = threading.stack_size(size)
            try:
                threading.Thread(target=run, name="retailgraph query", daemon=True).start()
            finally:
                threading.stack_size(before)
            return
    raise RetailGraphError("the system starts no thread for the query")


# --- memory -------------------------------------------------------------------------------------------------


def _resident_linux() -> int:
    """Bytes in memory, without the files mapped into it: the store is one."""
    with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123 - asked a hundred times a second
        pages = file.read(200).split()
    return (int(pages[1]) - int(pages[2])) * _PAGE


def _resident_peak() -> int:
    """The most bytes that ever were in memory: elsewhere only this is known."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _resident_unknown() -> int:
    return 0


def _measure() -> Callable[[], int]:
    if os.access("/proc/self/statm", os.R_OK):
        return _resident_linux
    return _resident_unknown if sys.platform == "win32" else _resident_peak


_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
resident = _measure()
"""Bytes of memory that this process uses; on Windows always 0, so that no limit of memory holds there."""
