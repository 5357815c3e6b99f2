"""How columns are written as facts: a column that nothing is said of here is its word in camel case, as text.

So what a table gets later is in the RDF without a line of code, unless it is to look otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from retailgraph.ontology import ARTICLE, ENTITY, RELATIONSHIP, RG, SKOS
from retailgraph.rdf.terms import (
    COMMENT,
    DCTERMS,
    LABEL,
    SCHEMA,
    SUBJECT,
    TRUE,
    day,
    integer,
    iri,
    number,
    text,
)

Form: TypeAlias = Callable[[Any], str]
Written: TypeAlias = tuple[str, Form] | None


def _named(base: str) -> Form:
    return lambda value: iri(base, value)


def _address(value: str) -> str:
    return f"<{value}>"


@cache
def word(column: str) -> str:
    """The term of a column: ``until_rule`` is ``rg:untilRule``."""
    first, *rest = column.split("_")
    return iri(RG, first + "".join(part.capitalize() for part in rest))


_URL: Written = (iri(SCHEMA, "url"), _address)
WRITTEN: Mapping[str, Mapping[str, Written]] = {
    "entity": {
        "id": None,
        "name": (LABEL, text),
        "website": _URL,
        "about": (COMMENT, text),
    },
    "article": {
        **dict.fromkeys(("number", "id", "published_earliest", "published_latest")),
        "title": (iri(DCTERMS, "title"), text),
        "publisher": (iri(DCTERMS, "publisher"), text),
        "language": (iri(DCTERMS, "language"), text),
        "url": _URL,
        "copy_of": (iri(RG, "copyOf"), _named(ARTICLE)),
    },
    "passage": {
        **dict.fromkeys(("article", "position")),
        "quote_start": (iri(RG, "quoteStart"), integer),
        "quote_end": (iri(RG, "quoteEnd"), integer),
    },
    "claim": {
        **dict.fromkeys(("number", "article", "key", "subject", "relation", "object", "status")),
        "from_date": (iri(RG, "from"), text),
        "to_date": (iri(RG, "to"), text),
        "confidence": (iri(RG, "confidence"), number),
    },
    "figure": {
        **dict.fromkeys(("number", "article", "key")),
        "entity": (SUBJECT, _named(ENTITY)),
        "measure": (iri(RG, "measure"), _named(RG)),
        **{name: (word(name), number) for name in ("value", "below", "above", "at_least", "at_most")},
        "on_date": (iri(RG, "on"), text),
    },
    "relationship": {
        **dict.fromkeys(("number", "key", "subject", "relation", "object", "articles")),
        "first_reported": (iri(RG, "firstReported"), day),
        "last_reported": (iri(RG, "lastReported"), day),
        "undated": (iri(RG, "undated"), lambda _: TRUE),
    },
    "spell": {
        **dict.fromkeys(("relationship", "position", "status")),
        **{
            name: (word(name), day)
            for name in (
                *("since_earliest", "since_latest", "until_earliest", "until_latest"),
                *("doubted_from", "doubted_until"),
            )
        },
        "since_deal": (iri(RG, "sinceDeal"), _named(RELATIONSHIP)),
        "until_deal": (iri(RG, "untilDeal"), _named(RELATIONSHIP)),
        "doubt_deal": (iri(RG, "doubtDeal"), _named(RELATIONSHIP)),
    },
    "conflict": {**dict.fromkeys(("number", "key")), "text": (COMMENT, text)},
    "conflict_side": {
        **dict.fromkeys(("conflict", "position")),
        "says": (COMMENT, text),
        "about": (iri(RG, "of"), _named(RELATIONSHIP)),
    },
}
"""By table and column the term and the form of the value; None for what is said in another way."""
IDENTIFIERS: Mapping[str, tuple[str, Form]] = {
    "wikidata": (iri(SKOS, "exactMatch"), _named("http://www.wikidata.org/entity/")),
    "lei": (iri(SCHEMA, "leiCode"), text),
}
"""Of registers that have a term of their own; those of others are rg:SCHEME."""


def written(table: str, row: Mapping[str, Any]) -> Iterator[str]:
    """What a row says, as ``predicate object``; nothing of columns that hold nothing."""
    known = WRITTEN[table]
    for column, value in row.items():
        if value is None or value == "":
            continue
        said = known[column] if column in known else (word(column), text)
        if said is not None:
            yield f"{said[0]} {said[1](value)}"
