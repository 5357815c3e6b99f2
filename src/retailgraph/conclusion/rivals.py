"""Between relationships: who ends whom where only one can hold, and shares that add up to too much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from retailgraph.conclusion.control import Control
from retailgraph.conclusion.dating import dated
from retailgraph.conclusion.grouping import Distinction, Group, side
from retailgraph.conclusion.states import Break, Draft, Stretch, reported_late
from retailgraph.ontology import Ontology, Relation
from retailgraph.relationships import YES, Conflict, Relationship, Side, Span, Spell

Place = tuple[str, str, str]


def exclusive_place(
    relation: Relation, object: str, distinction: Distinction, ontology: Ontology
) -> Place | None:
    """What only one subject may hold at a time: the object, or the object and an exclusive role."""
    if not relation.exclusive:
        return None
    if not relation.exclusive_for:
        return (relation.name, object, "")
    value = dict(distinction).get(relation.exclusive_for, "")
    role = ontology.roles.get(value)
    return (relation.name, object, value) if role and role.exclusive else None


class Starts:
    """The stated starts of all groups, by what they may end elsewhere."""

    def __init__(self, groups: Iterable[Group], ontology: Ontology, control: Control) -> None:
        self.ontology, self.control = ontology, control
        self.places: dict[Place, list[Group]] = defaultdict(list)
        self.pairs: dict[tuple[str, str], list[Group]] = defaultdict(list)
        for group in groups:
            first = group.reports[0]
            self.pairs[first.subject, first.object].append(group)
            where = self._place(group)
            if where:
                self.places[where].append(group)

    def _place(self, group: Group) -> Place | None:
        first = group.reports[0]
        relation = self.ontology.relations[first.relation]
        return exclusive_place(relation, first.object, group.distinction, self.ontology)

    def breaks(self, group: Group) -> Callable[[], Sequence[Break]]:
        """What ends this relationship elsewhere, worked out when it is asked for."""
        return lambda: tuple(self._breaks(group))

    def _breaks(self, group: Group) -> Iterator[Break]:
        me = group.reports[0]
        relation = self.ontology.relations[me.relation]
        for other in self.pairs[me.subject, me.object]:
            if other.reports[0].relation in relation.excludes:
                yield from _starts(other, "control", "control")
        where = self._place(group)
        for other in self.places[where] if where else ():
            if not self.control.related(me.subject, other.reports[0].subject):
                yield from _starts(other, "succeeded", "superseded")


def _starts(group: Group, rule: str, deal_rule: str) -> Iterator[Break]:
    for when, report in dated((r.start, r) for r in group.reports if r.status in ("inForce", "ended")):
        if when.earliest:
            yield Break(when, deal_rule if report.deal else rule, report.deal)


@dataclass(slots=True)
class _Holder:
    draft: Draft
    stretch: Stretch

    @property
    def begins(self) -> date:
        since = self.stretch.since or Span()
        return since.earliest if self.start_known and since.earliest else since.latest or date.max

    @property
    def start_known(self) -> bool:
        """Whether somebody states when it began; only bounds that nobody states are not enough."""
        return bool(self.stretch.starts)

    @property
    def deal(self) -> str:
        return self.stretch.start.deal if self.stretch.start else ""


def resolve(
    drafts: Iterable[Draft],
    control: Control,
    sellers: Mapping[str, Collection[str]],
    ontology: Ontology,
    conflicts: list[Conflict],
) -> None:
    """End what another's start ends. ``sellers`` gives by deal who is said to have sold."""
    succession = _Succession(control, sellers, conflicts)
    pairs: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    rivals: dict[Place, list[Draft]] = defaultdict(list)
    for draft in drafts:
        pairs[draft.subject, draft.object].append(draft)
        where = exclusive_place(draft.relation, draft.object, draft.distinction, ontology)
        if where:
            rivals[where].append(draft)
    for group in pairs.values():
        if len(group) > 1:
            succession.switch(group)
    for group in rivals.values():
        if len(group) > 1:
            succession.succeed(group)


