"""Whether a word that may be a verb is one where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import (
    MARK,
    NO_LONGER,
    SLOT,
    TIME,
    WORD,
    Element,
    after_adverbs,
    element_at,
    names_place,
)
from retailgraph.extraction.lexicon import BASE, GERUND, PARTICIPLE, PAST

_NOUNISH = lexicon.closed("elements nounish")


def is_verb(row: Sequence[Element], place: int, before: Element | None, form: lexicon.VerbForm) -> bool:
    """Whether a word that may be a verb is one here."""
    low, after = row[place].low, element_at(row, place + 1)
    by = by_follows(row, place)
    if by and PARTICIPLE in form.forms:
        return True
    if low in _NAMING and before is not None and before.kind in (WORD, MARK):
        return False
    if low == "including" or (
        before is not None and low == "owned" and after is not None and after.low in lexicon.class_nouns()
    ):
        return False
    if form.lemma in ("be", "have", "do"):
        return True
    if low in _ING_NOUNS and (after is None or after.kind != SLOT):
        return False
    if GERUND in form.forms:
        if before is not None and before.kind == SLOT:
            return not before.possessive
        return before is None or before.low in _BEFORE_GERUND or before.kind in (MARK, TIME)
    if (
        before is not None
        and before.kind == WORD
        and before.low in lexicon.DETERMINERS - {"that", "this", "both", "all"}
    ):
        return by
    if before is not None and before.kind == SLOT and before.possessive:
        return False
    if form.forms & {PAST, PARTICIPLE} and BASE not in form.forms:
        return before is None or before.kind != WORD or _leads_verb(before) or not _noun_follows(after)
    if low in _NOUNISH:
        return _verb_by_neighbours(before, element_at(row, after_adverbs(row, place + 1)), form)
    if before is None or before.kind in (SLOT, TIME):
        return BASE not in form.forms or before is not None
    return _leads_verb(before) or before.kind == MARK


def _leads_verb(before: Element) -> bool:
    """Whether a verb may follow this word: it may be a subject, or an adverb."""
    return (
        before.low in _BEFORE_VERB | {NO_LONGER}
        or before.low in lexicon.ADVERBS
        or before.low.endswith("ly")
        or before.low in lexicon.class_nouns()
        or before.low in lexicon.SUBORDINATORS
    )


_ING_NOUNS = lexicon.closed("elements ing_nouns")
_NAMING = frozenset({"called", "named", "dubbed", "known"})
_BEFORE_GERUND = lexicon.closed("elements before_gerund")
_BEFORE_VERB = lexicon.closed("elements before_verb")


def _plural(element: Element | None) -> bool:
    return element is not None and (len(element.parties) > 1 or element.low in ("they", "we", "who", "which"))


def by_follows(row: Sequence[Element], place: int) -> bool:
    """Whether "by" follows soon, with no other party between."""
    at = place + 1
    while at < min(len(row), place + 5) and (row[at].kind in (WORD, TIME) or names_place(row[at])):
        if row[at].low == "by":
            return True
        if (
            row[at].low in lexicon.PREPOSITIONS - {"in", "since", "at", "for"}
            or row[at].low in lexicon.DETERMINERS
        ):
            return False
        at += 1
    return False


def _noun_follows(after: Element | None) -> bool:
    return (
        after is not None
        and after.kind == WORD
        and after.low not in lexicon.PREPOSITIONS | lexicon.DETERMINERS | lexicon.ADVERBS
        and not after.low.endswith("ly")
        and after.low
        not in ("to", "out", "up", "off", "down", "over", "away", "back", "into", "more", "and", "but")
        and not after.low[0].isdigit()
    )


def _verb_by_neighbours(before: Element | None, after: Element | None, form: lexicon.VerbForm) -> bool:
    if before is not None and before.kind == MARK and after is not None and after.low == "to":
        return True
    if after is None:
        return before is not None and before.kind == SLOT and _plural(before)
    subject = before is not None and (
        before.kind in (SLOT, TIME)
        or before.low in ("it", "which", "that", "who", "they", "he", "she", "and", "also")
    )
    if not subject:
        return False
    if (
        form.forms == {BASE}
        and not _plural(before)
        and PAST not in form.forms
        and before
        and before.low not in ("who", "which", "they")
    ):
        return PAST in form.forms
    if after.kind == SLOT:
        return True
    if (
        before is not None
        and len(before.parties) > 1
        and form.forms & {BASE}
        and after.low not in lexicon.PREPOSITIONS
    ):
        return True
    return after.low in (
        "to",
        "with",
        "a",
        "an",
        "the",
        "its",
        "their",
        "in",
        "on",
        "out",
        "up",
        "off",
        "for",
        "that",
    ) and not (
        after.low in ("in", "on", "for")
        and form.lemma in ("store", "shop", "sale", "share", "brand", "deal", "stock", "plan")
    )
