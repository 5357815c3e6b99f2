"""From claims to relationships: pure functions, no store, no clock.

A claim is what one article says; a relationship is what all claims about the same subject, relation and
object add up to. :func:`conclude` takes reports (claims with what must be known of their articles) and
gives relationships with spells, and the conflicts found on the way. ``today`` is a parameter.

Spells are half-open intervals with uncertain ends: a spell starts on a day in ``since`` and ends on a day
in ``until``; the day it ends is the first on which it no longer holds. Deals and events have spells too:
there a spell is one attempt and ``since`` is the day it closed; they never hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from retailgraph.dates import PartialDate
from retailgraph.ontology import STATE, Consequence, Ontology, Relation
from retailgraph.relationships import (
    YES,
    Conflict,
    Relationship,
    Span,
    Spell,
    Step,
    key_of,
)

if TYPE_CHECKING:
    from retailgraph.articles import Share


@dataclass(frozen=True, slots=True)
class Report:
    """A claim with what concluding needs of its article.

    ``claim`` identifies it; ``published`` is the latest day on which it may have been published. A report
    that a rule derived from a deal carries the rule's name in ``rule`` and the deal's key in ``deal``.
    """

    claim: str
    article: str
    publisher: str
    published: date
    subject: str
    relation: str
    object: str
    status: str
    start: Span | None = None
    end: Span | None = None
    announced: PartialDate | None = None
    share: Share | None = None
    confidence: float = 1.0
    qualifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rule: str = ""
    deal: str = ""

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a qualifier, empty if the claim has none."""
        return next((v for n, v in self.qualifiers if n == name), ())


def conclude(
    reports: Iterable[Report],
    ontology: Ontology,
    types: Mapping[str, Collection[str]],
    control: Collection[tuple[str, str]] | None = None,
) -> tuple[list[Relationship], list[Conflict]]:
    """Relationships and conflicts of these reports.

    The reports must be complete for each object they are about. ``control`` holds the pairs (owner, owned)
    that any claim states; None takes them from the reports. The order of the reports never matters.
    """
    ordered = sorted((normal(r, ontology) for r in reports), key=_order)
    states = [r for r in ordered if ontology.relations[r.relation].kind == STATE]
    deals = [r for r in ordered if ontology.relations[r.relation].kind != STATE]
    conflicts: list[Conflict] = []
    concluded = [_deal(group, conflicts) for group in _grouped(deals, ontology)]
    by_claim = {r.claim: r for r in deals}
    derived = [d for deal in concluded for d in _derived(deal, by_claim, ontology, types)]
    if control is None:
        control = control_pairs([*ordered, *derived], ontology)
    groups = list(_grouped(sorted([*states, *derived], key=_order), ontology))
    drafts = [_Draft(group, ontology, conflicts) for group in groups]
    _resolve(drafts, control, ontology, conflicts)
    relationships = [*concluded, *(draft.relationship() for draft in drafts)]
    conflicts += _shares_over_100(relationships)
    return (
        sorted(relationships, key=lambda r: (r.subject, r.relation, r.object, r.distinction)),
        sorted(set(conflicts), key=lambda c: (c.kind, c.relationships)),
    )


def control_pairs(reports: Iterable[Report], ontology: Ontology) -> set[tuple[str, str]]:
    """Pairs (owner, owned) that some report states, by owning or by a deal that gives ownership."""
    names = controlling(ontology)
    return {(r.subject, r.object) for r in reports if r.relation in names}


def controlling(ontology: Ontology) -> frozenset[str]:
    """The exclusive relations that lead from owner to owned, and the deals that assert them."""
    owning = {r.name for r in ontology.relations.values() if r.exclusive and r.acyclic}
    deals = {
        c.of for c in ontology.consequences.values() if c.asserts in owning and c.subject_from == "subject"
    }
    return frozenset(owning | deals)


def _order(report: Report) -> tuple[date, str, str]:
    return (report.published, report.claim, report.rule)


def normal(report: Report, ontology: Ontology) -> Report:
    """The report with the status it really has: rules ``doubtful``, ``early`` and ``past``.

    A claim with confidence under 0.5 is a rumour; a state reported before its own start is announced; a
    state whose end is not after publication has ended.
    """
    kind = ontology.relations[report.relation].kind
    if report.confidence < 0.5 and report.status != "denied":
        return replace(report, status="rumoured")
    if kind != STATE or report.status != "inForce":
        return report
    if report.start and report.start.earliest and report.start.earliest > report.published:
        return replace(report, status="announced")
    if report.end and report.end.earliest and report.end.earliest <= report.published:
        return replace(report, status="ended")
    return report


