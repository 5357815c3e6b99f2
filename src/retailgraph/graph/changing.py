"""Changing a store that holds articles: only what a change touches is concluded again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from retailgraph.conclusion import Report, conclude, controlling
from retailgraph.conclusion.learning import Bearing
from retailgraph.dates import day
from retailgraph.graph import claims, quads, reading
from retailgraph.graph.building import circles, conclusion_lines, load_lines
from retailgraph.identity import spelled
from retailgraph.ontology import ARTICLE, ENTITY, RDF, RELATIONSHIP, RG, XSD, Ontology
from retailgraph.stores import Writer

if TYPE_CHECKING:
    from retailgraph.articles import Article, Entity


class Change:
    """A change to a version that holds articles: only what it touches is concluded again."""

    def __init__(self, writer: Writer, ontology: Ontology, today: date) -> None:
        self.writer = writer
        self.store = writer.store
        self.ontology = ontology
        self.today = today
        self.touched: set[str] = set()
        self.changed_hands: set[str] = set()
        self.bearing = Bearing(ontology)

    def apply(
        self,
        entities: Sequence[Entity],
        articles: Sequence[Article],
        removed: Sequence[str],
        gone: Sequence[str] = (),
    ) -> dict[str, int]:
        """Put these in, take those out, conclude again what that touches; gives the new counts.

        ``gone`` are entities that nothing names any more, or that are among ``entities`` as they now are.
        """
        lines: list[str] = []
        anew = {*gone, *(entity.id for entity in entities)}
        renamed = {key for id in anew for key in self._names(id)}
        for id in gone:
            self._drop_entity(id)
            self.touched.add(id)
        for entity in entities:
            self._drop_entity(entity.id)
            self.touched.add(entity.id)
            lines += quads.entity_lines(entity)
            lines += quads.name_lines(entity)
        for name in {*removed, *(a.id for a in articles)}:
            self._touch(claims.claims_in(self.store, name))
            self.store.remove_graph(ox.NamedNode(ARTICLE + name))
        for article in articles:
            lines += quads.article_lines(article, self.ontology)
        load_lines(self.writer, lines)
        self._list_names(renamed.union(*(self._names(entity.id) for entity in entities)))
        for article in articles:
            self._touch(claims.claims_in(self.store, article.id))
        self._touch_copies([*removed, *(a.id for a in articles)])
        self._touch_drifted()
        self._conclude()
        return self._counts()

    def _touch(self, claims: Iterable[tuple[str, str, str]]) -> None:
        for subject, relation, object in claims:
            concerned = self.bearing.concerned(subject, relation, object)
            self.touched.update(concerned)
            if relation in self.bearing.holding:
                self.changed_hands.update(concerned)

    def _touch_copies(self, articles: Iterable[str]) -> None:
        """Copies count for the publisher of their original, so they change with it; copies of copies too."""
        copy_of = ox.NamedNode(RG + "copyOf")
        waiting = list(articles)
        seen = set(waiting)
        while waiting:
            original = ox.NamedNode(ARTICLE + waiting.pop())
            found = [q.subject.value for q in reading.match(self.store, None, copy_of, original, None)]
            copies = {iri[len(ARTICLE) :] for iri in found} - seen
            seen |= copies
            waiting += copies
            for copy in copies:
                self._touch(claims.claims_in(self.store, copy))

    def _touch_drifted(self) -> None:
        """Relationships that began or ended between the day the edges were drawn and today."""
        as_of = ox.NamedNode(RG + "edgesAsOf")
        drawn = [q.object.value for q in reading.match(self.store, None, as_of, None, reading.CONCLUSIONS)]
        if not drawn or drawn == [self.today.isoformat()]:
            return
        between = sorted((drawn[0], self.today.isoformat()))
        low, high = (ox.Literal(day, datatype=ox.NamedNode(XSD + "date")) for day in between)
        bound: dict[ox.Variable, Any] = {ox.Variable("low"): low, ox.Variable("high"): high}
        found: Any = self.store.query(_DRIFTED, prefixes=_PREFIXES, substitutions=bound)
        self.touched |= {row["object"].value[len(ENTITY) :] for row in found}
        self._touch_published_after(date.fromisoformat(between[0]))

    def _touch_published_after(self, day: date) -> None:
        """What may be published after a day, or whenever, counts as published today, and moves on."""
        articles = reading.match(self.store, None, reading.TYPE, ox.NamedNode(RG + "Article"), None)
        for article in [q.subject for q in articles]:
            if claims.published(self.store, article, date.max) > day:
                self._touch(claims.claims_in(self.store, article.value[len(ARTICLE) :]))

    def _touch_downward(self) -> None:
        """What those who changed hands are claimed to hold, and so on downward: who owns whom, also through
        others, decides between rival holders."""
        seen: set[str] = set()
        while new := self.changed_hands - seen:
            seen |= new
            for name in new:
                me = ox.NamedNode(ENTITY + name)
                for predicate in (reading.SUBJECT, *(ox.NamedNode(RG + n) for n in self.bearing.holders)):
                    for quad in list(reading.match(self.store, None, predicate, me, None)):
                        if quad.graph_name.value.startswith(ARTICLE):
                            self._touch(self._held(quad.subject, quad.graph_name))

    def _held(self, claim: Any, graph: Any) -> Iterator[tuple[str, str, str]]:
        said = claims.said(self.store, claim, graph)
        if said and said[1] in self.bearing.holding:
            yield said

    def _value(self, subject: Any, predicate: ox.NamedNode) -> str:
        return next((q.object.value for q in reading.match(self.store, subject, predicate, None, None)), "")

    def _conclude(self) -> None:
        self._touch_downward()
        reports = claims.reports_about(self.store, sorted(self.touched), self.today, self.bearing.either_side)
        types = {
            name: self._types(name) for name in {r.object for r in reports} | {r.subject for r in reports}
        }
        relationships, conflicts = conclude(reports, self.ontology, types, self._control(reports))
        mine = [r for r in relationships if self._is_touched(r.subject, r.relation, r.object)]
        keys = {r.key for r in mine}
        self._drop_relationships()
        known = [c for c in conflicts if all(k in keys for k in c.relationships)]
        load_lines(self.writer, conclusion_lines(mine, known, self.ontology, self.today))
        self._drawcircles()
        self._date()

    def _is_touched(self, subject: str, relation: str, object: str) -> bool:
        return object in self.touched or (relation in self.bearing.either_side and subject in self.touched)

    def _types(self, name: str) -> tuple[str, ...]:
        found = reading.match(self.store, ox.NamedNode(ENTITY + name), reading.TYPE, None, reading.ENTITIES)
        return reading.types_of(q.object for q in found)

    def _control(self, reports: Sequence[Report]) -> Collection[tuple[str, str]]:
        """The pairs (owner, owned) that matter: those among and above the holders of what is concluded."""
        known = {r.claim: r for r in reports}
        new, seen = list(reports), set[str]()
        while holders := self.bearing.holders_in(new) - seen:
            seen |= holders
            above = claims.reports_about(self.store, sorted(holders), self.today, self.bearing.either_side)
            new = [r for r in above if r.claim not in known]
            known |= {r.claim: r for r in new}
        every = known.values()
        types = {name: self._types(name) for r in every for name in (r.subject, r.object)}
        # Deals give owners too, so what the claims mean must be concluded to see all pairs.
        owning = controlling(self.ontology)
        found, _ = conclude(every, self.ontology, types, control=())
        return {(r.subject, r.object) for r in found if r.relation in owning}

    def _drop_entity(self, name: str) -> None:
        me = ox.NamedNode(ENTITY + name)
        for quad in list(reading.match(self.store, me, None, None, reading.ENTITIES)):
            if quad.predicate.value == RG + "formerName":
                self._drop(quad.object, reading.ENTITIES)
        for graph in (reading.ENTITIES, reading.NAMES):
            self._drop(me, graph)

    def _drop(self, subject: Any, graph: ox.NamedNode) -> None:
        for quad in list(reading.match(self.store, subject, None, None, graph)):
            self.store.remove(quad)

    def _names(self, name: str) -> set[str]:
        me = ox.NamedNode(ENTITY + name)
        return {
            q.object.value
            for q in reading.match(self.store, me, None, None, reading.NAMES)
            if spelled(q.predicate.value.removeprefix(RG + "key-"), q.object.value)
        }

    def _list_names(self, changed: Collection[str]) -> None:
        """Bring the list of names up to date, where names came or went."""
        if not changed:
            return
        listed = set(reading.spellings(self.store)).difference(changed)
        listed.update(key for key in changed if self._is_name(key))
        self._drop(reading.NAMES, reading.NAMES)
        load_lines(self.writer, [quads.spellings_line(listed)])

    def _is_name(self, key: str) -> bool:
        found = reading.match(self.store, None, None, ox.Literal(key), reading.NAMES)
        return any(spelled(q.predicate.value.removeprefix(RG + "key-"), key) for q in found)

    def _drop_relationships(self) -> None:
        stale: set[Any] = set()
        for name in self.touched:
            entity = ox.NamedNode(ENTITY + name)
            for side in (reading.OBJECT, reading.SUBJECT):
                for quad in list(reading.match(self.store, None, side, entity, reading.CONCLUSIONS)):
                    relation = self._value(quad.subject, reading.PREDICATE)[len(RG) :]
                    if side is reading.OBJECT or relation in self.bearing.either_side:
                        stale.add(quad.subject)
        for relationship in stale:
            self._drop_relationship(relationship)

    def _drop_relationship(self, me: Any) -> None:
        subject, object = (self._value(me, p) for p in (reading.SUBJECT, reading.OBJECT))
        relation = ox.NamedNode(self._value(me, reading.PREDICATE))
        one, two = ox.NamedNode(subject), ox.NamedNode(object)
        self.store.remove(ox.Quad(one, relation, two, reading.EDGES))
        if self.ontology.relations[relation.value[len(RG) :]].symmetric:
            self.store.remove(ox.Quad(two, relation, one, reading.EDGES))
        for conflict in reading.conflicts_about(self.store, [me.value[len(RELATIONSHIP) :]]):
            self._drop_whole(conflict, "side")
        self._drop_whole(me, "spell")

    def _drop_whole(self, me: Any, part: str) -> None:
        """Take a conclusion away with the nodes that are its parts."""
        parts = reading.match(self.store, me, ox.NamedNode(RG + part), None, reading.CONCLUSIONS)
        for quad in list(parts):
            self._drop(quad.object, reading.CONCLUSIONS)
        self._drop(me, reading.CONCLUSIONS)

    def _drawcircles(self) -> None:
        kind, cycle = ox.NamedNode(RG + "kind"), ox.Literal("cycle")
        for quad in list(reading.match(self.store, None, kind, cycle, reading.CONCLUSIONS)):
            self._drop_whole(quad.subject, "side")
        edges = [
            (r.name, q.subject.value[len(ENTITY) :], q.object.value[len(ENTITY) :])
            for r in self.ontology.relations.values()
            if r.acyclic
            for q in reading.match(self.store, None, ox.NamedNode(RG + r.name), None, reading.EDGES)
        ]
        found = [line for c in circles(edges) for line in quads.conflict_lines(c)]
        if found:
            load_lines(self.writer, found)

    def _date(self) -> None:
        as_of = ox.NamedNode(RG + "edgesAsOf")
        for quad in list(reading.match(self.store, None, as_of, None, reading.CONCLUSIONS)):
            self.store.remove(quad)
        load_lines(self.writer, [quads.written_on(day(self.today))])

    def _counts(self) -> dict[str, int]:
        found: Any = self.store.query(_COUNTS, prefixes=_PREFIXES)
        counts = {row["type"].value[len(RG) :]: int(row["count"].value) for row in found}
        names = {"articles": "Article", "entities": "Entity", "claims": "Claim"}
        return {word: counts.get(name, 0) for word, name in names.items()}


_PREFIXES = {"rg": RG, "rdf": RDF, "xsd": XSD}
# Counted by the engine: there may be a hundred thousand of them.
_COUNTS = """
SELECT ?type (COUNT(?each) AS ?count) WHERE {
  GRAPH ?graph { VALUES ?type { rg:Article rg:Entity rg:Claim } ?each a ?type }
} GROUP BY ?type"""
_DRIFTED = """
SELECT DISTINCT ?object ?low ?high WHERE { GRAPH <https://w3id.org/retailgraph/graph/conclusions> {
  ?r rg:spell ?spell ; rdf:object ?object .
  ?spell ?bound ?day
  FILTER(?bound IN (rg:sinceEarliest, rg:sinceLatest, rg:untilEarliest, rg:untilLatest,
                    rg:doubtedFrom, rg:doubtedUntil))
  FILTER(?day > ?low && ?day <= ?high)
} }"""
