"""What docs/reread.md shows: old facts that were read again, and what came of each.

The list is ``docs/reread.csv``: the ownership, stake and platform relationships of the shipped data that
were in force although nobody had reported them for three years, with the day and share of the last report
then. What came of them is computed from the data as it is now.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from data_page import Data, Held, _links, _standing, data, table

from retailgraph.relationships import YES

LIST = Path(__file__).with_name("reread.csv")
CONFIRMED, CHANGED, ENDED, UNSURE = "confirmed", "changed", "ended", "in doubt"
CORRECTED, NOTHING = "corrected: it was misread", "no later source found"


class Read(NamedTuple):
    """One relationship that was read again, with the day and the share of its last report before."""

    subject: str
    relation: str
    object: str
    last_reported: str
    share: str


class Outcome(NamedTuple):
    """What came of it, in a word and in detail, and the articles that say so."""

    word: str
    detail: str
    articles: tuple[str, ...]


def listed() -> list[Read]:
    """The relationships that were read again, in the order of the list."""
    with LIST.open(encoding="utf-8", newline="") as lines:
        return [Read(**row) for row in csv.DictReader(lines)]


def outcome(known: Data, read: Read) -> Outcome:
    """What the data says of a relationship now."""
    spells = [h for h in known.spells if _is(h, read)]
    if not spells:
        return Outcome(CORRECTED, "", ())
    later = _later(known, spells[0], read)
    holding = [h for h in spells if _holds(known, h)]
    if not holding:
        closer = next((h for h in known.spells if _is_of_same(h, read) and _holds(known, h)), None)
        if closer:
            label = known.ontology.relations[closer.known.relationship.relation].label
            return Outcome(CHANGED, f"now {label}", closer.articles[-1:])
        until = max((h.spell.until.text for h in spells if h.spell.until), default="")
        word, sold = ENDED if until else UNSURE, _agreed(known, read)
        detail = until or ("a sale is announced" if sold else "an end is announced")
        return Outcome(word, detail, later or sold or spells[-1].articles[-1:])
    (held,) = holding[:1]
    share = held.spell.share
    if share != read.share:
        said = f"{read.share or 'share unknown'} to {share} percent"
        return Outcome(CHANGED, said, later or held.articles[-1:])
    if later:
        return Outcome(CONFIRMED, f"{held.known.relationship.last_reported}", later)
    return Outcome(NOTHING, "", ())


def _is(held: Held, read: Read) -> bool:
    known = held.known.relationship
    return (known.subject, known.relation, known.object) == (read.subject, read.relation, read.object)


def _is_of_same(held: Held, read: Read) -> bool:
    """Whether a spell is of the same two, by a relation that excludes the other."""
    known = held.known.relationship
    return known.relation in ("owns", "holdsStakeIn") and (known.subject, known.object) == (
        read.subject,
        read.object,
    )


def _holds(known: Data, held: Held) -> bool:
    return _standing(known, held).holds == YES


def _later(known: Data, held: Held, read: Read) -> tuple[str, ...]:
    """The articles behind a relationship that came out after its last report of then."""
    out = {a.id: a.published for a in known.bundle.articles}
    after = {id: day for id in held.articles if (day := out.get(id)) and str(day.latest) > read.last_reported}
    return tuple(sorted(after, key=lambda id: (str(after[id].latest), id), reverse=True))


def _agreed(known: Data, read: Read) -> tuple[str, ...]:
    """The articles that tell of a deal by which it was to end, the latest first."""
    deals = [
        article
        for article, claim in known.claims
        if claim.object == read.object and read.subject in claim.qualifier("seller")
    ]
    return tuple(a.id for a in sorted(deals, key=lambda a: str(a.published), reverse=True))


def data_reread() -> str:
    """How many came out how."""
    count = Counter(outcome(data(), read).word for read in listed())
    total = sum(count.values())
    rows = [(word, f"{count[word]}") for word in (CONFIRMED, CHANGED, ENDED, UNSURE, CORRECTED, NOTHING)]
    return table(("read again", f"{total}"), rows)


def data_reread_rows() -> str:
    """Each of them, those of which something was found first."""
    known = data()
    rows = sorted(_rows(known), key=lambda row: (row[2] == NOTHING, row[0]))
    return table(("relationship", "last reported before", "outcome", "", "says who"), rows)


def _rows(known: Data) -> Iterator[tuple[str, ...]]:
    names = {entity.id: entity.name for entity in known.bundle.entities}
    for read in listed():
        label = known.ontology.relations[read.relation].label
        what = f"{names[read.subject]} {label} {names[read.object]}"
        word, detail, articles = outcome(known, read)
        yield what, read.last_reported, word, detail, _links(known, articles, 2)


MADE: dict[str, Callable[[], str]] = {f.__name__: f for f in (data_reread, data_reread_rows)}
