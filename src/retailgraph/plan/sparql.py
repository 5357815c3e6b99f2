"""A form as SPARQL over the concluded relationships: the query that gives the same, its time and all.

Lists of what stands beside named entities now, on a day or over time, what is between two of them, and all
deals become queries. What needs a calculation that SPARQL has not (what is held through others, sums of
several currencies in an order, who else holds it) does not: no query is better than one of other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from retailgraph.form import AND, NOT, OBJECT, PARTY, Condition, Group, Link, Term, Trait
from retailgraph.lookup import names
from retailgraph.ontology import DEAL, STATE
from retailgraph.plan.found import FormResult
from retailgraph.plan.run import Run
from retailgraph.plan.truths import pairs

_SELECT = "SELECT DISTINCT ?answer ?relationship WHERE {{\n{body}\n}}"


class Query(NamedTuple):
    """A query whose rows are the relationships that were found, or why there is none."""

    text: str
    none_because: str = ""


class _NoQueryError(Exception):
    """SPARQL has no words for a part of a form; the message says for which."""


def sparql_of(run: Run, found: FormResult) -> Query:
    """The query whose rows are the relationships that were found, or why SPARQL has none."""
    try:
        _refuse_frame(run)
        if any(row.via for row in found.rows):
            raise _NoQueryError("some of it is held through others")
        for link in run.form.links:
            _refuse_link(run, link)
        return Query(_query(run, found))
    except _NoQueryError as error:
        return Query("", str(error))


def _query(run: Run, found: FormResult) -> str:
    form = run.form
    if form.asks == "compare":
        return _union(run)
    if form.asks == "list" and len(form.of) == 1:
        return _list(run, found)
    if form.asks in ("truth", "when") and len(form.of) == 2 and not form.where:
        return _between(run, found)
    if form.asks == "deals" and not form.of and not form.where and run.window.kind == "overTime":
        return _all(run)
    raise _NoQueryError(f"it asks for {_ASKED.get(form.asks, form.asks)}")


def _union(run: Run) -> str:
    """The rows of all that is compared, each by a query of its own."""
    found = [sparql_of(one, part) for one, part in run.parts]
    if because := next((query.none_because for query in found if not query.text), "" if found else "nothing"):
        raise _NoQueryError(f"of what is compared: {because}")
    return _SELECT.format(body="\n  UNION\n".join(f"  {{ {query.text} }}" for query in found))


_ASKED = {
    "list": "a list without a name",
    "truth": "a yes or no under conditions",
    "when": "dates under conditions",
    "kind": "entities by what they are, not relationships",
    "detail": "one detail of relationships",
    "deals": "deals by party, status, time or price",
    "card": "a card; see: retailgraph show",
    "between": "all that joins two; see: retailgraph path",
    "common": "what two share; see: retailgraph common",
    "figures": "figures, not relationships",
    "changes": "events, not relationships",
}


def _refuse_frame(run: Run) -> None:
    form = run.form
    refused = (
        (form.market, "it is of one market"),
        (form.known_on, "it is of what was known on a day"),
        (run.graph.as_of, "it is of a view of another day"),
        (form.moment, "it asks when states began or ended"),
        ((form.order and form.asks != "compare") or form.limit, "only some of it is wanted, in an order"),
        (form.former, "it asks for what ended and did not begin again"),
    )
    for refuses, because in refused:
        if refuses:
            raise _NoQueryError(because)


def _refuse_link(run: Run, link: Link) -> None:
    relation = run.ontology.relations[link.relation]
    if link.party or link.answers == PARTY or (link.answers == OBJECT and relation.subject_in):
        raise _NoQueryError("it is about who stands in a qualifier, such as a seller")
    if link.role:
        raise _NoQueryError("it is of one role, and of narrower ones")
    if relation.ultimate:
        raise _NoQueryError("ultimate owners are calculated")


# --- lists ------------------------------------------------------------------------------------------------


def _list(run: Run, found: FormResult) -> str:
    """The rows of a card, of the relations, sides and types that are asked."""
    form, window = run.form, run.window
    deals = any(run.ontology.relations[link.relation].kind != STATE for link in form.links)
    if window.kind not in ("now", "on", "overTime") or (window.kind == "on" and deals):
        raise _NoQueryError("it is of a stretch of time")
    if isinstance(form.of[0], Group) and form.of[0].op == AND:
        raise _NoQueryError("it must be so of each of several")
    conditions = [_condition(run, condition) for condition in form.where]
    if any(not condition for condition in conditions):
        raise _NoQueryError("it has a condition that is looked up by itself")
    from retailgraph.sparql.lookups import ROWS

    day = window.day if window.kind != "on" or window.start is None else window.start
    last = day + timedelta(days=1)
    ids = _ids(run, form.of[0])
    if any(not {row.subject_id, row.object_id} & set(ids) for row in found.rows):
        raise _NoQueryError("some of it is of others than those named: of a brand of its owner, say")
    given = " ".join(f'(ent:{id} "{day}" "{last}")' for id in ids)
    relations = " ".join(dict.fromkeys(f"rg:{link.relation}" for link in form.links))
    values = f"WHERE {{\n  VALUES (?given ?day ?next) {{ {given} }}\n  VALUES ?relation {{ {relations} }}"
    sides = " || ".join(_side(run, link) for link in form.links)
    open_ = [] if window.kind == "overTime" else ['FILTER(?holds != "no")']
    parts = [
        f"{{ {ROWS.text.replace('WHERE {', values, 1)} }}",
        "BIND(IF(?given = ?subject, ?object, ?subject) AS ?answer)",
        f"FILTER({sides})",
        *open_,
        *conditions,
    ]
    return _SELECT.format(body="\n".join(f"  {part}" for part in parts))


def _side(run: Run, link: Link) -> str:
    relation = run.ontology.relations[link.relation]
    tests = [f"?relation = rg:{relation.name}"]
    if not relation.symmetric:
        tests.append("?given = ?subject" if link.answers == OBJECT else "?given = ?object")
    if link.types:
        types = " ".join(f"rg:{name}" for name in sorted(link.types))
        tests.append(f"EXISTS {{ VALUES ?type {{ {types} }} ?answer a ?type }}")
    return f"({' && '.join(tests)})"


def _condition(run: Run, condition: Condition) -> str:
    """A condition as a filter; empty for one that SPARQL has no words for."""
    if isinstance(condition, Trait) and condition.field == "type":
        return f"FILTER EXISTS {{ ?answer a rg:{condition.value} }}"
    if isinstance(condition, Trait) and condition.field == "about" and not condition.value:
        return "FILTER(BOUND(?answer))"
    if isinstance(condition, Group) and condition.op == NOT and isinstance(condition.parts[0], str):
        meant = names.meant(run.graph, condition.parts[0])
        ids = ", ".join(f"ent:{id}" for id in (meant.id, *meant.others))
        return f"FILTER(?answer NOT IN ({ids}))"
    return ""


def _ids(run: Run, term: Term) -> tuple[str, ...]:
    from retailgraph.plan.lists import members

    return members(run, term, run.given_types())[1]


# --- between two, and all ---------------------------------------------------------------------------------


def _between(run: Run, found: FormResult) -> str:
    """What is asked between two, at any time; none where others were looked at too: who else holds it."""
    asked = {frozenset(pair) for pair in pairs(run)}
    relations = {link.relation for link in run.form.links}
    beside = (
        frozenset((r.subject_id, r.object_id)) not in asked or r.relation not in relations for r in found.rows
    )
    if any(beside):
        raise _NoQueryError("others were looked at too: who else holds it")
    blocks = "\n  UNION\n".join(f"  {{ {block} }}" for link in run.form.links for block in _pairs(run, link))
    return _SELECT.format(body=blocks)


def _pairs(run: Run, link: Link) -> Iterator[str]:
    relation = run.ontology.relations[link.relation]
    both = " ".join(f"(ent:{one} ent:{two})" for one, two in pairs(run))
    head = f"VALUES (?one ?answer) {{ {both} }} ?relationship rdf:predicate rg:{relation.name} ."
    forward = f"{head} ?relationship rdf:subject ?one ; rdf:object ?answer ."
    backward = f"{head} ?relationship rdf:object ?one ; rdf:subject ?answer ."
    if relation.symmetric:
        yield from (forward, backward)
    else:
        yield backward if link.answers == OBJECT else forward


def _all(run: Run) -> str:
    asked = [link.relation for link in run.form.links]
    deals = asked or [r.name for r in run.ontology.relations.values() if r.kind == DEAL]
    blocks = (f"  {{ ?relationship rdf:predicate rg:{name} ; rdf:object ?answer . }}" for name in deals)
    return _SELECT.format(body="\n  UNION\n".join(blocks))
