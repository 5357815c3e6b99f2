"""A table of all relationships, a row for each spell, as CSV: what a spreadsheet shows of the graph.

It says of each spell what :mod:`retailgraph.standing` says of it on the day of the graph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from retailgraph.errors import NotFound
from retailgraph.graph import Graph, reading
from retailgraph.network import stored
from retailgraph.network.stored import QUALIFIERS, Link
from retailgraph.relationships import Spell
from retailgraph.spreadsheets import lines
from retailgraph.standing import Standing, on, standing

COLUMNS = (
    *("subject", "subject_name", "relation", "object", "object_name", "status", "holds", "stale"),
    *("last_confirmed", "since", "until", "share", "scope", "market", "role", "under", "through", "with"),
    *("seller", "into", "brand", "price", "announced", "doubted_from", "doubted_until"),
    *("articles", "first_reported", "last_reported", "sources"),
)


def spell_table(graph: Graph, entity_ids: Iterable[str] | None = None) -> Iterator[str]:
    """The lines of the table, in the order of subject, relation and object; lists are joined by `` | ``.

    Of everything, or of the relationships in which one of these entities stands. As of a day or a longer time
    only spells that may lie in it or had ended by then, and deals of which somebody had heard by its end.
    A cell that a spreadsheet would take for a formula gets a ``'`` in front, as spreadsheets have it.
    NotFound for an unknown entity, before the first line.
    """
    keys = None if entity_ids is None else _keys_about(graph, entity_ids)
    return lines((COLUMNS, *_rows(graph, keys)))


def _keys_about(graph: Graph, entity_ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in entity_ids:
        if reading.head(graph.tables, name) is None:
            raise NotFound(f"no entity '{name}'; see: retailgraph list")
        found |= reading.keys_about(graph.tables, name)
    return found


def _rows(graph: Graph, keys: Collection[str] | None) -> Iterator[tuple[str, ...]]:
    labels, time = graph.labels(), on(graph.period.earliest, graph.period.latest)
    told = (link for link in stored.links(graph) if keys is None or link.facts["relationship"] in keys)
    for link in sorted(told, key=itemgetter(0, 2, 1, 3, 4)):
        found = standing(link.spell, link.known, graph.ontology.relations[link.relation], time)
        if found.state or not graph.as_of:
            yield tuple(_cells(link, found, labels)[name] for name in COLUMNS)


def _cells(link: Link, found: Standing, labels: Mapping[str, str]) -> dict[str, str]:
    facts = link.facts
    return {
        "subject": link.subject,
        "subject_name": labels.get(link.subject, link.subject),
        "relation": link.relation,
        "object": link.object,
        "object_name": labels.get(link.object, link.object),
        "status": found.status,
        "holds": found.holds,
        "stale": "yes" if found.stale else "no",
        "last_confirmed": found.last_confirmed,
        "share": found.share,
        **_dates(link.spell),
        **{name: _joined(facts[name]) for name in QUALIFIERS},
        "articles": str(facts["articles"]),
        "first_reported": facts["first_reported"],
        "last_reported": facts["last_reported"],
        "sources": _joined(facts["sources"]),
    }


def _dates(spell: Spell) -> dict[str, str]:
    return {
        "since": spell.since.text if spell.since else "",
        "until": spell.until.text if spell.until else "",
        "announced": spell.announced,
        "doubted_from": str(spell.doubted or ""),
        "doubted_until": str(spell.doubted_until or ""),
    }


def _joined(values: Iterable[Any]) -> str:
    return " | ".join(sorted(values))
