"""What happened when: an entity's timeline, and what changed in a period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from retailgraph.dates import PartialDate
from retailgraph.errors import UsageError
from retailgraph.frames import Tabular
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup import names
from retailgraph.lookup.event_telling import EventTelling
from retailgraph.lookup.events import RENAMED, Event
from retailgraph.lookup.former import Former, all_former_names, former_names, renamings
from retailgraph.lookup.rows import Plain, when_text
from retailgraph.relationships import day_after


class Timeline(Tabular, Plain):
    """All that happened to an entity, in the order of time; what no report dates is in ``undated``."""

    id: str
    name: str
    as_of: date
    events: tuple[Event, ...]
    undated: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Event, ...]:
        """What happened, in the order of time; the undated last."""
        return (*self.events, *self.undated)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; ``schema`` names its version."""
        return {"schema": "retailgraph.timeline/1", **Plain.to_dict(self)}


class PeriodChanges(Tabular, Plain):
    """What happened from ``start`` to ``end``, both included.

    ``by_then`` is what was first reported in the period but happened on an unknown day before the report.
    ``id`` and ``name`` are empty where the whole graph was asked for.
    """

    start: date
    end: date
    events: tuple[Event, ...]
    by_then: tuple[Event, ...] = ()
    id: str = ""
    name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Event, ...]:
        """What happened in the period, then what had by then."""
        return (*self.events, *self.by_then)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; ``schema`` names its version."""
        return {"schema": "retailgraph.changes/1", **Plain.to_dict(self)}


def timeline(graph: Graph, entity: str) -> Timeline:
    """The timeline of an entity; NotFound and Ambiguous as for questions."""
    meant = names.meant(graph, entity)
    found = events_of(graph, meant.id)
    return Timeline(
        meant.id,
        names.label_of(graph, meant.id),
        graph.today,
        tuple(e for e in found if e.is_dated),
        tuple(e for e in found if not e.is_dated),
        names.notes_on(graph, entity, meant),
    )


def events_of(graph: Graph, entity: str) -> list[Event]:
    """All that happened to the entity of an id, in the order of time, the undated last."""
    telling = EventTelling(graph)
    told = telling.with_sources(telling.once(telling.told(about(graph, entity))))
    return _in_order(graph, [*told, *_renamed(graph, telling, entity, former_names(graph, entity))])


def changed(
    graph: Graph, entity: str, start: date | None, end: date | None
) -> tuple[list[Event], list[Known], set[tuple[str, str, str]]]:
    """What happened to the entity of an id from ``start`` to before ``end`` (None: ever).

    The events, the relationships of the entity, and which of their spells surely or perhaps
    began, ended or were announced then: key, since, until.
    """
    telling, known = EventTelling(graph), about(graph, entity)
    told = telling.told(known)
    events = telling.with_sources(telling.once(told))
    events += _renamed(graph, telling, entity, former_names(graph, entity))
    spells = {k.key: k.relationship.spells for k in known}
    touched = set()
    for event in _apart(within(told, start, end))[0]:
        spell = spells[event.key][event.spell - 1]
        touched.add((event.key, when_text(spell.since), when_text(spell.until)))
    shown, by_then = _apart(within(_in_order(graph, events), start, end))
    return [*shown, *by_then], known, touched


def about(graph: Graph, entity: str) -> list[Known]:
    """The relationships in which an entity takes part in any way: also as who sold, or as the initiative."""
    return reading.known(graph.tables, reading.ALL_ABOUT, given=entity)


def changes(
    graph: Graph, start: PartialDate | None, end: PartialDate | None = None, entity: str = ""
) -> PeriodChanges:
    """What happened in a closed period, to an entity or in the whole graph.

    Partial dates count from their first to their last day; the period begins with time if no start is
    given, and ends with the day of the graph if no end is. What may lie outside the period is marked
    ``perhaps``; of what is known only to have happened by a day, that day must lie in the period, and it
    stands apart. UsageError for a period that ends before it begins.
    """
    first, last = start.earliest if start else date.min, end.latest if end else graph.today
    if last < first:
        raise UsageError(f"the time ends before it begins: {start} to {end or last}")
    if not entity:
        return PeriodChanges(first, last, *_apart(_changed(graph, first, last)))
    meant = names.meant(graph, entity)
    every = events_of(graph, meant.id)
    notes, undated = names.notes_on(graph, entity, meant), sum(not e.is_dated for e in every)
    if undated:
        notes = (*notes, f"without a date, so not here but in the timeline: {undated}")
    shown = _apart(within(every, first, day_after(last)))
    return PeriodChanges(first, last, *shown, meant.id, names.label_of(graph, meant.id), notes)


def _apart(events: Iterable[Event]) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Events that may lie in a period, and those of which only a last day is known."""
    every = list(events)
    return tuple(e for e in every if e.earliest), tuple(e for e in every if not e.earliest)


def _changed(graph: Graph, first: date, last: date) -> list[Event]:
    """What may have happened to any relationship or name in a closed period."""
    telling = EventTelling(graph)
    end = day_after(last)
    told = telling.once(telling.told(reading.changed(graph.tables, first, last)))
    events = telling.with_sources(within(told, first, end))
    for entity, former in all_former_names(graph).items():
        events += within(_renamed(graph, telling, entity, former), first, end)
    return _in_order(graph, events)


def within(events: Iterable[Event], first: date | None, end: date | None) -> list[Event]:
    """The events from ``first`` to before ``end`` (None: ever), marked where they may lie outside."""
    found = []
    for event in events:
        known = [d for d in (event.earliest, event.latest) if d]
        if not known or (first and known[-1] < first) or (end and known[0] >= end):
            continue
        begins = not first or bool(event.earliest and event.earliest >= first)
        ends = not end or bool(event.latest and event.latest < end)
        found.append(event if begins and ends else event.replaced(perhaps=True))
    return found


def _in_order(graph: Graph, events: Iterable[Event]) -> list[Event]:
    """In the order of time, without what nobody could tell yet on the day of a view."""
    return sorted((e for e in events if _was_told(e, graph)), key=lambda e: e.place)


def _was_told(event: Event, graph: Graph) -> bool:
    first = event.earliest or event.latest
    if graph.as_of is None or first is None or first <= graph.today:
        return True
    return event.first_told is not None and event.first_told <= graph.today


def _renamed(graph: Graph, telling: EventTelling, entity: str, former: Iterable[Former]) -> list[Event]:
    """The renamings of an entity as events."""
    current = names.label_of(graph, entity)
    return [_renaming(graph, telling, entity, current, *pair) for pair in renamings([*former], current)]


def _renaming(
    graph: Graph, telling: EventTelling, entity: str, current: str, former: Former, later: str
) -> Event:
    when, source = former.end, telling.claims.first([former.source] if former.source else [])
    return Event(
        when=former.until,
        event=RENAMED,
        words=f"{former.name} was renamed {later}" if later else f"{current} was once called {former.name}",
        earliest=when.earliest if when else None,
        latest=when.latest if when else None,
        subject=current,
        subject_id=entity,
        publisher=source.publisher if source else "",
        published=source.published if source else "",
        url=source.url if source else "",
        article=former.source,
        title=source.title if source else "",
        articles=1 if source else 0,
        planned=bool(when and when.earliest > graph.today),
    )
