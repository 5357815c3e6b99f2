"""A row as a sentence: who did what to whom, at what share and price, when, and how many say so."""

from __future__ import annotations

from retailgraph.lookup.clauses import as_announced, clause, told_sellers
from retailgraph.lookup.rows import Row
from retailgraph.ontology import STATE, Ontology
from retailgraph.standing import PLANNED, confirmed_in_words

_TO_END = "announced end"


def statement(row: Row, ontology: Ontology) -> str:
    """A row as a sentence: "Walmart owns Flipkart, 80%, since 2018-08 (3 publishers)."."""
    relation = ontology.relations[row.relation]
    parts = [clause(row, ontology)]
    parts += [_role(row)] if row.role else []
    # What stands in its place was asked about like the subject: "licenses to Tarnby, for Marvane".
    stands = [value for name in relation.subject_in for value in getattr(row, name) if value != row.subject]
    parts += [f"for {' and '.join(stands)}"] if stands else []
    parts += [f"{row.share}%"] if row.share else []
    parts += [f"for {' / '.join(row.price)}"] if row.price else []
    parts += [f"into {' and '.join(row.into)}"] if row.into else []
    parts += [f"from {told_sellers(row.seller)}"] if row.seller else []
    parts += [_time(row, relation.kind)]
    parts += [as_announced(row, parts[-1])]
    parts += [f"through {row.via}"] if row.via else []
    told = ", ".join(part for part in parts if part)
    voices = number(row.publishers, "publisher", "publishers")
    return f"{told.removesuffix('.')} ({voices}{_age(row)})."


def _age(row: Row) -> str:
    """Until when it was confirmed, if that is long ago or unknown; plans may never have been."""
    if not row.stale:
        return ", undated" if row.undated else ""
    if row.status in PLANNED:
        return ", never confirmed"
    return f", {confirmed_in_words(row.confirmed, row.undated)}"


def _role(row: Row) -> str:
    return f"as {' and '.join(row.role)}"


def _time(row: Row, kind: str) -> str:
    if kind != STATE:
        told = f"announced {row.announced}" if row.announced and not row.since else _between(row.since)
        return f"{'on' if len(told) == 10 else 'in'} {told}" if told[:1].isdigit() else told
    if row.since and row.until:
        since, until = _between(row.since), _between(row.until)
        if _is_day(since):
            return f"from {since} {'to' if until[0].isdigit() else 'until'} {_a_day(until)}"
        since = f"since {_a_day(since)}" if since != row.since else since
        return f"{since}, until {_a_day(until)}"
    if row.until:
        return f"until {_a_day(_between(row.until))}"
    began = _between(row.since)
    told = f"since {_a_day(began)}" if _is_day(began) or began != row.since else began
    return ", ".join(part for part in (told, to_end(row)) if part)


def _is_day(when: str) -> bool:
    """Whether "since" and "from" may stand before it: "2019-03", "before 2013-03-22"."""
    return when[:1].isdigit() or when.startswith("before ")


def _between(when: str) -> str:
    """ "between 2007 and 2021" of "2007 to 2021", which after "since" reads like a stretch of time."""
    first, joined, last = when.partition(" to ")
    return f"between {first} and {last}" if joined and first[:1].isdigit() else when


def _a_day(when: str) -> str:
    return f"a day {when}" if when.startswith("between ") else when


def to_end(row: Row) -> str:
    """When a state was to end, of which no report says whether it did; empty where nothing was announced."""
    # Behind an announced deal stands a doubt of the same rule, which its own row tells.
    if row.doubt_rule != _TO_END or row.doubt_deal or row.until or row.doubted is None:
        return ""
    return f"announced to end {row.doubted}, of which no report says whether it did"


def number(count: int, one: str, many: str) -> str:
    """ "1 publisher", "2 publishers"."""
    return f"{count:,} {one if count == 1 else many}"
