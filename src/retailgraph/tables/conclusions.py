"""What was concluded as values again: relationships with the names of both ends, conflicts, edges."""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from retailgraph.relationships import Relationship, Span, Spell, Step, Support
from retailgraph.tables import entities
from retailgraph.tables.entities import among
from retailgraph.tables.groups import key_number, key_shown
from retailgraph.tables.store import Tables

OF_SUBJECT = "subject = :given AND relation = :relation"
OF_OBJECT = "object = :given AND relation = :relation"
OF_PARTY = """relation = :relation AND number IN (
  SELECT relationship FROM relationship_qualifier WHERE value = :given AND name = :party AND is_entity = 1)"""
OF_PAIR = "subject = :given AND object = :other"
ALL_OF_SUBJECT = "subject = :given"
ALL_OF_OBJECT = "object = :given"
ALL_OF_RELATION = "relation = :relation"
ALL = ""
SHIPPED = "number < 0"
ONE = "number IN (SELECT number FROM relationship_row WHERE key = :key)"
# An entity may stand in several places of one relationship, as subject and as seller.
ALL_ABOUT = """number IN (SELECT number FROM relationship WHERE subject = :given
  UNION SELECT number FROM relationship WHERE object = :given
  UNION SELECT relationship FROM relationship_qualifier WHERE value = :given AND is_entity = 1)"""
UNCONFIRMED = """last_reported < :day AND number IN (SELECT relationship FROM spell WHERE until IS NULL)"""
_NUMBERED = "number IN (SELECT value FROM json_each(:numbers))"
_KEYED = """number IN (
  SELECT number FROM relationship_row WHERE key IN (SELECT value FROM json_each(:keys)))"""

_HEAD = "number, key, subject, relation, object, articles, first_reported, last_reported, undated"
_SPELL = (
    "relationship, position, status, since, since_earliest, since_latest, until, until_earliest, "
    "until_latest, announced, since_rule, since_deal, until_rule, until_deal, doubted_from, doubted_until, "
    "doubt_rule, doubt_deal"
)
# Dates may lie in the period: of a spell, of a step in its share, of an announcement, or of an article that
# tells of a plan. A partial date is compared with as much of the bound as it has itself.
_BOUNDED = """{side}_latest BETWEEN :first AND :last OR {side}_earliest BETWEEN :first AND :last
  OR ({side}_latest > :last AND {side}_earliest < :first)"""
_CHANGED = (
    f"SELECT relationship FROM spell WHERE {_BOUNDED.format(side='since')} "
    f"OR {_BOUNDED.format(side='until')}",
    "SELECT relationship FROM share_step WHERE day BETWEEN :first AND :last",
    """SELECT relationship FROM spell WHERE announced <> ''
  AND announced BETWEEN substr(:first, 1, length(announced)) AND substr(:last, 1, length(announced))""",
)
_PLANNED = (
    "SELECT number FROM article WHERE published_latest >= :first AND published_earliest <= :last",
    """SELECT number FROM claim WHERE article IN (SELECT value FROM json_each(:numbers))
  AND status IN ('announced', 'rumoured', 'denied')""",
    "SELECT relationship FROM relationship_claim WHERE claim IN (SELECT value FROM json_each(:numbers))",
)


class Known(NamedTuple):
    """A relationship as the store holds it, with the names and types of both ends."""

    key: str
    relationship: Relationship
    subject_name: str
    object_name: str
    subject_types: tuple[str, ...]
    object_types: tuple[str, ...]


class Found(NamedTuple):
    """A relationship with the number of its row and its key."""

    number: int
    key: str
    relationship: Relationship


def known(tables: Tables, where: str, **values: Any) -> list[Known]:
    """The relationships that one of the conditions above finds, by key.

    Their claims are left out: few ask for them, and some relationships have very many.
    """
    return _named(tables, found(tables, where, **values), everything=not where)


