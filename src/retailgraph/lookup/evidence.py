"""Says who: the passages behind a relationship, and the figures that articles state."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from retailgraph.graph import Graph, reading
from retailgraph.lookup.names import label_of
from retailgraph.lookup.rows import Plain
from retailgraph.ontology import ARTICLE, ENTITY, PREFIXES, RDF, RELATIONSHIP, RG, STATUS

_DCTERMS, _URL = PREFIXES["dcterms"], PREFIXES["schema"] + "url"
_HIDDEN = frozenset(
    {"status", "from", "to", "announced", "confidence", "note", "inArticle", "statedIn", "share"}
)


@dataclass(frozen=True, slots=True)
class Evidence(Plain):
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


@dataclass(frozen=True, slots=True)
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


class _Facts(dict[str, list[Any]]):
    """Values by predicate IRI."""

    def text(self, predicate: str) -> str:
        values = self.get(predicate)
        return str(values[0].value) if values else ""

    def own(self, name: str) -> str:
        return self.text(RG + name)


def evidence_of(graph: Graph, key: str) -> tuple[Evidence, ...]:
    """The claims behind a relationship with their passages, the earliest publication first."""
    return evidence_behind(graph, RELATIONSHIP + key)


def evidence_behind(graph: Graph, conclusion: str) -> tuple[Evidence, ...]:
    """The same of anything concluded from claims, by its IRI: a relationship, a side of a conflict."""
    claims: dict[str, _Facts] = defaultdict(_Facts)
    says: dict[str, dict[str, str]] = defaultdict(dict)
    where: dict[str, str] = {}
    for row in reading.ask(graph.store, reading.EVIDENCE, r=conclusion):
        claim, article = row["claim"].value, row["article"].value
        where[claim] = article
        if row["p"] is not None:
            claims[claim].setdefault(row["p"].value, []).append(row["o"])
        for text in (row["says"], row["quote"]):
            if text is not None:
                says[claim][row["passage"].value] = text.value
    articles = {article: article_facts(graph, article) for article in set(where.values())}
    found = [_evidence(claims[c], says[c], where[c], articles[where[c]]) for c in sorted(where)]
    return tuple(sorted(found, key=lambda e: (e.published or "9999", e.article)))


def article_facts(graph: Graph, article: str) -> _Facts:
    """What the store says of an article itself, by predicate."""
    node = ox.NamedNode(article)
    return _Facts(reading.facts_of(graph.store, node, node))


def _evidence(claim: _Facts, says: dict[str, str], article: str, source: _Facts) -> Evidence:
    qualifiers = tuple(
        sorted(
            (p[len(RG) :], tuple(sorted(reading.plain(v) for v in values)))
            for p, values in claim.items()
            if p.startswith(RG) and p[len(RG) :] not in _HIDDEN
        )
    )
    if claim.own("share"):
        qualifiers = (*qualifiers, ("share", (claim.own("share"),)))
    return Evidence(
        article=article[len(ARTICLE) :],
        title=source.text(_DCTERMS + "title"),
        publisher=source.text(_DCTERMS + "publisher"),
        published=source.own("published"),
        url=source.text(_URL),
        says=tuple(says[p] for p in sorted(says)),
        subject=claim.text(RDF + "subject")[len(ENTITY) :],
        relation=claim.text(RDF + "predicate")[len(RG) :],
        object=claim.text(RDF + "object")[len(ENTITY) :],
        status=claim.own("status")[len(STATUS) :],
        since=claim.own("from"),
        until=claim.own("to"),
        announced=claim.own("announced"),
        qualifiers=tuple(sorted(qualifiers)),
        copy_of=source.own("copyOf")[len(ARTICLE) :],
        note=claim.own("note") or source.own("note"),
        confidence=float(claim.own("confidence") or 1),
    )


def figures_of(graph: Graph, name: str, measure: str = "") -> tuple[FigureRow, ...]:
    """The figures that articles state about an entity, of one measure or of all, the latest first."""
    facts: dict[str, _Facts] = defaultdict(_Facts)
    where: dict[str, str] = {}
    for row in reading.ask(graph.store, reading.FIGURES, entity=ENTITY + name):
        figure = row["figure"].value
        facts[figure].setdefault(row["p"].value, []).append(row["o"])
        where[figure] = row["article"].value
    articles = {article: article_facts(graph, article) for article in set(where.values())}
    label = label_of(graph, name)
    found = [_figure(graph, name, label, facts[f], where[f], articles[where[f]]) for f in sorted(where)]
    chosen = [f for f in found if not measure or f.measure == measure]
    return tuple(sorted(chosen, key=lambda f: (f.measure, _later_first(f.on or f.published), f.article)))


def _later_first(when: str) -> tuple[int, ...]:
    return tuple(-ord(c) for c in when.ljust(10))


def _figure(graph: Graph, name: str, label: str, figure: _Facts, article: str, source: _Facts) -> FigureRow:
    measure = figure.own("measure")[len(RG) :]
    return FigureRow(
        entity=label,
        id=name,
        measure=measure,
        words=graph.ontology.measures[measure].label,
        value=_value(figure),
        unit=figure.own("unit"),
        market=market_words(graph, figure.own("market")),
        on=figure.own("on"),
        article=article[len(ARTICLE) :],
        publisher=source.text(_DCTERMS + "publisher"),
        published=source.own("published"),
        url=source.text(_URL),
        note=figure.own("note"),
    )


def market_words(graph: Graph, market: str) -> str:
    """A market as people read it: a country code or region as written, a Market entity by its name."""
    return label_of(graph, market) if market[:1].islower() else market


def _value(figure: _Facts) -> str:
    """A value as people read it: "under 20", "over 750,000,000", "65 to 70"."""
    low, high = figure.own("atLeast"), figure.own("atMost")
    if low and high:
        return f"{_grouped(low)} to {_grouped(high)}"
    for name, words in (("value", ""), ("below", "under "), ("above", "over ")):
        if figure.own(name):
            return words + _grouped(figure.own(name))
    return ""


def _grouped(number: str) -> str:
    whole, _, part = number.partition(".")
    return f"{int(whole):,}" + (f".{part}" if part.strip("0") else "")
