"""A form as SPARQL over the concluded relationships: the same entities and relationships, of all times.

Lists, yes or no, dates and details of named entities, and deals, become queries; what needs a calculation
that SPARQL has not (a share of a share, an order by money of several currencies, a card) does not, and says
so.
"""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import NOT, OBJECT, PARTY, Form, Group, Link, Term, Trait
from retailgraph.lookup import names
from retailgraph.ontology import DEAL
from retailgraph.plan.run import Run
from retailgraph.plan.truths import pairs

_SELECT = "SELECT DISTINCT ?answer ?relationship WHERE {{\n{body}\n}}"


def sparql_of(run: Run) -> str:
    """The query whose rows are the relationships among which the answer is; empty where SPARQL has none."""
    form = run.form
    if form.asks in ("list", "detail") and len(form.of) == 1:
        blocks = [b for link in form.links for b in _sides(run, form, link)]
    elif form.asks in ("truth", "when", "detail") and len(form.of) == 2:
        blocks = [b for link in form.links for b in _pairs(run, link)]
    elif form.asks == "deals" and not form.of:
        blocks = [_of_any(relation) for relation in _deals(run)]
    else:
        return ""
    body = "\n  UNION\n".join(f"  {{ {block} }}" for block in blocks)
    filters = "".join(f"\n  {part}" for part in _filters(run, form))
    return _SELECT.format(body=body + filters)


def _deals(run: Run) -> list[str]:
    asked = [link.relation for link in run.form.links]
    return asked or [r.name for r in run.ontology.relations.values() if r.kind == DEAL]


def _ids(run: Run, term: Term, types: set[str]) -> tuple[str, ...]:
    from retailgraph.plan.lists import members

    return members(run, term, types)[1]


def _values(variable: str, ids: tuple[str, ...]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(f'ent:{id}' for id in ids)} }}"


def _sides(run: Run, form: Form, link: Link) -> Iterator[str]:
    relation = run.ontology.relations[link.relation]
    given = _values("given", _ids(run, form.of[0], run.given_types()))
    head = f"?relationship rdf:predicate rg:{relation.name} ."
    if link.party:
        yield f"{given} {head} ?relationship rg:claim/rg:{link.party} ?given ; rdf:object ?answer ."
        return
    forward = f"{given} {head} ?relationship rdf:subject ?given ; rdf:object ?answer ."
    backward = f"{given} {head} ?relationship rdf:object ?given ; rdf:subject ?answer ."
    if relation.symmetric or link.answers == PARTY:
        yield from (forward, backward)
    else:
        yield forward if link.answers == OBJECT else backward
        for qualifier in relation.subject_in if link.answers == OBJECT else ():
            yield f"{given} {head} ?relationship rg:claim/rg:{qualifier} ?given ; rdf:object ?answer ."


def _pairs(run: Run, link: Link) -> Iterator[str]:
    relation = run.ontology.relations[link.relation]
    ids = pairs(run)
    one = _values("one", tuple(dict.fromkeys(pair[0] for pair in ids)))
    two = _values("answer", tuple(dict.fromkeys(pair[1] for pair in ids)))
    head = f"?relationship rdf:predicate rg:{relation.name} ."
    side = f"rg:claim/rg:{link.party}" if link.party else "rdf:subject"
    forward = f"{one} {two} {head} ?relationship {side} ?one ; rdf:object ?answer ."
    backward = f"{one} {two} {head} ?relationship rdf:object ?one ; rdf:subject ?answer ."
    if relation.symmetric:
        yield from (forward, backward)
    else:
        yield backward if link.answers == OBJECT else forward


def _of_any(relation: str) -> str:
    return f"?relationship rdf:predicate rg:{relation} ; rdf:object ?answer ."


def _filters(run: Run, form: Form) -> Iterator[str]:
    types = {t for link in form.links for t in link.types}
    if types and all(link.types for link in form.links):
        yield f"?answer a ?type . VALUES ?type {{ {' '.join(f'rg:{t}' for t in sorted(types))} }}"
    for condition in form.where:
        if isinstance(condition, Trait) and condition.field == "type":
            yield f"?answer a rg:{condition.value} ."
        elif isinstance(condition, Group) and condition.op == NOT:
            names_ = [p for p in condition.parts if isinstance(p, str)]
            for text in names_:
                yield f"FILTER(?answer != ent:{names.meant(run.graph, text).id})"
