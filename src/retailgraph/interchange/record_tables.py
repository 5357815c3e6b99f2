"""The graph as tables that say all: who there is, what is concluded, and who says so, with each column told.

One set of tables for every kind of file that can hold several (folders of CSV and Parquet, SQLite, DuckDB,
workbooks). What is concluded stands there for who reads it; read back is only what was said, from which the
same is concluded again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retailgraph.interchange import record_rows as rows
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.record_rows import Rows

TEXT, WHOLE, NUMBER = "text", "integer", "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the kind of its values (text, integer, number), and what it says."""

    name: str
    meaning: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table, what a row of it is, and the rows; ``said`` is told of what is read back."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[Outgoing], Rows]
    said: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)


def _columns(text: str) -> tuple[Column, ...]:
    """Columns as lines: name, a kind in brackets where it is not text, and what it says."""
    found = []
    for line in text.strip().splitlines():
        name, _, meaning = line.strip().partition(": ")
        name, _, kind = name.partition(" ")
        found.append(Column(name, meaning, kind.strip("()") or TEXT))
    return tuple(found)


RECORD_TABLES: tuple[RecordTable, ...] = (
    RecordTable("nodes", "who or what articles talk about", _columns("""
        id: the id of the entity
        name: its current name
        type: its first type
        types: all its types
        country: ISO 3166 code
        website: its address
        about: who or what it is, in a sentence
        identifiers: those of other registers, each as scheme:value
        """), rows.nodes),
    RecordTable("names", "another name of an entity", _columns("""
        entity: its id
        kind: alias, name (in a language), or former
        position (integer): order within entity and kind
        text: the name
        language: BCP 47 tag of a name in a language
        start: from when a former name was borne
        until: until when
        source: the article that says so
        """), rows.names),
    RecordTable("identifiers", "an identifier of another register", _columns("""
        entity: the id of the entity
        scheme: wikidata, lei, isin, ticker
        value: the identifier
        """), rows.identifiers),
    RecordTable("relationships", "one spell of what is concluded: a stretch of a state, or an attempt at a deal", _columns("""
        relationship: key of the relationship
        spell (integer): position of the spell, from 1
        subject: id
        subject_name: its current name
        relation: a word of the ontology
        object: id
        object_name: its current name
        status: inForce, ended, announced, rumoured, denied; of a deal how far it came
        holds: yes, no or unknown on the day of the file; empty for deals and events
        stale: yes if nobody has confirmed it for longer than its relation allows
        last_confirmed: month of the last report of what is stale
        since: when it began or closed, as stated
        until: the first day on which it no longer holds, as stated
        share: percent on the day
        scope: of which part
        market: where
        role: of a person
        under: the initiative or alliance
        through: by which holding
        with: who does it together with the subject
        seller: who sold
        into: what came of it
        brand: which brand
        price: amount and currency
        announced: when it was announced
        doubted_from: first day on which reports contradict each other about it
        doubted_until: the day that ends
        articles: how many articles support it
        first_reported: day
        last_reported: day
        undated: yes if only articles without a date report it, and those days are of reading
        sources: addresses of the articles
        since_earliest: first day on which it may have begun
        since_latest: last such day
        until_earliest: first day on which it may have ended
        until_latest: last such day
        shares: every share with the day from which it was held
        publishers: who reported it
        unreported: yes if it may hold although nobody had reported it by then
        """), rows.relationships, said=False),
    RecordTable("conflicts", "reports that cannot all be right", _columns("""
        conflict: its key
        kind: what they disagree on
        text: what each side says
        relationships: the keys of those it is about
        """), rows.conflicts, said=False),
    RecordTable("articles", "a source", _columns("""
        id: the id of the article
        title: its title
        url: its address
        publisher: who published it
        published: when; a year, a month or a day
        retrieved: when it was read
        language: BCP 47 tag
        copy_of: the article that it repeats
        note: on all that it says
        text_hash: SHA-256 of the text in which offsets of quotes count
        """), rows.articles),
    RecordTable("passages", "one place of an article", _columns("""
        article: its id
        position (integer): from 1
        says: in our words
        quote: in its own words
        quote_start (integer): offset of the quote in the text
        quote_end (integer): where it ends
        """), rows.passages),
    RecordTable("claims", "what one article says", _columns("""
        article: its id
        claim: key of the claim within the article
        subject: id
        relation: a word of the ontology
        object: id
        status: what the article says of it
        from_date: since when; a year, a month or a day
        to_date: the first day on which it no longer holds
        announced: when it was announced
        share: percent, or a range of percents
        confidence (number): 0 to 1, of the entry
        passages: positions of the passages that say so
        """), rows.claims),
    RecordTable("qualifiers", "what a claim adds", _columns("""
        article: id of the article
        claim: key of the claim
        name: scope, market, role, seller, ...
        value: a text, or the id of an entity
        is_entity (integer): 1 if the value is an id
        """), rows.qualifiers),
    RecordTable("figures", "a number that an article states", _columns("""
        article: its id
        figure: key of the figure within the article
        entity: id
        measure: a word of the ontology
        value (number): the number
        below (number): it is less
        above (number): it is more
        at_least (number): between this
        at_most (number): and this
        unit: of what
        market: where
        on_date: of when
        note: what else is said
        passages: positions of the passages that say so
        """), rows.figures),
)  # fmt: skip
BY_NAME = {table.name: table for table in RECORD_TABLES}
