"""What holds on a day: one edge for each relationship of which that is sure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from retailgraph.tables.entities import among
from retailgraph.tables.store import Tables

# The same as Spell.holds says yes to: it surely began, surely has not ended, and nobody doubts it.
_HOLDS = """status IN ('inForce', 'ended') AND since_latest <= :day
  AND (until IS NULL OR until_earliest > :day)
  AND (doubted_from IS NULL OR doubted_from > :day OR doubted_until <= :day)"""
_ON = f"""SELECT subject, relation, object FROM relationship WHERE number IN (
  SELECT relationship FROM spell WHERE {_HOLDS})"""
_HELD = f"""SELECT r.subject, r.relation, r.object, coalesce(max(p.last_reported), r.last_reported),
    max(until IS NULL)
  FROM spell AS s
  JOIN relationship AS r ON r.number = s.relationship
  LEFT JOIN spell_support AS p ON p.relationship = s.relationship AND p.spell = s.position
  WHERE {_HOLDS} GROUP BY r.number"""
_LAST_TOLD = """SELECT subject, relation, object FROM relationship
  WHERE relation IN (SELECT value FROM json_each(:relations)) AND (last_reported BETWEEN :first AND :last
    OR number IN (SELECT relationship FROM spell_support WHERE last_reported BETWEEN :first AND :last))"""
_OF_RELATIONS = f"""SELECT subject, relation, object FROM relationship
  WHERE relation IN (SELECT value FROM json_each(:relations)) AND number IN (
  SELECT relationship FROM spell WHERE {_HOLDS})"""
_OWNERS = f"""SELECT subject, relation, object FROM relationship
  WHERE object = :object AND relation IN (SELECT value FROM json_each(:relations)) AND number IN (
  SELECT relationship FROM spell WHERE relationship IN (
    SELECT number FROM relationship WHERE object = :object) AND {_HOLDS})"""


_TOWARDS = "object IN (SELECT value FROM json_each(:objects)) AND relation = :relation"
_LEADING_TO = f"""SELECT DISTINCT subject, object FROM relationship WHERE {_TOWARDS} AND number IN (
  SELECT relationship FROM spell WHERE relationship IN (
    SELECT number FROM relationship WHERE {_TOWARDS}) AND {_HOLDS})"""
_ABOUT = (
    "SELECT number, subject, relation, object FROM relationship WHERE {} IN (SELECT value FROM json_each(?))"
)
_WITHIN = f"{_ABOUT.format('subject')} AND object IN (SELECT value FROM json_each(?))"
_HOLDING = f"""SELECT relationship FROM spell
  WHERE relationship IN (SELECT value FROM json_each(:numbers)) AND {_HOLDS}"""


class Edge(NamedTuple):
    """What holds: of a symmetric relation the pair is sorted, and the edge leads both ways."""

    subject: str
    relation: str
    object: str


class Held(NamedTuple):
    """A relationship that holds, the day of the last report of that, and whether no end is known."""

    subject: str
    relation: str
    object: str
    last_reported: str
    is_open: bool


class Numbered(NamedTuple):
    """A relationship, whether it holds or not, with the number of its row."""

    number: int
    subject: str
    relation: str
    object: str


def about(tables: Tables, ids: Collection[str]) -> set[Numbered]:
    """The relationships that have one of these at an end."""
    some = among(ids)
    return {
        Numbered(*row) for side in ("subject", "object") for row in tables.each(_ABOUT.format(side), (some,))
    }


def within(tables: Tables, ids: Collection[str]) -> set[Numbered]:
    """The relationships that have one of these at either end."""
    some = among(ids)
    return {Numbered(*row) for row in tables.each(_WITHIN, (some, some))}


def holding(tables: Tables, numbers: Collection[int], day: date) -> set[int]:
    """Which of these relationships surely hold on a day."""
    return {row[0] for row in tables.each(_HOLDING, {"numbers": among(numbers), "day": day.isoformat()})}


def on(tables: Tables, day: date, relations: Collection[str] | None = None) -> list[Edge]:
    """The edges of a day, each once, sorted; of all relations or of these."""
    bound = {"day": day.isoformat()}
    if relations is None:
        rows = tables.rows(_ON, bound)
    else:
        rows = tables.rows(_OF_RELATIONS, {**bound, "relations": among(relations)})
    return sorted({Edge(*row) for row in rows})


def in_force(tables: Tables, day: date) -> list[Held]:
    """What holds on a day, and when that was last reported."""
    return [Held(*row) for row in tables.rows(_HELD, {"day": day.isoformat()})]


def last_told(tables: Tables, relations: Collection[str], first: date, last: date) -> set[Edge]:
    """What of these relations was last reported from a day to another, or has a spell that was."""
    bound = {"relations": among(relations), "first": first.isoformat(), "last": last.isoformat()}
    return {Edge(*row) for row in tables.each(_LAST_TOLD, bound)}


def towards(tables: Tables, object: str, relations: Collection[str], day: date) -> list[Edge]:
    """The edges of these relations that lead to an entity on a day."""
    bound = {"day": day.isoformat(), "object": object, "relations": among(relations)}
    return sorted({Edge(*row) for row in tables.rows(_OWNERS, bound)})


def leading_to(tables: Tables, objects: Collection[str], relation: str, day: date) -> list[tuple[str, str]]:
    """Subject and object of the edges of a relation that lead to one of these on a day."""
    bound = {"day": day.isoformat(), "objects": among(objects), "relation": relation}
    return tables.rows(_LEADING_TO, bound)


def turn(tables: Tables, one: date, other: date) -> bool:
    """Whether any relationship began, ended or came in doubt after the earlier of two days, by the later."""
    first, last = sorted((one.isoformat(), other.isoformat()))
    return tables.one(_TURN, {"first": first, "last": last}) is not None


def turned(tables: Tables, one: date, other: date) -> set[Edge]:
    """What began, ended or came in doubt after the earlier of two days, by the later."""
    first, last = sorted((one.isoformat(), other.isoformat()))
    return {Edge(*row) for row in tables.each(_TURNED, {"first": first, "last": last})}


_BOUNDS = (
    "since_earliest",
    "since_latest",
    "until_earliest",
    "until_latest",
    "doubted_from",
    "doubted_until",
)
_TURNS = " OR ".join(f"({b} > :first AND {b} <= :last)" for b in _BOUNDS)
_TURN = f"SELECT 1 FROM spell WHERE {_TURNS}"
_TURNED = f"""SELECT subject, relation, object FROM relationship WHERE number IN (
  SELECT relationship FROM spell WHERE {_TURNS})"""
