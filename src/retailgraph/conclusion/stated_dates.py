"""Spells of stated dates: rules ``spells``, ``share step``, ``further purchase``, ``begun again``."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from retailgraph.conclusion.dating import (
    Cluster,
    agreed,
    clusters,
    dated,
    from_words,
    place,
    said_by,
    tightest,
    who,
)
from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.open_spell import Break, OpenSpell, is_planned, only_ended
from retailgraph.conclusion.report import Report
from retailgraph.identity.undisclosed import is_undisclosed
from retailgraph.ontology import Relation
from retailgraph.relationships import Conflict, Side, Span

if TYPE_CHECKING:
    from retailgraph.articles import Share

Between = Callable[[Span, Span], Break | None]


class StatedDates:
    """Makes spells of the dates that reports state.

    ``between`` gives a start elsewhere that ends this relationship: it parts two stated starts that would
    else be one disputed start.
    """

    def __init__(
        self, key: str, relation: Relation, conflicts: list[Conflict], between: Between | None
    ) -> None:
        self.spells: list[OpenSpell] = []
        self._key, self._relation = key, relation
        self._conflicts, self._between = conflicts, between

    def read(self, reports: Sequence[Report]) -> list[OpenSpell]:
        """An end closes the open spell, a start after an end opens another, two starts (or ends) with nothing
        between are one disputed date."""
        real = [r for r in reports if r.status in ("inForce", "ended")]
        starts = clusters(dated((r.start, r) for r in real))
        waiting, closing = deque(starts), deque(clusters(dated((r.end, r) for r in real)))
        while waiting or closing:
            if waiting and (not closing or self._start_first(waiting[0], closing[0])):
                self._begin(waiting.popleft())
            else:
                self._finish(closing.popleft())
        self._unplan()
        for spell in self.spells:
            self._settle(spell)
        self._inverted(reports)
        return self.spells

    def _conflict(self, kind: str, sides: Iterable[Side], text: str) -> None:
        self._conflicts.append(Conflict(kind, (self._key,), tuple(sides), text))

    def _start_first(self, start: Cluster, end: Cluster) -> bool:
        one, two = tightest(start), tightest(end)
        if one.overlaps(two) and {d.report.claim for d in start} & {d.report.claim for d in end}:
            return True  # One claim states both: it began before it ended.
        began, ended = place(one)[0], place(two)[0]
        return began < ended or (began == ended and not (self.spells and self.spells[-1].open))

    def _begin(self, cluster: Cluster) -> None:
        current = self.spells[-1] if self.spells else None
        shares = {d.report.share for d in cluster if d.when == tightest(cluster)}
        if current and current.open and current.starts:
            if self._is_step(current, shares):
                current.state(cluster)
                current.share = _greatest(shares)
                current.steps = [*cluster]
                return
            if current.steps and shares == {current.share}:
                self._same_step(current, cluster)
                return
            parting = self._parting(current, cluster)
            if parting is None:
                current.state(cluster)
                if self._is_further(current, cluster):
                    current.share = _greatest(shares)
                else:
                    current.add_starts(cluster)
                return
            current.end(*parting)
        self.spells.append(OpenSpell(share=_greatest(shares)))
        self.spells[-1].state(cluster)
        self.spells[-1].add_starts(cluster)

    def _parting(self, current: OpenSpell, cluster: Cluster) -> Break | None:
        """What ended a spell before its next stated start."""
        found = self._between and self._between(tightest(current.starts), tightest(cluster))
        return found or self._over_before(current, cluster) or self._of_others(current, cluster)

    def _is_further(self, current: OpenSpell, cluster: Cluster) -> bool:
        """Rule ``further purchase``: another deal adds to a stake, it does not begin it; of what only one
        can hold there is no more to buy."""
        if self._relation.exclusive or not all(d.report.deal for d in cluster):
            return False
        begun = tightest(cluster).earliest
        return begun is not None and current.starts_until < begun

    @staticmethod
    def _over_before(current: OpenSpell, cluster: Cluster) -> Break | None:
        """Rule ``begun again``: who tells two starts tells two spells; one told only as ended, without its
        end, was over when the next began."""
        if not current.only_told_as_ended or current.told_in.isdisjoint(d.report.article for d in cluster):
            return None
        if not all(only_ended(d.report) for d in cluster):
            return None
        return Break(Span(tightest(current.starts).earliest, tightest(cluster).latest), "begun again", "")

    @staticmethod
    def _of_others(current: OpenSpell, cluster: Cluster) -> Break | None:
        """Rule ``undisclosed``: a second start of somebody unnamed is that of somebody else."""
        first, begun = tightest(current.starts), tightest(cluster)
        if not is_undisclosed(cluster[0].report.subject) or first.overlaps(begun):
            return None
        return Break(begun, "succeeded", "")

    def _same_step(self, current: OpenSpell, cluster: Cluster) -> None:
        """Two dates for one step: the earlier stands, and they are a conflict."""
        current.state(cluster)
        share = f"{current.share.text}%" if current.share else "the share"
        sides = [
            side(f"{share} {from_words(tightest(c))}", (d.report for d in c))
            for c in (current.steps, cluster)
        ]
        self._conflict("share", sides, f"share: {said_by(sides)}")

    @staticmethod
    def _is_step(current: OpenSpell, shares: set[Share | None]) -> bool:
        """Rule ``share step``: a later start with another share changes the share, not the spell."""
        return current.share is not None and None not in shares and current.share not in shares

    def _finish(self, cluster: Cluster) -> None:
        if not self.spells:
            self.spells.append(OpenSpell())
        self.spells[-1].ends += cluster
        self.spells[-1].state(cluster)

    def _unplan(self) -> None:
        """Rule ``announced end``: an end that was only planned, and after which nothing is said to begin."""
        last = self.spells[-1] if self.spells else None
        if last and last.ends and all(is_planned(d.report) for d in last.ends):
            last.planned_ends, last.ends = last.ends, []

    def _settle(self, spell: OpenSpell) -> None:
        if spell.starts:
            spell.since = agreed(spell.starts, "start", self._key, self._conflicts)
            spell.start = who(spell.starts, spell.since)
        if spell.ends:
            spell.until = agreed(spell.ends, "end", self._key, self._conflicts)
            spell.stop = who(spell.ends, spell.until)
        if spell.planned_ends:
            spell.planned = agreed(spell.planned_ends, "planned end", self._key, self._conflicts)

    def _inverted(self, reports: Iterable[Report]) -> None:
        """Rule ``ends before it begins``: who says, after a stated start, that it ended before that start,
        and not when that began, contradicts it; unless something else tells of an earlier spell."""
        reported = min((r.published for r in reports if r.status == "inForce"), default=None)
        for ended, begun in pairwise(self.spells):
            start = begun.since
            if ended.starts or not (start and start.latest and ended.until and ended.until.latest):
                continue
            late = [d.report for d in ended.ends if d.report.earliest >= start.latest and not d.report.deal]
            told = reported is not None and reported < ended.until.latest
            if len(late) < len(ended.ends) or told or start.latest <= ended.until.latest:
                continue
            begun.doubt(start.earliest or start.latest)
            sides = (
                side(f"ended {ended.until.words}", late),
                side(from_words(start), (d.report for d in begun.starts)),
            )
            self._conflict("ends before it begins", sides, "reported as ended before its stated start")


def _greatest(shares: Iterable[Share | None]) -> Share | None:
    return max((s for s in shares if s), key=lambda s: (s.low, s.text), default=None)
