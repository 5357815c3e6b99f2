"""The command about entities that may be one: duplicates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from retailgraph.cli import printing
from retailgraph.cli.options import Number, complete_entity, format_option, session_command
from retailgraph.cli.session import Session, output
from retailgraph.errors import UsageError

if TYPE_CHECKING:
    from retailgraph.duplicates import Duplicate


@session_command("duplicates", short_help="Propose entities that may be one, or decide.")
@click.argument("entity", nargs=-1, shell_complete=complete_entity)
@click.option("--above", type=Number(0, 1), metavar="SCORE", help="The least score; 0.5 if not said.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many.")
@click.option("--decided", is_flag=True, help="Those that a decision was made about.")
@click.option("--same", nargs=2, metavar="A B", help="Decide that B is A: A is kept.")
@click.option("--different", nargs=2, metavar="A B", help="Decide that A and B are two.")
@click.option("--undo", nargs=2, metavar="A B", help="Take the decision about A and B out again.")
@click.option("--by", default="", metavar="NAME", help="Who decides.")
@click.option("--why", default="", metavar="TEXT", help="For what reason.")
@click.option("--file", metavar="FILE", help="The file of decisions, such as data/decisions.yaml.")
@format_option()
def duplicates(
    session: Session,
    entity: tuple[str, ...],
    above: float | None,
    limit: int | None,
    decided: bool,
    same: tuple[str, str] | None,
    different: tuple[str, str] | None,
    undo: tuple[str, str] | None,
    by: str,
    why: str,
    file: str | None,
    format_: str,
) -> None:
    """Propose pairs of entities that may be one, with a score in 0 to 1 and the reasons for and against.

    A decision goes into a text file, decisions.yaml beside your loaded files unless --file names another, and
    is in force when that file is loaded: what is claimed of B is then read as of A. Taking it out and loading
    again gives back what was before.

    \b
    retailgraph duplicates
    retailgraph duplicates --different ceconomy metro --by "Ada" --why "..."
    """
    asked = [(v, p) for v, p in (("same", same), ("different", different), ("undo", undo)) if p]
    if len(asked) > 1:
        raise UsageError("decide one thing at a time: --same, --different or --undo")
    if asked:
        _decide(session, *asked[0], by, why, Path(file) if file else None)
        return
    from retailgraph.duplicates import ABOVE

    with session.graph() as graph:
        least = ABOVE if above is None else above
        found = graph.duplicates(" ".join(entity), above=least, limit=limit or 0, decided=decided)
    _print(found, format_, decided)
    if not found and format_ == "table":
        session.note("no decision was made" if decided else f"no pair scores {least:g} or more; see --above")


def _decide(
    session: Session, verdict: str, pair: tuple[str, str], by: str, why: str, file: Path | None
) -> None:
    from retailgraph.decisions import decide, undo

    with session.graph() as graph:
        if verdict == "undo":
            path, ids = undo(graph, *pair, file=file)
        else:
            path, ids = decide(graph, verdict, *pair, by=by, why=why, file=file)
    said = "undecided again" if verdict == "undo" else verdict
    output(f"{said}: {ids[0]}, {ids[1]} (in {printing.safe(str(path))})")
    session.note(f"next: retailgraph load {printing.safe(str(path))}")


def _print(found: tuple[Duplicate, ...], format_: str, decided: bool) -> None:
    columns: tuple[str, ...] = ("score", "one", "other", "for", "against")
    rows: list[tuple[str, ...]] = [
        (f"{d.score:.2f}", _named(d.one, d.one_name), _named(d.other, d.other_name), "; ".join(d.reasons),
         "; ".join(d.against)) for d in found
    ]  # fmt: skip
    if decided:
        columns = ("decided", "one", "other", "by", "why", "place")
        rows = [(d.decided, d.one, d.other, d.by, d.why, d.place) for d in found]
    plain = [d.to_dict() for d in found]
    if rows or format_ != "table":
        data = {"schema": "retailgraph.duplicates/1", "rows": plain}
        output(printing.render(format_, columns, rows, data, plain))


def _named(id: str, name: str) -> str:
    return f"{name} ({id})"


COMMANDS = {"duplicates": duplicates}
