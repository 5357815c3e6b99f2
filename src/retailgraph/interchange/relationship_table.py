"""All relationships as a table: a row for each spell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from retailgraph.spreadsheets import lines
from retailgraph.tables import articles, conclusions, entities

if TYPE_CHECKING:
    from retailgraph.dates import PartialDate
    from retailgraph.relationships import Relationship, Spell
    from retailgraph.tables.store import Tables

COLUMNS = (
    *("subject", "subject_name", "relation", "object", "object_name", "status", "since", "until"),
    *("share", "scope", "market", "role", "under", "articles", "first_reported", "last_reported", "sources"),
)


def table(tables: Tables, around: Collection[str] | None, period: PartialDate | None) -> Iterator[str]:
    """The pieces of a CSV text, in the order of subject, relation and object; lists are joined by `` | ``.

    Of all relationships, or of those in which an entity of ``around`` is subject, object or a qualifier's
    value; ``period`` keeps the spells that may lie in it, and deals that may have closed by its end. A cell
    that a spreadsheet would take for a formula gets a ``'`` in front, as spreadsheets have it.
    """
    found = _known(tables, around)
    sources = _sources(tables, None if around is None else found)
    labels = entities.labels(tables)
    rows = sorted(
        ((r.subject, r.relation, r.object, r.key, number), _row(r, spell, labels, sources, period))
        for r in found
        for number, spell in enumerate(r.spells)
        if period is None or _is_of(spell, period)
    )
    yield from lines((COLUMNS, *(row for _, row in rows)))


def _known(tables: Tables, around: Collection[str] | None) -> list[Relationship]:
    if around is None:
        return [one.relationship for one in conclusions.found(tables, conclusions.ALL, claims=True)]
    about = {
        one.key: one.relationship
        for name in around
        for one in conclusions.found(tables, conclusions.ALL_ABOUT, claims=True, given=name)
    }
    return list(about.values())


def _sources(tables: Tables, found: Iterable[Relationship] | None) -> dict[str, str]:
    """The addresses of articles by id: of all, or of those behind relationships."""
    if found is None:
        return {s.id: s.url for s in articles.sources(tables).values()}
    ids = {claim.rpartition("/")[0] for r in found for claim in r.claims}
    return {s.id: s.url for id in ids if (s := articles.source(tables, id))}


def _is_of(spell: Spell, period: PartialDate) -> bool:
    began = spell.since.earliest if spell.since else None
    ended = spell.until.latest if spell.until else None
    return (began is None or began <= period.latest) and (ended is None or ended > period.earliest)


def _row(
    known: Relationship,
    spell: Spell,
    labels: Mapping[str, str],
    sources: Mapping[str, str],
    period: PartialDate | None,
) -> tuple[str, ...]:
    said = defaultdict[str, tuple[str, ...]](tuple, known.qualifiers)
    share = _share(spell, period)
    return (
        *(known.subject, labels.get(known.subject, ""), known.relation),
        *(known.object, labels.get(known.object, ""), spell.status),
        spell.since.text if spell.since else "",
        spell.until.text if spell.until else "",
        _joined((share,) if share else said["share"]),
        *(_joined(said[name]) for name in ("scope", "market", "role", "under")),
        str(known.articles),
        known.first_reported.isoformat(),
        known.last_reported.isoformat(),
        _joined({url for claim in known.claims if (url := sources.get(claim.rpartition("/")[0], ""))}),
    )


def _share(spell: Spell, period: PartialDate | None) -> str:
    """The share that a state had by the end of the period; what has no steps has one share."""
    return spell.share if period is None else spell.share_held(period.latest)


def _joined(values: Iterable[str]) -> str:
    return " | ".join(sorted(values))
