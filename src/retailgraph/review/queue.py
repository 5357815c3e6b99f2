"""The drafts of a folder that wait for people, and what their decisions make of the graph at once."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retailgraph.errors import NotFound, Refused, RetailGraphError
from retailgraph.review.draft import Item, read_draft
from retailgraph.review.outcome import article_id
from retailgraph.review.reviewing import Review
from retailgraph.review.verdicts import ACCEPTED
from retailgraph.tables import articles

if TYPE_CHECKING:
    from retailgraph.graph import Graph

_NAME = re.compile(r"\w[\w.-]{0,200}", re.ASCII)


class Waiting(NamedTuple):
    """A draft of the queue, with how many of its items are decided and open; or what is wrong with it."""

    name: str
    title: str = ""
    publisher: str = ""
    published: str = ""
    decided: int = 0
    open: int = 0
    fault: str = ""


class Queue:
    """The drafts that lie in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Their names, in order."""
        try:
            found = sorted(path.stem for path in self.folder.glob("*.yaml") if path.is_file())
        except OSError:
            return []
        return [name for name in found if _NAME.fullmatch(name)]

    def waiting(self, graph: Graph, names: Iterable[str]) -> Iterator[Waiting]:
        """How far each of these drafts is."""
        for name in names:
            try:
                going = self.review(name, graph)
            except RetailGraphError as error:
                yield Waiting(name, fault=str(error).replace(f"{self.folder}/", ""))
                continue
            head, left = going.article(), sum(1 for _ in going.open_items())
            title, publisher, day = (str(head.get(key, "")) for key in ("title", "publisher", "published"))
            yield Waiting(name, title, publisher, day, len(going.items) - left, left)

    def review(self, name: str, graph: Graph, by: str = "") -> Review:
        """The review of a draft; NotFound if there is none of the name, InvalidData if it cannot be read."""
        path = self.folder / f"{name}.yaml"
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFound(f"no draft '{name}'", ())
        return Review(read_draft(path), graph, by=by)


def item_of(going: Review, key: str) -> Item:
    """The item of a key; NotFound if the draft has none."""
    found = next((item for item in going.items if item.key == key), None)
    if found is None:
        raise NotFound("the draft has no such claim; it may have been written anew", ())
    return found


# --- in force at once -------------------------------------------------------------------------------------


def is_due(going: Review, graph: Graph) -> bool:
    """Whether something is accepted and could be loaded, but the graph does not have the article."""
    id = _id(going)
    return bool(going.counts()[ACCEPTED]) and not going.missing_head and not _is_there(going, graph, id)


def put_in_force(going: Review, graph: Graph, made_before: Collection[str], wait: float) -> str:
    """Make the graph say what the decisions give: load the article, or remove it if nothing is accepted.

    ``made_before`` are the entities that the decisions before needed. Gives what was done: ``loaded``,
    ``removed``, or nothing where the head does not say enough yet. What is loaded is on the disk when this
    returns. Refused where the graph has another article of this name; InvalidData if it cannot be loaded.
    """
    id = _id(going)
    if going.missing_head and going.counts()[ACCEPTED]:
        return ""
    is_there = _is_there(going, graph, id)
    if going.counts()[ACCEPTED]:
        with tempfile.TemporaryDirectory(prefix="retailgraph-") as folder:
            graph.load(going.write(Path(folder)), wait=wait)
    elif is_there:
        graph.remove([id], wait=wait)
    for name in set(made_before) - set(going.new_entities()):
        with suppress(NotFound, Refused):  # something else names it now
            graph.remove([name], wait=wait)
    return "loaded" if going.counts()[ACCEPTED] else "removed" if is_there else ""


def _id(going: Review) -> str:
    return article_id(going.draft, going.article())


def _is_there(going: Review, graph: Graph, id: str) -> bool:
    known = articles.source(graph.tables, id)
    if known is not None and known.text_hash != going.draft.text_hash:
        raise Refused(f"the graph has another article '{id}', which no review of this text made")
    return known is not None
