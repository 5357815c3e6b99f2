"""Deals that were announced and would end what is asked: a sale to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from retailgraph import dates
from retailgraph.graph import reading
from retailgraph.lookup.rows import Row
from retailgraph.lookup.seeing import told_whole
from retailgraph.plan.run import Run


def announced_ends(run: Run, object: str) -> list[Row]:
    """Deals that were announced and would end what is asked: a sale to another."""
    asked = {link.relation for link in run.form.links}
    ending = dict.fromkeys(c.of for c in run.ontology.consequences.values() if c.ends in asked)
    return _announced(run, object, ending)


def announced_deals(run: Run, object: str) -> list[Row]:
    """Deals of whatever kind that were announced of an entity: also of a part of it."""
    return _announced(run, object, dict.fromkeys(c.of for c in run.ontology.consequences.values()))


def _announced(run: Run, object: str, ending: Iterable[str]) -> list[Row]:
    found = []
    for name in ending:
        for known in run.known(reading.OF_OBJECT, object, run.ontology.relations[name]):
            relation = run.ontology.relations[name]
            rows = [
                row
                for row in run.seeing.whole(known, object)
                if row.status == "announced" and _was_public(row, run.window.last)
            ]
            found += [told_whole(row, known, relation) for row in rows]
    return found


def _was_public(row: Row, day: date) -> bool:
    """Whether what is announced was so by a day."""
    announced = dates.partial(row.announced).earliest if row.announced else row.first_reported
    return announced <= day
