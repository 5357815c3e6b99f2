"""Entities, articles and the ontology as N-Quads lines; docs/model.md says what each looks like.

Lines are text because that is what an engine loads fastest, and because sorted lines are canonical: there
are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from retailgraph.identity import TIERS, fold
from retailgraph.ontology import (
    ARTICLE,
    CLAIM,
    ENTITY,
    FIGURE,
    PASSAGE,
    PREFIXES,
    RG,
    SKOS,
    STATUS,
    Ontology,
)
from retailgraph.rdf.terms import (
    COMMENT,
    DCTERMS,
    ENTITIES,
    LABEL,
    NAMES,
    OBJECT,
    ONTOLOGY,
    PREDICATE,
    SCHEMA,
    SPELLINGS,
    SUBJECT,
    TYPE,
    day,
    integer,
    iri,
    number,
    qualifier_facts,
    text,
)

if TYPE_CHECKING:
    from pathlib import Path

    from retailgraph.articles import Article, Claim, Entity, Figure, Passage


def entity_lines(entity: Entity) -> Iterator[str]:
    """Who an entity is, in the graph of entities."""
    me = iri(ENTITY, entity.id)
    for predicate, value in _entity_facts(entity):
        yield f"{me} {predicate} {value} {ENTITIES} ."
    for former in entity.former:
        node = iri(ENTITY, f"{entity.id}/former/{quote(fold(former.name).replace(' ', '-'), safe='-')}")
        facts = [(TYPE, iri(RG, "FormerName")), (LABEL, text(former.name))]
        facts += [
            (iri(RG, n), text(d.text)) for n, d in (("from", former.start), ("until", former.until)) if d
        ]
        if former.source:
            facts.append((iri(RG, "source"), iri(ARTICLE, former.source)))
        yield f"{me} {iri(RG, 'formerName')} {node} {ENTITIES} ."
        yield from (f"{node} {p} {v} {ENTITIES} ." for p, v in facts)


def _entity_facts(entity: Entity) -> Iterator[tuple[str, str]]:
    yield TYPE, iri(RG, "Entity")
    yield from ((TYPE, iri(RG, name)) for name in entity.types)
    yield LABEL, text(entity.name)
    yield iri(DCTERMS, "identifier"), text(entity.id)
    yield from ((iri(RG, "alsoId"), text(id)) for id in entity.merged)
    yield from ((iri(SKOS, "altLabel"), text(alias)) for alias in entity.aliases)
    yield from ((iri(SKOS, "prefLabel"), text(name, tag)) for tag, name in entity.names)
    if entity.country:
        yield iri(RG, "country"), text(entity.country)
    if entity.website:
        yield iri(SCHEMA, "url"), f"<{entity.website}>"
    if entity.about:
        yield COMMENT, text(entity.about)
    for scheme, value in entity.ids:
        if scheme == "wikidata":
            yield iri(SKOS, "exactMatch"), iri(PREFIXES["wd"], value)
        elif scheme == "lei":
            yield iri(SCHEMA, "leiCode"), text(value)
        else:
            yield iri(RG, scheme), text(value)


def name_lines(names: Iterable[tuple[str, int, str, int]]) -> Iterator[str]:
    """Folded names in the graph of names, one predicate for each tier, and the list of those that are names.

    As (key, rank of the tier, entity, whether it is spelled so).
    """
    listed: set[str] = set()
    for key, tier, entity, is_spelled in names:
        yield f"{iri(ENTITY, entity)} {iri(RG, 'key-' + TIERS[tier])} {text(key)} {NAMES} ."
        if is_spelled:
            listed.add(key)
    yield spellings_line(listed)


def spellings_line(listed: Iterable[str]) -> str:
    """All folded names in one literal, a line for each: what is compared where no name is matched.

    One value of some megabytes is read in milliseconds, where a hundred thousand quads take a second.
    """
    # It begins with a line break, so that it is no key itself.
    lines = "".join(f"\n{key}" for key in sorted(listed))
    return f"{NAMES} {SPELLINGS} {text(lines)} {NAMES} ."


def article_lines(article: Article, ontology: Ontology) -> Iterator[str]:
    """An article with its passages, claims and figures, in the graph named by its IRI."""
    me = iri(ARTICLE, article.id)
    for predicate, value in _article_facts(article):
        yield f"{me} {predicate} {value} {me} ."
    seen: set[str] = set()
    for passage in article.passages:
        node = iri(PASSAGE, f"{article.id}/{passage.position}")
        facts = [(TYPE, iri(RG, "Passage")), (iri(RG, "inArticle"), me)]
        facts.append((iri(RG, "position"), integer(passage.position)))
        facts += [(iri(RG, n), text(v)) for n, v in (("says", passage.says), ("quote", passage.quote)) if v]
        yield from (f"{node} {p} {v} {me} ." for p, v in facts)
        yield from _passage_contents(article, passage, node, seen, ontology)


def _passage_contents(
    article: Article, passage: Passage, node: str, seen: set[str], ontology: Ontology
) -> Iterator[str]:
    stated, graph = iri(RG, "statedIn"), iri(ARTICLE, article.id)
    for claim in passage.claims:
        name = f"{article.id}/{claim.key()}"
        me = iri(CLAIM, name)
        if name not in seen:
            seen.add(name)
            yield from (f"{me} {p} {v} {graph} ." for p, v in _claim_facts(claim, graph, ontology))
        yield f"{me} {stated} {node} {graph} ."
    for figure in passage.figures:
        name = f"{article.id}/{figure.key()}"
        me = iri(FIGURE, name)
        if name not in seen:
            seen.add(name)
            yield from (f"{me} {p} {v} {graph} ." for p, v in _figure_facts(figure, graph))
        yield f"{me} {stated} {node} {graph} ."


def _article_facts(article: Article) -> Iterator[tuple[str, str]]:
    yield TYPE, iri(RG, "Article")
    yield iri(DCTERMS, "identifier"), text(article.id)
    yield iri(DCTERMS, "title"), text(article.title)
    yield iri(DCTERMS, "language"), text(article.language)
    if article.url:
        yield iri(SCHEMA, "url"), f"<{article.url}>"
    if article.publisher:
        yield iri(DCTERMS, "publisher"), text(article.publisher)
    if article.published:
        yield iri(RG, "published"), text(article.published.text)
        yield iri(RG, "publishedEarliest"), day(article.published.earliest)
        yield iri(RG, "publishedLatest"), day(article.published.latest)
    if article.retrieved:
        yield iri(RG, "retrieved"), text(article.retrieved.text)
    if article.copy_of:
        yield iri(RG, "copyOf"), iri(ARTICLE, article.copy_of)
    if article.note:
        yield iri(RG, "note"), text(article.note)


def _claim_facts(claim: Claim, graph: str, ontology: Ontology) -> Iterator[tuple[str, str]]:
    yield TYPE, iri(RG, "Claim")
    yield iri(RG, "inArticle"), graph
    yield SUBJECT, iri(ENTITY, claim.subject)
    yield PREDICATE, iri(RG, claim.relation)
    yield OBJECT, iri(ENTITY, claim.object)
    yield iri(RG, "status"), iri(STATUS, claim.status)
    for name, when in (("from", claim.start), ("to", claim.end), ("announced", claim.announced)):
        if when:
            yield iri(RG, name), text(when.text)
    if claim.share:
        yield iri(RG, "share"), text(claim.share.text)
    if claim.confidence != 1.0:
        yield iri(RG, "confidence"), number(claim.confidence)
    yield from qualifier_facts(claim.qualifiers, ontology)


def _figure_facts(figure: Figure, graph: str) -> Iterator[tuple[str, str]]:
    yield TYPE, iri(RG, "Figure")
    yield iri(RG, "inArticle"), graph
    yield SUBJECT, iri(ENTITY, figure.entity)
    yield iri(RG, "measure"), iri(RG, figure.measure)
    low, high = figure.between or (None, None)
    bounds = (
        ("value", figure.value),
        ("above", figure.above),
        ("below", figure.below),
        ("from", low),
        ("to", high),
    )
    for name, value in bounds:
        if value is not None:
            yield iri(RG, "atLeast" if name == "from" else "atMost" if name == "to" else name), number(value)
    for name, words in (("unit", figure.unit), ("market", figure.market), ("note", figure.note)):
        if words:
            yield iri(RG, name), text(words)
    if figure.on:
        yield iri(RG, "on"), text(figure.on.text)


def ontology_lines(paths: Iterable[Path]) -> Iterator[str]:
    """The ontology files in their graph; blank nodes get the names that RDF canonicalization gives them."""
    for path in paths:
        found = path.stat()
        yield from _lines_of(path, (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=4)
def _lines_of(path: Path, state: tuple[int, int]) -> tuple[str, ...]:  # noqa: ARG001 - what was read is of that
    """The lines of a file in a state: it is read for every store that is made."""
    import pyoxigraph as ox

    quads = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in ox.parse(path=str(path)))
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(
        f"{_named(quad.subject, path)} {quad.predicate} {_named(quad.object, path)} {ONTOLOGY} ."
        for quad in quads
    )


def _named(term: object, path: Path) -> str:
    import pyoxigraph as ox

    if isinstance(term, ox.BlankNode):
        return iri(RG, f"node/{path.stem}/{term.value}")
    return str(term)
