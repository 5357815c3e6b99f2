"""A table of all relationships, a row for each spell, as CSV: what a spreadsheet shows of the graph.

It says of each spell what :mod:`retailgraph.standing` says of it on the day of the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from retailgraph.interchange.outgoing import Fact, Outgoing
from retailgraph.network.links import QUALIFIERS
from retailgraph.relationships import Spell
from retailgraph.spreadsheets import lines

COLUMNS = (
    *("subject", "subject_name", "relation", "object", "object_name", "status", "holds", "stale"),
    *("last_confirmed", "since", "until", "share", "scope", "market", "role", "under", "through", "with"),
    *("seller", "into", "brand", "price", "announced", "doubted_from", "doubted_until"),
    *("articles", "first_reported", "last_reported", "undated", "sources"),
)


def write(out: Outgoing) -> Iterator[str]:
    """The lines of the table, in the order of subject, relation and object; lists are joined by `` | ``.

    As of a day or a longer time only spells that may lie in it or had ended by then, and deals of which
    somebody had heard by its end. A cell that a spreadsheet would take for a formula gets a ``'`` in
    front, as spreadsheets have it.
    """
    return lines((COLUMNS, *(tuple(cells(fact, out.label)[name] for name in COLUMNS) for fact in out.facts)))


def mark(_name: str) -> str:
    """By which the file is known again."""
    return ",".join(COLUMNS)


def cells(fact: Fact, label: Callable[[str], str]) -> dict[str, str]:
    """What a row says, by column."""
    link, found = fact
    facts = link.facts
    return {
        "subject": link.subject,
        "subject_name": label(link.subject),
        "relation": link.relation,
        "object": link.object,
        "object_name": label(link.object),
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
        "undated": "yes" if facts["undated"] else "no",
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