# --- grouping ----------------------------------------------------------------------------------------


def _grouped(
    reports: Iterable[Report], ontology: Ontology
) -> Iterator[tuple[tuple[tuple[str, str], ...], list[Report]]]:
    """Reports by relationship: subject, relation, object and distinguishing qualifiers.

    A list value makes a report count in several groups; a report without the value supports every group
    of its subject, relation and object, or stands alone.
    """
    triples: dict[tuple[str, str, str], list[Report]] = defaultdict(list)
    for report in reports:
        triples[report.subject, report.relation, report.object].append(report)
    for (_, relation, _), group in triples.items():
        yield from _split(group, ontology.relations[relation], ontology)


def _split(
    group: list[Report], relation: Relation, ontology: Ontology
) -> Iterator[tuple[tuple[tuple[str, str], ...], list[Report]]]:
    if not relation.distinguished_by:
        yield (), group
        return
    splits: dict[tuple[tuple[str, str], ...], list[Report]] = defaultdict(list)
    bare = []
    for report in group:
        distinctions = list(_distinctions(report, relation, ontology))
        if not distinctions:
            bare.append(report)
        for distinction in distinctions:
            splits[distinction].append(report)
    if not splits:
        splits[()] = []
    for distinction, reports in sorted(splits.items()):
        yield distinction, sorted([*reports, *bare], key=_order)


def _distinctions(
    report: Report, relation: Relation, ontology: Ontology
) -> Iterator[tuple[tuple[str, str], ...]]:
    found: list[tuple[tuple[str, str], ...]] = [()]
    for name in relation.distinguished_by:
        values = report.values(name)
        if values:
            found = [(*known, (name, distinct_value(name, v, ontology))) for known in found for v in values]
    yield from (f for f in dict.fromkeys(found) if f)


def distinct_value(name: str, value: str, ontology: Ontology) -> str:
    """The value that distinguishes: a role by its concept where the ontology knows it, else as written."""
    if name != "role":
        return value
    role = ontology.role_named(value)
    return role.name if role else value.casefold()


# --- deals -------------------------------------------------------------------------------------------

_RANK = {"denied": 0, "rumoured": 1, "announced": 2, "completed": 3, "calledOff": 3}


class _Attempt:
    """One attempt at a deal, while its reports are read in the order of their publication."""

    def __init__(self, report: Report) -> None:
        self.status = report.status
        self.reports = [report]

    def add(self, report: Report) -> None:
        self.reports.append(report)
        if _RANK[report.status] > _RANK[self.status]:
            self.status = report.status

    @property
    def closed(self) -> bool:
        return self.status in ("completed", "calledOff")

    @property
    def closing(self) -> list[Report]:
        """The reports that closed it, or those of its status while it is open."""
        return [r for r in self.reports if r.status == self.status]

    @property
    def last_day(self) -> date:
        """The last day on which it may have closed."""
        stated = [s.latest for r in self.closing if (s := _closing(r)) and s.latest]
        return min([*stated, min(r.published for r in self.closing)])

    def share(self) -> Share | None:
        return next((r.share for r in reversed(self.closing) if r.share), None)

    def spell(self, key: str, conflicts: list[Conflict]) -> Spell:
        stated = [(s, r) for r in self.closing if (s := _closing(r))]
        since = _agreed(stated, "date of the deal", key, conflicts) if stated and self.closed else None
        if self.closed and since is None:
            before = [r.published for r in self.reports if r.status in ("rumoured", "announced")]
            first = min(r.published for r in self.closing)
            since = Span(max((b for b in before if b <= first), default=None), first)
        elif stated and since is None:
            since = stated[0][0]
        announced = sorted(
            (r.announced for r in self.reports if r.announced), key=lambda d: (d.earliest, d.latest)
        )
        return Spell(
            status=self.status,
            since=since,
            announced=announced[0].text if announced else "",
            shares=_steps(self.closing, key, conflicts),
        )


def _closing(report: Report) -> Span | None:
    return (report.end or report.start) if report.status == "calledOff" else report.start


