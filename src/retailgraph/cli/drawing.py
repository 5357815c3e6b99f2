"""The command that draws: what surrounds an entity, or when things held, as a page, as SVG or as PNG."""

from __future__ import annotations

from typing import Any

import click

from retailgraph.cli import printing
from retailgraph.cli.options import complete_entity, force_option, session_command
from retailgraph.cli.session import Session


@session_command("draw", dated=True, short_help="Draw an entity's surroundings, or a picture of time.")
@click.argument("entity", nargs=-1, required=True, shell_complete=complete_entity)
@click.option("-o", "--output", "target", metavar="FILE", required=True, help="The file to write.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["html", "svg", "png"]),
    help="What to write; else what FILE ends in.",
)
@click.option("--timeline", is_flag=True, help="Draw by year who owned, partnered and belonged.")
@click.option("--hops", type=click.IntRange(0, 4), help="Steps from the entity.  [default: 1]")
@click.option(
    "--relation", "relations_", multiple=True, metavar="NAME", help="Only this relation; may be repeated."
)
@click.option("--ended", is_flag=True, help="Show what has ended too, faintly.")
@force_option()
@click.option("--open", "open_", is_flag=True, help="Open the file.")
def draw(
    session: Session,
    entity: tuple[str, ...],
    target: str,
    format_: str | None,
    timeline: bool,
    hops: int | None,
    relations_: tuple[str, ...],
    ended: bool,
    force: bool,
    open_: bool,
) -> None:
    """Draw an entity, or several, and what surrounds them: one file that needs no network.

    \b
    retailgraph draw Tapestry -o tapestry.html
    retailgraph draw Coach "Kate Spade" -o brands.svg --as-of 2019-09
    retailgraph draw --timeline Versace "Stuart Weitzman" -o owners.png
    """
    options: dict[str, Any] = {"format": format_ or "", "relations": relations_, "force": force}
    if timeline:
        if ended or hops is not None:
            raise click.UsageError("--hops and --ended are not for --timeline, which shows what has ended")
    else:
        options |= {"hops": 1 if hops is None else hops, "ended": ended}
    with session.graph() as graph:
        picture = graph.draw(entity, target, timeline=timeline, **options)
    session.note(f"written: {picture.path}")
    if picture.unseen:
        session.note(
            f"no font here has {printing.safe(picture.unseen[:20])}: names show gaps; "
            "install a font for that script, or draw html or svg, which use the reader's fonts"
        )
    if open_:
        click.launch(str(picture.path))


COMMANDS = {"draw": draw}