def changed(tables: Tables, first: date, last: date) -> list[Known]:
    """The relationships of which something may have happened from one day to another, both included."""
    bound = {"first": first.isoformat(), "last": last.isoformat()}
    numbers = {row[0] for query in _CHANGED for row in tables.each(query, bound)}
    planned: list[int] = []
    for query in _PLANNED:
        planned = [row[0] for row in tables.rows(query, {**bound, "numbers": among(planned)})]
    some = found(tables, _NUMBERED, numbers=among(numbers.union(planned)))
    return _named(tables, some)


def numbered(tables: Tables, numbers: Iterable[int], *, claims: bool = False) -> list[Found]:
    """The relationships of these numbers."""
    return found(tables, _NUMBERED, claims=claims, numbers=among(numbers))


def keyed(tables: Tables, keys: Iterable[str], *, claims: bool = False) -> list[Found]:
    """The relationships of these keys."""
    return found(tables, _KEYED, claims=claims, keys=among(map(key_number, keys)))


def keyed_here(tables: Tables, keys: Iterable[str], *, claims: bool = False) -> list[Found]:
    """Those of these keys that are of the store itself, not of the shipped one below."""
    return found(tables, f"{_KEYED} AND number > 0", claims=claims, keys=among(map(key_number, keys)))


def found(tables: Tables, where: str, *, claims: bool = False, **values: str) -> list[Found]:
    """The same as :func:`known` with the number of each row; with their ``claims`` if asked for."""
    query = f"SELECT {_HEAD} FROM relationship{' WHERE ' if where else ''}{where}"
    bound = {**values, "key": key_number(values["key"])} if "key" in values else values
    heads = sorted(tables.rows(query, bound), key=lambda row: str(row[1]))
    if not heads:
        return []
    parts = _Parts(tables, [row[0] for row in heads] if where else None, claims=claims)
    return [Found(row[0], row[1], _relationship(row, parts)) for row in heads]


class _Parts:
    """What hangs on relationships, by number."""

    def __init__(self, tables: Tables, numbers: list[int] | None, *, claims: bool) -> None:
        self._tables = tables
        self._among = None if numbers is None else among(numbers)
        self.publishers = self._lists("relationship, publisher", "relationship_publisher")
        self.distinctions = self._lists("relationship, name, value", "relationship_distinction")
        self.qualifiers = self._lists("relationship, name, value", "relationship_qualifier")
        steps = self._lists("relationship, spell, day, share", "share_step")
        supports = self._supports(claims=claims)
        self.spells: dict[int, list[tuple[int, Spell]]] = defaultdict(list)
        for row in self._rows(_SPELL, "spell"):
            shares = [s for s in steps[row[0]] if s[0] == row[1]] if row[0] in steps else ()
            self.spells[row[0]].append((row[1], _spell(row, shares, supports.get((row[0], row[1])))))
        self.claims = self._claims() if claims else {}

    def _rows(self, columns: str, table: str) -> Iterator[Any]:
        query = f"SELECT {columns} FROM {table}"
        if self._among is None:
            return iter(self._tables.rows(query))
        return iter(
            self._tables.rows(
                f"{query} WHERE relationship IN (SELECT value FROM json_each(?))", (self._among,)
            )
        )

    def _lists(self, columns: str, table: str) -> dict[int, list[Any]]:
        lists: dict[int, list[Any]] = defaultdict(list)
        if columns.count(",") == 1:
            for number, only in self._rows(columns, table):
                lists[number].append(only)
        else:
            for row in self._rows(columns, table):
                lists[row[0]].append(row[1:])
        return lists

    def _supports(self, *, claims: bool) -> dict[tuple[int, int], Support]:
        """Who says so of each of several spells, by relationship and position."""
        behind = self._of_spells(self._spell_claims()) if claims else {}
        publishers = self._of_spells(self._lists("relationship, spell, publisher", "spell_publisher"))
        added = self._of_spells(self._lists("relationship, spell, name, value", "spell_qualifier"))
        columns = "relationship, spell, articles, first_reported, last_reported, undated"
        return {
            (number, spell): Support(
                tuple(sorted(behind.get((number, spell), ()))),
                articles,
                tuple(sorted(publishers.get((number, spell), ()))),
                date.fromisoformat(first),
                date.fromisoformat(last),
                _merged(added.get((number, spell), ())),
                undated,
            )
            for number, spell, articles, first, last, undated in self._rows(columns, "spell_support")
        }

    @staticmethod
    def _of_spells(lists: Mapping[int, list[Any]]) -> dict[tuple[int, int], list[Any]]:
        found: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for number, rows in lists.items():
            for spell, *rest in rows:
                found[number, spell].append(rest[0] if len(rest) == 1 else tuple(rest))
        return found

    def _spell_claims(self) -> dict[int, list[Any]]:
        behind = self._lists("relationship, spell, claim", "spell_claim")
        numbers = {claim for pairs in behind.values() for _, claim in pairs}
        names = claim_names(self._tables, None if self._among is None else numbers)
        return {n: [(spell, names.get(c, "")) for spell, c in pairs] for n, pairs in behind.items()}

    def _claims(self) -> dict[int, list[str]]:
        behind = self._lists("relationship, claim", "relationship_claim")
        names = claim_names(self._tables, None if self._among is None else _all(behind))
        return {number: [names.get(c, "") for c in claims] for number, claims in behind.items()}


