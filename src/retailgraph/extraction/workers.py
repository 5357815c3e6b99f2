"""Work given to other processes, one job at a time each: a killed one is replaced, its job done again.

:func:`outcomes` is the way in. The pools of the standard library wait for ever for the job of a killed
process, or give up all jobs that were handed out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.errors import RetailGraphError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

TRIES = 2
"""How often a job is tried whose process is killed."""
_STARTS = 3
"""Processes in a row that may be killed before they are ready."""


class Outcome(NamedTuple):
    """What became of a job: its ``result``; or ``fault``, in words, where it has none."""

    job: Any
    result: Any = None
    fault: str = ""


@dataclass(slots=True)
class _Task:
    number: int
    job: Any
    tries: int = 0


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    task: _Task | None = None


def outcomes(
    begin: Callable[..., Callable[[Any], Any]],
    given: tuple[Any, ...],
    jobs: Iterable[Any],
    size: int,
    ahead: int,
    share: int = 1,
) -> Iterator[Outcome]:
    """The outcome of each job, in their order, made in up to ``size`` processes: one for each ``share`` jobs.

    Each process calls ``begin(*given)`` once, and what that returns with each job; both are functions of a
    module. No more than ``ahead`` jobs are taken that wait for their turn. An error that ``begin`` raises on
    purpose is raised here; RetailGraphError if no process can be kept alive.
    """
    ahead_of_all = iter(jobs)
    first = list(islice(ahead_of_all, min(size * share, max(size, ahead))))
    crew = _Crew((begin, given), min(size, -(-len(first) // share)))
    try:
        yield from crew.outcomes(chain(first, ahead_of_all), ahead)
    finally:
        crew.dismiss()


@dataclass(slots=True)
class _Crew:
    orders: tuple[Callable[..., Callable[[Any], Any]], tuple[Any, ...]]
    size: int
    workers: list[_Worker] = field(default_factory=list)
    again: deque[_Task] = field(default_factory=deque)
    done: dict[int, Outcome] = field(default_factory=dict)
    lost_starts: int = 0

    def outcomes(self, jobs: Iterable[Any], ahead: int) -> Iterator[Outcome]:
        """What :func:`outcomes` gives."""
        coming = (_Task(number, job) for number, job in enumerate(jobs))
        waiting = next(coming, None)
        told = taken = 0
        while waiting is not None or told < taken:
            while self.again or (waiting is not None and waiting.number < told + ahead):
                self._fill()
                worker = next((w for w in self.workers if w.ready and w.task is None), None)
                if worker is None:
                    break
                if self.again:
                    self._hand(worker, self.again.popleft())
                elif waiting is not None:
                    taken = waiting.number + 1
                    self._hand(worker, waiting)
                    waiting = next(coming, None)
            if told not in self.done:
                self._listen()
            while told in self.done:
                yield self.done.pop(told)
                told += 1

    def _fill(self) -> None:
        """As many processes as there should be."""
        from multiprocessing import get_context

        context = get_context("spawn")
        while len(self.workers) < self.size:
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, *self.orders), daemon=True)
            process.start()
            theirs.close()  # so that its end is noticed when the process ends
            self.workers.append(_Worker(process, ours))

    def _hand(self, worker: _Worker, task: _Task) -> None:
        worker.task = task
        try:
            worker.pipe.send(task.job)
        except OSError:
            self._bury(worker)

    def _listen(self) -> None:
        """Wait until a process says something or ends."""
        from multiprocessing.connection import wait

        heard = set(wait([w.pipe for w in self.workers]))
        for worker in [w for w in self.workers if w.pipe in heard]:
            try:
                said = worker.pipe.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if isinstance(said, RetailGraphError):
                raise said
            self._hear(worker, said)

    def _hear(self, worker: _Worker, said: tuple[Any, str]) -> None:
        if not worker.ready:
            worker.ready, self.lost_starts = True, 0
        elif worker.task is not None:
            self.done[worker.task.number] = Outcome(worker.task.job, *said)
            worker.task = None

    def _bury(self, worker: _Worker) -> None:
        """A process has ended: its job is tried once more, or given up."""
        self.workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        task = worker.task
        if not worker.ready:
            self.lost_starts += 1
            if self.lost_starts >= _STARTS:
                raise RetailGraphError(
                    "the processes that read texts are ended as they start; is there memory enough? "
                    "Without --many one process reads them all"
                )
        if task is None:
            return
        task.tries += 1
        if task.tries < TRIES:
            self.again.append(task)
        else:
            fault = f"the process that reads it was killed {task.tries} times (is there memory enough?)"
            self.done[task.number] = Outcome(task.job, fault=fault)

    def dismiss(self) -> None:
        """End all processes, also amid their work."""
        for worker in self.workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self.workers:
            worker.process.join()


# --- in the other process ---------------------------------------------------------------------------------


def _serve(pipe: Connection, begin: Callable[..., Callable[[Any], Any]], given: tuple[Any, ...]) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the run
    try:
        work = begin(*given)
    except RetailGraphError as error:
        pipe.send(error)
        return
    try:
        pipe.send((None, ""))
        while True:
            pipe.send(_tried(work, pipe.recv()))
    except (EOFError, OSError):
        return  # the parent is gone


def _tried(work: Callable[[Any], Any], job: Any) -> tuple[Any, str]:
    """A result and no fault, or the reverse: one bad job must not cost the others theirs."""
    try:
        return work(job), ""
    except RetailGraphError as error:
        return None, str(error)
    except Exception as error:
        return None, f"could not be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}"


__all__ = ["TRIES", "Outcome", "outcomes"]
