"""The sentence that answers: first what was asked for, then what the rows hold in detail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from retailgraph.answers.statements import number, statement, to_end
from retailgraph.form import SUMS, Form, Trait
from retailgraph.lookup.clauses import capital, short_number
from retailgraph.lookup.rows import Row
from retailgraph.ontology import DEAL, STATE, Ontology
from retailgraph.plan.found import FormResult, counts, may_count
from retailgraph.relationships import YES

_SHOWN = 3  # names that a sentence tells
NOTHING = "No article says so."


def sentence_of(form: Form, found: FormResult, ontology: Ontology) -> str:
    """The answer in one sentence; empty where rows say it better, as of a card."""
    if form.asks == "compare":
        from retailgraph.answers.comparisons import comparison

        return comparison(form, found, ontology)
    if form.asks == "truth":
        return _truth(form, found, ontology)
    if form.counted:
        return _count(form, found, ontology)
    if form.order in SUMS:
        return found.number
    if form.asks == "figures":
        return _figure(found)
    if form.asks == "changes" and form.measure == "names" and found.events:
        told = (f"{event.words}, {event.when}".removesuffix(", ") for event in found.events)
        return f"{'; '.join(told)}."
    if form.asks in ("changes", "card"):
        return number(len(found.events), "event", "events") if found.events else ""
    if form.asks == "kind":
        return _tallies(form, found, ontology)
    if form.asks == "common" and found.rows:
        return f"In common: {_some(list(dict.fromkeys(row.entity for row in found.rows)))}."
    if not found.rows:
        return ""
    # A name may end with the stop that ends the sentence; in "2004..2005" the two are a date.
    return capital(re.sub(r"\.\.(?!\d)", ".", _of_rows(form, found, ontology)))


def _of_rows(form: Form, found: FormResult, ontology: Ontology) -> str:
    if form.asks == "between":
        # What holds or was done says more than what came to nothing.
        best = sorted(found.rows, key=lambda row: (not counts(row), row.status not in ("ended", "completed")))
        told = " ".join(statement(row, ontology) for row in best[:2])
        more = f" {number(len(best) - 2, 'more way', 'more ways')}." if len(best) > 2 else ""
        return f"yes: {told}{more}" if form.measure else f"{told}{more}"
    if form.order in ("latest", "first", "largest", "smallest", "longest", "shortest"):
        return f"{form.order}: {statement(found.rows[0], ontology)}"
    if form.asks == "when":
        return _dates(form, found.rows, ontology)
    if form.asks == "detail" and form.measure in ("price", "share"):
        return _measured(form, found.rows, ontology)
    if form.asks == "deals":
        return _deals(form, found, ontology)
    return _list(form, found, ontology)


# --- yes or no --------------------------------------------------------------------------------------------


def _truth(form: Form, found: FormResult, ontology: Ontology) -> str:
    rows = found.rows
    if form.moment == "ending" and found.answer == YES:
        rows = tuple(sorted(rows, key=lambda row: not row.until))
        telling: Row | None = rows[0]
    else:
        sure = [r for r in rows if counts(r)] if found.answer in ("yes", "no") else []
        asked = [r for r in sure if {r.subject_id, r.object_id} <= set(found.about)]
        telling = next(iter(asked or sure), None)
    telling = telling or (rows[0] if rows else None)
    if telling is None:
        return f"{found.answer}: no article says so."
    return f"{found.answer}: {statement(telling, ontology)}"


# --- numbers ----------------------------------------------------------------------------------------------


def _count(form: Form, found: FormResult, ontology: Ontology) -> str:
    if found.tallies:
        return f"{number(found.total or len(found.tallies), *nouns_of(form, ontology))}."
    sure = _entities(found.rows, form)
    rest = len({row.id for row in found.rows if may_count(row)} - set(sure))
    told = f"{number(len(sure), *nouns_of(form, ontology))}"
    if form.asks == "deals":
        told = number(len({row.key for row in found.rows}), "deal", "deals")
        return f"{told}."
    names = _names(found.rows, sure)
    shown = f": {', '.join(names)}" if 0 < len(names) <= 6 else ""
    more = f"; {rest} more announced or uncertain" if rest else ""
    figure = next((f for f in found.figures), None)
    stated = f" {figure.publisher} says {figure.value} ({figure.on or figure.published})." if figure else ""
    return f"{told}{shown}{_aged(found.rows, sure)}{more}.{stated}"


def _is_over_time(form: Form) -> bool:
    """Whether what was so once counts as well: of a time that is named only what surely was so in it does."""
    named = form.when.kind not in ("now", "overTime") and not form.moment
    return form.former or (not named and (form.past or form.when.kind != "now" or bool(form.moment)))


def _entities(rows: Iterable[Row], form: Form) -> list[str]:
    """The ids of sure answers: over time also those that surely were it once, or began or ended then."""
    over_time = _is_over_time(form)
    moved = ("inForce", "ended") if form.moment else ()
    sure = (row for row in rows if counts(row) or (over_time and (row.holds == YES or row.status in moved)))
    return list(dict.fromkeys(row.id for row in sure))


def _aged(rows: Iterable[Row], ids: Sequence[str]) -> str:
    """How many of these answers nobody has confirmed lately, and since which month none of those."""
    held: dict[str, list[str]] = {id: [] for id in ids}
    for row in rows:
        if row.holds == YES and row.id in held:
            held[row.id].append(row.confirmed if row.stale else "")
    old = [max(months) for months in held.values() if months and all(months)]
    if not old:
        return ""
    if len(old) == len(held):
        return f"; {'not' if len(old) == 1 else 'none'} confirmed since {max(old)}"
    return f"; {len(old)} of them not confirmed since {max(old)}"


def _names(rows: Iterable[Row], ids: Iterable[str]) -> list[str]:
    labels = {row.id: row.entity for row in rows}
    return [labels[id] for id in ids]


def nouns_of(form: Form, ontology: Ontology) -> tuple[str, str]:
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
    if types:
        kinds = [ontology.types[name] for name in ontology.types if name in types]
        return _either([kind.label for kind in kinds]), _either([kind.plural for kind in kinds])
    return "answer", "answers"


def _either(words: Sequence[str]) -> str:
    """ "brand", "company or brand", "company, brand or platform"."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _tallies(form: Form, found: FormResult, ontology: Ontology) -> str:
    if form.order in ("most", "fewest") and found.tallies:
        first, *others = found.tallies
        types = {t for link in form.links for t in link.types}
        noun = ontology.types[next(iter(types))].plural if len(types) == 1 else "relationships"
        told = [f"{one.name}: {one.count}" for one in others[: form.limit - 1]] if form.limit > 1 else []
        return f"{'; '.join([f'{first.name}: {first.count} {noun}', *told])}."
    if not found.tallies:
        return ""
    return f"{number(found.total or len(found.tallies), *nouns_of(form, ontology))}."


