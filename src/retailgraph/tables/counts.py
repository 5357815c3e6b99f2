"""How much there is, and a little of everything at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from retailgraph.tables.conclusions import ALL_ABOUT
from retailgraph.tables.entities import among
from retailgraph.tables.groups import kept_in, key_shown
from retailgraph.tables.store import Tables
from retailgraph.tables.words import texts


def counts(tables: Tables) -> dict[str, int]:
    """How many articles, entities, claims and relationships there are."""
    kinds = {"articles": "article", "entities": "entity", "claims": "claim", "relationships": "relationship"}
    return {word: int(tables.value(f"SELECT count(*) FROM {kept_in(t)}")) for word, t in kinds.items()}


def per_relation(tables: Tables) -> dict[str, int]:
    """How many relationships there are of each relation."""
    return _per(tables, "relation")


def per_entity(tables: Tables, entity: str | None = None) -> dict[str, int]:
    """How many relationships have each entity at an end; of all, or of one."""
    counts: dict[str, int] = defaultdict(int)
    for side in ("subject", "object"):
        if entity is None:
            found = _per(tables, side)
        else:
            query = f"SELECT count(*) FROM relationship WHERE {side} = ?"
            found = {entity: int(tables.value(query, (entity,)))}
        for id, count in found.items():
            counts[id] += count
    return {id: count for id, count in counts.items() if count}


def _per(tables: Tables, column: str) -> dict[str, int]:
    # A look at the word of each row would cost more than counting.
    numbers = dict(tables.rows(f"SELECT {column}, count(*) FROM relationship_row GROUP BY {column}"))
    counts: dict[str, int] = defaultdict(int)
    for number, word in texts(tables, numbers):
        counts[word] += numbers[number]
    return counts


def ends(tables: Tables) -> Iterator[tuple[str, str]]:
    """Subject and object of every relationship."""
    return tables.each("SELECT subject, object FROM relationship")


def qualifier_values(tables: Tables, name: str) -> set[str]:
    """All values of a qualifier of relationships."""
    return {r[0] for r in tables.rows("SELECT value FROM relationship_qualifier WHERE name = ?", (name,))}


def addresses_behind(tables: Tables, numbers: Iterable[int] | None = None) -> Iterator[tuple[str, int, str]]:
    """The key of each relationship, of all or of these, with the address of each article behind it, in the
    order of the articles' ids; an article without an address is told by its id.

    Between them 0 for all of it, and of one of several spells its position, with the articles of that one.
    """
    some = "" if numbers is None else " WHERE {} IN (SELECT value FROM json_each(?))"
    bound = () if numbers is None else (among(numbers),)
    keyed = f"SELECT number, {key_shown('key')} FROM relationship_row"
    keys = dict(tables.rows(f"{keyed}{some.format('number')}", bound))
    pairs: list[tuple[int, int, int]] = []
    for query in (
        "SELECT DISTINCT b.relationship, 0, c.article FROM relationship_claim AS b",
        "SELECT DISTINCT b.relationship, b.spell, c.article FROM spell_claim AS b",
    ):
        of_these = some.format("b.relationship")
        pairs += tables.rows(f"{query} JOIN claim_row AS c ON c.number = b.claim{of_these}", bound)
    known = "SELECT number, iif(url = '', id, url) FROM article"
    if numbers is None:
        articles = tables.rows(f"{known} ORDER BY id")
    else:
        cited = among({article for *_, article in pairs})
        articles = tables.rows(
            f"{known} WHERE number IN (SELECT value FROM json_each(?)) ORDER BY id", (cited,)
        )
    addresses = [address for _, address in articles]
    place = {row[0]: i for i, row in enumerate(articles)}
    for number, spell, at in sorted((number, spell, place[article]) for number, spell, article in pairs):
        yield keys[number], spell, addresses[at]


def keys_about(tables: Tables, entity: str) -> set[str]:
    """The keys of the relationships in which an entity stands in any place."""
    query = f"SELECT key FROM relationship WHERE {ALL_ABOUT}"
    return {row[0] for row in tables.rows(query, {"given": entity})}