def _deal(group: tuple[tuple[tuple[str, str], ...], list[Report]], conflicts: list[Conflict]) -> Relationship:
    distinction, reports = group
    first = reports[0]
    key = key_of(first.subject, first.relation, first.object, distinction)
    attempts = _attempts(reports, key, conflicts)
    return _relationship(reports, distinction, tuple(a.spell(key, conflicts) for a in attempts))


def _attempts(reports: list[Report], key: str, conflicts: list[Conflict]) -> list[_Attempt]:
    attempts: list[_Attempt] = []
    for report in reports:
        if not attempts or (
            report.status != "denied" and _opens_another(attempts[-1], report, key, conflicts)
        ):
            attempts.append(_Attempt(report))
        else:
            attempts[-1].add(report)
    return attempts


def _opens_another(last: _Attempt, report: Report, key: str, conflicts: list[Conflict]) -> bool:
    if not last.closed or last.status == "denied":
        return False
    own = report.announced.earliest if report.announced else report.start.earliest if report.start else None
    if report.status in ("rumoured", "announced"):
        return own is not None and own > last.last_day
    when = _closing(report)
    later = when is not None and when.earliest is not None and when.earliest > last.last_day
    if report.status != last.status:
        if later:
            return True
        text = "one report says that it was completed, another that it was called off"
        conflicts.append(Conflict("deal outcome", (key,), _claims([*last.closing, report]), text))
        return False
    share = last.share()
    return later and bool(report.share) and bool(share) and report.share != share


def _derived(
    deal: Relationship,
    reports: Mapping[str, Report],
    ontology: Ontology,
    types: Mapping[str, Collection[str]],
) -> Iterator[Report]:
    """What completed attempts assert and end, one report for each claim behind them."""
    rules = [c for c in ontology.consequences.values() if c.of == deal.relation]
    if not rules or not any(s.status == "completed" for s in deal.spells):
        return
    behind = [reports[c] for c in deal.claims if reports[c].status == "completed"]
    for spell in deal.spells:
        if spell.status != "completed":
            continue
        evidence = [
            r for r in behind if not r.start or not spell.since or spell.since.overlaps(r.start)
        ] or behind
        for rule in rules:
            for report in evidence:
                yield from _consequences(rule, deal, spell, report, ontology, types)


def _consequences(
    rule: Consequence,
    deal: Relationship,
    spell: Spell,
    report: Report,
    ontology: Ontology,
    types: Mapping[str, Collection[str]],
) -> Iterator[Report]:
    if not _share_fits(rule, report.share) or (
        rule.object_type and rule.object_type not in types.get(deal.object, ())
    ):
        return
    base = replace(
        report,
        start=spell.since,
        end=None,
        announced=None,
        qualifiers=(),
        rule=rule.name,
        deal=deal.key,
        confidence=1.0,
    )
    subjects = (deal.subject,) if rule.subject_from == "subject" else report.values(rule.subject_from)
    objects = [deal.subject if name == "subject" else deal.object for name in rule.object_from]
    if rule.asserts:
        if "share" not in ontology.relations[rule.asserts].qualifiers:
            base = replace(base, share=None)
        for subject in subjects:
            for object in objects:
                if subject != object:
                    yield replace(
                        base, subject=subject, relation=rule.asserts, object=object, status="inForce"
                    )
    if rule.ends and rule.ends_for not in ("", "others"):
        for seller in report.values(rule.ends_for):
            if seller != deal.subject:
                yield replace(
                    base,
                    subject=seller,
                    relation=rule.ends,
                    object=deal.object,
                    status="ended",
                    start=None,
                    end=spell.since,
                    share=None,
                    announced=PartialDate(spell.announced) if spell.announced else None,
                )


def _share_fits(rule: Consequence, share: Share | None) -> bool:
    if rule.share_at_most is not None:
        return share is not None and share.high <= rule.share_at_most
    if rule.share_over is not None and share is not None:
        return share.low > rule.share_over or (share.low_open and share.low >= rule.share_over)
    return True


# --- states ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stretch:
    """A spell in the making."""

    since: Span | None = None
    until: Span | None = None
    start: Report | None = None
    stop: Report | None = None
    status: str = "inForce"
    first: date | None = None
    last: date | None = None
    doubted: date | None = None
    until_rule: str = ""
    until_deal: str = ""

    def seen(self, day: date) -> None:
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)

    def reaches(self, day: date) -> bool:
        """Whether a report of that day can be about this stretch."""
        return self.until is None or self.until.latest is None or day < self.until.latest


