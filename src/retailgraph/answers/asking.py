"""Asking: from a question in words, or a form, to its answer."""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.answers.answer import Answer
from retailgraph.answers.disputes import disputes, doubts_of
from retailgraph.answers.reasons_asked import asked_why, of_somebody
from retailgraph.answers.sentences import NOTHING, sentence_of
from retailgraph.answers.unheard import unheard
from retailgraph.errors import NotFound, UsageError
from retailgraph.form import Form, Group, Link, Term
from retailgraph.graph import Graph
from retailgraph.identity.undisclosed import UNDISCLOSED
from retailgraph.lookup import names
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import time_words
from retailgraph.ontology import Ontology, Relation
from retailgraph.plan.carrying import carried_out
from retailgraph.plan.choosing import NotUnderstood, meant_by, otherwise
from retailgraph.plan.found import NOT_CLAIMED, Found
from retailgraph.plan.run import Run

if TYPE_CHECKING:
    from retailgraph.lookup.evidence import FigureRow

_LOOKED_AT = 4  # rows of a yes or no of which it is looked up whether the sources disagree
_LISTED = 40  # rows of a list, as many as are shown; only doubtful ones are looked up


def ask(graph: Graph, question: str, *, why: bool = False) -> Answer:
    """The answer to a question in words, on the day that the graph is of.

    UsageError if it is not understood, with the nearest questions that are, or if it asks what is not so,
    with the question to ask instead; NotFound with the nearest names; Ambiguous with the candidates. With
    ``why`` each row carries its evidence.
    """
    if rest := asked_why(question):
        return ask(graph, rest, why=True)
    if UNDISCLOSED in question.casefold() and (of := of_somebody(question, graph.ontology)):
        answer = asked_of(graph, UNDISCLOSED, of.relation, of.object)
        return with_evidence(graph, answer) if why else answer
    meant = _meant(graph, question)
    if meant.denied:
        reason = "a question with 'not' may be answered the wrong way round"
        raise UsageError(f"{reason}; ask instead: {meant.denied}", [meant.denied])
    answer = answered(graph, meant, question, why=why)
    if answer.sentence == NOTHING and (other := otherwise(graph, question)) is not None:
        changes = answered(graph, other, question, why=why)
        return changes if changes.events else answer
    return answer


def _meant(graph: Graph, question: str) -> Form:
    """The form of a question; errors with questions to ask instead, which were tried."""
    try:
        return meant_by(graph, question)
    except (NotFound, UsageError) as error:
        from retailgraph.answers.suggestions import suggested

        forms = suggested(graph, question)
        if isinstance(error, NotUnderstood):
            said = f"'{question.strip()[:200]}' is not understood; try: {'; '.join(forms)}"
            raise UsageError(said, forms) from None
        if isinstance(error, NotFound):
            raise NotFound(f"{error}; try: {'; '.join(forms)}", [*error.suggestions, *forms]) from None
        raise UsageError(f"{error}; try: {'; '.join(forms)}", [*error.suggestions, *forms]) from None


def answered(graph: Graph, form: Form, question: str = "", *, why: bool = False) -> Answer:
    """The answer to a form; NotFound and Ambiguous for its names."""
    view = graph.at(graph.as_of, form.known_on) if form.known_on else graph
    run, found = carried_out(view, form)
    answer = _told(run, found, question)
    return with_evidence(graph, answer) if why else answer


class Explained(NamedTuple):
    """How a question is answered: its form as plain values, its sentence, the steps of the plan, and SPARQL.

    ``sparql`` gives the same relationships, time and all; it is empty where SPARQL alone has no words for the
    question, as where something is held through others.
    """

    form: dict[str, Any]
    sentence: str
    steps: tuple[str, ...]
    sparql: str


