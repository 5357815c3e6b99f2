"""Claims of the store as reports: what concluding a part of the graph again starts from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from retailgraph.conclusion import Report
from retailgraph.dates import partial
from retailgraph.graph import reading
from retailgraph.ontology import ARTICLE, CLAIM, ENTITY, PREFIXES, RDF, RG, STATUS
from retailgraph.relationships import span

if TYPE_CHECKING:
    from retailgraph.articles import Share


def reports_about(
    store: ox.Store, objects: Iterable[str], today: date, either_side: Collection[str] = ()
) -> list[Report]:
    """All claims about these objects, of every article, as reports.

    Claims of the relations ``either_side`` are found by their subject too.
    """
    found: dict[str, Report] = {}
    dated: _Dated = {}
    for object in objects:
        entity = ox.NamedNode(ENTITY + object)
        for side in (reading.OBJECT, reading.SUBJECT):
            for quad in reading.match(store, None, side, entity, None):
                if not quad.graph_name.value.startswith(ARTICLE) or quad.subject.value in found:
                    continue
                facts = reading.facts_of(store, quad.subject, quad.graph_name)
                relation = facts[RDF + "predicate"][0].value[len(RG) :] if RDF + "predicate" in facts else ""
                if relation and (side is reading.OBJECT or relation in either_side):
                    found[quad.subject.value] = _report(store, quad, facts, dated, today)
    return list(found.values())


def all_reports(store: ox.Store, today: date) -> list[Report]:
    """All claims of every article, as reports."""
    dated: _Dated = {}
    claims = [
        q
        for q in reading.match(store, None, reading.PREDICATE, None, None)
        if q.graph_name.value.startswith(ARTICLE)
    ]
    return [_report(store, q, reading.facts_of(store, q.subject, q.graph_name), dated, today) for q in claims]


_Dated: TypeAlias = dict[str, tuple[date, date, str]]
"""By article: the first and the latest day of its publication, and its publisher."""
_OWN_FIELDS = frozenset(
    RG + n for n in ("status", "from", "to", "announced", "share", "confidence", "inArticle", "statedIn")
)


def _report(
    store: ox.Store,
    quad: Any,
    facts: dict[str, list[Any]],
    dated: _Dated,
    today: date,
) -> Report:
    graph = quad.graph_name.value
    if graph not in dated:
        dated[graph] = (*_dates(store, quad.graph_name, today), _publisher(store, quad.graph_name))
    not_before, when, publisher = dated[graph]
    start, end, announced = (reading.one(facts, n) for n in ("from", "to", "announced"))
    return Report(
        claim=quad.subject.value[len(CLAIM) :],
        article=graph[len(ARTICLE) :],
        publisher=publisher,
        published=when,
        not_before=not_before,
        subject=facts[RDF + "subject"][0].value[len(ENTITY) :],
        relation=facts[RDF + "predicate"][0].value[len(RG) :],
        object=facts[RDF + "object"][0].value[len(ENTITY) :],
        status=reading.one(facts, "status")[len(STATUS) :],
        start=span(partial(start)) if start else None,
        end=span(partial(end)) if end else None,
        announced=partial(announced) if announced else None,
        share=_share(reading.one(facts, "share")),
        confidence=float(reading.one(facts, "confidence") or 1),
        qualifiers=tuple(
            sorted(
                (p[len(RG) :], tuple(sorted(reading.plain(v) for v in values)))
                for p, values in facts.items()
                if p.startswith(RG) and p not in _OWN_FIELDS
            )
        ),
    )


def _share(text: str) -> Share | None:
    if not text:
        return None
    from retailgraph.articles import parse_share

    return parse_share(text)


def published(store: ox.Store, article: Any, today: date) -> date:
    """The latest day on which an article may have been published, or was read; ``today`` if none is known."""
    facts = reading.facts_of(store, article, article)
    latest = reading.one(facts, "publishedLatest")
    if latest:
        return min(date.fromisoformat(latest), today)
    retrieved = reading.one(facts, "retrieved")
    return min(partial(retrieved).latest, today) if retrieved else today


def _dates(store: ox.Store, article: Any, today: date) -> tuple[date, date]:
    """The first and the latest day on which an article may have been published."""
    first = reading.one(reading.facts_of(store, article, article), "publishedEarliest")
    not_before = min(date.fromisoformat(first), today) if first else date.min
    return not_before, published(store, article, today)


def _publisher(store: ox.Store, article: Any) -> str:
    return stands_behind(store, origin(article.value[len(ARTICLE) :], lambda name: _copied(store, name)))


def stands_behind(store: ox.Store, article: str) -> str:
    """The publisher of an article that is no copy, or its id where none is named."""
    node = ox.NamedNode(ARTICLE + article)
    named = reading.facts_of(store, node, node).get(PREFIXES["dcterms"] + "publisher")
    return str(named[0].value) if named else article


def _copied(store: ox.Store, name: str) -> str | None:
    article = ox.NamedNode(ARTICLE + name)
    facts = reading.facts_of(store, article, article)
    return reading.one(facts, "copyOf")[len(ARTICLE) :] if facts else None


def origin(article: str, copied: Callable[[str], str | None]) -> str:
    """Where a chain of copies begins, as far as its articles are there; copies that copy each other end it.

    A copy adds no support of its own: it counts for the publisher of what it repeats. ``copied`` gives what
    an article repeats, empty if it is no copy, and None where there is no such article.
    """
    chain = [article]
    while (before := copied(chain[-1])) and before not in chain and copied(before) is not None:
        chain.append(before)
    return chain[-1]


def claims_in(store: ox.Store, article: str) -> Iterator[tuple[str, str, str]]:
    """(subject, relation, object) of every claim that the store holds of an article."""
    graph = ox.NamedNode(ARTICLE + article)
    for quad in reading.match(store, None, reading.PREDICATE, None, graph):
        found = said(store, quad.subject, graph)
        if found:
            yield found


def said(store: ox.Store, claim: Any, graph: Any) -> tuple[str, str, str] | None:
    """(subject, relation, object) of a claim; None for what is no claim, such as a figure."""
    facts = reading.facts_of(store, claim, graph)
    if RDF + "predicate" not in facts:
        return None
    subject, relation, object = (facts[RDF + n][0].value for n in ("subject", "predicate", "object"))
    return subject[len(ENTITY) :], relation[len(RG) :], object[len(ENTITY) :]
