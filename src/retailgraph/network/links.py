"""The edges of a network: the spells of relationships as they stand on a day.

Read from the columns of the store: of a spell no more is made than its standing needs, and nothing of one
that is not asked for.
"""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from retailgraph.graph import Graph
from retailgraph.network.wanted import Wanted
from retailgraph.ontology import STATE, Relation
from retailgraph.relationships import Span, Spell, Step, Support
from retailgraph.standing import HELD, OnDay, Standing, on, standing
from retailgraph.tables.edge_columns import EdgeColumns, Head, Pairs, Reports, SpellRow, edge_columns

QUALIFIERS = ("scope", "market", "role", "under", "through", "with", "seller", "into", "brand", "price")
"""Those that an edge tells."""
_TOLD = frozenset(QUALIFIERS)


class Link(NamedTuple):
    """One spell of a relationship and its facts, as an edge tells them.

    In the order of ends, relation, distinction and spell, none of which depends on the store.
    """

    subject: str
    object: str
    relation: str
    distinction: Pairs
    number: int
    facts: dict[str, Any]


class SpellLink(NamedTuple):
    """A link of any day with its spell, and what that is on the day asked about, which its facts tell too."""

    subject: str
    object: str
    relation: str
    distinction: Pairs
    number: int
    facts: dict[str, Any]
    spell: Spell
    standing: Standing


def links(graph: Graph, wanted: Wanted, numbers: Collection[int] | None = None) -> Iterator[Link]:
    """The spells asked for of all relationships, or of those of these rows, in order.

    They are as they stand on the day that the graph is of, or on some day of its month or year.
    """
    seen, has = _Seen(graph, edge_columns(graph.tables, numbers)), cache(wanted.has)
    for head, row, own in seen.rows(wanted.relations):
        found = seen.brief(head, row, own or head[5:])
        if has(head[3], found[0]):
            facts = seen.facts(head, row, own, found)
            yield _link(Link, (head[2], head[4], head[3], seen.distinction(row), row[1], facts))


def every_link(graph: Graph) -> Iterator[SpellLink]:
    """All spells of all relationships, in order, each as a value."""
    seen = _Seen(graph, edge_columns(graph.tables))
    for head, row, own in seen.rows():
        spell, found = seen.standing(head, row, own or head[5:])
        facts = seen.facts(head, row, own, (found.state, found.stale, found.unreported, found.share))
        yield SpellLink(head[2], head[4], head[3], seen.distinction(row), row[1], facts, spell, found)


_link = tuple.__new__
"""Makes a named tuple of a tuple; its own name costs three times that, for each of very many."""
_Found = tuple[str, bool, bool, str]
"""State, whether it is stale, whether it was unreported, and the share of the day."""


