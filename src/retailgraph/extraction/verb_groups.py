"""Verb groups: what English spreads over many words, as one element."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import (
    MARK,
    SLOT,
    VERB,
    WORD,
    Element,
    Verbs,
    after_adverbs,
    element_at,
    form_of,
)
from retailgraph.extraction.lexicon import BASE, GERUND, PARTICIPLE, PAST
from retailgraph.extraction.verb_words import by_follows, is_verb

_TO = lexicon.closed("elements to")
_GERUND_OF = lexicon.closed("elements gerund_of")
_PHRASES = tuple(
    # what may stand between a verb and the "to" of another, and what it is called
    (re.compile(rf"(?:{pattern})$"), name)
    for pattern, name in (
        (r"in (?:\w+ ){0,2}(?:talks|discussions|negotiations)(?: with [^,]{1,40}?)?", "in talks"),
        (r"close|near|closing in|on the (?:brink|verge|cusp)", "in talks"),
        (r"(?:\w+ ){0,2}(?:talks|discussions|negotiations)(?: with [^,]{1,40}?)?", "in talks"),
        (r"set|due|about|ready|poised|going|on (?:track|course)|scheduled|slated|bound", "set"),
        (r"likely|expected|tipped|believed|understood|rumou?red|said|reported|thought", "said"),
        (r"able|free", "able"),
        (r"unable|unwilling|no longer willing", "fail"),
        (r"(?:the first|the latest|the last|among the first)(?: \w+){0,4}", "first"),
        (r"no (?:\w+ )?(?:plans?|intentions?)", "no plan"),
        (
            r"(?:off |away from |out of |into )?(?:(?:its|their|an?|the) )?(?:[\w-]+ ){0,2}"
            r"(?:plans?|deals?|agreements?|offers?|bids?|proposals?|intentions?|pacts?|attempts?)",
            "plan",
        ),
    )
)
_TAKES_PHRASE = lexicon.closed("elements takes_phrase")
_GIVES_UP = lexicon.closed("elements gives_up")
_PREP_GERUND = ("of", "to", "on", "about", "from")


class _Read(NamedTuple):
    verbs: Verbs
    after: int


def with_verbs(row: Sequence[Element]) -> list[Element]:
    """Verb groups as single elements."""
    made: list[Element] = []
    place = 0
    while place < len(row):
        read = _group(row, place, made[-1] if made else None)
        if read:
            span = row[place : read.after]
            low = " ".join(e.low for e in span)
            made.append(Element(VERB, low, span[0].start, span[-1].end, verbs=read.verbs))
            place = read.after
        else:
            made.append(row[place])
            place += 1
    return made


def _group(row: Sequence[Element], place: int, before: Element | None) -> _Read | None:
    element = row[place]
    if element.kind != WORD:
        return None
    if element.low in lexicon.MODALS:
        return _after_modal(row, place)
    if element.low == "to":
        form = form_of(element_at(row, after_adverbs(row, place + 1)))
        if form and BASE in form.forms:
            return _main(row, after_adverbs(row, place + 1), Verbs(form.lemma, finite=False, modal="to"))
        return None
    form = form_of(element)
    if form is None or not is_verb(row, place, before, form):
        return None
    return _first(row, place, form)


def _after_modal(row: Sequence[Element], place: int) -> _Read | None:
    modal = row[place].low.replace("'ll", "will")
    at, negated = _negation(row, place + 1)
    form = form_of(element_at(row, at))
    if not form or BASE not in form.forms:
        return None
    return _main(row, at, Verbs(form.lemma, modal=modal, negated=negated))


def _negation(row: Sequence[Element], at: int) -> tuple[int, bool]:
    at = after_adverbs(row, at)
    negated = False
    while at < len(row) and row[at].kind == WORD and row[at].low in ("not", "n't", "never", "neither"):
        negated, at = True, after_adverbs(row, at + 1)
    return at, negated


def _first(row: Sequence[Element], place: int, form: lexicon.VerbForm) -> _Read | None:
    low = row[place].low
    finite = GERUND not in form.forms
    past = PAST in form.forms and low not in ("is", "are", "has", "have")
    verbs = Verbs(form.lemma, finite=finite, past=past, gerund=not finite)
    if form.lemma in ("be", "have", "do"):
        return _main(row, place, verbs)
    passive = by_follows(row, place) or _inserted(row, place)
    if PARTICIPLE in form.forms and form.lemma != "get" and passive:
        return _main(row, place, replace(verbs, voice="passive", finite=False))
    return _main(row, place, verbs)


_AFTER_INSERTED = frozenset({"as", "in", "from", "at", "under", "for", "to"})
_INSERTED = lexicon.closed("elements inserted")


def _inserted(row: Sequence[Element], place: int) -> bool:
    """Whether a participle begins an insertion: "X, appointed as chairman in May, ..."."""
    if place < 2 or row[place - 1].low != "," or row[place - 2].kind != SLOT:
        return False
    after = element_at(row, after_adverbs(row, place + 1))
    following = after is None or after.low in _AFTER_INSERTED or after.kind == "role"
    return row[place].low in _INSERTED and following and any(e.low == "," for e in row[place:])


def _main(row: Sequence[Element], place: int, verbs: Verbs) -> _Read:
    """The group whose (so far) main verb stands at ``place``, with what that verb governs."""
    at, negated = _negation(row, place + 1)
    verbs = replace(verbs, negated=verbs.negated or negated)
    following = form_of(element_at(row, at))
    if verbs.lemma == "be" and following:
        if GERUND in following.forms:
            return _main(row, at, replace(verbs, lemma=following.lemma, gerund=False))
        if PARTICIPLE in following.forms and not _governs_to(row, at, following.lemma):
            return _Read(replace(verbs, lemma=following.lemma, voice="passive"), at + 1)
    if verbs.lemma == "get" and following and PARTICIPLE in following.forms and at == place + 1:
        return _Read(replace(verbs, lemma=following.lemma, voice="passive"), at + 1)
    if verbs.lemma == "have" and following and PARTICIPLE in following.forms:
        return _main(row, at, replace(verbs, lemma=following.lemma, perfect=True))
    if verbs.lemma == "do" and following and BASE in following.forms:
        return _main(row, at, replace(verbs, lemma=following.lemma))
    governed = _governed(row, place, verbs)
    return governed or _Read(verbs, at if negated else place + 1)


def _governs_to(row: Sequence[Element], at: int, lemma: str) -> bool:
    after = after_adverbs(row, at + 1)
    return lemma in _TO and after < len(row) and row[after].low == "to"


def _governed(row: Sequence[Element], place: int, verbs: Verbs) -> _Read | None:
    """The verb after "to", or after a verb or phrase that takes another verb."""
    for stop in range(place + 1, min(place + 9, len(row))):
        element = row[stop]
        if element.kind == MARK or (
            element.kind == SLOT and not element.possessive and not _with_before(row, stop)
        ):
            return None
        to, direct = element.low == "to", stop == after_adverbs(row, place + 1)
        form = (
            form_of(element_at(row, after_adverbs(row, stop + 1)))
            if to or element.low in _PREP_GERUND
            else form_of(element)
        )
        gerund = form is not None and GERUND in form.forms
        name = _phrase(row[place + 1 : stop], verbs)
        if to and form and BASE in form.forms and (name or (direct and verbs.lemma in _TO)):
            return _link(row, after_adverbs(row, stop + 1), verbs, form, name)
        if gerund and form and element.low in _PREP_GERUND and name:
            return _link(row, after_adverbs(row, stop + 1), verbs, form, name)
        if gerund and form and direct and verbs.lemma in _GERUND_OF:
            return _link(row, stop, verbs, form, "")
        if element.kind == VERB:
            return None
    return None


def _with_before(row: Sequence[Element], stop: int) -> bool:
    return row[stop - 1].low == "with"


def _phrase(between: Sequence[Element], verbs: Verbs) -> str:
    if verbs.lemma not in _TAKES_PHRASE:
        return ""
    low = " ".join(e.low for e in between if e.low not in lexicon.ADVERBS)
    return next((name for pattern, name in _PHRASES if low and pattern.match(low)), "")


def _link(row: Sequence[Element], at: int, verbs: Verbs, form: lexicon.VerbForm, name: str) -> _Read:
    governor = (name, verbs.lemma) if name else (verbs.lemma,)
    if name == "plan" and verbs.lemma in _GIVES_UP:
        governor = ("abandon",)
    if verbs.negated or name == "no plan" or (name and verbs.lemma == "deny"):
        governor = (*governor, "not")
    inner = replace(
        verbs,
        lemma=form.lemma,
        voice="active",
        negated=False,
        gerund=False,
        governors=(*verbs.governors, *governor),
    )
    return _main(row, at, inner)
