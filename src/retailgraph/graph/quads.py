"""Entities, articles and conclusions as N-Quads lines; docs/model.md says what each looks like.

Lines are text because that is what an engine loads fastest, and because sorted lines are canonical: there
are no blank nodes. Ids are checked by the reader, so they are safe inside IRIs; every literal is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from retailgraph.identity import fold, keys, spelled
from retailgraph.ontology import (
    ARTICLE,
    CLAIM,
    ENTITY,
    FIGURE,
    GRAPH,
    PASSAGE,
    PREFIXES,
    RDF,
    RDFS,
    RELATIONSHIP,
    RG,
    SKOS,
    STATE,
    STATUS,
    XSD,
    Ontology,
)

if TYPE_CHECKING:
    from pathlib import Path

    from retailgraph.articles import Article, Claim, Entity, Figure, Passage
    from retailgraph.dates import PartialDate
    from retailgraph.relationships import Conflict, Relationship, Side, Span, Spell

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f]')
_DCTERMS, _SCHEMA = PREFIXES["dcterms"], PREFIXES["schema"]
CONFLICT = "https://w3id.org/retailgraph/conflict/"


def iri(base: str, name: str) -> str:
    """An IRI term."""
    return f"<{base}{name}>"


def text(value: str, language: str = "") -> str:
    """A literal term, escaped."""
    escaped = _SPECIAL.sub(lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), value)
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def _number(value: float) -> str:
    return (
        f'"{value:.15g}"^^<{XSD}decimal>' if "e" not in f"{value:.15g}" else f'"{value:.9f}"^^<{XSD}decimal>'
    )


def _day(value: date) -> str:
    return f'"{value.isoformat()}"^^<{XSD}date>'


def _integer(value: int) -> str:
    return f'"{value}"^^<{XSD}integer>'


TYPE = iri(RDF, "type")
SUBJECT, PREDICATE, OBJECT = iri(RDF, "subject"), iri(RDF, "predicate"), iri(RDF, "object")
LABEL, COMMENT = iri(RDFS, "label"), iri(RDFS, "comment")
ENTITIES, NAMES = iri(GRAPH, "entities"), iri(GRAPH, "names")
SPELLINGS = iri(RG, "spellings")
CONCLUSIONS, EDGES, ONTOLOGY = iri(GRAPH, "conclusions"), iri(GRAPH, "edges"), iri(GRAPH, "ontology")


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
    yield iri(_DCTERMS, "identifier"), text(entity.id)
    yield from ((iri(RG, "alsoId"), text(id)) for id in entity.merged)
    yield from ((iri(SKOS, "altLabel"), text(alias)) for alias in entity.aliases)
    yield from ((iri(SKOS, "prefLabel"), text(name, tag)) for tag, name in entity.names)
    if entity.country:
        yield iri(RG, "country"), text(entity.country)
    if entity.website:
        yield iri(_SCHEMA, "url"), f"<{entity.website}>"
    if entity.about:
        yield COMMENT, text(entity.about)
    for scheme, value in entity.ids:
        if scheme == "wikidata":
            yield iri(SKOS, "exactMatch"), iri(PREFIXES["wd"], value)
        elif scheme == "lei":
            yield iri(_SCHEMA, "leiCode"), text(value)
        else:
            yield iri(RG, scheme), text(value)


def name_lines(entity: Entity) -> Iterator[str]:
    """The folded names of an entity, in the graph of names: one predicate for each tier."""
    yield from (_name_line(entity, tier, key) for tier, key in keys(entity))


def _name_line(entity: Entity, tier: str, key: str) -> str:
    return f"{iri(ENTITY, entity.id)} {iri(RG, 'key-' + tier)} {text(key)} {NAMES} ."


def all_name_lines(entities: Iterable[Entity]) -> Iterator[str]:
    """The folded names of all entities, and the list of them."""
    listed: set[str] = set()
    for entity in entities:
        for tier, key in keys(entity):
            yield _name_line(entity, tier, key)
            if spelled(tier, key):
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
        facts.append((iri(RG, "position"), _integer(passage.position)))
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
    yield iri(_DCTERMS, "identifier"), text(article.id)
    yield iri(_DCTERMS, "title"), text(article.title)
    yield iri(_DCTERMS, "language"), text(article.language)
    if article.url:
        yield iri(_SCHEMA, "url"), f"<{article.url}>"
    if article.publisher:
        yield iri(_DCTERMS, "publisher"), text(article.publisher)
    if article.published:
        yield iri(RG, "published"), text(article.published.text)
        yield iri(RG, "publishedEarliest"), _day(article.published.earliest)
        yield iri(RG, "publishedLatest"), _day(article.published.latest)
    if article.retrieved:
        yield iri(RG, "retrieved"), text(article.retrieved.text)
    if article.copy_of:
        yield iri(RG, "copyOf"), iri(ARTICLE, article.copy_of)
    if article.note:
        yield iri(RG, "note"), text(article.note)


def _qualifier_facts(
    qualifiers: Iterable[tuple[str, tuple[str, ...]]], ontology: Ontology
) -> Iterator[tuple[str, str]]:
    """Qualifiers as facts: entities where the ontology says that the value is one, else text."""
    for name, values in qualifiers:
        is_entity = ontology.links(name)
        yield from ((iri(RG, name), iri(ENTITY, v) if is_entity else text(v)) for v in values)


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
        yield iri(RG, "confidence"), _number(claim.confidence)
    yield from _qualifier_facts(claim.qualifiers, ontology)


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
            yield iri(RG, "atLeast" if name == "from" else "atMost" if name == "to" else name), _number(value)
    for name, words in (("unit", figure.unit), ("market", figure.market), ("note", figure.note)):
        if words:
            yield iri(RG, name), text(words)
    if figure.on:
        yield iri(RG, "on"), text(figure.on.text)


def relationship_lines(relationship: Relationship, ontology: Ontology) -> Iterator[str]:
    """A relationship with its spells, in the graph of conclusions."""
    name = relationship.key
    me = iri(RELATIONSHIP, name)
    facts = [
        (TYPE, iri(RG, "Relationship")),
        (SUBJECT, iri(ENTITY, relationship.subject)),
        (PREDICATE, iri(RG, relationship.relation)),
        (OBJECT, iri(ENTITY, relationship.object)),
        (iri(RG, "articles"), _integer(relationship.articles)),
        (iri(RG, "publishers"), _integer(len(relationship.publishers))),
        (iri(RG, "firstReported"), _day(relationship.first_reported)),
        (iri(RG, "lastReported"), _day(relationship.last_reported)),
    ]
    facts += [(iri(RG, "claim"), iri(CLAIM, claim)) for claim in relationship.claims]
    facts += [(iri(RG, "publishedBy"), text(name)) for name in relationship.publishers]
    facts += [(iri(RG, "distinguishedBy"), text(f"{n}={v}")) for n, v in relationship.distinction]
    facts += _qualifier_facts(relationship.qualifiers, ontology)
    yield from (f"{me} {p} {v} {CONCLUSIONS} ." for p, v in facts)
    for number, spell in enumerate(relationship.spells, 1):
        node = iri(RELATIONSHIP, f"{name}/{_spell_name(spell, number)}")
        yield f"{me} {iri(RG, 'spell')} {node} {CONCLUSIONS} ."
        yield from (f"{node} {p} {v} {CONCLUSIONS} ." for p, v in _spell_facts(spell, number))


def _spell_name(spell: Spell, number: int) -> str:
    stated = spell.since.text if spell.since else ""
    return f"{number}-{stated or 'unknown'}"


def _spell_facts(spell: Spell, number: int) -> Iterator[tuple[str, str]]:
    yield TYPE, iri(RG, "Spell")
    yield iri(RG, "position"), _integer(number)
    yield iri(RG, "status"), iri(STATUS, spell.status)
    yield from _span_facts("since", spell.since)
    yield from _span_facts("until", spell.until)
    for name, words in (("announced", spell.announced), ("share", spell.share)):
        if words:
            yield iri(RG, name), text(words)
    yield from ((iri(RG, "shareStep"), text(f"{s.day.isoformat()} {s.share}")) for s in spell.shares)
    for side, rule, deal in (
        ("since", spell.since_rule, spell.since_deal),
        ("until", spell.until_rule, spell.until_deal),
    ):
        if rule:
            yield iri(RG, side + "Rule"), text(rule)
        if deal:
            yield iri(RG, side + "Deal"), iri(RELATIONSHIP, deal)
    if spell.doubted:
        yield iri(RG, "doubtedFrom"), _day(spell.doubted)
    if spell.doubted_until:
        yield iri(RG, "doubtedUntil"), _day(spell.doubted_until)


def _span_facts(name: str, span: Span | None) -> Iterator[tuple[str, str]]:
    if span is None:
        return
    yield iri(RG, name), text(span.text)
    if span.earliest:
        yield iri(RG, name + "Earliest"), _day(span.earliest)
    if span.latest:
        yield iri(RG, name + "Latest"), _day(span.latest)


def edge_lines(relationship: Relationship, ontology: Ontology, when: PartialDate) -> Iterator[str]:
    """The edge of a relationship that holds on a day, or on some day of a month or year.

    In both directions where the relation is symmetric.
    """
    relation = ontology.relations[relationship.relation]
    if relation.kind != STATE or relationship.holds_in(when) != "yes":
        return
    one, two = iri(ENTITY, relationship.subject), iri(ENTITY, relationship.object)
    yield f"{one} {iri(RG, relation.name)} {two} {EDGES} ."
    if relation.symmetric:
        yield f"{two} {iri(RG, relation.name)} {one} {EDGES} ."


def conflict_lines(conflict: Conflict) -> Iterator[str]:
    """A conflict with its sides, in the graph of conclusions."""
    name = conflict.key
    me = iri(CONFLICT, name)
    yield f"{me} {TYPE} {iri(RG, 'Conflict')} {CONCLUSIONS} ."
    yield f"{me} {iri(RG, 'kind')} {text(conflict.kind)} {CONCLUSIONS} ."
    yield f"{me} {COMMENT} {text(conflict.text)} {CONCLUSIONS} ."
    yield from (
        f"{me} {iri(RG, 'about')} {iri(RELATIONSHIP, k)} {CONCLUSIONS} ." for k in conflict.relationships
    )
    yield from (f"{me} {iri(RG, 'claim')} {iri(CLAIM, c)} {CONCLUSIONS} ." for c in conflict.claims)
    for side in conflict.sides:
        node = iri(CONFLICT, f"{name}/{side.key}")
        yield f"{me} {iri(RG, 'side')} {node} {CONCLUSIONS} ."
        yield from (f"{node} {p} {v} {CONCLUSIONS} ." for p, v in _side_facts(side))


def _side_facts(side: Side) -> Iterator[tuple[str, str]]:
    yield TYPE, iri(RG, "Side")
    if side.says:
        yield COMMENT, text(side.says)
    if side.about:
        yield iri(RG, "of"), iri(RELATIONSHIP, side.about)
    yield from ((iri(RG, "publishedBy"), text(name)) for name in side.publishers)
    yield from ((iri(RG, "claim"), iri(CLAIM, claim)) for claim in side.claims)


def written_on(when: PartialDate) -> str:
    """The line that says for which day, month or year the edges were drawn."""
    kind = ("gYear", "gYearMonth", "date")[when.precision - 1]
    return f'{EDGES} {iri(RG, "edgesAsOf")} "{when}"^^<{XSD}{kind}> {CONCLUSIONS} .'


def ontology_lines(paths: Iterable[Path]) -> Iterator[str]:
    """The ontology files in their graph; blank nodes get the names that RDF canonicalization gives them."""
    import pyoxigraph as ox

    for path in paths:
        quads = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in ox.parse(path=str(path)))
        quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        for quad in quads:
            yield f"{_named(quad.subject, path)} {quad.predicate} {_named(quad.object, path)} {ONTOLOGY} ."


def _named(term: object, path: Path) -> str:
    import pyoxigraph as ox

    if isinstance(term, ox.BlankNode):
        return iri(RG, f"node/{path.stem}/{term.value}")
    return str(term)