def explained(graph: Graph, question: str) -> Explained:
    """How a question in words is answered; errors as :func:`ask`."""
    from retailgraph.form.plain import to_plain
    from retailgraph.plan.sparql import sparql_of

    form = _meant(graph, question)
    view = graph.at(graph.as_of, form.known_on) if form.known_on else graph
    run, found = carried_out(view, form)
    steps = tuple(run.steps)
    if found.is_empty and (other := otherwise(graph, question)) is not None:
        changes, events = carried_out(graph, other)
        if events.events and _told(run, found, question).sentence == NOTHING:
            return Explained(to_plain(other), _understood(changes, events.about), tuple(changes.steps), "")
    return Explained(to_plain(form), _understood(run, found.about), steps, sparql_of(run, found))


def found_for(graph: Graph, form: Form | Mapping[str, Any], *, why: bool = False) -> Answer:
    """The answer to a form, or to the plain values of one.

    UsageError that names the place of what is wrong in it; NotFound and Ambiguous for its names.
    """
    from retailgraph.form.plain import from_plain

    asked = form if isinstance(form, Form) else from_plain(form)
    for link in asked.links:
        graph.ontology.relation(link.relation)
    return answered(graph, asked, why=why)


def _told(run: Run, found: Found, question: str) -> Answer:
    founded = list(_founded_later(run, found.about))
    run.notes += founded
    if run.seeing.elsewhere:
        run.notes.append(_left_out(run))
    chinese = not question.isascii() and _is_chinese(question)
    understood = (chinese and _in_chinese(run, found.about)) or _understood(run, found.about)
    if run.form.counted and found.about:
        found = found.replaced(figures=_stated(run, found.about[0]))
    if run.form.asks == "truth":
        run.notes += disputes(run.graph, found.rows[:_LOOKED_AT])
    elif found.rows:
        run.notes += doubts_of(run.graph, found.rows[:_LISTED])
    sentence = unheard(run, found, founded) or sentence_of(run.form, found, run.ontology)
    but: tuple[Row, ...] = ()
    why = ""
    if (found.is_empty and found.answer != "no") or (found.answer == "unknown" and not found.rows):
        from retailgraph.answers.nothing import beside

        but, why = beside(run, found)
        sentence = sentence or NOTHING
    elif found.answer == "no" and any(note.startswith(NOT_CLAIMED) for note in run.notes):
        from retailgraph.answers.nothing import beside_denied

        but, why = beside_denied(run, found)
    if chinese:
        from retailgraph.answers.chinese import chinese_sentence

        sentence = chinese_sentence(run.form, found, run.ontology) or sentence
    return Answer(
        kind=run.form.asks,
        question=question.strip() or understood,
        understood=understood,
        about=found.about,
        as_of=run.window.day,
        answer=found.answer,
        confirmed=found.confirmed,
        rows=found.rows,
        figures=found.figures,
        events=found.events,
        tallies=found.tallies,
        notes=tuple(dict.fromkeys([*run.notes, *_called(run, found.about)])),
        window=run.window.kind,
        period=_period(run, chinese),
        sentence=sentence,
        but=but,
        but_of=why,
        total=found.total,
        form=run.form,
        steps=tuple(run.steps),
    )


def _stated(run: Run, name: str) -> "tuple[FigureRow, ...]":
    """The latest figure that articles give of what is counted, beside the count: members, brands."""
    from retailgraph.lookup.evidence import figures_of

    said = run.form.words.split()
    measure = next((m for m in run.ontology.measures if said and m == said[0]), "")
    return figures_of(run.graph, name, measure)[:1] if measure else ()


def _founded_later(run: Run, about: Iterable[str]) -> Iterator[str]:
    """That somebody asked about was founded only after the time asked about."""
    if run.window.kind in ("on", "in", "before") and run.window.last < run.graph.today:
        from retailgraph.lookup.existence import founding_note

        yield from filter(None, (founding_note(run.graph, name, run.window.last) for name in about))


def _called(run: Run, about: Iterable[str]) -> Iterator[str]:
    """What those asked about were called in the time asked about, if not as now."""
    for name in about:
        then = run.seeing.names_then(name, run.label(name), run.window)
        if then:
            yield f"{run.label(name)} was then called {then}"


