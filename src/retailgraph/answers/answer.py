"""The answer to a question: how it was understood, a sentence that answers, rows, and what to know beside."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from retailgraph.frames import Tabular
from retailgraph.lookup.rows import SCHEMA, Plain, Row
from retailgraph.plan.found import Compared, Tally

if TYPE_CHECKING:
    from retailgraph.form import Form
    from retailgraph.lookup.events import Event
    from retailgraph.lookup.evidence import FigureRow


class Answer(Tabular, Plain):
    """What a question gets: ``kind`` says how it was read, ``answer`` is yes, no or unknown.

    ``rows`` are relationships, best first; ``events`` what changed, in the order of time; ``figures``
    numbers; ``tallies`` entities with how many answers belong to each, ``compared`` what each of those
    gives that a question compares; ``notes`` what a reader should know,
    such as another entity of the same name. ``period`` says in words which time the answer is about.
    ``confirmed`` is the month until which a yes was confirmed, if nobody has confirmed it lately, else
    empty.

    ``sentence`` answers in one sentence. ``but`` are rows that were found beside what was asked (``but_of``
    says how), where of that nothing is reported, and ``suggestions`` questions that have an answer. ``form``
    is what was asked, as a value, and ``total`` how many answers there are where only some were asked for.
    """

    kind: str
    question: str
    understood: str
    about: tuple[str, ...]
    as_of: date
    answer: str = ""
    rows: tuple[Row, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    notes: tuple[str, ...] = ()
    window: str = "now"
    period: str = ""
    events: tuple[Event, ...] = ()
    confirmed: str = ""
    tallies: tuple[Tally, ...] = ()
    sentence: str = ""
    but: tuple[Row, ...] = ()
    but_of: str = ""
    suggestions: tuple[str, ...] = ()
    total: int = 0
    form: Form | None = None
    steps: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; ``schema`` names its version."""
        made = {"schema": SCHEMA, **Plain.to_dict(self)}
        if self.form is not None:
            from retailgraph.form.plain import to_plain

            made["form"] = to_plain(self.form)
        return made

    @property
    def items(self) -> tuple[Any, ...]:
        """What was asked for: figures, events, what is compared, tallies, or else rows."""
        if self.kind == "compare":
            return self.compared
        if self.kind in ("figures", "changes"):
            return self.figures if self.kind == "figures" else self.events
        return self.tallies or self.rows

    @property
    def caption(self) -> tuple[str, ...]:
        """The sentence that answers, then how the question was understood."""
        heading = f"{self.understood} · {self.period}"
        return (self.sentence, heading) if self.sentence else (heading,)
