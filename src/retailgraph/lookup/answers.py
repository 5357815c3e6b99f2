"""Answers: a question's reading, resolved against the graph, as rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from retailgraph.dates import PartialDate, partial
from retailgraph.dates import day as only
from retailgraph.errors import NotFound, UsageError
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup import names
from retailgraph.lookup.choosing import chosen, given_types, sides
from retailgraph.lookup.former import NamesThen
from retailgraph.lookup.questions import Part, Reading, nearest_forms, readings
from retailgraph.lookup.rows import SCHEMA, Plain, Row, Window, order, row_of, window
from retailgraph.ontology import STATE, Ontology, Relation
from retailgraph.relationships import NO, UNKNOWN, YES, Relationship, Spell, day_after, span
from retailgraph.standing import standing

if TYPE_CHECKING:
    from retailgraph.lookup.events import Event
    from retailgraph.lookup.evidence import FigureRow
    from retailgraph.lookup.markets import Market


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Answer(Plain):
    """What a question gets: ``kind`` says how it was read, ``answer`` is yes, no or unknown.

    ``rows`` are relationships, best first; ``events`` what changed, in the order of time; ``figures``
    numbers; ``notes`` what a reader should know, such as another entity of the same name. ``period`` says
    in words which time the answer is about. ``confirmed`` is the month until which a yes was confirmed, if
    nobody has confirmed it for long, else empty.
    """

    kind: str
    question: str
    understood: str
    about: tuple[str, ...]
    as_of: date
    answer: str = ""
    rows: tuple[Row, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    notes: tuple[str, ...] = ()
    window: str = "now"
    period: str = ""
    events: tuple[Event, ...] = ()
    confirmed: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; ``schema`` names its version."""
        return {"schema": SCHEMA, **Plain.to_dict(self)}


def ask(graph: Graph, question: str, *, why: bool = False) -> Answer:
    """The answer to a question in words, on the day that the graph is of.

    UsageError if it is not understood, with the nearest questions that are, or if it asks what is not so,
    with the question to ask instead; NotFound with the nearest names; Ambiguous with the candidates. With
    ``why`` each row carries its evidence.
    """
    ontology = graph.ontology
    found = readings(question, ontology, graph.today)
    if not found and (names.is_known(graph, question) or names.nearly(graph, question)):
        found = (Reading("card", names=(question,), form="{subject}"),)
    if not found:
        forms = nearest_forms(question, ontology)
        raise UsageError(f"'{question.strip()}' is not understood; try: {'; '.join(forms)}", forms)
    meant = chosen(graph, found)
    if meant.denied:
        reason = "a question with 'not' may be answered the wrong way round"
        raise UsageError(f"{reason}; ask instead: {meant.denied}", [meant.denied])
    view = graph.at(graph.as_of, meant.known_on) if meant.known_on else graph
    answer = _Asked(view, question, meant).answer()
    return with_evidence(graph, answer) if why else answer


def with_evidence(graph: Graph, answer: Answer) -> Answer:
    """The same answer, each row with the passages behind it and the reason of its dates."""
    from retailgraph.lookup.evidence import evidence_of

    evidence = {key: evidence_of(graph, key) for key in {r.key for r in answer.rows}}
    rows = with_reasons(graph, answer.rows)
    notes = (*answer.notes, *_disputes(graph, answer.rows))
    return replace(answer, rows=tuple(replace(r, evidence=evidence[r.key]) for r in rows), notes=notes)


def _disputes(graph: Graph, rows: Iterable[Row]) -> Iterator[str]:
    """A note where the sources disagree about any of these rows, with the command that shows how."""
    disputed = [r for r in rows if reading.conflict_numbers(graph.tables, [r.key])]
    if disputed:
        about = disputed[0].object_id
        yield f"the sources disagree about this; see: retailgraph conflicts {about}"


