"""Questions that follow on an answer: "and in 2019?", "and Prada?", "and before him?", "who owns those?"."""

from __future__ import annotations

from retailgraph.answers.answer import Answer
from retailgraph.answers.asking import answered, ask, with_evidence
from retailgraph.errors import NotFound, UsageError
from retailgraph.form import OBJECT, OR, OVER_TIME, Form, Group, Link
from retailgraph.graph import Graph
from retailgraph.lookup import names
from retailgraph.plan.several import SeveralQuestions
from retailgraph.words.english import BE, DO, PREPOSITIONS, QuestionWords, Token, phrases, tokens_of, words
from retailgraph.words.times import when_of

_LEADS = phrases("and what about|what about|how about|and|but")
_THOSE = words("those these them they it him her he she that this")
_OWN = words("their its his her")
_COUNTS = phrases(
    "how many|how many are there|how many are those|how many in all|how many of them|how many of those"
)
_DATES = phrases(
    "since when|when|when was that|from when|for how long|how long|until when|when did that happen"
)
_AMONG = phrases("which of those|which of them|which of these|who of them|who of those|which ones|which")
_ASIDE = {"after": "next", "afterwards": "next", "before": "previous", "beforehand": "previous"}
_PERSONS = words("he she him her his")
_ONE = words("it its he she him her his")
_MOST = 40  # answers that "those" stands for


def following(graph: Graph, text: str, before: Answer | None) -> Answer:
    """The answer to a question that may follow on another; errors as :func:`ask`."""
    form = followed(graph, text, before) if before and before.form else None
    return ask(graph, text) if form is None else answered(graph, form, text)


def answers_to(graph: Graph, question: str, *, why: bool = False) -> tuple[Answer, ...]:
    """The answers to a question, or to each of several that "and" joins; the later may speak of the first.

    Errors as :func:`ask`.
    """
    try:
        return (ask(graph, question, why=why),)
    except SeveralQuestions as error:
        found: list[Answer] = []
        for part in error.suggestions:
            found.append(following(graph, part, found[-1] if found else None))
        return tuple(with_evidence(graph, one) for one in found) if why else tuple(found)


def followed(graph: Graph, text: str, before: Answer) -> Form | None:
    """The form of a question that follows on an answer; None if it stands alone."""
    tokens = tokens_of(text)
    keys = tuple(token[0] for token in tokens)
    lead = next((lead for lead in _LEADS if keys[: len(lead)] == lead), ())
    rest, form = tokens[len(lead) :], before.form
    asked = keys[len(lead) :]
    if form is None or not rest:
        return None
    if asked in _COUNTS:
        return form._replace(counted=True)
    if asked in _DATES and before.rows:
        return _dates_of(before)
    if asked[-1] in _ASIDE and form.order in _ASIDE.values() and _THOSE & set(asked):
        return form._replace(order=_ASIDE[asked[-1]])  # "and who had it after"
    when = when_of(asked, graph.today)
    if when is not None:
        return form._replace(when=when, past=False)
    if lead and rest[0][0] in ("before", "after") and before.rows:
        anchor = before.rows[0].id if rest[-1][0] in _THOSE else QuestionWords(rest).name(1, len(rest))
        order = "previous" if rest[0][0] == "before" else "next"
        return form._replace(of=(form.of[0], anchor), order=order, when=OVER_TIME, past=True)
    bare = rest[1:] if len(rest) > 1 and rest[0][0] in PREPOSITIONS else rest  # "and on WeChat?"
    name = QuestionWords(bare).name(0, len(bare))
    if lead and form.of and names.is_known(graph, name):
        return _of_another(graph, form, name)
    return _among_those(graph, rest, before) or _about_those(graph, rest, before)


def _dates_of(before: Answer) -> Form | None:
    """When that was which an answer told first."""
    row = before.rows[0]
    words_ = f"when: {{subject}} {row.words} {{object}}" if row.id == row.object_id else ""
    return Form("when", (Link(row.relation, ""),), (row.subject_id, row.object_id), words=words_)


