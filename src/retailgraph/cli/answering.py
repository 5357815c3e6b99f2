"""How the answer to a question is printed: heading, the sentence that answers, rows, and what was
found beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from retailgraph.cli import printing
from retailgraph.cli.rows import (
    FIGURE_COLUMNS,
    ROW_COLUMNS,
    evidence_lines,
    figure_cells,
    note_left_out,
    reason_lines,
    row_cells,
    truth_words,
    without_relation,
)
from retailgraph.cli.session import Session, output
from retailgraph.errors import NotFound, UsageError

if TYPE_CHECKING:
    from retailgraph.answers.answer import Answer
    from retailgraph.answers.asking import Explained
    from retailgraph.api import RetailGraph
    from retailgraph.lookup.rows import Row

Cells = tuple[str, ...]
TALLY_COLUMNS = ("entity", "count")
COMPARED_COLUMNS = ("entity", "value", "says who")
SHARED_COLUMNS = ("entity", "how", "how other")
_BARE = ("csv", "tsv", "jsonl")
LIMIT = 40
"""Rows that a table shows where no other number is asked for."""


def ask(
    session: Session,
    question: Sequence[str],
    format_: str = "table",
    *,
    why: bool = False,
    explain: bool = False,
    limit: int | None = None,
) -> None:
    """Ask a question, given in words, and print the answer."""
    with session.graph() as graph:
        if explain:
            print_explained(graph.explain(" ".join(question)), format_)
            return
        said = " ".join(question)
        try:
            answers = _answers(graph, said, why=why or format_ in ("json", "jsonl"), one=format_ != "table")
        except (NotFound, UsageError) as error:
            if format_ == "table":
                _show_nearest(session, graph, error.nearest)
            raise _or_command(error, question) if isinstance(error, UsageError) else error from None
        for place, answer in enumerate(answers):
            if place:
                output("\n")
            _print(session, graph, answer, format_, why, limit)


def _show_nearest(session: Session, graph: RetailGraph, questions: Iterable[str]) -> None:
    """The answer to the first of these that has rows, in place of one to what is not understood."""
    for question in questions:
        answer = graph.ask(question)
        if answer.kind == "card" or answer.rows:
            session.note(f"what comes nearest: {question}")
            _print(session, graph, answer, "table", False, None)
            return


def _answers(graph: RetailGraph, said: str, *, why: bool, one: bool) -> tuple[Answer, ...]:
    """The answer; of several questions in one, all answers where there is room for more than ``one``."""
    try:
        return (graph.ask(said, why=why),)
    except UsageError as error:
        from retailgraph.plan.several import SeveralQuestions

        if one or not isinstance(error, SeveralQuestions):
            raise
    from retailgraph.answers.following import answers_to

    return answers_to(graph, said, why=why)


def _print(
    session: Session, graph: RetailGraph, answer: Answer, format_: str, why: bool, limit: int | None
) -> None:
    if answer.kind == "card":
        from retailgraph.cli.browsing import print_card

        print_card(session, graph.show(answer.about[0]), format_)
    else:
        # "why does ..." asks for the evidence as well.
        print_answer(session, answer, format_, why or any(row.evidence for row in answer.rows), limit)


def _or_command(error: UsageError, question: Sequence[str]) -> UsageError:
    """The same error; if the question began with a word like a command, it names that too."""
    from difflib import get_close_matches

    from retailgraph.cli import COMMANDS as ALL

    near = get_close_matches(question[0], ALL, 1, 0.6)
    return UsageError(f"{error}; or the command: retailgraph {near[0]}", error.suggestions) if near else error


def print_answer(session: Session, answer: Answer, format_: str, why: bool, limit: int | None = None) -> None:
    """Print an answer; notes about it go to standard error."""
    columns, rows, items = _cells(answer, format_)
    if format_ in ("csv", "tsv") and columns in (ROW_COLUMNS, FIGURE_COLUMNS):
        columns, rows = _for_files(answer, columns, rows)
    if format_ != "table" and answer.answer:
        # One table cannot say yes beside its rows: the first column does.
        columns = ("answer", *columns)
        rows = [(truth_words(answer), *cells) for cells in rows or [("",) * (len(columns) - 1)]]
    if format_ == "table":
        _print_table(session, answer, columns, rows, why, LIMIT if limit is None else limit)
    else:
        kept = rows[:limit] if limit else rows
        if format_ == "markdown":
            output(f"**{printing.safe(_heading(answer))}**\n\n{printing.safe(answer.sentence)}\n\n")
        output(printing.render(format_, columns, kept, answer.to_dict(), items))
    for note in answer.notes:
        if not _is_said(note, answer):
            session.note(f"note: {printing.safe(note)}")


def _is_said(note: str, answer: Answer) -> bool:
    """Whether the sentence says what a note says: that no article claims it, and no more."""
    from retailgraph.answers.sentences import NOTHING
    from retailgraph.plan.found import NOT_CLAIMED

    return note == NOT_CLAIMED and answer.sentence.casefold().endswith(NOTHING.casefold())


def print_explained(told: Explained, format_: str) -> None:
    """Print how a question is answered."""
    if format_ == "json":
        output(printing.to_json({"schema": "retailgraph.explained/1", **told._asdict()}, indent=2))
        return
    output(f"sentence\n  {printing.safe(told.sentence)}\n")
    output(f"form\n  {printing.to_json(told.form)}\n")
    output("plan\n" + "".join(f"  {printing.safe(step)}\n" for step in told.steps))
    query = told.sparql or f"(SPARQL alone has no words for this: {told.no_sparql})"
    output("sparql\n" + "".join(f"  {line}\n" for line in query.splitlines()))


def _cells(answer: Answer, format_: str) -> tuple[Sequence[str], list[Cells], Iterable[Any]]:
    """The columns and cells of what was asked for, and the same as items of data."""
    if answer.kind == "figures":
        cells = [figure_cells(f) for f in answer.figures]
        return FIGURE_COLUMNS, cells, (f.to_dict() for f in answer.figures)
    if answer.kind == "changes":
        from retailgraph.cli.timing import event_table

        columns, rows = event_table(answer.events, format_)
        return columns, rows, (e.to_dict() for e in answer.events)
    if answer.kind == "compare":
        compared: list[Cells] = [(one.name, one.value, _voices(one.sources)) for one in answer.compared]
        return COMPARED_COLUMNS, compared, (one.to_dict() for one in answer.compared)
    if answer.tallies:
        counted = any(t.count for t in answer.tallies)
        tallies: list[Cells] = [(t.name, str(t.count) if counted else "") for t in answer.tallies]
        return (
            TALLY_COLUMNS,
            tallies,
            ({"id": t.id, "name": t.name, "count": t.count} for t in answer.tallies),
        )
    return (
        ROW_COLUMNS,
        [row_cells(r, plain=format_ in _BARE) for r in answer.rows],
        (r.to_dict() for r in answer.rows),
    )


def _voices(sources: Sequence[str]) -> str:
    """The first of the publishers, and how many more there are."""
    return f"{sources[0]} and {len(sources) - 1} more" if len(sources) > 1 else "".join(sources)


def _heading(answer: Answer) -> str:
    return f"{answer.understood} · {answer.period}"


def _for_files(
    answer: Answer, columns: Sequence[str], rows: list[Cells]
) -> tuple[Sequence[str], list[Cells]]:
    """The same columns with what programs want beside them: whole lists of publishers, and ids."""
    if answer.kind == "figures":
        return (*columns, "article", "url"), [
            (*cells, f.article, f.url) for cells, f in zip(rows, answer.figures, strict=True)
        ]
    place = columns.index("says who")
    whole = [
        (*cells[:place], " | ".join(row.sources), *cells[place + 1 :], row.id)
        for cells, row in zip(rows, answer.rows, strict=True)
    ]
    return (*columns, "id"), whole


def _print_table(
    session: Session, answer: Answer, columns: Sequence[str], rows: list[Cells], why: bool, limit: int
) -> None:
    output(printing.safe(_heading(answer)))
    if answer.sentence:
        output("".join(f"{line}\n" for line in printing.wrap(printing.safe(_first(answer)), _room())))
    shown = rows[:limit] if limit else rows
    if shown and why and answer.rows and columns != ROW_COLUMNS:
        output(printing.table(columns, shown))
        behind = answer.rows[:limit] if limit else answer.rows
        _print_evidence(behind, ROW_COLUMNS, [row_cells(row) for row in behind])
    elif shown and why and answer.rows:
        _print_evidence(answer.rows[: len(shown)], columns, shown)
    elif shown:
        cells = without_relation(shown) if columns == ROW_COLUMNS else shown
        output(printing.table(columns, cells))
        note_left_out(session, printing.left_out(columns, cells))
    if len(shown) < max(len(rows), answer.total):
        more = "--limit 0 shows all" if len(shown) < len(rows) else "ask for all to see the rest"
        session.note(f"{len(shown)} of {max(len(rows), answer.total)} rows; {more}")
    _print_beside(session, answer)


def _room() -> int:
    return printing.terminal_width()


def _first(answer: Answer) -> str:
    """The sentence that answers; a yes that nobody confirmed lately says first, and once, since when."""
    if answer.answer and answer.confirmed:
        told = truth_words(answer)
        plain = answer.sentence.replace(f"{told.removeprefix(answer.answer)})", ")")
        return plain.replace(answer.answer, told, 1)
    return answer.sentence


def _print_evidence(rows: Sequence[Row], columns: Sequence[str], cells: Sequence[Cells]) -> None:
    for row, line in zip(rows, cells, strict=True):
        output(printing.table(columns, [line]))
        output("".join((*reason_lines(row), *evidence_lines(row.evidence))))


def _print_beside(session: Session, answer: Answer) -> None:
    """What was found beside what was asked, and what to ask instead."""
    if answer.but:
        output(f"But {printing.safe(answer.but_of)}:")
        output(printing.table(ROW_COLUMNS, [row_cells(row) for row in answer.but]))
    if answer.suggestions:
        session.note("try: " + printing.safe("; ".join(answer.suggestions)))
