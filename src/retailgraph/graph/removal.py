"""What may be taken out of a graph, and what it has lost of what was given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from retailgraph.errors import NotFound, Refused
from retailgraph.graph import reading
from retailgraph.graph.kept import AGAIN, Loss
from retailgraph.ontology import ARTICLE, ENTITY

if TYPE_CHECKING:
    from retailgraph.articles import Entity
    from retailgraph.graph import Graph


class Removal:
    """Articles and entities that are to go, and the shipped entities that come back for them.

    NotFound if one is not there, Refused if an entity has to stay.
    """

    def __init__(self, graph: Graph, names: Iterable[str]) -> None:
        self.graph = graph
        self.names = tuple(dict.fromkeys(names))
        self.standing = graph.sources.standing()
        self.articles = tuple(name for name in self.names if self._is_article(name))
        self.entities = tuple(name for name in self.names if name not in self.articles)
        self.below: list[Entity] = []
        for name in self.entities:
            self._let_go(name)

    def _is_article(self, name: str) -> bool:
        # What is kept but could not be loaded can be let go too.
        return self.graph.has_article(name) or name in self.standing.articles

    def _let_go(self, name: str) -> None:
        if name not in self.standing.entities:
            self._not_theirs(name)
        place = next((str(d["place"]) for d in self.graph.decisions if name in d["ids"]), "")
        if place:
            raise Refused(
                f"'{name}' stays: a decision is about it ({place}); first: retailgraph duplicates --undo"
            )
        below = self.graph.shipped_entity(name)
        naming = self._naming(name)
        if below and not self._is_as_broad(name, below):
            # Shipped claims fit the shipped entity; those of the user may not.
            naming = [article for article in naming if article in self.standing.articles]
        elif below:
            naming = []
        if naming:
            more = f" and {len(naming) - 5} more" if len(naming) > 5 else ""
            said = f"claims of {', '.join(naming[:5])}{more} name it"
            raise Refused(f"'{name}' stays: {said}; remove these before it, or with it")
        if below:
            self.below.append(below)

    def _is_as_broad(self, name: str, below: Entity) -> bool:
        return set(self.graph.types().get(name, ())) <= set(below.types)

    def _not_theirs(self, name: str) -> None:
        if self.graph.has_entity(name):
            raise Refused(f"'{name}' is a shipped entity and stays; load one of the same id to replace it")
        near = self.graph.near_articles(name)
        hint = f"; did you mean '{near[0]}'?" if near else "; see: retailgraph sources"
        raise NotFound(f"no article '{name}'{hint}", near)

    def _naming(self, name: str) -> list[str]:
        """The articles, other than those that go too, that say something of an entity."""
        found = reading.match(self.graph.store, None, None, ox.NamedNode(ENTITY + name), None)
        graphs = {quad.graph_name.value for quad in found}
        articles = {iri[len(ARTICLE) :] for iri in graphs if iri.startswith(ARTICLE)}
        return sorted(articles.difference(self.articles))


def losses(graph: Graph) -> tuple[Loss, ...]:
    """What is kept no more as it was given, and what is kept but not in the graph."""
    log = graph.sources.log
    kept = log.losses(log.faults())
    told = {id for loss in kept for id in (*loss.articles, *loss.entities)}
    return (*kept, *_left_out(graph, told))


def _left_out(graph: Graph, told: set[str]) -> Iterable[Loss]:
    standing, reasons = graph.sources.standing(), graph.meta.get("left_out", {})
    articles, entities = set(graph.articles()), {*graph.types(), *graph.read_as}
    lost: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for id, (path, _) in standing.articles.items():
        if id not in articles and id not in told:
            lost[path][0].append(id)
    for id, (path, _) in standing.entities.items():
        if id not in entities and id not in told:
            lost[path][1].append(id)
    for path in standing.decisions:
        if str(graph.sources.root / path) in reasons:
            lost[path] = lost[path]
    for path, (some, others) in lost.items():
        place = str(graph.sources.root / path)
        advice = f"; {AGAIN}" + (
            f", or let it go: retailgraph remove {[*some, *others][0]}" if some or others else ""
        )
        reason = f"is left out: {reasons.get(place, 'it is not in the graph')}{advice}"
        yield Loss(place, "left out", reason, tuple(some), tuple(others))