def _all(lists: Mapping[int, list[int]]) -> set[int]:
    return {number for numbers in lists.values() for number in numbers}


def claim_names(tables: Tables, numbers: Iterable[int] | None = None) -> dict[int, str]:
    """The names of claims (article/key) by number: of these, or of all; of those that are gone none."""
    query, bound = f"SELECT number, article, {key_shown('key')} FROM claim_row", ()
    if numbers is not None:
        query += " WHERE number IN (SELECT value FROM json_each(?))"
        bound = (among(numbers),)  # type: ignore[assignment]
    rows = tables.rows(query, bound)
    ids = _article_ids(tables, None if numbers is None else {row[1] for row in rows})
    return {number: f"{ids[article]}/{key}" for number, article, key in rows}


def _article_ids(tables: Tables, numbers: Iterable[int] | None) -> dict[int, str]:
    query = "SELECT number, id FROM article"
    if numbers is None:
        return dict(tables.rows(query))
    query += " WHERE number IN (SELECT value FROM json_each(?))"
    return dict(tables.rows(query, (among(numbers),)))


def _relationship(row: Any, parts: _Parts) -> Relationship:
    # In the order of its fields: of very many relationships their names would be a fifth of the time.
    number, _, subject, relation, object, articles, first, last, undated = row
    spells = parts.spells[number]
    if len(spells) > 1:
        spells.sort(key=_position)
    return Relationship(
        subject,
        relation,
        object,
        _in_order(parts.distinctions, number),
        tuple([spell for _, spell in spells]),
        _in_order(parts.claims, number),
        articles,
        _in_order(parts.publishers, number),
        date.fromisoformat(first),
        date.fromisoformat(last),
        _merged(parts.qualifiers.get(number, ())),
        undated,
    )


_position = itemgetter(0)


def _in_order(lists: Mapping[int, list[Any]], number: int) -> tuple[Any, ...]:
    found = lists.get(number)
    if not found:
        return ()
    return tuple(sorted(found)) if len(found) > 1 else (found[0],)


