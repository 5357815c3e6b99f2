"""The command ``ask``."""

from __future__ import annotations

import click

from retailgraph.cli import answering
from retailgraph.cli.options import complete_entity, format_option, session_command
from retailgraph.cli.session import Session


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
    answering.ask(session, question, format_, why=why, explain=explain, limit=limit)


COMMANDS = {"ask": ask}
