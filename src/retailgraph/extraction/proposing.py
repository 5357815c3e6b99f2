"""Propose claims: each sentence is taken apart, wordings are matched, what they say is dated and weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from retailgraph.extraction import lexicon, statuses
from retailgraph.extraction.elements import (
    ROLE,
    SLOT,
    TIME,
    WORD,
    Element,
    tokens,
    with_lists,
    with_names,
    with_nouns,
    with_verbs,
)  # fmt: skip
from retailgraph.extraction.patterns import Match, Table
from retailgraph.extraction.readings import readings
from retailgraph.extraction.references import Discourse
from retailgraph.extraction.roles import PRICE, SHARE, price_text, share_text, with_roles
from retailgraph.extraction.text import Mention, Party, ProposedClaim, Sentence, Span, Text
from retailgraph.extraction.times import Time, times
from retailgraph.ontology import DEAL, STATE, Ontology, Relation

_PLACES = frozenset({"Market", "Place"})
_LOOSE = frozenset({"Company", "Brand", "Platform"})


@dataclass(frozen=True, slots=True)
class Grammar:
    """What proposing goes by: the ontology and its table of wordings."""

    ontology: Ontology
    table: Table


def claims(
    text: Text, sentences: Sequence[Sentence], mentions: Sequence[Mention], grammar: Grammar
) -> tuple[ProposedClaim, ...]:
    """The claims that the sentences of a text state, in the order of the text, each once."""
    discourse = Discourse()
    found: list[ProposedClaim] = []
    for sentence in sentences:
        row = elements(text, sentence, mentions, discourse)
        found += _of_sentence(text, sentence, row, grammar, discourse)
    return tuple(_settled(found, grammar.ontology))


def elements(
    text: Text, sentence: Sentence, mentions: Sequence[Mention], discourse: Discourse
) -> list[Element]:
    """A sentence as elements, its references resolved."""
    inside = [m for m in mentions if sentence.start <= m.start and m.end <= sentence.end]
    row = with_names(tokens(text.content, sentence.start, sentence.end), inside)
    row = _with_times(row, list(times(text.content, sentence.start, sentence.end, text.published)))
    row = with_roles(_with_examples(with_lists(with_nouns(row))))
    return with_verbs(discourse.resolved(row))


def _with_examples(row: Sequence[Element]) -> list[Element]:
    """ "five of its chains, X, Y and Z," without the commas: the names are the chains."""
    nouns = lexicon.class_nouns()
    made: list[Element] = []
    for place, element in enumerate(row):
        before, after = row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None
        if element.low == "," and before is not None and after is not None:
            plural = (
                before.kind == WORD
                and before.low in nouns
                and before.low.endswith("s")
                and len(after.parties) > 1
            )
            single = before.kind == WORD and before.low in nouns and bool(after.noun)
            closing = (
                len(made) > 1
                and made[-1].kind == SLOT
                and made[-2].low in nouns
                and len(made[-1].parties) > 1
            )
            if (
                plural
                or single
                or (closing and after.kind == WORD and after.low in lexicon.PREPOSITIONS | {"to"})
            ):
                continue
        made.append(element)
    return made


def _with_times(row: Sequence[Element], found: Sequence[Time]) -> list[Element]:
    made: list[Element] = []
    for element in row:
        time = next((t for t in found if t.start <= element.start < t.end), None)
        if time is None or element.kind == SLOT:
            made.append(element)
        elif not made or made[-1].kind != TIME or made[-1].start != time.start:
            made.append(Element(TIME, f"{time.bound} {time.when}", time.start, time.end))
    return made


# --- one sentence -----------------------------------------------------------------------------------------


def _of_sentence(
    text: Text, sentence: Sentence, row: Sequence[Element], grammar: Grammar, discourse: Discourse
) -> Iterator[ProposedClaim]:
    whole = tuple(e for e in row)
    seen = set()
    for reading in (*readings(row), whole):
        for match in grammar.table.matches(reading):
            relation = grammar.ontology.relations[match.pattern.relation]
            for claim in _claims(text, sentence, reading, match, relation, grammar.ontology, discourse):
                key = (claim.subject, claim.relation, claim.object, claim.status, claim.wording)
                if key not in seen:
                    seen.add(key)
                    yield claim


def _claims(
    text: Text, sentence: Sentence, reading: Sequence[Element], match: Match, relation: Relation,
    ontology: Ontology, discourse: Discourse,
) -> Iterator[ProposedClaim]:  # fmt: skip
    subjects, objects = _parties(match, "subject"), _parties(match, "object")
    pair = _parties(match, "pair")
    if pair:
        subjects, objects = pair[:1], pair[1:]
    elif "object" not in match.slots and "subject" in match.slots:
        objects = _missing(relation, discourse, reading, match)
    if not subjects or not objects:
        return
    status = _status(reading, match, relation, ontology)
    start, end = _evidence(match, reading)
    for subject, object in product(subjects, objects):
        if subject == object or not _joins(relation, subject, object):
            continue
        yield ProposedClaim(
            subject, relation.name, object, status, start, end, Span(sentence.start, sentence.end),
            match.pattern.wording, _confidence(match, subject, object, relation),
            dict(_qualifiers(text, reading, match, relation, status)),
        )  # fmt: skip


def _parties(match: Match, slot: str) -> tuple[Party, ...]:
    element = match.slots.get(slot)
    return element.parties if element else ()


def _missing(
    relation: Relation, discourse: Discourse, reading: Sequence[Element], match: Match
) -> tuple[Party, ...]:
    """What a wording without an object speaks of: "At X, Y becomes chair", "Danone is another member"."""
    wanted = set(relation.range)
    subjects = _parties(match, "subject")
    for before, element in zip(reading, reading[1 : match.first], strict=False):
        if (
            before.low in ("at", "for")
            and element.kind == SLOT
            and set(element.parties[0].types or wanted) & wanted
        ):
            return element.parties[:1]
    if relation.name == "leads" and discourse.subject and set(discourse.subject[0].types or wanted) & wanted:
        return discourse.subject[:1]
    for party in reversed(discourse.recent):
        if party not in subjects and set(party.types) & wanted and not set(party.types) & {"Person"}:
            return (party,)
    return ()


def _joins(relation: Relation, subject: Party, object: Party) -> bool:
    if set(subject.types) and set(subject.types) <= _PLACES:
        return False
    pairs = [(relation.domain, relation.range)]
    if relation.symmetric:
        pairs.append((relation.range, relation.domain))
    if subject.types and object.types:
        return relation.joins(subject.types, object.types) or (
            relation.symmetric and relation.joins(object.types, subject.types)
        )
    return any(_may_be(subject, domain) and _may_be(object, range) for domain, range in pairs)


def _may_be(party: Party, types: Sequence[str]) -> bool:
    return bool(set(party.types or _LOOSE) & set(types)) or (not party.types and "Person" not in types)


def _evidence(match: Match, reading: Sequence[Element]) -> tuple[int, int]:
    used = [e for e in reading[match.first : match.last + 1] if e.end > e.start]
    return min(e.start for e in used), max(e.end for e in used)


# --- status, dates, qualifiers ----------------------------------------------------------------------------


def _status(reading: Sequence[Element], match: Match, relation: Relation, ontology: Ontology) -> str:
    ladder = [s.name for s in ontology.ladder(relation.kind)]
    default = ontology.default_status(relation.kind)
    state = relation.kind == STATE
    if match.verbs is not None:
        found = statuses.of_verbs(match.verbs, state)
    else:
        found = statuses.of_noun(reading, match.first, match.last)
    found = _by_words(reading, match, found, state)
    if match.pattern.implies:
        if found == statuses.DENIED and match.pattern.implies not in ("denied",):
            return statuses.rung(statuses.DENIED, ladder, default)
        if match.pattern.implies in ("ended", "calledOff") and found in (
            statuses.ANNOUNCED,
            statuses.RUMOURED,
        ):
            return default if state else match.pattern.implies
        if match.pattern.implies == "announced" and found in (statuses.RUMOURED, statuses.OVER):
            return statuses.rung(found, ladder, default)
        return match.pattern.implies
    return statuses.rung(found, ladder, default)


_ENDING = frozenset(["formerly", "former", "previously", "once", "ex"])
_HEARSAY = frozenset(["reportedly", "allegedly", "rumoured", "rumored", "apparently", "supposedly"])


def _by_words(reading: Sequence[Element], match: Match, found: str, state: bool) -> str:
    around = [e.low for e in reading[max(0, match.first - 3) : match.last + 2] if e.kind in (WORD, ROLE)]
    words = {w for low in around for w in low.split()}
    if words & _HEARSAY and found == statuses.HELD:
        return statuses.RUMOURED
    if state and words & _ENDING:
        return statuses.OVER
    before = " ".join(e.low for e in reading[: match.first])
    if any(words in before for words in ("no longer", "not true that", "denied that", "denies that")):
        return statuses.DENIED
    return found


def _qualifiers(
    text: Text, reading: Sequence[Element], match: Match, relation: Relation, status: str
) -> Iterator[tuple[str, str | tuple[str, ...] | Party | tuple[Party, ...]]]:
    when = _when(reading, match)
    if when:
        bound, date = when.low.split()
        yield from _dated(bound, date, relation, status)
    allowed = (*relation.qualifiers, "status")
    role = match.slots.get("role")
    if role is not None and "role" in allowed:
        yield "role", role.low
    seller = match.slots.get("seller")
    if seller is not None and "seller" in allowed:
        yield "seller", seller.parties
    for kind, name, read in ((SHARE, "share", share_text), (PRICE, "price", price_text)):
        if name in allowed:
            found = next((read(e.low) for e in reading[match.first : match.last + 6] if e.kind == kind), "")
            if found:
                yield name, found
    if "through" in allowed and relation.name == "sellsOn":
        noun = next(
            (
                w
                for w in ("flagship store", "flagship", "storefront", "concept store", "pop-up")
                if w in " ".join(e.low for e in reading[match.first : match.last + 1])
            ),
            "",
        )
        if noun:
            yield "through", noun


def _dated(bound: str, date: str, relation: Relation, status: str) -> Iterator[tuple[str, str]]:
    if bound == "until" or (status == "ended" and bound in ("at", "since")):
        yield "to", date
    elif bound in ("at", "from", "since", "by") and status not in ("denied", "calledOff"):
        yield (
            ("announced" if status == "announced" and relation.kind == DEAL and bound == "at" else "from"),
            date,
        )


def _when(reading: Sequence[Element], match: Match) -> Element | None:
    """The date nearest to what was matched, inside it before outside."""
    dates = [(n, e) for n, e in enumerate(reading) if e.kind == TIME]
    if not dates:
        return None

    def distance(item: tuple[int, Element]) -> int:
        n = item[0]
        return 0 if match.first <= n <= match.last else min(abs(n - match.first), abs(n - match.last))

    return min(dates, key=distance)[1]


# --- confidence -------------------------------------------------------------------------------------------


def _confidence(match: Match, subject: Party, object: Party, relation: Relation) -> float:
    score = match.pattern.weight
    score -= 0.03 * match.skipped
    for name in ("subject", "object"):
        element = match.slots.get(name)
        if element is not None and element.guess:
            score -= 0.1
        if element is None:
            score -= 0.15
    for party in (subject, object):
        if not party.id and not party.types:
            score -= 0.08
    return round(min(0.97, max(0.05, score + 0.1)), 3)


# --- the whole text ---------------------------------------------------------------------------------------


def _settled(found: Iterable[ProposedClaim], ontology: Ontology) -> Iterator[ProposedClaim]:
    """Each claim once; a denial of the same beats what a looser wording says; a purchase names its seller."""
    best: dict[tuple[str, str, str], ProposedClaim] = {}
    for claim in found:
        key = _key(claim, ontology)
        known = best.get(key)
        best[key] = claim if known is None else _better(known, claim)
    denied = {
        frozenset((c.subject.name, c.object.name))
        for c in best.values()
        if c.status in ("denied", "calledOff", "rumoured") and c.relation in ("acquires", "mergesWith")
    }
    failed = {frozenset((c.subject.name, c.object.name)): c for c in best.values()}
    for claim in sorted(best.values(), key=lambda c: (c.start, c.end)):
        pair = frozenset((claim.subject.name, claim.object.name))
        if claim.relation == "owns" and pair in denied and pair in failed:
            continue
        yield claim


def _key(claim: ProposedClaim, ontology: Ontology) -> tuple[str, str, str]:
    ends = [claim.subject.name, claim.object.name]
    if ontology.relations[claim.relation].symmetric:
        ends.sort()
    role = claim.qualifiers.get("role")
    return claim.relation, ends[0], ends[1] + (f"/{role}" if role else "")


_STRENGTH: Mapping[str, int] = {"denied": 5, "calledOff": 4, "ended": 3, "rumoured": 2, "announced": 2}


def _better(one: ProposedClaim, other: ProposedClaim) -> ProposedClaim:
    strength = [_STRENGTH.get(c.status, 1) for c in (one, other)]
    if strength[0] != strength[1] and one.sentence == other.sentence:
        first = one if strength[0] > strength[1] else other
    else:
        first = one if one.confidence >= other.confidence else other
    second = other if first is one else one
    return (
        replace(first, qualifiers={**second.qualifiers, **first.qualifiers})
        if one.status == other.status
        else first
    )
