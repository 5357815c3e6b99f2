"""Commands that answer: ask, show, why, list, sources, stats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from retailgraph.cli import printing
from retailgraph.cli.session import Session, complete_entity, format_option, output, session_command

if TYPE_CHECKING:
    from retailgraph.lookup import Answer, Evidence, FigureRow, Row
    from retailgraph.lookup.cards import Card

ROW_COLUMNS = (
    "entity", "relation", "status", "since", "until", "share", "details", "articles", "says who",
    "last reported",
)  # fmt: skip
FIGURE_COLUMNS = ("measure", "value", "market", "on", "publisher", "published", "article")


def row_cells(row: Row) -> tuple[str, ...]:
    """The cells of one relationship, as people read them."""
    return (
        row.entity,
        row.words,
        status_words(row),
        row.since,
        row.until,
        f"{row.share}%" if row.share else "",
        details(row),
        str(row.articles),
        _publishers(row),
        row.last_reported.isoformat(),
    )


def status_words(row: Row) -> str:
    """The status in words, with what qualifies it."""
    words = {"inForce": "in force", "calledOff": "called off"}.get(row.status, row.status)
    if row.status in ("inForce", "ended") and row.holds == "unknown":
        words += ", uncertain"
    return words + (", stale" if row.stale else "")


def details(row: Row) -> str:
    """Scope, role, market and the rest in one cell."""
    parts = [*row.role, *row.scope, *row.through, *row.market]
    parts += (
        [f"under {u}" for u in row.under]
        + [f"from {s}" for s in row.seller]
        + [f"into {i}" for i in row.into]
    )
    parts += [*row.brand, *row.price]
    parts += [f"announced {row.announced}"] if row.announced else []
    parts += [f"through {row.via}"] if row.via else []
    return "; ".join(parts)


def _publishers(row: Row) -> str:
    if len(row.sources) <= 2:
        return ", ".join(row.sources)
    return f"{row.sources[0]} and {len(row.sources) - 1} more"


def figure_cells(figure: FigureRow) -> tuple[str, ...]:
    """The cells of one figure."""
    value = f"{figure.value}%" if figure.unit == "percent" else f"{figure.value} {figure.unit}"
    measure = figure.measure
    return (measure, value, figure.market, figure.on, figure.publisher, figure.published, figure.article)


def print_answer(session: Session, answer: Answer, format_: str, why: bool) -> None:
    """Print an answer; notes about it go to standard error."""
    columns: Sequence[str]
    rows: list[tuple[str, ...]]
    items: Iterable[Any]
    if answer.kind == "figures":
        columns, rows = FIGURE_COLUMNS, [figure_cells(f) for f in answer.figures]
        items = (f.to_dict() for f in answer.figures)
    else:
        columns, rows = ROW_COLUMNS, [row_cells(r) for r in answer.rows]
        items = (r.to_dict() for r in answer.rows)
    if format_ == "table":
        _print_table(session, answer, columns, rows, why)
    else:
        output(printing.render(format_, columns, rows, answer.to_dict(), items))
    for note in answer.notes:
        session.note(f"note: {printing.safe(note)}")


def _print_table(
    session: Session, answer: Answer, columns: Sequence[str], rows: list[tuple[str, ...]], why: bool
) -> None:
    session.note(f"{printing.safe(answer.understood)} · {_when(answer)}")
    if answer.answer:
        output(answer.answer)
    if not rows:
        if not answer.answer:
            session.note("nothing is reported of that" + _hint(answer))
        return
    if not why:
        output(printing.table(columns, rows))
        return
    for row, cells in zip(answer.rows, rows, strict=True):
        output(printing.table(columns, [cells]))
        output("".join(evidence_lines(row.evidence)))


def _hint(answer: Answer) -> str:
    return '; add "over time" to see what has ended' if answer.window == "now" else ""


def _when(answer: Answer) -> str:
    return "over time" if answer.window == "overTime" else f"as of {answer.as_of.isoformat()}"


def evidence_lines(evidence: Sequence[Evidence]) -> Iterator[str]:
    """Who says so, in words: each passage with publisher, date, title and link."""
    room = printing.terminal_width() - 4
    for item in evidence:
        who = ", ".join(part for part in (item.publisher, item.published or "undated") if part)
        marks = [] if item.status in ("inForce", "completed") else [item.status]
        marks += [
            f"{n} {v}"
            for n, v in (("from", item.since), ("to", item.until), ("announced", item.announced))
            if v
        ]
        marks += [f"confidence {item.confidence:g}"] if item.confidence != 1 else []
        marks += [f"repeats {item.copy_of}"] if item.copy_of else []
        yield f"  {printing.safe(who)}{' [' + ', '.join(marks) + ']' if marks else ''}\n"
        for text in (*item.says, *([f"({item.note})"] if item.note else [])):
            yield from (f"    {line}\n" for line in printing.wrap(printing.safe(text), room))
        yield f"    {printing.safe(item.url or item.title)}\n"
    yield "\n"


@session_command("ask", short_help="Ask a question in words.")
@click.argument("question", nargs=-1, required=True, shell_complete=complete_entity)
@click.option("--why", is_flag=True, help="Show the passages behind each row.")
@click.option("--as-of", metavar="DATE", help="Answer for that day, month or year.")
@format_option()
def ask(session: Session, question: tuple[str, ...], why: bool, as_of: str | None, format_: str) -> None:
    """Ask a question in words, quoted or not.

    \b
    retailgraph ask partners of Tapestry
    retailgraph ask "who owned Stuart Weitzman in 2016?"
    retailgraph ask is Coach a member of AACA --why
    """
    with session.graph() as graph:
        answer = graph.ask(
            " ".join(question), as_of=date_option(as_of), why=why or format_ in ("json", "jsonl")
        )
        if answer.kind == "card":
            _print_card(session, graph.show(answer.about[0]), format_)
        else:
            print_answer(session, answer, format_, why)


def date_option(text: str | None) -> Any:
    """The partial date of an option; a usage error says what is wrong with it."""
    if text is None:
        return None
    from retailgraph.dates import partial

    try:
        return partial(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


@session_command("show", short_help="Show an entity whole.")
@click.argument("entity", nargs=-1, required=True, shell_complete=complete_entity)
@format_option()
def show(session: Session, entity: tuple[str, ...], format_: str) -> None:
    """Show an entity whole: names, identifiers, every relationship in groups, figures."""
    with session.graph() as graph:
        _print_card(session, graph.show(" ".join(entity)), format_)


def _print_card(session: Session, card: Card, format_: str) -> None:
    rows = [row_cells(r) for g in card.groups for r in g.rows]
    if format_ != "table":
        items = (r.to_dict() for g in card.groups for r in g.rows)
        output(printing.render(format_, ROW_COLUMNS, rows, card.to_dict(), items))
        return
    output(printing.bold(printing.safe(card.name)))
    output(printing.pairs(_card_head(card)))
    for group in card.groups:
        output(
            f"\n{printing.bold(group.heading)}\n"
            + printing.table(ROW_COLUMNS, [_without_relation(r) for r in group.rows])
        )
    if card.figures:
        output(
            f"\n{printing.bold('figures')}\n"
            + printing.table(FIGURE_COLUMNS, [figure_cells(f) for f in card.figures])
        )
    for note in card.notes:
        session.note(f"note: {printing.safe(note)}")


def _without_relation(row: Row) -> tuple[str, ...]:
    cells = row_cells(row)
    return (cells[0], "", *cells[2:])


def _card_head(card: Card) -> dict[str, str]:
    return {
        "type": ", ".join(t.lower() for t in card.types),
        "id": card.id,
        "about": card.about,
        "country": card.country,
        "also called": ", ".join([*card.aliases, *(f"{name} ({tag})" for tag, name in card.names)]),
        "formerly": ", ".join(f"{f.name}{f' until {f.until}' if f.until else ''}" for f in card.former),
        "identifiers": ", ".join(f"{scheme} {value}" for scheme, value in card.ids),
        "website": card.website,
    }


@session_command("why", short_help="Show the passages behind a relationship.")
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
        print_answer(session, graph.why(subject, relation, object), format_, why=True)


@session_command("list", short_help="List the entities, or those of a type.")
@click.argument("type", required=False, default="")
@format_option()
def list_(session: Session, type: str, format_: str) -> None:
    """List the entities, or those of a type: companies, brands, platforms, alliances, ..."""
    with session.graph() as graph:
        found = graph.list(type)
    columns = ("name", "type", "country", "relationships", "id")
    rows = [
        (e.name, ", ".join(t.lower() for t in e.types), e.country, str(e.relationships), e.id) for e in found
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
    names = ("articles", "publishers", "claims", "entities", "relationships", "in_force", "conflicts")
    output(printing.pairs({n.replace("_", " "): f"{getattr(found, n):,}" for n in names}))
    for heading, counted in (
        ("type", found.by_type),
        ("relation", found.by_relation),
        ("published", found.by_year),
    ):
        output("\n" + printing.table((heading, "count"), [(name, str(count)) for name, count in counted]))


COMMANDS = {"ask": ask, "show": show, "why": why, "list": list_, "sources": sources, "stats": stats}
