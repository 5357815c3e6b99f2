"""Commands about the installation: store, doctor, completion."""

from __future__ import annotations

import platform
import sys

import click

from retailgraph._version import __version__
from retailgraph.cli import printing
from retailgraph.cli.session import Session, output, session_command

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("store", context_settings=_HELP)
def store() -> None:
    """Say where the store is, or delete it."""


@session_command("path", short_help="Say where the store and your loaded files are.")
def store_path(session: Session) -> None:
    """Say where the store and your loaded files are."""
    graph = session.located()
    output(printing.pairs({"store": str(graph.directory), "loaded files": str(graph.sources.root)}))


@session_command("reset", short_help="Delete the store; the next command builds it again.")
@click.option("--loads", is_flag=True, help="Forget the files you loaded too.")
@click.option(
    "--wait", type=click.FloatRange(min=0), default=0.0, metavar="SECONDS", help="Wait for another writer."
)
def store_reset(session: Session, loads: bool, wait: float) -> None:
    """Delete the store; the next command builds it again from its files."""
    graph = session.located()
    graph.reset(wait=wait, loads=loads)
    output(f"deleted {graph.directory}" + (f" and {graph.sources.root}" if loads else ""))


store.add_command(store_path)
store.add_command(store_reset)


@session_command("doctor", short_help="Check the installation.")
def doctor(session: Session) -> int:
    """Check the installation: versions, shipped files, the store, and whether an answer comes."""
    from retailgraph.upkeep import examine

    found = examine(session.store, session.with_shipped)
    facts = {"retailgraph": __version__, "Python": platform.python_version(), "platform": sys.platform}
    output(printing.pairs(facts | {c.name: f"{'ok' if c.ok else 'WRONG'}  {c.detail}" for c in found}))
    return 0 if all(c.ok for c in found) else 1


@click.command("completion", context_settings=_HELP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    retailgraph completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    from retailgraph.cli import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    output(kind(cli, {}, "retailgraph", "_RETAILGRAPH_COMPLETE").source())


COMMANDS = {"store": store, "doctor": doctor, "completion": completion}
