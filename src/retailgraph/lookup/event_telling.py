"""Telling events: what the spells of relationships say happened, each with a date and who says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from retailgraph.dates import PartialDate, day, partial
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup.event_claims import EventClaims
from retailgraph.lookup.event_words import EventWords, ends_of
from retailgraph.lookup.events import BEGAN, ENDED, SHARE, Event
from retailgraph.lookup.events_once import OnceTold
from retailgraph.lookup.reasons import Reasons
from retailgraph.lookup.rows import when_text
from retailgraph.ontology import STATE, Relation
from retailgraph.relationships import Span, Spell, span

_PLANS = ("rumoured", "announced", "denied")
_CLAIMED_AS = {
    BEGAN: ("inForce", "ended", "completed"),
    ENDED: ("ended", "inForce", "completed"),
    SHARE: ("inForce", "ended", "completed"),
}
_CLOSED = ("completed", "calledOff")
_ALL = (BEGAN, ENDED, *_CLOSED)
_DISPUTED = {
    "start": (BEGAN,),
    "end": (ENDED,),
    "share": (SHARE,),
    "shares": (SHARE, BEGAN),
    "date of the deal": _CLOSED,
    "deal outcome": _CLOSED,
    "planned start": ("announced",),
    "planned end": (),
    "planned date": ("announced",),
}
"""The events that a conflict is about, by its kind; one of another kind is about all."""
_DATED_BY = {ENDED: "until", **dict.fromkeys(_PLANS, "announced")}


class EventTelling:
    """Makes the events of relationships; one for each answer, as it keeps what it has read."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._ontology = graph.ontology
        self.claims = EventClaims(graph)
        self._words = EventWords(graph)
        self._reasons = Reasons(graph)
        self._known: dict[str, Known] = {}

    def told(self, known: Iterable[Known]) -> list[Event]:
        """All that happened to these relationships, each by itself, without its sources as yet."""
        found = []
        for one in known:
            self._known[one.key] = one
            found += list(self._of(one))
        return found

    def once(self, told: Sequence[Event]) -> list[Event]:
        """The same with each thing once: a deal tells what it began and ended."""
        return OnceTold(told, self._ontology, self._known).events()

    def _of(self, known: Known) -> Iterator[Event]:
        relation = self._ontology.relations[known.relationship.relation]
        tell = self._of_state if relation.kind == STATE else self._of_deal
        before: Spell | None = None
        for number, spell in enumerate(known.relationship.spells, 1):
            yield from (event.replaced(spell=number) for event in tell(known, relation, spell, before))
            before = spell

    # --- states and deals -----------------------------------------------------------------------------------

    def _of_state(
        self, known: Known, relation: Relation, spell: Spell, before: Spell | None
    ) -> Iterator[Event]:
        if spell.status in _PLANS:
            yield self._plan(known, relation, spell, before)
            return
        yield from self._announced(known, relation, spell, before)
        yield self._began(known, relation, spell)
        yield from self._shares(known, spell)
        if spell.until:
            yield self._ended(known, relation, spell)

    def _of_deal(
        self, known: Known, relation: Relation, spell: Spell, before: Spell | None
    ) -> Iterator[Event]:
        if spell.status in _PLANS:
            yield self._plan(known, relation, spell, before)
            return
        yield from self._announced(known, relation, spell, before)
        if spell.status == "completed":
            words = self._words.done(known, relation)
        else:
            words = self._words.label(spell.status) + self._words.to(known, relation)
        words += self._words.parties(known, relation, spell) + self._words.aside(
            known, (), spell.share, spell
        )
        yield self._event(known, spell.status, words, spell.since, rule=spell.since_rule, share=spell.share)

    def _plan(self, known: Known, relation: Relation, spell: Spell, before: Spell | None) -> Event:
        """What is rumoured, announced or denied and has not come: told when it was made public."""
        words = (
            self._words.label(spell.status)
            + self._words.to(known, relation)
            + self._words.parties(known, relation, spell)
        )
        words += self._words.aside(known, (), spell.share)
        if spell.since and spell.since.text:
            words += f", planned for {spell.since.text}"
        public = self._public(known, (spell.status,), spell, before)
        return self._event(known, spell.status, words, public, share=spell.share)

    def _announced(
        self, known: Known, relation: Relation, spell: Spell, before: Spell | None
    ) -> Iterator[Event]:
        """That it was announced, if that was before it came."""
        public = self._public(known, ("announced",), spell, before)
        if public is None or (spell.since and public.overlaps(spell.since)):
            return
        words = (
            self._words.label("announced")
            + self._words.to(known, relation)
            + self._words.parties(known, relation, spell)
        )
        yield self._event(known, "announced", words + self._words.aside(known, (), ""), public)

    def _public(
        self, known: Known, statuses: Collection[str], spell: Spell, before: Spell | None
    ) -> Span | None:
        """When a plan was made public: as stated, else with the first article that told it as a plan.

        Articles after it came, or before the spell before it was over, tell of another plan.
        """
        if spell.announced:
            return span(partial(spell.announced))
        told = [c.article for c in self.claims.of(known.key) if c.status in statuses]
        low, high = _closed(before), spell.since.latest if spell.since else None
        dated = [s for s in map(self.claims.source, told) if s.published]
        fitting = [s for s in dated if (not low or s.order[0] >= low) and (not high or s.order[0] <= high)]
        first = min(fitting, key=lambda s: s.order, default=None)
        return span(partial(first.published)) if first else None

    def _began(self, known: Known, relation: Relation, spell: Spell) -> Event:
        rule, deal = spell.since_rule, spell.since_deal
        bare = rule == "unknown start" and not (spell.since and spell.since.earliest)
        if bare or rule == "founded":
            # The date is that of a report, not of a beginning.
            who, whom = ends_of(known, relation)
            words = f"{who} already {relation.verbs[0].past}{whom}"
            words += self._words.aside(known, (), "")
        else:
            form = relation.beginning or f"{{subject}} began to {relation.verbs[0].base} {{object}}"
            words = self._words.filled(form, known, _share_at(spell, spell.since))
        if rule in ("unknown start", "founded") and not self._is_claimed(known):
            deal = spell.until_deal
        return self._event(known, BEGAN, words, spell.since, rule, deal)

    def _is_claimed(self, known: Known) -> bool:
        """Whether an article says so itself; who sold something is only inferred to have owned it."""
        return any(c.relation == known.relationship.relation for c in self.claims.of(known.key))

    def _ended(self, known: Known, relation: Relation, spell: Spell) -> Event:
        form = relation.ending or f"{{subject}} ceased to {relation.verbs[0].base} {{object}}"
        words = self._words.filled(form, known, "")
        return self._event(known, ENDED, words, spell.until, spell.until_rule, spell.until_deal)

    def _shares(self, known: Known, spell: Spell) -> Iterator[Event]:
        """The steps in a share after the one held from the start."""
        for step in spell.shares:
            if spell.since and _is_in(step.day, spell.since):
                continue
            dates = [
                c.since for c in self.claims.of(known.key) if c.share == step.share and c.since is not None
            ]
            stated = next((d for d in dates if d.earliest <= step.day <= d.latest), day(step.day))
            words = f"share of {known.subject_name} in {known.object_name}: {step.share}%"
            yield self._event(known, SHARE, words, span(stated), share=step.share)

    # --- the event itself -----------------------------------------------------------------------------------

    def _event(
        self,
        known: Known,
        kind: str,
        words: str,
        when: Span | None,
        rule: str = "",
        deal: str = "",
        share: str = "",
    ) -> Event:
        when = when or Span()
        planned = bool(when.earliest and when.earliest > self._graph.today)
        return Event(
            when=_when(when),
            event=kind,
            words=words,
            earliest=when.earliest,
            latest=when.latest,
            relation=known.relationship.relation,
            subject=known.subject_name,
            object=known.object_name,
            subject_id=known.relationship.subject,
            object_id=known.relationship.object,
            share=share,
            rule=rule,
            planned=planned,
            key=known.key,
            deal=deal,
        )

    def with_sources(self, events: Iterable[Event]) -> list[Event]:
        """The same events, each with who says so, what it was inferred from, and whether that is disputed."""
        every = list(events)
        disputed = self._disputed({event.key for event in every})
        return [self._with_source(event, disputed) for event in every]

    def _disputed(self, keys: Collection[str]) -> set[tuple[str, str]]:
        """By relationship the kinds of events about which the sources disagree."""
        found = reading.conflicts(self._graph.tables, keys) if keys else ()
        return {(key, kind) for c in found for key in c.relationships for kind in _DISPUTED.get(c.kind, _ALL)}

    def _with_source(self, event: Event, disputed: Collection[tuple[str, str]]) -> Event:
        when = Span(event.earliest, event.latest)
        support = self._support(event, when)
        first, because = self.claims.first(support), self._reasons.clause(event.rule, event.deal)
        doubted = (event.key, event.event) in disputed or self._is_in_doubt(event)
        told = event.replaced(articles=len(support), because=because, disputed=doubted)
        return told.replaced(**first._asdict()) if first else told

    def _is_in_doubt(self, event: Event) -> bool:
        """Whether a deal was made only by what some sources say."""
        known = self._known.get(event.key)
        spells = known.relationship.spells if known and event.event == "completed" else ()
        return any(n == event.spell and s.doubted is not None for n, s in enumerate(spells, 1))

    def _support(self, event: Event, when: Span) -> set[str]:
        """The articles that say so: with this date, else of this kind, else of the deal behind it."""
        kind = event.event
        claims = self.claims.of(event.key, event.spell) + (self.claims.of(event.deal) if event.deal else [])
        fitting = [c for c in claims if c.status in _CLAIMED_AS.get(kind, (kind,))]
        if kind == SHARE:
            fitting = [c for c in fitting if c.share == event.share]
        field = _DATED_BY.get(kind, "since")
        dated = [c for c in fitting if (d := getattr(c, field)) and when != Span() and span(d).overlaps(when)]
        if kind == ENDED and not dated:
            dated = [c for c in fitting if c.status != "inForce"]
        return {c.article for c in dated or fitting or claims}


def _closed(spell: Spell | None) -> date | None:
    """The day from which a spell may be over."""
    if spell is None:
        return None
    end = spell.until or spell.since
    return end.earliest if end else None


def _is_in(day_: date, when: Span) -> bool:
    return (when.earliest or date.min) <= day_ <= (when.latest or date.max)


def _share_at(spell: Spell, when: Span | None) -> str:
    """The share held from the start."""
    return next((s.share for s in spell.shares if when and _is_in(s.day, when)), "")


def _when(when: Span) -> str:
    low, high = when.earliest, when.latest
    if when.text or not (low and high) or low == high:
        return when_text(when)
    # "between 2011 and 2015-09" says the same as its first and its last day, in less room.
    first = (d for d in _as_stated(low) if d.earliest == low)
    last = (d for d in _as_stated(high) if d.latest == high)
    return f"between {next(first)} and {next(last)}"


def _as_stated(day_: date) -> Iterator[PartialDate]:
    """The year, the month and the day that a date lies in."""
    return (partial(day_.isoformat()[:length]) for length in (4, 7, 10))
