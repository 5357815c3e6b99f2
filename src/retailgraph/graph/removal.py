"""What may be taken out of a graph, and what it has lost of what was given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retailgraph.errors import NotFound, Refused
from retailgraph.tables import articles, loads

if TYPE_CHECKING:
    from retailgraph.articles import Entity
    from retailgraph.graph import Graph

AGAIN = "load it again"


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """Something the user gave that is not kept, or not loaded, as it was given.

    ``path`` is its load and name, ``fault`` is ``missing``, ``empty``, ``changed`` or ``left out``;
    ``articles`` and ``entities`` are the ids of what is concerned and not given anew since.
    """

    path: str
    fault: str
    reason: str
    articles: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    def __str__(self) -> str:
        ids = [*self.articles, *self.entities]
        more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
        about = f" ({', '.join(ids[:3])}{more})" if ids else ""
        return f"{self.path}{about}: {self.reason}"


class Removal:
    """Articles and entities that are to go, and the shipped entities that come back for them.

    NotFound if one is not there, Refused if an entity has to stay.
    """

    def __init__(self, graph: Graph, names: Iterable[str]) -> None:
        self.graph = graph
        self.names = tuple(dict.fromkeys(names))
        self.standing = loads.standing(graph.tables, self.names)
        self.articles = tuple(name for name in self.names if self._is_article(name))
        self.entities = tuple(name for name in self.names if name not in self.articles)
        self.below: list[Entity] = []
        for name in self.entities:
            self._let_go(name)

    @property
    def shown(self) -> list[str]:
        """The articles of the user's that go, and below which shipped ones come back."""
        return sorted(self.standing.articles.keys() & set(self.articles) - self.standing.hidden)

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
            theirs = loads.standing(self.graph.tables, naming).articles
            naming = [article for article in naming if article in theirs]
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
        numbers = articles.mentions(self.graph.tables, name)
        found = articles.sources(self.graph.tables, numbers) if numbers else {}
        return sorted({source.id for source in found.values()}.difference(self.articles))


def losses(graph: Graph) -> tuple[Loss, ...]:
    """What is kept no more as it was given, and what is kept but not in the graph."""
    standing = loads.standing(graph.tables)
    kept = tuple(_changed(graph, standing))
    told = {id for loss in kept for id in (*loss.articles, *loss.entities)}
    return (*kept, *_left_out(graph, standing, told))


def _changed(graph: Graph, standing: loads.Standing) -> Iterator[Loss]:
    for (load, position), fault in loads.faults(graph.tables).items():
        name = loads.positions(graph.tables, load)[position] or f"file {position}"

        def ids(known: dict[str, loads.Place], at: tuple[int, int] = (load, position)) -> tuple[str, ...]:
            return tuple(sorted(id for id, place in known.items() if (place.load, place.position) == at))

        articles, entities = ids(standing.articles), ids(standing.entities)
        decides = any((p.load, p.position) == (load, position) for p in standing.decisions)
        if articles or entities or decides:
            reason = f"{loads.FAULTS[fault]}; {AGAIN}{_or_let_go((*articles, *entities))}"
            yield Loss(f"load {load}: {name}", fault, reason, articles, entities)


def _or_let_go(ids: tuple[str, ...]) -> str:
    return f", or let it go: retailgraph remove {ids[0]}" if ids else ""


def _left_out(graph: Graph, standing: loads.Standing, told: set[str]) -> Iterator[Loss]:
    reasons = graph.meta.get("left_out", {})
    there, known = set(graph.articles()), {*graph.types(), *graph.read_as}
    lost: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, (places, held) in enumerate(((standing.articles, there), (standing.entities, known))):
        for id, place in places.items():
            if id not in held and id not in told:
                lost[str(place)][side].append(id)
    for place in standing.decisions:
        if str(place) in reasons:
            lost[str(place)] = lost[str(place)]
    for path, (some, others) in lost.items():
        reason = f"is left out: {reasons.get(path, 'it is not in the graph')}; {AGAIN}"
        reason += _or_let_go((*some, *others))
        yield Loss(path, "left out", reason, tuple(some), tuple(others))
