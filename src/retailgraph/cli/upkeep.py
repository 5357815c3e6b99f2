"""Commands about the installation: store, doctor, completion."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import click

from retailgraph._version import __version__
from retailgraph.cli import printing
from retailgraph.cli.commands import Commands
from retailgraph.cli.options import force_option, session_command, wait_option
from retailgraph.cli.session import Session, output

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("store", cls=Commands)
def store() -> None:
    """Say where the store is, copy it, look at it, or delete it."""


@session_command("path", short_help="Say where the store and your loaded files are.")
def store_path(session: Session) -> None:
    """Say where the store and your loaded files are."""
    graph = session.located()
    output(printing.pairs({"store": str(graph.directory), "your data": str(graph.home.path)}))


@session_command("reset", short_help="Delete the store; the next command builds it again.")
@click.option("--loads", is_flag=True, help="Forget the files you loaded too.")
@wait_option()
def store_reset(session: Session, loads: bool, wait: float) -> None:
    """Delete the store; the next command builds it again from its files."""
    graph = session.located()
    graph.reset(wait=wait, loads=loads)
    output(f"deleted {graph.directory}" + (f" and {graph.home.path}" if loads else ""))


@session_command("schema", short_help="Print the tables of a store, with what each holds.")
def store_schema(session: Session) -> None:  # noqa: ARG001 - the same options as all
    """Print the tables and views of a store, as SQL with what each holds."""
    from retailgraph.tables.connecting import schema

    output(schema())


@session_command("backup", short_help="Copy all that you loaded, and what follows from it, to a file.")
@click.argument("file", type=click.Path(dir_okay=False))
@force_option()
def store_backup(session: Session, file: str, force: bool) -> None:
    """Copy your store to FILE, whole, also while others use it."""
    from retailgraph.graph.copies import back_up

    size = back_up(session.located().home, Path(file), force=force)
    output(f"{file}: {size:,} bytes")


@session_command("restore", short_help="Put a copy in place of your store.")
@click.argument("file", type=click.Path(readable=False))
@wait_option()
def store_restore(session: Session, file: str, wait: float) -> None:
    """Put FILE, made by `store backup`, in place of your store."""
    from retailgraph.graph.copies import restore

    home = session.located().home
    number = restore(home, Path(file), wait)
    output(f"restored {number} load{'' if number == 1 else 's'} to {home.path}")


@session_command("verify", short_help="Look whether your store is what was written.")
def store_verify(session: Session) -> int:
    """Look at every page, at the bytes that were loaded, and whether all rows are what these give."""
    from retailgraph.graph.copies import faults

    graph = session.located()
    found = faults(graph.home, graph.today, session.progress)
    for line in found:
        output(line)
    if not found:
        output(f"{graph.home.path}: all is as it was written")
    return 1 if found else 0


for _command in (store_path, store_reset, store_schema, store_backup, store_restore, store_verify):
    store.add_command(_command)


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

    from retailgraph.cli.commands import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    output(kind(cli, {}, "retailgraph", "_RETAILGRAPH_COMPLETE").source())


COMMANDS = {"store": store, "doctor": doctor, "completion": completion}
