"""Events: what happened to relationships, as sentences with a date and a source, each thing told once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from retailgraph.dates import PartialDate, day, partial
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup.clauses import told_name, told_sellers, verb_of
from retailgraph.lookup.names import label_of
from retailgraph.lookup.reasons import Reasons
from retailgraph.lookup.rows import Plain, own_values, when_text
from retailgraph.ontology import STATE, Relation
from retailgraph.relationships import Span, Spell, span
from retailgraph.tables import articles

BEGAN, ENDED, SHARE, RENAMED = "began", "ended", "share", "renamed"
_ORDER = ("rumoured", "announced", "denied", "calledOff", "completed", RENAMED, ENDED, BEGAN, SHARE)
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


class Event(Plain):
    """One thing that happened, or was planned.

    ``event`` is ``began``, ``ended``, ``share``, ``renamed`` or a status of a deal or plan (``announced``,
    ``completed``, ``calledOff``, ``rumoured``, ``denied``); ``words`` tells it. ``when`` is the date as
    people read it, ``earliest`` and ``latest`` its bounds (both None: no report dates it). ``publisher`` to
    ``title`` name the earliest of the ``articles`` that say so. ``rule`` and ``because`` say what it was
    inferred from, ``also`` what the same event began or ended besides. ``perhaps``: it may lie outside the
    period asked for; ``planned``: it had not come on the day of the answer; ``disputed``: the sources
    disagree about it.
    """

    when: str
    event: str
    words: str
    earliest: date | None = None
    latest: date | None = None
    relation: str = ""
    subject: str = ""
    object: str = ""
    subject_id: str = ""
    object_id: str = ""
    share: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    article: str = ""
    title: str = ""
    articles: int = 0
    rule: str = ""
    because: str = ""
    also: tuple[str, ...] = ()
    perhaps: bool = False
    planned: bool = False
    disputed: bool = False
    key: str = ""
    spell: int = 0
    deal: str = ""

    @property
    def told(self) -> str:
        """What happened, and whether that is planned or disputed."""
        words = f"planned: {self.words}" if self.planned else self.words
        return f"{words}; the sources disagree" if self.disputed else words

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands among others: by its first day, else by its last."""
        first = self.earliest or self.latest or date.max
        return (first, self.latest or first, _ORDER.index(self.event), self.words, self.key, self.spell)

    @property
    def is_dated(self) -> bool:
        """Whether anything is known of when it happened."""
        return bool(self.earliest or self.latest)

    @property
    def first_told(self) -> date | None:
        """The first day on which its earliest article may have been published."""
        return partial(self.published).earliest if self.published else None

    def overlaps(self, other: Event) -> bool:
        """Whether both may have happened on one day."""
        return Span(self.earliest, self.latest).overlaps(Span(other.earliest, other.latest))


class _Said(NamedTuple):
    """What one claim adds to telling an event."""

    article: str
    relation: str
    status: str
    since: PartialDate | None
    until: PartialDate | None
    announced: PartialDate | None
    share: str


class Source(NamedTuple):
    """Where an article stands; ``published`` is as written, empty if unknown."""

    article: str
    publisher: str
    published: str
    url: str
    title: str

    @property
    def order(self) -> tuple[date, date, str]:
        """The earliest first; of those that begin alike the more precise."""
        if not self.published:
            return (date.max, date.max, self.article)
        when = partial(self.published)
        return (when.earliest, when.latest, self.article)


