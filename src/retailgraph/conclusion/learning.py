"""Conclusions that grow with what is known: a new report concludes again only what it bears on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from retailgraph.conclusion import conclude
from retailgraph.conclusion.complete_lists import COMPLETE, ListKey, list_key, lists_of
from retailgraph.conclusion.control import Control, Pair
from retailgraph.conclusion.report import Report
from retailgraph.ontology import Ontology
from retailgraph.relationships import Relationship


class Bearing:
    """Which claims bear on what: by the relations that only one may hold, and by what follows from deals."""

    def __init__(self, ontology: Ontology) -> None:
        rules = ontology.consequences.values()
        exclusive = {r.name for r in ontology.relations.values() if r.exclusive}
        self.either_side = {c.of for c in rules if "subject" in c.object_from}
        """Relations whose claims bear on their subject as on their object."""
        self.holding = exclusive | {c.of for c in rules if c.asserts in exclusive}
        """Relations that say who holds what only one can hold."""
        self.holders = {n for c in rules for n in (c.subject_from, c.ends_for)} - {"", "subject", "others"}
        """Qualifiers of a deal that say the same."""
        of_deals = {n for c in rules for n in (c.of, c.asserts, c.ends)}
        excluded = {n for r in ontology.relations.values() for n in (r.name, *r.excludes) if r.excludes}
        self.founding = {r.name for r in ontology.relations.values() if r.founds}
        self.ending = {r.name for r in ontology.relations.values() if r.ends_subject}
        """Events that begin the life of their object, or end that of their subject."""
        self.becoming = {n for n in self.ending if not ontology.relations[n].unary}
        """Events by which their subject became their object."""
        self.life = self.founding | self.ending
        self.alone = ontology.relations.keys() - self.holding - of_deals - excluded - self.life
        """Relations whose claims bear on nothing but their own relationship."""
        self.not_by_object = self.alone | self.ending
        """Relations whose claims do not bear on their object as a whole."""
        self.by_subject = self.either_side | self.ending
        """Relations whose claims bear on their subject as a whole."""

    def concerned(self, subject: str, relation: str, object: str) -> tuple[str, ...]:
        """The entities that a claim is about: what is concluded of them has to be concluded again."""
        if relation in self.ending:
            return (subject,)
        return (object, subject) if relation in self.either_side else (object,)

    def ends_of(self, report: Report) -> set[str]:
        """Whose life bears on what a report says: its two sides, and who held or holds by it."""
        return {report.subject, report.object, *(v for n in self.holders for v in report.values(n))}

    def holders_in(self, reports: Iterable[Report]) -> set[str]:
        """Who holds, or held, something according to these reports."""
        holding = [r for r in reports if r.relation in self.holding]
        return {r.subject for r in holding} | {v for r in holding for n in self.holders for v in r.values(n)}


class Learning:
    """Relationships as they were concluded from the reports learned so far.

    After any reports it equals :func:`conclude` of all of them; what that costs depends on what the new ones
    are about, and not on how many there were.
    """

    def __init__(self, ontology: Ontology, types: Mapping[str, Collection[str]]) -> None:
        self.relationships: dict[str, Relationship] = {}
        self._ontology, self._types = ontology, types
        self._bearing = Bearing(ontology)
        self._reports: defaultdict[str, dict[str, Report]] = defaultdict(dict)
        self._keys: defaultdict[str, set[str]] = defaultdict(set)
        self._held: defaultdict[str, set[str]] = defaultdict(set)
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        self._owners: defaultdict[str, set[str]] = defaultdict(set)
        self._moved: dict[str, set[str]] = {}
        self._units_of: defaultdict[str, set[str]] = defaultdict(set)
        self._lists: defaultdict[ListKey, dict[str, Report]] = defaultdict(dict)
        self._ended_before: dict[str, Relationship] = {}

    def learn(self, reports: Iterable[Report]) -> dict[str, Relationship | None]:
        """What changes, by the keys of relationships; None for what is no longer concluded.

        A report whose claim was learned before takes its place.
        """
        known = list(reports)
        touched = {name for report in known for name in self._put(report)}
        touched |= {name for report in known for name in self._listed(report)}
        changes = self._concluded(touched)
        later = (self._rivals() | self._partners(changes)) - touched
        return changes | self._concluded(later) if later else changes

    def _listed(self, report: Report) -> set[str]:
        """Note that a claim stands in a complete list; the units of all that stand in such lists of it."""
        units: set[str] = set()
        for side in report.values(COMPLETE):
            mates = self._lists[list_key(report.relation, side, report.subject, report.object)]
            mates[report.claim] = report
            for mate in mates.values():
                units.update(self._units(mate.subject, mate.relation, mate.object))
        return units

    def _partners(self, changes: Mapping[str, Relationship | None]) -> set[str]:
        """What those have a part in who are said now to have begun or ended on another day."""
        before = self._ended_before
        events = [r for key in changes for r in (changes[key], before.get(key)) if r]
        lives = {name for r in events if r.relation in self._bearing.life for name in self._living(r)}
        return {unit for name in lives for unit in self._units_of[name]}

    def _living(self, event: Relationship) -> tuple[str, ...]:
        """Whose life an event is about."""
        return (event.subject,) if event.relation in self._bearing.ending else (event.object,)

    def _put(self, report: Report) -> tuple[str, ...]:
        concerned = self._units(report.subject, report.relation, report.object)
        for name in concerned:
            self._reports[name][report.claim] = report
        for holder in self._bearing.holders_in([report]):
            self._held[holder].update(concerned)
            for name in concerned:
                self._holders[name].add(holder)
        return concerned

    def _concluded(self, names: set[str]) -> dict[str, Relationship | None]:
        """Conclude again what these entities have to do with."""

        def control(stated: set[Pair]) -> Control:
            self._own(names, stated)
            return Control.of(self._owners)

        about = {claim: report for name in names for claim, report in self._reports[name].items()}
        about |= self._around(about.values())
        found, _ = conclude(about.values(), self._ontology, self._types, control)
        mine = {r.key: r for r in found if not names.isdisjoint(self._units(*r[:3]))}
        old = {key for name in names for key in self._keys[name]}
        changed = {k: mine.get(k) for k in old | mine.keys() if self.relationships.get(k) != mine.get(k)}
        self._ended_before = {k: self.relationships[k] for k in changed if k in self.relationships}
        for key, relationship in changed.items():
            self._keep(key, relationship)
        return changed

    def _around(self, reports: Iterable[Report]) -> dict[str, Report]:
        """What tells of the beginning and the end of all who take part in these."""
        ends = {end for report in reports for end in self._bearing.ends_of(report)}
        keys = {key for report in reports for key in lists_of(report)} & self._lists.keys()
        return {claim: report for key in keys for claim, report in self._lists[key].items()} | {
            claim: report
            for name in ends
            for claim, report in self._reports[name].items()
            if report.relation in self._bearing.life
        }

    def _units(self, subject: str, relation: str, object: str) -> tuple[str, ...]:
        """What is concluded as a whole: all about an entity, or what stands alone by itself."""
        if relation in self._bearing.alone:
            return (f"{subject} {relation} {object}",)
        return self._bearing.concerned(subject, relation, object)

    def _own(self, names: set[str], stated: set[Pair]) -> None:
        """Note who is said to own these entities now, and where that is news."""
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for owner, owned in stated:
            owners[owned].add(owner)
        self._moved = {name: news for name in names if (news := owners[name] ^ self._owners[name])}
        self._owners.update((name, owners[name]) for name in self._moved)

    def _rivals(self) -> set[str]:
        """Whatever is held by one below and by one above of what has other owners now.

        Who is above whom decides between rival holders, and for no others has that changed.
        """
        control = Control.of(self._owners)
        owners = set().union(*self._moved.values())
        above = owners.union(*map(control.above, owners))
        return {name for name in self._below(self._moved) if not above.isdisjoint(self._holders[name])}

    def _below(self, names: Iterable[str]) -> set[str]:
        """What these are said to hold, and what that is said to hold, and so on."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            new = self._held[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    def _keep(self, key: str, relationship: Relationship | None) -> None:
        concerned = self._units(*(relationship or self.relationships[key])[:3])
        if relationship:
            self.relationships[key] = relationship
            for end in (relationship.subject, relationship.object):
                self._units_of[end].update(concerned)
        else:
            del self.relationships[key]
        for name in concerned:
            (self._keys[name].add if relationship else self._keys[name].discard)(key)
