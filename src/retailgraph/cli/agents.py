"""Commands for agents and language models: mcp, context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from retailgraph.cli.options import complete_entity, session_command
from retailgraph.cli.session import Session, output
from retailgraph.errors import UsageError


@session_command("mcp", short_help="Serve the graph to an agent.")
def mcp(session: Session) -> None:
    """Serve the graph to one agent over standard input and output (Model Context Protocol).

    \b
    {"command": "retailgraph", "args": ["mcp"]}
    """
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise UsageError("mcp needs the extra: pip install 'retailgraph[agents]'")
    import asyncio

    from retailgraph.serving.agents import run_stdio
    from retailgraph.serving.registry import said

    with session.graph() as graph:

        async def ask(name: str, values: Mapping[str, Any]) -> bytes:
            view = graph.at(values.get("as_of"), values.get("known_on"), values.get("confirmed_since"))
            return await asyncio.to_thread(said, view, name, values)

        asyncio.run(run_stdio(ask))


@session_command("context", dated=True, short_help="Give facts that fit into a model's context.")
@click.argument("question", nargs=-1, required=True, shell_complete=complete_entity)
@click.option("--tokens", type=int, default=2000, show_default=True, metavar="N", help="The most tokens.")
def context(session: Session, question: tuple[str, ...], tokens: int) -> None:
    """Give the facts, with sources and doubts, that a question is about, as text for a language model.

    \b
    retailgraph context "Tapestry in China" --tokens 2000
    """
    from retailgraph.serving.context import context as facts

    with session.graph() as graph:
        output(facts(graph, " ".join(question), tokens))


COMMANDS = {"mcp": mcp, "context": context}