class _Draft:
    """One state relationship while it is concluded: stretches first from stated dates, then from reports."""

    def __init__(
        self,
        group: tuple[tuple[tuple[str, str], ...], list[Report]],
        ontology: Ontology,
        conflicts: list[Conflict],
    ) -> None:
        self.distinction, self.reports = group
        self.relation = ontology.relations[self.reports[0].relation]
        self.subject, self.object = self.reports[0].subject, self.reports[0].object
        self.key = key_of(self.subject, self.relation.name, self.object, self.distinction)
        self.conflicts = conflicts
        self.stretches = self._dated()
        self._undated()
        self._fill_starts()
        self._expected()

    # Stated dates -------------------------------------------------------------------------------------

    def _dated(self) -> list[_Stretch]:
        """Rule ``spells``: an end closes the open spell, a start after an end opens another."""
        real = [r for r in self.reports if r.status in ("inForce", "ended")]
        starts = _clusters([(r.start, r) for r in real if r.start])
        ends = _clusters([(r.end, r) for r in real if r.end])
        stretches: list[_Stretch] = []
        current: _Stretch | None = None
        while starts or ends:
            if starts and (not ends or self._start_first(starts[0], ends[0], current)):
                current = self._begin(starts.pop(0), current)
                if not stretches or stretches[-1] is not current:
                    stretches.append(current)
            else:
                self._finish(ends.pop(0), current, stretches)
                current = None
        return stretches

    @staticmethod
    def _start_first(start: _Cluster, end: _Cluster, current: _Stretch | None) -> bool:
        together = {r.claim for _, r in start} & {r.claim for _, r in end}
        first_start, first_end = _tightest(start).earliest or date.min, _tightest(end).earliest or date.min
        if first_start == first_end:
            return bool(together) or current is None
        return first_start < first_end

    def _begin(self, cluster: _Cluster, current: _Stretch | None) -> _Stretch:
        when = _agreed(cluster, "start", self.key, self.conflicts)
        if current is not None and current.since is not None:
            if self._is_step(cluster, current):
                return current
            known = [(current.since, current.start)] if current.start else []
            best = _agreed([*known, *cluster], "start", self.key, self.conflicts)
            if best != current.since:
                current.since, current.start = best, _who(cluster, best)
            return current
        return _Stretch(since=when, start=_who(cluster, when))

    @staticmethod
    def _is_step(cluster: _Cluster, current: _Stretch) -> bool:
        """Rule ``share step``: a later start with another share changes the share, not the spell."""
        before = current.start.share if current.start else None
        return before is not None and all(r.share is not None and r.share != before for _, r in cluster)

    def _finish(self, cluster: _Cluster, current: _Stretch | None, stretches: list[_Stretch]) -> None:
        when = _agreed(cluster, "end", self.key, self.conflicts)
        if current is None and stretches and stretches[-1].until and stretches[-1].stop:
            known = (stretches[-1].until, stretches[-1].stop)
            best = _agreed([known, *cluster], "end", self.key, self.conflicts)
            if best != stretches[-1].until:
                stretches[-1].until, stretches[-1].stop = best, _who(cluster, best)
            return
        if current is None:
            current = _Stretch()
            stretches.append(current)
        current.until, current.stop = when, _who(cluster, when)

    # Reports without dates ----------------------------------------------------------------------------

    def _undated(self) -> None:
        for report in self.reports:
            if report.status == "inForce":
                self._reported(report)
            elif report.status == "ended" and not report.end:
                self._reported_ended(report)
            elif report.status == "ended":
                self._note_owner_before(report)

    def _reported(self, report: Report) -> None:
        """Rule ``bare report``: supports the spell it falls in, or opens one after a known end."""
        day = report.published
        for stretch in self.stretches:
            if self._supports(report, stretch):
                stretch.seen(day)
                return
        if report.start:
            return
        last = self.stretches[-1] if self.stretches else None
        if last is None:
            self.stretches.append(_Stretch(first=day, last=day))
        elif self.relation.exclusive or (last.stop and last.stop.deal):
            text = "reported as in force after its end"
            claims = _claims([report, *([last.stop] if last.stop else [])])
            self.conflicts.append(Conflict("after its end", (self.key,), claims, text))
        else:
            after = last.until.earliest if last.until else None
            self.stretches.append(_Stretch(since=Span(after, day), first=day, last=day))

    @staticmethod
    def _supports(report: Report, stretch: _Stretch) -> bool:
        if report.start is None:
            return stretch.reaches(report.published) or (
                report.end is not None and stretch.until == report.end
            )
        return stretch.start is report or stretch.since is None or stretch.since.overlaps(report.start)

    def _reported_ended(self, report: Report) -> None:
        """Rule ``ended without a date``: between the last report in force and the first report of the end."""
        current = self.stretches[-1] if self.stretches else None
        if current is None:
            current = _Stretch(first=None)
            self.stretches.append(current)
        if current.until is not None:
            return
        known = [d for d in (current.last, current.since.earliest if current.since else None) if d]
        current.until = Span(max(known, default=None), report.published)
        current.stop = report

    def _note_owner_before(self, report: Report) -> None:
        """Whoever is said to sell held it when the sale was announced, at the latest on the day before."""
        for stretch in self.stretches:
            if stretch.stop is report and stretch.until and stretch.until.earliest and report.deal:
                day = stretch.until.earliest - timedelta(days=1)
                if report.announced and report.announced.latest < day:
                    day = report.announced.latest
                stretch.seen(day)

    def _fill_starts(self) -> None:
        """Rule ``unknown start``: unbounded, at the latest the day of the first report as in force."""
        for number, stretch in enumerate(self.stretches):
            if stretch.since is not None:
                continue
            first = stretch.first
            if first and stretch.until and stretch.until.earliest:
                first = min(first, stretch.until.earliest)
            expected = [_made_public(r) for r in self.reports if r.status == "announced"]
            early = min((d for d in expected if first and d <= first), default=None)
            after = self.stretches[number - 1].until if number else None
            stretch.since = Span(after.earliest if after else early, first)

    # Announced, rumoured, denied ----------------------------------------------------------------------

    def _expected(self) -> None:
        """Rule ``announced``: a plan is a spell of its own unless something is or was in force since."""
        hoped = [r for r in self.reports if r.status in ("announced", "rumoured")]
        last = self.stretches[-1] if self.stretches else None
        fresh = [r for r in hoped if last is None or (last.until and _after(r, last.until))]
        if fresh:
            best = max(fresh, key=lambda r: (r.status == "announced", r.published, r.claim))
            dated = [(r.start, r) for r in fresh if r.start and r.status == best.status]
            start = _agreed(dated, "planned start", self.key, self.conflicts) if dated else None
            self.stretches.append(
                _Stretch(
                    since=start or Span(min(_made_public(r) for r in fresh), None),
                    until=best.end,
                    start=best,
                    status=best.status,
                )
            )
        self._denied([r for r in self.reports if r.status == "denied"])

    def _denied(self, denials: list[Report]) -> None:
        """Rule ``denied``: no where nothing else is said; against assertions unknown from the denial on."""
        if not denials:
            return
        held = [s for s in self.stretches if s.status == "inForce"]
        if not held:
            self.stretches.append(_Stretch(status="denied", start=denials[0]))
            return
        first = denials[0].published
        for stretch in held:
            if stretch.reaches(first):
                stretch.doubted = first
        sides = _claims([*denials, *(r for r in self.reports if r.status == "inForce")])
        self.conflicts.append(
            Conflict("denied", (self.key,), sides, "one report denies what another asserts")
        )

    # Result -------------------------------------------------------------------------------------------

    def relationship(self) -> Relationship:
        spells = tuple(self._spell(s) for s in self.stretches)
        return _relationship(self.reports, self.distinction, spells)

    def _spell(self, stretch: _Stretch) -> Spell:
        expected = sorted(r.announced.text for r in self.reports if r.announced and r.status == "announced")
        status = (
            "ended" if stretch.status == "inForce" and stretch.until and _past(stretch) else stretch.status
        )
        return Spell(
            status=status,
            since=stretch.since if stretch.status != "denied" else None,
            until=stretch.until,
            announced=expected[0] if expected and stretch.status == "announced" else "",
            shares=self._shares(stretch),
            since_rule=stretch.start.rule if stretch.start else "",
            since_deal=stretch.start.deal if stretch.start else "",
            until_rule=stretch.until_rule or (stretch.stop.rule if stretch.stop else ""),
            until_deal=stretch.until_deal or (stretch.stop.deal if stretch.stop else ""),
            doubted=stretch.doubted,
        )

    def _shares(self, stretch: _Stretch) -> tuple[Step, ...]:
        if stretch.status == "denied":
            return ()
        wanted = ("inForce", "ended") if stretch.status == "inForce" else (stretch.status,)
        mine = [r for r in self.reports if r.share and r.status in wanted and _within(r, stretch)]
        return _steps(mine, self.key, self.conflicts)


