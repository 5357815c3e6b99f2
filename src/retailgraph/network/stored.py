"""What a network is made of, read from the store: entities, and the spells of their relationships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from retailgraph.articles.rows import no_collector
from retailgraph.graph import Graph
from retailgraph.ontology import Ontology, Relation
from retailgraph.relationships import UNDATED, Relationship, Span, Spell
from retailgraph.standing import Said, Standing
from retailgraph.tables import conclusions, counts, entities
from retailgraph.tables.entities import Name

QUALIFIERS = ("scope", "market", "role", "under", "through", "with", "seller", "into", "brand", "price")
"""Those that an edge tells."""
_TOLD = frozenset(QUALIFIERS)


class Link(NamedTuple):
    """One spell of a relationship, and what is the same about it on every day.

    In the order of ends, relation, distinction and spell, none of which depends on the store.
    """

    subject: str
    object: str
    relation: str
    distinction: tuple[tuple[str, str], ...]
    number: int
    spell: Spell
    known: Relationship
    facts: dict[str, Any]


# --- entities -------------------------------------------------------------------------------------------


def nodes(graph: Graph) -> dict[str, dict[str, Any]]:
    """The attributes of all entities, by id, in the order of ids."""
    tables = graph.tables
    types, spoken = entities.types(tables), defaultdict[str, list[Name]](list)
    for name in entities.names(tables):
        spoken[name.entity].append(name)
    order = list(graph.ontology.types)
    found = {
        head.id: _node(head, sorted(types.get(head.id, ()), key=order.index), spoken[head.id])
        for head in entities.heads(tables)
    }
    # Whoever is not named stands in a node of its own for each thing, so that it joins no two of them;
    # pictures want a type, and most who own or buy are of the first that the ontology has.
    for id, label in entities.hidden(tables).items():
        found[id] = _node(entities.Head(id, label, "", "", ""), order[:1], [])
    for id, scheme, value in entities.identifiers(tables):
        found[id].setdefault(f"id_{scheme}", value)
    return found


def _node(head: entities.Head, types: list[str], spoken: list[Name]) -> dict[str, Any]:
    others = [n.text for kind in ("alias", "name", "former") for n in _in_order(spoken, kind)]
    return {
        "label": head.name,
        "type": types[0] if types else "",
        "types": types,
        "names": list(dict.fromkeys((head.name, *others))),
        "country": head.country,
    }


def _in_order(spoken: list[Name], kind: str) -> list[Name]:
    return sorted((n for n in spoken if n.kind == kind), key=lambda n: n.text)


# --- links ----------------------------------------------------------------------------------------------


Asked = Callable[[Spell, Relationship], "Standing | None"]
"""What a spell is at a time, if it is asked for."""


def links(graph: Graph, numbers: Collection[int] | None = None, asked: Asked | None = None) -> list[Link]:
    """All spells of all relationships, or of those of these rows, in order.

    With ``asked`` only the spells for which it gives something, and their facts tell that.
    """
    with no_collector():
        return sorted(_Links(graph, numbers, asked), key=_order)


def tell(facts: dict[str, Any], found: Standing) -> None:
    """Put into the facts of a spell what it is at a time."""
    facts["status"] = found.state
    facts["stale"] = found.stale
    facts["unreported"] = found.unreported
    facts["share"] = found.share


_order = itemgetter(0, 1, 2, 3, 4)


class _Links:
    """Puts together each relationship and each spell with where it stands."""

    def __init__(self, graph: Graph, numbers: Collection[int] | None, asked: Asked | None = None) -> None:
        self._asked = asked
        self._ontology: Ontology = graph.ontology
        tables = graph.tables
        whole = numbers is None
        self._known = conclusions.found(tables, "") if whole else conclusions.numbered(tables, numbers or ())
        self._sources = sources(graph, numbers)

    def __iter__(self) -> Iterator[Link]:
        asked, relations, cited = self._asked, self._ontology.relations, self._sources.get
        for _, key, known in self._known:
            relation = relations[known.relation]
            whole = cited((key, 0), [])
            for number, spell in enumerate(known.spells, 1):
                found = asked(spell, known) if asked else None
                if asked and found is None:
                    continue
                said: Said = spell.support or known
                facts = _facts(spell, said, number, relation, key)
                # Each spell has a list of its own: who changes one edge changes no other.
                facts["sources"] = cited((key, number)) or list(whole)
                if found:
                    tell(facts, found)
                if said.qualifiers:
                    self._add_qualifiers(facts, said, known)
                yield Link(
                    known.subject,
                    known.object,
                    known.relation,
                    known.distinction,
                    number,
                    spell,
                    known,
                    facts,
                )

    def _add_qualifiers(self, facts: dict[str, Any], said: Said, known: Relationship) -> None:
        """Those that an edge tells; of one that tells relationships apart, only what this one is about."""
        mine = dict(known.distinction)
        for name, values in said.qualifiers:
            if name in _TOLD:
                only = mine.get(name)
                facts[name] = [v for v in values if only is None or self._ontology.distinct(name, v) == only]


def _facts(spell: Spell, said: Said, number: int, relation: Relation, key: str) -> dict[str, Any]:
    """What the spell itself and its support say, and room for what the day says."""
    since, until = spell.since or UNDATED, spell.until or UNDATED
    return {
        "relation": relation.name,
        "label": relation.label,
        "status": "",
        "stale": False,
        "unreported": False,
        "since": since.text,
        "since_earliest": since.earliest.isoformat() if since.earliest else "",
        "since_latest": since.latest.isoformat() if since.latest else "",
        "until": until.text,
        "until_earliest": until.earliest.isoformat() if until.earliest else "",
        "until_latest": until.latest.isoformat() if until.latest else "",
        "announced": spell.announced,
        "doubted_from": spell.doubted.isoformat() if spell.doubted else "",
        "doubted_until": spell.doubted_until.isoformat() if spell.doubted_until else "",
        "share": "",
        "shares": [f"{step.share} ({step.day.isoformat()})" for step in spell.shares],
        "scope": [],
        "market": [],
        "role": [],
        "under": [],
        "through": [],
        "with": [],
        "seller": [],
        "into": [],
        "brand": [],
        "price": [],
        "articles": said.articles,
        "publishers": list(said.publishers),
        "first_reported": said.first_reported.isoformat(),
        "last_reported": said.last_reported.isoformat(),
        "undated": bool(said.undated),
        "sources": [],
        "symmetric": relation.symmetric,
        "relationship": key,
        "spell": number,
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def span_of(facts: Mapping[str, Any], name: str) -> Span:
    """The days that an edge's facts give as ``since`` or ``until``."""
    return Span(_day(facts[f"{name}_earliest"]), _day(facts[f"{name}_latest"]), facts[name])


def sources(graph: Graph, numbers: Collection[int] | None = None) -> Mapping[tuple[str, int], list[str]]:
    """By relationship the addresses of the articles behind it, or an article's id where it has none.

    With the relationship's key stands 0 for all of it, or the position of one of several spells.
    """
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for key, spell, address in counts.addresses_behind(graph.tables, numbers):
        found[key, spell].append(address)
    return found
