"""What is doubtful: where the sources disagree, and what nobody has confirmed lately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from retailgraph import dates
from retailgraph.errors import UsageError
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup import names
from retailgraph.lookup.evidence import CitedPassage, evidence_of, evidence_of_claims
from retailgraph.lookup.rows import Plain, Row
from retailgraph.lookup.seeing import of_entity, relationship, rows_of
from retailgraph.ontology import EVENT, STATE, Ontology
from retailgraph.relationships import NO, Conflict, Side, Span, Spell
from retailgraph.tables import conclusions

KINDS = {
    "start": "when it began",
    "end": "when it ended",
    "planned start": "when it is to begin",
    "planned date": "when the deal is to close",
    "date of the deal": "when the deal closed",
    "deal outcome": "whether the deal was completed or called off",
    "share": "which share",
    "shares": "shares of more than 100 percent",
    "denied": "whether it is so at all",
    "before its start": "reported as in force before its start",
    "after its end": "reported as in force after its end",
    "before its founding": "said to have begun before its founding",
    "two ends": "ended on two days",
    "became each other": "which became the other",
    "ends before it begins": "whether it ended before it began",
    "exclusive": "two at once where only one can be",
    "outnumbered": "ended by what fewer publishers report",
    "went on": "reported as in force after the day on which it was to end",
    "missing start": "told in a row with others, without a start",
    "undated rival": "told otherwise by fewer publishers, nobody knows when",
    "cycle": "a circle of owners",
}
"""What the sources disagree about, by the kind of a conflict."""
EVENT_KINDS = {"date of the deal": "when it happened", "planned date": "when it is to happen"}
"""The same of events, where the words are others."""


class Voice(Plain):
    """One side of a conflict: what it says, the publishers that stand behind it, and their passages.

    A copy counts for the publisher of what it repeats.
    """

    says: str
    publishers: tuple[str, ...]
    evidence: tuple[CitedPassage, ...]


class Disagreement(Plain):
    """A conflict: its ``kind``, that in ``words``, what it is ``about``, its sides, and what was concluded.

    ``about`` are relationships in words; ``concluded`` says which side was taken, if one was, and then for
    each relationship what holds meanwhile. ``key`` ends the conflict's IRI, ``relationships`` those of what
    it is about. ``more`` is how many sides there are besides those given.
    """

    kind: str
    words: str
    about: tuple[str, ...]
    sides: tuple[Voice, ...]
    concluded: tuple[str, ...]
    text: str
    key: str
    relationships: tuple[str, ...]
    more: int = 0


def conflicts(graph: Graph, entity: str = "", most: int | None = None) -> tuple[Disagreement, ...]:
    """Where the sources disagree, in the whole graph or about one entity, in the order of what it is about.

    Of a conflict with more sides than ``most`` only so many are given, those with the most publishers.
    NotFound or Ambiguous if the name is not known or means several.
    """
    keys = reading.keys_about(graph.tables, names.meant(graph, entity).id) if entity else None
    found = [_disagreement(graph, c, most) for c in reading.conflicts(graph.tables, keys)]
    return tuple(sorted(found, key=lambda d: (d.about, d.kind, d.key)))


def _disagreement(graph: Graph, conflict: Conflict, most: int | None) -> Disagreement:
    places = _places(graph, conflict.relationships)
    keys = sorted(conflict.relationships, key=lambda key: places.get(key, ()))
    given = sorted(conflict.sides, key=lambda s: (places.get(s.about, ()), s.says))
    if most is not None and len(given) > most:
        given = sorted(given, key=lambda s: (-len(s.publishers), -len(s.claims)))[:most]
        about = {side.about for side in given}
        keys = [key for key in keys if key in about] or keys[:most]
    known = {key: relationship(graph, key) for key in keys}
    sides = tuple(_voice(graph, s, known) for s in given)
    return Disagreement(
        kind=conflict.kind,
        words=_kind_words(conflict, known.values(), graph.ontology),
        about=tuple(sentence(k, graph.ontology) for k in known.values()),
        sides=sides,
        concluded=(*_taken(sides, known.values()), *_meanwhile(known.values(), graph.ontology)),
        text=conflict.text,
        key=conflict.key,
        relationships=conflict.relationships,
        more=len(conflict.sides) - len(sides),
    )


def _places(graph: Graph, keys: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """Where each relationship stands among others: by the day of its first report, then by ids."""
    found = (one.relationship for one in conclusions.keyed(graph.tables, keys))
    return {r.key: (r.first_reported, r.subject, r.relation, r.object, r.distinction) for r in found}


def _kind_words(conflict: Conflict, known: Iterable[Known], ontology: Ontology) -> str:
    words = KINDS.get(conflict.kind, conflict.kind)
    events = all(ontology.relations[k.relationship.relation].kind == EVENT for k in known)
    words = EVENT_KINDS.get(conflict.kind, words) if events else words
    # What comes after it counts something, such as what shares add up to.
    _, _, counted = conflict.text.partition("; ")
    return f"{words}; {counted}" if counted else words


def _voice(graph: Graph, side: Side, known: dict[str, Known]) -> Voice:
    concluded = None if side.claims else relationship(graph, side.about)
    about = known.get(side.about) or concluded
    words = [sentence(about, graph.ontology)] if about else []
    return Voice(
        says=", ".join((*words, *([side.says] if side.says else []))),
        publishers=concluded.relationship.publishers if concluded else side.publishers,
        evidence=evidence_of(graph, side.about) if concluded else evidence_of_claims(graph, side.claims),
    )


def sentence(known: Known, ontology: Ontology) -> str:
    """A relationship in words: "Capri Holdings owns Versace"."""
    told = ", ".join(value for _, value in known.relationship.distinction)
    relation = ontology.relations[known.relationship.relation]
    words = f"{known.subject_name} {relation.label}"
    words += "" if relation.unary else f" {known.object_name}"
    return f"{words} ({told})" if told else words


def _taken(sides: tuple[Voice, ...], known: Iterable[Known]) -> Iterator[str]:
    """Which side the graph follows, if what one says is what was concluded."""
    concluded = {w for k in known for s in k.relationship.spells for w in _dates_and_shares(s)}
    chosen = [s for s in sides if s.says in concluded]
    if len(chosen) == 1 and len(sides) > 1:
        others = ", ".join(str(len(s.publishers)) for s in sides if s is not chosen[0])
        number = len(chosen[0].publishers)
        yield f"takes {chosen[0].says} ({number} publisher{'s' if number > 1 else ''} against {others})"


def _dates_and_shares(spell: Spell) -> Iterator[str]:
    yield from (when.words for when in (spell.since, spell.until) if when)
    for step in spell.shares:
        yield f"{step.share}%"
        # A step is kept by its day; what was said may be its month or year.
        yield from (f"{step.share}% from {step.day.isoformat()[:length]}" for length in (4, 7, 10))


def _meanwhile(known: Iterable[Known], ontology: Ontology) -> Iterator[str]:
    for one in known:
        is_state = ontology.relations[one.relationship.relation].kind == STATE
        told = "; ".join(_spell_words(s, is_state, ontology) for s in one.relationship.spells)
        yield f"{sentence(one, ontology)}: {told}"


def _spell_words(spell: Spell, is_state: bool, ontology: Ontology) -> str:
    since = spell.since.words if spell.since else ""
    parts = (
        [] if is_state and spell.status in ("inForce", "ended") else [ontology.statuses[spell.status].label]
    )
    if since:
        parts.append(_when("since", spell.since) if is_state else since)
    if spell.until and spell.until.words:
        parts.append(_when("until", spell.until))
    if spell.doubted:
        until = f" to before {spell.doubted_until}" if spell.doubted_until else " on"
        parts.append(f"unknown from {spell.doubted}{until}")
    return ", ".join(parts) or "in force, since nobody knows when"


def _when(word: str, span: Span | None) -> str:
    """A start or end in words: "since 2015-05", "until between 2015-01-01 and 2016-03-04"."""
    low, high, text = span or Span()
    if text or (low and low == high):
        return f"{word} {text or low}"
    if low and high:
        return f"{word} between {low} and {high}"
    return f"{word} {high} or before" if high else f"{word} {low} or after"


# --- what nobody confirms -----------------------------------------------------------------------------------


def stale(graph: Graph, entity: str = "", older_than: str = "") -> tuple[Row, ...]:
    """What holds as far as is known, but nobody has reported lately; the longest first.

    Longer than ``older_than`` (``90d``, ``18m``, ``2y``), or than the relation's ``rg:staleAfter``: then only
    relations that have one. UsageError for what is no length of time, NotFound or Ambiguous for a name.
    """
    day = _day_before(graph, older_than)
    if entity:
        known = of_entity(graph, names.meant(graph, entity).id)
    else:
        known = reading.known(graph.tables, reading.UNCONFIRMED, day=day.isoformat())
    found = [
        row.replaced(stale=True)
        for row in rows_of(graph, (k for k in known if k.relationship.last_reported < day))
        if row.holds not in (NO, "") and row.status == "inForce" and not row.until
        if older_than or row.stale
    ]
    return tuple(sorted(found, key=lambda r: (r.last_reported, r.subject, r.relation, r.object, r.role)))


def _day_before(graph: Graph, older_than: str) -> date:
    """What was last reported before this day is older than that, or than some relation allows."""
    try:
        if older_than:
            return dates.before(graph.today, older_than)
    except ValueError as error:
        raise UsageError(str(error)) from None
    years = [r.stale_after for r in graph.ontology.relations.values() if r.stale_after is not None]
    return dates.before(graph.today, f"{min(years, default=9999)}y")
