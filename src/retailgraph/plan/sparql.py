"""A form as SPARQL over the concluded relationships: the query that gives the same, its time and all.

Lists of what stands beside named entities now, on a day or over time, what is between two of them, and all
deals become queries. What needs a calculation that SPARQL has not (what is held through others, sums of
several currencies in an order, who else holds it) does not: no query is better than one of other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from retailgraph.form import AND, NOT, OBJECT, PARTY, Condition, Form, Group, Link, Term, Trait
from retailgraph.lookup import names
from retailgraph.ontology import DEAL, STATE
from retailgraph.plan.found import Found
from retailgraph.plan.run import Run
from retailgraph.plan.truths import pairs

_SELECT = "SELECT DISTINCT ?answer ?relationship WHERE {{\n{body}\n}}"


def sparql_of(run: Run, found: Found) -> str:
    """The query whose rows are the relationships that were found; empty where SPARQL has none."""
    form = run.form
    if form.market or form.known_on or form.moment or run.graph.as_of or _is_chosen(form):
        return ""
    if any(row.via for row in found.rows) or not all(_can_say(run, link) for link in form.links):
        return ""
    if form.asks == "list" and len(form.of) == 1:
        return _list(run, found)
    if form.asks in ("truth", "when") and len(form.of) == 2 and not form.where:
        return _between(run, found)
    if form.asks == "deals" and not form.of and not form.where and run.window.kind == "overTime":
        return _all(run)
    return ""


def _is_chosen(form: Form) -> bool:
    """Whether only some of what is found is wanted, or what has ended and not begun again."""
    return bool(form.limit or form.former or form.order)


def _can_say(run: Run, link: Link) -> bool:
    relation = run.ontology.relations[link.relation]
    in_qualifiers = link.party or link.answers == PARTY or (link.answers == OBJECT and relation.subject_in)
    return not (in_qualifiers or link.role or relation.ultimate)


# --- lists ------------------------------------------------------------------------------------------------


def _list(run: Run, found: Found) -> str:
    """The rows of a card, of the relations, sides and types that are asked."""
    form, window = run.form, run.window
    deals = any(run.ontology.relations[link.relation].kind != STATE for link in form.links)
    if window.kind not in ("now", "on", "overTime") or (window.kind == "on" and deals):
        return ""
    if isinstance(form.of[0], Group) and form.of[0].op == AND:
        return ""
    conditions = [_condition(run, condition) for condition in form.where]
    if any(not condition for condition in conditions):
        return ""
    from retailgraph.sparql.lookups import ROWS

    day = window.day if window.kind != "on" or window.start is None else window.start
    last = day + timedelta(days=1)
    ids = _ids(run, form.of[0])
    if any(not {row.subject_id, row.object_id} & set(ids) for row in found.rows):
        return ""  # of a brand of its owner, say
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


def _between(run: Run, found: Found) -> str:
    """What is asked between two, at any time; none where others were looked at too: who else holds it."""
    asked = {frozenset(pair) for pair in pairs(run)}
    relations = {link.relation for link in run.form.links}
    beside = (
        frozenset((r.subject_id, r.object_id)) not in asked or r.relation not in relations for r in found.rows
    )
    if any(beside):
        return ""
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
