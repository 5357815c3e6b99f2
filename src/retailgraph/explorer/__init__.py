"""The explorer: the whole graph, or what surrounds some entities, as one HTML file that needs no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from retailgraph.errors import UsageError
from retailgraph.explorer.content import page_content, size
from retailgraph.explorer.page import page_html
from retailgraph.graph import Graph
from retailgraph.writing import made_by, write_whole

__all__ = ["MOST_CLAIMS", "MOST_ENTITIES", "MOST_RELATIONSHIPS", "explore"]

MOST_ENTITIES, MOST_RELATIONSHIPS = 60_000, 150_000
"""More than this no browser moves smoothly."""
MOST_CLAIMS = 30_000
"""Of more the page knows only the last day: to conclude again for every other one takes too long."""


def explore(
    graph: Graph,
    output: Path,
    *,
    around: Iterable[str] = (),
    hops: int = 2,
    relations: Sequence[str] = (),
    over_time: bool = True,
    force: bool = False,
) -> Path:
    """Write the page and return its path; it opens on the last day that the graph is of.

    Every time is in the page, so that its reader moves through them; of a graph as known on a day only what
    was known then. What was known on every earlier day is in it too, unless ``over_time`` is false or there
    are more than :data:`MOST_CLAIMS` claims. ``around`` keeps what lies within ``hops`` of these entities,
    ``relations`` only those relations. The same graph gives the same bytes.

    NotFound for an unknown entity or relation; UsageError if it is too much for a browser;
    Refused if the file is there, is no such page and not to be replaced by ``force``; RetailGraphError if it
    cannot be written: then nothing is.
    """
    centres = tuple(dict.fromkeys(around))
    if not centres:
        _refuse_too_many(*size(graph))
    over_time = over_time and graph.counts()["claims"] <= MOST_CLAIMS
    made = page_content(graph, centres, hops, relations, over_time)
    _refuse_too_many(len(made["nodes"]), len(made["links"]))
    write_whole(output, page_html(made), mark=made_by("explore"), force=force)
    return output


def _refuse_too_many(entities: int, relationships: int) -> None:
    if entities > MOST_ENTITIES or relationships > MOST_RELATIONSHIPS:
        raise UsageError(
            f"{entities:,} entities and {relationships:,} relationships are too many for a browser "
            f"(at most {MOST_ENTITIES:,} and {MOST_RELATIONSHIPS:,}); keep what surrounds one entity: "
            "--around NAME --hops 1"
        )
