"""Propose claims: each sentence is taken apart, wordings are matched, what they say is dated and weighed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from retailgraph.articles.share import parse_share, too_little, too_much
from retailgraph.extraction import doubts, lexicon, shares, statuses, wordlists
from retailgraph.extraction.elements import (
    IS,
    NO_LONGER,
    ROLE,
    SLOT,
    TIME,
    VERB,
    WORD,
    Element,
    Verbs,
    tokens,
    with_lists,
    with_names,
    with_nouns,
    with_verbs,
)  # fmt: skip
from retailgraph.extraction.patterns import Match, Table
from retailgraph.extraction.readings import readings
from retailgraph.extraction.references import Discourse
from retailgraph.extraction.roles import PRICE, price_text, with_roles
from retailgraph.extraction.text import Mention, Party, ProposedClaim, Sentence, Span, Text
from retailgraph.extraction.times import Time, times
from retailgraph.lookup.markets import place_named
from retailgraph.ontology import DEAL, STATE, Ontology, Relation

LONGEST = 150
"""Elements; what is longer is no sentence that anybody wrote, and only its names are read."""
_PLACES = frozenset({"Market", "Place"})
_NATIONALITIES = frozenset(word.lower() for word in wordlists.nationalities())
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
    discourse = Discourse(others={m.party: m.others for m in mentions if m.others})
    found: list[ProposedClaim] = []
    for sentence in sentences:
        row = elements(text, sentence, mentions, discourse)
        found = _carried_on(found, row)
        told = list(_of_sentence(text, sentence, row, grammar, discourse))
        if sentence.kind == "headline":  # its present tense tells neither when nor whether it is done
            told = [replace(c, confidence=round(0.7 * c.confidence, 3)) for c in told]
        discourse.online += [
            c.subject for c in told if c.relation == "operates" and c.subject.name != c.object.name
        ]
        found += told
    found += _by_name(sentences, mentions, grammar.ontology)
    return tuple(_with_sellers(_settled(found, grammar.ontology), discourse))


def _with_sellers(found: Iterable[ProposedClaim], discourse: Discourse) -> Iterator[ProposedClaim]:
    """Purchases with the seller that another sentence names: "Y sold Z", "Z, owned by Y"."""
    found = tuple(found)
    owners = {c.object: c.subject for c in found if c.relation == "owns" and c.status == "inForce"}
    for claim in found:
        seller = discourse.sellers.get(claim.object) or owners.get(claim.object)
        bought = claim.relation == "acquires" and claim.status in ("announced", "completed")
        if bought and seller and seller != claim.subject and "seller" not in claim.qualifiers:
            yield replace(claim, qualifiers={**claim.qualifiers, "seller": (seller,)})
        else:
            yield claim


def elements(
    text: Text, sentence: Sentence, mentions: Sequence[Mention], discourse: Discourse
) -> list[Element]:
    """A sentence as elements, its references resolved."""
    first = bisect_left(mentions, sentence.start, key=lambda m: m.start)
    last = bisect_left(mentions, sentence.end, key=lambda m: m.start)
    inside = [m for m in mentions[first:last] if m.end <= sentence.end]
    row = with_names(tokens(text.content, sentence.start, sentence.end), inside)
    row = _with_times(row, list(times(text.content, sentence.start, sentence.end, text.published)))
    row = with_roles(_with_examples(with_lists(with_nouns(row))))
    return with_verbs(discourse.resolved(row))


_EXAMPLES = frozenset({"including", "such", "notably", "namely"})


def _with_examples(row: Sequence[Element]) -> list[Element]:
    """ "five of its chains, X, Y and Z," without the commas: the names are the chains."""
    nouns = lexicon.class_nouns()
    row = _including(row)
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
                or after.low in _EXAMPLES
                or (closing and after.kind == WORD and after.low in lexicon.PREPOSITIONS | {"to"})
            ):
                continue
        made.append(element)
    return made


def _including(row: Sequence[Element]) -> list[Element]:
    """ "among them" as "including": what follows are examples of what was named; "no longer" as one word."""
    made: list[Element] = []
    for element in row:
        if element.low in ("them", "which") and made and made[-1].low == "among":
            made[-1] = replace(made[-1], low="including", end=element.end)
        elif element.low == "longer" and made and made[-1].low == "no":
            made[-1] = replace(made[-1], low=NO_LONGER, end=element.end)
        else:
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


_FAR = 200
"""Claims after which "the partnership" is no longer the one that was told."""
_TIES = frozenset({"partnership", "alliance", "collaboration", "tie-up", "cooperation", "agreement", "deal"})


def _carried_on(found: list[ProposedClaim], row: Sequence[Element]) -> list[ProposedClaim]:
    """What a sentence adds about the partnership that was told before.

    Its initiative, when it was announced.
    """
    if len(row) < 2 or row[0].low not in ("the", "this") or not any(e.low in _TIES for e in row[1:4]):
        return found
    near = range(len(found) - 1, max(-1, len(found) - 1 - _FAR), -1)
    last = next((n for n in near if found[n].relation == "partnersWith"), None)
    if last is None:
        return found
    added: dict[str, str | Party] = {}
    under = next((e for e in row if e.kind == SLOT and "Initiative" in e.parties[0].types), None)
    if under is not None:
        added["under"] = under.parties[0]
    announced = next(
        (n for n, e in enumerate(row) if e.verbs and e.verbs.lemma in ("announce", "unveil")), None
    )
    if announced is not None and announced + 1 < len(row) and row[announced + 1].kind == TIME:
        added["announced"] = row[announced + 1].low.split()[1]
    found[last] = replace(found[last], qualifiers={**added, **found[last].qualifiers})
    return found


def _by_name(
    sentences: Sequence[Sentence], mentions: Sequence[Mention], ontology: Ontology
) -> Iterator[ProposedClaim]:
    """Who runs an alliance or initiative that bears a company's name.

    "the Alibaba Anti-Counterfeiting Alliance".
    """
    if "runs" not in ontology.relations:
        return
    named = {m.text: m.party for m in mentions if set(m.party.types) & _LOOSE}
    for mention in mentions:
        if not set(mention.party.types) & {"Alliance", "Initiative"}:
            continue
        words = mention.text.split(" ")
        heads = (" ".join(words[:n]) for n in range(1, len(words)))
        owner = next((named[head] for head in heads if head in named), None)
        sentence = _around(sentences, mention.start)
        if owner is None or sentence is None or not joins(ontology.relations["runs"], owner, mention.party):
            continue
        yield ProposedClaim(
            owner, "runs", mention.party, ontology.default_status(STATE), mention.start, mention.end,
            Span(sentence.start, sentence.end), "{subject} in the name of {object}", 0.75,
        )  # fmt: skip


def _around(sentences: Sequence[Sentence], place: int) -> Sentence | None:
    """The sentence that a place lies in."""
    at = bisect_right(sentences, place, key=lambda s: s.start) - 1
    return sentences[at] if at >= 0 and place < sentences[at].end else None


# --- one sentence -----------------------------------------------------------------------------------------


def _counterfactual(match: Match) -> bool:
    """ "would have bought": it did not."""
    verbs = match.verbs
    return verbs is not None and verbs.perfect and verbs.modal in ("would", "should", "could", "'d")


_GOODS = frozenset({"products", "stores", "shops", "bags", "collection"})
_GIVING = frozenset(
    {"sell", "offload", "divest", "shed", "dispose", "unload", "spin", "demerge", "lose", "hive"}
)


def _gives_away(reading: Sequence[Element], match: Match) -> bool:
    """Whether what is told as a possession is sold in the same breath: "has sold its B", "X's B was sold"."""
    subject = match.slots.get("subject")
    if match.verbs is not None or match.pattern.relation != "owns" or subject is None:
        return False
    if any(part.words & _GOODS for part in match.pattern.parts):
        return False  # "sells its B bags in Japan" sells bags
    before = reading[match.first - 1].verbs if match.first else None
    after = next((e.verbs for e in reading[match.last + 1 : match.last + 3] if e.verbs), None)
    sold = before is not None and before.voice == "active" and before.lemma in _GIVING
    was_sold = after is not None and after.voice == "passive" and after.lemma in _GIVING | {"buy", "acquire"}
    return (
        sold and not before.modal and not before.governors and not before.negated if before else False
    ) or (was_sold and after is not None and not after.modal and not after.governors and not after.negated)


class Doubted:
    """The doubts of a sentence, for what is matched in it."""

    def __init__(self, content: str, sentence: Sentence) -> None:
        self._doubts = doubts.doubts(content, sentence)
        self._aside = doubts.told_aside(content, sentence) if self._doubts else ()

    def left_of(self, matched: Sequence[Element]) -> str:
        """What the doubts leave of a statement, which is made where its verb is, or at any of its words."""
        if not self._doubts:
            return ""
        said = [e for e in matched if e.end > e.start]
        verb = next((e for e in said if e.kind in (VERB, IS)), None)
        places = [verb.start] if verb else [e.start for e in said if e.kind == WORD] or [said[-1].start]
        left = (doubts.left_of(self._doubts, self._aside, place) for place in places)
        return next((rung for rung in left if rung), "")


def _of_sentence(
    text: Text, sentence: Sentence, row: Sequence[Element], grammar: Grammar, discourse: Discourse
) -> Iterator[ProposedClaim]:
    if len(row) > LONGEST:
        return
    whole = tuple(row)
    seen = set()
    doubted = Doubted(text.content, sentence)
    for reading in (*readings(row), whole):
        for match in grammar.table.matches(reading):
            relation = grammar.ontology.relations[match.pattern.relation]
            if _counterfactual(match) or _gives_away(reading, match):
                continue
            left = doubted.left_of(reading[match.first : match.last + 1])
            if left == doubts.UNSAID:
                continue
            for claim in _claims(sentence, reading, match, relation, grammar.ontology, discourse, left):
                key = (claim.subject, claim.relation, claim.object, claim.status, claim.wording)
                if key not in seen:
                    seen.add(key)
                    yield claim


def _claims(
    sentence: Sentence, reading: Sequence[Element], match: Match, relation: Relation,
    ontology: Ontology, discourse: Discourse, left: str,
) -> Iterator[ProposedClaim]:  # fmt: skip
    subjects, objects = _parties(match, "subject"), _parties(match, "object")
    pair = _parties(match, "pair")
    if pair:
        subjects, objects = pair[:1], pair[1:]
    elif "object" not in match.slots and "subject" in match.slots:
        if relation.name == "leads" and not _company_unsaid(reading, match):
            return
        objects = _missing(relation, discourse, reading, match)
    if "seller" in match.slots and not subjects and not left:
        discourse.sellers.update(dict.fromkeys(objects, _parties(match, "seller")[0]))
    if not subjects or not objects:
        return
    status = _doubted(_status(reading, match, relation, ontology), left, relation, ontology)
    if not status:
        return
    start, end = _evidence(match, reading)
    qualifiers = dict(_qualifiers(reading, match, relation, status, ontology))
    share = str(qualifiers.get("share", ""))
    most = any(e.low in _MOST for e in reading[match.first : match.last])
    for ends in product(subjects, objects):
        joined = _bearers(relation, *ends, discourse)
        if joined is None or not _named_as_one(relation, joined[1], match):
            continue
        subject, object = joined
        meant = _by_share(relation, share, most, subject, object, ontology)
        if meant is None:
            continue
        yield ProposedClaim(
            subject, meant.name, object, status, start, end, Span(sentence.start, sentence.end),
            match.pattern.wording, _confidence(match, subject, object), qualifiers,
        )  # fmt: skip


_MOST = frozenset({"majority", "controlling", "full"})
_WITH_CONTROL = {"holdsStakeIn": "owns", "invests": "acquires"}


def _by_share(
    relation: Relation, share: str, most: bool, subject: Party, object: Party, ontology: Ontology
) -> Relation | None:
    """The relation that a share means: who "holds 73 percent" owns, who "owns 30 percent" holds a stake.

    None if it fits none. ``most``: the words say that it is the greater part.
    """
    control = ontology.relations.get(_WITH_CONTROL.get(relation.name, ""))
    stated = parse_share(share) if share else None
    if (too_much(stated, 50) if stated else most) and control is not None:
        return control if joins(control, subject, object) else None
    if stated is None:
        return relation
    for name in (relation.name, *relation.excludes):
        one = ontology.relations[name]
        fits = not too_little(stated, one.min_share) and not too_much(stated, one.max_share)
        if fits and (one is relation or joins(one, subject, object)):
            return one
    return None


def _named_as_one(relation: Relation, object: Party, match: Match) -> bool:
    """Whether a name of which nothing is known may be an initiative: only where the wording says so."""
    if object.types or set(relation.range) & _LOOSE or "Person" in relation.range:
        return True
    nouns = lexicon.class_nouns()
    said = {word for part in match.pattern.parts for word in part.words}
    said |= {match.slots["object"].noun} if "object" in match.slots else set()
    return any(set(nouns.get(word, ())) & set(relation.range) for word in said)


def _bearers(
    relation: Relation, subject: Party, object: Party, discourse: Discourse
) -> tuple[Party, Party] | None:
    """Whom two names mean here: of all that bear them, the first two that the relation may join."""
    if subject == object:
        return None
    for one in (subject, *discourse.others.get(subject, ())):
        for other in (object, *discourse.others.get(object, ())):
            if one != other and joins(relation, one, other):
                return one, other
    return None


def _parties(match: Match, slot: str) -> tuple[Party, ...]:
    element = match.slots.get(slot)
    return element.parties if element else ()


def _missing(
    relation: Relation, discourse: Discourse, reading: Sequence[Element], match: Match
) -> tuple[Party, ...]:
    """What a wording without an object speaks of: "At X, Y becomes chair", "Danone is another member"."""
    wanted = set(relation.range)
    subjects = _parties(match, "subject")
    for before, element in pairwise(reading):
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


def _company_unsaid(reading: Sequence[Element], match: Match) -> bool:
    """Whether "chairman X said" leaves its company to the text; "French president X" does not."""
    before = reading[match.first - 1] if match.first else None
    after = reading[match.last + 1] if match.last + 1 < len(reading) else None
    if before is not None and (before.kind in (SLOT, ROLE) or before.low in _NATIONALITIES):
        return False
    return after is None or (after.kind != SLOT and after.low not in ("of", "at", "for", "with"))


def joins(relation: Relation, subject: Party, object: Party) -> bool:
    """Whether a relation may join two parties, by their types; of a new name, those that it may have."""
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
        found = statuses.of_verbs(_led(reading, match), state)
    else:
        found = statuses.of_noun(reading, match.first, match.last)
        copula = next((e.verbs for e in reading[match.first : match.last] if _is_copula(e)), None)
        if found == statuses.HELD and copula is not None:
            found = statuses.of_verbs(copula, state)
    found = _by_words(reading, match, found, state)
    if match.pattern.implies:
        if match.pattern.implies == "rumoured" and found == statuses.OVER:
            return statuses.rung(found, ladder, default)
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


def _is_copula(element: Element) -> bool:
    return bool(element.verbs and element.verbs.lemma in ("be", "become", "remain"))


_ASSERTED = frozenset({"inForce", "completed", "announced"})


def _doubted(status: str, left: str, relation: Relation, ontology: Ontology) -> str:
    """A status with what a doubt leaves of it; empty where that is nothing."""
    if not left or (left == doubts.RUMOURED and status in ("denied", "calledOff", "rumoured")):
        return status
    if status not in _ASSERTED or (left == doubts.ANNOUNCED and status == "announced"):
        return status if left == doubts.ANNOUNCED else ""
    return left if left in [s.name for s in ontology.ladder(relation.kind)] else ""


def _led(reading: Sequence[Element], match: Match) -> Verbs:
    """The verbs of a match; "will see X open" is said with the will of "see"."""
    verbs = match.verbs or Verbs("be")
    before = reading[match.first - 1].verbs if match.first else None
    if (
        before is not None
        and before.lemma in ("see", "help", "let", "make", "have", "enable")
        and not verbs.modal
    ):
        return replace(verbs, modal=before.modal, negated=before.negated, governors=before.governors)
    return verbs


def _by_words(reading: Sequence[Element], match: Match, found: str, state: bool) -> str:
    first = max(0, match.first - 3)
    around = [(n, e) for n, e in enumerate(reading[first : match.last + 2], first) if e.kind in (WORD, ROLE)]
    # "once" behind it begins a clause: "will own Y once the deal closes"
    words = {w for n, e in around for w in e.low.split() if w != "once" or n <= match.last}
    if words & statuses.HEARSAY and found == statuses.HELD:
        return statuses.RUMOURED
    if state and words & statuses.ENDING:
        return statuses.OVER
    if state and any(NO_LONGER in e.low for e in reading[match.first : match.last + 1]):
        return statuses.OVER
    if any(e.low in ("never", "not") for e in reading[match.first + 1 : match.last]):
        return statuses.DENIED
    if any("nothing to do" in e.low for e in reading[match.first : match.last]):
        return statuses.DENIED
    before = " ".join(e.low for e in reading[: match.first])
    if any(words in before for words in ("no longer", "not true that", "denied that", "denies that")):
        return statuses.DENIED
    return found


def _qualifiers(
    reading: Sequence[Element], match: Match, relation: Relation, status: str, ontology: Ontology
) -> Iterator[tuple[str, str | tuple[str, ...] | Party | tuple[Party, ...]]]:
    when = _when(reading, match)
    if when:
        bound, date = when.low.split()
        yield from _dated(bound, date, relation, status)
    allowed = (*relation.qualifiers, "status")
    role = match.slots.get("role")
    if role is not None and "role" in allowed:
        yield "role", _positions(role.low, ontology)
    seller = match.slots.get("seller")
    sellers = tuple(p for p in seller.parties if not p.types or set(p.types) - _PLACES) if seller else ()
    if sellers and "seller" in allowed:
        yield "seller", sellers
    price = next((price_text(e.low) for e in reading[match.first : match.last + 6] if e.kind == PRICE), "")
    if price and "price" in allowed:
        yield "price", price
    share = shares.held_after(reading, match.first, match.last, _parties(match, "object"))
    if share and "share" in allowed:
        yield "share", share
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
    if "scope" in allowed and relation.name == "partnersWith":
        scope = _subject_matter(reading, match)
        if scope:
            yield "scope", scope
    if "market" in allowed:
        market = _market(reading, match)
        if market:
            yield "market", market


_MADE = frozenset({"collection", "line", "range", "capsule", "edition"})


def _subject_matter(reading: Sequence[Element], match: Match) -> str:
    """What a collaboration is about: "worked together on green packaging", "launched a collection with"."""
    for place in range(match.first, min(len(reading), match.last + 3)):
        if reading[place].low == "on" and place + 1 < len(reading) and reading[place + 1].kind == WORD:
            words = []
            for element in reading[place + 1 : place + 6]:
                if element.kind != WORD or element.low in lexicon.PREPOSITIONS | lexicon.SUBORDINATORS:
                    break
                words.append(element.low)
            return " ".join(w for w in words if w not in lexicon.DETERMINERS)
    return next((e.low for e in reading[match.first : match.last] if e.low in _MADE), "")


def _market(reading: Sequence[Element], match: Match) -> str:
    """The market that a statement names with "in", as an article file writes it."""
    for before, element in zip(
        reading[match.first :], reading[match.first + 1 : match.last + 9], strict=False
    ):
        if (
            before.low in ("in", "across", "for")
            and element.kind == SLOT
            and "Market" in element.parties[0].types
        ):
            name = element.parties[0].name
            place = place_named(name)
            return next(iter(place[1])) if place and len(place[1]) == 1 else name
    return ""


def _positions(low: str, ontology: Ontology) -> str | tuple[str, ...]:
    """ "ceo and chairman" as CEO, chairman: each as the ontology calls it, where it knows it."""
    whole = ontology.role_named(low)
    if whole:
        return whole.labels[0]
    parts = [p for p in re.split(r"\s+(?:and|&)\s+|,\s+", low) if p]
    known = [ontology.role_named(p) for p in parts]
    if len(parts) > 1 and all(known):
        return tuple(dict.fromkeys(_called(p) for p in parts))
    return _called(low)


def _called(low: str) -> str:
    """A position as it is written.

    The preferred label of one's own word ("chairman" stays), capitals for CEO.
    """
    return low.upper() if re.fullmatch(r"(?:co-)?c[efomtd]o|vp", low) else low


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


def _confidence(match: Match, subject: Party, object: Party) -> float:
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
    return calibrated(score + 0.1)


_MEASURED = ((0.0, 0.05), (0.5, 0.4), (0.7, 0.62), (0.88, 0.7), (0.9, 0.84), (1.0, 0.93))
"""What a score was worth: benchmarks/extraction.py, the development passages and CORE's sentences."""


