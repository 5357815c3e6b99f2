"""The prompt of ``ask`` without a question: each question may follow on the one before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from retailgraph.cli import printing
from retailgraph.cli.session import Session
from retailgraph.errors import RetailGraphError

if TYPE_CHECKING:
    from retailgraph.answers.answer import Answer
    from retailgraph.api import RetailGraph

_ENDS = ("quit", "exit", "bye")


def prompt(session: Session) -> None:
    """Ask for questions and answer them until the input ends."""
    with session.graph() as graph:
        _complete(graph)
        session.note('ask on; "and in 2019?" and "who owns those?" follow on the last answer; Ctrl-D ends')
        before: Answer | None = None
        while True:
            try:
                line = input("? ").strip()
            except (EOFError, KeyboardInterrupt):
                click.echo()
                return
            if line.casefold() in _ENDS:
                return
            if line:
                before = _answered(session, graph, line, before)


def _answered(session: Session, graph: RetailGraph, line: str, before: Answer | None) -> Answer | None:
    """Print the answer to a line, and give it back for the next; after an error the one before."""
    from retailgraph.answers.following import following
    from retailgraph.cli.answering import print_answer

    try:
        answer = following(graph, line, before)
        if answer.kind == "card":
            from retailgraph.cli.browsing import print_card

            print_card(session, graph.show(answer.about[0]), "table")
        else:
            print_answer(session, answer, "table", why=False)
    except RetailGraphError as error:
        click.echo("\n".join(printing.error_lines(error)), err=True)
        return before
    return answer


def _complete(graph: RetailGraph) -> None:
    """Let the Tab key complete names of entities, where there is a line editor."""
    try:
        import readline
    except ImportError:
        return
    labels = sorted(graph.labels().values())

    def complete(text: str, state: int) -> str | None:
        near = [label for label in labels if label.casefold().startswith(text.casefold())]
        return near[state] if text and state < len(near) else None

    readline.set_completer(complete)
    readline.set_completer_delims("\t\n?")
    readline.parse_and_bind("tab: complete")


def is_asked_for() -> bool:
    """Whether somebody sits at a terminal and may be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()