class Claims:
    """The claims behind relationships, and where they stand; each is read from the store once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._said: dict[str, list[tuple[int, _Said]]] = {}
        self._spells: dict[str, dict[int, set[int]]] = {}
        self._sources: dict[str, Source] = {}
        self._ids: dict[int, str] = {}

    def of(self, key: str, spell: int = 0) -> list[_Said]:
        """The claims that a relationship was concluded from; of one of several spells its own."""
        if key not in self._said:
            behind = articles.claims_behind(self._graph.tables, key)
            for number, known in articles.sources(
                self._graph.tables, {said.article for said in behind}
            ).items():
                self._ids[number] = known.id
                self._sources.setdefault(known.id, _placed(known))
            self._said[key] = [(said.number, self._read(said)) for said in behind]
            self._spells[key] = articles.claims_of_spells(self._graph.tables, key)
        own = self._spells[key].get(spell)
        return [said for number, said in self._said[key] if own is None or number in own]

    def _read(self, said: articles.Said) -> _Said:
        dates = (said.start, said.end, said.announced)
        since, until, announced = (partial(text) if text else None for text in dates)
        return _Said(self._ids[said.article], said.relation, said.status, since, until, announced, said.share)

    def source(self, article: str) -> Source:
        """Where an article stands."""
        if article not in self._sources:
            known = articles.source(self._graph.tables, article)
            self._sources[article] = _placed(known) if known else Source(article, "", "", "", "")
        return self._sources[article]

    def first(self, articles: Iterable[str]) -> Source | None:
        """The article that was published first."""
        return min((self.source(a) for a in articles), key=lambda s: s.order, default=None)


def _placed(known: articles.Source) -> Source:
    return Source(known.id, known.publisher, known.published, known.url, known.title)


class Telling:
    """Makes the events of relationships; one for each answer, as it keeps what it has read."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._ontology = graph.ontology
        self.claims = Claims(graph)
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
        return _Once(told, self._ontology, self._known).events()

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
            words = self._done(known, relation)
        else:
            words = self._label(spell.status) + self._to(known, relation)
        words += self._parties(known, relation, spell) + self._aside(known, (), spell.share, spell)
        yield self._event(known, spell.status, words, spell.since, rule=spell.since_rule, share=spell.share)

    def _plan(self, known: Known, relation: Relation, spell: Spell, before: Spell | None) -> Event:
        """What is rumoured, announced or denied and has not come: told when it was made public."""
        words = self._label(spell.status) + self._to(known, relation) + self._parties(known, relation, spell)
        words += self._aside(known, (), spell.share)
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
        words = self._label("announced") + self._to(known, relation) + self._parties(known, relation, spell)
        yield self._event(known, "announced", words + self._aside(known, (), ""), public)

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
            who, whom = _ends(known, relation)
            words = f"{who} already {relation.verbs[0].past}{whom}"
            words += self._aside(known, (), "")
        else:
            form = relation.beginning or f"{{subject}} began to {relation.verbs[0].base} {{object}}"
            words = self._filled(form, known, _share_at(spell, spell.since))
        if rule in ("unknown start", "founded") and not self._is_claimed(known):
            deal = spell.until_deal
        return self._event(known, BEGAN, words, spell.since, rule, deal)

    def _is_claimed(self, known: Known) -> bool:
        """Whether an article says so itself; who sold something is only inferred to have owned it."""
        return any(c.relation == known.relationship.relation for c in self.claims.of(known.key))

    def _ended(self, known: Known, relation: Relation, spell: Spell) -> Event:
        form = relation.ending or f"{{subject}} ceased to {relation.verbs[0].base} {{object}}"
        words = self._filled(form, known, "")
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

    # --- words ----------------------------------------------------------------------------------------------

    def _done(self, known: Known, relation: Relation) -> str:
        """What was done: "Velmar acquired Marvane", "Kioska closed"."""
        who, whom = _ends(known, relation)
        return f"{who} {self._verb(known, relation)[1]}{whom}"

    def _to(self, known: Known, relation: Relation) -> str:
        who, whom = _ends(known, relation)
        return f"{who} to {self._verb(known, relation)[0]}{whom}"

    @staticmethod
    def _verb(known: Known, relation: Relation) -> tuple[str, str]:
        how = dict(known.relationship.qualifiers).get("how", ())
        return verb_of(relation, how, known.subject_types if relation.unary else ())

    def _label(self, status: str) -> str:
        return self._ontology.statuses[status].label + ": "

    def _filled(self, form: str, known: Known, share: str) -> str:
        """A form of the ontology with its names; what it has no place for follows in brackets."""
        slots = set(_SLOT.findall(form))
        relation = self._ontology.relations[known.relationship.relation]
        who, whom = _ends(known, relation)
        values = {"subject": who, "object": whom.strip()}
        values |= {slot: self._value(known, slot) for slot in slots - values.keys()}
        told = " ".join(_SLOT.sub(lambda m: values[m[1]], form).split())
        return told + self._aside(known, slots, share)

    def _value(self, known: Known, qualifier: str) -> str:
        """What tells a relationship apart, as people say it: a role by the name that the ontology prefers."""
        mine = dict(known.relationship.distinction).get(qualifier, "")
        if qualifier == "role" and mine in self._ontology.roles:
            return self._ontology.roles[mine].labels[0]
        found = dict(known.relationship.qualifiers).get(qualifier, ())
        values = own_values(known.relationship, qualifier, found, self._ontology)
        return " and ".join(self._named(qualifier, values))

    def _named(self, qualifier: str, values: Iterable[str]) -> list[str]:
        return [label_of(self._graph, v) if self._ontology.links(qualifier) else v for v in values]

    def _aside(self, known: Known, told: Collection[str], share: str, priced: Spell | None = None) -> str:
        """In brackets: what tells this relationship apart, the share, the price of one attempt."""
        parts = []
        for name, _ in known.relationship.distinction:
            if name not in told:
                label = f"{self._ontology.qualifiers[name].label} " if self._ontology.links(name) else ""
                parts.append(label + self._value(known, name))
        parts += [f"{share}%"] if share else []
        parts += self._own(known, priced).get("price", ()) if priced else ()
        return f" ({'; '.join(parts)})" if parts else ""

    @staticmethod
    def _own(known: Known, spell: Spell) -> dict[str, tuple[str, ...]]:
        """What those add who tell of this attempt and not of another."""
        return dict(known.relationship.support_of(spell).qualifiers)

    def _parties(self, known: Known, relation: Relation, spell: Spell) -> str:
        """Who else took part: " from Capri Holdings Limited", " into Ahold Delhaize"."""
        found = self._own(known, spell)
        words = ""
        for name in relation.parties:
            if found.get(name):
                joint = "from" if name == "seller" else self._ontology.qualifiers[name].label
                parties = self._named(name, found[name])
                words += f" {joint} {told_sellers(parties) if name == 'seller' else ' and '.join(parties)}"
        return words

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


