"""Options that commands share, and what makes a command of a function that is handed a session."""

from __future__ import annotations

import functools
from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

import click

from retailgraph.api import RetailGraph
from retailgraph.cli.commands import Helpful, store_options
from retailgraph.cli.session import Session

Command = TypeVar("Command", bound=Callable[..., Any])
FORMATS = ("table", "json", "jsonl", "csv", "tsv", "markdown")


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


class Number(click.FloatRange):
    """A number of a range; no ``nan``, which stands in no order and so in every range."""

    def convert(  # noqa: D102 - as click has it
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        number = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value} is not a number that can be used here.", param, ctx)
        return number


def wait_option() -> Callable[[Command], Command]:
    """The option ``--wait``, for commands that change the store."""
    option: Callable[[Command], Command] = click.option(
        "--wait", type=Number(0, 86_400), default=0.0, metavar="SECONDS", help="Wait for another writer."
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
