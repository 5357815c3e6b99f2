"""Whether an entity exists on a day, what became of it, and when it was founded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from retailgraph.conclusion.lives import ALIVE, CEASED, Life, lives
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.ontology import STATE
from retailgraph.relationships import NO, UNKNOWN, YES, Span, Spell


class Existence(NamedTuple):
    """``answer`` is yes, no or unknown; ``events`` are what tells of its beginning and its end, and of a
    yes before them what shows it: of all that holds then what was reported last.
    """

    answer: str
    events: tuple[Known, ...]
    note: str = ""


def existence(graph: Graph, name: str, first: date, last: date) -> Existence:
    """Whether an entity exists on some day from the first to the last of these.

    Yes needs a report of something that it has a part in then; that nobody tells of its end is not enough.
    """
    events = tuple(life_events(graph, name))
    life = life_of(graph, name)
    ended = next((e.when for e in (life.end,) if e and e.when.latest), None)
    about = reading.known(graph.tables, reading.ALL_ABOUT, given=name)
    outlived = [k for k in about if any(_is_later(s, ended) for s in k.relationship.spells)]
    if ended and outlived and last >= (ended.earliest or date.min):
        return Existence(UNKNOWN, (*events, *outlived), "it is reported as there after its end")
    if ended and last >= (ended.earliest or date.min) and not (life.again and last >= life.again):
        surely = first >= (ended.latest or date.max)
        return Existence(NO if surely else UNKNOWN, events)
    if life.founded and last < life.founded:
        return Existence(NO, events, founding_note(graph, name, last))
    if life.plan and life.plan.when.earliest and first >= life.plan.when.earliest:
        return Existence(UNKNOWN, events, "its end was announced, and no report says whether it came")
    failed = life.failed.when.earliest if life.failed else None
    if failed and first >= failed and not any(_shows(graph, known, last) for known in about):
        return Existence(UNKNOWN, events, "no report says whether it goes on")
    if showing := [known for known in about if _shows(graph, known, last)]:
        latest = max(showing, key=lambda known: (known.relationship.last_reported, known.key))
        return Existence(YES, (latest, *events))
    reported = max((k.relationship.last_reported for k in about), default=None)
    note = f"no report says that it has ended; the last of it is of {reported}" if reported else ""
    return Existence(UNKNOWN, events, note)


def _is_later(spell: Spell, ended: Span | None) -> bool:
    """Whether a state is reported after its end; not of the deal by which it ended, as of a merger."""
    if spell.doubt_rule != CEASED or ended is None:
        return False
    return not (spell.since_deal and spell.since and spell.since.overlaps(ended))


def _shows(graph: Graph, known: Known, day: date) -> bool:
    """Whether something holds on a day, and is reported recently enough to show that both sides exist."""
    relationship = known.relationship
    relation = graph.ontology.relations[relationship.relation]
    if relation.kind != STATE:
        return False
    return any(
        spell.holds(day) == YES
        and not spell.is_stale(relationship.support_of(spell).last_reported, relation.stale_after, day)
        for spell in relationship.spells
    )


def life_events(graph: Graph, name: str) -> Iterator[Known]:
    """The events that tell of the beginning and the end of an entity."""
    for relation in graph.ontology.relations.values():
        bound = {"given": name, "relation": relation.name}
        if relation.ends_subject:
            yield from reading.known(graph.tables, reading.OF_SUBJECT, **bound)
        elif relation.founds:
            yield from reading.known(graph.tables, reading.OF_OBJECT, **bound)


def life_of(graph: Graph, name: str) -> Life:
    """When an entity was founded and ended, as far as events tell."""
    events = (known.relationship for known in life_events(graph, name))
    return lives(events, graph.ontology, []).get(name, ALIVE)


def founding_note(graph: Graph, name: str, last: date) -> str:
    """That an entity was founded only after a day; empty if it was not, or nobody says when."""
    founded: list[Span] = []
    for known in life_events(graph, name):
        if graph.ontology.relations[known.relationship.relation].founds:
            done = (s for s in known.relationship.spells if s.status == "completed" and not s.since_rule)
            founded += [s.since for s in done if s.since and s.since.earliest]
    first = min(founded, key=lambda s: s.earliest or date.max, default=None)
    if first is None or first.earliest is None or first.earliest <= last:
        return ""
    label = reading.labels(graph.tables, [name]).get(name, name)
    return f"{label} was founded {first.words}"