def _of_another(graph: Graph, form: Form, name: str) -> Form:
    """The form of another name, in the place of that whose types it has: "and JD.com?" of a platform."""
    types = _types(graph, name)
    places = [at for at, term in enumerate(form.of) if isinstance(term, str) and types & _types(graph, term)]
    if not places and (pair := _of_pair(graph, form, name)) is not None:
        return pair
    at = places[0] if places else 0
    return form._replace(of=(*form.of[:at], name, *form.of[at + 1 :]))


def _of_pair(graph: Graph, form: Form, other: str) -> Form | None:
    """Whether what a list asks of one is so of another: "and on WeChat?" of where somebody sells."""
    from retailgraph.plan.choosing import fits

    one = form.of[0]
    if form.asks != "list" or len(form.of) != 1 or not isinstance(one, str):
        return None
    links = tuple(
        link._replace(answers="", types=()) for link in form.links if not link.party and not link.role
    )
    first = links and form.links[0].answers == OBJECT
    pair = form._replace(
        asks="truth", links=links, of=(one, other) if first else (other, one), words="", where=()
    )
    return pair if links and fits(graph, pair) else None


def _types(graph: Graph, text: str) -> set[str]:
    hits = names.hits(graph, text)
    best = hits[min(hits)] if hits else []
    return {kind for id in best for kind in names.types_of(graph, id)}


def _ids(before: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.id for row in before.rows))[:_MOST]


def _among_those(graph: Graph, tokens: tuple[Token, ...], before: Answer) -> Form | None:
    """ "which of those sell on X": the same question, of those alone that the answer before found."""
    keys = tuple(token[0] for token in tokens)
    lead = next((lead for lead in _AMONG[:-1] if keys[: len(lead)] == lead), ())
    if not lead or not _ids(before):
        return None
    rest = tokens[len(lead) :]
    # "which of those did it buy": it is whom the answer before was about.
    said = [before.about[0] if token[0] in _ONE and before.about else token[1] for token in rest]
    wh = "what" if rest and rest[0][0] in DO | BE else "who"
    form = _read(graph, " ".join((wh, *said)))
    return None if form is None else form._replace(where=(*form.where, Group(OR, _ids(before))))


def _about_those(graph: Graph, tokens: tuple[Token, ...], before: Answer) -> Form | None:
    """ "who owns those", "their brands": the question about the entities that the answer before found."""
    at = next((at for at, token in enumerate(tokens) if token[0] in _THOSE | _OWN), None)
    ids = () if at is None else _meant_back(graph, tokens[at][0], before)
    if at is None or not ids:
        return None
    one = ids[0]
    own = tokens[at][0] in _OWN and at + 1 < len(tokens)
    said = (f"{one}'s" if own else one, *(token[1] for token in tokens[at + 1 :]))
    form = _read(graph, " ".join((*(token[1] for token in tokens[:at]), *said)))
    if form is None:
        return None
    if tokens[at][0] in _ONE and before.form and _asks_again(form, before.form) and before.about:
        ids = before.about[:1]  # "who owns X, and who owned it before": of X again
    those = ids[0] if len(ids) == 1 else Group(OR, ids)
    return form._replace(of=tuple(those if term in (one, f"{one}'s") else term for term in form.of))


def _asks_again(form: Form, before: Form) -> bool:
    """Whether the same is asked of another time."""
    asked = {(link.relation, link.answers) for link in before.links}
    return form.when != before.when and {(link.relation, link.answers) for link in form.links} <= asked


def _meant_back(graph: Graph, pronoun: str, before: Answer) -> tuple[str, ...]:
    """Whom a pronoun means: answers before ("he" a person, "it" none), else whom these were about."""
    ids = _ids(before)
    if pronoun in _ONE:
        persons = tuple(id for id in ids if "Person" in names.types_of(graph, id))
        ids = persons if pronoun in _PERSONS else tuple(id for id in ids if id not in persons)
        ids = ids if len(ids) == 1 else ()  # of several none is "it"
    return ids or before.about[:1]


def _read(graph: Graph, text: str) -> Form | None:
    from retailgraph.plan.choosing import meant_by

    try:
        return meant_by(graph, text)
    except (NotFound, UsageError):
        return None
