"""The command ``ask``, and how answers are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from retailgraph.cli import printing
from retailgraph.cli.session import Session, complete_entity, format_option, output, session_command
from retailgraph.errors import UsageError
from retailgraph.standing import HELD, PLANNED

if TYPE_CHECKING:
    from retailgraph.answers.answer import Answer
    from retailgraph.api import RetailGraph
    from retailgraph.lookup.evidence import Evidence, FigureRow
    from retailgraph.lookup.rows import Row

ROW_COLUMNS = (
    "entity", "relation", "status", "since", "until", "share", "details", "says who", "articles", "reported",
)  # fmt: skip
FIGURE_COLUMNS = ("measure", "value", "market", "on", "publisher", "published")


def row_cells(row: Row) -> tuple[str, ...]:
    """The cells of one relationship, as people read them."""
    return (
        row.entity if not row.then_called else f"{row.entity}, then {row.then_called}",
        row.words,
        status_words(row),
        row.since,
        row.until,
        f"{row.share}%" if row.share else "",
        details(row),
        _publishers(row),
        str(row.articles),
        row.last_reported.isoformat(),
    )


def status_words(row: Row) -> str:
    """The status in words, with what qualifies it; of what is stale until when it was confirmed."""
    words = {"inForce": "in force", "calledOff": "called off"}.get(row.status, row.status)
    if row.stale and row.status in PLANNED:
        return f"{words} {(row.announced or row.first_reported.isoformat())[:4]}, never confirmed"
    if row.stale:
        words = f"last confirmed {row.confirmed}"
    return words + (", uncertain" if row.status in HELD and row.holds == "unknown" else "")


def truth_words(answer: Answer) -> str:
    """Yes, no or unknown; a yes that nobody confirmed for long says since when."""
    return f"{answer.answer}, last confirmed {answer.confirmed}" if answer.confirmed else answer.answer


def details(row: Row) -> str:
    """Scope, role, market and the rest in one cell."""
    parts = [*row.how, *row.role, *row.scope, *row.through, *row.market]
    parts += (
        [f"under {u}" for u in row.under]
        + [f"from {s}" for s in row.seller]
        + [f"into {i}" for i in row.into]
    )
    parts += [*row.brand, *row.price]
    parts += [f"announced {row.announced}"] if row.announced else []
    parts += [f"through {row.via}"] if row.via else []
    return "; ".join(parts)


def _publishers(row: Row) -> str:
    if len(row.sources) <= 2:
        return ", ".join(row.sources)
    return f"{row.sources[0]} and {len(row.sources) - 1} more"


def figure_cells(figure: FigureRow) -> tuple[str, ...]:
    """The cells of one figure."""
    value = f"{figure.value}%" if figure.unit == "percent" else f"{figure.value} {figure.unit}"
    return (figure.words, value, figure.market, figure.on, figure.publisher, figure.published)


def without_relation(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows without their relation where it is the same in all: heading or question have said it."""
    place = ROW_COLUMNS.index("relation")
    alike = len({cells[place] for cells in rows}) == 1
    return [(*cells[:place], "", *cells[place + 1 :]) for cells in rows] if alike else rows


def note_left_out(session: Session, columns: Sequence[str]) -> None:
    """Say for which columns a narrow terminal had no room; who says so tells enough of how many articles."""
    missing = [column for column in columns if column != "articles"]
    if missing:
        session.note(f"no room for: {', '.join(missing)} (a wider terminal or another --format shows it)")


def reason_lines(row: Row) -> Iterator[str]:
    """Why it began or ended, where a rule or a deal says so."""
    room = printing.terminal_width() - 2
    yield from (f"  {line}\n" for line in printing.wrap(printing.safe(row.because), room) if row.because)


def evidence_lines(evidence: Sequence[Evidence], indent: str = "  ") -> Iterator[str]:
    """Who says so, in words: each passage with publisher, date, title and link."""
    room = printing.terminal_width() - len(indent) - 2
    for item in evidence:
        who = ", ".join(part for part in (item.publisher, item.published or "undated") if part)
        marks = [] if item.status in ("inForce", "completed") else [item.status]
        marks += [
            f"{n} {v}"
            for n, v in (("from", item.since), ("to", item.until), ("announced", item.announced))
            if v
        ]
        marks += [f"confidence {item.confidence:g}"] if item.confidence != 1 else []
        marks += [f"repeats {item.copy_of}"] if item.copy_of else []
        yield f"{indent}{printing.safe(who)}{' [' + ', '.join(marks) + ']' if marks else ''}\n"
        for text in (*item.says, *([f"({item.note})"] if item.note else [])):
            yield from (f"{indent}  {line}\n" for line in printing.wrap(printing.safe(text), room))
        yield f"{indent}  {printing.safe(item.url or item.title)}\n"
    yield "\n"


@session_command("ask", dated=True, short_help="Ask a question in words.")
@click.argument("question", nargs=-1, shell_complete=complete_entity)
@click.option("--why", is_flag=True, help="Show the passages behind each row.")
@click.option("--explain", is_flag=True, help="Show the form, the plan and SPARQL instead of the answer.")
@click.option("--limit", type=click.IntRange(0), help="Show so many rows; 0 shows all.")
@format_option()
def ask(
    session: Session, question: tuple[str, ...], why: bool, explain: bool, limit: int | None, format_: str
) -> None:
    """Ask a question in words, quoted or not.

    \b
    retailgraph ask partners of Tapestry
    retailgraph ask "who owned Stuart Weitzman in 2016?"
    retailgraph ask is Coach a member of AACA --why
    retailgraph ask who owns Versace --known-on 2024

    Without a question, on a terminal, it asks for one after the other.
    """
    if not question:
        from retailgraph.cli import prompting

        if not prompting.is_asked_for():
            raise click.UsageError("Missing argument 'QUESTION...'.")
        prompting.prompt(session)
        return
    with session.graph() as graph:
        if explain:
            from retailgraph.cli.answering import print_explained

            print_explained(graph.explain(" ".join(question)), format_)
            return
        said = " ".join(question)
        try:
            answers = _answers(graph, said, why=why or format_ in ("json", "jsonl"), one=format_ != "table")
        except UsageError as error:
            raise _or_command(error, question) from None
        for place, answer in enumerate(answers):
            if place:
                output("\n")
            _print(session, graph, answer, format_, why, limit)


def _answers(graph: RetailGraph, said: str, *, why: bool, one: bool) -> tuple[Answer, ...]:
    """The answer; of several questions in one, all answers where there is room for more than ``one``."""
    from retailgraph.plan.several import SeveralQuestions

    try:
        return (graph.ask(said, why=why),)
    except SeveralQuestions:
        if one:
            raise
    from retailgraph.answers.following import answers_to

    return answers_to(graph, said, why=why)


def _print(
    session: Session, graph: RetailGraph, answer: Answer, format_: str, why: bool, limit: int | None
) -> None:
    if answer.kind == "card":
        from retailgraph.cli.browsing import print_card

        print_card(session, graph.show(answer.about[0]), format_)
        return
    from retailgraph.cli.answering import print_answer

    print_answer(session, answer, format_, why, limit)


def _or_command(error: UsageError, question: tuple[str, ...]) -> UsageError:
    """The same error; if the question began with a word like a command, it names that too."""
    from difflib import get_close_matches

    from retailgraph.cli import COMMANDS as ALL

    near = get_close_matches(question[0], ALL, 1, 0.6)
    return UsageError(f"{error}; or the command: retailgraph {near[0]}", error.suggestions) if near else error


COMMANDS = {"ask": ask}
