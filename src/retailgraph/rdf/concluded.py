"""Relationships, conflicts and edges as N-Quads lines; docs/model.md says what each looks like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retailgraph.ontology import (
    CLAIM,
    ENTITY,
    RELATIONSHIP,
    RG,
    STATE,
    STATUS,
    XSD,
    Ontology,
)
from retailgraph.rdf.terms import (
    COMMENT,
    CONCLUSIONS,
    CONFLICT,
    EDGES,
    OBJECT,
    PREDICATE,
    SUBJECT,
    TYPE,
    day,
    integer,
    iri,
    qualifier_facts,
    text,
)

if TYPE_CHECKING:
    from retailgraph.dates import PartialDate
    from retailgraph.relationships import Conflict, Relationship, Side, Span, Spell, Support


def relationship_lines(relationship: Relationship, ontology: Ontology) -> Iterator[str]:
    """A relationship with its spells, in the graph of conclusions."""
    name = relationship.key
    me = iri(RELATIONSHIP, name)
    facts = [
        (TYPE, iri(RG, "Relationship")),
        (SUBJECT, iri(ENTITY, relationship.subject)),
        (PREDICATE, iri(RG, relationship.relation)),
        (OBJECT, iri(ENTITY, relationship.object)),
        (iri(RG, "articles"), integer(relationship.articles)),
        (iri(RG, "publishers"), integer(len(relationship.publishers))),
        (iri(RG, "firstReported"), day(relationship.first_reported)),
        (iri(RG, "lastReported"), day(relationship.last_reported)),
    ]
    facts += [(iri(RG, "claim"), iri(CLAIM, claim)) for claim in relationship.claims]
    facts += [(iri(RG, "publishedBy"), text(name)) for name in relationship.publishers]
    facts += [(iri(RG, "distinguishedBy"), text(f"{n}={v}")) for n, v in relationship.distinction]
    facts += qualifier_facts(relationship.qualifiers, ontology)
    yield from (f"{me} {p} {v} {CONCLUSIONS} ." for p, v in facts)
    for number, spell in enumerate(relationship.spells, 1):
        node = iri(RELATIONSHIP, f"{name}/{_spell_name(spell, number)}")
        yield f"{me} {iri(RG, 'spell')} {node} {CONCLUSIONS} ."
        facts = [*_spell_facts(spell, number), *_support_facts(spell.support, ontology)]
        yield from (f"{node} {p} {v} {CONCLUSIONS} ." for p, v in facts)


def _spell_name(spell: Spell, number: int) -> str:
    stated = spell.since.text if spell.since else ""
    return f"{number}-{stated or 'unknown'}"


def _spell_facts(spell: Spell, number: int) -> Iterator[tuple[str, str]]:
    yield TYPE, iri(RG, "Spell")
    yield iri(RG, "position"), integer(number)
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
        yield iri(RG, "doubtedFrom"), day(spell.doubted)
    if spell.doubted_until:
        yield iri(RG, "doubtedUntil"), day(spell.doubted_until)
    if spell.doubt_rule:
        yield iri(RG, "doubtRule"), text(spell.doubt_rule)
    if spell.doubt_deal:
        yield iri(RG, "doubtDeal"), iri(RELATIONSHIP, spell.doubt_deal)


def _support_facts(support: Support | None, ontology: Ontology) -> Iterator[tuple[str, str]]:
    """Who says so of one of several spells, in the terms that a relationship has for it."""
    if support is None:
        return
    yield iri(RG, "articles"), integer(support.articles)
    yield iri(RG, "publishers"), integer(len(support.publishers))
    yield iri(RG, "firstReported"), day(support.first_reported)
    yield iri(RG, "lastReported"), day(support.last_reported)
    yield from ((iri(RG, "claim"), iri(CLAIM, claim)) for claim in support.claims)
    yield from ((iri(RG, "publishedBy"), text(name)) for name in support.publishers)
    yield from qualifier_facts(support.qualifiers, ontology)


def _span_facts(name: str, span: Span | None) -> Iterator[tuple[str, str]]:
    if span is None:
        return
    yield iri(RG, name), text(span.text)
    if span.earliest:
        yield iri(RG, name + "Earliest"), day(span.earliest)
    if span.latest:
        yield iri(RG, name + "Latest"), day(span.latest)


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
