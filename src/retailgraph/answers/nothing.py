"""Before "nothing is reported" is said: whatever else joins those who were named is looked at, and shown."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.errors import RetailGraphError
from retailgraph.form import OVER_TIME, Form, Link, Term
from retailgraph.lookup import names
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import of_entity, relationship, rows_of, told_whole
from retailgraph.ontology import DEAL, QuestionForm
from retailgraph.plan.carrying import carried_out
from retailgraph.plan.found import FormResult
from retailgraph.plan.run import Run
from retailgraph.words.english import STARTERS

_MOST = 8  # rows that are shown beside


def beside(run: Run, found: FormResult) -> tuple[tuple[Row, ...], str]:
    """Rows that were found beside what was asked, and why they may matter; empty if there are none."""
    form = run.form
    if form.asks not in ("list", "truth", "when", "detail", "deals", "between") or not form.of:
        return (), ""
    for look in (
        _of_namesakes,
        _of_family,
        _of_other_times,
        _of_pairs_owners,
        _of_pairs_holdings,
        _of_parts,
        _of_sisters,
        _between,
        _of_owners,
        _of_siblings,
    ):
        for rows, why in look(run, found.about):
            if rows:
                return tuple(rows[:_MOST]), why
    return (), ""


def beside_denied(run: Run, found: FormResult) -> tuple[tuple[Row, ...], str]:
    """What joins the one to what the other had, where a yes or no is no as somebody else is known."""
    ways = _of_pairs_holdings(run, found.about)
    rows, why = next(((rows, why) for rows, why in ways if rows), ([], ""))
    return tuple(rows[:_MOST]), why


def _carried(run: Run, form: Form) -> tuple[Row, ...]:
    try:
        return carried_out(run.graph, form)[1].rows
    except RetailGraphError:
        return ()


def _of_namesakes(run: Run, about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """The same of another entity of the name: the company of a brand, or the brand of a company."""
    form = run.form
    for place, term in enumerate(form.of):
        if not isinstance(term, str):
            continue
        hits = [id for tier in names.hits(run.graph, term).values() for id in tier]
        for other in hits:
            if other not in about:
                of = (*form.of[:place], other, *form.of[place + 1 :])
                rows = _carried(run, form._replace(of=of))
                kind = " and ".join(names.types_of(run.graph, other)).lower()
                yield list(rows), f"of the {kind} {run.label(other)}"


def _of_family(run: Run, _about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """The same by relations that the same nouns ask for: shareholders, where no owner is reported."""
    form = run.form
    if form.asks not in ("list", "truth") or form.former or form.moment:
        return
    links = tuple(dict.fromkeys(kin for link in form.links for kin in _kin(run, link)))
    if links:
        relations = " or ".join(
            dict.fromkeys(run.ontology.relations[link.relation].inverse_label for link in links)
        )
        rows = _carried(run, form._replace(links=links, where=(), order="", limit=0, counted=False))
        yield list(rows), f"it {relations}" if form.asks == "list" else f"otherwise ({relations})"


def _kin(run: Run, link: Link) -> Iterator[Link]:
    """The links by other relations that a question form asks from the same side as one."""
    relations = run.ontology.relations
    asked = {form.text for form in relations[link.relation].forms if _is_noun(form, link)}
    for relation in relations.values():
        shared = asked & {form.text for form in relation.forms if _is_noun(form, link)}
        if shared and relation.name not in {one.relation for one in run.form.links}:
            yield link._replace(relation=relation.name, types=(), role="")


def _is_noun(form: QuestionForm, link: Link) -> bool:
    """Whether a form is a noun for all who stand on the side of a link: "shareholders of {object}"."""
    plain = form.answers == link.answers and not (form.types or form.role or form.moment)
    return plain and form.text.split()[0] not in STARTERS


def _of_parts(run: Run, about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """The same of what is part of the second of two: a room within a platform; of all bearers of the first
    name.
    """
    form = run.form
    if len(form.of) != 2 or len(about) != 2 or form.asks not in ("truth", "when", "detail"):
        return
    inner = [
        row
        for row in rows_of(run.graph, of_entity(run.graph, about[1]), about[1])
        if row.relation == "partOf"
    ]
    for row in inner:
        if row.object_id != about[1]:
            continue
        for one in _meanings(run, form.of[0], about[0]):
            rows = _carried(run, form._replace(of=(one, row.subject_id)))
            yield (
                [r for r in rows if row.subject_id in (r.subject_id, r.object_id)],
                f"of {row.subject}, its part",
            )


def _meanings(run: Run, term: Term, chosen: str) -> tuple[str, ...]:
    """Whom a term may mean, the one that was chosen first."""
    others = run.about_of(term) if isinstance(term, str) else ()
    return (chosen, *(id for id in others if id != chosen))


def _of_sisters(run: Run, about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """What joins the second of two that were named to what else the first one's owner has."""
    if len(run.form.of) != 2 or len(about) != 2 or run.form.asks not in ("truth", "when", "detail"):
        return
    one, two = about
    asked = {link.relation for link in run.form.links}
    for owner in _owners(run, one):
        sisters = {
            row.object_id
            for row in rows_of(run.graph, of_entity(run.graph, owner), owner, over_time=False)
            if row.subject_id == owner and row.holds == "yes" and row.object_id != one
        }
        known = [k for k in of_entity(run.graph, two) if k.relationship.relation in asked]
        ends = [k for k in known if sisters & {k.relationship.subject, k.relationship.object}]
        rows = [row for k in ends for row in run.seeing.whole(k, two)]
        yield rows, f"of others of {run.label(owner)}, which owns {run.label(one)}"


