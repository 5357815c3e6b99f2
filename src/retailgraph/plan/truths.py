"""Yes or no, since when, and at what price or share: what is between two entities that a form names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from retailgraph.form import NOT, OBJECT, OR, Group, Link
from retailgraph.graph import reading
from retailgraph.graph.reading import Known
from retailgraph.identity.undisclosed import UNDISCLOSED, undisclosed_of
from retailgraph.lookup.names import types_of
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import confirmed, latest, longest_ago, told_whole
from retailgraph.ontology import STATE
from retailgraph.plan.announced import announced_ends
from retailgraph.plan.ends import sides
from retailgraph.plan.found import NOT_CLAIMED, FormResult
from retailgraph.plan.lists import has_role, listed, members
from retailgraph.plan.ordering import in_order
from retailgraph.plan.run import Run
from retailgraph.plan.towards import deals_towards
from retailgraph.plan.ways import ways_held
from retailgraph.relationships import NO, UNKNOWN, YES, Spell, day_after

_MOST_PAIRS = 30


def pairs(run: Run) -> list[tuple[str, str]]:
    """The pairs of entities, subject and object, that the two terms of a form mean."""
    allowed = [sides(run.ontology, link)[:: -1 if link.answers == OBJECT else 1] for link in run.form.links]
    domain, range_ = ({t for types in side for t in types} for side in zip(*allowed, strict=True))
    one, two = run.form.of
    if isinstance(one, str) and one.strip().casefold() == UNDISCLOSED:
        # Whoever is not named is called after what they own or buy.
        return [(undisclosed_of(id), id) for id in members(run, two, range_)[1]]
    ones, twos = members(run, one, domain)[1], members(run, two, range_)[1]
    if len(ones) == len(twos) == 1 and ones == twos and isinstance(one, str) and isinstance(two, str):
        # A type may prefer a former name; two names that were told apart are never one and the same.
        return [(run.name(one), run.name(two))]
    return list(product(ones, twos))[:_MOST_PAIRS]


def truth(run: Run) -> FormResult:
    """Whether it is so, of every pair, or of any where the terms are joined by or."""
    if len(run.form.of) == 1:
        return _exists(run)
    pairs_ = pairs(run)
    ops = {term.op for term in run.form.of if isinstance(term, Group)}
    answers, rows, months = [], [], []
    for one, two in pairs_:
        answer, told, month = _of_pair(run, one, two, several=len(pairs_) > 1)
        answers.append(answer)
        months.append(month)
        rows += told
    about = tuple(dict.fromkeys(name for pair in pairs_ for name in pair))
    answer, since = _together(answers, bool(ops & {OR, NOT})), latest(months)
    if NOT in ops:
        answer = {YES: NO, NO: YES}.get(answer, answer)
    return FormResult(
        about=about, answer=answer, rows=run.ordered(rows), confirmed=since if answer == YES else ""
    )


def _exists(run: Run) -> FormResult:
    """Whether one entity exists in the time asked about: silence of its end says neither yes nor no."""
    from retailgraph.lookup.existence import existence

    name = members(run, run.form.of[0], set())[1][0]
    found = existence(run.graph, name, run.window.start or run.window.day, run.window.last)
    run.notes += [found.note] if found.note else []
    rows = [row for known in found.events for row in run.seeing.all_rows(known, name)]
    if found.answer == YES:  # what is over by then shows nothing
        rows = [row for row in rows if row.holds != NO]
    return FormResult(about=(name,), answer=found.answer, rows=run.ordered(rows))


def _together(answers: list[str], any_: bool) -> str:
    first, last = (YES, NO) if any_ else (NO, YES)
    if not answers:
        return UNKNOWN
    return first if first in answers else UNKNOWN if UNKNOWN in answers else last


def _of_pair(run: Run, subject: str, object: str, *, several: bool) -> tuple[str, list[Row], str]:
    if any(run.ontology.relations[link.relation].ultimate for link in run.form.links):
        ultimate = [row for row in run.ultimate(object) if row.id == subject]
        if ultimate:
            return ultimate[0].holds, ultimate, ""
    claimed = _asked_known(run, subject, object)
    found = claimed or deals_towards(run, subject, object)
    told = pair_rows(run, subject, object) or [r for k in found for r in run.seeing.all_rows(k, subject)]
    # What is not said to be there may be so all the same.
    answers = {_truth_of(run, k) if run.seeing.is_there(k, subject) else UNKNOWN for k in found}
    answer = YES if YES in answers else UNKNOWN if UNKNOWN in answers or not found else NO
    rivals = [k for k in _rivals(run, object) if k.relationship.subject != subject] + [
        k for k in _rivals(run, subject, turned=True) if k.relationship.subject != object
    ]
    month = confirmed(told) if answer == YES else ""
    if answer != YES and (through := _through(run, subject, object)):
        run.notes.append(f"not directly: through {through[0]}")
        answer, month = YES, through[1]
        told = [*_held_through(run, subject, object), *told]
    elif not claimed:
        answer = NO if rivals else answer
        which = f" of {run.label(subject)} and {run.label(object)}" if several else ""
        run.notes.append(NOT_CLAIMED + which + (", and another holds it" if rivals else ""))
    elif answer == UNKNOWN and rivals and run.window.kind in ("now", "on"):
        # Of a longer time both may have had their part.
        answer = NO
        run.notes.append("another holds it, which only one can")
    elif answer == NO and rivals and run.window.kind == "now":
        # Who has it now answers "still".
        told_now = sorted({k.subject_name for k in rivals if k.relationship.object == object})
        run.notes += [f"now {', '.join(told_now)} holds it"] if told_now else []
        rivals = []
    else:
        rivals = []
    if claimed and answer == UNKNOWN:
        told += announced_ends(run, object)
    told += [r for k in rivals for r in run.seeing.rows(k, k.relationship.object)]
    if several:
        relations = run.ontology.relations
        told = [told_whole(r, _of_row(run, r), relations[r.relation]) for r in told]
    return answer, told, month


def _of_row(run: Run, row: Row) -> Known:
    from retailgraph.lookup.seeing import relationship

    return relationship(run.graph, row.key)


def _asked_known(run: Run, subject: str, object: str) -> list[Known]:
    found: list[Known] = []
    for link in run.form.links:
        relation = run.ontology.relations[link.relation]
        if link.party:
            found += [
                k for k in run.as_party(relation, link.party, subject) if k.relationship.object == object
            ]
            continue
        first, other = (object, subject) if link.answers == OBJECT else (subject, object)
        for qualifier in relation.subject_in:
            named = run.as_party(relation, qualifier, first)
            found += [known for known in named if known.relationship.object == other]
        found += [
            known
            for known in run.between(subject, object)
            if known.relationship.relation == link.relation
            and (known.relationship.subject == first or relation.symmetric)
            and (not link.role or has_role(run, known, link.role))
        ]
    return list({known.key: known for known in found}.values())


def _through(run: Run, subject: str, object: str) -> tuple[str, str] | None:
    """The held company through which one holds another, and until when all of that was confirmed."""
    if subject == object or run.form.moment:
        return None
    if run.window.kind not in ("now", "on"):
        return _once_through(run, subject, object)
    for turned, (upper, lower) in enumerate(((subject, object), (object, subject))):
        for known, label in _chains(run, lower, turned=bool(turned)):
            if known.relationship.subject == upper and run.seeing.holds(known):
                chain = run.seeing.chains.get((known.key, label))
                through = chain.confirmed if chain else ""
                return label, longest_ago(through, run.seeing.last_confirmed(known))
    return None


def _once_through(run: Run, subject: str, object: str) -> tuple[str, str] | None:
    """The same of a longer time: all links must have held on one day of it."""
    from retailgraph.lookup.past_chains import held_through

    relations = [run.ontology.relations[link.relation] for link in run.form.links if not link.answers]
    followed = [r for r in relations if r.followed_through and r.exclusive]
    end = run.window.end or day_after(run.graph.today) or date.max
    within = (run.window.start or date.min, end)
    found = held_through(run.graph, subject, object, followed, within) if followed else None
    return (found[0], "") if found else None


def _chains(run: Run, object: str, *, turned: bool = False) -> Iterator[tuple[Known, str]]:
    links = [link for link in run.form.links if (link.answers == OBJECT) == turned]
    relations = (run.ontology.relations[link.relation] for link in links)
    for relation in (r for r in relations if r.followed_through and r.exclusive):
        yield from run.followed(Link(relation.name, "subject"), relation, object)


def _held_through(run: Run, subject: str, object: str) -> list[Row]:
    """What one holds of another through others, if it holds nothing of it directly."""
    for known, label in _chains(run, object):
        if known.relationship.subject == subject:
            rows = run.seeing.rows(known, known.relationship.object, label)
            relation = run.ontology.relations[known.relationship.relation]
            types = tuple(types_of(run.graph, object))
            # Told as what it holds directly is: seen from the holder.
            return [
                r.replaced(entity=r.object, id=r.object_id, types=types, words=relation.label) for r in rows
            ]
    return []


def pair_rows(run: Run, subject: str, object: str) -> list[Row]:
    """Every row of what is asked of two entities; a deal in which one only sold is told whole."""
    made = []
    for known in _asked_known(run, subject, object):
        relation = run.ontology.relations[known.relationship.relation]
        ends = (known.relationship.subject, known.relationship.object)
        for row in run.seeing.all_rows(known, subject if subject in ends else object):
            made.append(row if subject in ends else told_whole(row, known, relation))
    return made


def _planned(run: Run, subject: str, object: str) -> list[Row]:
    """The rows of what is announced beside what holds: a share that is to change."""
    found = [row for known in _asked_known(run, subject, object) for row in run.seeing.whole(known, subject)]
    return [row for row in found if row.status == "announced" and row.holds == UNKNOWN]


def _truth_of(run: Run, known: Known) -> str:
    """Rule ``yes or no``: what holds in the window; of a deal, whether it was completed in it."""
    spells, seeing = known.relationship.spells, run.seeing
    if run.ontology.relations[known.relationship.relation].kind == STATE:
        states = {_moved(run, s) if run.form.moment else run.window.state(s) for s in spells}
    else:
        states = {seeing.deal_state(s, seeing.covers(known.relationship, s)) for s in spells}
    return YES if YES in states else UNKNOWN if UNKNOWN in states else NO


def _moved(run: Run, spell: Spell) -> str:
    """Whether a state began or ended in the time; what was announced to end by then may have."""
    moved = run.seeing.moved(spell)
    announced = spell.doubt_rule and spell.doubted and spell.doubted <= run.window.last and not spell.until
    return UNKNOWN if moved == NO and run.form.moment == "ending" and announced else moved


def _rivals(run: Run, object: str, *, turned: bool = False) -> list[Known]:
    """Who else holds what only one can hold."""
    found = []
    for link in run.form.links:
        if (link.answers == OBJECT) != turned:
            continue
        relation = run.ontology.relations[link.relation]
        if relation.exclusive and not relation.exclusive_for and not link.party:
            held = run.known(reading.OF_OBJECT, object, relation)
            found += [known for known in held if run.seeing.holds(known)]
    return found


def when(run: Run) -> FormResult:
    """The dates of what is between two entities."""
    if run.form.when.kind == "now":
        run.look_over_time()
    pairs_ = pairs(run)
    rows = [row for one, two in pairs_ for row in pair_rows(run, one, two)]
    about = tuple(dict.fromkeys(name for pair in pairs_ for name in pair))
    if not rows:
        # Who bought another has owned it since; of a deal that is asked for a state is no answer.
        rows = [
            r
            for one, two in pairs_
            for k in deals_towards(run, one, two)
            for r in run.seeing.all_rows(k, one)
        ]
        run.notes.append(NOT_CLAIMED)
    return FormResult(about=about, rows=run.ordered(rows))


def detail(run: Run) -> FormResult:
    """One qualifier of what is between two entities, or of all that one stands in."""
    form = run.form
    if len(form.of) == 2:
        pairs_ = pairs(run)
        about = tuple(dict.fromkeys(name for pair in pairs_ for name in pair))
        rows = [row for pair in pairs_ for row in pair_rows(run, *pair) or _held_through(run, *pair)]
        if form.measure == "share":
            rows = [row for pair in pairs_ for row in ways_held(run, *pair)] or rows
            rows += [row for pair in pairs_ for row in _planned(run, *pair)]
    else:
        found = listed(run)
        about, rows = found.about, list(found.rows)
    asked = form.measure
    telling = [row for row in rows if getattr(row, asked)] if asked else rows
    if rows and not telling:
        run.notes.append(f"no article states the {run.ontology.qualifiers[asked].label}")
    if telling and asked and run.ontology.links(asked):
        telling = [told for row in telling for told in run.of_linked(row, asked)]
    elif not rows:
        run.notes.append(NOT_CLAIMED)
    return in_order(run, FormResult(about=about, rows=run.ordered(telling or rows)))
