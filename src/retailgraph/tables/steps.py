"""What each change concerned, by its ids: for what is kept in step with the rows, as the RDF is.

Every change of a store gives it another ``state``. A step leads from one state to the next and names the
entities, articles, relationships and conflicts that came, went or are another now. After a change of
everything the steps begin anew: over the shipped file with its state, of which the first step tells what
differs, else with the state that was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retailgraph.tables.store import Tables

KINDS = {"entity": "id", "article": "id", "relationship": "key", "conflict": "key"}
"""What a step names, by the table and the column of its ids."""
MOST = 100_000
"""So many ids are worth keeping; whoever is further behind begins anew."""

Concerned = Mapping[str, set[str]]


class Changes:
    """What the open transaction has changed so far."""

    def __init__(self) -> None:
        self.concerned: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.began_anew = False
        self._count = 0

    def add(self, kind: str, ids: Iterable[str]) -> None:
        """These ids of a kind came, went or are another."""
        if self.are_few:
            mine = self.concerned[kind]
            self._count -= len(mine)
            mine.update(ids)
            self._count += len(mine)

    @property
    def are_few(self) -> bool:
        """Whether they are worth keeping."""
        return self._count <= MOST

    def many(self) -> None:
        """More than is worth keeping came, went or is another."""
        self._count = MOST + 1

    def begin_anew(self) -> None:
        """All that was there is gone: over the shipped file, its rows are seen as they are."""
        self.__init__()  # type: ignore[misc]
        self.began_anew = True


def note_numbers(tables: Tables, kind: str, numbers: Iterable[int]) -> None:
    """Note rows that are about to go, by their numbers."""
    if tables.changes.are_few:
        query = f"SELECT {KINDS[kind]} FROM {kind} WHERE number IN (SELECT value FROM json_each(?))"
        tables.changes.add(kind, (row[0] for row in tables.rows(query, (json.dumps(list(numbers)),))))


def take(tables: Tables, state: str) -> None:
    """Write the step to a new state, from what was noted since the one before."""
    done, tables.changes = tables.changes, Changes()
    if done.began_anew or not done.are_few:
        tables.run("DELETE FROM main.step")
        if done.began_anew and done.are_few and tables.over_shipped:
            tables.put("main.step", [(0, tables.fact("state", below=True).strip('"'))])
    known = tables.value("SELECT max(number) FROM main.step")
    number = 0 if known is None else known + 1
    tables.put("main.step", [(number, state)])
    if number and done.are_few:
        rows = ((number, kind, id) for kind, ids in done.concerned.items() for id in sorted(ids))
        tables.put("main.step_concerns", rows)
    _forget_old(tables)


def _forget_old(tables: Tables) -> None:
    """Keep the latest steps, as far as they name no more ids than are worth it."""
    total = 0
    counts = "SELECT step, count(*) FROM main.step_concerns GROUP BY step ORDER BY step DESC"
    for number, count in tables.rows(counts):
        total += count
        if total > MOST:
            tables.run("DELETE FROM main.step WHERE number < ?", (number,))
            return


def since(tables: Tables, state: str) -> Concerned | None:
    """What differs from a state of before; None where no steps lead from there to what stands."""
    current = tables.value("SELECT state FROM main.step ORDER BY number DESC LIMIT 1")
    start = tables.value("SELECT number FROM main.step WHERE state = ?", (state,))
    if start is None or current != tables.fact("state").strip('"'):
        return None
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for kind, id in tables.each("SELECT kind, id FROM main.step_concerns WHERE step > ?", (start,)):
        found[kind].add(id)
    return found
