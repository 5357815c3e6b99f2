"""What goes out: the part of a graph that a file is to hold, as every writer asks for it.

A writer is a function from an :class:`Outgoing` to the pieces of a text, or to the files of a folder by name.
It knows its format and nothing of how the part was chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from retailgraph.errors import NotFound, UsageError
from retailgraph.graph import Graph, reading
from retailgraph.network import INCLUDE, networkx_graph
from retailgraph.network.links import QUALIFIERS, SpellLink, every_link
from retailgraph.network.nodes import nodes
from retailgraph.standing import Standing, confirmed_in_words
from retailgraph.tables.facts import facts, pieces

Row: TypeAlias = "dict[str, Any]"
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part: what surrounds ``entities`` (ids) within ``hops``, of these relations and types of ends.

    ``over_time`` asks those formats that tell of a day also for what ended, may hold, or was planned.
    """

    entities: tuple[str, ...] = ()
    hops: int = 1
    relations: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    over_time: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether everything is asked for."""
        return not (self.entities or self.relations or self.types)


class Fact(NamedTuple):
    """A spell of a relationship, and what it is on the day that the graph is of."""

    link: SpellLink
    standing: Standing

    @property
    def held(self) -> bool:
        """Whether it is a state that holds or held, as far as articles say."""
        return bool(self.standing.holds) and self.standing.status in ("inForce", "ended")

    @property
    def doubt(self) -> str:
        """What speaks against taking it for sure, in a sentence; empty if nothing does."""
        spell, found = self.link.spell, self.standing
        told = []
        if spell.doubted:
            until = f" to {spell.doubted_until}" if spell.doubted_until else ""
            told.append(f"reports contradict each other from {spell.doubted}{until}")
        if found.stale:
            told.append(confirmed_in_words(found.last_confirmed, self.link.facts["undated"]))
        elif self.link.facts["undated"]:
            told.append("undated")
        if found.holds == "unknown":
            told.append("may hold")
        return "; ".join(told)

    @property
    def urls(self) -> list[str]:
        """The web addresses of the articles behind it."""
        return sorted(s for s in self.link.facts["sources"] if s.startswith(("http://", "https://")))


class Outgoing:
    """The part of a graph that goes out. NotFound and UsageError for what cannot be asked, at once."""

    def __init__(self, graph: Graph, wish: Wish | None = None) -> None:
        self.graph, self.wish = graph, wish or Wish()
        self._check()

    def _check(self) -> None:
        ontology = self.graph.ontology
        for name in self.wish.relations:
            ontology.relation(name)
        for name in self.wish.types:
            if name not in ontology.types:
                raise NotFound(f"no type '{name}'; the types are {', '.join(ontology.types)}")
        for name in self.wish.entities:
            if reading.head(self.graph.tables, name) is None:
                raise NotFound(f"no entity '{name}'; see: retailgraph list")
        if self.wish.hops < 0:
            raise UsageError(f"hops must be 0 or more, not {self.wish.hops}")

    # --- relationships --------------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> list[Fact]:
        """The spells that belong to the part, by subject, relation and object.

        As of a day or a longer time only those that may lie in it or had ended by then.
        """
        kept = self.keys
        found = []
        for link in sorted(self._links, key=itemgetter(0, 2, 1, 3, 4)):
            if kept is not None and link.facts["relationship"] not in kept:
                continue
            if link.standing.state or not self.graph.as_of:
                found.append(Fact(link, link.standing))
        return found

    @property
    def current(self) -> list[Fact]:
        """Those that hold on the day; with ``over_time`` all."""
        return self.facts if self.wish.over_time else [f for f in self.facts if f.standing.holds == "yes"]

    @cached_property
    def _links(self) -> list[SpellLink]:
        return list(every_link(self.graph))

    @cached_property
    def keys(self) -> set[str] | None:
        """The keys of the relationships of the part; None for all."""
        wish = self.wish
        if wish.is_whole:
            return None
        found: Iterable[SpellLink] = self._links
        if wish.entities:
            about: set[str] = set()
            for name in self._centres():
                about |= reading.keys_about(self.graph.tables, name)
            found = [link for link in found if link.facts["relationship"] in about]
        if wish.relations:
            found = [link for link in found if link.relation in wish.relations]
        if wish.types:
            found = [link for link in found if self._fits(link.subject) and self._fits(link.object)]
        return {link.facts["relationship"] for link in found}

    def _fits(self, id: str) -> bool:
        kinds = self._every_node.get(id, {}).get("types", ())
        return id in self.wish.entities or bool(set(kinds) & set(self.wish.types))

    def _centres(self) -> set[str]:
        """The entities asked for, and those from which the last hop leads on."""
        near = reached = set(self.wish.entities)
        for _ in range(self.wish.hops - 1):
            beside = {e for k in self._links for e in (k.subject, k.object) if {k.subject, k.object} & near}
            near, reached = beside - reached, reached | beside
        return reached

    def network(self) -> Any:
        """The part as a NetworkX graph of what holds on the day, or with ``over_time`` of all times."""
        wish = self.wish
        network = networkx_graph(
            self.graph,
            relations=wish.relations,
            types=wish.types,
            around=wish.entities or None,
            hops=wish.hops,
            include=INCLUDE if wish.over_time else ("inForce",),
        )
        if not wish.entities and not wish.is_whole:
            network.remove_nodes_from([node for node, links in list(network.degree()) if not links])
        return network

    # --- entities -------------------------------------------------------------------------------------------

    @cached_property
    def _every_node(self) -> dict[str, dict[str, Any]]:
        return nodes(self.graph)

    @cached_property
    def entities(self) -> dict[str, dict[str, Any]]:
        """By id: label, type, types, names, country and ``id_SCHEME``, of those who belong to the part."""
        if self.keys is None:
            return self._every_node
        named = set(self.wish.entities) | self._named
        for fact in self.facts:
            named |= {fact.link.subject, fact.link.object, *self._values(fact.link)}
        return {id: known for id, known in self._every_node.items() if id in named}

    def _values(self, link: SpellLink) -> Iterator[str]:
        """The entities that qualifiers of a relationship name."""
        for name in QUALIFIERS:
            if self.graph.ontology.qualifiers[name].types:
                yield from link.facts[name]

    def label(self, id: str) -> str:
        """What an entity is called."""
        found: str = self._every_node.get(id, {}).get("label", id)
        return found

    def rows_of_entities(self, table: str, column: str) -> Iterator[Row]:
        """The rows of a table of the store about the entities of the part."""
        for some in in_pieces(self.entities):
            yield from facts(self.graph.tables, table, column, some).dicts()

    # --- evidence -------------------------------------------------------------------------------------------

    def articles(self) -> Iterator[dict[int, Row]]:
        """The articles of the part by number, some thousand at a time."""
        numbers: Iterable[list[Any]]
        if self.keys is None:
            numbers = pieces(self.graph.tables, "article", "number")
        else:
            numbers = in_pieces(sorted(self._chosen["article"]))
        for some in numbers:
            rows = facts(self.graph.tables, "article", "number", some).dicts()
            yield {row["number"]: row for row in rows}

    def evidence(self, table: str, articles: Mapping[int, Row]) -> list[Row]:
        """The passages, claims or figures of these articles that belong to the part."""
        rows = facts(self.graph.tables, table, "article", articles).dicts()
        if self.keys is None:
            return list(rows)
        if table == "passage":
            return [row for row in rows if (row["article"], row["position"]) in self._places]
        return [row for row in rows if row["number"] in self._chosen[table]]

    def below(self, table: str, column: str, numbers: Iterable[int]) -> list[Row]:
        """The rows of a table that hang on these claims or figures."""
        return list(facts(self.graph.tables, table, column, numbers).dicts())

    @cached_property
    def _stated(self) -> tuple[list[Row], list[Row]]:
        """The claims and figures of a part."""
        tables = self.graph.tables
        numbers = [row["number"] for row in facts(tables, "relationship", "key", self.keys or ()).dicts()]
        claims = {r["claim"] for r in facts(tables, "relationship_claim", "relationship", numbers).dicts()}
        ends = (id for fact in self.facts for id in (fact.link.subject, fact.link.object))
        about = self.wish.entities or sorted(set(ends))
        return list(facts(tables, "claim", "number", claims).dicts()), list(
            facts(tables, "figure", "entity", about).dicts()
        )

    @cached_property
    def _named(self) -> set[str]:
        """What the claims and figures of a part name besides their ends: entities, and codes of countries."""
        claims, figures = self._stated
        numbers = [row["number"] for row in claims]
        rows = facts(self.graph.tables, "claim_qualifier", "claim", numbers).dicts()
        return {row["value"] for row in rows} | {row["market"] for row in figures}

    @cached_property
    def _chosen(self) -> dict[str, set[int]]:
        """The numbers of claims, figures and articles of a part."""
        tables = self.graph.tables
        rows = dict(zip(("claim", "figure"), self._stated, strict=True))
        chosen = {kind: {row["number"] for row in some} for kind, some in rows.items()}
        of_names = {row["source"] for row in self.rows_of_entities("entity_name", "entity")} - {""}
        chosen["article"] = {row["article"] for some in rows.values() for row in some}
        chosen["article"] |= {row["number"] for row in facts(tables, "article", "id", of_names).dicts()}
        return chosen

    @cached_property
    def _places(self) -> set[tuple[int, int]]:
        """The passages of a part, by article and position."""
        found = set()
        for kind, some in zip(("claim", "figure"), self._stated, strict=True):
            article = {row["number"]: row["article"] for row in some}
            for row in facts(self.graph.tables, f"{kind}_passage", kind, article).dicts():
                found.add((article[row[kind]], row["passage"]))
        return found


def in_pieces(values: Collection[Any]) -> Iterator[list[Any]]:
    """Some thousand values at a time."""
    left = iter(values)
    while piece := list(islice(left, _AT_ONCE)):
        yield piece
