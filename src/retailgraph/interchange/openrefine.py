"""A table for OpenRefine, written: names to reconcile, and what helps to."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.interchange import wikidata_terms as terms
from retailgraph.interchange.outgoing import Fact, Outgoing
from retailgraph.spreadsheets import lines

COLUMNS = (
    *("subject", "subject_name", "subject_type", "subject_country", "subject_wikidata"),
    *("relation", "property", "object", "object_name", "object_type", "object_country", "object_wikidata"),
    *("status", "since", "until", "share", "doubt", "url"),
)


def write(out: Outgoing) -> Iterator[str]:
    """A row for each relationship that holds or held, and its first source."""
    return lines((COLUMNS, *(_row(fact, out) for fact in out.facts if fact.held)))


def mark(_name: str) -> str:
    """By which a file is known again."""
    return ",".join(COLUMNS)


def _row(fact: Fact, out: Outgoing) -> tuple[str, ...]:
    link = fact.link
    one, other = (out.entities.get(id, {}) for id in (link.subject, link.object))
    role = next(iter(sorted(link.facts["role"])), "")
    told = [
        (id, out.label(id), *(known.get(key, "") for key in ("type", "country", "id_wikidata")))
        for id, known in ((link.subject, one), (link.object, other))
    ]
    since, until = (span.text if span else "" for span in (link.spell.since, link.spell.until))
    return (
        *told[0], link.relation, terms.WRITTEN.get((link.relation, role), ""), *told[1],
        fact.standing.status, since, until, fact.standing.share, fact.doubt, next(iter(fact.urls), ""),
    )  # fmt: skip
