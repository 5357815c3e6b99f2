"""Bounds that nobody states.

Rules ``unknown start``, ``as planned``, ``founded``, ``complete list`` and ``announced end``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.open_spell import ANNOUNCED_END, AS_PLANNED, OpenSpell
from retailgraph.conclusion.report import Report, content
from retailgraph.relationships import Conflict, Span


def fill_bounds(
    spells: Sequence[OpenSpell], reports: Sequence[Report], not_before: Sequence[tuple[date, str]]
) -> None:
    """Bound what no report dates; it began no earlier than any of the days ``not_before``.

    Those, each with its rule, are when its two sides were founded, and the day of a complete list which
    leaves it out.
    """
    for number, spell in enumerate(spells):
        before = spells[number - 1] if number else None
        following = spells[number + 1] if number + 1 < len(spells) else None
        if spell.since is None:
            _fill_start(spell, reports)
            _as_planned(spell, before, reports)
        _begun_by_report(spell)
        _narrow_end(spell)
        if before and before.until and spell.since and spell.since.earliest is None:
            low, high = before.until.earliest, spell.since.latest
            spell.since = spell.since._replace(earliest=min(low, high) if low and high else low)
        for day, rule in not_before:
            _not_before(spell, day, rule)
        if following and following.since and spell.until is None:
            # Reopened by a bare report, and begun again later: it ended in between.
            high = following.since.latest
            low = min(spell.last, high) if spell.last and high else spell.last
            spell.end(Span(low, high), "begun again")
        _doubt_planned_end(spell)


def _fill_start(spell: OpenSpell, reports: Sequence[Report]) -> None:
    """Rule ``unknown start``: unbounded, at the latest the day of the first report as in force; if it was
    announced before, not before that."""
    first = spell.first
    if first and spell.until and spell.until.earliest:
        first = min(first, spell.until.earliest)
    hoped = [r.made_public for r in reports if r.status == "announced"]
    early = min((d for d in hoped if first and d <= first), default=None)
    spell.since, spell.since_rule = Span(early, first), "unknown start"


def _as_planned(spell: OpenSpell, before: OpenSpell | None, reports: Sequence[Report]) -> None:
    """Rule ``as planned``: what was announced for a day and is reported as in force later began that day."""
    first = spell.first
    ended = before.until.latest if before and before.until else None
    plans = [
        (r.published, content(r), r.start)
        for r in reports
        if r.status == "announced" and r.start and r.start.earliest and first and r.published <= first
        if r.start.earliest <= first and (ended is None or r.start.earliest >= ended)
    ]
    if plans:
        *_, start = max(plans)
        late = first if start.latest is None or (first and first < start.latest) else None
        spell.since = start._replace(latest=late, text="") if late else start
        spell.since_rule = AS_PLANNED


def _begun_by_report(spell: OpenSpell) -> None:
    """Of a start bounded below only ("after 2010"): what is reported as in force has begun by then."""
    since = spell.since
    if since is None or since.latest is not None or since.earliest is None:
        return
    low = since.earliest
    told = [r.published for r in spell.support if r.status in ("inForce", "ended") and r.published >= low]
    if told:
        spell.since = since._replace(latest=min(told))


def _not_before(spell: OpenSpell, day: date, rule: str) -> None:
    """Rules ``founded`` and ``complete list``: what nobody dates began no earlier."""
    since = spell.since
    if since is None or spell.starts or (since.earliest and since.earliest >= day):
        return
    if since.latest is None or day <= since.latest:
        spell.since = since._replace(earliest=day)
        if spell.since_rule == "unknown start" and rule == "founded":
            spell.since_rule = rule


def _narrow_end(spell: OpenSpell) -> None:
    if spell.until_rule != "succeeded" or not spell.until:
        return
    if spell.until in spell.followed:
        spell.until_rule = "successive"
        return
    low, high = spell.last or (spell.since and spell.since.latest), spell.until.latest
    spell.until = Span(min(low, high) if low and high else low, high)


def went_on(key: str, spells: Sequence[OpenSpell]) -> Iterator[Conflict]:
    """Rule ``announced end``: what was to end, and is reported as in force after that day."""
    for spell in spells:
        planned = spell.planned.latest if spell.planned else None
        if planned and spell.planned and spell.confirmed_after(planned) and spell.until is None:
            late = [r for r in spell.support if r.status == "inForce" and r.earliest > planned]
            sides = (
                side(f"to end {spell.planned.words}", (d.report for d in spell.planned_ends)),
                side("in force since", late),
            )
            yield Conflict(
                "went on", (key,), sides, "reported as in force after the day on which it was to end"
            )


def _doubt_planned_end(spell: OpenSpell) -> None:
    """Rule ``announced end``: from the planned day on nobody knows, until a report says either way."""
    planned = spell.planned.earliest if spell.planned else None
    if planned and spell.until is None and not spell.confirmed_after(planned):
        spell.doubt(planned, None, ANNOUNCED_END)
