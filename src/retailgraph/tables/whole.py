"""Articles as values again, whole, as files say them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.dates import PartialDate, partial
from retailgraph.tables.articles import (
    Number,
    Qualifiers,
    Said,
    claims,
    figures,
    qualifiers,
    share,
    source,
    sources,
    stated,
)
from retailgraph.tables.entities import among
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Article, Claim, Figure


def articles(tables: Tables, only: Iterable[str] | None = None) -> Iterator[Article]:
    """Articles as files say them, but for lines and paths, by id; all, or those of these ids."""
    from retailgraph.articles import Article, Passage

    if only is None:
        heads = list(sources(tables).values())
    else:
        heads = [s for s in (source(tables, id) for id in only) if s]
    numbers = None if only is None else [s.number for s in heads]
    by_passage = _contents(tables, numbers)
    places: dict[int, list[Any]] = defaultdict(list)
    query = "SELECT article, position, says, quote, quote_start, quote_end FROM passage"
    if numbers is not None:
        query += " WHERE article IN (SELECT value FROM json_each(?))"
    for row in tables.each(query, () if numbers is None else (among(numbers),)):
        places[row[0]].append(row)
    for head in sorted(heads, key=lambda s: s.id):
        yield Article(
            id=head.id,
            title=head.title,
            url=head.url,
            publisher=head.publisher,
            published=_date(head.published),
            retrieved=_date(head.retrieved),
            copy_of=head.copy_of,
            language=head.language,
            note=head.note,
            text_hash=head.text_hash,
            passages=tuple(
                Passage(
                    position,
                    says,
                    quote,
                    *by_passage[article, position],
                    at=(start, end) if start is not None else None,
                )
                for article, position, says, quote, start, end in sorted(places[head.number])
            ),
        )


class _Contents(NamedTuple):
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()


def _contents(tables: Tables, articles: list[int] | None) -> dict[tuple[int, int], _Contents]:
    """Claims and figures by article and passage, in the order in which they came."""
    where, bound = "", ()
    if articles is not None:
        where, bound = "article IN (SELECT value FROM json_each(?))", (among(articles),)  # type: ignore[assignment]
    said = claims(tables, where, bound)
    numbers = None if articles is None else [s.number for s in said]
    added, places = qualifiers(tables, numbers), stated(tables, numbers)
    found: dict[tuple[int, int], tuple[list[Claim], list[Figure]]] = defaultdict(lambda: ([], []))
    for one in sorted(said, key=lambda s: abs(s.number)):
        claim = as_claim(one, added.get(one.number, ()))
        for position in places.get(one.number, ()):
            found[one.article, position][0].append(claim)
    wanted = None if articles is None else set(articles)
    numbered = [f for f in figures(tables) if wanted is None or f.article in wanted]
    places = stated(tables, None if wanted is None else [f.number for f in numbered], "figure")
    for figure in sorted(numbered, key=lambda f: abs(f.number)):
        for position in places.get(figure.number, ()):
            found[figure.article, position][1].append(_figure(figure))
    whole: dict[tuple[int, int], _Contents] = defaultdict(_Contents)
    whole.update((place, _Contents(tuple(c), tuple(f))) for place, (c, f) in found.items())
    return whole


def as_claim(said: Said, qualifiers: Qualifiers) -> Claim:
    """A claim as a file states it."""
    from retailgraph.articles import Claim

    return Claim(
        subject=said.subject,
        relation=said.relation,
        object=said.object,
        status=said.status,
        start=_date(said.start),
        end=_date(said.end),
        announced=_date(said.announced),
        share=share(said.share),
        confidence=said.confidence,
        qualifiers=qualifiers,
    )


def _figure(row: Number) -> Figure:
    from retailgraph.articles import Figure

    return Figure(
        entity=row.entity,
        measure=row.measure,
        value=row.value,
        below=row.below,
        above=row.above,
        between=(row.at_least, row.at_most) if row.at_least is not None and row.at_most is not None else None,
        unit=row.unit,
        market=row.market,
        on=_date(row.on),
        note=row.note,
    )


def _date(text: str) -> PartialDate | None:
    return partial(text) if text else None
