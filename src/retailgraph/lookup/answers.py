"""Answers: a question's reading, resolved against the graph, as rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from retailgraph.dates import partial
from retailgraph.errors import NotFound, UsageError
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup import names
from retailgraph.lookup.questions import Part, Reading, nearest_forms, readings
from retailgraph.lookup.rows import SCHEMA, Plain, Row, Window, order, row_of, window
from retailgraph.ontology import ENTITY, RELATIONSHIP, RG, STATE, Ontology, Relation
from retailgraph.relationships import NO, UNKNOWN, YES, Relationship, Spell, span

if TYPE_CHECKING:
    from retailgraph.lookup.evidence import FigureRow


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Answer(Plain):
    """What a question gets: ``kind`` says how it was read, ``answer`` is yes, no or unknown.

    ``rows`` are relationships, best first; ``figures`` numbers; ``notes`` what a reader should know, such
    as another entity of the same name. ``period`` says in words which time the answer is about.
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

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; ``schema`` names its version."""
        return {"schema": SCHEMA, **Plain.to_dict(self)}


def ask(graph: Graph, question: str, *, why: bool = False) -> Answer:
    """The answer to a question in words, on the day that the graph is of.

    UsageError if it is not understood, with the nearest questions that are; NotFound with the nearest
    names; Ambiguous with the candidates. With ``why`` each row carries its evidence.
    """
    ontology = graph.ontology
    found = readings(question, ontology)
    if not found and names.is_known(graph, question):
        found = (Reading("card", names=(question,), form="{subject}"),)
    if not found:
        forms = nearest_forms(question, ontology)
        raise UsageError(f"'{question.strip()}' is not understood; try: {'; '.join(forms)}", forms)
    chosen = _first_known(graph, found)
    answer = _Asked(graph, question, chosen).answer()
    return with_evidence(graph, answer) if why else answer


def with_evidence(graph: Graph, answer: Answer) -> Answer:
    """The same answer, each row with the passages behind it and the reason of its dates."""
    from retailgraph.lookup.evidence import evidence_of
    from retailgraph.lookup.reasons import Reasons

    because = Reasons(graph).because
    rows = [replace(r, evidence=evidence_of(graph, r.key), because=because(r)) for r in answer.rows]
    return replace(answer, rows=tuple(rows))


def _first_known(graph: Graph, found: Collection[Reading]) -> Reading:
    """The first reading whose names are all known; else the first, whose names then are reported."""
    known = names.matcher(graph)
    for reading_ in found:
        if all(known(text) for text in reading_.names):
            return reading_
    best = next(iter(found))
    for text in best.names:
        if not known(text):
            raise names.unknown(graph, text)
    raise AssertionError("a reading without unknown names was passed over")


class _Asked:
    """One question while it is answered."""

    def __init__(self, graph: Graph, question: str, reading_: Reading) -> None:
        self.graph = graph
        self.question = question.strip()
        self.reading = reading_
        self.ontology: Ontology = graph.ontology
        self.window = self._window()
        self.notes: list[str] = []
        self.labels: dict[str, str] = {}

    def _window(self) -> Window:
        when, day = self.reading.when, self.graph.today
        if when.kind == "now" and self.graph.as_of:
            return present(self.graph)
        if when.kind == "now" and self.reading.past:
            return window("overTime", None, None, day)
        return window(when.kind, when.start, when.end, day)

    def answer(self) -> Answer:
        kinds = {
            "list": self._list,
            "truth": self._truth,
            "card": self._card,
            "between": self._between,
            "figures": self._figures,
            "when": self._when,
            "changes": self._changes,
        }
        return kinds[self.reading.kind]()

    def _made(self, about: Iterable[str], **parts: Any) -> Answer:
        return Answer(
            kind=self.reading.kind,
            question=self.question,
            understood=self._understood(about),
            about=tuple(about),
            as_of=self.window.day,
            notes=tuple(dict.fromkeys(self.notes)),
            window=self.window.kind,
            period=_period(self.window, self.graph),
            **parts,
        )

    def _understood(self, about: Iterable[str]) -> str:
        labels = [names.label_of(self.graph, name) for name in about]
        slots = sorted(_SLOT.findall(self.reading.form), key=lambda slot: slot == "{object}")
        filled = self.reading.form
        for slot, label in zip(slots, labels, strict=False):
            filled = filled.replace(slot, label, 1)
        return filled

    # --- names ----------------------------------------------------------------------------------------------

    def _name(self, text: str, types: Collection[str] = ()) -> str:
        chosen, others = names.resolve(self.graph, text, types)
        self._remark(text, chosen, others)
        return chosen

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
        return self._made([given], rows=self._ordered(rows))

    def _ordered(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Each spell once; what holds first, or over time the earliest first."""
        once = _once(rows)
        return tuple(sorted(once, key=_by_time)) if self.window.kind == "overTime" else once

    def _given_types(self) -> set[str]:
        types: set[str] = set()
        for part in self.reading.parts:
            relation = self.ontology.relations[part.relation]
            if relation.symmetric or part.answers == "party":
                types |= {*relation.domain, *relation.range}
            else:
                types |= set(relation.domain if part.answers == "object" else relation.range)
        return types

    def _part(self, part: Part, given: str) -> Iterator[Row]:
        relation = self.ontology.relations[part.relation]
        for known, via in self._found(part, relation, given):
            seen_from = self._seen_from(known, given, part)
            if part.role and not self._has_role(known, part.role):
                continue
            for row in self.rows(known, seen_from, via):
                if part.answers == "party" and seen_from != given:
                    # Somebody else's deal, in which the one asked about sold: say whole who did what.
                    row = replace(row, words=f"{relation.label} {known.object_name}")
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
        sides = ("object", "subject") if relation.symmetric else (part.answers,)
        for side in sides:
            query = reading.OF_SUBJECT if side == "object" else reading.OF_OBJECT
            yield from ((k, "") for k in self._known(query, given, relation))
        if relation.followed_through:
            yield from self._followed(part, relation, given)

    def _known(self, query: str, given: str, relation: Relation) -> list[Known]:
        return reading.known(self.graph.store, query, given=ENTITY + given, relation=RG + relation.name)

    def _of_party(self, relation: Relation, given: str) -> Iterator[Known]:
        seen: set[str] = set()
        sides = [reading.OF_SUBJECT, reading.OF_OBJECT]
        found = [k for query in sides for k in self._known(query, given, relation)]
        for name in relation.parties:
            found += reading.known(
                self.graph.store,
                reading.OF_PARTY,
                given=ENTITY + given,
                relation=RG + relation.name,
                q=RG + name,
            )
        for known in found:
            if known.key not in seen:
                seen.add(known.key)
                yield known

    def _followed(self, part: Part, relation: Relation, given: str) -> Iterator[tuple[Known, str]]:
        """What owned companies have counts for their owner too, marked by the company that has it."""
        owning = [r for r in self.ontology.relations.values() if r.acyclic and r.exclusive]
        upward = part.answers == "subject"
        if upward and relation not in owning:
            return
        query = reading.OF_OBJECT if upward else reading.OF_SUBJECT
        reached, queue = {given}, [given]
        while queue:
            name = queue.pop(0)
            for owner in owning:
                for known in self._known(query, name, owner):
                    other = known.relationship.subject if upward else known.relationship.object
                    if other in reached or not self._holds(known):
                        continue
                    reached.add(other)
                    queue.append(other)
                    label = known.subject_name if upward else known.object_name
                    yield from ((k, label) for k in self._known(query, other, relation))

    def _holds(self, known: Known) -> bool:
        return any(self.window.state(s) == YES for s in known.relationship.spells)

    def rows(self, known: Known, seen_from: str, via: str = "") -> list[Row]:
        """The rows of a relationship that the window lets show."""
        labels = self._linked(known)
        made = [
            row_of(known, spell, seen_from, self.ontology, self.window, labels, via)
            for spell in known.relationship.spells
        ]
        if self.ontology.relations[known.relationship.relation].kind != STATE:
            spells = known.relationship.spells
            return [r for r, s in zip(made, spells, strict=True) if self._covers(known.relationship, s)]
        if self.window.kind == "overTime":
            return made
        open_rows = [r for r in made if r.holds in (YES, UNKNOWN)]
        sure = [r for r in open_rows if r.holds == YES]
        # One state that holds is not also announced: of several spells the sure ones speak.
        return sure if self.window.kind in ("now", "on") and sure else open_rows

    def _linked(self, known: Known) -> dict[str, str]:
        """The names of the entities among a relationship's qualifiers."""
        told = [(n, v) for n, values in known.relationship.qualifiers for v in values]
        linked = {v for n, v in told if self.ontology.links(n) or (n == "market" and v[0].islower())}
        return {v: self._label(v) for v in linked}

    # --- other kinds -------------------------------------------------------------------------------------

    def _pair(self) -> tuple[str, str]:
        relation = self.ontology.relations[self.reading.parts[0].relation]
        domain, range_ = set(relation.domain), set(relation.range)
        one, two = self.reading.names
        pair = self._name(one, domain), self._name(two, range_)
        # A type may prefer a former name; two names that were told apart are never one and the same.
        return pair if pair[0] != pair[1] else (self._name(one), self._name(two))

    def _between_known(self, one: str, two: str) -> list[Known]:
        store = self.graph.store
        forward = reading.known(store, reading.OF_PAIR, given=ENTITY + one, other=ENTITY + two)
        return forward + reading.known(store, reading.OF_PAIR, given=ENTITY + two, other=ENTITY + one)

    def _asked_known(self, subject: str, object: str) -> list[Known]:
        wanted = {p.relation for p in self.reading.parts}
        return [
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

    def _truth(self) -> Answer:
        subject, object = self._pair()
        claimed = self._asked_known(subject, object)
        found = claimed or self._deals_towards(subject, object)
        told = [r for k in found for r in self._all_rows(k, subject)]
        answers = {self._truth_of(k) for k in found}
        answer = YES if YES in answers else UNKNOWN if UNKNOWN in answers or not found else NO
        if not claimed:
            rivals = self._rivals(object)
            told += [r for k in rivals for r in self.rows(k, object)]
            answer = NO if rivals else answer
            self.notes.append("no article claims it" + (", and another holds it" if rivals else ""))
        return self._made([subject, object], answer=answer, rows=self._ordered(told))

    def _all_rows(self, known: Known, seen_from: str) -> list[Row]:
        shown = self.rows(known, seen_from)
        if shown:
            return shown
        labels = self._linked(known)
        return [
            row_of(known, s, seen_from, self.ontology, self.window, labels) for s in known.relationship.spells
        ]

    def _truth_of(self, known: Known) -> str:
        """Rule ``yes or no``: what holds in the window; of a deal, whether it was completed in it."""
        spells = known.relationship.spells
        if self.ontology.relations[known.relationship.relation].kind == STATE:
            states = {self.window.state(s) for s in spells}
        else:
            states = {self._deal_state(s.status, self._covers(known.relationship, s)) for s in spells}
        return YES if YES in states else UNKNOWN if UNKNOWN in states else NO

    def _covers(self, deal: Relationship, attempt: Spell) -> bool:
        """Whether an attempt at a deal is of the time asked about: as of a day, what was public by then."""
        if self.reading.when.kind == "now" and self.graph.as_of:
            last = self.window.last
            return _begun(attempt, last) or deal.public(attempt) <= last
        return self.window.covers(attempt.since)

    def _deal_state(self, status: str, in_window: bool) -> str:
        return self.ontology.statuses[status].counts if in_window else NO

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
        rows = [r for k in self._asked_known(subject, object) for r in self._all_rows(k, subject)]
        if not rows:
            self.notes.append("no article claims it")
        return self._made([subject, object], rows=self._ordered(rows))

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
        if self.window.kind in ("now", "overTime"):
            return True
        return bool(stated) and self.window.covers(span(partial(stated)))

    def _changes(self) -> Answer:
        name = self._name(self.reading.names[0])
        window_ = self.window
        self.window = window("overTime", None, None, window_.day)
        rows = [r for k in of_entity(self.graph, name) for r in self.rows(k, name)]
        self.window = window_
        changed = [r for r in rows if _changed(r, window_)]
        return self._made(
            [name], rows=tuple(sorted(changed, key=lambda r: r.since_latest or r.last_reported))
        )


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


def _period(frame: Window, graph: Graph) -> str:
    known = graph.known_on
    return f"{frame.words}, as known on {known}" if known else frame.words


_SLOT = re.compile(r"\{\w+\}")


def _by_time(row: Row) -> tuple[date, str]:
    """Where a spell stands among others: by its start, else by its end, else by its first report."""
    began = row.since_earliest or row.since_latest
    return (began or row.until_earliest or row.first_reported, row.id)


def _changed(row: Row, frame: Window) -> bool:
    low, high = frame.start or date.min, frame.end or date.max
    dates = [d for d in (row.since_earliest, row.until_earliest) if d]
    return any(low <= d < high for d in dates)


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
    store, given = graph.store, ENTITY + name
    found = reading.known(store, reading.ALL_OF_SUBJECT, given=given)
    return found + reading.known(store, reading.ALL_OF_OBJECT, given=given)


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
            labels = asked._linked(one)
            found += [row_of(one, s, seen, graph.ontology, frame, labels) for s in begun]
        else:
            found += asked.rows(one, seen)
    return found


def why(graph: Graph, subject: str, relation: str, object: str) -> Answer:
    """All that is known of one relationship, with the evidence behind it.

    ``relation`` is a name (``owns``) or its label; NotFound if it or an entity is unknown.
    """
    declared = _relation_named(graph.ontology, relation)
    reading_ = Reading(
        "truth",
        (Part(declared.name, ""),),
        (subject, object),
        form=f"{{subject}} {declared.label} {{object}}",
    )
    answer = _Asked(graph, f"{subject} {relation} {object}", reading_).answer()
    return replace(with_evidence(graph, answer), kind="why")


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
    found = reading.known(graph.store, reading.ONE, given=RELATIONSHIP + key)
    if not found:
        raise NotFound(f"no relationship '{key}'")
    return found[0]
