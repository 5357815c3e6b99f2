"""The command that writes the explorer."""

from __future__ import annotations

import click

from retailgraph.cli.options import complete_entity, force_option, session_command
from retailgraph.cli.session import Session


@session_command("explore", dated=True, short_help="Write the graph as one HTML page to explore.")
@click.option("-o", "--output", "target", metavar="FILE", required=True, help="The HTML file to write.")
@click.option(
    "--around",
    multiple=True,
    metavar="NAME",
    help="Only this entity and what surrounds it; may be repeated.",
    shell_complete=complete_entity,
)
@click.option("--hops", type=click.IntRange(0, 6), default=2, show_default=True, help="Steps from it.")
@click.option(
    "--relation", "relations_", multiple=True, metavar="NAME", help="Only this relation; may be repeated."
)
@force_option()
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
def explore(
    session: Session,
    target: str,
    around: tuple[str, ...],
    hops: int,
    relations_: tuple[str, ...],
    force: bool,
    open_: bool,
) -> None:
    """Write the graph as one HTML page to search, filter, and move through time; it needs no network.

    \b
    retailgraph explore -o graph.html
    retailgraph explore -o tapestry.html --around Tapestry --hops 2 --as-of 2019-09
    """
    with session.graph() as graph:
        path = graph.explore(target, around=around, hops=hops, relations=relations_, force=force)
    session.note(f"written: {path}")
    if open_:
        click.launch(str(path))


COMMANDS = {"explore": explore}
