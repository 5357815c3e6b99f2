"""What a picture of time shows: for each entity what held from when to when, and what happened.

Read from the graph, and still without a place on any sheet. Days are as the graph concluded them: what is
certain, what may be, what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from retailgraph.dates import partial
from retailgraph.drawing.charts import Bar, Chart, Group, Mark, Part, Row
from retailgraph.drawing.paper import shown
from retailgraph.drawing.scene import passages
from retailgraph.errors import NotFound, UsageError
from retailgraph.graph import Graph
from retailgraph.graph.reading import Known
from retailgraph.lookup.events import RENAMED, SHARE, Event
from retailgraph.lookup.evidence import evidence_of
from retailgraph.lookup.history import about, events_of
from retailgraph.lookup.names import label_of
from retailgraph.lookup.rows import own_values, when_text
from retailgraph.ontology import STATE, Ontology, Relation
from retailgraph.relationships import Span, Spell, years_after
from retailgraph.standing import PLANNED, Standing, confirmed_in_words, on, standing

MOST_ROWS = 150
"""More rows than this fill more than a sheet."""
_TELLING = 0.7
"""Relations of at least this ``rg:weight`` are shown unless others are asked for."""
_PASSAGES = 3
_AFTER_GAP = 0.5


def chart(graph: Graph, entities: Sequence[str], relations: Sequence[str]) -> Chart:
    """The picture of time of some entities; errors as :func:`retailgraph.drawing.draw_timeline`."""
    known = graph.labels()
    for entity in entities:
        if entity not in known:
            raise NotFound(f"no entity '{entity}'; see: retailgraph list")
    wanted = _wanted(graph.ontology, relations)
    numbers: dict[str, int] = {}
    parts = [_part(graph, entity, wanted, numbers) for entity in entities]
    rows = sum(len(group.rows) for part in parts for group in part.groups)
    if rows > MOST_ROWS:
        raise UsageError(
            f"{rows} rows are too many for a picture (at most {MOST_ROWS}); keep one relation with --relation"
        )
    names = [part.name for part in parts]
    title = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return Chart(title, _caption(graph, parts), tuple(parts), _beginning(parts, graph.today), graph.today)


def _wanted(ontology: Ontology, relations: Sequence[str]) -> frozenset[str]:
    named = frozenset(ontology.relation(name).name for name in relations)
    return named or frozenset(r.name for r in ontology.relations.values() if r.weight >= _TELLING)


def _caption(graph: Graph, parts: Iterable[Part]) -> str:
    known = f", as known on {graph.known_on}" if graph.known_on else ""
    if any(part.groups or part.marks for part in parts):
        return f"As of {graph.period}{known}, as articles report it."
    return f"As of {graph.period}{known} no article reports anything that could be shown here."


def _beginning(parts: Iterable[Part], day: date) -> date:
    """Where the axis begins: with the first thing, but not with one that the rest lies far behind."""
    bars = [b for part in parts for group in part.groups for row in group.rows for b in row.bars]
    # What nobody dates fades in over a year before it is first heard of.
    starts = {b.first or years_after(b.sure, -1) for b in bars}
    days = sorted(starts | {m.day for part in parts for m in part.marks})
    days = [d for d in days if d <= day]
    while len(days) > 1 and (days[1] - days[0]).days > _AFTER_GAP * (day - days[0]).days:
        del days[0]
    latest = date(max(1, day.year - 4), 1, 1)
    return min([latest, *(date(d.year, 1, 1) for d in days[:1])])


# --- bars -----------------------------------------------------------------------------------------------


def _part(graph: Graph, entity: str, wanted: frozenset[str], numbers: dict[str, int]) -> Part:
    found = [known for known in about(graph, entity) if known.relationship.relation in wanted]
    groups = []
    for relation in graph.ontology.relations.values():
        if relation.kind != STATE:
            continue
        mine = [known for known in found if known.relationship.relation == relation.name]
        for heading, forward in _sides(relation):
            rows = _rows(graph, entity, mine, forward, relation)
            groups += [Group(heading, relation, rows)] if rows else []
    marks = _marks(graph, entity, wanted, numbers)
    return Part(shown(label_of(graph, entity)), tuple(groups), marks)


def _sides(relation: Relation) -> tuple[tuple[str, bool | None], ...]:
    if relation.symmetric:
        return ((relation.label, None),)
    return ((relation.label, True), (relation.inverse_label, False))


def _rows(
    graph: Graph, entity: str, found: Iterable[Known], forward: bool | None, relation: Relation
) -> tuple[Row, ...]:
    rows = []
    for known in found:
        is_subject = known.relationship.subject == entity
        if not is_subject and known.relationship.object != entity:
            continue
        if forward is not None and forward != is_subject:
            continue
        bars = tuple(_bars(graph, known, relation))
        if bars:
            name = known.object_name if is_subject else known.subject_name
            rows.append(Row(shown(name + _apart(graph, known)), bars))
    return tuple(sorted(rows, key=lambda row: (row.bars[0].first or row.bars[0].sure, row.name)))


def _apart(graph: Graph, known: Known) -> str:
    """In brackets what tells a relationship apart from others of the same two, and the share."""
    ontology, words = graph.ontology, []
    for name, value in known.relationship.distinction:
        if name == "role" and value in ontology.roles:
            words.append(ontology.roles[value].labels[0])
            continue
        values = dict(known.relationship.qualifiers).get(name, ())
        mine = own_values(known.relationship, name, values, ontology)
        words += [label_of(graph, v) if ontology.links(name) else v for v in mine]
    share = known.relationship.spells[-1].share
    words += [f"{share}%"] if share and share != "100" else []
    return f" ({', '.join(words)})" if words else ""


def _bars(graph: Graph, known: Known, relation: Relation) -> Iterator[Bar]:
    """A bar for each spell that had begun or was public by the day of the picture."""
    said: list[str] = []
    before: date | None = None
    for spell in known.relationship.spells:
        start = (
            _planned(known, spell, before, graph.today) if spell.status in PLANNED else _start(known, spell)
        )
        if spell.status == "denied" or min(filter(None, start)) > graph.today:
            continue
        said = said or passages(evidence_of(graph, known.key), _PASSAGES)
        bar = _bar(graph, known, relation, spell, start)
        before = bar.last
        yield bar._replace(hover=shown("\n".join([_sentence(graph, known, relation, spell, bar), *said])))


def _start(known: Known, spell: Spell) -> tuple[date | None, date]:
    """The first day on which a spell may hold (None: nobody says), and the first on which it surely does."""
    since, until = spell.since or Span(), spell.until or Span()
    sure = since.latest or since.earliest or until.earliest or until.latest
    return since.earliest, sure or known.relationship.first_reported


def _planned(known: Known, spell: Spell, before: date | None, day: date) -> tuple[date, date]:
    """The day from which a plan is shown: when it was made public, as far as that can be told."""
    planned = spell.since.earliest if spell.since else None
    first = known.relationship.first_reported
    if spell.announced:
        start = partial(spell.announced).earliest
    elif planned and planned <= day and (before or first) > first:
        start = max(planned, before or planned)
    else:
        start = max(first, before or first)
    return start, start


def _bar(
    graph: Graph, known: Known, relation: Relation, spell: Spell, start: tuple[date | None, date]
) -> Bar:
    """The bar of a spell, as far as the day of the picture."""
    first, day, reported = start[0], graph.today, known.relationship.support_of(spell).last_reported
    sure, sure_end, last = min(start[1], day), day, None
    if spell.until and spell.until.latest and spell.until.latest <= day:
        last = spell.until.latest
        # Of an end that is known only from above, the last report is as far as it surely held.
        sure_end = spell.until.earliest or min(reported, last)
    found = standing(spell, known.relationship, relation, on(day, day))
    until = min(spell.doubted_until or day, last or day, day)
    doubted = (spell.doubted, until) if spell.doubted and spell.doubted < until else None
    confirmed = reported if found.stale else None
    dates = _dates(graph, known, spell, found)
    return Bar(spell.status, first, sure, max(sure_end, sure), last, confirmed, doubted, dates, "")


def _sentence(graph: Graph, known: Known, relation: Relation, spell: Spell, bar: Bar) -> str:
    """What a bar says in words, its dates as exactly as they are known."""
    days = [
        f"{w}: {when_text(x)}" for w, x in (("since", spell.since), ("until", spell.until)) if when_text(x)
    ]
    found = standing(spell, known.relationship, relation, on(graph.today, graph.today))
    status = graph.ontology.statuses[found.status].label
    if found.stale and spell.status in PLANNED:
        status = _never_confirmed(status, known, spell)
    elif found.stale:
        status = confirmed_in_words(found.last_confirmed, bool(known.relationship.support_of(spell).undated))
    lines = [f"{known.subject_name} {relation.label} {known.object_name}{_apart(graph, known)}"]
    lines.append(", ".join((status, *days)))
    if bar.doubted:
        lines.append(f"in doubt from {bar.doubted[0]} on: reports contradict each other")
    return "\n".join(lines)


def _never_confirmed(label: str, known: Known, spell: Spell) -> str:
    """What a plan is called of which nobody has told lately."""
    announced = spell.announced or str(known.relationship.support_of(spell).first_reported)
    return f"{label} {announced[:4]}{_planned_for(spell)}, never confirmed"


def _planned_for(spell: Spell) -> str:
    return f" for {spell.since.text}" if spell.since and spell.since.text else ""


def _dates(graph: Graph, known: Known, spell: Spell, found: Standing) -> str:
    """When it began and ended, in little room: "2018-12-31 – 2025-12-02", "since 2003, confirmed 2019-09"."""
    since, until = _short(spell.since), _short(spell.until)
    if spell.status in PLANNED:
        label = graph.ontology.statuses[spell.status].label
        if found.stale:
            return _never_confirmed(label, known, spell)
        return f"{label} {spell.announced}".rstrip() + _planned_for(spell)
    if since and until:
        return f"{since} – {until}"
    if until:
        return f"ended {until}"
    began = since if since.startswith(("by ", "after ")) else f"since {since}"
    return f"{began}, confirmed {found.last_confirmed}" if found.stale else began


def _short(when: Span | None) -> str:
    """A date as stated; of one that was concluded the month or year it lies in, else its last day."""
    if when is None or when.text or not (when.earliest and when.latest) or when.earliest == when.latest:
        return when_text(when)
    for length in (7, 4):
        if when.earliest.isoformat()[:length] == when.latest.isoformat()[:length]:
            return when.latest.isoformat()[:length]
    return f"by {when.latest}"


# --- marks ----------------------------------------------------------------------------------------------


def _marks(graph: Graph, entity: str, wanted: frozenset[str], numbers: dict[str, int]) -> tuple[Mark, ...]:
    """What happened to an entity; what happened to another one as well keeps the number it has there."""
    found = [e for e in events_of(graph, entity) if e.is_dated and _is_marked(graph.ontology, e, wanted)]
    return tuple(
        _mark(graph.ontology, event, numbers.setdefault(f"{event.when} {event.words}", len(numbers) + 1))
        for event in found
    )


def _is_marked(ontology: Ontology, event: Event, wanted: frozenset[str]) -> bool:
    """Whether it is a mark: what begins and ends a bar needs none."""
    if event.event == RENAMED:
        return True
    relation = ontology.relations[event.relation]
    if relation.kind == STATE:
        return event.relation in wanted and event.event in (SHARE, "denied")
    return relation.weight >= _TELLING or event.relation in wanted


def _mark(ontology: Ontology, event: Event, number: int) -> Mark:
    source = event.publisher or event.title or event.article
    source += f", {event.published}" if event.published else ""
    source += f", and {event.articles - 1} more" if event.articles > 1 else ""
    return Mark(
        number,
        event.event,
        event.earliest or event.latest or date.max,
        event.when or "undated",
        shown(event.told),
        shown(source),
        event.url,
        ontology.relations[event.relation].color if event.relation else "#444444",
    )
