"""Entities as values again, and the names under which they are found."""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from retailgraph.identity.undisclosed import UNDISCLOSED, is_undisclosed
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Entity
    from retailgraph.dates import PartialDate


SPELLED_LIKE = """SELECT key FROM name_key_row
  WHERE spelled = 1 AND substr(key, 1, 1) = ? AND length(key) BETWEEN ? AND ?"""


class Name(NamedTuple):
    """Another name of an entity: kind ``alias``, ``name`` (in a language) or ``former``."""

    entity: str
    kind: str
    text: str
    language: str = ""
    start: str = ""
    until: str = ""
    source: str = ""


class Head(NamedTuple):
    """What an entity has one of; empty where it has none."""

    id: str
    name: str
    country: str
    website: str
    about: str


def among(ids: Iterable[str | int | None]) -> str:
    """Ids as one value to bind, for ``IN (SELECT value FROM json_each(?))``."""
    return json.dumps(list(ids))


def head(tables: Tables, id: str) -> Head | None:
    """An entity but for its names and types; None if there is none of this id."""
    row = tables.one("SELECT id, name, country, website, about FROM entity WHERE id = ?", (id,))
    return Head(*row) if row else None


def ids(tables: Tables) -> list[str]:
    """The ids of all entities, in no order."""
    return [row[0] for row in tables.rows("SELECT id FROM entity")]


def heads(tables: Tables) -> list[Head]:
    """All entities, by id."""
    return [
        Head(*row) for row in tables.rows("SELECT id, name, country, website, about FROM entity ORDER BY id")
    ]


_HIDDEN = """SELECT subject FROM relationship WHERE subject >= 'undisclosed.' AND subject < 'undisclosed/'
UNION SELECT value FROM relationship_qualifier
WHERE value >= 'undisclosed.' AND value < 'undisclosed/' AND is_entity = 1"""
"""Whoever is not named, by the ids that stand for them: the slash follows on the dot."""


def hidden(tables: Tables) -> dict[str, str]:
    """What people read for whoever is not named, by the ids that stand for them; they are no entities."""
    return {row[0]: UNDISCLOSED for row in tables.rows(_HIDDEN)}


def labels(tables: Tables, ids: Iterable[str] | None = None) -> dict[str, str]:
    """The current names by id: of all entities, or of these."""
    if ids is None:
        return hidden(tables) | dict(tables.rows("SELECT id, name FROM entity"))
    known = list(ids)
    unnamed = {id: UNDISCLOSED for id in known if is_undisclosed(id)}
    some = "SELECT id, name FROM entity WHERE id IN (SELECT value FROM json_each(?))"
    return unnamed | dict(tables.rows(some, (among(known),)))


