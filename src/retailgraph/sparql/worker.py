"""The process that runs one isolated query; see :mod:`apart` for the other end.

It answers with a line that says the kind of the results, one line for each row or triple, and ``"end"``; or
with one line that says the error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import pyoxigraph as ox

from retailgraph.errors import RetailGraphError, StoreError
from retailgraph.sparql.limits import STACKS, Limits, checked_in, within
from retailgraph.sparql.results import Results, plain, term
from retailgraph.sparql.running import run


def main() -> None:
    """Run the query that standard input orders and write what it gives to standard output."""
    try:
        answer = _answer(sys.stdin.buffer)
    except RetailGraphError as error:
        answer = _line({"error": type(error).__name__, "message": str(error)})
    with suppress(BrokenPipeError):
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    os._exit(0)  # the engine may still be at work


def _answer(given: BinaryIO) -> bytes:
    order = json.loads(given.readline())
    limits = Limits(order["seconds"], order["megabytes"])
    store = _store(order["store"], given)
    bindings = {name: term(value) for name, value in order["bindings"].items()}
    cap(limits)

    def work() -> bytes:
        found = run(store, order["text"], allow_service=order["allow_service"], bindings=bindings)
        return b"".join(_lines(found))

    return within(limits, work)


def _store(path: str, given: BinaryIO) -> ox.Store:
    if path:
        try:
            return ox.Store.read_only(path)
        except OSError as error:
            raise StoreError(f"the store cannot be read: {error}") from error
    store = ox.Store()
    store.bulk_load(given, ox.RdfFormat.N_QUADS)
    return store


def cap(limits: Limits) -> None:
    """A second bound on memory, of the system's, for what grows faster than anybody looks."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = _data() + STACKS[0] + int(limits.megabytes * 1.25e6) + 64 * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _data() -> int:
    """Bytes of memory that this process may write to."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no file on a disk
        found = dict(line.split(":", 1) for line in status if ":" in line)
    return int(found["VmData"].split()[0]) * 1024


def _lines(found: Results) -> Iterator[bytes]:
    yield _line({"kind": found.kind, "variables": found.variables, "boolean": found.boolean})
    for row in checked_in(found.rows):
        yield _line([None if cell is None else plain(cell) for cell in row])
    for triple in checked_in(found.triples):
        yield _line([plain(triple)])
    yield _line("end")


def _line(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"
