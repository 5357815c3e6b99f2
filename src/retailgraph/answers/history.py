"""The history of one relationship: every claim about it, and what was concluded."""

from __future__ import annotations

from datetime import date
from typing import Any

from retailgraph.answers.answer import Answer
from retailgraph.answers.asking import asked_of, with_reasons
from retailgraph.errors import UsageError
from retailgraph.frames import Tabular
from retailgraph.graph import Graph, reading
from retailgraph.lookup.evidence import CitedPassage, evidence_of
from retailgraph.lookup.rows import Plain, Row
from retailgraph.lookup.seeing import relationship, rows_of


class History(Tabular, Plain):
    """Every claim about one relationship, by publication, and what the graph concluded from them.

    ``claims`` are the first of ``total``; ``rows`` are the spells, each with its reason; ``conflicts`` say
    in words where the claims disagree.
    """

    understood: str
    about: tuple[str, ...]
    as_of: date
    answer: str
    rows: tuple[Row, ...]
    conflicts: tuple[str, ...]
    claims: tuple[CitedPassage, ...]
    total: int
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[CitedPassage, ...]:
        """The claims, in the order of publication."""
        return self.claims

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; ``schema`` names its version."""
        return {"schema": "retailgraph.history/1", **Plain.to_dict(self)}


def history(graph: Graph, subject: str, relation: str, object: str, limit: int | None = None) -> History:
    """Every claim about a relationship, the first published first, and what was concluded.

    ``relation`` is a name (``owns``) or its label. At most ``limit`` claims, all if it is None. NotFound
    and Ambiguous as for questions; UsageError for a limit below 1.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"the limit must be 1 or more, not {limit}")
    answer = asked_of(graph, subject, relation, object)
    keys = list(dict.fromkeys(row.key for row in answer.rows if _is_about(row, answer)))
    rows = rows_of(graph, [relationship(graph, key) for key in keys], answer.about[0])
    # A claim without a role supports several relationships, and is one claim.
    every = dict.fromkeys(e for key in keys for e in evidence_of(graph, key))
    claims = sorted(every, key=lambda e: (e.published or "9999", e.article, e.relation, e.status))
    return History(
        understood=answer.understood,
        about=answer.about,
        as_of=answer.as_of,
        answer=answer.answer,
        rows=with_reasons(graph, rows),
        conflicts=tuple(c.text for c in reading.conflicts(graph.tables, keys)),
        claims=tuple(claims[:limit]),
        total=len(claims),
        notes=answer.notes,
    )


def _is_about(row: Row, answer: Answer) -> bool:
    """Whether a row is of the relationship asked about, and not of a rival that holds it instead."""
    return {row.subject_id, row.object_id} == set(answer.about)
