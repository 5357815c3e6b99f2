"""Commands about what is doubtful: conflicts, stale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from retailgraph.cli import printing
from retailgraph.cli.options import complete_entity, format_option, session_command
from retailgraph.cli.rows import evidence_lines, reported_words
from retailgraph.cli.session import Session, output

if TYPE_CHECKING:
    from retailgraph.lookup.doubts import Disagreement
    from retailgraph.lookup.rows import Row

CONFLICT_COLUMNS = ("about", "disagreement", "side", "says", "publishers", "articles", "concluded")
STALE_COLUMNS = ("reported", "subject", "relation", "object", "since", "says who", "articles")
_SHOWN = 3
"""How many passages of each side are printed, unless all are asked for."""
_SIDES = 10
"""How many sides of each conflict are printed, unless all are asked for."""


@session_command("conflicts", dated=True, short_help="List where the sources disagree.")
@click.argument("entity", nargs=-1, shell_complete=complete_entity)
@click.option("--all", "all_", is_flag=True, help="Every side of each conflict, and every passage of a side.")
@format_option()
def conflicts(session: Session, entity: tuple[str, ...], all_: bool, format_: str) -> None:
    """List where the sources disagree: what each side says, who says so, and what the graph concluded.

    \b
    retailgraph conflicts
    retailgraph conflicts Coach --all
    """
    with session.graph() as graph:
        found = graph.conflicts(" ".join(entity), most=None if all_ else _SIDES)
    if format_ == "table":
        output("\n".join("".join(_block(d, all_)) for d in found))
        session.note("" if found else "the sources do not disagree about that")
        return
    left = sum(d.more for d in found)
    session.note(f"{left} more sides are left out; --all gives them" if left else "")
    rows = [cells for d in found for cells in _cells(d)]
    plain = [d.to_dict() for d in found]
    data = {"schema": "retailgraph.conflicts/1", "rows": plain}
    output(printing.render(format_, CONFLICT_COLUMNS, rows, data, plain))


def _cells(found: Disagreement) -> Iterator[tuple[str, ...]]:
    """One row for each side."""
    for number, side in enumerate(found.sides, 1):
        about, concluded = _about(found), "; ".join(found.concluded)
        articles = len({e.article for e in side.evidence})
        publishers = " | ".join(side.publishers)
        yield about, found.words, str(number), side.says, publishers, str(articles), concluded


def _block(found: Disagreement, all_: bool) -> Iterator[str]:
    """A conflict as people read it: what it is about, each side with its passages, the conclusion."""
    yield from _paragraph(f"{_about(found)}: {found.words}", "")
    for side in found.sides:
        number = len(side.publishers)
        yield from _paragraph(f"{side.says} ({number} publisher{'s' if number != 1 else ''})", "  ")
        shown = side.evidence if all_ else side.evidence[:_SHOWN]
        yield from (line for line in evidence_lines(shown, "    ") if line.strip())
        if len(side.evidence) > len(shown):
            yield f"    and {len(side.evidence) - len(shown)} more; --all shows them\n"
    if found.more:
        yield f"  and {found.more} more sides; --all shows them\n"
    for line in found.concluded:
        yield from _paragraph(f"= {line}", "  ")


def _about(found: Disagreement) -> str:
    left = len(found.relationships) - len(found.about)
    return "; ".join((*found.about, *([f"and {left} more"] if left else [])))


def _paragraph(text: str, indent: str) -> Iterator[str]:
    first, *others = printing.wrap(printing.safe(text), printing.terminal_width() - len(indent) - 4)
    yield f"{indent}{first if indent else printing.bold(first)}\n"
    yield from (f"{indent}    {line}\n" for line in others)


@session_command("stale", dated=True, short_help="List what nobody has confirmed lately.")
@click.argument("entity", nargs=-1, shell_complete=complete_entity)
@click.option("--older-than", metavar="TIME", default="", help="90d, 18m or 2y; else as each relation says.")
@format_option()
def stale(session: Session, entity: tuple[str, ...], older_than: str, format_: str) -> None:
    """List what holds as far as is known but nobody has reported lately, the longest first.

    \b
    retailgraph stale
    retailgraph stale Tapestry --older-than 2y
    """
    with session.graph() as graph:
        found = graph.stale(" ".join(entity), older_than)
    plain = [r.to_dict() for r in found]
    data = {"schema": "retailgraph.stale/1", "rows": plain}
    output(printing.render(format_, STALE_COLUMNS, [_stale_cells(r) for r in found], data, plain))


def _stale_cells(row: Row) -> Sequence[str]:
    who = (
        f"{row.sources[0]} and {len(row.sources) - 1} more"
        if len(row.sources) > 2
        else ", ".join(row.sources)
    )
    return (
        reported_words(row),
        row.subject,
        f"{row.words} ({', '.join(row.role)})" if row.role else row.words,
        row.object,
        row.since,
        who,
        str(row.articles),
    )


COMMANDS = {"conflicts": conflicts, "stale": stale}
