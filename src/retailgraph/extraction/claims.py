"""Propose claims: each sentence is taken apart, wordings are matched, what they say is dated and weighed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from retailgraph.extraction import doubts
from retailgraph.extraction.claim_confidence import confidence_of
from retailgraph.extraction.claim_parties import (
    LOOSE,
    MOST,
    bearers,
    is_company_unsaid,
    is_named_as_one,
    joins,
    missing_objects,
    parties_in,
    relation_by_share,
    stake_in_place_of,
)
from retailgraph.extraction.claim_qualifiers import qualifiers_of
from retailgraph.extraction.claim_status import (
    Doubted,
    doubted_status,
    gives_away,
    is_counterfactual,
    is_no_end,
    status_of,
)
from retailgraph.extraction.elements import SLOT, TIME, Element
from retailgraph.extraction.patterns import Match, Table
from retailgraph.extraction.readings import readings
from retailgraph.extraction.references import Discourse
from retailgraph.extraction.sentence_phrases import elements
from retailgraph.extraction.settled_claims import settled
from retailgraph.extraction.text import Mention, Party, ProposedClaim, Sentence, Span, Text
from retailgraph.identity.undisclosed import UNDISCLOSED
from retailgraph.ontology import STATE, Ontology, Relation

LONGEST = 150
"""Elements; what is longer is no sentence that anybody wrote, and only its names are read."""


_UNNAMED = "<unnamed>"
"""What a wording says of a buyer whom nobody names."""
NOBODY = Party(UNDISCLOSED, UNDISCLOSED, ("Company",))
"""Somebody whom nobody names, as the subject of a claim."""


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
    return tuple(_with_sellers(settled(found, grammar.ontology), discourse))


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
    named = {m.text: m.party for m in mentions if set(m.party.types) & LOOSE}
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
            if is_counterfactual(match) or gives_away(reading, match) or is_no_end(reading, match, relation):
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
    subjects, objects = parties_in(match, "subject"), parties_in(match, "object")
    pair = parties_in(match, "pair")
    if relation.unary:
        objects = subjects
    elif pair:
        subjects, objects = pair[:1], pair[1:]
    elif "object" not in match.slots and "subject" in match.slots:
        if relation.name == "leads" and not is_company_unsaid(reading, match):
            return
        objects = missing_objects(relation, discourse, reading, match)
    if not subjects and relation.may_hide and _UNNAMED in match.pattern.wording:
        subjects = (NOBODY,)
    if "seller" in match.slots and not subjects and not left:
        discourse.sellers.update(dict.fromkeys(objects, parties_in(match, "seller")[0]))
    if not subjects or not objects:
        return
    status = doubted_status(status_of(reading, match, relation, ontology), left, relation, ontology)
    if not status:
        return
    start, end = _evidence(match, reading)
    qualifiers = dict(qualifiers_of(reading, match, relation, status, ontology))
    share = str(qualifiers.get("share", ""))
    most = any(e.low in MOST for e in reading[match.first : match.last])
    for ends in ((s, s) for s in subjects) if relation.unary else product(subjects, objects):
        joined = bearers(relation, *ends, discourse)
        if joined is None or not is_named_as_one(relation, joined[1], match):
            continue
        subject, object = joined
        meant = relation_by_share(relation, share, most, subject, object, ontology)
        if meant is relation and not share and _is_of_a_part(match):
            meant = stake_in_place_of(relation, subject, object, ontology)
        if meant is None:
            continue
        yield ProposedClaim(
            subject, meant.name, object, status, start, end, Span(sentence.start, sentence.end),
            match.pattern.wording, confidence_of(match, subject, object), qualifiers,
        )  # fmt: skip


def _is_of_a_part(match: Match) -> bool:
    """Whether a share is told of which nobody says what it came to: "bought a further 10% of it"."""
    told = match.slots.get("share")
    return told is not None and not told.low.startswith("all")


def _evidence(match: Match, reading: Sequence[Element]) -> tuple[int, int]:
    used = [e for e in reading[match.first : match.last + 1] if e.end > e.start]
    return min(e.start for e in used), max(e.end for e in used)
