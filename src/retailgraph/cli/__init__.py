"""The command line. It holds no logic: a command reads its words, calls one function and prints.

Commands are imported when they are used, so that a look-up pays for nothing else.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from retailgraph._version import __version__
from retailgraph.errors import RetailGraphError

COMMANDS = {
    "ask": ("asking", "Ask a question in words."),
    "show": ("browsing", "Show an entity whole."),
    "why": ("browsing", "Show the passages behind a relationship."),
    "conflicts": ("doubting", "List where the sources disagree."),
    "stale": ("doubting", "List what nobody has confirmed for long."),
    "timeline": ("timing", "Tell what happened to an entity, in order."),
    "changes": ("timing", "Tell what changed in a period."),
    "history": ("timing", "Show every claim about a relationship, in order."),
    "list": ("browsing", "List the entities, or those of a type."),
    "sources": ("browsing", "List the articles."),
    "stats": ("browsing", "Count what the graph holds."),
    "query": ("querying", "Run a SPARQL query."),
    "export": ("exporting", "Write the graph to a file or to standard output."),
    "relations": ("querying", "Explain the relations, types and qualifiers."),
    "path": ("connecting", "Say how two entities are connected."),
    "common": ("connecting", "List what two entities are both joined to."),
    "compare": ("connecting", "Put two entities side by side."),
    "central": ("connecting", "List who matters most."),
    "communities": ("connecting", "List groups that belong together."),
    "platform-map": ("connecting", "Show which brands sell on which platforms."),
    "draw": ("drawing", "Draw an entity's surroundings, or a picture of time."),
    "explore": ("exploring", "Write the graph as one HTML page to explore."),
    "propose": ("proposing", "Propose claims from the text of articles."),
    "review": ("reviewing", "Review a draft, claim by claim."),
    "load": ("files", "Load articles, entities and bulk claims."),
    "import": ("importing", "Import a file that other people made."),
    "remove": ("files", "Remove articles and your entities."),
    "check": ("files", "Check files without loading them."),
    "duplicates": ("deciding", "Propose entities that may be one, or decide."),
    "init": ("files", "Lay out a folder for your own articles."),
    "new": ("files", "Write a template: new article."),
    "store": ("upkeep", "Copy, look at or delete the store."),
    "doctor": ("upkeep", "Check the installation."),
    "completion": ("upkeep", "Print the shell completion script."),
}

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


class _Commands(Helpful, click.Group):
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
    no_args_is_help=True,
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


def main() -> None:
    """Run the command line and exit with its code."""
    # A look-up makes no garbage worth looking for, and ends soon; what works longer is still looked after.
    gc.set_threshold(100_000, 20, 20)
    signal.signal(signal.SIGTERM, _interrupt)
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    # Everything is closed and written: taking the interpreter apart would cost more than the look-up did.
    os._exit(code)


def _interrupt(*_: object) -> None:
    """End as on Ctrl-C: what is half written is taken away."""
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """Run the command line on these words; gives the exit code instead of exiting."""
    _utf8()
    try:
        for word in arguments:
            word.encode()
    except UnicodeEncodeError:
        click.echo("error: a word of the command is not UTF-8 text", err=True)
        return 2
    try:
        result = cli.main(arguments, prog_name="retailgraph", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except click.ClickException as error:
        return _misused(error)
    except RetailGraphError as error:
        return _report(error, "--debug" in arguments)
    except BrokenPipeError:
        _silence()
        return 0
    except SystemExit as stop:
        # How click ends the completion of a word, and what it makes of a reader that went away.
        return int(stop.code or 0) if "_RETAILGRAPH_COMPLETE" in os.environ else 0
    except OSError as error:
        if "--debug" in arguments:
            raise
        click.echo(f"error: {error.filename or 'standard output'}: {error.strerror or error}", err=True)
        return 1
    except Exception as error:
        if "--debug" in arguments:
            raise
        click.echo(f"error: {type(error).__name__}: {error} (--debug shows where)", err=True)
        return 1


def _misused(error: click.ClickException) -> int:
    """Say in a line what is wrong with the words of a command; without any, a group shows its help."""
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        error.show()
        return 2
    from retailgraph.cli.printing import safe

    context = getattr(error, "ctx", None)
    message = " ".join(error.format_message().split()).removesuffix(".")
    see = f"; see: {context.command_path} --help" if context else ""
    click.echo(safe(f"error: {message[:1].lower()}{message[1:]}{see}"), err=True)
    return 2 if isinstance(error, click.UsageError) else error.exit_code


def _report(error: RetailGraphError, debug: bool) -> int:
    from retailgraph.cli.printing import error_lines

    if debug:
        import traceback

        traceback.print_exception(error)
    for line in error_lines(error):
        click.echo(line, err=True)
    return error.exit_code


def _utf8() -> None:
    """Chinese names are data: print them also where the locale says ASCII. A closed stream takes nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for good
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8", errors="replace")


def _silence() -> None:
    """The reader of our output went away: say nothing more, also not while Python exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
