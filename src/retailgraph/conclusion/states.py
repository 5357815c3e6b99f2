"""States: from reports to spells (the second stratum)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from retailgraph.conclusion.bare_reports import BareReports
from retailgraph.conclusion.dating import steps
from retailgraph.conclusion.expectations import deny, expected
from retailgraph.conclusion.grouping import Group, support_of
from retailgraph.conclusion.lives import ALIVE, Life, begin_with, end_with
from retailgraph.conclusion.open_spell import OpenSpell
from retailgraph.conclusion.report import Report
from retailgraph.conclusion.share_reports import ShareReports, is_within, place_of
from retailgraph.conclusion.spell_line import SpellLine
from retailgraph.conclusion.stated_dates import Between, StatedDates
from retailgraph.conclusion.unstated_bounds import fill_bounds, went_on
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict, Relationship, Span, Spell, Step, Support


class StateBuilder:
    """One state relationship while it is concluded.

    ``between`` gives a start elsewhere that ends this one: it parts two stated starts that would else be
    one disputed start. ``followed`` gives by claim the start of the next holder that its source tells of,
    ``lives`` when its two sides were there, ``not_before`` the day of a complete list that leaves it out
    before another names it.
    """

    def __init__(
        self,
        group: Group,
        ontology: Ontology,
        conflicts: list[Conflict],
        between: Between | None = None,
        followed: Mapping[str, Span] = MappingProxyType({}),
        lives: Iterable[Life] = (ALIVE,),
        not_before: date | None = None,
    ) -> None:
        self.group = group
        self.reports = group.reports
        self.distinction = group.distinction
        self.relation = ontology.relations[self.reports[0].relation]
        self.subject, self.object = self.reports[0].subject, self.reports[0].object
        self.key = group.key
        self.conflicts = conflicts
        self._sharing: ShareReports | None = None
        self._states_shares = any(r.share for r in self.reports)
        lives = [life for life in lives if life is not ALIVE]
        self.spells = StatedDates(self.key, self.relation, conflicts, between).read(self.reports)
        BareReports(self.key, self.relation, self.spells, conflicts, followed).read(self.reports)
        bounds = [(life.founded, "founded") for life in lives if life.founded]
        bounds += [(not_before, "complete list")] if not_before else []
        fill_bounds(self.spells, self.reports, bounds)
        plan = expected(self.key, self.reports, self.spells[-1] if self.spells else None, conflicts)
        if plan:
            self.spells.append(plan)
        deny(self.key, self.reports, self.spells, conflicts)
        for life in lives:
            begin_with(life, self.key, self.spells, conflicts)
            end_with(life, self.key, self.spells, self.reports, conflicts)
        conflicts += went_on(self.key, self.spells)

    def supporting(self) -> list[Report]:
        """The reports of it as in force."""
        return [r for r in self.reports if r.status == "inForce"]

    def relationship(self) -> Relationship:
        """The relationship, once nothing more will change it."""
        supports = self._supports() if len(self.spells) > 1 else [None] * len(self.spells)
        made = (self._spell(s, support) for s, support in zip(self.spells, supports, strict=True))
        return self.group.concluded(made)

    def _supports(self) -> list[Support | None]:
        """Who says what of which spell; what no spell took is of the one in whose time it was said."""
        mine: dict[int, list[Report]] = defaultdict(list)
        line = SpellLine(self.spells)
        taken: set[str] = set()
        for number, spell in enumerate(self.spells):
            mine[number] += spell.support
            taken.update(r.claim for r in spell.support)
        for report in self.reports:
            if report.claim not in taken and report.status != "denied":
                mine[place_of(report, line)].append(report)
        return [support_of(mine[n]) if mine[n] else None for n in range(len(self.spells))]

    def _spell(self, spell: OpenSpell, support: Support | None) -> Spell:
        start, stop = spell.start, spell.stop
        return Spell(
            status="ended" if spell.status == "inForce" and spell.until and spell.has_ended else spell.status,
            since=spell.since if spell.status != "denied" else None,
            until=spell.until,
            announced=self._announced() if spell.status == "announced" else "",
            shares=self.shares(spell, self.conflicts),
            since_rule=spell.since_rule or (start.rule if start else ""),
            since_deal=start.deal if start else "",
            until_rule=spell.until_rule or (stop.rule if stop else ""),
            until_deal=spell.until_deal or (stop.deal if stop else ""),
            doubted=spell.doubted,
            doubted_until=spell.doubted_until,
            doubt_rule=spell.doubt_rule,
            doubt_deal=spell.doubt_deal,
            support=support,
        )

    def _announced(self) -> str:
        public = [r.announced for r in self.reports if r.announced and r.status == "announced"]
        return min(public, key=lambda d: (d.earliest, d.latest)).text if public else ""

    def shares(self, spell: OpenSpell, conflicts: list[Conflict]) -> tuple[Step, ...]:
        """The steps of the share that the reports of a spell state."""
        if spell.status == "denied" or not self._states_shares:
            return ()
        wanted = ("inForce", "ended") if spell.status == "inForce" else (spell.status,)
        if self._sharing is None:
            self._sharing = ShareReports(self.reports)
        mine = [r for r in self._sharing.about(spell) if r.status in wanted and is_within(r, spell)]
        return steps(mine, self.key, conflicts)
