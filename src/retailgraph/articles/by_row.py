"""Keeping the good rows of a file that has bad ones, where the reader of a bundle is asked for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from retailgraph.articles.report import Report
from retailgraph.articles.values import Article, Entity


def keeps_some(report: Report, said: tuple[object, ...]) -> bool:
    """Whether something of a file with errors is kept: it goes by row, and was read to its end."""
    return report.by_row and not report.cut_short and bool(said)


def good_articles(articles: Iterable[Article], report: Report) -> Iterator[Article]:
    """The articles of a file without the claims of its bad rows; none of which nothing is left."""
    for article in articles:
        if article.id in report.refused:
            continue
        passages = [
            replace(passage, claims=tuple(c for c in passage.claims if c.line not in report.wrong_lines))
            for passage in article.passages
        ]
        kept = [passage for passage in passages if passage.claims]
        if kept:
            numbered = (replace(passage, position=n) for n, passage in enumerate(kept, start=1))
            yield replace(article, passages=tuple(numbered))


def good_entities(entities: Iterable[Entity], report: Report) -> Iterator[Entity]:
    """The entities of a file without those of its bad rows."""
    return (entity for entity in entities if entity.line not in report.wrong_lines)