def _left_out(run: Run) -> str:
    """What to say of relationships that are not said to be of the market asked about."""
    if run.form.asks != "list":
        return f"no article says that it is in {run.form.market}"
    count = len(run.seeing.elsewhere)
    verb = "is" if count == 1 else "are"
    return f"{count} more {verb} not said to be in {run.form.market}; ask without it for all"


def _understood(run: Run, about: Iterable[str]) -> str:
    from retailgraph.form.sentence import sentence

    return sentence(run.form, run.ontology, _names(run, about))


def _period(run: Run, chinese: bool) -> str:
    told = time_words(run.window, run.graph)
    if not chinese:
        return told
    from retailgraph.words.headings import chinese_period

    return chinese_period(told)


def _is_chinese(question: str) -> bool:
    from retailgraph.words.chinese import is_chinese

    return is_chinese(question)


def _in_chinese(run: Run, about: Iterable[str]) -> str:
    """The heading in Chinese; empty where the list has none."""
    from retailgraph.words.headings import chinese_heading

    return chinese_heading(run.form, _names(run, about))


def _names(run: Run, about: Iterable[str]) -> dict[str, str]:
    """How the names in a form are told: as the entities are called."""
    found = {run.form.market: run.seeing.market.label} if run.seeing.market else {}
    conditions = [c for c in run.form.where if isinstance(c, str | Form | Group)]
    for text in _texts((*run.form.of, *conditions)):
        hits = _hits(run, text)
        meant = next((n for n in (*about, *hits) if n in hits), "")
        found[text] = run.label(meant) if meant else text
    return found


def _texts(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        if isinstance(term, str):
            yield term
        elif isinstance(term, Form):
            yield from _texts((*term.of, *(c for c in term.where if isinstance(c, str | Form | Group))))
        else:
            yield from _texts([part for part in term.parts if isinstance(part, str | Form | Group)])


def _hits(run: Run, text: str) -> tuple[str, ...]:
    found = tuple(name for _, tier in sorted(names.hits(run.graph, text).items()) for name in tier)
    return found or (names.nearly(run.graph, text),)


def with_evidence(graph: Graph, answer: Answer) -> Answer:
    """The same answer, each row with the passages behind it and the reason of its dates."""
    from retailgraph.lookup.evidence import evidence_of

    evidence = {key: evidence_of(graph, key) for key in {r.key for r in answer.rows}}
    rows = with_reasons(graph, answer.rows)
    notes = tuple(dict.fromkeys([*answer.notes, *disputes(graph, answer.rows)]))
    return answer.replaced(rows=tuple(r.replaced(evidence=evidence[r.key]) for r in rows), notes=notes)


def with_reasons(graph: Graph, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The same rows, each with the reason of its dates."""
    from retailgraph.lookup.reasons import Reasons

    because = Reasons(graph).because
    return tuple(r.replaced(because=because(r)) for r in rows)


def why(graph: Graph, subject: str, relation: str, object: str) -> Answer:
    """All that is known of one relationship, with the evidence behind it.

    ``relation`` is a name (``owns``) or its label; NotFound if it or an entity is unknown.
    """
    answer = asked_of(graph, subject, relation, object)
    return with_evidence(graph, answer).replaced(kind="why")


def asked_of(graph: Graph, subject: str, relation: str, object: str) -> Answer:
    """The answer to whether one relationship holds, put as three words; errors as :func:`why`."""
    declared = relation_named(graph.ontology, relation)
    form = Form(
        "truth",
        (Link(declared.name, ""),),
        (subject, object),
        words=f"{{subject}} {declared.label} {{object}}",
    )
    return answered(graph, form, f"{subject} {relation} {object}")


def relation_named(ontology: Ontology, text: str) -> Relation:
    """The relation that a word means: its name, its label or a verb; NotFound with the nearest names."""
    words = text.strip().casefold()
    for relation in ontology.relations.values():
        said = {relation.name.casefold(), relation.label.casefold()}
        said |= {w.casefold() for v in relation.verbs for w in (v.base, v.third, v.past)}
        if words in said:
            return relation
    return ontology.relation(text)
