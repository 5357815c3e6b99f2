"""Reports without dates: rules ``bare report`` and ``ended without a date``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from retailgraph.conclusion.dating import from_words
from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.open_spell import OpenSpell
from retailgraph.conclusion.report import Report
from retailgraph.conclusion.spell_line import SpellLine
from retailgraph.ontology import Relation
from retailgraph.relationships import Conflict, Span, day_before


class BareReports:
    """Finds the spell that a report without a date is about, or opens one.

    ``followed`` gives by claim the start of the next holder that its source tells of.
    """

    def __init__(
        self,
        key: str,
        relation: Relation,
        spells: list[OpenSpell],
        conflicts: list[Conflict],
        followed: Mapping[str, Span],
    ) -> None:
        self._key, self._relation = key, relation
        self._spells, self._conflicts = spells, conflicts
        self._followed = followed
        self._line = SpellLine(spells)
        self._too_early: list[Report] = []

    def read(self, reports: Iterable[Report]) -> None:
        """Of what is published on one day, what is in force comes before what has ended."""
        known = list(reports)
        if len(known) > 1:
            known.sort(key=lambda r: (r.published, r.status == "ended"))
        for report in known:
            if report.status == "inForce":
                self._in_force(report)
            elif report.status == "ended" and not report.end:
                self._ended(report)
            elif report.status == "ended" and report.deal:
                self._held_before(report)
        if self._too_early:
            first = self._spells[0]
            sides = (
                side("in force before", self._too_early),
                side(from_words(first.since or Span()), (d.report for d in first.starts)),
            )
            text = "reported as in force before its stated start"
            self._conflicts.append(Conflict("before its start", (self._key,), sides, text))

    def _in_force(self, report: Report) -> None:
        """Rule ``bare report``: supports the spell it falls in, or opens one after a known end."""
        stated = self._line.that_say(report.claim)
        if stated:
            stated[0].seen(report, self._followed.get(report.claim))
            return
        place = self._line.place(report.published)
        if place < 0 and self._spells:
            self._too_early.append(report)
        elif place < 0:
            self._line.insert(0, OpenSpell())
            self._spells[0].seen(report)
        elif not self._spells[place].over(report.earliest):
            self._spells[place].seen(report)
        elif self._relation.exclusive or self._spells[place].ended_by_deal:
            self._after_its_end(report, self._spells[place])
        else:
            self._reopen(report, place)

    def _after_its_end(self, report: Report, spell: OpenSpell) -> None:
        ending = [*(d.report for d in spell.ends), *([spell.stop] if spell.stop else [])]
        self._conflicts.append(reported_late(self._key, [report], spell.until or Span(), ending))

    def _reopen(self, report: Report, place: int) -> None:
        until = self._spells[place].until or Span()
        opened = OpenSpell(since=Span(until.earliest, report.published), since_rule="bare report")
        opened.seen(report)
        self._line.insert(place + 1, opened)

    def _ended(self, report: Report) -> None:
        """Rule ``ended without a date``: between the last report in force and the first of the end."""
        day = report.published
        place = self._line.place(day)
        if place >= 0:
            current = self._spells[place]
        else:
            current = OpenSpell(first=None)
            self._line.insert(0, current)
            for early in self._too_early:
                current.seen(early)
            self._too_early = []
        current.support.append(report)
        if current.until is not None:
            return
        known = [d for d in (current.last, current.since and current.since.earliest) if d]
        low = min(max(known), day) if known else None
        current.end(Span(low, day), report.rule or "ended without a date")
        current.stop = report

    def _held_before(self, report: Report) -> None:
        """Whoever is said to sell held it when the sale was announced, at the latest on the day before."""
        for spell in self._line.that_say(report.claim):
            if spell.until and spell.until.earliest:
                day = day_before(spell.until.earliest)
                if report.announced and report.announced.latest < day:
                    day = report.announced.latest
                if not spell.begins_after(day):
                    spell.seen_on(day, day)


def reported_late(
    key: str, late: Iterable[Report], until: Span, ending: Iterable[Report], about: str = ""
) -> Conflict:
    """The conflict of reports as in force after an end; ``about`` is the key of what ended it elsewhere."""
    sides = (
        side("in force", late, key if about else ""),
        side("begun then" if about else f"ended {until.words}", ending, about),
    )
    return Conflict("after its end", (key,), sides, "reported as in force after its end")