def _merged(pairs: Collection[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Qualifiers by name, each with all its values."""
    if not pairs:
        return ()
    merged: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        merged[name].append(value)
    return tuple((name, tuple(sorted(values))) for name, values in sorted(merged.items()))


def _spell(row: Any, steps: Collection[Any], support: Support | None) -> Spell:
    _, _, status, since, low, high, until, least, most, announced = row[:10]
    since_rule, since_deal, until_rule, until_deal, doubted, clear, doubt, deal = row[10:]
    return Spell(
        status,
        None if since is None else Span(_day(low), _day(high), since),
        None if until is None else Span(_day(least), _day(most), until),
        announced,
        _steps(steps) if steps else (),
        since_rule,
        since_deal,
        until_rule,
        until_deal,
        _day(doubted),
        _day(clear),
        doubt,
        deal,
        support,
    )


def _steps(rows: Iterable[Any]) -> tuple[Step, ...]:
    return tuple(sorted(Step(date.fromisoformat(day), share) for _, day, share in rows))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _named(tables: Tables, some: list[Found], *, everything: bool = False) -> list[Known]:
    ends = (
        None
        if everything
        else {e for one in some for e in (one.relationship.subject, one.relationship.object)}
    )
    labels, types = entities.labels(tables, ends), entities.types(tables, ends)
    return [
        Known(
            key,
            known,
            labels.get(known.subject, known.subject),
            labels.get(known.object, known.object),
            types.get(known.subject, ()),
            types.get(known.object, ()),
        )
        for _, key, known in some
    ]


# --- what is concluded again --------------------------------------------------------------------------------

_OF_OBJECTS = """object IN (SELECT value FROM json_each(:entities))
  AND relation NOT IN (SELECT value FROM json_each(:alone))"""
_OF_SUBJECTS = """subject IN (SELECT value FROM json_each(:entities))
  AND relation IN (SELECT value FROM json_each(:sided))"""
_OF_TRIPLE = "subject = :subject AND relation = :relation AND object = :object"


def of_units(
    tables: Tables,
    entities: Iterable[str],
    alone: Iterable[str],
    sided: Iterable[str],
    triples: Iterable[tuple[str, str, str]],
) -> list[Found]:
    """The relationships of these objects, but for relations ``alone``, and of these subjects in the relations
    ``sided``; and those of the triples. With their claims."""
    bound = {"entities": among(entities), "alone": among(alone), "sided": among(sided)}
    numbers = {
        row[0]
        for where in (_OF_OBJECTS, _OF_SUBJECTS)
        for row in tables.each(f"SELECT number FROM relationship WHERE {where}", bound)
    }
    query = f"SELECT number FROM relationship WHERE {_OF_TRIPLE}"
    for subject, relation, object in triples:
        values = {"subject": subject, "relation": relation, "object": object}
        numbers.update(row[0] for row in tables.rows(query, values))
    return numbered(tables, numbers, claims=True) if numbers else []


def triples_of(tables: Tables, names: Iterable[str]) -> list[tuple[str, str, str]]:
    """Subject, relation and object of all relationships that these have a part in."""
    some = among(names)
    query = "SELECT subject, relation, object FROM relationship WHERE {} IN (SELECT value FROM json_each(?))"
    return [row for side in ("subject", "object") for row in tables.rows(query.format(side), (some,))]


def of_triples(tables: Tables, triples: Iterable[tuple[str, str, str]]) -> list[Found]:
    """The relationships of these subjects, relations and objects."""
    query = f"SELECT number FROM relationship WHERE {_OF_TRIPLE}"
    names = ("subject", "relation", "object")
    bound = (dict(zip(names, triple, strict=True)) for triple in triples)
    return numbered(tables, [row[0] for values in bound for row in tables.rows(query, values)])


def subjects_of(tables: Tables, object: str, relations: Iterable[str]) -> set[str]:
    """Whom relationships of these relations lead from to an object."""
    query = """SELECT subject FROM relationship
  WHERE object = ? AND relation IN (SELECT value FROM json_each(?))"""
    return {row[0] for row in tables.rows(query, (object, among(relations)))}


def subjects_by_object(
    tables: Tables, objects: Collection[str], relations: Iterable[str]
) -> dict[str, set[str]]:
    """Whom relationships of these relations lead from to each of these objects."""
    query = """SELECT object, subject FROM relationship
  WHERE object IN (SELECT value FROM json_each(?)) AND relation IN (SELECT value FROM json_each(?))"""
    found: dict[str, set[str]] = {object: set() for object in objects}
    for object, subject in tables.each(query, (among(objects), among(relations))):
        found[object].add(subject)
    return found