def _within(report: Report, stretch: _Stretch) -> bool:
    """Whether a report's share is about this stretch: by its own start, else by its publication."""
    day = report.start.earliest if report.start and report.start.earliest else report.published
    if report.start and stretch.since and report.start.overlaps(stretch.since):
        return True
    return stretch.reaches(day) and (stretch.since is None or (stretch.since.earliest or date.min) <= day)


def _steps(reports: Iterable[Report], key: str, conflicts: list[Conflict]) -> tuple[Step, ...]:
    """Rule ``share step``: a later date with another share is a step; two on one date a conflict."""
    stated = [(r.start or Span(r.published, r.published), r) for r in reports if r.share]
    found: list[Step] = []
    for cluster in _clusters(stated):
        camps = Counter(r.share for _, r in cluster if r.share)
        if len(camps) > 1 and max(s.low for s in camps) > min(s.high for s in camps):
            said = "share: " + " or ".join(sorted(s.text for s in camps))
            conflicts.append(Conflict("share", (key,), _claims(r for _, r in cluster), said))
        best = max(camps, key=lambda s: (camps[s], -(s.high - s.low), s.text))
        step = Step(_tightest(cluster).earliest or date.min, best.text)
        if not found or found[-1].share != step.share:
            found.append(step)
    return tuple(found)