def _of_other_times(run: Run, _about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """The same at another time."""
    form = run.form
    if form.when.kind != "overTime" and form.asks in ("list", "detail", "deals"):
        rows = _carried(run, form._replace(when=OVER_TIME, former=False, market="", moment="", limit=0))
        yield list(rows), "at another time" if not form.market else "at another time or place"
    if form.where and form.asks == "list":
        rows = _carried(run, form._replace(where=()))
        yield [], "without the conditions" if rows else ""


def _between(run: Run, about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """All that joins the two who were named."""
    if len(about) == 2:
        one, two = about
        rows = [row for known in run.between(one, two) for row in run.seeing.whole(known, one)]
        yield rows, f"between {run.label(one)} and {run.label(two)}"


def _owners(run: Run, name: str) -> list[str]:
    """Who owns an entity, directly."""
    owning = {r.name for r in run.ontology.relations.values() if r.acyclic and r.exclusive}
    rows = rows_of(run.graph, of_entity(run.graph, name), name, over_time=False)
    return [
        row.id for row in rows if row.relation in owning and row.id == row.subject_id and row.holds == "yes"
    ]


def _of_pairs_owners(run: Run, about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """The same of who owns the first of two that were named."""
    if len(run.form.of) == 2 and len(about) == 2 and run.form.asks in ("truth", "when", "detail"):
        for owner in _owners(run, about[0]):
            rows = _carried(run, run.form._replace(of=(owner, about[1])))
            yield (
                [r for r in rows if owner in (r.subject_id, r.object_id)],
                f"of its owner {run.label(owner)}",
            )


def _of_pairs_holdings(run: Run, about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """What joins the second of two that were named to what the first has owned."""
    if len(run.form.of) != 2 or len(about) != 2 or run.form.asks not in ("truth", "when", "detail"):
        return
    one, two = about
    owning = {r.name for r in run.ontology.relations.values() if r.acyclic and r.exclusive}
    held = {
        row.object_id: row.object
        for row in rows_of(run.graph, of_entity(run.graph, one), one)
        if row.relation in owning and row.subject_id == one and row.object_id != two
    }
    known = of_entity(run.graph, two) if held else []
    for other, label in held.items():
        ends = [k for k in known if other in (k.relationship.subject, k.relationship.object)]
        rows = [row for k in ends for row in run.seeing.whole(k, two)]
        yield rows, f"of {label}, which {run.label(one)} owns or owned"


def _of_owners(run: Run, about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """The same of who owns, operates or includes the one that was named, or of what it is part of."""
    form = run.form
    if form.asks != "list" or len(about) != 1:
        return
    upward = [
        r for r in run.ontology.relations.values() if r.acyclic or (r.exclusive and not r.exclusive_for)
    ]
    above = [
        row
        for row in rows_of(run.graph, of_entity(run.graph, about[0]), about[0], over_time=False)
        if row.relation in {r.name for r in upward}
        and row.holds == "yes"
        and (row.id == row.subject_id or row.relation == "partOf")
    ]
    for row in above:
        rows = _carried(run, form._replace(of=(row.id,)))
        relations = run.ontology.relations
        told = [told_whole(r, relationship(run.graph, r.key), relations[r.relation]) for r in rows]
        yield told, f"of {row.entity}, which {run.label(about[0])} {row.words}"


def _of_siblings(run: Run, about: tuple[str, ...]) -> Iterator[tuple[list[Row], str]]:
    """What else joins the one that was named to such entities as were asked for."""
    form = run.form
    if not about:
        return
    one = about[0]
    types = {t for link in form.links for t in link.types} or _asked_types(run)
    deals = {r.name for r in run.ontology.relations.values() if r.kind == DEAL}
    asked = {link.relation for link in form.links}
    rows = [
        row
        for row in rows_of(run.graph, of_entity(run.graph, one), one)
        if row.relation not in asked
        and (not types or types & set(row.types))
        and bool(asked & deals) == (row.relation in deals or not deals)
    ]
    yield sorted(rows, key=lambda row: row.holds != "yes"), f"of {run.label(one)}, otherwise"
    every = [row for row in rows_of(run.graph, of_entity(run.graph, one), one) if row.relation not in asked]
    yield sorted(every, key=lambda row: row.holds != "yes"), f"of {run.label(one)}, otherwise"


def _asked_types(run: Run) -> set[str]:
    found: set[str] = set()
    for link in run.form.links:
        relation = run.ontology.relations[link.relation]
        found |= set(relation.range if link.answers == "object" else relation.domain)
    return found
