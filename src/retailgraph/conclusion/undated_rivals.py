"""Rule ``undated rival``: an article of unknown date ends nobody whom more publishers name.

Nobody knows whether such an article is the later one. It is a conflict, and what it says is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from retailgraph.conclusion.control import Control
from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.holders import Bits, Holder
from retailgraph.relationships import Conflict

KIND = "undated rival"


def set_aside(holders: Sequence[Holder], control: Control, conflicts: list[Conflict]) -> list[Holder]:
    """The holders that contend; those set aside are doubted, and each is a conflict."""
    weak = {one for one in holders if _is_undated(one)}
    if not weak:
        return list(holders)
    bits = Bits([one.state for one in holders], control)
    counts = [len(_publishers(one)) for one in holders]
    open_ = [n for n, one in enumerate(holders) if one not in weak and one.spell.until is None]
    strongest = sorted(open_, key=lambda n: -counts[n])
    aside = set()
    for number, one in enumerate(holders):
        if one in weak:
            rivals = bits.rivals(one.state)
            # Those with the most publishers come first: mostly the first is a rival already.
            found = (n for n in strongest if rivals >> n & 1)
            other = next(found, None)
            if other is not None and counts[other] > counts[number]:
                aside.add(number)
                one.spell.doubt(one.since.latest or one.spell.first or date.min)
                conflicts.append(_conflict(holders[other], one))
    return [one for number, one in enumerate(holders) if number not in aside]


def _is_undated(holder: Holder) -> bool:
    """Whether nobody knows when anything of it was written, nor says since when it holds."""
    reports = holder.state.supporting()
    return bool(reports) and not holder.start_known and all(r.earliest == date.min for r in reports)


def _publishers(holder: Holder) -> set[str]:
    return {report.source for report in holder.state.supporting()}


def _conflict(stronger: Holder, weak: Holder) -> Conflict:
    sides = (
        side("in force", stronger.state.supporting(), stronger.state.key),
        side("in force, of unknown date", weak.state.supporting(), weak.state.key),
    )
    keys = tuple(sorted((stronger.state.key, weak.state.key)))
    return Conflict(KIND, keys, sides, "told by fewer publishers in an article of unknown date")
