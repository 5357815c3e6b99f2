"""Commands about time: timeline, changes, history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from retailgraph.cli import printing
from retailgraph.cli.options import complete_entity, format_option, session_command
from retailgraph.cli.rows import ROW_COLUMNS, reason_lines, row_cells, without_relation
from retailgraph.cli.session import Session, output

if TYPE_CHECKING:
    from retailgraph.answers.history import History
    from retailgraph.lookup.events import Event
    from retailgraph.lookup.evidence import CitedPassage

EVENT_COLUMNS = ("when", "what", "says who")
CLAIM_COLUMNS = ("published", "publisher", "claim", "status", "from", "to", "announced", "share", "says")
_FILE_COLUMNS = (
    "when", "event", "what", "perhaps", "planned", "disputed", "because", "says who", "published", "articles",
    "url", "subject_id", "relation", "object_id",
)  # fmt: skip


def event_table(events: Sequence[Event], format_: str) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    """Events as columns and cells: sentences for people, each part apart for programs."""
    if format_ in ("csv", "tsv"):
        return _FILE_COLUMNS, [_file_cells(e) for e in events]
    return EVENT_COLUMNS, [_event_cells(e) for e in events]


def _event_cells(event: Event) -> tuple[str, ...]:
    # What happened by a day stands apart in a period, and needs no doubt besides.
    words = f"perhaps: {event.told}" if event.perhaps and event.earliest else event.told
    if event.deal:
        words += f", because {event.because}"
    elif event.event == "ended" and event.rule:
        words += f" (rule {event.rule})"
    return (event.when or "undated", words, _who(event))


def _who(event: Event) -> str:
    """The first who said so, and how many articles more."""
    first = event.publisher or event.title or event.article
    dated = f"{first}, {event.published}" if event.published else first
    return f"{dated}, and {event.articles - 1} more" if event.articles > 1 else dated


def _file_cells(event: Event) -> tuple[str, ...]:
    return (
        event.when, event.event, event.words, "yes" if event.perhaps else "", "yes" if event.planned else "",
        "yes" if event.disputed else "", event.because, event.publisher, event.published, str(event.articles),
        event.url, event.subject_id, event.relation, event.object_id,
    )  # fmt: skip


@session_command("timeline", dated=True, short_help="Tell what happened to an entity, in order.")
@click.argument("entity", nargs=-1, required=True, shell_complete=complete_entity)
@format_option()
def timeline(session: Session, entity: tuple[str, ...], format_: str) -> None:
    """Tell what happened to an entity, in order: what began, ended, was announced, closed, was called off.

    \b
    retailgraph timeline Versace
    """
    with session.graph() as graph:
        found = graph.timeline(" ".join(entity))
    events = (*found.events, *found.undated)
    if format_ == "table":
        session.note(f"{printing.safe(found.name)} · as of {found.as_of}")
        _print_events(session, found.events, "nothing is reported with a date")
        _print_apart(session, "without a date", found.undated)
    else:
        items = (e.to_dict() for e in events)
        output(printing.render(format_, *event_table(events, format_), found.to_dict(), items))
    _print_notes(session, found.notes)


def _print_events(session: Session, events: Sequence[Event], none: str) -> None:
    if events:
        output(printing.table(*event_table(events, "table")))
    else:
        session.note(none)


def _print_apart(session: Session, heading: str, events: Sequence[Event]) -> None:
    if events:
        output(f"\n{printing.bold(heading)}")
        _print_events(session, events, "")


def _print_notes(session: Session, notes: Sequence[str]) -> None:
    for note in notes:
        session.note(f"note: {printing.safe(note)}")


@session_command("changes", dated=True, short_help="Tell what changed in a period.")
@click.option("--from", "start", metavar="DATE", required=True, help="The first day, month or year.")
@click.option("--to", "end", metavar="DATE", help="The last day, month or year; today if not said.")
@click.argument("entity", nargs=-1, shell_complete=complete_entity)
@format_option()
def changes(session: Session, entity: tuple[str, ...], start: str, end: str | None, format_: str) -> None:
    """Tell what began, ended, was announced, closed, called off or renamed in a period.

    \b
    retailgraph changes --from 2024 --to 2025-06 Tapestry
    retailgraph changes --from 2025-12
    """
    with session.graph() as graph:
        found = graph.changes(start, end, " ".join(entity))
    if format_ == "table":
        session.note(f"{printing.safe(found.name or 'everything')} · from {found.start} to {found.end}")
        _print_events(session, found.events, "nothing is reported of that time")
        _print_apart(session, "first reported then, of an unknown day before", found.by_then)
    else:
        events = (*found.events, *found.by_then)
        items = (e.to_dict() for e in events)
        output(printing.render(format_, *event_table(events, format_), found.to_dict(), items))
    _print_notes(session, found.notes)


@session_command("history", dated=True, short_help="Show every claim about a relationship, in order.")
@click.argument("subject", shell_complete=complete_entity)
@click.argument("relation")
@click.argument("object", shell_complete=complete_entity)
@click.option("--limit", type=int, default=50, show_default=True, help="At most so many claims.")
@click.option("--all", "all_", is_flag=True, help="Every claim.")
@format_option()
def history(
    session: Session, subject: str, relation: str, object: str, limit: int, all_: bool, format_: str
) -> None:
    """Show every claim about a relationship, the first published first, and what was concluded from them.

    \b
    retailgraph history Coach "sells on" Tmall
    """
    with session.graph() as graph:
        found = graph.history(subject, relation, object, limit=None if all_ else limit)
    if format_ == "table":
        _print_history(session, found)
    else:
        columns: Sequence[str] = CLAIM_COLUMNS
        rows = _claims(found)
        if format_ in ("csv", "tsv"):
            columns = (*CLAIM_COLUMNS, "relation", "url", "article")
            rows = [(*r, c.relation, c.url, c.article) for r, c in zip(rows, found.claims, strict=True)]
        items = (c.to_dict() for c in found.claims)
        output(printing.render(format_, columns, rows, found.to_dict(), items))
    if found.total > len(found.claims):
        session.note(f"the first {len(found.claims)} of {found.total} claims; --all shows all")
    _print_notes(session, found.notes)


def _print_history(session: Session, found: History) -> None:
    session.note(f"{printing.safe(found.understood)} · as of {found.as_of}")
    output(found.answer)
    if found.rows:
        rows = without_relation([row_cells(r) for r in found.rows])
        output(printing.table(ROW_COLUMNS, rows))
    output("".join(line for row in found.rows for line in reason_lines(row)))
    output("".join(_conflict_lines(found)))
    if found.claims:
        output(printing.table(CLAIM_COLUMNS, _claims(found)))


def _conflict_lines(found: History) -> Iterator[str]:
    room = printing.terminal_width() - 2
    for text in found.conflicts:
        first, *others = printing.wrap(printing.safe(f"conflict: {text}"), room)
        yield f"{first}\n"
        yield from (f"  {line}\n" for line in others)
    yield "\n"


def _claims(found: History) -> list[tuple[str, ...]]:
    """The claims as cells; what they claim where it is another relation, such as the deal behind it."""
    asked = {row.relation for row in found.rows}
    return [_claim_cells(c, "" if c.relation in asked else c.relation) for c in found.claims]


def _claim_cells(claim: CitedPassage, words: str) -> tuple[str, ...]:
    qualifiers = dict(claim.qualifiers)
    status = {"inForce": "in force", "calledOff": "called off"}.get(claim.status, claim.status)
    status += f", confidence {claim.confidence:g}" if claim.confidence != 1 else ""
    says = " / ".join(claim.says) + (f" (repeats {claim.copy_of})" if claim.copy_of else "")
    share = " | ".join(qualifiers.get("share", ()))
    return (
        claim.published or "undated", claim.publisher, words, status, claim.since, claim.until,
        claim.announced, f"{share}%" if share else "", says,
    )  # fmt: skip


COMMANDS = {"timeline": timeline, "changes": changes, "history": history}
