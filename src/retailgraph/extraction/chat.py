"""Proposals by a language model; nothing is believed that the text does not bear out.

The text is data: it goes to the model between marks, and what comes back counts only where the words it cites
stand in the text and name both parties. Status, dates, share and price count only where this package reads
them in the text as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from retailgraph.dates import PartialDate
from retailgraph.extraction import feedback, statuses
from retailgraph.extraction.asking import Conversation, Endpoint, openai_package
from retailgraph.extraction.claim_parties import joins
from retailgraph.extraction.doubts import doubts
from retailgraph.extraction.elements import Element
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.references import Discourse
from retailgraph.extraction.roles import PRICE, SHARE, price_text, share_text
from retailgraph.extraction.sentence_phrases import elements
from retailgraph.extraction.text import Mention, Party, Proposals, ProposedClaim, Sentence, Span, Text
from retailgraph.extraction.times import times
from retailgraph.ontology import STATE, Ontology, Relation

WORDING = "llm"
"""What stands as the wording of these claims; what reviewers decide moves their confidence as a whole."""
BEFORE_ANY_REVIEW = 0.6
"""The confidence before anybody decided: not measured, so that nothing is accepted in a batch by it."""
PIECE = 8_000
"""Characters of a text that are sent at once; longer texts go in pieces of whole paragraphs."""
_LONGEST_QUOTE, _LONGEST_NAME = 1_000, 200


class ChatProposer:
    """Proposes what a language model reads in a text, checked against the text and the ontology."""

    def __init__(self, ontology: Ontology, rules: Proposer, endpoint: Endpoint) -> None:
        """``rules`` is what the model's statements are held against. UsageError without its package."""
        self._ontology, self._rules, self._endpoint = ontology, rules, endpoint
        openai_package()
        Conversation(
            endpoint, ontology
        ).end()  # fails here, not at the first text, where its package is missing

    def propose(self, text: Text) -> Proposals:
        """What the model states with a quote that the text bears out; notes count what was dropped and why.

        RetailGraphError if the endpoint does not answer in time, or not as the protocol says.
        """
        page = _Page(text, self._rules, self._ontology)
        talk = Conversation(self._endpoint, self._ontology)
        dropped: Counter[str] = Counter()
        claims: dict[tuple[object, ...], ProposedClaim] = {}
        try:
            for start, end in pieces(text.readable):
                for row in talk.statements(text.readable[start:end]):
                    try:
                        claim = page.checked(row, (start, end))
                    except _Dropped as why:
                        dropped[str(why)] += 1
                        continue
                    claims.setdefault((claim.subject, claim.relation, claim.object, claim.status), claim)
        finally:
            talk.end()
        notes = [f"{n} of the model's proposals dropped: {why}" for why, n in dropped.most_common()]
        notes += [f"{n} of the model's {what}" for what, n in page.left_out.most_common()]
        ordered = tuple(sorted(claims.values(), key=lambda c: (c.start, c.end)))
        return Proposals(text, ordered, (), page.mentions, (*text.notes, *notes))


class _Dropped(Exception):
    """Why a proposal of the model is not one of ours."""


