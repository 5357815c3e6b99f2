"""Loading very many claims: in committed steps, into a file beside the store that takes its place at the end.

Readers see the store as it was until then. Who is killed goes on with the same load where it stopped; whoever
loads something else throws away what was begun.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from retailgraph.articles.reading import find_files, holds_claims
from retailgraph.articles.rows import FILE_LIMIT, no_collector
from retailgraph.errors import InvalidData
from retailgraph.graph.home import Home, meta_of
from retailgraph.graph.loaded import Loaded
from retailgraph.graph.stepreading import read_rows
from retailgraph.graph.stepwork import UNDER_WAY, Scattered, StepWork, state_of
from retailgraph.opening import size_of
from retailgraph.tables import connecting, snapshots, transactions

if TYPE_CHECKING:
    from retailgraph.graph import Graph

LARGE = 20_000_000
"""Bytes of bulk files from which on they are loaded in steps."""


def are_large(paths: Sequence[Path]) -> bool:
    """Whether these are files of so many claims that they are loaded in steps."""
    files, findings, _ = find_files(paths)
    sizes = {f: size_of(f) for f in files}
    # One that is too large is refused by the reader of all files, before it is opened.
    if findings or sum(sizes.values()) < LARGE or max(sizes.values()) > FILE_LIMIT:
        return False
    return sum(size for f, size in sizes.items() if holds_claims(f)) >= LARGE


def load_in_steps(
    graph: Graph, paths: Sequence[Path], wait: float, progress: Callable[[str], None]
) -> Loaded | None:
    """Load files of very many claims; None if they have to be read at once, and nothing is done then.

    InvalidData with all findings if anything is wrong, Locked if another process writes.
    """
    files, _, skipped = find_files(paths)
    bulk = [f for f in files if holds_claims(f)]
    with transactions.alone(graph.home.path, wait), no_collector():
        work = StepWork(graph, files, bulk, progress)
        work.skipped = tuple(sorted(set(skipped)))
        if graph.home.stands() and work.is_loaded():
            return work.result(written=False)
        try:
            if not work.begin():
                return None
            read_rows(work)
            work.keep_texts()
            work.conclude()
        except Scattered:
            progress("rows of one article stand far apart: reading all at once")
            work.drop()
            return None
        except InvalidData as fault:
            work.drop()
            fault.skipped = work.skipped
            raise
    graph.close()
    progress("putting it in place")
    snapshots.put_over(work.beside.path, graph.home.path, wait, lambda: work.base == state_of(graph.home))
    work.drop()
    return work.result(written=True)


def under_way(home: Home) -> str:
    """What load was begun beside a store and is not done, in a line; empty if none is."""
    beside = home.beside()
    if not beside.path.exists():
        return ""
    with suppress(Exception), connecting.reading(beside.path) as tables:
        record = meta_of(tables).get(UNDER_WAY)
        if record and record["of"] == state_of(home):
            names = ", ".join(Path(f[0]).name for f in record["files"])
            return (
                f"a load of {names} is under way ({record['claims']:,} claims read); if nobody is "
                "at it, the same load goes on where it stopped"
            )
    return f"{beside.path} is what is left of a load that was not finished; the next one clears it away"
