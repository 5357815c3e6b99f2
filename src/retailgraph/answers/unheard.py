"""Of times that no article tells of: the doubt is said first, and from when on something is known."""

from __future__ import annotations

from collections.abc import Sequence

from retailgraph.lookup.clauses import clause
from retailgraph.lookup.rows import Row, Window
from retailgraph.ontology import Ontology
from retailgraph.plan.found import FormResult, counts
from retailgraph.plan.run import Run
from retailgraph.relationships import NO, UNKNOWN
from retailgraph.standing import PLANNED

_ASKED = ("list", "truth", "detail")
_PAST = ("on", "in", "before", "between")


def unheard(run: Run, found: FormResult, founded: Sequence[str]) -> str:
    """The sentence about a time before all that is known; empty where something is known of that time.

    ``founded`` says of those asked about that they were founded only later: then nothing can have been.
    """
    form, frame = run.form, run.window
    if form.asks == "truth" and len(form.of) == 1 and found.answer == UNKNOWN and run.notes:
        return f"unknown: {run.notes[0]}."  # of an end that nobody tells of
    if form.asks not in _ASKED or form.moment or frame.kind not in _PAST or frame.last >= run.graph.today:
        return ""
    if founded and (found.answer == NO or (found.is_empty and not found.answer)):
        return f"{'no' if found.answer else 'None'}: no article tells of that time; {'; '.join(founded)}."
    if not found.rows or not all(_is_told_later(row, frame) for row in found.rows):
        return ""
    told = _first_report(found.rows, run.ontology)
    return f"{'unknown' if found.answer else 'Unknown'}: no article tells of this {frame.words}; {told}."


def _is_told_later(row: Row, frame: Window) -> bool:
    """Whether a state may have held in a time, but nobody says from when on, or that it was so by then."""
    if counts(row) or row.holds != UNKNOWN or row.doubted:
        return False
    if row.status in PLANNED:
        return row.first_reported > frame.last
    nobody_dates_it = row.since_rule in ("unknown start", "founded") or row.since_earliest is None
    return nobody_dates_it and bool(row.since_latest and row.since_latest > frame.last)


def _first_report(rows: Sequence[Row], ontology: Ontology) -> str:
    """By when something is known of it: what was told long afterwards is known of from before its end on."""
    first = min(rows, key=lambda row: (row.since_latest or row.first_reported, row.subject, row.object))
    relation = ontology.relations[first.relation]
    if first.since_latest and first.since_latest < first.first_reported:
        known = clause(first.replaced(status="ended", holds=NO), ontology)
        return f"by {first.since_latest} {known}"
    told = f"{first.subject} {relation.label} {first.object}"
    return f"the first report that {told} is of {first.first_reported}"