def _past(stretch: _Stretch) -> bool:
    """Whether the end has been reported, and is not merely planned."""
    if stretch.stop is None:
        return bool(stretch.until_rule)
    return stretch.stop.status == "ended"


def _made_public(report: Report) -> date:
    return report.announced.earliest if report.announced else report.published


def _after(report: Report, end: Span) -> bool:
    when = report.start.earliest if report.start and report.start.earliest else _made_public(report)
    return end.latest is not None and when >= end.latest


_Cluster = list[tuple[Span, Report]]


def _clusters(stated: Iterable[tuple[Span | None, Report]]) -> list[_Cluster]:
    """Dates that may mean the same day together, in the order of time; the tighter ones decide."""
    dated = [(s, r) for s, r in stated if s is not None]
    dated.sort(key=lambda p: (_width(p[0]), p[0].earliest or date.min))
    clusters: list[_Cluster] = []
    for when, report in dated:
        home = next((c for c in clusters if c[0][0].overlaps(when)), None)
        if home is None:
            clusters.append([(when, report)])
        else:
            home.append((when, report))
    return sorted(clusters, key=lambda c: (c[0][0].earliest or date.min, c[0][0].latest or date.max))


def _width(when: Span) -> int:
    return ((when.latest or date.max) - (when.earliest or date.min)).days


def _tightest(cluster: _Cluster) -> Span:
    return min((s for s, _ in cluster), key=lambda s: (_width(s), s.earliest or date.min))


def _who(cluster: _Cluster, when: Span) -> Report:
    """The report to name for a date; one derived from a deal explains more than a bare one."""
    return max(
        (r for s, r in cluster if s == when), key=lambda r: (bool(r.deal), -r.published.toordinal(), r.claim)
    )


def _agreed(cluster: _Cluster, what: str, key: str, conflicts: list[Conflict]) -> Span:
    """Rule ``dates``: nested dates agree and the tighter wins; disjoint ones go by support (publishers),
    then precision, then latest publication, then earliest date, and are a conflict."""
    camps = _clusters(cluster)
    if len(camps) == 1:
        return _tightest(camps[0])
    best = max(
        camps,
        key=lambda c: (
            len({r.publisher or r.article for _, r in c}),
            -_width(_tightest(c)),
            max(r.published for _, r in c),
            -(_tightest(c).earliest or date.min).toordinal(),
        ),
    )
    stated = " or ".join(dict.fromkeys(_tightest(c).text or str(_tightest(c).latest) for c in camps))
    conflicts.append(
        Conflict(f"{what}", (key,), _claims([r for c in camps for _, r in c]), f"{what}: {stated}")
    )
    return _tightest(best)


