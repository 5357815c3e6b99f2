"""Edges: what holds on a day, and apart from it what held when it was last confirmed.

``ent:a rg:owns ent:b`` stands only for what is in force and was confirmed lately enough. What nobody
confirmed for longer than its relation allows is ``ent:a stale:owns ent:b``; what is doubtful has no edge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from retailgraph.dates import PartialDate
from retailgraph.ontology import ENTITY, RG, STALE, STATE, XSD, Ontology
from retailgraph.rdf.terms import EDGES, EDGES_AS_OF, iri
from retailgraph.relationships import YES, Relationship, Spell, day_after
from retailgraph.tables import conclusions, edges
from retailgraph.tables.store import Tables

Triple = tuple[str, str, str]
_STALE_OF = iri(RG, "staleOf")
_OPEN = Spell("inForce")


def edge_lines(
    tables: Tables, ontology: Ontology, when: PartialDate, only: Collection[Triple] | None = None
) -> Iterator[str]:
    """The edges of relationships that hold on a day, or on some day of a month or year.

    All, or those of these subjects, relations and objects. In both directions where a relation is symmetric.
    """
    for (subject, relation, object), stale in sorted(_holding(tables, ontology, when, only).items()):
        known = ontology.relations[relation]
        one, two = iri(ENTITY, subject), iri(ENTITY, object)
        said = iri(STALE if stale else RG, relation)
        yield f"{one} {said} {two} ."
        if known.symmetric:
            yield f"{two} {said} {one} ."


def stale_terms(ontology: Ontology) -> Iterator[str]:
    """What the terms for stale edges are said to be of."""
    for relation in ontology.relations.values():
        if relation.kind == STATE:
            yield f"{iri(STALE, relation.name)} {_STALE_OF} {iri(RG, relation.name)} ."


def written_on(when: PartialDate) -> str:
    """The line that says for which day, month or year the edges were drawn."""
    kind = ("string", "gYear", "gYearMonth", "date")[when.precision]
    return f'{EDGES} {EDGES_AS_OF} "{when}"^^<{XSD}{kind}> .'


def _holding(
    tables: Tables, ontology: Ontology, when: PartialDate, only: Collection[Triple] | None
) -> dict[Triple, bool]:
    """What holds, and whether it is stale; of several of one subject, relation and object the freshest."""
    if only is None and when.precision == 3:
        return _on_day(tables, ontology, when.earliest)
    states = {r.name for r in ontology.relations.values() if r.kind == STATE}
    found = (
        conclusions.of_triples(tables, only)
        if only is not None
        else conclusions.found(tables, conclusions.ALL)
    )
    marks: defaultdict[Triple, list[bool]] = defaultdict(list)
    for one in (f.relationship for f in found):
        if one.relation in states and one.holds_in(when) == YES:
            years = ontology.relations[one.relation].stale_after
            marks[one.subject, one.relation, one.object].append(_is_stale(one, years, when))
    return {triple: all(stale) for triple, stale in marks.items()}


def _on_day(tables: Tables, ontology: Ontology, day: date) -> dict[Triple, bool]:
    marks: defaultdict[Triple, list[bool]] = defaultdict(list)
    for held in edges.in_force(tables, day):
        years = ontology.relations[held.relation].stale_after
        old = held.is_open and _OPEN.is_stale(date.fromisoformat(held.last_reported), years, day)
        marks[held.subject, held.relation, held.object].append(old)
    return {triple: all(stale) for triple, stale in marks.items()}


def _is_stale(known: Relationship, years: int | None, when: PartialDate) -> bool:
    """Whether of all spells that hold none was confirmed lately; in a month or year as on its last day."""
    end = day_after(when.latest)
    holding = [s for s in known.spells if s.holds_within(when.earliest, end) == YES]
    return all(s.is_stale(known.support_of(s).last_reported, years, when.latest) for s in holding)


def turned(tables: Tables, ontology: Ontology, one: date, other: date) -> set[Triple]:
    """What began, ended, came in doubt or grew stale after the earlier of two days, by the later."""
    found = {(e.subject, e.relation, e.object) for e in edges.turned(tables, one, other)}
    first, last = sorted((one, other))
    by_years: defaultdict[int, list[str]] = defaultdict(list)
    for relation in ontology.relations.values():
        if relation.kind == STATE and relation.stale_after is not None:
            by_years[relation.stale_after].append(relation.name)
    for years, names in by_years.items():
        found |= set(_last_told(tables, names, _before(first, years), _before(last, years)))
    return found


def _last_told(tables: Tables, relations: Iterable[str], first: date, last: date) -> Iterator[Triple]:
    return ((e.subject, e.relation, e.object) for e in edges.last_told(tables, list(relations), first, last))


def _before(day: date, years: int) -> date:
    """About so many years earlier: a leap day more or less only has some more edges looked at."""
    return date(max(day.year - years, date.min.year), day.month, min(day.day, 28))
