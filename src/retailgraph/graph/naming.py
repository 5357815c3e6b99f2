"""Which claims of a store name an entity, as files that describe it anew are checked against them."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.articles.retyping import Held
from retailgraph.tables import articles
from retailgraph.tables.store import Tables


def held(tables: Tables, name: str) -> Iterator[Held]:
    """The claims that name an entity, whatever as."""
    found = sorted({*articles.about(tables, name), *articles.with_value(tables, name)})
    sources = articles.sources(tables, (one.article for one in found)) if found else {}
    added = articles.qualifiers(tables, (one.number for one in found)) if found else {}
    for one in found:
        named = tuple(
            (q, value) for q, values in added.get(one.number, ()) for value in values if value == name
        )
        yield Held(sources[one.article].id, one.subject, one.relation, one.object, named)
