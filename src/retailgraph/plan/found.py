"""What the carrying out of a form gives: rows and the like, before any words are put to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retailgraph.frozen import Frozen
from retailgraph.lookup.rows import Plain, Row
from retailgraph.relationships import NO, YES

if TYPE_CHECKING:
    from retailgraph.lookup.events import Event
    from retailgraph.lookup.evidence import FigureRow

NOT_CLAIMED = "no article claims it"


class Tally(Plain):
    """How many answers belong to one entity: "Tmall: 51 brands"."""

    id: str
    name: str
    count: int


class Compared(Plain):
    """One of those that are compared: ``value`` as people read it, empty where no article gives it.

    It lies between ``low`` and ``high``, or beyond all bounds where one is None: a number, dollars, percents,
    days, and of a date the number of the day (``date.toordinal``). ``sources`` are the publishers of it.
    """

    name: str
    id: str
    value: str = ""
    low: float | None = None
    high: float | None = None
    sources: tuple[str, ...] = ()


class FormResult(Frozen):
    """What was found for a form.

    ``about`` are the ids of the entities that it names, ``answer`` yes, no or unknown, ``holders`` the ids of
    those answers that surely hold, ``confirmed`` until when a yes was confirmed, ``total`` how many answers
    there are where only some are kept.
    """

    about: tuple[str, ...] = ()
    answer: str = ""
    confirmed: str = ""
    rows: tuple[Row, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    events: tuple[Event, ...] = ()
    tallies: tuple[Tally, ...] = ()
    number: str = ""
    total: int = 0
    compared: tuple[Compared, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        found = self.rows or self.figures or self.events or self.tallies or self.number
        return not (found or any(one.value for one in self.compared))


def counts(row: Row) -> bool:
    """Whether a row surely is an answer: a state that holds, a deal that was made, something that
    happened.
    """
    if row.holds:
        return row.holds == YES
    return row.status == "completed" and not row.doubted


def may_count(row: Row) -> bool:
    """Whether a row may be an answer."""
    return row.holds != NO if row.holds else row.status not in ("calledOff", "denied")


def entities(rows: tuple[Row, ...] | list[Row]) -> tuple[str, ...]:
    """The ids of the entities of the rows that surely are answers, each once."""
    return tuple(dict.fromkeys(row.id for row in rows if counts(row)))
