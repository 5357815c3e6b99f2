"""The sentence that answers: first what was asked for, then what the rows hold in detail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retailgraph.form import Form, Trait
from retailgraph.lookup.clauses import as_announced, capital, clause, told_sellers
from retailgraph.lookup.rows import Row
from retailgraph.ontology import DEAL, STATE, Ontology
from retailgraph.plan.found import Found, counts, may_count
from retailgraph.relationships import YES
from retailgraph.standing import PLANNED

_TO_END = "announced end"
_SHOWN = 3  # names that a sentence tells
NOTHING = "No article says so."


def sentence_of(form: Form, found: Found, ontology: Ontology) -> str:
    """The answer in one sentence; empty where rows say it better, as of a card."""
    if form.asks == "truth":
        return _truth(form, found, ontology)
    if form.counted:
        return _count(form, found, ontology)
    if form.asks == "figures":
        return _figure(found)
    if form.asks in ("changes", "card"):
        return _number(len(found.events), "event", "events") if found.events else ""
    if form.asks == "kind":
        return _tallies(form, found, ontology)
    if form.asks == "common" and found.rows:
        return f"In common: {_some(list(dict.fromkeys(row.entity for row in found.rows)))}."
    if not found.rows:
        return ""
    return capital(_of_rows(form, found, ontology).replace("..", "."))


def _of_rows(form: Form, found: Found, ontology: Ontology) -> str:
    if form.asks == "between":
        told = _list(form, found, ontology)
        return f"yes: {told}" if form.measure else told
    if form.order in ("latest", "first", "largest", "smallest", "longest"):
        return f"{form.order}: {statement(found.rows[0], ontology)}"
    if form.asks == "when":
        return _dates(form, found.rows, ontology)
    if form.asks == "detail" and form.measure in ("price", "share"):
        return _measured(form, found.rows, ontology)
    if form.asks == "deals":
        return _deals(form, found, ontology)
    return _list(form, found, ontology)


# --- yes or no --------------------------------------------------------------------------------------------


def _truth(form: Form, found: Found, ontology: Ontology) -> str:
    rows = found.rows
    if form.moment == "ending" and found.answer == YES:
        rows = tuple(sorted(rows, key=lambda row: not row.until))
        telling: Row | None = rows[0]
    else:
        told = [r for r in rows if counts(r)] if found.answer in ("yes", "no") else []
        # Of several rows the one of both who were named tells, and not that of an owner between them.
        both = (r for r in told if {r.subject_id, r.object_id} == set(found.about))
        telling = next(both, told[0] if told else None)
    telling = telling or (rows[0] if rows else None)
    if telling is None:
        return f"{found.answer}: no article says so."
    return f"{found.answer}: {statement(telling, ontology)}"


def statement(row: Row, ontology: Ontology) -> str:
    """A row as a sentence: "Walmart owns Flipkart, 80%, since 2018-08 (3 publishers)."."""
    relation = ontology.relations[row.relation]
    parts = [clause(row, ontology)]
    parts += [_role(row)] if row.role else []
    parts += [f"{row.share}%"] if row.share else []
    parts += [f"for {' / '.join(row.price)}"] if row.price else []
    parts += [f"from {told_sellers(row.seller)}"] if row.seller else []
    parts += [_time(row, relation.kind)]
    parts += [as_announced(row, parts[-1])]
    parts += [f"through {row.via}"] if row.via else []
    told = ", ".join(part for part in parts if part)
    voices = _number(row.publishers, "publisher", "publishers")
    return f"{told.removesuffix('.')} ({voices}{_age(row)})."


def _age(row: Row) -> str:
    """Until when it was confirmed, if that is long ago; a plan of which nothing more was heard never was."""
    if not row.stale:
        return ""
    return ", never confirmed" if row.status in PLANNED else f", last confirmed {row.confirmed}"


def _role(row: Row) -> str:
    return f"as {' and '.join(row.role)}"


def _time(row: Row, kind: str) -> str:
    if kind != STATE:
        told = f"announced {row.announced}" if row.announced and not row.since else _between(row.since)
        return f"{'on' if len(told) == 10 else 'in'} {told}" if told[:1].isdigit() else told
    if row.since and row.until:
        since, until = _between(row.since), _between(row.until)
        if since[0].isdigit():
            return f"from {since} {'to' if until[0].isdigit() else 'until'} {_a_day(until)}"
        since = f"since {_a_day(since)}" if since != row.since else since
        return f"{since}, until {_a_day(until)}"
    if row.until:
        return f"until {_a_day(_between(row.until))}"
    began = _between(row.since)
    told = f"since {_a_day(began)}" if began[:1].isdigit() or began != row.since else began
    return ", ".join(part for part in (told, to_end(row)) if part)


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


# --- numbers ----------------------------------------------------------------------------------------------


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _count(form: Form, found: Found, ontology: Ontology) -> str:
    if found.tallies:
        return f"{_number(found.total or len(found.tallies), *_nouns(form, ontology))}."
    over_time = form.past or form.when.kind not in ("now", "on", "in")
    sure = _entities(found.rows, over_time)
    rest = len({row.id for row in found.rows if may_count(row)} - set(sure))
    told = f"{_number(len(sure), *_nouns(form, ontology))}"
    if form.asks == "deals":
        told = _number(len({row.key for row in found.rows}), "deal", "deals")
        return f"{told}."
    names = _names(found.rows, sure)
    shown = f": {', '.join(names)}" if 0 < len(names) <= 6 else ""
    more = f"; {rest} more announced or uncertain" if rest else ""
    figure = next((f for f in found.figures), None)
    stated = f" {figure.publisher} says {figure.value} ({figure.on or figure.published})." if figure else ""
    return f"{told}{shown}{_aged(found.rows, sure)}{more}.{stated}"


def _entities(rows: Iterable[Row], over_time: bool) -> list[str]:
    """The ids of sure answers: over time also those that were it once."""
    sure = (row for row in rows if counts(row) or (over_time and row.status in ("inForce", "ended")))
    return list(dict.fromkeys(row.id for row in sure))


def _aged(rows: Iterable[Row], ids: Sequence[str]) -> str:
    """How many of these answers nobody has confirmed for long."""
    held: dict[str, list[bool]] = {id: [] for id in ids}
    for row in rows:
        if row.holds == YES and row.id in held:
            held[row.id].append(row.stale)
    old = sum(bool(marks) and all(marks) for marks in held.values())
    if not old:
        return ""
    if old == len(held):
        return "; not confirmed for long" if old == 1 else "; none confirmed for long"
    return f"; {old} of them not confirmed for long"


def _names(rows: Iterable[Row], ids: Iterable[str]) -> list[str]:
    labels = {row.id: row.entity for row in rows}
    return [labels[id] for id in ids]


def _nouns(form: Form, ontology: Ontology) -> tuple[str, str]:
    """What is counted: "brand" and "brands"."""
    types = {t for link in form.links for t in link.types}
    types |= {c.value for c in form.where if isinstance(c, Trait) and c.field == "type"}
    if len(types) == 1:
        kind = ontology.types[next(iter(types))]
        return kind.label, kind.plural
    roles = {link.role for link in form.links}
    if len(roles) == 1 and (role := ontology.roles.get(next(iter(roles)))):
        return role.labels[0], f"{role.labels[0]}s"
    words = form.words.split(" of ")[0].split(" on ")[0].split(" in ")[0].split()
    if len(words) == 1 and words[0].endswith("s"):
        from retailgraph.words.english import singular

        return singular(words[0]), words[0]
    return "answer", "answers"


def _tallies(form: Form, found: Found, ontology: Ontology) -> str:
    if form.order in ("most", "fewest") and found.tallies:
        first = found.tallies[0]
        types = {t for link in form.links for t in link.types}
        noun = ontology.types[next(iter(types))].plural if len(types) == 1 else "relationships"
        return f"{first.name}: {first.count} {noun}."
    if not found.tallies:
        return ""
    return f"{_number(found.total or len(found.tallies), *_nouns(form, ontology))}."


def _figure(found: Found) -> str:
    if not found.figures:
        return ""
    first = found.figures[0]
    value = f"{first.value}%" if first.unit == "percent" else f"{first.value} {first.unit}"
    when = f" ({first.on or first.published})" if first.on or first.published else ""
    more = f"; {len(found.figures) - 1} more" if len(found.figures) > 1 else ""
    place = f" in {first.market}" if first.market else ""
    return f"{first.words}{place}: {value}{when}, {first.publisher}{more}."


# --- dates, sums ------------------------------------------------------------------------------------------


def _dates(form: Form, rows: Sequence[Row], ontology: Ontology) -> str:
    told = [statement(row, ontology).rstrip(".") for row in rows[:2]]
    if form.moment == "ending" and not any(row.until or to_end(row) for row in rows):
        return f"No article says when it ended: {'; '.join(told)}."
    lasted = _lasted(rows[0]) if ontology.relations[rows[0].relation].kind == STATE else ""
    return f"{'; '.join(told)}{lasted}."


def _lasted(row: Row) -> str:
    """For how long a state held, where both its dates are known."""
    since, until = row.since_earliest, row.until_latest
    if row.status != "ended" or not since or not until:
        return ""
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    years, rest = divmod(max(0, months), 12)
    told = [_number(years, "year", "years")] if years else []
    told += [_number(rest, "month", "months")] if rest or not years else []
    return f": {' and '.join(told)}"


def _measured(form: Form, rows: Sequence[Row], ontology: Ontology) -> str:
    telling = [row for row in rows if getattr(row, form.measure)]
    if not telling:
        return (
            f"No article states the {form.measure}: {statement(rows[0], ontology)}" if len(rows) == 1 else ""
        )
    best = sorted(telling, key=lambda row: row.status not in ("completed", "inForce"))
    if form.measure == "share":
        return statement(best[0], ontology)
    return " ".join(_paid(row) for row in best[:2])


def _paid(row: Row) -> str:
    closed = {"completed": "closed", "calledOff": "called off", "announced": "announced"}.get(
        row.status, row.status
    )
    date_ = f" {row.since}" if row.since else ""
    price = " / ".join(row.price)
    paid = "paid" if row.status == "completed" else "offered"
    voices = _number(row.publishers, "publisher", "publishers")
    return f"{row.subject} {paid} {price} for {row.object}; {closed}{date_} ({voices})."


def _deals(form: Form, found: Found, ontology: Ontology) -> str:
    if len(found.rows) == 1 or form.limit == 1 or (form.of and len(found.rows) <= 2):
        if form.measure == "price":
            told = _measured(form, found.rows, ontology)
            if told:
                return told
        return " ".join(statement(row, ontology) for row in found.rows[:2])
    if form.measure == "price":
        return _measured(form, found.rows, ontology) or f"{_number(len(found.rows), 'deal', 'deals')}."
    return f"{_number(found.total or len(found.rows), 'deal', 'deals')}."


# --- lists ------------------------------------------------------------------------------------------------


def _list(form: Form, found: Found, ontology: Ontology) -> str:
    rows = found.rows
    over_time = form.past or form.former or form.when.kind not in ("now", "on", "in")
    sure = _entities(rows, over_time)
    deals = all(ontology.relations[row.relation].kind == DEAL for row in rows)
    if deals and len(rows) > 1:
        done = len({row.key for row in rows if row.status == "completed"})
        called = len({row.key for row in rows if row.status == "calledOff"})
        rest = len({row.key for row in rows}) - done - called
        told = [f"{done} completed"] if done else []
        told += [f"{called} called off"] if called else []
        told += [f"{rest} announced or rumoured"] if rest else []
        return f"{_number(len({row.key for row in rows}), 'deal', 'deals')}: {', '.join(told)}."
    if len(rows) == 1:
        return statement(rows[0], ontology)
    names = _names(rows, sure)
    if not names:
        unsure = list(dict.fromkeys(row.entity for row in rows))
        return f"None for sure; announced, uncertain or over: {_some(unsure)}."
    if len(names) == 1:
        return statement(next(row for row in rows if row.id == sure[0]), ontology)
    rest = len({row.id for row in rows} - set(sure))
    more = _aged(rows, sure) + (f"; {rest} more announced, uncertain or over" if rest else "")
    one, many = _nouns(form, ontology)
    if one == "answer":
        roles = {row.id: row.role for row in reversed(rows) if row.role}
        told = [
            f"{n} ({' and '.join(roles[i])})" if i in roles else n for n, i in zip(names, sure, strict=True)
        ]
        return f"{_some(told)}{more}."
    return f"{_number(len(sure), one, many)}: {_some(names)}{more}."


def _some(names: Sequence[str]) -> str:
    if len(names) <= _SHOWN + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"
