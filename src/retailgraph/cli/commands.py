"""The commands, as click reads them from the words of a line.

Commands are imported when they are used, so that one pays for nothing else.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from retailgraph._version import __version__
from retailgraph.cli import COMMANDS

EXIT_CODES = """\b
Exit codes:
  0  answered (also when the answer is empty)
  1  error
  2  the command, question or query is not understood
  3  a name, article or store was not found
  4  a name means several; say which
  5  invalid data, or a file that is missing or cannot be read
  6  time limit reached
  7  refused
  8  memory limit reached
  130  interrupted
"""


def _show_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"retailgraph {__version__}")
        ctx.exit()


class Helpful(click.Command):
    """A command with our own ``--help``: click's looks for a translation of its text at every start."""

    _help = click.Option(
        ["-h", "--help"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_show_help,
        help="Show this message and exit.",
    )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:  # noqa: ARG002, D102
        return self._help


class Commands(Helpful, click.Group):
    """Commands under a word; without one of them their help, and exit code 2 whichever click is installed."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:  # noqa: D102
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True, color=ctx.color)
            ctx.exit(2)
        return super().parse_args(ctx, args)


class _Commands(Commands):
    """Imports a command when it is called; a first word that is none makes the line a question."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module = import_module(f"retailgraph.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.meta["retailgraph.question"] = True
            return "ask", self.get_command(ctx, "ask"), args
        return super().resolve_command(ctx, args)


def store_options(command: Any) -> Any:
    """The options that say which store; they may stand before or after the command."""
    for option in (
        click.option("--debug", is_flag=True, help="Show the traceback of an error."),
        click.option("-q", "--quiet", is_flag=True, help="No progress and no notes on standard error."),
        click.option(
            "--with-shipped", is_flag=True, help="Start a new store of your own with the shipped articles."
        ),
        click.option("--store", metavar="DIR", envvar="RETAILGRAPH_STORE", help="Your own store, in DIR."),
    ):
        command = option(command)
    return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Show the version and exit.",
)
@store_options
@click.pass_context
def cli(ctx: click.Context, /, **settings: Any) -> None:
    """Question what articles report about retail companies: who owns which brand, who sells where, who is
    allied with whom, since when, until when, and says who.

    \b
    retailgraph ask partners of Tapestry
    retailgraph "who owned Stuart Weitzman in 2016"
    retailgraph show Coach
    """
    ctx.obj = settings


def run(arguments: list[str]) -> int:
    """Carry out a line; gives its exit code. Errors but for click's own are left to who calls."""
    try:
        result = cli.main(arguments, prog_name="retailgraph", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        return _misused(error)
    except SystemExit as stop:
        # How click ends the completion of a word, and what it makes of a reader that went away.
        return int(stop.code or 0) if "_RETAILGRAPH_COMPLETE" in os.environ else 0


def _misused(error: click.ClickException) -> int:
    """Say in a line what is wrong with the words of a command."""
    from retailgraph.cli.printing import safe

    context = getattr(error, "ctx", None)
    message = " ".join(error.format_message().split()).removesuffix(".")
    see = f"; see: {context.command_path} --help" if context else ""
    click.echo(safe(f"error: {message[:1].lower()}{message[1:]}{see}"), err=True)
    return 2 if isinstance(error, click.UsageError) else error.exit_code
