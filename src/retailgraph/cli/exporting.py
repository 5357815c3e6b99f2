"""The command that writes the graph for other programs: export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from retailgraph.cli import printing
from retailgraph.cli.options import complete_entity, force_option, session_command
from retailgraph.cli.session import Session, output
from retailgraph.errors import UsageError
from retailgraph.interchange.formats import FOLDER, FORMATS_OUT, OUT_NAMES, TEXT, format_out


@session_command("export", dated=True, short_help="Write the graph in a format of other programs.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(OUT_NAMES),
    metavar="FORMAT",
    default="trig",
    help="One of --formats; trig if not said.",
)
@click.option(
    "--entity",
    metavar="NAME",
    multiple=True,
    help="Only this entity and what surrounds it; may be repeated.",
    shell_complete=complete_entity,
)
@click.option(
    "--hops",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="How far around the entity; 1 if not said.",
)
@click.option("--relation", "relations", metavar="WORD", multiple=True, help="Only this relation.")
@click.option("--type", "types", metavar="TYPE", multiple=True, help="Only between entities of this type.")
@click.option("--over-time", is_flag=True, help="In networks also what has ended, may hold or was planned.")
@click.option(
    "-o", "--output", "target", metavar="PATH", help="Write to this file or folder, not standard output."
)
@click.option("--formats", "list_formats", is_flag=True, help="List the formats that are written.")
@click.option(
    "--as-files", "folder", metavar="DIR", help="Write the files that you loaded to DIR, as they were."
)
@force_option()
def export(
    session: Session,
    format_: str,
    target: str | None,
    list_formats: bool,
    folder: str | None,
    force: bool,
    **part: Any,
) -> None:
    """Write everything, or a part of it. The same graph gives the same bytes.

    RDF says all, and so do csv-tables, parquet, sqlite and duckdb; networks say what holds on the day.
    What each format is, and what does not go out in it: --formats, and docs/exchange.

    \b
    retailgraph export -f sqlite -o graph.sqlite
    retailgraph export -f gexf --entity Coach --hops 2 --over-time -o coach.gexf
    """
    if list_formats:
        rows = [(f.name, f.title_out or f.title, f.lost) for f in FORMATS_OUT]
        output(printing.table(("format", "what it is", "what does not go out"), rows))
        return
    chosen = format_out(format_)
    if folder is None and target is None and chosen.writes != TEXT:
        kind = "folder" if chosen.writes == FOLDER else "file"
        raise UsageError(
            f"{format_} is written to a {kind}; name it: -o {_example(chosen.suffixes, format_)}"
        )
    asked = {"entity": part["entity"], "hops": part["hops"], "relations": part["relations"]}
    asked |= {"types": part["types"], "over_time": part["over_time"]}
    with session.graph() as graph:
        if folder is not None:
            from retailgraph.graph.copies import give_back

            number = give_back(graph.tables, Path(folder), force=force)
            session.note(f"{number} file{'' if number == 1 else 's'} as loaded in {folder}")
        elif target is not None:
            graph.export_to(target, format_, force=force, **asked)
        else:
            for piece in graph.export(format_, **asked):
                sys.stdout.write(piece)


def _example(suffixes: tuple[str, ...], name: str) -> str:
    return f"graph{suffixes[0]}" if suffixes and name not in ("parquet",) else f"graph-{name}"


COMMANDS = {"export": export}
