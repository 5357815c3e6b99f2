"""Commands that show what the graph holds: show, why, list, sources, stats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from retailgraph.cli import printing
from retailgraph.cli.options import complete_entity, format_option, session_command
from retailgraph.cli.rows import (
    FIGURE_COLUMNS,
    ROW_COLUMNS,
    figure_cells,
    note_left_out,
    row_cells,
)
from retailgraph.cli.session import Session, output

if TYPE_CHECKING:
    from retailgraph.lookup.cards import Card
    from retailgraph.lookup.rows import Row


@session_command("show", dated=True, short_help="Show an entity whole.")
@click.argument("entity", nargs=-1, required=True, shell_complete=complete_entity)
@format_option()
def show(session: Session, entity: tuple[str, ...], format_: str) -> None:
    """Show an entity whole: names, identifiers, every relationship in groups, figures."""
    with session.graph() as graph:
        print_card(session, graph.show(" ".join(entity)), format_)


def print_card(session: Session, card: Card, format_: str) -> None:
    """Print an entity whole."""
    bare = format_ not in ("table", "markdown")
    rows = [row_cells(r, plain=bare) for g in card.groups for r in g.rows]
    if format_ != "table":
        items = (r.to_dict() for g in card.groups for r in g.rows)
        output(printing.render(format_, ROW_COLUMNS, rows, card.to_dict(), items))
        return
    output(printing.bold(printing.safe(card.name)))
    output(printing.pairs(_card_head(card)))
    missing: set[str] = set()
    for group in card.groups:
        cells = [_without_relation(r) for r in group.rows]
        output(f"\n{printing.bold(group.heading)}\n" + printing.table(ROW_COLUMNS, cells))
        missing.update(printing.left_out(ROW_COLUMNS, cells))
    if card.figures:
        output(
            f"\n{printing.bold('figures')}\n"
            + printing.table(FIGURE_COLUMNS, [figure_cells(f) for f in card.figures])
        )
    note_left_out(session, sorted(missing))
    for note in card.notes:
        session.note(f"note: {printing.safe(note)}")


def _without_relation(row: Row) -> tuple[str, ...]:
    cells = row_cells(row)
    return (cells[0], "", *cells[2:])


def _card_head(card: Card) -> dict[str, str]:
    return {
        "type": ", ".join(t.lower() for t in card.types),
        "id": card.id,
        "also known as id": ", ".join(card.also_ids),
        "about": card.about,
        "country": card.country,
        "also called": ", ".join([*card.aliases, *(f"{name} ({tag})" for tag, name in card.names)]),
        "then called": card.then_called,
        "formerly": ", ".join(f"{f.name}{f' until {f.until}' if f.until else ''}" for f in card.former),
        "identifiers": ", ".join(f"{scheme} {value}" for scheme, value in card.ids),
        "website": card.website,
    }


@session_command("why", dated=True, short_help="Show the passages behind a relationship.")
@click.argument("subject", shell_complete=complete_entity)
@click.argument("relation")
@click.argument("object", shell_complete=complete_entity)
@format_option()
def why(session: Session, subject: str, relation: str, object: str, format_: str) -> None:
    """Show what is concluded of one relationship and the passages behind it.

    \b
    retailgraph why Tapestry owns Coach
    retailgraph why Coach "sells on" Tmall
    """
    with session.graph() as graph:
        from retailgraph.cli.answering import print_answer

        print_answer(session, graph.why(subject, relation, object), format_, why=True)


@session_command("list", dated=True, short_help="List the entities, or those of a type.")
@click.argument("type", required=False, default="")
@format_option()
def list_(session: Session, type: str, format_: str) -> None:
    """List the entities, or those of a type: companies, brands, platforms, alliances, ..."""
    with session.graph() as graph:
        found = graph.list(type)
    columns = ("name", "type", "country", "relationships", "id")
    rows = [
        (
            f"{e.name}, then {e.then_called}" if e.then_called else e.name,
            ", ".join(t.lower() for t in e.types),
            e.country,
            str(e.relationships),
            e.id,
        )
        for e in found
    ]
    plain = [e.to_dict() for e in found]
    output(printing.render(format_, columns, rows, {"schema": "retailgraph.list/1", "rows": plain}, plain))


@session_command("sources", short_help="List the articles.")
@click.argument("entity", nargs=-1, shell_complete=complete_entity)
@format_option()
def sources(session: Session, entity: tuple[str, ...], format_: str) -> None:
    """List the articles, or those that say something of an entity, the latest first."""
    with session.graph() as graph:
        found = graph.articles_about(" ".join(entity))
    columns: tuple[str, ...] = ("published", "publisher", "title", "claims", "article")
    rows: list[tuple[str, ...]] = [
        (s.published, s.publisher, s.title, str(s.claims), s.article) for s in found
    ]
    if format_ in ("csv", "tsv"):
        columns, rows = (*columns, "url"), [(*r, s.url) for r, s in zip(rows, found, strict=True)]
    plain = [s.to_dict() for s in found]
    output(printing.render(format_, columns, rows, {"schema": "retailgraph.sources/1", "rows": plain}, plain))


@session_command("stats", short_help="Count what the graph holds.")
@format_option("table", "json")
def stats(session: Session, format_: str) -> None:
    """Count what the graph holds: articles, claims, entities, relationships, conflicts."""
    with session.graph() as graph:
        found = graph.stats()
    if format_ == "json":
        output(printing.to_json(found.to_dict(), indent=2))
        return
    names = ("articles", "publishers", "claims", "entities", "relationships", "conflicts")
    totals = {name: f"{getattr(found, name):,}" for name in names}
    totals["in force"] = f"{found.in_force:,}, of which {found.stale:,} not confirmed lately"
    output(printing.pairs(totals))
    for heading, counted in (
        ("type", found.by_type),
        ("relation", found.by_relation),
        ("published", found.by_year),
    ):
        output("\n" + printing.table((heading, "count"), [(name, str(count)) for name, count in counted]))


COMMANDS = {"show": show, "why": why, "list": list_, "sources": sources, "stats": stats}
