"""How relationships, figures and the passages behind them are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from retailgraph.cli import printing
from retailgraph.identity.undisclosed import is_undisclosed
from retailgraph.standing import HELD, PLANNED, confirmed_in_words

if TYPE_CHECKING:
    from retailgraph.answers.answer import Answer
    from retailgraph.cli.session import Session
    from retailgraph.lookup.evidence import CitedPassage, FigureRow
    from retailgraph.lookup.rows import Row

ROW_COLUMNS = (
    "entity", "relation", "status", "since", "until", "share", "details", "says who", "articles", "reported",
)  # fmt: skip
FIGURE_COLUMNS = ("measure", "value", "market", "on", "publisher", "published")


def row_cells(row: Row, *, plain: bool = False) -> tuple[str, ...]:
    """The cells of one relationship, as people read them; ``plain`` for programs, with the bare date."""
    return (
        _called(row),
        row.words,
        status_words(row),
        row.since if plain else f"{row.since_is} {row.since}".lstrip(),
        row.until,
        f"{row.share}%" if row.share else "",
        details(row),
        _publishers(row),
        str(row.articles),
        reported_words(row),
    )


def _called(row: Row) -> str:
    """Who or what it is; somebody whom nobody names is told as what they are said to be."""
    if is_undisclosed(row.id):
        part = (
            "seller" if row.id != row.subject_id else "owner" if row.holds and not row.since_deal else "buyer"
        )
        return f"undisclosed {part}"
    return f"{row.entity}, then {row.then_called}" if row.then_called else row.entity


def status_words(row: Row) -> str:
    """The status in words, with what qualifies it; of what is stale until when it was confirmed."""
    words = {"inForce": "in force", "calledOff": "called off"}.get(row.status, row.status)
    if row.stale and row.status in PLANNED:
        return f"{words} {(row.announced or row.first_reported.isoformat())[:4]}, never confirmed"
    if row.stale:
        words = confirmed_in_words(row.confirmed, row.undated)
    doubtful = row.holds == "unknown" if row.status in HELD else row.status == "completed" and row.doubted
    return f"{words}, uncertain" if doubtful else words


def reported_words(row: Row) -> str:
    """The day of the last report; where no report has a day, that it has none and when it was read."""
    day = row.last_reported.isoformat()
    if row.unread:
        return "undated"
    return f"undated, read {day}" if row.undated else day


def truth_words(answer: Answer) -> str:
    """Yes, no or unknown; a yes that nobody confirmed lately says since when."""
    if not answer.confirmed:
        return answer.answer
    undated = all(row.undated for row in answer.rows if row.holds == "yes")
    return f"{answer.answer}, {confirmed_in_words(answer.confirmed, undated)}"


def details(row: Row) -> str:
    """Scope, role, market and the rest in one cell."""
    parts = [*row.how, *row.role, *row.scope, *row.through, *row.market]
    parts += (
        [f"under {u}" for u in row.under]
        + [f"from {s}" for s in row.seller]
        + [f"into {i}" for i in row.into]
    )
    parts += [*row.brand, *row.price]
    parts += [f"announced {row.announced}"] if row.announced else []
    parts += [f"through {row.via}"] if row.via else []
    parts += ["the buyer is named later"] if row.doubt_rule == "revealed" else []
    return "; ".join(parts)


def _publishers(row: Row) -> str:
    if len(row.sources) <= 2:
        return ", ".join(row.sources)
    return f"{row.sources[0]} and {len(row.sources) - 1} more"


def figure_cells(figure: FigureRow) -> tuple[str, ...]:
    """The cells of one figure."""
    value = f"{figure.value}%" if figure.unit == "percent" else f"{figure.value} {figure.unit}"
    return (figure.words, value, figure.market, figure.on, figure.publisher, figure.published)


def without_relation(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows without their relation where it is the same in all: heading or question have said it."""
    place = ROW_COLUMNS.index("relation")
    alike = len({cells[place] for cells in rows}) == 1
    return [(*cells[:place], "", *cells[place + 1 :]) for cells in rows] if alike else rows


def note_left_out(session: Session, columns: Sequence[str]) -> None:
    """Say for which columns a narrow terminal had no room; who says so tells enough of how many articles."""
    missing = [column for column in columns if column != "articles"]
    if missing:
        session.note(f"no room for: {', '.join(missing)} (a wider terminal or another --format shows it)")


def reason_lines(row: Row) -> Iterator[str]:
    """Why it began or ended, where a rule or a deal says so."""
    room = printing.terminal_width() - 2
    yield from (f"  {line}\n" for line in printing.wrap(printing.safe(row.because), room) if row.because)


def evidence_lines(evidence: Sequence[CitedPassage], indent: str = "  ") -> Iterator[str]:
    """Who says so, in words: each passage with publisher, date, title and link."""
    room = printing.terminal_width() - len(indent) - 2
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
        yield f"{indent}{printing.safe(who)}{' [' + ', '.join(marks) + ']' if marks else ''}\n"
        for text in (*item.says, *([f"({item.note})"] if item.note else [])):
            yield from (f"{indent}  {line}\n" for line in printing.wrap(printing.safe(text), room))
        yield f"{indent}  {printing.safe(item.url or item.title)}\n"
    yield "\n"