# --- between relationships ---------------------------------------------------------------------------


def _resolve(
    drafts: list[_Draft],
    control: Collection[tuple[str, str]],
    ontology: Ontology,
    conflicts: list[Conflict],
) -> None:
    _switch_control(drafts)
    rivals: dict[tuple[str, str, str], list[_Draft]] = defaultdict(list)
    for draft in drafts:
        for place in _exclusive_place(draft, ontology):
            rivals[place].append(draft)
    for group in rivals.values():
        if len(group) > 1:
            _succeed(group, control, conflicts)


def _exclusive_place(draft: _Draft, ontology: Ontology) -> Iterator[tuple[str, str, str]]:
    """What only one subject may hold at a time: the object, or the object and an exclusive role."""
    relation = draft.relation
    if not relation.exclusive:
        return
    if not relation.exclusive_for:
        yield (relation.name, draft.object, "")
        return
    value = dict(draft.distinction).get(relation.exclusive_for, "")
    role = ontology.roles.get(value)
    if role and role.exclusive:
        yield (relation.name, draft.object, value)


def _switch_control(drafts: list[_Draft]) -> None:
    """Rule ``control``: for one pair, owning and holding a stake end each other."""
    pairs: dict[tuple[str, str], list[_Draft]] = defaultdict(list)
    for draft in drafts:
        pairs[draft.subject, draft.object].append(draft)
    for group in pairs.values():
        for one in group:
            for other in group:
                if other.relation.name in one.relation.excludes:
                    _end_at_start(one, other)


def _end_at_start(one: _Draft, other: _Draft) -> None:
    for stretch in one.stretches:
        for following in other.stretches:
            since = following.since.earliest if following.since else None
            began = stretch.since.latest if stretch.since else None
            if stretch.until or following.status != "inForce" or since is None or began is None:
                continue
            if began <= since:
                stretch.until, stretch.until_rule = following.since, "control"


@dataclass(slots=True)
class _Holder:
    draft: _Draft
    stretch: _Stretch

    @property
    def begins(self) -> date:
        since = self.stretch.since or Span()
        return since.earliest if since.text and since.earliest else since.latest or date.max

    @property
    def start_known(self) -> bool:
        return bool(self.stretch.since and (self.stretch.since.text or self.stretch.since.earliest))


def _succeed(
    group: list[_Draft],
    control: Collection[tuple[str, str]],
    conflicts: list[Conflict],
) -> None:
    """Rules ``superseded`` and ``succeeded``: a later exclusive holder ends an earlier one."""
    holders = [_Holder(d, s) for d in group for s in d.stretches if s.status == "inForce"]
    holders.sort(key=lambda h: (h.begins, h.draft.subject))
    for number, earlier in enumerate(holders):
        for later in holders[number + 1 :]:
            one, two = earlier.draft.subject, later.draft.subject
            if one == two or (one, two) in control or (two, one) in control:
                continue
            _end_earlier(earlier, later, conflicts)


def _end_earlier(earlier: _Holder, later: _Holder, conflicts: list[Conflict]) -> None:
    stretch, start = earlier.stretch, later.stretch.since or Span()
    if stretch.until is not None:
        _overlap(earlier, later, conflicts)
        return
    by_deal = later.stretch.start.deal if later.stretch.start else ""
    last = stretch.last or (stretch.since.latest if stretch.since else None)
    if by_deal:
        stretch.until, stretch.until_rule, stretch.until_deal = start, "superseded", by_deal
        return
    until = start.latest if later.start_known else later.stretch.first
    if last and until and last > until:
        _doubt(earlier, later, until, conflicts)
        return
    if last and until:
        low = max(last, start.earliest) if later.start_known and start.earliest else last
        stretch.until, stretch.until_rule = Span(min(low, until), until, start.text), "succeeded"


def _doubt(earlier: _Holder, later: _Holder, day: date, conflicts: list[Conflict]) -> None:
    """Interleaved reports: both are unknown where they overlap."""
    for holder in (earlier, later):
        holder.stretch.doubted = min(holder.stretch.doubted or day, day)
    _two_holders(earlier, later, conflicts)


