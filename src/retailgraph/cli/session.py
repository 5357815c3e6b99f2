"""What all commands share: settings, the open graph, progress and notes."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from retailgraph.api import RetailGraph
from retailgraph.cli import Helpful, store_options
from retailgraph.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])
FORMATS = ("table", "json", "jsonl", "csv", "tsv", "markdown")


class Session:
    """The settings of one run, from before and after the command, and the graph they name."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.store: str | None = settings["store"]
        if self.store == "":
            raise UsageError("--store names a folder, and an empty word names none")
        self.with_shipped = bool(settings["with_shipped"])
        self.quiet = bool(settings["quiet"])
        self.as_of: str | None = settings.get("as_of")
        self.known_on: str | None = settings.get("known_on")
        self.confirmed_since: str | None = settings.get("confirmed_since")

    def graph(self, *, create: bool = False) -> RetailGraph:
        """The graph, built first if it must be, with progress on standard error.

        Of the time that ``--as-of``, ``--known-on`` and ``--confirmed-since`` say, where there are such.
        """
        opened = RetailGraph.open(
            self.store, with_shipped=self.with_shipped, progress=self.progress, create=create
        )
        return opened.at(self.as_of, self.known_on, self.confirmed_since)

    @contextmanager
    def graph_around_files(self) -> Iterator[RetailGraph]:
        """The graph; where there is none yet, one of nothing, as the first load will find it."""
        if self.store is None or self.located().home.begun():
            with self.graph() as graph:
                yield graph
            return
        self.note(f"note: no store at {self.store} yet: the files are not compared with what is loaded")
        with (
            TemporaryDirectory(prefix="retailgraph-") as folder,
            RetailGraph.open(Path(folder) / "store", with_shipped=self.with_shipped) as graph,
        ):
            yield graph

    def located(self) -> RetailGraph:
        """The graph without opening or building it: for commands about where it is."""
        return RetailGraph.located(self.store, with_shipped=self.with_shipped)

    def progress(self, line: str) -> None:
        """Say what a slow step is doing; what was left out is said even if quiet."""
        if not self.quiet or line.startswith("left out"):
            click.echo(f"retailgraph: {line}", err=True)

    def note(self, line: str) -> None:
        """Say something about the answer that is not part of it."""
        if self.quiet:
            return
        if sys.stderr.isatty():
            from retailgraph.cli.printing import terminal_width, wrap

            line = "\n".join(part for each in line.split("\n") for part in wrap(each, terminal_width()))
        click.echo(line, err=True)


def session_command(
    name: str, *, dated: bool = False, **settings: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that is handed a Session first; its own settings win over those before the command.

    A ``dated`` one has the options that choose a time; the session's graph then is of that time.
    """

    def make(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def command(*args: Any, **options: Any) -> Any:
            context = click.get_current_context()
            before = context.obj or {}
            chosen = {}
            for key in ("store", "with_shipped", "quiet", "debug"):
                own = options.pop(key)
                chosen[key] = own if _is_given(context, key) else (before.get(key) or own)
            if dated:
                chosen |= {key: options.pop(key) for key in ("as_of", "known_on", "confirmed_since")}
            return function(Session(chosen), *args, **options)

        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        wrapped: Any = store_options(_time_options(command) if dated else command)
        decorate: Any = click.command(name, cls=Helpful, **settings)
        made: click.Command = decorate(wrapped)
        return made

    return make


def _time_options(command: Any) -> Any:
    """The options that choose a time."""
    known_on = click.option(
        "--known-on", metavar="DATE", help="Count only what articles said by then; also as of then."
    )
    as_of = click.option("--as-of", metavar="DATE", help="As it was on that day, in that month or year.")
    since = click.option(
        "--confirmed-since", metavar="DATE", help="What nobody reported since then counts as unknown."
    )
    return as_of(known_on(since(command)))


def _is_given(context: click.Context, key: str) -> bool:
    source = context.get_parameter_source(key)
    return source is click.core.ParameterSource.COMMANDLINE


def format_option(*formats: str, default: str = "table") -> Callable[[Command], Command]:
    """The option ``--format``."""
    choice = click.Choice(formats or FORMATS)
    option: Callable[[Command], Command] = click.option(
        "-f", "--format", "format_", type=choice, default=default, help="How to print."
    )
    return option


def force_option() -> Callable[[Command], Command]:
    """The option ``--force``, for commands that write where they are told."""
    option: Callable[[Command], Command] = click.option(
        "--force", is_flag=True, help="Replace what is there already and was not written by this command."
    )
    return option


def complete_entity(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """Names of entities for the shell; none, silently, where there is no store yet."""
    from retailgraph.errors import RetailGraphError
    from retailgraph.identity import fold

    settings = ctx.find_root().params
    try:
        with RetailGraph.open(settings.get("store"), create=False) as graph:
            wanted = fold(incomplete)
            return sorted(n for n in graph.labels().values() if fold(n).startswith(wanted))[:50]
    except (RetailGraphError, OSError):
        return []


def output(text: str) -> None:
    """Print data on standard output."""
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