class _Seen:
    """Tells of each spell what it is on the day that a graph is of, and its facts."""

    def __init__(self, graph: Graph, told: EdgeColumns) -> None:
        self._told, self._ontology = told, graph.ontology
        when, relations = graph.period, graph.ontology.relations
        self._time = on(when.earliest, when.latest)
        self._day = OnDay(when.earliest) if when.earliest == when.latest else None
        self._alike = {name: _alike(relation) for name, relation in relations.items()}
        self._stale_after = {name: r.stale_after for name, r in relations.items() if r.kind == STATE}

    def rows(self, relations: Collection[str] = ()) -> Iterator[tuple[Head, SpellRow, Reports | None]]:
        """Each spell of these relations, or of all, in order, with its relationship.

        One of several may have reports of its own.
        """
        heads, told, distinction = self._told.heads, self._told, self.distinction

        def order(row: SpellRow) -> tuple[str, str, str, Pairs, int]:
            _, _, subject, relation, object, *_ = heads[row[0]]
            return subject, object, relation, distinction(row), row[1]

        rows: Iterable[SpellRow] = told.spells
        if relations:
            rows = [row for row in rows if heads[row[0]][3] in relations]
        for row in sorted(rows, key=order):
            own = told.supports.get((row[0], row[1])) if row[0] in told.several else None
            yield heads[row[0]], row, own

    def distinction(self, row: SpellRow) -> Pairs:
        """What tells the relationship of a spell from others of the same ends and relation."""
        return self._told.distinctions.get(row[0], ())

    def brief(self, head: Head, row: SpellRow, reports: Reports) -> _Found:
        """What a spell is, as an edge tells it."""
        number, _, status, _, low, high, until, least, most, announced, doubted, clear = row
        if self._day and status in HELD and head[3] in self._stale_after and number not in self._told.shares:
            _, first, last, _ = reports
            ends = low, high, until is None, least, most, doubted, clear
            return (*self._day.held(status, ends, announced, first, last, self._stale_after[head[3]]), "")
        _, found = self.standing(head, row, reports)
        return found.state, found.stale, found.unreported, found.share

    def standing(self, head: Head, row: SpellRow, reports: Reports) -> tuple[Spell, Standing]:
        """A spell, as far as its row tells of it, and what it is."""
        _, _, status, since, low, high, until, least, most, announced, doubted, clear = row
        spell = Spell(
            status,
            None if since is None else Span(_day(low), _day(high), since),
            None if until is None else Span(_day(least), _day(most), until),
            announced,
            self._steps(row),
            doubted=_day(doubted),
            doubted_until=_day(clear),
        )
        articles, first, last, undated = reports
        said = Support((), articles, (), date.fromisoformat(first), date.fromisoformat(last), (), undated)
        return spell, standing(spell, said, self._ontology.relations[head[3]], self._time)

    def _steps(self, row: SpellRow) -> tuple[Step, ...]:
        rows = self._told.shares.get(row[0], ())
        return tuple(sorted(Step(date.fromisoformat(day), share) for at, day, share in rows if at == row[1]))

    def facts(self, head: Head, row: SpellRow, own: Reports | None, found: _Found) -> dict[str, Any]:
        """What an edge tells: what the spell says, what it is on the day, and who says so."""
        number, key, _, name, _, *reports = head
        _, position, _, since, low, high, until, least, most, announced, doubted, clear = row
        told = self._told
        facts = self._alike[name].copy()
        facts["status"], facts["stale"], facts["unreported"], facts["share"] = found
        if since is not None:
            facts["since"], facts["since_earliest"], facts["since_latest"] = since, low or "", high or ""
        if until is not None:
            facts["until"], facts["until_earliest"], facts["until_latest"] = until, least or "", most or ""
        if announced:
            facts["announced"] = announced
        if doubted:
            facts["doubted_from"], facts["doubted_until"] = doubted, clear or ""
        # Each edge has lists of its own: who changes one edge changes no other.
        facts["scope"], facts["market"], facts["role"], facts["under"], facts["through"] = [], [], [], [], []
        facts["with"], facts["seller"], facts["into"], facts["brand"], facts["price"] = [], [], [], [], []
        facts["shares"] = []
        if number in told.shares:
            facts["shares"] = [f"{step.share} ({step.day.isoformat()})" for step in self._steps(row)]
        if own is None:
            facts["articles"], facts["first_reported"], facts["last_reported"], undated = reports
            facts["publishers"] = sorted(told.publishers[number])
            qualifiers = told.qualifiers.get(number)
        else:
            facts["articles"], facts["first_reported"], facts["last_reported"], undated = own
            place = number, position
            facts["publishers"] = sorted(told.spell_publishers.get(place, ()))
            qualifiers = told.spell_qualifiers.get(place)
        facts["undated"] = bool(undated)
        if qualifiers:
            self._add_qualifiers(facts, qualifiers, told.distinctions.get(number, ()))
        facts["sources"] = told.sources.behind(number, position if number in told.several else None)
        facts["relationship"], facts["spell"] = key, position
        return facts

    def _add_qualifiers(self, facts: dict[str, Any], pairs: Pairs, distinction: Pairs) -> None:
        """Those that an edge tells; of one that tells relationships apart, only what this one is about."""
        mine = dict(distinction)
        for name, value in sorted(pairs):
            if name in _TOLD and (name not in mine or self._ontology.distinct(name, value) == mine[name]):
                facts[name].append(value)


def _alike(relation: Relation) -> dict[str, Any]:
    """What is the same of all edges of a relation, and room for the rest, in order."""
    return {
        "relation": relation.name,
        "label": relation.label,
        "status": "",
        "stale": False,
        "unreported": False,
        **dict.fromkeys(("since", "since_earliest", "since_latest"), ""),
        **dict.fromkeys(("until", "until_earliest", "until_latest"), ""),
        **dict.fromkeys(("announced", "doubted_from", "doubted_until", "share"), ""),
        **dict.fromkeys(("shares", *QUALIFIERS)),
        **dict.fromkeys(("articles", "publishers", "first_reported", "last_reported", "undated", "sources")),
        "symmetric": relation.symmetric,
        "relationship": "",
        "spell": 0,
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def span_of(facts: Mapping[str, Any], name: str) -> Span:
    """The days that an edge's facts give as ``since`` or ``until``."""
    return Span(_day(facts[f"{name}_earliest"]), _day(facts[f"{name}_latest"]), facts[name])
