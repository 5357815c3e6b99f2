"""Putting what was found into an answer: its heading, sentence and notes, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from retailgraph.answers.answer import Answer
from retailgraph.answers.disputes import disputes, doubts_of
from retailgraph.answers.sentences import NOTHING, sentence_of
from retailgraph.answers.unheard import unheard
from retailgraph.form import Form, Group, Term
from retailgraph.lookup import names
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import time_words
from retailgraph.plan.found import NOT_CLAIMED, FormResult
from retailgraph.plan.run import Run

if TYPE_CHECKING:
    from retailgraph.lookup.evidence import FigureRow

_LOOKED_AT = 4  # rows of a yes or no of which it is looked up whether the sources disagree
_LISTED = 40  # rows of a list, as many as are shown; only doubtful ones are looked up


def told(run: Run, found: FormResult, question: str) -> Answer:
    """The answer that what was found gives."""
    founded = list(_founded_later(run, found.about))
    run.notes += founded
    if run.seeing.elsewhere:
        run.notes.append(_left_out(run))
    chinese = not question.isascii() and _is_chinese(question)
    heading = (chinese and _in_chinese(run, found.about)) or understood(run, found.about)
    if run.form.counted and found.about and not run.form.where:
        found = found.replaced(figures=_stated(run, found.about[0]))
    if run.form.asks == "truth":
        run.notes += disputes(run.graph, found.rows[:_LOOKED_AT])
    elif found.rows:
        run.notes += doubts_of(run.graph, found.rows[:_LISTED])
        run.notes += _to_come(run, found)
    sentence = unheard(run, found, founded) or sentence_of(run.form, found, run.ontology)
    but: tuple[Row, ...] = ()
    why = ""
    if run.form.asks == "card":
        pass  # the card itself answers
    elif (found.is_empty and found.answer != "no") or (found.answer == "unknown" and not found.rows):
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
        question=question.strip() or heading,
        understood=heading,
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
        compared=found.compared,
    )


def _to_come(run: Run, found: FormResult) -> Iterator[str]:
    """What was announced lately of the one asked about, and would change who has it: a sale to another."""
    form = run.form
    asked = form.asks == "list" and not (form.former or form.moment or form.order or form.where)
    if not asked or run.window.kind != "now" or len(found.about) != 1 or form.links[0].answers != "subject":
        return
    if any(run.ontology.relations[link.relation].ultimate for link in form.links):
        return
    from retailgraph.answers.statements import statement
    from retailgraph.plan.announced import announced_deals

    shown = {row.key for row in found.rows}
    for row in announced_deals(run, found.about[0]):
        if row.key not in shown and not row.stale:
            yield statement(row, run.ontology).rstrip(".")


def _stated(run: Run, name: str) -> tuple[FigureRow, ...]:
    """The latest figure that articles give of what is counted, beside the count: members, brands."""
    from retailgraph.lookup.evidence import figures_of

    said = {*run.form.words.split()[:1]}
    for link in run.form.links:
        # "who signed X" counts those whom the relation calls the members of X.
        forms = run.ontology.relations[link.relation].forms
        said |= {form.text.split()[0] for form in forms if form.answers == link.answers and not form.role}
    measure = next((m for m in run.ontology.measures if m in said), "")
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


def understood(run: Run, about: Iterable[str]) -> str:
    """What was asked, as a sentence, with the names of the entities that were meant."""
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
