"""Questions that follow on an answer: "and in 2019?", "and Prada?", "and before him?", "who owns those?"."""

from __future__ import annotations

from retailgraph.answers.answer import Answer
from retailgraph.answers.asking import answered, ask
from retailgraph.errors import NotFound, UsageError
from retailgraph.form import OR, OVER_TIME, Form, Group
from retailgraph.graph import Graph
from retailgraph.lookup import names
from retailgraph.words.english import Sentence, phrases, tokens_of
from retailgraph.words.times import when_of

_LEADS = phrases("and what about|what about|how about|and")
_THOSE = ("those", "these", "them", "they", "it", "him", "her")
_MOST = 40  # answers that "those" stands for


def following(graph: Graph, text: str, before: Answer | None) -> Answer:
    """The answer to a question that may follow on another; errors as :func:`ask`."""
    form = followed(graph, text, before) if before and before.form else None
    return ask(graph, text) if form is None else answered(graph, form, text)


def followed(graph: Graph, text: str, before: Answer) -> Form | None:
    """The form of a question that follows on an answer; None if it stands alone."""
    tokens = tokens_of(text)
    keys = tuple(token[0] for token in tokens)
    lead = next((lead for lead in _LEADS if keys[: len(lead)] == lead), ())
    rest, form = tokens[len(lead) :], before.form
    if form is None or not rest:
        return None
    when = when_of(tuple(token[0] for token in rest), graph.today)
    if when is not None:
        return form._replace(when=when, past=False)
    if lead and rest[0][0] in ("before", "after") and before.rows:
        anchor = before.rows[0].id if rest[-1][0] in _THOSE else Sentence(rest).name(1, len(rest))
        order = "previous" if rest[0][0] == "before" else "next"
        return form._replace(of=(form.of[0], anchor), order=order, when=OVER_TIME, past=True)
    name = Sentence(rest).name(0, len(rest))
    if lead and form.of and names.is_known(graph, name):
        return form._replace(of=(name, *form.of[1:]))
    return _about_those(graph, text, before)


def _about_those(graph: Graph, text: str, before: Answer) -> Form | None:
    """ "who owns those": the question about the entities that the answer before found."""
    tokens = tokens_of(text)
    at = next((at for at, token in enumerate(tokens) if token[0] in _THOSE[:4]), None)
    ids = tuple(dict.fromkeys(row.id for row in before.rows))[:_MOST]
    if at is None or not ids:
        return None
    from retailgraph.plan.choosing import meant_by

    one = before.rows[0].id
    asked = " ".join(one if place == at else token[1] for place, token in enumerate(tokens))
    try:
        form = meant_by(graph, asked)
    except (NotFound, UsageError):
        return None
    those = ids[0] if len(ids) == 1 else Group(OR, ids)
    return form._replace(of=tuple(those if term == one else term for term in form.of))
