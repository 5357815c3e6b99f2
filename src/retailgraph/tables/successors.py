"""What a report without a start ended: where only one can hold, the one before it."""

from __future__ import annotations

from collections.abc import Collection

from retailgraph.tables.entities import among
from retailgraph.tables.store import Tables

# The report is the first of a state whose start nobody tells, and another of the same ended by that day.
_ENDED_BY = """SELECT DISTINCT a.id, e.key
FROM article AS a
JOIN claim AS c ON c.article = a.number
JOIN relationship_claim AS rc ON rc.claim = c.number
JOIN relationship AS r ON r.number = rc.relationship
JOIN spell AS later ON later.relationship = r.number
JOIN relationship AS e ON e.object = r.object AND e.relation = r.relation AND e.number <> r.number
JOIN spell AS s ON s.relationship = e.number
WHERE {} AND c.status = 'inForce' AND c.from_date IS NULL
  AND later.since = '' AND later.since_latest = s.until_latest AND s.until = ''
  AND s.until_rule = 'succeeded' AND s.until_deal = ''
  AND (a.published_latest = s.until_latest OR a.published IS NULL)
ORDER BY a.id, e.key"""


def ended_by(tables: Tables, articles: Collection[str] | None) -> list[tuple[str, str]]:
    """By article, of these or of all, the key of each relationship that its reports without a start ended."""
    if articles is None:
        return tables.rows(_ENDED_BY.format("TRUE"))
    return tables.rows(_ENDED_BY.format("a.id IN (SELECT value FROM json_each(?))"), (among(articles),))
