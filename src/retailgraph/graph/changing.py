"""Changing a store: only what a change can reach is concluded again.

A unit is what is concluded as a whole: all about an entity, or one subject, relation and object where nothing
else bears on it. Claims that come or go touch their units; where that changes who is said to own a unit, it
can decide between rival holders of whatever lies below, and for nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from retailgraph.conclusion import Report, conclude, controlling
from retailgraph.conclusion.control import Control, Pair
from retailgraph.conclusion.learning import Bearing
from retailgraph.graph.circles import CIRCLE, circles, circles_about, owned_on
from retailgraph.graph.holding import Owners, rivals
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict, Relationship
from retailgraph.tables import articles as rows
from retailgraph.tables import conclusions, counts, edges, removing
from retailgraph.tables import conflicts as conflict_rows
from retailgraph.tables import entities as entity_rows
from retailgraph.tables.reports import Reports
from retailgraph.tables.store import Tables
from retailgraph.tables.writing import Writing

if TYPE_CHECKING:
    from retailgraph.articles import Article, Claim, Entity

_MANY = 500
"""So many claims come at once before all is concluded instead of what they reach."""
Triple = tuple[str, str, str]
_Value = TypeVar("_Value", Relationship, Conflict)


class Units(NamedTuple):
    """What is concluded as a whole: entities, and triples that stand alone."""

    entities: set[str]
    triples: set[Triple]


class Change:
    """A change to a store, made in one transaction; ``before`` is the day it was concluded for, if ever."""

    def __init__(
        self,
        tables: Tables,
        ontology: Ontology,
        today: date,
        before: date | None = None,
        *,
        downward: bool = False,
    ) -> None:
        self._tables, self._ontology = tables, ontology
        self._today, self._before = today, before or today
        self._bearing = Bearing(ontology)
        self._controlling = controlling(ontology)
        self._reports = Reports(tables, today)
        self._writing = Writing(tables, ontology, downward=downward)
        self._touched = Units(set(), set())
        self._acyclic = {r.name for r in ontology.relations.values() if r.acyclic}
        self._turned: set[Triple] = set()
        """What may not go in circles and is concluded otherwise now."""
        self._lives: set[str] = set()
        """Those of whose beginning or end something else is concluded now."""
        self.claims = 0
        """How many claims were concluded from, after :meth:`build`."""

    def apply(
        self,
        entities: Sequence[Entity] = (),
        articles: Sequence[Article] = (),
        removed: Sequence[str] = (),
        shown: Sequence[str] = (),
        gone: Sequence[str] = (),
        gone_over_shipped: Sequence[str] = (),
    ) -> None:
        """Put these in, take those out, conclude again what that reaches.

        ``removed`` are articles and ``gone`` entities; ``shown`` are removed articles of the user's below
        which shipped ones come back, ``gone_over_shipped`` such entities.
        """
        before = rows.complete(self._tables)
        ids = {*gone, *(e.id for e in entities)}
        removing.entities(self._tables, ids)
        removing.show_entities(self._tables, gone_over_shipped)
        self._touched.entities.update(ids)
        self._writing.put_entities(entities)
        names = {*removed, *(a.id for a in articles)}
        for name in names:
            self._touch(rows.claims_in(self._tables, name))
        removing.articles(self._tables, names)
        for name in removing.show_articles(self._tables, shown):
            self._touch(rows.claims_in(self._tables, name))
        self._reports.numbers.update(self._writing.put_articles(articles))
        if self._is_most(sum(len(p.claims) for a in articles for p in a.passages)):
            self._conclude_all()
            return
        for article in articles:
            self._touch(article.claims())
        self._touch_lists(before)
        self._touch_copies(names)
        self._touch_drifted()
        self._conclude()

    def put(self, entities: Sequence[Entity], articles: Sequence[Article]) -> None:
        """Put these in, and conclude nothing yet."""
        removing.entities(self._tables, {e.id for e in entities})
        self._writing.put_entities(entities)
        removing.articles(self._tables, {a.id for a in articles})
        self._writing.put_articles(articles)

    def build(self, entities: Iterable[Entity], articles: Iterable[Article]) -> None:
        """Fill a store that holds nothing."""
        self._writing.put_entities(entities)
        self._writing.put_articles(articles)
        self._conclude_all()

    # --- what is touched ------------------------------------------------------------------------------------

    def _touch(self, said: Iterable[rows.Said | Claim]) -> None:
        for claim in said:
            self._add(self._touched, claim.subject, claim.relation, claim.object)

    def _add(self, units: Units, subject: str, relation: str, object: str) -> None:
        if relation in self._bearing.alone:
            units.triples.add((subject, relation, object))
        else:
            units.entities.update(self._bearing.concerned(subject, relation, object))

    def _touch_lists(self, before: Mapping[int, tuple[rows.Said, str]]) -> None:
        """What stands in a complete list bears on whatever stands in the others of the same."""
        after = rows.complete(self._tables)
        both = {**before, **after}
        news = {rows.list_of(*both[number]) for number in before.keys() ^ after.keys()}
        self._touch(said for said, side in both.values() if rows.list_of(said, side) in news)

    def _touch_copies(self, articles: Iterable[str]) -> None:
        """Copies count for the publisher of their original, so they change with it; copies of copies too."""
        seen = waiting = set(articles)
        while waiting:
            waiting = set(rows.copies(self._tables, waiting)) - seen
            seen = seen | waiting
            for copy in waiting:
                self._touch(rows.claims_in(self._tables, copy))

    def _touch_drifted(self) -> None:
        """What may be published after the day of before counted as published then, and moves on."""
        if self._before == self._today:
            return
        earlier = min(self._before, self._today)
        for article in rows.published_after(self._tables, earlier):
            self._touch(rows.claims(self._tables, "article = ?", (article.number,)))

    def _is_most(self, claims: int) -> bool:
        """Whether so many claims are so much of all that all is concluded as quickly as what they reach."""
        return claims > _MANY and claims * 2 > counts.counts(self._tables)["claims"]

    # --- concluding -----------------------------------------------------------------------------------------

    def _conclude(self) -> None:
        moved = self._concluded(self._touched)
        later = self._partners()
        later.entities.update(rivals(self._tables, self._bearing, moved, self._controlling))
        later.entities.difference_update(self._touched.entities)
        later.triples.difference_update(self._touched.triples)
        if later.entities or later.triples:
            self._concluded(later)
        self._find_circles_again()

    def _conclude_all(self) -> None:
        reports = self._reports.all()
        found, conflicts = conclude(reports, self._ontology, entity_rows.types(self._tables))
        old = {one.key: one for one in conclusions.found(self._tables, conclusions.ALL, claims=True)}
        self._exchange(old, {one.key: one for one in found})
        before = conflict_rows.numbered(self._tables)
        self._put_conflicts([(n, c) for n, c in before if c.kind != CIRCLE], conflicts)
        self.find_circles()
        self.claims = len(reports)

    def _concluded(self, units: Units) -> dict[str, set[str]]:
        """Conclude these units again; gives by entity the owners that it has or had, where that is news."""
        if not (units.entities or units.triples):
            return {}
        units.entities.update(self._reports.turned_into(units.entities, self._bearing.becoming))
        reports = self._reports.about(units.entities, self._bearing.not_by_object, self._by_subject)
        reports += self._reports.of_triples(units.triples)
        reports = self._reports.with_lives(reports, self._bearing)
        owners = Owners(self._tables, self._controlling)
        moved: dict[str, set[str]] = {}

        def control(stated: set[Pair]) -> Control:
            moved.update(owners.replace(units.entities, stated))
            return Control.of(owners)

        types = self._types(reports)
        found, conflicts = conclude(reports, self._ontology, types, control)
        mine = {r.key: r for r in found if self._is_in(units, r)}
        old = self._old(units)
        self._exchange(old, mine)
        self._exchange_conflicts({*old, *mine}, [c for c in conflicts if mine.keys() >= set(c.relationships)])
        return moved

    @property
    def _by_subject(self) -> set[str]:
        return self._bearing.by_subject - self._bearing.alone

    def _partners(self) -> Units:
        """What those have a part in who are said now to have begun or ended on another day."""
        found = Units(set(), set())
        for triple in conclusions.triples_of(self._tables, self._lives) if self._lives else ():
            self._add(found, *triple)
        return found

    def _types(self, reports: Iterable[Report]) -> dict[str, tuple[str, ...]]:
        return entity_rows.types(self._tables, {n for r in reports for n in (r.subject, r.object)})

    def _is_in(self, units: Units, known: Relationship) -> bool:
        triple = known.subject, known.relation, known.object
        if known.relation in self._bearing.alone:
            return triple in units.triples
        return not units.entities.isdisjoint(self._bearing.concerned(*triple))

    def _old(self, units: Units) -> dict[str, conclusions.Found]:
        """What was concluded of these units before, by key."""
        found = conclusions.of_units(
            self._tables,
            units.entities,
            self._bearing.not_by_object,
            self._by_subject,
            units.triples,
        )
        return {one.key: one for one in found}

    def _exchange(self, old: Mapping[str, conclusions.Found], new: Mapping[str, Relationship]) -> None:
        """Write what is concluded otherwise than before, and nothing else."""
        gone = [one for key, one in old.items() if new.get(key) != one.relationship]
        come = [one for key, one in new.items() if key not in old or old[key].relationship != one]
        removing.relationships(self._tables, (one.number for one in gone))
        self._writing.put_relationships(come, self._reports.numbers)
        changed = (*(one.relationship for one in gone), *come)
        ending, founding = self._bearing.ending, self._bearing.founding
        self._lives.update(r.subject for r in changed if r.relation in ending)
        self._lives.update(r.object for r in changed if r.relation in founding)
        self._turned.update((r.subject, r.relation, r.object) for r in changed if r.relation in self._acyclic)

    def _exchange_conflicts(self, about: Collection[str], new: Iterable[Conflict]) -> None:
        numbers = conflict_rows.conflict_numbers(self._tables, about)
        pairs = conflict_rows.conflicts_numbered(self._tables, numbers)
        self._put_conflicts([(n, c) for n, c in pairs if c.kind != CIRCLE], new)

    def _put_conflicts(self, old: Iterable[tuple[int, Conflict]], new: Iterable[Conflict]) -> None:
        before, after = {c: n for n, c in old}, set(new)
        removing.conflicts(self._tables, (n for c, n in before.items() if c not in after))
        self._writing.put_conflicts(sorted(after - before.keys()), self._reports.numbers)

    # --- circles --------------------------------------------------------------------------------------------

    def find_circles(self) -> None:
        """Conclude again what owns itself through others."""
        old = conflict_rows.conflicts_of_kind(self._tables, CIRCLE)
        self._put_conflicts(old, circles(owned_on(self._tables, self._acyclic, self._today)))

    def _find_circles_again(self) -> None:
        """The same of what is concluded otherwise now, and of what has turned since the day of before."""
        if self._before != self._today:
            turned = edges.turned(self._tables, self._before, self._today)
            self._turned.update((e.subject, e.relation, e.object) for e in turned)
            self._turned = {triple for triple in self._turned if triple[1] in self._acyclic}
        if self._turned:
            self._put_conflicts(*circles_about(self._tables, self._turned, self._today))
