"""Which reports are about one relationship: rule ``split``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from retailgraph.conclusion.report import Report, ordered
from retailgraph.conclusion.rounding import is_rounded
from retailgraph.ontology import Ontology, Relation
from retailgraph.relationships import Conflict, Relationship, Side, Spell, Support, key_of

_PRICE, _PLANNED = "price", ("announced", "rumoured")
Distinction = tuple[tuple[str, str], ...]


class Group(NamedTuple):
    """The reports of one relationship, in the order of their publication."""

    distinction: Distinction
    reports: list[Report]

    @property
    def key(self) -> str:
        """The key of the relationship."""
        first = self.reports[0]
        return key_of(first.subject, first.relation, first.object, self.distinction)

    def concluded(self, spells: Iterable[Spell]) -> Relationship:
        """The relationship with these spells and the support of all reports."""
        first, support = self.reports[0], support_of(self.reports)
        return Relationship(
            subject=first.subject,
            relation=first.relation,
            object=first.object,
            distinction=self.distinction,
            spells=tuple(spells),
            claims=support.claims,
            articles=support.articles,
            publishers=support.publishers,
            first_reported=support.first_reported,
            last_reported=support.last_reported,
            qualifiers=support.qualifiers,
            undated=support.undated,
        )


def support_of(reports: Sequence[Report]) -> Support:
    """Who says so, when, and what they add; there must be a report."""
    first = reports[0]
    if len(reports) == 1 and not first.qualifiers:
        undated = 0 if first.earliest > date.min else 2 if first.unread else 1
        day = first.published
        return Support((first.claim,), 1, (first.source,), day, day, (), undated)
    # When an article of unknown date was written nobody knows: it confirms nothing of late.
    dated = [r.published for r in reports if r.earliest > date.min]
    # Who denies it does not support it, unless all do.
    asserting = [r for r in reports if r.status != "denied"] or reports
    merged: dict[str, dict[str, None]] = defaultdict(dict)
    paid = [p for r in reports if r.status == "completed" for p in r.values(_PRICE)]
    for report in reports:
        for name, values in report.qualifiers:
            # What was paid in the end stands, and what was agreed at first only if it is that more exactly.
            is_plan = bool(paid) and name == _PRICE and report.status in _PLANNED
            told = [v for v in values if not is_plan or any(is_rounded(p, v) for p in paid)]
            merged[name].update(dict.fromkeys(told))
    if len(prices := merged.get(_PRICE, {})) > 1:
        merged[_PRICE] = {p: None for p in prices if not any(is_rounded(p, other) for other in prices)}
    return Support(
        claims=claims(reports),
        articles=len({r.article for r in asserting}),
        publishers=tuple(sorted({r.source for r in asserting})),
        first_reported=min(r.published for r in reports),
        last_reported=max(dated or (r.published for r in reports)),
        qualifiers=tuple(sorted((name, tuple(sorted(values))) for name, values in merged.items() if values)),
        undated=0 if dated else 2 if all(r.unread for r in reports) else 1,
    )


def claims(reports: Iterable[Report]) -> tuple[str, ...]:
    """The claims of these reports, each once."""
    return tuple(sorted({r.claim for r in reports}))


def side(says: str, reports: Iterable[Report], about: str = "") -> Side:
    """What these reports say, as one side of a conflict."""
    known = list(reports)
    return Side(says, claims(known), tuple(sorted({r.source for r in known})), about)


def denial(key: str, reports: Iterable[Report], asserted: str) -> Conflict:
    """The conflict between the reports that deny a relationship and those of the status ``asserted``."""
    known = list(reports)
    says = {"inForce": "in force", "calledOff": "called off"}.get(asserted, asserted)
    sides = (
        side("denied", (r for r in known if r.status == "denied")),
        side(says, (r for r in known if r.status != "denied")),
    )
    return Conflict("denied", (key,), sides, "one report denies what another asserts")


def grouped(reports: Iterable[Report], ontology: Ontology) -> Iterator[Group]:
    """Reports by relationship: subject, relation, object and distinguishing qualifiers.

    A list value makes a report count in several groups; a report without the value supports every group
    of its subject, relation and object, or stands alone.
    """
    triples: dict[tuple[str, str, str], list[Report]] = defaultdict(list)
    for report in reports:
        triples[report.subject, report.relation, report.object].append(report)
    for (_, relation, _), group in triples.items():
        yield from _split(group, ontology.relations[relation], ontology)


def _split(group: list[Report], relation: Relation, ontology: Ontology) -> Iterator[Group]:
    if relation.unsure_ends:
        yield from _ends(group, relation.unsure_ends)
        return
    if not relation.distinguished_by:
        yield Group((), group)
        return
    splits: dict[Distinction, list[Report]] = defaultdict(list)
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
        yield Group(distinction, ordered([*reports, *bare]))


def _ends(group: list[Report], unsure: Collection[str]) -> Iterator[Group]:
    """Ends after which it may go on stand apart from the others: bankrupt, then dissolved."""
    apart: defaultdict[str, list[Report]] = defaultdict(list)
    for report in group:
        how = report.values("how")
        apart[how[0] if len(how) == 1 and how[0] in unsure else ""].append(report)
    for word, reports in sorted(apart.items()):
        yield Group((("how", word),) if word else (), reports)


def _distinctions(report: Report, relation: Relation, ontology: Ontology) -> Iterator[Distinction]:
    found: list[Distinction] = [()]
    for name in relation.distinguished_by:
        values = report.values(name)
        if values:
            found = [(*known, (name, ontology.distinct(name, v))) for known in found for v in values]
    yield from (f for f in dict.fromkeys(found) if f)