class _Page:
    """A text as this package reads it, against which the model's statements are held."""

    def __init__(self, text: Text, rules: Proposer, ontology: Ontology) -> None:
        self._text = replace(text, content=text.readable, plain="")
        self._ontology = ontology
        self.sentences, self.mentions = rules.names(text)
        self._told = {
            (c.subject, c.relation, c.object, c.sentence.start): c.status for c in rules.propose(text).claims
        }
        when = times(self._text.content, 0, len(self._text.content), text.published)
        self._dates = {PartialDate(time.when) for time in when}
        self.left_out: Counter[str] = Counter()

    def checked(self, row: Mapping[str, Any], piece: tuple[int, int]) -> ProposedClaim:
        """A statement as a claim; _Dropped says why it is none."""
        relation = self._ontology.relations.get(_word(row, "relation"))
        if relation is None:
            raise _Dropped("their relation is not in the ontology")
        content = self._text.content
        start, end = quoted(content, _word(row, "quote", _LONGEST_QUOTE), *piece)
        subjects = _bearers(_word(row, "subject"), content[start:end], start, self.mentions, relation.domain)
        objects = _bearers(_word(row, "object"), content[start:end], start, self.mentions, relation.range)
        joined = ((s, o) for s, o in product(subjects, objects) if s != o and joins(relation, s, o))
        subject, object = next(joined, (None, None))
        if subject is None or object is None:
            raise _Dropped("the relation does not join what they name")
        around = [s for s in self.sentences if s.start < end and start < s.end]
        sentence = Span(min(start, around[0].start), max(around[0].end, end)) if around else Span(start, end)
        elements = self._elements(around)
        status = _word(row, "status")
        told = self._told.get((subject, relation.name, object, sentence.start))
        left = {d.rung for s in around for d in doubts(content, s) if d.start < end and start < d.end}
        self._check_status(status, relation, elements, {told} if told else left)
        return ProposedClaim(
            subject, relation.name, object, status, start, end, sentence, WORDING,
            feedback.adjusted(relation.name, WORDING, BEFORE_ANY_REVIEW),
            dict(self._qualifiers(row, relation, elements)),
        )  # fmt: skip

    def _elements(self, around: Sequence[Sentence]) -> list[Element]:
        return [e for s in around for e in elements(self._text, s, self.mentions, Discourse())]

    def _check_status(
        self, status: str, relation: Relation, elements: Sequence[Element], told: set[str]
    ) -> None:
        """_Dropped where the sentence shows nothing of a status.

        ``told`` is what the grammar read there, or what doubts leave of it; empty if neither is so.
        """
        ladder = [s.name for s in self._ontology.ladder(relation.kind)]
        if status not in ladder:
            raise _Dropped("their status is not one of the relation's")
        default = self._ontology.default_status(relation.kind)
        shown = {statuses.rung(r, ladder, default) for r in statuses.shown(elements, relation.kind == STATE)}
        if status not in (told or shown):
            raise _Dropped("the text does not show their status")

    def _qualifiers(
        self, row: Mapping[str, Any], relation: Relation, elements: Sequence[Element]
    ) -> Iterator[tuple[str, str]]:
        for key in ("from", "to"):
            value = row.get(key)
            if isinstance(value, str) and value:
                date = _date(value)
                if date is not None and any(
                    d.earliest >= date.earliest and d.latest <= date.latest for d in self._dates
                ):
                    yield key, date.text
                else:
                    self.left_out["dates left out: the text does not hold them"] += 1
        for key, kind, read in (("share", SHARE, share_text), ("price", PRICE, price_text)):
            value = row.get(key)
            if not isinstance(value, str) or not value or key not in relation.qualifiers:
                continue
            held = {read(e.low) for e in elements if e.kind == kind} - {""}
            said = " ".join(value.lower().removesuffix("%").removesuffix("percent").split())
            found = next((h for h in held if h.lower() == said), None)
            if found:
                yield key, found
            else:
                self.left_out[f"{key}s left out: their sentence does not hold them"] += 1


def _date(value: str) -> PartialDate | None:
    try:
        return PartialDate(value)
    except ValueError:
        return None


def pieces(content: str) -> Iterator[tuple[int, int]]:
    """Where a text is cut: at blank lines, into stretches of at most PIECE characters."""
    start = 0
    while start < len(content):
        end = min(len(content), start + PIECE)
        if end < len(content):
            at = max(content.rfind("\n", start, end), content.rfind(". ", start, end) + 1)
            end = at if at > start else end
        if content[start:end].strip():
            yield start, end
        start = end


def quoted(content: str, quote: str, begin: int, end: int) -> tuple[int, int]:
    """Where a quote stands in a stretch of a text; blanks and the form of quotation marks may differ."""
    words = [re.escape(w) for w in quote.split()]
    pattern = re.sub(r"[\"'“”‘’]", "[\"'“”‘’]", r"\s+".join(words))
    match = re.compile(pattern).search(content, begin, end) if words else None
    if match is None:
        raise _Dropped("their quote does not stand in the text")
    return match.span()


def _bearers(
    name: str, quote: str, start: int, mentions: Sequence[Mention], types: Sequence[str]
) -> tuple[Party, ...]:
    """Whom a name may stand for: those that a mention of it inside the quote means, or a new name."""
    end = start + len(quote)
    for mention in mentions:
        alike = name.casefold() in (mention.text.casefold(), mention.party.name.casefold())
        if alike and start <= mention.start and mention.end <= end:
            return (mention.party, *mention.others)
    if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", quote):
        raise _Dropped("their quote does not name both parties")
    return (Party(name, types=tuple(types)),)


def _word(row: Mapping[str, Any], key: str, longest: int = _LONGEST_NAME) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise _Dropped(f"they have no usable {key}")
    if not all(c.isprintable() or c in "\n\t" for c in value):
        raise _Dropped("they hold characters that cannot be printed")
    return value.strip()


__all__ = ["BEFORE_ANY_REVIEW", "PIECE", "WORDING", "ChatProposer", "pieces", "quoted"]
