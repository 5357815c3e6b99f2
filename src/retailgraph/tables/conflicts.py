"""Conflicts as values again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from retailgraph.relationships import Conflict, Side
from retailgraph.tables.conclusions import claim_names
from retailgraph.tables.entities import among
from retailgraph.tables.groups import key_number
from retailgraph.tables.store import Tables


def conflict_numbers(tables: Tables, about: Iterable[str]) -> list[int]:
    """The numbers of the conflicts about the relationships of these keys."""
    query = """SELECT DISTINCT conflict FROM conflict_about_row
  WHERE relationship IN (SELECT value FROM json_each(?))"""
    return [row[0] for row in tables.rows(query, (among(map(key_number, about)),))]


def conflicts(tables: Tables, about: Iterable[str] | None = None) -> list[Conflict]:
    """All conflicts, or those about the relationships of these keys, by kind and key."""
    if about is None:
        return sorted((c for _, c in _conflicts(tables, "", ())), key=_order)
    numbers = conflict_numbers(tables, about)
    return sorted((c for _, c in conflicts_numbered(tables, numbers)), key=_order) if numbers else []


def numbered(tables: Tables) -> list[tuple[int, Conflict]]:
    """All conflicts, with their numbers."""
    return _conflicts(tables, "", ())


def conflicts_numbered(tables: Tables, numbers: Iterable[int]) -> list[tuple[int, Conflict]]:
    """The conflicts of these numbers."""
    return _conflicts(tables, " WHERE {} IN (SELECT value FROM json_each(?))", (among(numbers),))


def _order(conflict: Conflict) -> tuple[str, str]:
    return conflict.kind, conflict.key


def _conflicts(tables: Tables, wanted: str, bound: tuple[str, ...]) -> list[tuple[int, Conflict]]:
    some = wanted.format("conflict")
    about: dict[int, list[str]] = defaultdict(list)
    for number, key in tables.each(f"SELECT conflict, relationship FROM conflict_about{some}", bound):
        about[number].append(key)
    claims = _of_sides(tables, f"SELECT conflict, side, claim FROM side_claim{some}", bound)
    names = claim_names(tables, None if not wanted else {c for known in claims.values() for c in known})
    publishers = _of_sides(tables, f"SELECT conflict, side, publisher FROM side_publisher{some}", bound)
    sides: dict[int, list[Side]] = defaultdict(list)
    for number, position, says, key in tables.each(
        f"SELECT conflict, position, says, about FROM conflict_side{some}",
        bound,
    ):
        place = number, position
        mine = tuple(sorted(names.get(c, "") for c in claims.get(place, ())))
        sides[number].append(Side(says, mine, tuple(sorted(publishers.get(place, ()))), key))
    rows = tables.rows(f"SELECT number, kind, text FROM conflict{wanted.format('number')}", bound)
    return [
        (number, Conflict(kind, tuple(sorted(about[number])), tuple(sorted(sides[number])), text))
        for number, kind, text in rows
    ]


def _of_sides(tables: Tables, query: str, bound: tuple[str, ...]) -> dict[tuple[int, int], list[Any]]:
    lists: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for number, side, value in tables.each(query, bound):
        lists[number, side].append(value)
    return lists


def conflicts_citing(
    tables: Tables, kinds: Iterable[str], articles: Iterable[str]
) -> list[tuple[int, Conflict]]:
    """The conflicts of these kinds of which a side rests on a claim of one of these articles."""
    bound = {"kinds": among(kinds), "articles": among(articles)}
    rows = tables.rows(_CITING, bound)
    return conflicts_numbered(tables, [row[0] for row in rows]) if rows else []


_CITING = """SELECT DISTINCT conflict FROM side_claim
WHERE conflict IN (SELECT number FROM conflict WHERE kind IN (SELECT value FROM json_each(:kinds)))
  AND claim IN (SELECT number FROM claim_row WHERE article IN (
    SELECT number FROM article WHERE id IN (SELECT value FROM json_each(:articles))))"""


def conflicts_of_kind(tables: Tables, kind: str) -> list[tuple[int, Conflict]]:
    """The conflicts of a kind, with their numbers."""
    rows = tables.rows("SELECT number FROM conflict WHERE kind = ?", (kind,))
    return conflicts_numbered(tables, [row[0] for row in rows]) if rows else []
