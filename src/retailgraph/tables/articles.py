"""Articles, claims, figures and passages as their rows have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.conclusion.complete_lists import ListKey, list_key
from retailgraph.dates import partial
from retailgraph.tables.entities import among
from retailgraph.tables.groups import key_number
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Share

_HEAD = (
    "number, id, title, language, url, publisher, ifnull(published, ''), ifnull(published_earliest, ''), "
    "ifnull(published_latest, ''), ifnull(retrieved, ''), copy_of, note, text_hash"
)
_CLAIM = (
    "number, article, key, subject, relation, object, status, ifnull(from_date, ''), ifnull(to_date, ''), "
    "ifnull(announced, ''), share, confidence"
)
_FIGURE = (
    "number, article, key, entity, measure, value, below, above, at_least, at_most, unit, market, "
    "ifnull(on_date, ''), note"
)
Qualifiers = tuple[tuple[str, tuple[str, ...]], ...]


class Source(NamedTuple):
    """An article but for what it says; texts and dates as stated, empty where there are none."""

    number: int
    id: str
    title: str
    language: str
    url: str
    publisher: str
    published: str
    published_earliest: str
    published_latest: str
    retrieved: str
    copy_of: str
    note: str
    text_hash: str

    def counts_from(self, today: date) -> date:
        """The latest day on which it may have been published; nothing is published after it was read.

        ``today`` if neither is known, and for what lies ahead.
        """
        latest = [date.fromisoformat(self.published_latest)] if self.published_latest else []
        read = [partial(self.retrieved).latest] if self.retrieved else []
        return min([*latest, *read, today])


class Said(NamedTuple):
    """One claim as its row has it."""

    number: int
    article: int
    key: str
    subject: str
    relation: str
    object: str
    status: str
    start: str
    end: str
    announced: str
    share: str
    confidence: float


class Number(NamedTuple):
    """One figure as its row has it."""

    number: int
    article: int
    key: str
    entity: str
    measure: str
    value: float | None
    below: float | None
    above: float | None
    at_least: float | None
    at_most: float | None
    unit: str
    market: str
    on: str
    note: str


# --- rows ---------------------------------------------------------------------------------------------------


def source(tables: Tables, id: str) -> Source | None:
    """The article of an id; None if there is none."""
    row = tables.one(f"SELECT {_HEAD} FROM article WHERE id = ?", (id,))
    return Source(*row) if row else None


def sources(tables: Tables, numbers: Iterable[int] | None = None) -> dict[int, Source]:
    """The articles of these numbers, or all, by number."""
    if numbers is None:
        return {row[0]: Source(*row) for row in tables.each(f"SELECT {_HEAD} FROM article")}
    some = f"SELECT {_HEAD} FROM article WHERE number IN (SELECT value FROM json_each(?))"
    return {row[0]: Source(*row) for row in tables.each(some, (among(set(numbers)),))}


def published_after(tables: Tables, day: date) -> list[Source]:
    """The articles that may be published, and were not read before, after a day."""
    late = f"SELECT {_HEAD} FROM article WHERE published_latest > ? OR published_latest IS NULL"
    found = (Source(*row) for row in tables.each(late, (day.isoformat(),)))
    return [source for source in found if source.counts_from(date.max) > day]


def copies(tables: Tables, originals: Iterable[str]) -> list[str]:
    """The ids of the articles that repeat one of these."""
    some = "SELECT id FROM article WHERE copy_of <> '' AND copy_of IN (SELECT value FROM json_each(?))"
    return [row[0] for row in tables.rows(some, (among(originals),))]


def ids(tables: Tables) -> list[str]:
    """The ids of all articles, sorted."""
    return [row[0] for row in tables.rows("SELECT id FROM article ORDER BY id")]


def last_number(tables: Tables) -> int:
    """The greatest number of an article of the store itself; 0 if it has none."""
    return max(0, int(tables.value("SELECT ifnull(max(number), 0) FROM main.article")))


def numbered_from(tables: Tables, first: int) -> list[tuple[str, int]]:
    """The ids and numbers of the articles of the store itself from a number on."""
    return tables.rows("SELECT id, number FROM main.article WHERE number >= ? ORDER BY number", (first,))


def count_claims(tables: Tables, articles: Iterable[str]) -> int:
    """How many claims the articles of these ids make."""
    query = """SELECT count(*) FROM claim_row WHERE article IN (
  SELECT number FROM article WHERE id IN (SELECT value FROM json_each(?)))"""
    return int(tables.value(query, (among(articles),)))


def claims(tables: Tables, where: str = "", values: Iterable[Any] = ()) -> list[Said]:
    """Claims; ``where`` is a condition of this package that binds ``values``."""
    wanted = f" WHERE {where}" if where else ""
    return [Said(*row) for row in tables.rows(f"SELECT {_CLAIM} FROM claim{wanted}", values)]


def claims_in(tables: Tables, article: str) -> list[Said]:
    """The claims of an article."""
    known = source(tables, article)
    return claims(tables, "article = ?", (known.number,)) if known else []


def claims_numbered(tables: Tables, numbers: Iterable[int]) -> list[Said]:
    """The claims of these numbers."""
    return claims(tables, "number IN (SELECT value FROM json_each(?))", (among(numbers),))


def claims_behind(tables: Tables, relationship: str) -> list[Said]:
    """The claims that the relationship of a key was concluded from."""
    query = """SELECT claim FROM relationship_claim
  WHERE relationship IN (SELECT number FROM relationship_row WHERE key = ?)"""
    return claims_numbered(tables, (row[0] for row in tables.rows(query, (key_number(relationship),))))


def claims_of_spells(tables: Tables, relationship: str) -> dict[int, set[int]]:
    """The numbers of the claims behind each of several spells of a relationship, by position."""
    query = """SELECT spell, claim FROM spell_claim
  WHERE relationship IN (SELECT number FROM relationship_row WHERE key = ?)"""
    found: dict[int, set[int]] = {}
    for spell, claim in tables.rows(query, (key_number(relationship),)):
        found.setdefault(spell, set()).add(claim)
    return found


def claims_named(tables: Tables, names: Iterable[str]) -> list[Said]:
    """The claims of these names (article/key)."""
    where = "key = ? AND article IN (SELECT number FROM article WHERE id = ?)"
    pairs = (name.rpartition("/") for name in names)
    return [said for article, _, key in pairs for said in claims(tables, where, (key, article))]


def with_url(tables: Tables, url: str) -> list[str]:
    """The ids of the articles at an address, sorted."""
    return [
        r[0] for r in tables.rows("SELECT id FROM article WHERE url = ? AND url <> '' ORDER BY id", (url,))
    ]


def with_title(tables: Tables, title: str, publisher: str) -> list[str]:
    """The ids of the articles of a title and publisher, sorted."""
    query = "SELECT id FROM article WHERE title = ? AND publisher = ? ORDER BY id"
    return [row[0] for row in tables.rows(query, (title, publisher))]


def claim_counts(tables: Tables) -> dict[int, int]:
    """How many claims each article makes, by number."""
    return dict(tables.rows("SELECT article, count(*) FROM claim_row GROUP BY article"))


def mentions(tables: Tables, entity: str) -> dict[int, int]:
    """How many claims and figures of each article name an entity, whatever as; by number of the article."""
    found = {("claim", said.number): said.article for said in about(tables, entity)}
    found.update((("figure", f.number), f.article) for f in figures(tables, entity))
    counts: dict[int, int] = defaultdict(int)
    for article in found.values():
        counts[article] += 1
    return counts


def about(tables: Tables, entity: str) -> list[Said]:
    """The claims that name an entity, as subject, object or qualifier; sorted, each once."""
    found = [*claims(tables, "subject = ?", (entity,)), *claims(tables, "object = ?", (entity,))]
    named = tables.rows("SELECT claim FROM claim_qualifier WHERE value = ? AND is_entity = 1", (entity,))
    return sorted({*found, *claims_numbered(tables, (row[0] for row in named))})


def with_value(tables: Tables, value: str) -> list[Said]:
    """The claims with a qualifier of this value, be it an id or a text; looked for in all of them."""
    named = tables.rows("SELECT claim FROM claim_qualifier WHERE value = ?", (value,))
    return claims_numbered(tables, (row[0] for row in named))


def complete(tables: Tables) -> dict[int, tuple[Said, str]]:
    """The claims of lists that are said to be complete, by number, each with the side that is listed."""
    found = dict(tables.rows("SELECT claim, value FROM claim_qualifier WHERE name = 'complete'"))
    return {s.number: (s, found[s.number]) for s in claims_numbered(tables, found)} if found else {}


def list_of(said: Said, side: str) -> ListKey:
    """The complete list in which a claim stands."""
    return list_key(said.relation, side, said.subject, said.object)


def claims_of(tables: Tables, subjects: Collection[str], relations: Collection[str]) -> list[Said]:
    """The claims of these relations of which one of these is the subject."""
    return claims(tables, _OF_SIDE.format("subject"), (among(subjects), among(relations)))


def claims_about(tables: Tables, names: Collection[str], relations: Collection[str]) -> list[Said]:
    """The claims of these relations that have one of these at an end, each once."""
    bound = (among(names), among(relations))
    found = {said for side in ("subject", "object") for said in claims(tables, _OF_SIDE.format(side), bound)}
    return sorted(found)


_OF_SIDE = """{} IN (SELECT value FROM json_each(?)) AND relation IN (SELECT value FROM json_each(?))"""


def naming(tables: Tables, entities: Collection[str], qualifiers: Collection[str]) -> list[Said]:
    """The claims that name one of these entities as one of these qualifiers."""
    found = tables.rows(
        "SELECT claim FROM claim_qualifier WHERE value IN (SELECT value FROM json_each(?)) "
        "AND is_entity = 1 AND name IN (SELECT value FROM json_each(?))",
        (among(entities), among(qualifiers)),
    )
    return claims_numbered(tables, {row[0] for row in found}) if found else []


def qualifiers(tables: Tables, claims: Iterable[int] | None = None) -> dict[int, Qualifiers]:
    """The qualifiers of these claims, or of all, by number: sorted, as values have them."""
    query = "SELECT claim, name, value FROM claim_qualifier"
    if claims is not None:
        query += " WHERE claim IN (SELECT value FROM json_each(?))"
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for claim, name, value in tables.each(query, () if claims is None else (among(claims),)):
        found[claim][name].append(value)
    return {
        claim: tuple((name, tuple(sorted(values))) for name, values in sorted(known.items()))
        for claim, known in found.items()
    }


def passages(tables: Tables, articles: Iterable[int] | None = None) -> dict[tuple[int, int], tuple[str, str]]:
    """What passages say and quote, by article and position; of these articles, or of all."""
    query = "SELECT article, position, says, quote FROM passage"
    if articles is not None:
        query += " WHERE article IN (SELECT value FROM json_each(?))"
    rows = tables.each(query, () if articles is None else (among(set(articles)),))
    return {(article, position): (says, quote) for article, position, says, quote in rows}


def stated(tables: Tables, claims: Iterable[int] | None = None, of: str = "claim") -> dict[int, list[int]]:
    """The positions of the passages that state each claim (or ``figure``), sorted."""
    query = f"SELECT {of}, passage FROM {of}_passage"
    if claims is not None:
        query += f" WHERE {of} IN (SELECT value FROM json_each(?))"
    found: dict[int, list[int]] = defaultdict(list)
    for number, position in tables.each(query, () if claims is None else (among(claims),)):
        found[number].append(position)
    return {number: sorted(known) for number, known in found.items()}


def figures(tables: Tables, entity: str | None = None) -> list[Number]:
    """The figures about an entity, or all."""
    wanted = " WHERE entity = ?" if entity is not None else ""
    rows = tables.rows(f"SELECT {_FIGURE} FROM figure{wanted}", (entity,) if entity is not None else ())
    return [Number(*row) for row in rows]


def share(text: str) -> Share | None:
    """The share that a text states; None for an empty one."""
    if not text:
        return None
    from retailgraph.articles import parse_share

    return parse_share(text)


def origin(article: str, copied: Callable[[str], str | None]) -> str:
    """Where a chain of copies begins, as far as its articles are there; copies that copy each other end it.

    A copy adds no support of its own: it counts for the publisher of what it repeats. ``copied`` gives what
    an article repeats, empty if it is no copy, and None where there is no such article.
    """
    chain = [article]
    while (before := copied(chain[-1])) and before not in chain and copied(before) is not None:
        chain.append(before)
    return chain[-1]
