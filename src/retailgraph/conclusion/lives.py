"""When entities were there: rules ``founded``, ``ceased``, ``bankrupt`` and ``announced end``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from retailgraph.conclusion.circles import cycles
from retailgraph.conclusion.consequences import expected_by
from retailgraph.conclusion.dating import Dated, from_words
from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.open_spell import ANNOUNCED_END, OpenSpell
from retailgraph.conclusion.report import Report
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict, Relationship, Side, Span, Spell

CEASED, BANKRUPT = "ceased", "bankrupt"


class Ending(NamedTuple):
    """An event that ended an entity, or is to end it: when, and who says so."""

    when: Span
    key: str
    claims: tuple[str, ...]
    publishers: tuple[str, ...]

    @property
    def weight(self) -> tuple[int, int, int]:
        """The more publishers the heavier, then the more precise, then the earlier."""
        low, high = self.when.earliest or date.min, self.when.latest or date.max
        return (len(self.publishers), -(high - low).days, -low.toordinal())

    def side(self) -> Side:
        """It as one side of a conflict."""
        return Side(f"ended {self.when.words}".strip(), self.claims, self.publishers, self.key)


class Life(NamedTuple):
    """The first day on which an entity may have been there, and what ended it or is to end it.

    ``again`` is the first day of its second founding, after its end.
    """

    founded: date | None = None
    end: Ending | None = None
    plan: Ending | None = None
    again: date | None = None
    beginning: Ending | None = None
    """The event of which ``founded`` is the first day."""
    failed: Ending | None = None
    """What made it unsure whether it goes on, where nothing ended it."""


ALIVE = Life()


def lives(events: Iterable[Relationship], ontology: Ontology, conflicts: list[Conflict]) -> dict[str, Life]:
    """By entity what events tell of its beginning and its end; two ends that differ are a conflict."""
    founded: defaultdict[str, list[Ending]] = defaultdict(list)
    ended: defaultdict[str, list[Ending]] = defaultdict(list)
    planned: defaultdict[str, list[Ending]] = defaultdict(list)
    failed: defaultdict[str, list[Ending]] = defaultdict(list)
    became: dict[tuple[str, str], list[Ending]] = {}
    for event in events:
        relation = ontology.relations[event.relation]
        if relation.ends_subject and not relation.unary:
            became.setdefault((event.subject, event.object), []).extend(_endings(event))
        if relation.founds:
            founded[event.object] += _began(event)
        if dict(event.distinction).get("how") in relation.unsure_ends:
            failed[event.subject] += _endings(event)
        elif relation.ends_subject:
            ended[event.subject] += _endings(event)
            months = relation.usual_months
            planned[event.subject] += [e for s in event.spells if (e := _plan(event, s, months))]
    found = {}
    for name in {*founded, *ended, *planned, *failed}:
        life = _life(founded[name], ended[name], planned[name])
        first = min(failed[name], key=lambda e: (e.when.earliest or date.min, e.weight), default=None)
        found[name] = life if life.end else life._replace(failed=first)
        conflicts += _two_ends(ended[name])
    conflicts += _became_each_other(became)
    return found


def _life(begun: list[Ending], ended: list[Ending], planned: list[Ending]) -> Life:
    founded = [e.when.earliest for e in begun if e.when.earliest]
    first = min(begun, key=lambda e: (e.when.earliest or date.max, e.key), default=None)
    end = max(ended, key=lambda e: e.weight, default=None)
    if end and len({e.key for e in ended if e.weight == end.weight}) > 1:
        end = end._replace(key="")  # Which of them it was nobody says.
    last = end.when.latest if end else None
    again = min((d for d in founded if last and d >= last), default=None)
    plan = min(planned, key=lambda e: (e.when.earliest or date.max, e.weight), default=None)
    return Life(min(founded, default=None), end, None if end else plan, again, first)


def _began(event: Relationship) -> Iterator[Ending]:
    for spell in event.spells:
        if spell.status == "completed" and not spell.since_rule and spell.since and spell.since.earliest:
            support = event.support_of(spell)
            yield Ending(spell.since, event.key, support.claims, support.publishers)


def _endings(event: Relationship) -> Iterator[Ending]:
    for spell in event.spells:
        if spell.status == "completed" and spell.since and not spell.doubted:
            support = event.support_of(spell)
            yield Ending(spell.since, event.key, support.claims, support.publishers)


def _plan(event: Relationship, spell: Spell, months: int | None) -> Ending | None:
    day = expected_by(event, spell, months) if spell.status == "announced" else None
    if day is None:
        return None
    support = event.support_of(spell)
    return Ending(Span(day, None), event.key, support.claims, support.publishers)


def _two_ends(ended: Sequence[Ending]) -> Iterator[Conflict]:
    """One entity cannot end on two days, whatever events tell of that."""
    if any(not a.when.overlaps(b.when) for a in ended for b in ended if a.key != b.key):
        sides = tuple(sorted(e.side() for e in ended))
        keys = tuple(sorted({e.key for e in ended}))
        yield Conflict("two ends", keys, sides, "said to have ended on different days")


def _became_each_other(became: Mapping[tuple[str, str], list[Ending]]) -> Iterator[Conflict]:
    """Rule ``ceased``: what became another cannot be what that one became, on however long a way round."""
    for path in cycles(pair for pair, told in became.items() if told):
        steps = [one for pair in pairwise([*path, path[0]]) for one in became[pair]]
        keys = tuple(sorted({e.key for e in steps}))
        sides = tuple(sorted(e.side() for e in steps))
        yield Conflict("became each other", keys, sides, "said to have become each other")


def begin_with(life: Life, key: str, spells: Iterable[OpenSpell], conflicts: list[Conflict]) -> None:
    """Rule ``founded``: a stated start before the founding of a side is a conflict, and unknown till then."""
    beginning, founded = life.beginning, life.founded
    for spell in spells:
        began = spell.since.latest if spell.since else None
        if beginning and founded and spell.starts and began and began < founded:
            spell.doubt((spell.since.earliest if spell.since else None) or began, founded)
            told = dict.fromkeys(d.report for d in spell.starts)
            founding = beginning.side()._replace(says=f"founded {beginning.when.words}")
            sides = (side(from_words(spell.since or Span()), told, key), founding)
            text = "said to have begun before its founding"
            conflicts.append(Conflict("before its founding", (key,), sides, text))


def end_with(
    life: Life, key: str, spells: list[OpenSpell], reports: Sequence[Report], conflicts: list[Conflict]
) -> None:
    """End the spells of what an entity was part of; from the day of an announced end on they are unknown."""
    if life.end and life.end.when.latest:
        _end(life, life.end, key, spells, reports, conflicts)
    plan = life.plan.when.earliest if life.plan else None
    if life.plan and plan:
        _doubt_from(plan, ANNOUNCED_END, life.plan, spells)
    failed = life.failed.when.earliest or life.failed.when.latest if life.failed else None
    if life.failed and failed:
        _doubt_from(failed, BANKRUPT, life.failed, spells)


def _doubt_from(day: date, rule: str, event: Ending, spells: Sequence[OpenSpell]) -> None:
    """Nobody knows whether it goes on from a day, but of what is reported, or begins, after that."""
    for spell in spells:
        goes_on = spell.status == "inForce" and spell.until is None
        if goes_on and not (spell.begins_after(day) or spell.confirmed_after(day)):
            spell.doubt(day, None, rule, event.key)


def _end(
    life: Life,
    end: Ending,
    key: str,
    spells: list[OpenSpell],
    reports: Sequence[Report],
    conflicts: list[Conflict],
) -> None:
    last = end.when.latest or date.max
    again = life.again or date.max
    alive = [r for r in reports if r.status == "inForce" and not r.rule and last < r.earliest]
    late = [r for r in alive if r.earliest < again]
    for spell in list(spells):
        began = spell.since.earliest if spell.since else None
        if spell.status == "denied" or (began and began >= again):
            continue
        if began and began >= last:
            # Said to have begun after the end: nobody knows.
            spell.doubt(began, None, CEASED, end.key)
            late += [d.report for d in spell.starts if d.report.status == "inForce" and not _is_of(d, end)]
        elif late and spell.until is None and spell.confirmed_after(last):
            # Reported after the end: nobody knows since then.
            spell.doubt(_first_known(spell, end), None, CEASED, end.key)
        elif spell.until is None or (spell.until.latest or date.max) > last:
            _end_one(spell, end)
    if life.again and not any(s.begins_after(last) for s in spells):
        spells += _begun_again([r for r in alive if r.earliest >= again], again)
    if late:
        sides = (side("in force", dict.fromkeys(late), key), end.side())
        conflicts.append(Conflict("after its end", (key,), sides, "reported as in force after its end"))


def _is_of(start: Dated, end: Ending) -> bool:
    """Whether a start is that of the deal by which the entity ended, as a merger gives it a new owner."""
    return bool(start.report.deal) and start.when.overlaps(end.when)


def _first_known(spell: OpenSpell, end: Ending) -> date:
    """The first day of an end, but not before the spell began."""
    day = end.when.earliest or end.when.latest or date.max
    began = spell.since.earliest if spell.since else None
    return max(day, began) if began else day


def _end_one(spell: OpenSpell, end: Ending) -> None:
    since, low = spell.since or Span(), end.when.earliest
    if since.latest and since.latest > (low or since.latest):
        spell.since = since._replace(latest=low, text="")
    began = since.earliest
    when = end.when._replace(earliest=max(low, began)) if low and began and began > low else end.when
    spell.end(when, CEASED, end.key)


def _begun_again(later: Sequence[Report], again: date) -> Iterator[OpenSpell]:
    if later:
        opened = OpenSpell(since=Span(again, min(r.published for r in later)), since_rule="bare report")
        for report in later:
            opened.seen(report)
        yield opened
