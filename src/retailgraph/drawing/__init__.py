"""Pictures: what surrounds an entity, as one HTML page, as SVG or as PNG.

A picture asks nothing of any network, and the same graph gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from retailgraph.drawing.picture import FORMATS, Picture, picture_format
from retailgraph.errors import UsageError
from retailgraph.graph import Graph
from retailgraph.lookup.names import is_known, resolve

__all__ = ["FORMATS", "MOST_NODES", "Picture", "draw", "draw_timeline", "named"]

MOST_NODES = 300
"""A picture of more entities than this shows nothing."""


def draw(
    graph: Graph,
    entity_ids: Iterable[str],
    output: Path | None = None,
    *,
    format: str = "",
    hops: int = 1,
    relations: Sequence[str] = (),
    ended: bool = False,
    force: bool = False,
) -> Picture:
    """A picture of entities and what surrounds them, on the day of the graph; written if ``output`` is given.

    ``format`` is one of :data:`FORMATS`, else what the name of the file ends in, else ``html``. What is
    announced is dashed; with ``ended`` what has ended is drawn too, faint. NotFound for an unknown entity or
    relation; UsageError if more than :data:`MOST_NODES` entities would be drawn, or for another format;
    Refused if the file is there, is no picture of ours and not to be replaced by ``force``; RetailGraphError
    if it cannot be written: then nothing is.
    """
    from retailgraph.drawing.page import page
    from retailgraph.drawing.scene import scene
    from retailgraph.drawing.sheet import svg

    chosen = picture_format(output, format)
    centres = tuple(dict.fromkeys(entity_ids))
    if not centres:
        raise UsageError("nothing to draw; name an entity")
    seen = scene(graph, centres, hops, relations, ended, MOST_NODES)
    made = Picture.of(seen.title, chosen, page(seen) if chosen == "html" else svg(seen))
    return made.written(output, force=force) if output else made


def draw_timeline(
    graph: Graph,
    entity_ids: Iterable[str],
    output: Path | None = None,
    *,
    format: str = "",
    relations: Sequence[str] = (),
    force: bool = False,
) -> Picture:
    """A picture of when entities owned, were owned, partnered and belonged; written if ``output`` is given.

    Bars are what holds for a time: of the relations named, else of those that tell most (``rg:weight``).
    Marks are what happened: deals, closed or called off, foundings, new names; each has a footnote with its
    source. Formats and errors as :func:`draw`.
    """
    from retailgraph.drawing.bars import chart
    from retailgraph.drawing.timeline import page, svg

    chosen = picture_format(output, format)
    named = tuple(dict.fromkeys(entity_ids))
    if not named:
        raise UsageError("nothing to draw; name an entity")
    seen = chart(graph, named, relations)
    made = Picture.of(seen.title, chosen, page(seen) if chosen == "html" else svg(seen))
    return made.written(output, force=force) if output else made


def named(graph: Graph, names: str | Sequence[str]) -> tuple[str, ...]:
    """The ids of the entities named; several words that are one name together are one entity.

    NotFound and Ambiguous as for questions.
    """
    if isinstance(names, str):
        names = (names,)
    whole = " ".join(names)
    if len(names) > 1 and is_known(graph, whole):
        names = (whole,)
    return tuple(dict.fromkeys(resolve(graph, name)[0] for name in names))
