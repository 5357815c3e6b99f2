"""What the edges of a network tell, table by table: a handful of queries for all of them, rows as they come.

Who reads very many relationships reads them here: to make values of each, as :mod:`conclusions` does, costs
more than to read it.
"""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from retailgraph.tables.entities import among
from retailgraph.tables.groups import key_shown
from retailgraph.tables.store import Tables
from retailgraph.tables.words import texts

Head = tuple[int, str, str, str, str, int, str, str, int]
"""Of a relationship: number of its row, key, subject, relation, object, articles, first and last report, and
whether those are undated."""
SpellRow = Sequence[Any]
"""Relationship, position, status, since, its earliest and latest day, until and its two, the day of the
announcement, from when until when it is in doubt; what is not known is None, of an announcement empty."""
Place = tuple[int, int]
"""The number of a relationship and the position of one of several spells; 0 is all of it."""
Pairs = Sequence[tuple[str, str]]
Reports = tuple[int, str, str, int]
"""How many articles, the days of the first and the last report, and whether those are undated."""


class EdgeColumns(NamedTuple):
    """Relationships, and by their numbers what hangs on them; what there is nothing of has no entry.

    Of ``shares`` a row is the position of the spell, day and share. What one of several spells has of its own
    stands by number and position; ``several`` are the relationships of which any spell has.
    """

    heads: Mapping[int, Head]
    spells: Sequence[SpellRow]
    several: Collection[int]
    distinctions: Mapping[int, Pairs]
    shares: Mapping[int, Sequence[tuple[int, str, str]]]
    publishers: Mapping[int, Sequence[str]]
    qualifiers: Mapping[int, Pairs]
    supports: Mapping[Place, Reports]
    spell_publishers: Mapping[Place, Sequence[str]]
    spell_qualifiers: Mapping[Place, Pairs]
    sources: "Sources"


def edge_columns(tables: Tables, numbers: Collection[int] | None = None) -> EdgeColumns:
    """What there is of all relationships, or of those of these rows; in no order but distinctions."""
    read = _Reader(tables, numbers)
    publishers: dict[int, list[str]] = defaultdict(list)
    for number, publisher in read.rows("relationship, publisher", "relationship_publisher"):
        publishers[number].append(publisher)
    theirs: dict[Place, list[str]] = defaultdict(list)
    for number, spell, publisher in read.rows("relationship, spell, publisher", "spell_publisher"):
        theirs[number, spell].append(publisher)
    added: dict[Place, list[tuple[str, str]]] = defaultdict(list)
    for number, spell, name, value in read.rows("relationship, spell, name, value", "spell_qualifier"):
        added[number, spell].append((name, value))
    distinctions = read.lists("relationship, name, value", "relationship_distinction")
    reports = read.rows(
        "relationship, spell, articles, first_reported, last_reported, undated", "spell_support"
    )
    return EdgeColumns(
        {head[0]: head for head in read.heads()},
        read.rows(_SPELL, "spell"),
        {number for number, *_ in reports},
        {number: tuple(sorted(pairs)) for number, pairs in distinctions.items()},
        read.lists("relationship, spell, day, share", "share_step"),
        publishers,
        read.lists("relationship, name, value", "relationship_qualifier"),
        {row[:2]: row[2:] for row in reports},
        theirs,
        added,
        read.sources(),
    )


_SPELL = (
    "relationship, position, status, since, since_earliest, since_latest, until, until_earliest, "
    "until_latest, announced, doubted_from, doubted_until"
)


class Sources:
    """The addresses of the articles behind relationships; an article without one is told by its id."""

    def __init__(
        self, addresses: Sequence[str], whole: Mapping[int, Sequence[int]], own: Mapping[Place, Sequence[int]]
    ) -> None:
        self._addresses, self._whole, self._own = addresses, whole, own

    def behind(self, number: int, spell: int | None) -> list[str]:
        """Those behind a relationship, or behind one of its several spells, if any are."""
        places = (spell is not None and self._own.get((number, spell))) or self._whole.get(number, ())
        if len(places) == 1:
            return [self._addresses[places[0]]]
        return [self._addresses[place] for place in sorted(set(places))]


class _Reader:
    """Reads the rows of all relationships, or of some."""

    def __init__(self, tables: Tables, numbers: Collection[int] | None) -> None:
        self._tables = tables
        self._some = None if numbers is None else among(numbers)

    def rows(self, columns: str, table: str, key: str = "relationship") -> list[Any]:
        query = f"SELECT {columns} FROM {table}"
        if self._some is None:
            return self._tables.rows(query)
        return self._tables.rows(f"{query} WHERE {key} IN (SELECT value FROM json_each(?))", (self._some,))

    def lists(self, columns: str, table: str) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self.rows(columns, table):
            found[row[0]].append(row[1:])
        return found

    def heads(self) -> list[Head]:
        """With the words themselves, one for all that name it: whoever compares them compares numbers."""
        reports = "articles, first_reported, last_reported, undated"
        columns = f"number, {key_shown('key')}, subject, relation, object, {reports}"
        found = self.rows(columns, "relationship_row", "number")
        every = self._some is None
        word = dict(texts(self._tables, None if every else {n for row in found for n in row[2:5]}))
        return [
            (number, key, word[subject], word[relation], word[object], *told)
            for number, key, subject, relation, object, *told in found
        ]

    def sources(self) -> Sources:
        behind = "{} AS b JOIN claim_row AS c ON c.number = b.claim"
        pairs = self.rows("b.relationship, c.article", behind.format("relationship_claim"), "b.relationship")
        spells = self.rows(
            "b.relationship, b.spell, c.article", behind.format("spell_claim"), "b.relationship"
        )
        known = "SELECT number, iif(url = '', id, url) FROM article"
        if self._some is None:
            articles = self._tables.rows(f"{known} ORDER BY id")
        else:
            these = among({row[-1] for row in (*pairs, *spells)})
            known += " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY id"
            articles = self._tables.rows(known, (these,))
        place = {article: i for i, (article, _) in enumerate(articles)}
        whole: dict[int, list[int]] = defaultdict(list)
        own: dict[Place, list[int]] = defaultdict(list)
        for number, article in pairs:
            whole[number].append(place[article])
        for number, spell, article in spells:
            own[number, spell].append(place[article])
        return Sources([address for _, address in articles], whole, own)
