"""How much there is, and a little of everything at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from retailgraph.tables.conclusions import ALL_ABOUT
from retailgraph.tables.entities import among
from retailgraph.tables.store import Tables


def counts(tables: Tables) -> dict[str, int]:
    """How many articles, entities, claims and relationships there are."""
    kinds = {"articles": "article", "entities": "entity", "claims": "claim", "relationships": "relationship"}
    return {word: int(tables.value(f"SELECT count(*) FROM {table}")) for word, table in kinds.items()}


def per_relation(tables: Tables) -> dict[str, int]:
    """How many relationships there are of each relation."""
    return dict(tables.rows("SELECT relation, count(*) FROM relationship GROUP BY relation"))


def per_entity(tables: Tables, entity: str | None = None) -> dict[str, int]:
    """How many relationships have each entity at an end; of all, or of one."""
    counts: dict[str, int] = defaultdict(int)
    for side in ("subject", "object"):
        query = f"SELECT {side}, count(*) FROM relationship"
        if entity is None:
            rows = tables.rows(f"{query} GROUP BY {side}")
        else:
            rows = tables.rows(f"{query} WHERE {side} = ? GROUP BY {side}", (entity,))
        for id, count in rows:
            counts[id] += count
    return counts


def ends(tables: Tables) -> Iterator[tuple[str, str]]:
    """Subject and object of every relationship."""
    return tables.each("SELECT subject, object FROM relationship")


def qualifier_values(tables: Tables, name: str) -> set[str]:
    """All values of a qualifier of relationships."""
    return {r[0] for r in tables.rows("SELECT value FROM relationship_qualifier WHERE name = ?", (name,))}


def articles_behind(tables: Tables) -> Iterator[tuple[str, int]]:
    """The key of each relationship with the number of each article behind it, perhaps repeated."""
    keys = dict(tables.rows("SELECT number, key FROM relationship"))
    articles = dict(tables.rows("SELECT number, article FROM claim"))
    for relationship, claim in tables.each("SELECT relationship, claim FROM relationship_claim"):
        yield keys[relationship], articles[claim]


_ADDRESSES = """SELECT DISTINCT r.key, iif(a.url = '', a.id, a.url), a.id
  FROM relationship_claim AS b
  JOIN relationship AS r ON r.number = b.relationship
  JOIN claim AS c ON c.number = b.claim
  JOIN article AS a ON a.number = c.article
  WHERE b.relationship IN (SELECT value FROM json_each(?)) ORDER BY a.id"""


def addresses_behind(tables: Tables, numbers: Iterable[int]) -> Iterator[tuple[str, str]]:
    """The key of each of these relationships with the address of each article behind it, by the article's id;
    an article without an address is told by its id."""
    for key, address, _ in tables.each(_ADDRESSES, (among(numbers),)):
        yield key, address


def keys_about(tables: Tables, entity: str) -> set[str]:
    """The keys of the relationships in which an entity stands in any place."""
    query = f"SELECT key FROM relationship WHERE {ALL_ABOUT}"
    return {row[0] for row in tables.rows(query, {"given": entity})}