def _figure(found: FormResult) -> str:
    if not found.figures:
        return ""
    first = found.figures[0]
    value = f"{first.value}%" if first.unit == "percent" else f"{short_number(first.value)} {first.unit}"
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
    told = [number(years, "year", "years")] if years else []
    told += [number(rest, "month", "months")] if rest or not years else []
    return f": {' and '.join(told)}"


def _measured(form: Form, rows: Sequence[Row], ontology: Ontology) -> str:
    telling = [row for row in rows if getattr(row, form.measure)]
    if not telling:
        return (
            f"No article states the {form.measure}: {statement(rows[0], ontology)}" if len(rows) == 1 else ""
        )
    best = sorted(telling, key=lambda row: row.status not in ("completed", "inForce"))
    if form.measure == "share":
        return _in_all(rows) or statement(best[0], ontology)
    return " ".join(_paid(row) for row in best[:2])


def _in_all(rows: Sequence[Row]) -> str:
    """What one holds of another in several ways: "Acme holds 38% of Finch in all: 30% through Bolt ..."."""
    held = [row for row in rows if row.holds == YES]
    pairs = {(row.subject, row.object) for row in held}
    if len(held) < 2 or len(pairs) > 1 or not any(row.via for row in held):
        return ""
    ways = [_way(row) for row in sorted(held, key=lambda row: (bool(row.via), -float(row.share or 0)))]
    told = f"{', '.join(ways[:-1])} and {ways[-1]}"
    shares = [row.share for row in held]
    if not all(share.replace(".", "", 1).isdigit() for share in shares):
        return f"{held[0].subject} holds {held[0].object} in {len(ways)} ways: {told}."
    whole = f"{sum(map(float, shares)):.4g}"
    return f"{held[0].subject} holds {whole}% of {held[0].object} in all: {told}."