class _Succession:
    """Who follows whom, where only one can hold at a time."""

    def __init__(
        self, control: Control, sellers: Mapping[str, Collection[str]], conflicts: list[Conflict]
    ) -> None:
        self.control, self.sellers, self.conflicts = control, sellers, conflicts

    def switch(self, group: list[Draft]) -> None:
        """Rule ``control``: for one pair, owning and holding a stake exclude each other; the start of one
        ends the other."""
        for earlier, later in _pairs(group):
            excluded = later.draft.relation.name in earlier.draft.relation.excludes
            if excluded and earlier.stretch.until is None:
                if later.start_known and later.stretch.since:
                    earlier.stretch.end(later.stretch.since, "control", later.deal)
                else:
                    self._end_between(earlier, later, "control")

    def succeed(self, group: list[Draft]) -> None:
        """Rules ``superseded`` and ``succeeded``: a later exclusive holder ends an earlier one."""
        for earlier, later in _pairs(group):
            if self.control.related(earlier.draft.subject, later.draft.subject):
                continue
            if earlier.stretch.until is not None:
                self._overlap(earlier, later)
            elif later.deal and self._is_superseded(earlier.draft.subject, later.deal):
                self._supersede(earlier, later)
            else:
                self._end_between(earlier, later, "succeeded")

    def _is_superseded(self, owner: str, deal: str) -> bool:
        """Whether a deal ends an owner at once: no seller is named, or one that belongs with the owner."""
        sellers = self.sellers.get(deal, ())
        return not sellers or any(self.control.related(owner, seller) for seller in sellers)

    def _supersede(self, earlier: _Holder, later: _Holder) -> None:
        start = later.stretch.since or Span()
        earlier.stretch.end(start, "superseded", later.deal)
        late = [
            r
            for r in earlier.draft.reports
            if r.status == "inForce" and not r.rule and start.latest and r.earliest > start.latest
        ]
        if late:
            taken = [d.report for d in later.stretch.starts]
            self.conflicts.append(reported_late(earlier.draft.key, late, start, taken, later.draft.key))

    def _end_between(self, earlier: _Holder, later: _Holder, rule: str) -> None:
        """The end lies between the last report of one and the start (else the first report) of the other."""
        stretch, start = earlier.stretch, later.stretch.since or Span()
        until = start.latest if later.start_known else later.stretch.first
        last = stretch.last or (stretch.since.latest if stretch.since else None)
        if last is None or until is None:
            return
        if last > until:
            self._doubt(earlier, later, until)
            return
        began = stretch.since.earliest if stretch.since and stretch.since.earliest else last
        stretch.end(Span(min(max(last, began), until), until), rule, later.deal)

    def _doubt(self, earlier: _Holder, later: _Holder, day: date) -> None:
        """Rule ``interleaved``: both are unknown where they overlap."""
        end = later.stretch.until.latest if later.stretch.until else None
        for holder in (earlier, later):
            holder.stretch.doubt(day, end)
        self._two_holders(earlier, later)

    def _overlap(self, earlier: _Holder, later: _Holder) -> None:
        """Rule ``two at once``: a conflict only if both surely hold on one day; unknown on those days."""
        until, start, other = earlier.stretch.until, later.stretch.since, later.stretch.until
        if not (until and until.earliest and start and start.latest and start.latest < until.earliest):
            return
        if other is None or (other.earliest or date.min) > start.latest:
            ends = [u.latest for u in (until, other) if u and u.latest]
            for holder in (earlier, later):
                holder.stretch.doubt(start.latest, min(ends, default=None))
            self._two_holders(earlier, later)

    def _two_holders(self, earlier: _Holder, later: _Holder) -> None:
        one, two = earlier.draft, later.draft
        what = f"{one.subject} and {two.subject}"
        if one.subject == two.subject:
            what = f"{one.relation.label} and {two.relation.label}"
        text = f"two at once where only one can be: {what}"
        sides = tuple(side("", d.reports, d.key) for d in sorted((one, two), key=lambda d: d.key))
        self.conflicts.append(Conflict("exclusive", tuple(s.about for s in sides), sides, text))


def _pairs(group: Iterable[Draft]) -> Iterator[tuple[_Holder, _Holder]]:
    """Every spell that is or was in force with every later one of another draft, the nearest first."""
    holders = [_Holder(d, s) for d in group for s in d.stretches if s.status == "inForce"]
    holders.sort(key=_by_beginning)
    for number, earlier in enumerate(holders):
        for later in holders[number + 1 :]:
            if later.draft is not earlier.draft:
                yield (later, earlier) if _ends_first(later, earlier) else (earlier, later)


def _ends_first(later: _Holder, earlier: _Holder) -> bool:
    """Of two that may have begun on one day, the one that was over when the other began comes first."""
    until, since, began = later.stretch.until, earlier.stretch.since, later.stretch.since
    if until is None or earlier.stretch.until is not None or not (since and began):
        return False
    return since.overlaps(began) and (until.earliest or date.min) <= (since.latest or date.max)


def _by_beginning(holder: _Holder) -> tuple[date, date, date, str, str]:
    stretch = holder.stretch
    latest = stretch.since.latest if stretch.since and stretch.since.latest else date.max
    first = stretch.first or date.max
    return (holder.begins, latest, first, holder.draft.subject, holder.draft.relation.name)


# --- shares --------------------------------------------------------------------------------------------


def too_many_shares(
    relationships: Iterable[Relationship], control: Control, ontology: Ontology
) -> Iterator[Conflict]:
    """Rule ``shares``: shares in one object that add up to more than all of it on some day, by their
    lower bounds; what an owner holds through another holder counts once."""
    stakes: dict[str, list[tuple[Relationship, Spell]]] = defaultdict(list)
    for relationship in relationships:
        relation = ontology.relations[relationship.relation]
        for spell in relationship.spells:
            if spell.shares and relation.excludes and spell.status in ("inForce", "ended"):
                stakes[relationship.object].append((relationship, spell))
    for held in stakes.values():
        if len(held) > 1:
            yield from _too_many(held, control)


def _held(relationship: Relationship, held: list[tuple[Relationship, Spell]], day: date) -> Side:
    steps = (s.share_on(day) for r, s in held if r is relationship and s.holds(day) == YES)
    says = next(f"{step.share}%" for step in steps if step)
    return Side(says, relationship.claims, relationship.publishers, relationship.key)


def _too_many(held: list[tuple[Relationship, Spell]], control: Control) -> Iterator[Conflict]:
    days = {step.day for _, s in held for step in s.shares}
    days |= {s.since.latest for _, s in held if s.since and s.since.latest}
    for day in sorted(days):
        on_day = {r: step.least for r, s in held if s.holds(day) == YES and (step := s.share_on(day))}
        above = {r for r in on_day if any(r.subject in control.above(other.subject) for other in on_day)}
        direct = [r for r in on_day if r not in above]
        if sum(on_day[r] for r in direct) > 100:
            sides = tuple(sorted(_held(r, held, day) for r in direct))
            keys = tuple(sorted(s.about for s in sides))
            yield Conflict("shares", keys, sides, f"shares add up to over 100 percent on {day}")
            return
