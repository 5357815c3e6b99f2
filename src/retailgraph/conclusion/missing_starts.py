"""Rule ``missing start``: one of a row of holders of whom the source of the row says not since when.

"Ada Lind from 2001, Bo Renn, Cy Osk from 2018": the last of those with a start holds still, and of the one
without nobody knows when it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from retailgraph.conclusion.grouping import side
from retailgraph.conclusion.holders import Holder
from retailgraph.relationships import Conflict

KIND = "missing start"


def set_undated_aside(holders: Sequence[Holder], conflicts: list[Conflict]) -> list[Holder]:
    """The holders that contend; those of a row without a start are doubted, and each is a conflict."""
    rows: defaultdict[tuple[str, date], list[Holder]] = defaultdict(list)
    for one in holders:
        if one.start_known:
            for telling in one.spell.tellings:
                rows[telling].append(one)
    kept = []
    for one in holders:
        row = _row_of(one, rows)
        if row:
            last = max(row, key=lambda h: h.rank)
            one.spell.doubt(one.since.latest or one.spell.first or date.min)
            sides = (
                side("no start is told", one.state.supporting(), one.state.key),
                side("in force since then", last.state.supporting(), last.state.key),
            )
            keys = tuple(sorted((one.state.key, last.state.key)))
            conflicts.append(Conflict(KIND, keys, sides, "told in a row with others, without a start"))
        else:
            kept.append(one)
    return kept


def _row_of(holder: Holder, rows: dict[tuple[str, date], list[Holder]]) -> list[Holder]:
    """The row in which a holder without a start is told, if it is told in such rows alone."""
    if holder.start_known or holder.deal or holder.spell.until or not holder.spell.tellings:
        return []
    found = [rows.get(telling, []) for telling in holder.spell.tellings]
    told_in_a_row = all(any(h.spell.followed for h in row) and len(row) > 1 for row in found)
    return found[0] if told_in_a_row else []