def with_reasons(graph: Graph, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The same rows, each with the reason of its dates."""
    from retailgraph.lookup.reasons import Reasons

    because = Reasons(graph).because
    return tuple(replace(r, because=because(r)) for r in rows)


class _Asked:
    """One question while it is answered."""

    def __init__(self, graph: Graph, question: str, reading_: Reading) -> None:
        self.graph = graph
        self.question = question.strip()
        self.reading = reading_
        self.ontology: Ontology = graph.ontology
        self.window = self._window()
        self._parts: dict[tuple[str, str], float] = {}
        self._confirmed: dict[tuple[str, str], str] = {}
        self._read: dict[tuple[str, str, str], list[Known]] = {}
        self.notes: list[str] = []
        self.labels: dict[str, str] = {}
        self.names_then = NamesThen(graph)
        self.market = self._market()
        self.elsewhere: set[str] = set()

    def _window(self) -> Window:
        when, day = self.reading.when, self.graph.today
        if when.kind == "now" and self.graph.as_of:
            return present(self.graph)
        if when.kind == "now" and (self.reading.past or self.reading.moment):
            return window("overTime", None, None, day)
        return window(when.kind, when.start, when.end, day)

    def _market(self) -> Market | None:
        if not self.reading.market:
            return None
        from retailgraph.lookup.markets import market_named

        return market_named(self.graph, self.reading.market)

    def _is_there(self, known: Known, seen_from: str) -> bool:
        """Whether a relationship is of the market asked about; if not, it is counted for a note."""
        if self.market is None:
            return True
        from retailgraph.lookup.markets import is_there

        there = is_there(self.graph, self.market, known, seen_from)
        if not there:
            self.elsewhere.add(known.key)
        return there

    def answer(self) -> Answer:
        kinds = {
            "list": self._list,
            "truth": self._truth,
            "card": self._card,
            "between": self._between,
            "figures": self._figures,
            "when": self._when,
            "detail": self._detail,
            "changes": self._changes,
        }
        return kinds[self.reading.kind]()

    def _founded_later(self, about: Iterable[str]) -> Iterator[str]:
        """That somebody asked about was founded only after the time asked about."""
        if self.window.kind in ("on", "in", "before") and self.window.last < self.graph.today:
            from retailgraph.lookup.existence import founding_note

            yield from filter(None, (founding_note(self.graph, name, self.window.last) for name in about))

    def _made(self, about: Iterable[str], **parts: Any) -> Answer:
        about = tuple(about)
        self.notes += self._founded_later(about)
        if self.elsewhere:
            self.notes.append(self._left_out())
        return Answer(
            kind=self.reading.kind,
            question=self.question,
            understood=self._understood(about),
            about=tuple(about),
            as_of=self.window.day,
            notes=tuple(dict.fromkeys([*self.notes, *self._called(about)])),
            window=self.window.kind,
            period=time_words(self.window, self.graph),
            **parts,
        )

    def _called(self, about: Iterable[str]) -> Iterator[str]:
        """What those asked about were called in the time asked about, if not as now."""
        for name in about:
            then = self.names_then(name, self._label(name), self.window)
            if then:
                yield f"{self._label(name)} was then called {then}"

    def _left_out(self) -> str:
        """What to say of relationships that are not said to be of the market asked about."""
        if self.reading.kind != "list":
            return f"no article says that it is in {self.reading.market}"
        count = len(self.elsewhere)
        verb = "is" if count == 1 else "are"
        return f"{count} more {verb} not said to be in {self.reading.market}; ask without it for all"

    def _understood(self, about: Iterable[str]) -> str:
        labels = [names.label_of(self.graph, name) for name in about]
        slots = sorted(_SLOT.findall(self.reading.form), key=lambda slot: slot == "{object}")
        filled = self.reading.form
        for slot, label in zip(slots, labels, strict=False):
            filled = filled.replace(slot, label, 1)
        filled += " (what has ended)" if self.reading.former else ""
        return f"{filled} in {self.market.label}" if self.market else filled

    # --- names ----------------------------------------------------------------------------------------------

    def _name(self, text: str, types: Collection[str] = ()) -> str:
        meant = names.meant(self.graph, text, types)
        if meant.guessed:
            self.notes.append(names.guess_note(self.graph, text, meant.id))
        self._remark(text, meant.id, meant.others)
        return meant.id

    def _remark(self, text: str, chosen: str, others: tuple[str, ...]) -> None:
        """Say which entity was meant where another bears, or bore, the same name."""
        if others:
            from retailgraph.lookup.candidates import candidate

            meant = candidate(self.graph, chosen)
            told = "; ".join(str(candidate(self.graph, o, names.tier(self.graph, text, o))) for o in others)
            kind = " and ".join(meant.types).lower()
            self.notes.append(f"'{text.strip()}' was taken for {meant.name} ({kind}); another is {told}")

    def _label(self, name: str) -> str:
        if name not in self.labels:
            self.labels[name] = names.label_of(self.graph, name)
        return self.labels[name]

    # --- lists ----------------------------------------------------------------------------------------------

    def _list(self) -> Answer:
        given = self._name(self.reading.names[0], self._given_types())
        rows = [row for part in self.reading.parts for row in self._part(part, given)]
        return self._made([given], rows=self._ordered(_ended(rows) if self.reading.former else rows))

    def _ordered(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Each spell once; what holds first, or over time the earliest first."""
        once = _once(rows)
        return tuple(sorted(once, key=_by_time)) if self.window.kind == "overTime" else once

    def _given_types(self) -> set[str]:
        return {t for part in self.reading.parts for t in given_types(self.ontology, part)}

    def _ultimate(self, given: str) -> Iterator[Row]:
        """The rows of the ultimate owners: of each its own relationship, and how much it holds in effect."""
        from retailgraph.lookup.ultimate import ultimate_owners

        for owner in ultimate_owners(self.graph, given, self._when_owned()):
            known = relationship(self.graph, owner.key)
            below = known.relationship.object
            via = "" if below == given else ", ".join(owner.through)
            for row in self.rows(known, below, via):
                yield replace(row, share=owner.share, holds=owner.holds)

    def _when_owned(self) -> PartialDate:
        when = self.reading.when.start if self.window.kind in ("on", "in") else None
        return when or self.graph.as_of or only(self.window.day)

    def _part(self, part: Part, given: str) -> Iterator[Row]:
        relation = self.ontology.relations[part.relation]
        if relation.ultimate and part.answers == "subject":
            yield from self._ultimate(given)
            return
        for known, via in self._found(part, relation, given):
            seen_from = self._seen_from(known, given, part)
            if part.role and not self._has_role(known, part.role):
                continue
            for row in self.rows(known, seen_from, via):
                if seen_from != given and not via:
                    row = _told_whole(row, known, relation)
                if not part.types or set(part.types) & set(row.types):
                    yield row

    def _seen_from(self, known: Known, given: str, part: Part) -> str:
        relationship = known.relationship
        if given in (relationship.subject, relationship.object):
            return given
        return relationship.object if part.answers in ("subject", "party") else relationship.subject

    def _has_role(self, known: Known, role: str) -> bool:
        told = dict(known.relationship.distinction).get("role") or ""
        concept = self.ontology.roles.get(told)
        return told == role or bool(concept and concept.broader == role)

    def _found(self, part: Part, relation: Relation, given: str) -> Iterator[tuple[Known, str]]:
        if part.answers == "party":
            yield from ((k, "") for k in self._of_party(relation, given))
            return
        if part.party:
            yield from ((k, "") for k in self._as_party(relation, part.party, given))
            return
        for side in ("object", "subject") if relation.symmetric else (part.answers,):
            query = reading.OF_SUBJECT if side == "object" else reading.OF_OBJECT
            yield from ((k, "") for k in self._known(query, given, relation))
        if relation.followed_through:
            yield from self._followed(part, relation, given)

    def _known(self, query: str, given: str, relation: Relation) -> list[Known]:
        # Asked again for rivals and for owners of owners: of a thousand owners that takes seconds.
        asked = (query, given, relation.name)
        if asked not in self._read:
            self._read[asked] = reading.known(self.graph.tables, query, given=given, relation=relation.name)
        return self._read[asked]

    def _of_party(self, relation: Relation, given: str) -> Iterator[Known]:
        seen: set[str] = set()
        sides = [reading.OF_SUBJECT, reading.OF_OBJECT]
        found = [k for query in sides for k in self._known(query, given, relation)]
        for name in relation.parties:
            found += self._as_party(relation, name, given)
        for known in found:
            if known.key not in seen:
                seen.add(known.key)
                yield known

    def _as_party(self, relation: Relation, party: str, given: str) -> list[Known]:
        names_ = {"given": given, "relation": relation.name, "party": party}
        return reading.known(self.graph.tables, reading.OF_PARTY, **names_)

    def _followed(self, part: Part, relation: Relation, given: str) -> Iterator[tuple[Known, str]]:
        """What owned companies have counts for their owner too, marked by the company that has it."""
        owning = [r for r in self.ontology.relations.values() if r.acyclic and r.exclusive]
        upward = part.answers == "subject"
        if upward and relation not in owning:
            return
        query = reading.OF_OBJECT if upward else reading.OF_SUBJECT
        reached, queue, confirmed = {given: 100.0}, [given], {given: ""}
        while queue:
            name = queue.pop(0)
            for owner in owning:
                for known in self._known(query, name, owner):
                    other = known.relationship.subject if upward else known.relationship.object
                    if other in reached or not self._holds(known):
                        continue
                    reached[other] = self._part_of(known, reached[name])
                    confirmed[other] = _longest_ago(confirmed[name], self._last_confirmed(known))
                    queue.append(other)
                    label = known.subject_name if upward else known.object_name
                    # In a circle of owners one comes back to where one began, which is no answer.
                    found = self._known(query, other, relation)
                    for further in found:
                        if given not in _ends(further):
                            self._parts[further.key, label] = self._part_of(further, reached[other])
                            self._confirmed[further.key, label] = confirmed[other]
                            yield further, label

    def _part_of(self, known: Known, whole: float) -> float:
        """The percent that one holds of what is held through the other, if all shares are single numbers."""
        held = [s for s in known.relationship.spells if self.window.state(s) == YES]
        share = held[0].share_held(self.window.last) if held else ""
        return whole * float(share) / 100 if _NUMBER.fullmatch(share) else nan

    def _holds(self, known: Known) -> bool:
        return any(self.window.state(s) == YES for s in known.relationship.spells)

    def _last_confirmed(self, known: Known) -> str:
        """Until when what holds was confirmed, if nobody has confirmed it for long."""
        of, time = known.relationship, self.window.time
        found = [standing(s, of, self.ontology.relations[of.relation], time) for s in of.spells]
        return _latest(one.last_confirmed for one in found if one.holds == YES)

    def rows(self, known: Known, seen_from: str, via: str = "") -> list[Row]:
        """The rows of a relationship that the window and the market let show."""
        shown = self._in_window(known, seen_from, via)
        return shown if shown and self._is_there(known, seen_from) else []

    def _in_window(self, known: Known, seen_from: str, via: str) -> list[Row]:
        labels, then = self._linked(known), self._then(known, seen_from)
        made = [
            row_of(known, spell, seen_from, self.ontology, self.window, labels, via, then)
            for spell in known.relationship.spells
        ]
        if via:
            # Of what is held through another only the part of a part is held.
            part = self._parts.get((known.key, via), nan)
            made = [replace(row, share="" if isnan(part) else f"{part:.4g}") for row in made]
            made = [_as_confirmed(row, self._confirmed.get((known.key, via), "")) for row in made]
        if self.ontology.relations[known.relationship.relation].kind != STATE:
            spells = known.relationship.spells
            return [r for r, s in zip(made, spells, strict=True) if self._covers(known.relationship, s)]
        if self.reading.moment:
            spells = known.relationship.spells
            return [r for r, s in zip(made, spells, strict=True) if self._moved(s) != NO]
        if self.window.kind == "overTime":
            return made
        open_rows = [r for r in made if r.holds in (YES, UNKNOWN)]
        sure = [r for r in open_rows if r.holds == YES]
        # One state that holds is not also announced: of several spells the sure ones speak.
        return sure if self.window.kind in ("now", "on") and sure else open_rows

    def _then(self, known: Known, seen_from: str) -> str:
        """What the other end of a relationship was called in the window, if not as now."""
        relationship = known.relationship
        if relationship.subject == seen_from:
            return self.names_then(relationship.object, known.object_name, self.window)
        return self.names_then(relationship.subject, known.subject_name, self.window)

    def _linked(self, known: Known) -> dict[str, str]:
        """The names of the entities among a relationship's qualifiers."""
        told = [(n, v) for n, values in known.relationship.qualifiers for v in values]
        linked = {v for n, v in told if self.ontology.links(n) or (n == "market" and v[0].islower())}
        return {v: self._label(v) for v in linked}

    # --- other kinds -------------------------------------------------------------------------------------

    def _pair(self) -> tuple[str, str]:
        allowed = [sides(self.ontology, part) for part in self.reading.parts]
        domain, range_ = ({t for types in side for t in types} for side in zip(*allowed, strict=True))
        one, two = self.reading.names
        pair = self._name(one, domain), self._name(two, range_)
        # A type may prefer a former name; two names that were told apart are never one and the same.
        return pair if pair[0] != pair[1] else (self._name(one), self._name(two))

    def _between_known(self, one: str, two: str) -> list[Known]:
        tables = self.graph.tables
        forward = reading.known(tables, reading.OF_PAIR, given=one, other=two)
        return forward + reading.known(tables, reading.OF_PAIR, given=two, other=one)

    def _asked_known(self, subject: str, object: str) -> list[Known]:
        wanted = {p.relation for p in self.reading.parts if not p.party}
        sold = [
            k
            for p in self.reading.parts
            if p.party
            for k in self._as_party(self.ontology.relations[p.relation], p.party, subject)
            if k.relationship.object == object
        ]
        return sold + [
            k
            for k in self._between_known(subject, object)
            if k.relationship.relation in wanted
            and (
                k.relationship.subject == subject
                or self.ontology.relations[k.relationship.relation].symmetric
            )
        ]

    def _deals_towards(self, subject: str, object: str) -> list[Known]:
        """Deals that would have made it so: a take-over that was called off says no to owning."""
        wanted = {p.relation for p in self.reading.parts}
        deals = {c.of for c in self.ontology.consequences.values() if c.asserts in wanted}
        return [
            k
            for k in self._between_known(subject, object)
            if k.relationship.relation in deals and k.relationship.subject == subject
        ]

    def _exists(self) -> Answer:
        """Whether one entity exists in the time asked about: silence of its end says neither yes nor no."""
        from retailgraph.lookup.existence import existence

        name = self._name(self.reading.names[0])
        found = existence(self.graph, name, self.window.start or self.window.day, self.window.last)
        self.notes += [found.note] if found.note else []
        rows = [r for k in found.events for r in self._all_rows(k, name)]
        return self._made([name], answer=found.answer, rows=self._ordered(rows))

    def _truth(self) -> Answer:
        if len(self.reading.names) == 1:
            return self._exists()
        subject, object = self._pair()
        if any(self.ontology.relations[p.relation].ultimate for p in self.reading.parts):
            told = [row for row in self._ultimate(object) if row.id == subject]
            if told:
                return self._made([subject, object], answer=told[0].holds, rows=self._ordered(told))
        claimed = self._asked_known(subject, object)
        found = claimed or self._deals_towards(subject, object)
        told = self._pair_rows(subject, object) or [r for k in found for r in self._all_rows(k, subject)]
        # What is not said to be there may be so all the same.
        answers = {self._truth_of(k) if self._is_there(k, subject) else UNKNOWN for k in found}
        answer = YES if YES in answers else UNKNOWN if UNKNOWN in answers or not found else NO
        rivals = [k for k in self._rivals(object) if k.relationship.subject != subject]
        confirmed = _confirmed(told) if answer == YES else ""
        if answer != YES and (through := self._through(subject, object)):
            self.notes.append(f"not directly: through {through[0]}")
            answer, confirmed = YES, through[1]
        elif not claimed:
            answer = NO if rivals else answer
            self.notes.append("no article claims it" + (", and another holds it" if rivals else ""))
        elif answer == UNKNOWN and rivals and self.window.kind in ("now", "on"):
            # Of a longer time both may have had their part.
            answer = NO
            self.notes.append("another holds it, which only one can")
        else:
            rivals = []
        told += [r for k in rivals for r in self.rows(k, object)]
        rows = self._ordered(told)
        return self._made([subject, object], answer=answer, rows=rows, confirmed=confirmed)

    def _through(self, subject: str, object: str) -> tuple[str, str] | None:
        """The held company through which one holds another, and until when all of that was confirmed."""
        if subject == object or self.reading.moment:
            return None
        if self.window.kind not in ("now", "on"):
            return self._once_through(subject, object)
        relations = (self.ontology.relations[p.relation] for p in self.reading.parts)
        for relation in (r for r in relations if r.followed_through and r.exclusive):
            for known, label in self._followed(Part(relation.name, "subject"), relation, object):
                if known.relationship.subject == subject and self._holds(known):
                    through = self._confirmed.get((known.key, label), "")
                    return label, _longest_ago(through, self._last_confirmed(known))
        return None

    def _once_through(self, subject: str, object: str) -> tuple[str, str] | None:
        """The same of a longer time: all links must have held on one day of it."""
        from retailgraph.lookup.past_chains import held_through

        relations = [self.ontology.relations[p.relation] for p in self.reading.parts]
        followed = [r for r in relations if r.followed_through and r.exclusive]
        end = self.window.end or day_after(self.graph.today) or date.max
        within = (self.window.start or date.min, end)
        found = held_through(self.graph, subject, object, followed, within) if followed else None
        return (found[0], "") if found else None

    def _held_through(self, subject: str, object: str) -> list[Row]:
        """What one holds of another through others, if it holds nothing of it directly."""
        relations = (self.ontology.relations[p.relation] for p in self.reading.parts)
        for relation in (r for r in relations if r.followed_through and r.exclusive):
            for known, label in self._followed(Part(relation.name, "subject"), relation, object):
                if known.relationship.subject == subject:
                    return self.rows(known, known.relationship.object, label)
        return []

    def _all_rows(self, known: Known, seen_from: str) -> list[Row]:
        shown = self.rows(known, seen_from)
        if shown:
            return shown
        labels, then = self._linked(known), self._then(known, seen_from)
        spells = known.relationship.spells
        return [row_of(known, s, seen_from, self.ontology, self.window, labels, "", then) for s in spells]

    def _pair_rows(self, subject: str, object: str) -> list[Row]:
        """Every row of what is asked of two entities; a deal in which one only sold is told whole."""
        made = []
        for known in self._asked_known(subject, object):
            relation = self.ontology.relations[known.relationship.relation]
            ends = (known.relationship.subject, known.relationship.object)
            for row in self._all_rows(known, subject if subject in ends else object):
                made.append(row if subject in ends else _told_whole(row, known, relation))
        return made

    def _truth_of(self, known: Known) -> str:
        """Rule ``yes or no``: what holds in the window; of a deal, whether it was completed in it."""
        spells = known.relationship.spells
        if self.ontology.relations[known.relationship.relation].kind == STATE:
            states = {self._moved(s) if self.reading.moment else self.window.state(s) for s in spells}
        else:
            states = {self._deal_state(s, self._covers(known.relationship, s)) for s in spells}
        return YES if YES in states else UNKNOWN if UNKNOWN in states else NO

    def _moved(self, spell: Spell) -> str:
        """Whether a state began, or ended, in the window: what was only announced or denied did neither."""
        moment = spell.since if self.reading.moment == "beginning" else spell.until
        if spell.status not in ("inForce", "ended") or (moment is None and self.reading.moment == "ending"):
            return NO
        if moment and moment.earliest and moment.earliest > self.graph.today:
            return NO
        if moment is None or not self.window.covers(moment):
            return NO if moment else UNKNOWN
        low, high = moment.earliest or date.min, moment.latest or date.max
        inside = (self.window.start or date.min) <= low and high < (self.window.end or date.max)
        return YES if inside or self.window.kind in ("now", "overTime") else UNKNOWN

    def _covers(self, deal: Relationship, attempt: Spell) -> bool:
        """Whether an attempt at a deal is of the time asked about: as of a day, what was public by then."""
        if self.reading.when.kind == "now" and self.graph.as_of:
            last = self.window.last
            return _begun(attempt, last) or deal.public(attempt) <= last
        return self.window.covers(attempt.since)

    def _deal_state(self, attempt: Spell, in_window: bool) -> str:
        """Whether a deal was made: of one that somebody denies since, nobody can be sure."""
        if in_window and attempt.doubted and attempt.doubted <= self.window.last:
            return UNKNOWN
        return self.ontology.statuses[attempt.status].counts if in_window else NO

    def _rivals(self, object: str) -> list[Known]:
        found = []
        for part in self.reading.parts:
            relation = self.ontology.relations[part.relation]
            if relation.exclusive and not relation.exclusive_for:
                found += [k for k in self._known(reading.OF_OBJECT, object, relation) if self._holds(k)]
        return found

    def _when(self) -> Answer:
        subject, object = self._pair()
        if self.reading.when.kind == "now":
            self.window = window("overTime", None, None, self.graph.today)
        rows = self._pair_rows(subject, object)
        if not rows:
            self.notes.append("no article claims it")
        return self._made([subject, object], rows=self._ordered(rows))

    def _detail(self) -> Answer:
        """One qualifier of what is between two entities, or of all that one stands in."""
        if len(self.reading.names) == 2:
            about: tuple[str, ...] = self._pair()
            rows = self._pair_rows(about[0], about[1]) or self._held_through(about[0], about[1])
        else:
            about = (self._name(self.reading.names[0], self._given_types()),)
            rows = [row for part in self.reading.parts for row in self._part(part, about[0])]
        asked = self.reading.measure
        telling = [row for row in rows if getattr(row, asked)] if asked else rows
        if rows and not telling:
            self.notes.append(f"no article states the {self.ontology.qualifiers[asked].label}")
        if telling and asked and self.ontology.links(asked):
            telling = [told for row in telling for told in self._of_linked(row, asked)]
        elif not rows:
            self.notes.append("no article claims it")
        return self._made(about, rows=self._ordered(telling or rows))

    def _of_linked(self, row: Row, qualifier: str) -> Iterator[Row]:
        """The row of a deal as rows of those who stand in a qualifier, such as its sellers."""
        relationship_ = relationship(self.graph, row.key).relationship
        relation = self.ontology.relations[row.relation]
        words = f"{self.ontology.qualifiers[qualifier].label} ({row.subject} {relation.label} it)"
        for name in dict(relationship_.qualifiers).get(qualifier, ()):
            types = names.types_of(self.graph, name)
            yield replace(row, entity=self._label(name), id=name, types=types, words=words)

    def _between(self) -> Answer:
        one, two = (self._name(text) for text in self.reading.names)
        rows = [r for k in self._between_known(one, two) for r in self._all_rows(k, one)]
        return self._made([one, two], rows=_once(rows))

    def _card(self) -> Answer:
        return self._made([self._name(self.reading.names[0])], rows=())

    def _figures(self) -> Answer:
        name = self._name(self.reading.names[0])
        from retailgraph.lookup.evidence import figures_of

        figures = figures_of(self.graph, name, self.reading.measure)
        return self._made([name], figures=tuple(f for f in figures if self._is_asked(f)))

    def _is_asked(self, figure: FigureRow) -> bool:
        """Whether a figure is about the time asked for: by its own date, else by its publication."""
        stated = figure.on or figure.published
        if self.market and not self._is_figure_there(figure):
            return False
        if self.window.kind in ("now", "overTime"):
            return True
        return bool(stated) and self.window.covers(span(partial(stated)))

    def _is_figure_there(self, figure: FigureRow) -> bool:
        from retailgraph.lookup.markets import stated

        return bool(figure.market and self.market and self.market.holds(stated(self.graph, figure.market)))

    def _changes(self) -> Answer:
        from retailgraph.lookup.history import changed

        name = self._name(self.reading.names[0])
        frame = (
            self.window
            if self.reading.when.kind != "now"
            else window("overTime", None, None, self.window.day)
        )
        events, known, touched = changed(self.graph, name, frame.start, frame.end)
        self.window = window("overTime", None, None, frame.day)
        rows = [r for k in known for r in self._rows_about(k, name) if (r.key, r.since, r.until) in touched]
        self.window = frame
        return self._made([name], rows=tuple(sorted(rows, key=_by_time)), events=tuple(events))

    def _rows_about(self, known: Known, name: str) -> list[Row]:
        """The rows of a relationship in which an entity takes part, if only as who sold: then told whole."""
        if name in (known.relationship.subject, known.relationship.object):
            return self.rows(known, name)
        relation = self.ontology.relations[known.relationship.relation]
        return [_told_whole(r, known, relation) for r in self.rows(known, known.relationship.object)]


def _told_whole(row: Row, known: Known, relation: Relation) -> Row:
    """The row of somebody else's deal, in which the one asked about only sold: who did what to whom."""
    if row.id == known.relationship.object:
        return replace(row, words=f"{relation.inverse_label} {known.subject_name}")
    return replace(row, words=f"{relation.label} {known.object_name}")


def _confirmed(rows: Iterable[Row]) -> str:
    """Until when what holds was confirmed, if of all that does nobody has confirmed it for long."""
    return _latest(row.confirmed for row in rows if row.holds == YES)


def _latest(months: Iterable[str]) -> str:
    """The latest of the months until which each was confirmed; empty if one of them is fresh."""
    found = list(months)
    return max(found) if found and all(found) else ""


def _longest_ago(one: str, other: str) -> str:
    """Until when a chain was confirmed, whose links were until then; empty where nothing is stale."""
    return min(one or other, other or one)


def _as_confirmed(row: Row, through: str) -> Row:
    """The row of what is held through others: stale if one of them is, and since the one longest ago."""
    if not through or row.holds == NO:
        return row
    return replace(row, stale=True, confirmed=_longest_ago(row.confirmed, through))


def _ended(rows: Iterable[Row]) -> list[Row]:
    """What has ended, of whom nothing of the kind holds any more."""
    made = list(rows)
    still = {(row.relation, row.id) for row in made if row.status == "inForce"}
    return [row for row in made if row.status == "ended" and (row.relation, row.id) not in still]


def _ends(known: Known) -> tuple[str, str]:
    return known.relationship.subject, known.relationship.object


def _begun(spell: Spell, day: date) -> bool:
    """Whether a spell may have begun by a day."""
    began = spell.since.earliest if spell.since else None
    return began is None or began <= day


def present(graph: Graph) -> Window:
    """The window of a question that names no time: the day, month or year that the graph is of."""
    when = graph.as_of
    if when is None:
        return window("now", None, None, graph.today)
    return window("on" if when.precision == 3 else "in", when, None, when.latest)


def time_words(frame: Window, graph: Graph) -> str:
    """The time that an answer is of: "as of 2026-01-31, as known on 2024"."""
    known = graph.known_on
    return f"{frame.words}, as known on {known}" if known else frame.words


_SLOT = re.compile(r"\{\w+\}")
_NUMBER = re.compile(r"[0-9.]+")


def _by_time(row: Row) -> tuple[date, str]:
    """Where a spell stands among others: by its start, else by its end, else by its first report."""
    began = row.since_earliest or row.since_latest
    return (began or row.until_earliest or row.first_reported, row.id)


def _once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Each spell once, the direct one before those found through another, in a useful order."""
    best: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        key = (row.key, row.since, row.status)
        if key not in best or (best[key].via and not row.via):
            best[key] = row
    return tuple(sorted(best.values(), key=order))


def of_entity(graph: Graph, name: str) -> list[Known]:
    """All relationships in which an entity is subject or object."""
    found = reading.known(graph.tables, reading.ALL_OF_SUBJECT, given=name)
    return found + reading.known(graph.tables, reading.ALL_OF_OBJECT, given=name)


def rows_of(
    graph: Graph, known: Iterable[Known], seen_from: str | None = None, *, over_time: bool = True
) -> list[Row]:
    """Rows of relationships outside any question: all spells, or only what holds or may hold.

    On the day, or in the month or year, that the graph is of; today if it is of none.
    """
    asked = _Asked(graph, "", Reading("list"))
    asked.window = frame = present(graph)
    found = []
    for one in known:
        seen = seen_from or one.relationship.subject
        if over_time and graph.ontology.relations[one.relationship.relation].kind == STATE:
            begun = [s for s in one.relationship.spells if not graph.as_of or _begun(s, frame.last)]
            labels, then = asked._linked(one), asked._then(one, seen)
            found += [row_of(one, s, seen, graph.ontology, frame, labels, "", then) for s in begun]
        else:
            found += asked.rows(one, seen)
    return found


def why(graph: Graph, subject: str, relation: str, object: str) -> Answer:
    """All that is known of one relationship, with the evidence behind it.

    ``relation`` is a name (``owns``) or its label; NotFound if it or an entity is unknown.
    """
    answer = asked_of(graph, subject, relation, object)
    return replace(with_evidence(graph, answer), kind="why")


def asked_of(graph: Graph, subject: str, relation: str, object: str) -> Answer:
    """The answer to whether one relationship holds, put as three words; errors as :func:`why`."""
    declared = _relation_named(graph.ontology, relation)
    reading_ = Reading(
        "truth",
        (Part(declared.name, ""),),
        (subject, object),
        form=f"{{subject}} {declared.label} {{object}}",
    )
    return _Asked(graph, f"{subject} {relation} {object}", reading_).answer()


def _relation_named(ontology: Ontology, text: str) -> Relation:
    words = text.strip().casefold()
    for relation in ontology.relations.values():
        said = {relation.name.casefold(), relation.label.casefold()}
        said |= {w.casefold() for v in relation.verbs for w in (v.base, v.third, v.past)}
        if words in said:
            return relation
    return ontology.relation(text)


def relationship(graph: Graph, key: str) -> Known:
    """The relationship of a key; NotFound if there is none."""
    found = reading.known(graph.tables, reading.ONE, key=key)
    if not found:
        raise NotFound(f"no relationship '{key}'")
    return found[0]
