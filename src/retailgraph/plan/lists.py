"""Lists: what stands on the asked side of relations, for one entity or for many, and only what is
asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from retailgraph.form import AND, OR, OVER_TIME, Form, Group, Link, Term
from retailgraph.graph import reading
from retailgraph.graph.reading import Known
from retailgraph.lookup import names
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import told_whole
from retailgraph.plan.found import FormResult, entities, may_count
from retailgraph.plan.ordering import in_order
from retailgraph.plan.run import Run

_BRAND, _COMPANY = "Brand", "Company"
_MANY = 40  # entities of a term, beyond which the relation is read as a whole
DEEPEST = 6
"""Forms within forms that are carried out; a question is never nested so deeply."""


def listed(run: Run) -> FormResult:
    """The answers to a list: rows, in their order, and as many as are wanted."""
    if not run.form.of:
        return in_order(run, FormResult(rows=run.ordered(kept(run, list(_of_all(run))))))
    op, given = members(run, run.form.of[0], run.given_types())
    rows = list(_rows(run, given))
    _note_left_out(run, rows, given)
    if op == AND:
        rows = _in_all(rows, given)
    if run.form.former:
        rows = ended(rows)
    rows = kept(run, rows)
    return in_order(run, FormResult(about=tuple(given[:12]), rows=run.ordered(rows)))


def _of_all(run: Run) -> Iterator[Row]:
    """The rows of relations as a whole, each told whole."""
    for link in run.form.links:
        relation = run.ontology.relations[link.relation]
        found = reading.known(run.graph.tables, reading.ALL_OF_RELATION, relation=relation.name)
        run.steps.append(f"read all {relation.name}: {len(found)}")
        for known in found:
            given = known.relationship.subject if link.answers == "object" else known.relationship.object
            yield from of_known(run, link, known, given, told=True)


def _note_left_out(run: Run, rows: list[Row], given: tuple[str, ...]) -> None:
    """Say what a noun leaves out, if that is more than it shows: brands, of "subsidiaries", and companies, of
    "brands" of whom has none.
    """
    _note_actors(run, rows, given)
    wide = [link for link in run.form.links if len(link.types) > 1 or (link.types and not rows)]
    if not wide or len(given) != 1:
        return
    bare = [link._replace(types=()) for link in wide]
    every = [
        r
        for link in bare
        for k, via in run.of_link(link, given[0])
        for r in of_known(run, link, k, given[0], via)
    ]
    shown = {row.id for row in rows}
    left = list(dict.fromkeys(row.entity for row in every if row.id not in shown and row.holds == "yes"))
    if len(left) > len(shown):
        told = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        run.notes.append(f"left out, as of another type: {told}")


def _note_actors(run: Run, rows: list[Row], given: tuple[str, ...]) -> None:
    """Say which companies sell where "brands" sell: reports call a chain and its brand by one name."""
    acting = [link for link in run.form.links if link.answers == "subject" and link.types == (_BRAND,)]
    if not acting or len(given) != 1:
        return
    shown = {row.id for row in rows}
    found = [
        row
        for link in acting
        for known, via in run.of_link(link._replace(types=(_COMPANY,)), given[0])
        for row in of_known(run, link._replace(types=(_COMPANY,)), known, given[0], via)
    ]
    left = list(dict.fromkeys(row.entity for row in found if row.id not in shown and row.holds == "yes"))
    if left:
        told = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        run.notes.append(f"companies, not brands, are left out: {told}")


def _rows(run: Run, given: tuple[str, ...]) -> Iterator[Row]:
    several = len(given) > 1
    for link in run.form.links:
        if run.ontology.relations[link.relation].ultimate and link.answers == "subject":
            yield from (row for one in given for row in run.ultimate(one))
            continue
        if len(given) > _MANY and not link.party:
            yield from _of_whole(run, link, set(given))
            continue
        for one in given:
            for known, via in run.of_link(link, one):
                rows = of_known(run, link, known, one, via, told=several)
                yield from _became(run, rows, one) if _asks_what_became(run) else rows


def _asks_what_became(run: Run) -> bool:
    """Whether the question is what followed on something."""
    return any(run.ontology.relations[link.relation].ends_subject for link in run.form.links)


def _became(run: Run, rows: Iterable[Row], given: str) -> Iterator[Row]:
    """Of a merger that which both became, and nothing where one of them went on; other rows as they are."""
    for row in rows:
        if "into" not in run.ontology.relations[row.relation].parties:
            yield row
        elif row.status in ("completed", "announced"):
            yield from (one for one in run.of_linked(row, "into") if one.id != given)


def of_known(
    run: Run, link: Link, known: Known, given: str, via: str = "", *, told: bool = False
) -> Iterator[Row]:
    """The rows of one relationship that a link lets through; ``told`` says of whom they are."""
    relation = run.ontology.relations[link.relation]
    seen_from = _seen_from(known, given, link)
    if link.role and not has_role(run, known, link.role):
        return
    for row in run.seeing.rows(known, seen_from, via):
        shown = told_whole(row, known, relation) if told or (seen_from != given and not via) else row
        if not link.types or set(link.types) & set(row.types):
            yield shown


def _of_whole(run: Run, link: Link, given: set[str]) -> Iterator[Row]:
    """The rows of a relation read as a whole, of those on whose given side one of many stands."""
    relation = run.ontology.relations[link.relation]
    found = reading.known(run.graph.tables, reading.ALL_OF_RELATION, relation=relation.name)
    run.steps.append(f"read all {relation.name}: {len(found)}")
    for known in found:
        ends = known.relationship.subject, known.relationship.object
        sides = ends if relation.symmetric else (ends[0] if link.answers == "object" else ends[1],)
        for one in sides:
            if one in given:
                yield from of_known(run, link, known, one, told=True)


def _seen_from(known: Known, given: str, link: Link) -> str:
    relationship = known.relationship
    if given in (relationship.subject, relationship.object):
        return given
    return relationship.object if link.answers in ("subject", "party") else relationship.subject


def has_role(run: Run, known: Known, role: str) -> bool:
    """Whether a relationship is told apart by a role, or by a narrower one."""
    told = dict(known.relationship.distinction).get("role") or ""
    concept = run.ontology.roles.get(told)
    return told == role or bool(concept and concept.broader == role)


def _in_all(rows: list[Row], given: tuple[str, ...]) -> list[Row]:
    """The rows of entities that are answers for every one of those given."""
    direct: dict[str, set[str]] = {row.id: set() for row in rows}
    for row in rows:
        if may_count(row) and not row.via:
            direct[row.id].update({row.subject_id, row.object_id} & set(given))
    return [row for row in rows if direct[row.id] >= set(given)]


def ended(rows: Iterable[Row]) -> list[Row]:
    """What has ended, of whom nothing of the kind holds any more."""
    made = list(rows)
    still = {(row.relation, row.id) for row in made if row.status == "inForce"}
    return [row for row in made if row.status == "ended" and (row.relation, row.id) not in still]


# --- terms ------------------------------------------------------------------------------------------------


def members(run: Run, term: Term, types: set[str]) -> tuple[str, tuple[str, ...]]:
    """The ids that a term means, and whether an answer must be so of all of them or of any."""
    if isinstance(term, str):
        return "", (run.name(term, types),)
    if isinstance(term, Form):
        return OR, answers_of(run, term)
    found = [
        (_of_rows(run, part, types),) if isinstance(part, str) else members(run, part, types)[1]
        for part in term.parts
        if isinstance(part, str | Form | Group)
    ]
    return term.op, tuple(dict.fromkeys(one for some in found for one in some))


def _of_rows(run: Run, text: str, types: set[str]) -> str:
    """The entity that a name of several means: of those that bear it the one of which something is told."""
    meant = names.meant(run.graph, text, types)
    every = (meant.id, *meant.others)
    chosen = next((id for id in every if _is_told(run, id)), meant.id) if meant.others else meant.id
    run.take(text, meant._replace(id=chosen, others=tuple(id for id in every if id != chosen)))
    return chosen


def _is_told(run: Run, id: str) -> bool:
    """Whether an entity itself has rows of what the form asks."""
    ways = ((link, known) for link in run.form.links for known, via in run.of_link(link, id) if not via)
    return any(True for link, known in ways for _ in of_known(run, link, known, id))


def answers_of(run: Run, form: Form) -> tuple[str, ...]:
    """The entities that a form within a form means: its sure answers."""
    if run.depth >= DEEPEST:
        return ()
    from retailgraph.plan.kinds import of_kind

    over_time = run.form.order in ("next", "previous") and form.when.kind == "now"
    inner = Run(run.graph, form._replace(when=OVER_TIME, past=True) if over_time else form, run)
    carry = of_kind if form.asks == "kind" else listed
    found = carry(inner)
    if over_time:
        # Whoever came after somebody came after what that one was once.
        return tuple(dict.fromkeys(row.id for row in found.rows if may_count(row) or row.status == "ended"))
    ids = entities(found.rows) or tuple(t.id for t in found.tallies)
    if ids or form.asks != "list" or form.when.kind != "now" or form.former or form.moment:
        return ids
    # None is it now: of those who once were it more may be told than of nobody.
    once = listed(Run(run.graph, form._replace(when=OVER_TIME, past=True), run)).rows
    ids = tuple(dict.fromkeys(row.id for row in once if may_count(row) or row.status == "ended"))
    if ids:
        run.notes.append(f"none is it now; once were: {', '.join(map(run.label, ids[:6]))}")
    return ids


def kept(run: Run, rows: list[Row]) -> list[Row]:
    """The rows that meet every condition of the form."""
    if not run.form.where:
        return rows
    from retailgraph.plan.conditions import test_of

    tests: list[Callable[[Row], bool]] = [test_of(run, condition) for condition in run.form.where]
    return [row for row in rows if all(test(row) for test in tests)]
