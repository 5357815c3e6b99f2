"""Deals as such: by who takes part, how they ended, when, and for how much."""

from __future__ import annotations

from retailgraph.form import Term
from retailgraph.graph import reading
from retailgraph.graph.reading import Known
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import by_time, told_whole
from retailgraph.ontology import DEAL
from retailgraph.plan.found import FormResult
from retailgraph.plan.lists import kept, members
from retailgraph.plan.ordering import in_order
from retailgraph.plan.run import Run


def deals(run: Run) -> FormResult:
    """All deals, or those in which all that a form names take part."""
    form = run.form
    if form.when.kind == "now" and not run.graph.as_of:
        run.look_over_time()
    relations = [link.relation for link in form.links] or [
        r.name for r in run.ontology.relations.values() if r.kind == DEAL
    ]
    about: list[str] = []
    known: dict[str, Known] = {}
    if form.of:
        sets = [members(run, term, set()) for term in form.of]
        wide = [_with_others(run, term, ids) for term, (_, ids) in zip(form.of, sets, strict=True)]
        about = [ids[0] for _, ids in sets if ids]
        for one in sorted(set().union(*wide[:1])):
            for found in reading.known(run.graph.tables, reading.ALL_ABOUT, given=one):
                parties = _parties(run, found)
                if found.relationship.relation in relations and all(parties & ids for ids in wide):
                    known[found.key] = found
        run.steps.append(f"read deals of {', '.join(about)}: {len(known)}")
    else:
        for relation in relations:
            for found in reading.known(run.graph.tables, reading.ALL_OF_RELATION, relation=relation):
                known[found.key] = found
            run.steps.append(f"read all {relation}: {len(known)}")
    rows = [row for one in known.values() for row in _told(run, one)]
    rows = kept(run, sorted(rows, key=by_time))
    if form.measure == "price":
        rows = [row for row in rows if row.price] or list(rows)
    return in_order(run, FormResult(about=tuple(about), rows=tuple(rows)))


def _with_others(run: Run, term: Term, ids: tuple[str, ...]) -> set[str]:
    """The ids that a name means, and those of its namesakes: a deal may be of the brand or of its company."""
    from retailgraph.lookup import names

    if isinstance(term, str):
        return set(ids) | set(names.meant(run.graph, term).others)
    return set(ids)


def _parties(run: Run, known: Known) -> set[str]:
    found = known.relationship
    linked = {v for n, values in found.qualifiers if run.ontology.links(n) for v in values}
    return {found.subject, found.object} | linked


def _told(run: Run, known: Known) -> list[Row]:
    """The rows of a deal, each told whole: who bought what from whom."""
    relation = run.ontology.relations[known.relationship.relation]
    seen = run.seeing.rows(known, known.relationship.object)
    return [told_whole(row, known, relation) for row in seen]