def calibrated(score: float) -> float:
    """The share of proposals with a score that were right, between the points that were measured."""
    score = min(1.0, max(0.0, score))
    for (low, least), (high, most) in pairwise(_MEASURED):
        if score <= high:
            return round(least + (most - least) * (score - low) / (high - low), 3)
    return _MEASURED[-1][1]


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
    led = {
        c.subject.name: c.object for c in best.values() if c.relation == "leads" and "{object}" in c.wording
    }
    sold = _sold_through_brands(best.values())
    for claim in sorted(best.values(), key=lambda c: (c.start, c.end)):
        if (
            claim.relation == "leads"
            and led.get(claim.subject.name, claim.object) != claim.object
            and "{object}" not in claim.wording
        ):
            continue  # the text names the company elsewhere
        if claim.relation == "sellsOn" and (claim.subject, claim.object, claim.sentence) in sold:
            continue
        pair = frozenset((claim.subject.name, claim.object.name))
        if claim.relation == "owns" and pair in denied and pair in failed:
            continue
        yield claim


def _sold_through_brands(all: Iterable[ProposedClaim]) -> set[tuple[Party, Party, Span]]:
    """Owners, platforms and sentences that say which of the owner's brands sell there: it is they who do."""
    all = tuple(all)
    owners: dict[Party, list[Party]] = defaultdict(list)
    for claim in all:
        if claim.relation == "owns":
            owners[claim.object].append(claim.subject)
    return {
        (owner, c.object, c.sentence) for c in all if c.relation == "sellsOn" for owner in owners[c.subject]
    }


def _key(claim: ProposedClaim, ontology: Ontology) -> tuple[str, str, str]:
    ends = [claim.subject.name, claim.object.name]
    if ontology.relations[claim.relation].symmetric:
        ends.sort()
    role = claim.qualifiers.get("role")
    return claim.relation, ends[0], ends[1] + (f"/{role}" if role else "")


_STRENGTH: Mapping[str, int] = {"denied": 5, "calledOff": 4, "ended": 3, "rumoured": 2, "announced": 2}


def _better(one: ProposedClaim, other: ProposedClaim) -> ProposedClaim:
    strength = [_STRENGTH.get(c.status, 1) for c in (one, other)]
    if strength[0] != strength[1] and (one.sentence == other.sentence or 5 in strength):
        first = one if strength[0] > strength[1] else other
    else:
        first = one if one.confidence >= other.confidence else other
    second = other if first is one else one
    return (
        replace(first, qualifiers={**second.qualifiers, **first.qualifiers})
        if one.status == other.status
        else first
    )