def types(tables: Tables, ids: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
    """The types by id, sorted: of all entities, or of these."""
    if ids is None:
        found = tables.rows("SELECT entity, type FROM entity_type")
    else:
        some = "SELECT entity, type FROM entity_type WHERE entity IN (SELECT value FROM json_each(?))"
        found = tables.rows(some, (among(ids),))
    by_entity: dict[str, list[str]] = defaultdict(list)
    for entity, type in found:
        by_entity[entity].append(type)
    return {entity: tuple(sorted(set(names))) for entity, names in by_entity.items()}


def names(tables: Tables, id: str | None = None, kinds: Collection[str] = ()) -> list[Name]:
    """The other names of an entity, or of all, in the order of the files."""
    wanted = "WHERE entity = ? " if id is not None else ""
    found = tables.rows(
        "SELECT entity, kind, text, language, ifnull(start, ''), ifnull(until, ''), source "
        f"FROM entity_name {wanted}ORDER BY entity, kind, position",
        (id,) if id is not None else (),
    )
    return [Name(*row) for row in found if not kinds or row[1] in kinds]


def identifiers(tables: Tables, id: str | None = None) -> list[tuple[str, str, str]]:
    """(entity, scheme, value) of the identifiers in other registers, sorted; of an entity, or of all."""
    wanted = "WHERE entity = ? " if id is not None else ""
    query = f"SELECT entity, scheme, value FROM entity_identifier {wanted}ORDER BY entity, scheme, value"
    return tables.rows(query, (id,) if id is not None else ())


def merged(tables: Tables, id: str) -> list[str]:
    """The ids that a decision says are the same as an entity's."""
    return [
        row[0]
        for row in tables.rows("SELECT id FROM entity_merged WHERE entity = ? ORDER BY position", (id,))
    ]


def holders(tables: Tables, scheme: str, value: str) -> set[str]:
    """The ids of the entities that have an identifier of another register."""
    query = "SELECT entity FROM entity_identifier WHERE value = ? AND scheme = ?"
    return {row[0] for row in tables.rows(query, (value, scheme))}


def found_under(tables: Tables, key: str) -> list[tuple[str, int]]:
    """The entities found under a folded name, each with the rank of the tier; best first."""
    return tables.rows("SELECT entity, tier FROM name_key WHERE key = ? ORDER BY tier, entity", (key,))


def keys(tables: Tables) -> list[tuple[str, int, str, int]]:
    """All folded names: key, rank of the tier, entity, and whether people spell it so."""
    return tables.rows("SELECT key, tier, entity, spelled FROM name_key")


def spellings(tables: Tables) -> list[str]:
    """All folded names that people spell so, each once, sorted."""
    return sorted({row[0] for row in tables.rows("SELECT key FROM name_key_row WHERE spelled = 1")})


def spellings_like(tables: Tables, key: str, most: int) -> list[str]:
    """The folded names that people spell so, and that begin with the same letter as one and are at most so
    many letters longer or shorter; each once, sorted. Whatever differs less is among them."""
    rows = tables.rows(SPELLED_LIKE, (key[:1], len(key) - most, len(key) + most))
    return sorted({row[0] for row in rows})


def begun_with(tables: Tables, key: str) -> set[str]:
    """The entities that people spell with a name of which these are the first words, folded."""
    # An exclamation mark is the character after the space.
    query = "SELECT entity FROM name_key WHERE spelled = 1 AND key > ? AND key < ?"
    return {row[0] for row in tables.rows(query, (f"{key} ", f"{key}!"))}


def with_words(tables: Tables, words: Sequence[str]) -> set[str]:
    """The entities that people spell with a name in which all of these words stand, folded."""
    tests = " AND ".join("instr(' ' || key || ' ', ?) > 0" for _ in words)
    query = f"SELECT entity FROM name_key WHERE spelled = 1 AND {tests}"
    return {row[0] for row in tables.rows(query, tuple(f" {word} " for word in words))}


def begun_with_text(tables: Tables, key: str) -> set[str]:
    """The entities that people spell with a name that begins with a folded text, of whatever words."""
    query = "SELECT entity FROM name_key WHERE spelled = 1 AND key >= ? AND key < ?"
    return {row[0] for row in tables.rows(query, (key, f"{key}\U0010ffff"))}


def ended_with(tables: Tables, key: str, type: str) -> set[str]:
    """The entities of a type that people spell with a name of which these are the last words, folded."""
    query = """SELECT entity FROM entity_type AS t JOIN name_key AS n USING (entity)
      WHERE t.type = ? AND n.spelled = 1 AND substr(n.key, -?) = ?"""
    return {row[0] for row in tables.rows(query, (type, len(key) + 1, f" {key}"))}


def entities(tables: Tables, ids: Collection[str] | None = None) -> "Iterator[Entity]":
    """Entities as files describe them, by id; all, or these."""
    from retailgraph.articles import Entity, FormerName

    rows = heads(tables) if ids is None else [h for h in (head(tables, id) for id in sorted(ids)) if h]
    alone = next(iter(ids)) if ids is not None and len(ids) == 1 else None
    kinds: dict[str, list[str]] = defaultdict(list)
    of_types = "WHERE entity = ? " if alone is not None else ""
    bound = (alone,) if alone is not None else ()
    for id, type in tables.each(
        f"SELECT entity, type FROM entity_type {of_types}ORDER BY entity, position", bound
    ):
        kinds[id].append(type)
    spoken: dict[str, list[Name]] = defaultdict(list)
    for name in names(tables, alone):
        spoken[name.entity].append(name)
    registered: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for id, scheme, value in identifiers(tables, alone):
        registered[id].append((scheme, value))
    same: dict[str, list[str]] = defaultdict(list)
    for id, other in tables.each("SELECT entity, id FROM entity_merged ORDER BY entity, position"):
        same[id].append(other)
    for row in rows:
        known = spoken[row.id]
        yield Entity(
            id=row.id,
            types=tuple(kinds[row.id]),
            name=row.name,
            aliases=tuple(n.text for n in known if n.kind == "alias"),
            names=tuple((n.language, n.text) for n in known if n.kind == "name"),
            former=tuple(
                FormerName(n.text, _date(n.start), _date(n.until), n.source)
                for n in known
                if n.kind == "former"
            ),
            ids=tuple(registered[row.id]),
            website=row.website,
            country=row.country,
            about=row.about,
            merged=tuple(same[row.id]),
        )


def _date(text: str) -> "PartialDate | None":
    from retailgraph.dates import partial

    return partial(text) if text else None
