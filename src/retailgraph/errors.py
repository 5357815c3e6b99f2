"""Every error that retailgraph raises on purpose, one tree.

::

    RetailGraphError            1  anything that has no exit code of its own
    ├── UsageError              2  the words of a command or question are not understood
    ├── NotFound                3  no entity, article, relation or named query of that name
    ├── Ambiguous               4  a name that means several entities; ``candidates`` lists them
    ├── InvalidData             5  files that cannot be read or may not be loaded; ``findings`` lists them all
    │   └── OntologyError       5  the ontology itself is incomplete
    ├── QueryError              2  SPARQL that does not parse; the message points at line and column
    ├── TimeLimit               6  a query that took too long
    ├── MemoryLimit             8  a query that took too much memory
    │   └── TooLarge            8  a result with more rows or bytes than it may have
    ├── EngineFailure           1  the engine ended the process that an isolated query ran in
    ├── Refused                 7  an action that is not allowed here (SERVICE, a directory that is not ours)
    └── StoreError              1  the store cannot be read or written
        └── Locked              1  another process is writing

The number is the exit code of the command line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class RetailGraphError(Exception):
    """The root: catch this to catch all that retailgraph raises on purpose."""

    exit_code = 1

    def __str__(self) -> str:
        """The message, which can be printed whatever it repeats: half a surrogate pair becomes a ``?``."""
        return super().__str__().encode("utf-8", "replace").decode()


class UsageError(RetailGraphError):
    """The words of a command or question are not understood.

    ``nearest`` are questions to answer in its place, nearest first, about those whom it names.
    """

    exit_code = 2

    def __init__(self, message: str, suggestions: Sequence[str] = (), nearest: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions, self.nearest = tuple(suggestions), tuple(nearest)


class NotFound(RetailGraphError):
    """No entity, article, relation or named query of that name; ``suggestions`` are the nearest names.

    ``name`` is what was looked for, where it stood in a question, and ``nearest`` as of :class:`UsageError`.
    """

    exit_code = 3

    def __init__(
        self, message: str, suggestions: Sequence[str] = (), name: str = "", nearest: Sequence[str] = ()
    ) -> None:
        super().__init__(_shortened(message))
        self.suggestions, self.nearest, self.name = tuple(suggestions), tuple(nearest), name


def _shortened(message: str) -> str:
    """A message whose quoted words are cut where nobody would read them to their end."""
    parts = message.split("'")
    for place in range(1, len(parts), 2):
        if len(parts[place]) > _LONGEST_WORD:
            parts[place] = f"{parts[place][:80]}..."
    return "'".join(parts)


_LONGEST_WORD = 300


class Ambiguous(RetailGraphError):
    """A name that means several entities; ``candidates`` are what tells them apart."""

    exit_code = 4

    def __init__(self, message: str, candidates: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class InvalidData(RetailGraphError):
    """Files that cannot be read or may not be loaded; ``findings`` lists every fault found, sorted.

    ``skipped`` is what the folders hold beside what is read.
    """

    exit_code = 5

    def __init__(self, message: str, findings: Sequence[Any] = (), skipped: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.skipped = tuple(skipped)


class OntologyError(InvalidData):
    """The ontology itself is incomplete or contradicts itself."""


class QueryError(RetailGraphError):
    """SPARQL that does not parse or is not a query; the message points at line and column."""

    exit_code = 2


class TimeLimit(RetailGraphError):
    """A query that took longer than its limit."""

    exit_code = 6


class MemoryLimit(RetailGraphError):
    """A query that took more memory than its limit."""

    exit_code = 8


class TooLarge(MemoryLimit):
    """A result with more rows, triples or bytes than it may have."""


class EngineFailure(RetailGraphError):
    """The engine ended the process that an isolated query ran in; this process goes on."""


class Refused(RetailGraphError):
    """An action that is not allowed here."""

    exit_code = 7


class StoreError(RetailGraphError):
    """The store cannot be read or written."""


class Locked(StoreError):
    """Another process is writing to the store."""
