"""Of what was concluded anew over the shipped rows: what is concluded alike is seen as shipped."""

from __future__ import annotations

from retailgraph.tables import conclusions, conflicts, removing
from retailgraph.tables.store import Tables


def reconcile(tables: Tables) -> None:
    """Keep of the store itself only what differs from the shipped rows, and hide those that are no more.

    All must have been concluded anew, and no shipped conclusion be hidden.
    """
    rows = conclusions.found(tables, conclusions.SHIPPED, claims=True)
    mine = {one.key: one for one in conclusions.keyed_here(tables, (one.key for one in rows), claims=True)}
    alike = {one.number for one in rows if one.key in mine and mine[one.key].relationship == one.relationship}
    removing.relationships(tables, (mine[one.key].number for one in rows if one.number in alike))
    removing.relationships(tables, (one.number for one in rows if one.number not in alike))
    shipped = [(number, one) for number, one in conflicts.numbered(tables) if number < 0]
    own = {one: number for number, one in conflicts.numbered(tables) if number > 0} if shipped else {}
    removing.conflicts(tables, [own[one] for _, one in shipped if one in own])
    removing.conflicts(tables, [number for number, one in shipped if one not in own and one.kind != "cycle"])
