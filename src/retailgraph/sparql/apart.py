"""A query in a process of its own: its limits hold whatever the engine does, and its end is not ours.

The process reads one line of JSON, and the store if that is only in our memory; it answers in lines of JSON
(see :mod:`worker`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from retailgraph import errors
from retailgraph.errors import EngineFailure, MemoryLimit, RetailGraphError, TimeLimit
from retailgraph.sparql.limits import Limits
from retailgraph.sparql.results import Results, Term, plain, term

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from retailgraph.sparql.worker import main; main()"
)
_GRACE = 10.0
"""Seconds beyond its time after which a process that does not end itself is ended."""


def run_apart(
    store: Path | ox.Store,
    text: str,
    limits: Limits,
    *,
    allow_service: Sequence[str] = (),
    bindings: Mapping[str, Term] | None = None,
) -> Results:
    """As :func:`retailgraph.sparql.run`, in a process of its own; ``store`` is a database on disk, or one of
    memory, which is copied.

    TimeLimit and MemoryLimit as soon as either is reached; EngineFailure if the engine ended the process.
    """
    order = {
        "store": str(store) if isinstance(store, Path) else "",
        "text": text,
        "seconds": limits.seconds,
        "megabytes": limits.megabytes,
        "allow_service": list(allow_service),
        "bindings": {name: plain(value) for name, value in (bindings or {}).items()},
    }
    given = json.dumps(order).encode() + b"\n"
    if not isinstance(store, Path):
        given += store.dump(format=ox.RdfFormat.N_QUADS) or b""
    return _read(*_answer(given, limits), limits)


def _answer(given: bytes, limits: Limits) -> tuple[int, bytes, bytes]:
    """What the process ended with, said, and complained of."""
    if not sys.executable:
        raise RetailGraphError("there is no python program here to run an isolated query in")
    command = [sys.executable, "-I", "-S", "-c", _START, json.dumps(module_path())]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:  # noqa: S603 - our own
        try:
            # A store that is copied takes some seconds for every 10 MB.
            said, complained = process.communicate(given, limits.seconds + _GRACE + len(given) / 2e6)
        except subprocess.TimeoutExpired:
            raise TimeLimit(too_long(limits)) from None
        finally:
            process.kill()
    return process.returncode, said, complained


def module_path() -> list[str]:
    """Where modules are found; the first entry of an interactive Python, "", is the folder it is in."""
    return [str(entry) or os.getcwd() for entry in sys.path]  # noqa: PTH109 - a text


def too_long(limits: Limits) -> str:
    """What to say of a query beyond its time."""
    return f"the query took longer than {limits.seconds:g} seconds (timeout)"


def _read(code: int, said: bytes, complained: bytes, limits: Limits) -> Results:
    lines = said.splitlines()
    first = _first(lines)
    if "error" in first:
        raise error_of(first["error"], first["message"])
    if code or not first or lines[-1] != b'"end"':
        raise ended(code, complained.decode(errors="replace"), limits)
    found = _rows(lines[1:-1])
    if first["kind"] == "graph":
        triples = tuple(row[0] for row in found if isinstance(row[0], ox.Triple))
        return Results("graph", triples=triples)
    return Results(first["kind"], tuple(first["variables"]), tuple(found), first["boolean"])


def _first(lines: Sequence[bytes]) -> dict[str, Any]:
    if len(lines) < 1:
        return {}
    try:
        first = json.loads(lines[0])
    except ValueError:
        return {}
    return first if isinstance(first, dict) else {}


def _rows(lines: Sequence[bytes]) -> Iterator[tuple[Term | None, ...]]:
    for line in lines:
        yield tuple(None if cell is None else term(cell) for cell in json.loads(line))


def error_of(name: str, message: str) -> RetailGraphError:
    """The error that a process said."""
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, RetailGraphError):
        return kind(message)
    return RetailGraphError(message)


def ended(code: int, complained: str, limits: Limits) -> RetailGraphError:
    """The error of a process that ended without an answer."""
    if "memory allocation of" in complained or "MemoryError" in complained:
        return MemoryLimit(f"the query took more than {limits.megabytes:g} MB of memory (memory)")
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    last = (complained.strip().splitlines() or [""])[-1][:200]
    return EngineFailure(f"the engine ended the query's process ({how}){': ' + last if last else ''}")
