"""Says who: the passages behind a relationship, and the figures that articles state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from retailgraph.graph import Graph
from retailgraph.lookup.names import label_of
from retailgraph.lookup.rows import Plain
from retailgraph.tables import articles
from retailgraph.tables.articles import Number, Qualifiers, Said, Source


class CitedPassage(Plain):
    """One passage behind a relationship: what it says, and who published it when and where."""

    article: str
    title: str
    publisher: str
    published: str
    url: str
    says: tuple[str, ...]
    subject: str
    relation: str
    object: str
    status: str
    since: str = ""
    until: str = ""
    announced: str = ""
    qualifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    copy_of: str = ""
    note: str = ""
    confidence: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; qualifiers as a dictionary."""
        return Plain.to_dict(self) | {"qualifiers": {n: list(v) for n, v in self.qualifiers}}


class FigureRow(Plain):
    """A number that an article states about an entity."""

    entity: str
    id: str
    measure: str
    words: str
    value: str
    unit: str
    market: str
    on: str
    article: str
    publisher: str
    published: str
    url: str
    note: str = ""
    says: tuple[str, ...] = ()


def evidence_of(graph: Graph, key: str) -> tuple[CitedPassage, ...]:
    """The claims behind a relationship with their passages, the earliest publication first."""
    return _evidence(graph, articles.claims_behind(graph.tables, key))


def evidence_of_claims(graph: Graph, claims: Iterable[str]) -> tuple[CitedPassage, ...]:
    """The same of claims by their names, such as those of one side of a conflict."""
    return _evidence(graph, articles.claims_named(graph.tables, claims))


def _evidence(graph: Graph, said: Sequence[Said]) -> tuple[CitedPassage, ...]:
    tables, numbers = graph.tables, [one.number for one in said]
    sources = articles.sources(tables, {one.article for one in said})
    added, places = articles.qualifiers(tables, numbers), articles.stated(tables, numbers)
    words = articles.passages(tables, sources)
    found = [
        _one(
            claim,
            sources[claim.article],
            added.get(claim.number, ()),
            [words[claim.article, position] for position in places.get(claim.number, ())],
        )
        for claim in sorted(said, key=lambda one: (sources[one.article].id, one.key))
    ]
    return tuple(sorted(found, key=lambda e: (e.published or "9999", e.article)))


def _one(claim: Said, source: Source, added: Qualifiers, passages: Iterable[tuple[str, str]]) -> CitedPassage:
    note = next((values[0] for name, values in added if name == "note"), "")
    share = (("share", (claim.share,)),) if claim.share else ()
    return CitedPassage(
        article=source.id,
        title=source.title,
        publisher=source.publisher,
        published=source.published,
        url=source.url,
        says=tuple(quote or says for says, quote in passages if quote or says),
        subject=claim.subject,
        relation=claim.relation,
        object=claim.object,
        status=claim.status,
        since=claim.start,
        until=claim.end,
        announced=claim.announced,
        qualifiers=tuple(sorted((*(pair for pair in added if pair[0] != "note"), *share))),
        copy_of=source.copy_of,
        note=note or source.note,
        confidence=claim.confidence,
    )


def figures_of(graph: Graph, name: str, measure: str = "") -> tuple[FigureRow, ...]:
    """The figures that articles state about an entity, of one measure or of all, the latest first."""
    known = articles.figures(graph.tables, name)
    sources = articles.sources(graph.tables, {figure.article for figure in known}) if known else {}
    label = label_of(graph, name)
    ordered = sorted(known, key=lambda f: (sources[f.article].id, f.key))
    found = [_figure(graph, label, figure, sources[figure.article]) for figure in ordered]
    chosen = [f for f in found if not measure or f.measure == measure]
    return tuple(sorted(chosen, key=lambda f: (f.measure, _later_first(f.on or f.published), f.article)))


def _later_first(when: str) -> tuple[int, ...]:
    return tuple(-ord(c) for c in when.ljust(10))


def _figure(graph: Graph, label: str, figure: Number, source: Source) -> FigureRow:
    return FigureRow(
        entity=label,
        id=figure.entity,
        measure=figure.measure,
        words=graph.ontology.measures[figure.measure].label,
        value=_value(figure),
        unit=figure.unit,
        market=market_words(graph, figure.market),
        on=figure.on,
        article=source.id,
        publisher=source.publisher,
        published=source.published,
        url=source.url,
        note=figure.note,
    )


def market_words(graph: Graph, market: str) -> str:
    """A market as people read it: a country code or region as written, a Market entity by its name."""
    return label_of(graph, market) if market[:1].islower() else market


def _value(figure: Number) -> str:
    """A value as people read it: "under 20", "over 750,000,000", "65 to 70"."""
    if figure.at_least is not None and figure.at_most is not None:
        return f"{_grouped(figure.at_least)} to {_grouped(figure.at_most)}"
    for value, words in ((figure.value, ""), (figure.below, "under "), (figure.above, "over ")):
        if value is not None:
            return words + _grouped(value)
    return ""


def _grouped(number: float) -> str:
    text = f"{number:.15g}"
    whole, _, part = (text if "e" not in text else f"{number:.9f}").partition(".")
    return f"{int(whole):,}" + (f".{part}" if part.strip("0") else "")