def _way(row: Row) -> str:
    share = f"{row.share}%" if row.share else "an unknown share"
    return f"{share} through {row.via}" if row.via else f"{share} directly"


def _paid(row: Row) -> str:
    closed = {"completed": "closed", "calledOff": "called off", "announced": "announced"}.get(
        row.status, row.status
    )
    date_ = f" {row.since}" if row.since else ""
    price = " / ".join(row.price)
    paid = "paid" if row.status == "completed" else "offered"
    voices = number(row.publishers, "publisher", "publishers")
    return f"{row.subject} {paid} {price} for {row.object}; {closed}{date_} ({voices})."


def _deals(form: Form, found: FormResult, ontology: Ontology) -> str:
    deals = len({row.key for row in found.rows})
    if len(found.rows) == 1 or form.limit == 1 or (form.of and len(found.rows) <= 2):
        if form.measure == "price":
            told = _measured(form, found.rows, ontology)
            if told:
                return told
        return " ".join(statement(row, ontology) for row in found.rows[:2])
    if form.measure == "price":
        return _measured(form, found.rows, ontology) or f"{number(deals, 'deal', 'deals')}."
    return f"{number(found.total or deals, 'deal', 'deals')}."


# --- lists ------------------------------------------------------------------------------------------------


def _list(form: Form, found: FormResult, ontology: Ontology) -> str:
    rows = found.rows
    sure = _entities(rows, form)
    deals = all(ontology.relations[row.relation].kind == DEAL for row in rows)
    if deals and len(rows) > 1:
        return _attempts(rows)
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
    one, many = nouns_of(form, ontology)
    if not form.of and not any(link.role for link in form.links):
        told = [
            f"{row.entity} {row.words}" for row in {row.key: row for row in rows if row.id in sure}.values()
        ]
        return f"{len(told)}: {_some(told)}{more}."
    if one == "answer":
        roles = {row.id: row.role for row in reversed(rows) if row.role}
        told = [
            f"{n} ({' and '.join(roles[i])})" if i in roles else n for n, i in zip(names, sure, strict=True)
        ]
        return f"{_some(told)}{more}."
    return f"{number(len(sure), one, many)}: {_some(names)}{more}."


def _attempts(rows: Sequence[Row]) -> str:
    """How deals ended; of one that was tried more than once each attempt counts for itself."""
    # What is told again with the name of the buyer is no other deal.
    rows = [row for row in rows if row.doubt_rule != "revealed"]
    ends = {(row.key, _outcome(row), row.since, row.announced) for row in rows}
    statuses = [status for _, status, _, _ in ends]
    unsure = statuses.count("uncertain")
    done, called = statuses.count("completed"), statuses.count("calledOff")
    rest = len(ends) - done - called - unsure
    told = [f"{done} completed"] if done else []
    told += [f"{called} called off"] if called else []
    told += [f"{unsure} uncertain"] if unsure else []
    told += [f"{rest} announced or rumoured"] if rest else []
    deals = len({row.key for row in rows})
    tried = f", {len(ends)} attempts" if len(ends) > deals else ""
    return f"{number(deals, 'deal', 'deals')}{tried}: {', '.join(told)}."


def _outcome(row: Row) -> str:
    """How an attempt ended; of one that is said to be done what the sources leave in doubt."""
    return "uncertain" if row.status == "completed" and row.doubted else row.status


def _some(names: Sequence[str]) -> str:
    if len(names) <= _SHOWN + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"
