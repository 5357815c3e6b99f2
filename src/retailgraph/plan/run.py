"""One form while it is carried out: the view of the graph, the time, the names, and what was found on
the way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import nan
from re import fullmatch
from typing import TYPE_CHECKING

from retailgraph.dates import PartialDate, day
from retailgraph.form import OBJECT, PARTY, SUBJECT, Form, Link
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup import names
from retailgraph.lookup.rows import Row, Window, window
from retailgraph.lookup.seeing import (
    HeldChain,
    Seeing,
    by_time,
    longest_ago,
    once,
    present,
    relationship,
    told_whole,
)
from retailgraph.ontology import Relation
from retailgraph.plan.ends import given_types
from retailgraph.relationships import YES, Spell

if TYPE_CHECKING:
    from retailgraph.lookup.markets import Market
    from retailgraph.plan.found import FormResult

_MOST_BETWEEN = 5
"""Companies between an owner and what it holds that are told by name."""


class Run:
    """What all steps of a plan share.

    ``steps`` tells in words what was read from the store, in its order; ``notes`` what a reader should know;
    ``namesakes`` whom a name might have meant instead; ``parts`` what each of several forms gave.
    """

    def __init__(self, graph: Graph, form: Form, outer: Run | None = None) -> None:
        self.graph, self.form = graph, form
        self.ontology = graph.ontology
        self.notes: list[str] = outer.notes if outer else []
        self.steps: list[str] = outer.steps if outer else []
        self.namesakes: dict[str, tuple[str, ...]] = {}
        self.parts: list[tuple[Run, FormResult]] = []
        self.depth: int = outer.depth + 1 if outer else 0
        self._read: dict[tuple[str, str, str], list[Known]] = outer._read if outer else {}
        self.window = self._window()
        self.seeing = Seeing(
            graph,
            self.window,
            market=self._market(),
            moment=form.moment,
            public=bool(form.when.kind == "now" and graph.as_of),
        )

    def _window(self) -> Window:
        form, day = self.form, self.graph.today
        if form.when.kind == "now" and self.graph.as_of:
            return present(self.graph)
        if form.when.kind == "now" and (form.past or form.moment):
            return window("overTime", None, None, day)
        return window(form.when.kind, form.when.start, form.when.end, day)

    def look_over_time(self) -> None:
        """Take all times into view from here on."""
        self.window = self.seeing.window = window("overTime", None, None, self.window.day)

    def _market(self) -> Market | None:
        if not self.form.market:
            return None
        from retailgraph.lookup.markets import market_named

        return market_named(self.graph, self.form.market)

    # --- names ----------------------------------------------------------------------------------------------

    def name(self, text: str, types: Collection[str] = ()) -> str:
        """The entity that a name means, with a note where it might mean another."""
        meant = names.meant(self.graph, text, types)
        self.take(text, meant)
        return meant.id

    def take(self, text: str, meant: names.MeantEntity) -> None:
        """Note for whom a name was taken, where it might mean another."""
        if meant.guessed:
            self.notes.append(names.guess_note(self.graph, text, meant.id))
        if meant.others:
            self.remark(text, meant.id, meant.others)
            self.namesakes[text] = meant.others

    def about_of(self, text: str) -> tuple[str, ...]:
        """All entities that a name means or might have meant."""
        return tuple(id for tier in names.hits(self.graph, text).values() for id in tier)

    def remark(self, text: str, chosen: str, others: tuple[str, ...]) -> None:
        """Say which entity was meant where another bears, or bore, the same name."""
        from retailgraph.lookup.candidates import candidate

        meant = candidate(self.graph, chosen)
        told = "; ".join(str(candidate(self.graph, o, names.tier(self.graph, text, o))) for o in others)
        kind = " and ".join(meant.types).lower()
        self.notes.append(f"'{text.strip()}' was taken for {meant.name} ({kind}); another is {told}")

    def label(self, name: str) -> str:
        """The current name of an entity."""
        return self.seeing.label(name)

    def given_types(self) -> set[str]:
        """The types that the term of a list may have."""
        return {t for link in self.form.links for t in given_types(self.ontology, link)}

    # --- relationships --------------------------------------------------------------------------------------

    def known(self, query: str, given: str, relation: Relation) -> list[Known]:
        """The relationships of a relation that have an entity on a side; each is read once."""
        # Asked again for rivals and for owners of owners: of a thousand owners that takes seconds.
        asked = (query, given, relation.name)
        if asked not in self._read:
            self._read[asked] = reading.known(self.graph.tables, query, given=given, relation=relation.name)
            side = "subject" if query == reading.OF_SUBJECT else "object"
            count = len(self._read[asked])
            self.steps.append(f"read {relation.name} with {side} {given}: {count}")
        return self._read[asked]

    def as_party(self, relation: Relation, party: str, given: str) -> list[Known]:
        """The deals in which an entity stands in a qualifier, as the seller."""
        found = reading.known(
            self.graph.tables, reading.OF_PARTY, given=given, relation=relation.name, party=party
        )
        self.steps.append(f"read {relation.name} with {party} {given}: {len(found)}")
        return found

    def between(self, one: str, two: str) -> list[Known]:
        """All relationships of two entities, in either direction."""
        tables = self.graph.tables
        forward = reading.known(tables, reading.OF_PAIR, given=one, other=two)
        found = forward + reading.known(tables, reading.OF_PAIR, given=two, other=one)
        self.steps.append(f"read all between {one} and {two}: {len(found)}")
        return found

    def of_link(self, link: Link, given: str) -> Iterator[tuple[Known, str]]:
        """The relationships that a link asks of an entity, each with the company through which, if any."""
        relation = self.ontology.relations[link.relation]
        if link.answers == PARTY:
            yield from ((k, "") for k in self._of_party(relation, given))
            return
        if link.party:
            yield from ((k, "") for k in self.as_party(relation, link.party, given))
            return
        for side in (OBJECT, SUBJECT) if relation.symmetric else (link.answers,):
            query = reading.OF_SUBJECT if side == OBJECT else reading.OF_OBJECT
            yield from ((k, "") for k in self.known(query, given, relation))
            for qualifier in relation.subject_in if side == OBJECT else ():
                yield from ((k, "") for k in self.as_party(relation, qualifier, given))
        if relation.followed_through:
            yield from self.followed(link, relation, given)

    def _of_party(self, relation: Relation, given: str) -> Iterator[Known]:
        seen: set[str] = set()
        sides = [reading.OF_SUBJECT, reading.OF_OBJECT]
        found = [k for query in sides for k in self.known(query, given, relation)]
        for party in relation.parties:
            found += self.as_party(relation, party, given)
        for known in found:
            if known.key not in seen:
                seen.add(known.key)
                yield known

    def followed(self, link: Link, relation: Relation, given: str) -> Iterator[tuple[Known, str]]:
        """What owned companies have counts for their owner too, marked by the company that has it."""
        owning = [r for r in self.ontology.relations.values() if r.acyclic and r.exclusive]
        upward = link.answers == SUBJECT
        if upward and relation not in owning:
            return
        query = reading.OF_OBJECT if upward else reading.OF_SUBJECT
        reached, queue, confirmed = {given: 100.0}, [given], {given: ""}
        begun: dict[str, Spell | None] = {given: None}
        around = self._around(given, owning)
        while queue:
            name = queue.pop(0)
            for owner in owning:
                for known in self.known(query, name, owner):
                    other = known.relationship.subject if upward else known.relationship.object
                    if other in reached or not self.seeing.holds(known):
                        continue
                    reached[other] = self._part_of(known, reached[name])
                    confirmed[other] = longest_ago(confirmed[name], self.seeing.last_confirmed(known))
                    begun[other] = self.seeing.last_begun(known, begun[name])
                    queue.append(other)
                    label = known.subject_name if upward else known.object_name
                    # In a circle of owners one comes back to where one began, which is no answer.
                    for further in self.known(query, other, relation):
                        ends = {further.relationship.subject, further.relationship.object}
                        if given not in ends and not ends <= around:
                            part = self._part_of(further, reached[other])
                            chain = HeldChain(given, part, confirmed[other], begun[other])
                            self.seeing.chains[further.key, label] = chain
                            yield further, label

    def _around(self, given: str, owning: Iterable[Relation]) -> set[str]:
        """Whom an entity owns and is owned by at once: of them each is told itself, not through another."""
        sides = (reading.OF_SUBJECT, reading.OF_OBJECT)
        held = [[k.relationship for r in owning for k in self.known(side, given, r)] for side in sides]
        return {r.object for r in held[0]} & {r.subject for r in held[1]}

    def _part_of(self, known: Known, whole: float) -> float:
        """The percent that one holds of what is held through the other, if all shares are single numbers."""
        held = [s for s in known.relationship.spells if self.window.state(s) == YES]
        share = held[0].share_held(self.window.last) if held else ""
        return whole * float(share) / 100 if fullmatch(r"[0-9.]+", share) else nan

    def ultimate(self, given: str) -> Iterator[Row]:
        """The rows of the ultimate owners: of each its own relationship, and how much it holds in effect."""
        from retailgraph.lookup.ultimate import ultimate_owners

        owners = ultimate_owners(self.graph, given, self.when_owned())
        if not owners and any(self.seeing.holds(k) for k in self._owning(given)):
            self.notes.append(
                "who owns it is owned in a circle, which has no end; see: retailgraph conflicts"
            )
        for owner in owners:
            known = relationship(self.graph, owner.key)
            below = known.relationship.object
            via = "" if below == given else _chain(owner.through)
            via = _all_ways(owner.ways) or via
            if via:
                self.seeing.chains[known.key, via] = HeldChain(given)
            for row in self.seeing.rows(known, below, via):
                yield row.replaced(share=owner.share, holds=owner.holds)

    def _owning(self, given: str) -> Iterator[Known]:
        for relation in self.ontology.relations.values():
            if relation.acyclic and relation.exclusive:
                yield from self.known(reading.OF_OBJECT, given, relation)

    def when_owned(self) -> PartialDate:
        """The day, or the month or year, of which chains of owners are asked."""
        when = self.form.when.start if self.window.kind in ("on", "in") else None
        return when or self.graph.as_of or day(self.window.day)

    # --- rows -----------------------------------------------------------------------------------------------

    def rows_about(self, known: Known, name: str) -> list[Row]:
        """The rows of a relationship in which an entity takes part, if only as who sold: then told whole."""
        if name in (known.relationship.subject, known.relationship.object):
            return self.seeing.rows(known, name)
        relation = self.ontology.relations[known.relationship.relation]
        return [told_whole(r, known, relation) for r in self.seeing.rows(known, known.relationship.object)]

    def ordered(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Each spell once; what holds first, or over time the earliest first."""
        each = once(rows)
        return tuple(sorted(each, key=by_time)) if self.window.kind == "overTime" else each

    def of_linked(self, row: Row, qualifier: str) -> Iterator[Row]:
        """The row of a deal as rows of those who stand in a qualifier, such as its sellers."""
        found = relationship(self.graph, row.key).relationship
        relation = self.ontology.relations[row.relation]
        words = f"{self.ontology.qualifiers[qualifier].label} ({row.subject} {relation.label} it)"
        # Of one of several attempts those of its own: each has its sellers.
        told = set(getattr(row, qualifier))
        every = dict(found.qualifiers).get(qualifier, ())
        for name in (one for one in every if not told or self.label(one) in told):
            types = names.types_of(self.graph, name)
            yield row.replaced(entity=self.label(name), id=name, types=types, words=words)


def _all_ways(ways: Sequence[tuple[str, str]]) -> str:
    """Several ways by which a part is held, each with its percent; empty where there is only one."""
    if len(ways) < 2:
        return ""
    told = [f"{name} ({share}%)" if share else name for name, share in ways if name]
    direct = [f"directly ({share}%)" if share else "directly" for name, share in ways if not name]
    return f"{_chain(told)} and {direct[0]}" if direct else _chain(told)


def _chain(names: Sequence[str]) -> str:
    """The companies that something is held through; of a long chain the first and the last of them."""
    if len(names) <= _MOST_BETWEEN:
        return ", ".join(names)
    return f"{', '.join(names[: _MOST_BETWEEN - 2])}, {len(names) - _MOST_BETWEEN + 1} others and {names[-1]}"
