"""Rule ``outnumbered``: what few report, or nobody dates, against what more publishers report."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.holders import Holder
from retailgraph.relationships import Conflict


def is_told_too_seldom(earlier: Holder, later: Holder) -> bool:
    """Whether fewer publishers name the later one, and none of them says since when: it ends nobody."""
    return not later.start_known and _publishers(later) < _publishers(earlier)


def ended_by_fewer(earlier: Holder, later: Holder) -> Iterator[Conflict]:
    """One publisher, or a deal of which nobody tells the day, ended what more publishers report."""
    theirs = _publishers(later)
    if theirs < _publishers(earlier) and (theirs == 1 or not later.start_known):
        sides = (
            side("in force", earlier.state.supporting(), earlier.state.key),
            side("begun since", later.state.supporting(), later.state.key),
        )
        keys = tuple(sorted((earlier.state.key, later.state.key)))
        yield Conflict("outnumbered", keys, sides, "ended by what fewer publishers report")


def _publishers(holder: Holder) -> int:
    """How many say that it holds, or did."""
    return len({r.source for r in holder.state.reports if r.status in ("inForce", "ended")})
