"""The command that serves the graph over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from retailgraph.cli.options import session_command
from retailgraph.cli.session import Session
from retailgraph.errors import UsageError
from retailgraph.opening import read_text, unreadable
from retailgraph.serving.settings import LARGEST, Option, Settings, from_file, options, written

_VARIABLES = "RETAILGRAPH_SERVE"


def _read_file(ctx: click.Context, _: click.Parameter, path: str | None) -> None:
    """What the file sets stands where neither command line nor environment set it."""
    if path is None or ctx.resilient_parsing:
        return
    try:
        text = read_text(Path(path), LARGEST)
    except (OSError, ValueError) as error:
        raise unreadable(Path(path), error) from None
    ctx.default_map = {**(ctx.default_map or {}), **from_file(text, path)}


def _options(command: Any) -> Any:
    for name, (default, option) in reversed(list(options().items())):
        command = _option(name, default, option)(command)
    return command


def _option(name: str, default: Any, option: Option) -> Callable[[Any], Any]:
    flag, variable = f"--{written(name)}", f"{_VARIABLES}_{name.upper()}"
    common: dict[str, Any] = {"help": option.help, "envvar": variable}
    if isinstance(default, bool):
        return click.option(flag, is_flag=True, **common)
    if isinstance(default, tuple):
        return click.option(flag, multiple=True, metavar=option.metavar, **common)
    kind = click.Choice(option.choices) if option.choices else type(default)
    common |= {"metavar": option.metavar} if option.metavar else {}
    return click.option(flag, type=kind, default=default, show_default=default != "", **common)


@session_command("serve", short_help="Serve the graph over HTTP.")
@click.option(
    "--config",
    metavar="FILE",
    envvar=f"{_VARIABLES}_CONFIG",
    is_eager=True,
    expose_value=False,
    callback=_read_file,
    help="A TOML file that sets any of the options below.",
)
@_options
def serve(session: Session, **given: Any) -> None:
    """Serve the graph over HTTP: SPARQL at /sparql, a JSON API at /api, and pages for people.

    \b
    retailgraph serve
    retailgraph serve --port 8080 --workers 4
    retailgraph serve --host 0.0.0.0 --allow-host graph.example.org --token-file tokens.txt

    Each option is also a variable, RETAILGRAPH_SERVE_PORT and so on. docs/serve.md tells more.
    """
    settings = Settings(**given)
    _check_installed()
    from retailgraph.serving.running import serve as run
    from retailgraph.serving.running import tokens_for
    from retailgraph.serving.standing import Graphs

    tokens_for(settings)
    session.graph().close()  # made first if it must be
    graphs = Graphs(session.store or "", session.with_shipped)
    run(settings, graphs, lambda address: session.note(f"serving {address} (Ctrl-C stops)"))


def _check_installed() -> None:
    from importlib.util import find_spec

    needed = ("starlette", "uvicorn", "httptools", "brotli")
    if missing := [name for name in needed if find_spec(name) is None]:
        raise UsageError(f"serve needs {missing[0]}, of the extra: pip install 'retailgraph[serve]'")


COMMANDS = {"serve": serve}
