"""What was announced, rumoured or denied of a state."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from retailgraph.conclusion.dating import agreed, dated
from retailgraph.conclusion.grouping import denial
from retailgraph.conclusion.open_spell import OpenSpell
from retailgraph.conclusion.report import Report, content
from retailgraph.relationships import Conflict, Span


def expected(
    key: str, reports: Sequence[Report], last: OpenSpell | None, conflicts: list[Conflict]
) -> OpenSpell | None:
    """Rule ``announced``: a plan is a spell of its own unless something is or was in force since."""
    denied = max((r.published for r in reports if r.status == "denied"), default=date.min)
    hoped = [
        r for r in reports if r.status == "announced" or (r.status == "rumoured" and r.published > denied)
    ]
    fresh = [r for r in hoped if last is None or (last.until and _after(r, last.until))]
    if not fresh:
        return None
    best = max(fresh, key=lambda r: (r.status == "announced", r.published, content(r)))
    stated = dated((r.start, r) for r in fresh if r.status == best.status)
    start = agreed(stated, "planned start", key, conflicts) if stated else None
    return OpenSpell(
        since=start or Span(min(r.made_public for r in fresh), None),
        until=best.end,
        start=best,
        status=best.status,
        support=fresh,
    )


def deny(key: str, reports: Sequence[Report], spells: list[OpenSpell], conflicts: list[Conflict]) -> None:
    """Rule ``denied``: no where nothing else is said; against assertions unknown from the denial on.

    What surely began after the denial, or was over by then, is not what was denied.
    """
    denials = [r for r in reports if r.status == "denied"]
    if not denials:
        return
    if not spells:
        spells.append(OpenSpell(status="denied", start=denials[0], support=denials))
        return
    days = [r.published for r in denials]
    disputed: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for spell in spells:
        since, until = spell.since or Span(), spell.until or Span()
        first = bisect_left(days, since.earliest or date.min)
        last = bisect_right(days, until.latest or date.max)
        if first < last:
            spell.doubt(days[first])
            # What denies a deal is a conflict of that deal already.
            if not all(r.deal for r in denials[first:last]):
                disputed[spell.status].update(dict.fromkeys(range(first, last)))
    for status, places in disputed.items():
        known = (r for r in reports if r.status in ("inForce", status))
        conflicts.append(denial(key, [*(denials[n] for n in places), *known], status))


def _after(report: Report, end: Span) -> bool:
    when = report.start.earliest if report.start and report.start.earliest else report.made_public
    return end.latest is not None and when >= end.latest
