"""Asking: from a question in words, or a form, to its answer."""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.answers.answer import Answer
from retailgraph.answers.disputes import disputes
from retailgraph.answers.sentences import NOTHING
from retailgraph.answers.telling import told, understood
from retailgraph.errors import NotFound, UsageError
from retailgraph.form import Form, Link
from retailgraph.graph import Graph
from retailgraph.identity.undisclosed import UNDISCLOSED
from retailgraph.lookup.rows import Row
from retailgraph.ontology import Ontology, Relation
from retailgraph.plan.carrying import carried_out
from retailgraph.plan.choosing import NotUnderstood, meant_by, otherwise

if TYPE_CHECKING:
    from retailgraph.answers.why_asked import WhyAsked


def ask(graph: Graph, question: str, *, why: bool = False) -> Answer:
    """The answer to a question in words, on the day that the graph is of.

    UsageError if it is not understood, with the nearest questions that are, or if it asks what is not so,
    with the question to ask instead; NotFound with the nearest names; Ambiguous with the candidates. With
    ``why`` each row carries its evidence.
    """
    said = question.casefold()
    if (asked := _why_asked(said, question)) is not None:
        from retailgraph.answers.why_asked import with_stated_reason

        return with_stated_reason(graph, ask(graph, asked.rest, why=True), asked)
    if UNDISCLOSED in said:
        from retailgraph.answers.unnamed_asked import of_somebody

        if of := of_somebody(question, graph.ontology):
            answer = asked_of(graph, UNDISCLOSED, of.relation, of.object)
            return with_evidence(graph, answer) if why else answer
    meant = _meant(graph, question)
    if meant.denied:
        reason = "a question with 'not' may be answered the wrong way round"
        raise UsageError(f"{reason}; ask instead: {meant.denied}", [meant.denied])
    answer = answered(graph, meant, question, why=why)
    if answer.sentence == NOTHING and (other := otherwise(graph, question)) is not None:
        changes = answered(graph, other, question, why=why)
        return changes if changes.events or changes.rows else answer
    return answer


_WHY = (
    "why",
    "how come",
    "because",
    "reason",
    "what made",
    "what drove",
    "what led",
    "为什么",
    "为何",
    "due to",
)


def _why_asked(said: str, question: str) -> "WhyAsked | None":
    """What is asked the reason of; few questions ask for one, and the others are looked at no further."""
    if not any(mark in said for mark in _WHY):
        return None
    from retailgraph.answers.why_asked import asked_why

    return asked_why(question)


_PHRASE = 4
"""So many words that are taken for a name are no name that anybody has."""


def _meant(graph: Graph, question: str) -> Form:
    """The form of a question; errors with questions to ask instead, which were tried."""
    try:
        return meant_by(graph, question)
    except (NotFound, UsageError) as error:
        from retailgraph.answers.suggestions import suggested
        from retailgraph.plan.several import SeveralQuestions

        if isinstance(error, SeveralQuestions):
            raise
        forms, is_near = suggested(graph, question)
        if isinstance(error, NotUnderstood):
            said = f"'{question.strip()[:200]}' is not understood; try: {'; '.join(forms)}"
            raise UsageError(said, forms, forms if is_near else ()) from None
        if isinstance(error, NotFound):
            nearest = forms if is_near and len(error.name.split()) >= _PHRASE else ()
            said = f"{error}; try: {'; '.join(forms)}"
            raise NotFound(said, [*error.suggestions, *forms], error.name, nearest) from None
        raise UsageError(f"{error}; try: {'; '.join(forms)}", [*error.suggestions, *forms]) from None


def answered(graph: Graph, form: Form, question: str = "", *, why: bool = False) -> Answer:
    """The answer to a form; NotFound and Ambiguous for its names."""
    view = graph.at(graph.as_of, form.known_on) if form.known_on else graph
    run, found = carried_out(view, form)
    answer = told(run, found, question)
    return with_evidence(graph, answer) if why else answer


class Explained(NamedTuple):
    """How a question is answered: its form as plain values, its sentence, the steps of the plan, and SPARQL.

    ``sparql`` gives the same relationships, time and all; it is empty where SPARQL alone has no words for the
    question, as where something is held through others: ``no_sparql`` says why.
    """

    form: dict[str, Any]
    sentence: str
    steps: tuple[str, ...]
    sparql: str
    no_sparql: str = ""


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
        if (events.events or events.rows) and told(run, found, question).sentence == NOTHING:
            run, found, form, steps = changes, events, other, tuple(changes.steps)
    query = sparql_of(run, found)
    return Explained(to_plain(form), understood(run, found.about), steps, query.text, query.none_because)


def found_for(graph: Graph, form: Form | Mapping[str, Any], *, why: bool = False) -> Answer:
    """The answer to a form, or to the plain values of one.

    UsageError that names the place of what is wrong in it; NotFound and Ambiguous for its names.
    """
    from retailgraph.form.plain import check_terms, from_plain

    asked = form if isinstance(form, Form) else from_plain(form)
    check_terms(asked)
    for link in asked.links:
        graph.ontology.relation(link.relation)
    return answered(graph, asked, why=why)


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