def _overlap(earlier: _Holder, later: _Holder, conflicts: list[Conflict]) -> None:
    """A conflict only if both surely hold on one day."""
    until, start = earlier.stretch.until, later.stretch.since
    if until and start and until.earliest and start.latest and start.latest < until.earliest:
        other_end = later.stretch.until
        if other_end is None or (other_end.earliest or date.min) > start.latest:
            _two_holders(earlier, later, conflicts)


def _two_holders(earlier: _Holder, later: _Holder, conflicts: list[Conflict]) -> None:
    keys = tuple(sorted((earlier.draft.key, later.draft.key)))
    claims = _claims([*earlier.draft.reports, *later.draft.reports])
    text = f"two at once where only one can be: {earlier.draft.subject} and {later.draft.subject}"
    conflicts.append(Conflict("exclusive", keys, claims, text))


def _shares_over_100(relationships: Iterable[Relationship]) -> Iterator[Conflict]:
    """Shares in one object that add up to more than all of it on some day, by their lower bounds."""
    stakes: dict[str, list[tuple[Relationship, Spell]]] = defaultdict(list)
    for relationship in relationships:
        for spell in relationship.spells:
            if spell.shares and spell.status in ("inForce", "ended"):
                stakes[relationship.object].append((relationship, spell))
    for held in stakes.values():
        for day in sorted({step.day for _, s in held for step in s.shares}):
            on_day = {r: step.least for r, s in held if s.holds(day) == YES and (step := s.share_on(day))}
            if sum(on_day.values()) > 100:
                keys = tuple(sorted(r.key for r in on_day))
                claims = tuple(sorted({c for r in on_day for c in r.claims}))
                yield Conflict("shares", keys, claims, f"shares add up to over 100 percent on {day}")
                break


def cycles(edges: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Cycles among directed edges, each once, from its smallest member; one for each strongly tied group."""
    following: dict[str, list[str]] = defaultdict(list)
    for start, end in sorted(set(edges)):
        following[start].append(end)
    remaining = _cyclic_part(following)
    found: list[tuple[str, ...]] = []
    while remaining:
        path = _walk(min(remaining), following, remaining)
        found.append(path)
        remaining -= set(path)
        remaining = _cyclic_part({n: [m for m in following[n] if m in remaining] for n in remaining})
    return found


def _cyclic_part(following: Mapping[str, Sequence[str]]) -> set[str]:
    """Nodes left after those with nothing before or nothing after them are taken away again and again."""
    left = set(following) | {m for after in following.values() for m in after}
    while True:
        ahead = {m for n in left for m in following.get(n, ()) if m in left}
        kept = {n for n in left & ahead if any(m in left for m in following.get(n, ()))}
        if kept == left:
            return left
        left = kept


def _walk(start: str, following: Mapping[str, Sequence[str]], allowed: Collection[str]) -> tuple[str, ...]:
    path, place = [start], {start: 0}
    while True:
        step = next(m for m in following[path[-1]] if m in allowed)
        if step in place:
            loop = path[place[step] :]
            least = loop.index(min(loop))
            return tuple(loop[least:] + loop[:least])
        place[step] = len(path)
        path.append(step)


# --- both kinds --------------------------------------------------------------------------------------


def _claims(reports: Iterable[Report]) -> tuple[str, ...]:
    return tuple(sorted({r.claim for r in reports}))


def _relationship(
    reports: list[Report], distinction: tuple[tuple[str, str], ...], spells: tuple[Spell, ...]
) -> Relationship:
    first = reports[0]
    merged: dict[str, dict[str, None]] = defaultdict(dict)
    for report in reports:
        for name, values in report.qualifiers:
            merged[name].update(dict.fromkeys(values))
    return Relationship(
        subject=first.subject,
        relation=first.relation,
        object=first.object,
        distinction=distinction,
        spells=spells,
        claims=_claims(reports),
        articles=len({r.article for r in reports}),
        publishers=tuple(sorted({r.publisher or r.article for r in reports})),
        first_reported=min(r.published for r in reports),
        last_reported=max(r.published for r in reports),
        qualifiers=tuple(sorted((name, tuple(values)) for name, values in merged.items())),
    )