class _Once:
    """Drops what another event tells as well: the ownership that a purchase began, say."""

    def __init__(self, told: Sequence[Event], ontology: Any, known: dict[str, Known]) -> None:
        self._ontology = ontology
        self._known = known
        self._told = told
        self._closings: dict[str, list[Event]] = defaultdict(list)
        for event in told:
            if event.event == "completed":
                self._closings[event.object_id].append(event)
                self._closings[event.key].append(event)

    def events(self) -> list[Event]:
        """Each thing once, with what it also did."""
        also: dict[tuple[str, int, str, str], list[str]] = defaultdict(list)
        kept: list[Event] = []
        begun: dict[tuple[str, str, str], tuple[Event, Event]] = {}
        for event in sorted(self._told, key=lambda e: e.event == ENDED):
            teller = self._teller(event) if event.event in (BEGAN, ENDED) else None
            teller = teller or self._control(event, begun)
            if event.event == BEGAN:
                begun[event.subject_id, event.object_id, event.relation] = (event, teller or event)
            if teller:
                also[_id(teller)].append(event.words)
            else:
                kept.append(event)
        return [e.replaced(also=tuple(sorted(also[_id(e)]))) if _id(e) in also else e for e in kept]

    def _teller(self, event: Event) -> Event | None:
        """The completed deal that began or ended it."""
        of_deal = self._closings.get(event.deal, ()) if event.deal else ()
        found = [c for c in of_deal if c.overlaps(event)] or list(of_deal)
        if not found:
            nearby = self._closings.get(event.object_id, ())
            found = [c for c in nearby if c.overlaps(event) and c.when == event.when and self._did(c, event)]
        return found[0] if found else None

    def _did(self, closing: Event, event: Event) -> bool:
        """Whether a deal has that consequence, also where articles date both by themselves."""
        sellers = dict(self._known[closing.key].relationship.qualifiers).get("seller", ())
        for rule in self._ontology.consequences.values():
            if rule.of != closing.relation:
                continue
            if event.event == BEGAN and rule.asserts == event.relation:
                return closing.subject_id == event.subject_id
            if event.event == ENDED and rule.ends == event.relation:
                return event.subject_id in sellers
        return False

    def _control(self, event: Event, begun: dict[tuple[str, str, str], tuple[Event, Event]]) -> Event | None:
        """Rule ``control``: who takes control no longer holds a mere stake; that needs no saying."""
        if event.event != ENDED or event.rule != "control":
            return None
        relation = self._ontology.relations[event.relation]
        for other in relation.excludes:
            began, teller = begun.get((event.subject_id, event.object_id, other), (None, None))
            if began and not relation.exclusive and began.overlaps(event):
                return teller
        return None


_SLOT = re.compile(r"\{(\w+)\}")


def _id(event: Event) -> tuple[str, int, str, str]:
    return (event.key, event.spell, event.event, event.when)


def _ends(known: Known, relation: Relation) -> tuple[str, str]:
    """Who, and a blank and whom: nothing of what somebody does alone."""
    of = known.relationship
    whom = "" if relation.unary else f" {told_name(known.object_name, of.object, relation)}"
    return told_name(known.subject_name, of.subject, relation), whom


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
