"""Comparisons of two or more: "does X own more brands than Y", "did X join Z before Y".

What is compared is a question of its own, asked of each: how many brands X owns, when X joined Z. It is read
by the rest of the grammar; here it is parted from what it is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from retailgraph.form import NOW, Form
from retailgraph.words.english import (
    HAVE,
    HELPERS,
    PREPOSITIONS,
    WH,
    Token,
    phrases,
    plain_word,
    words,
)
from retailgraph.words.likewise import of_other
from retailgraph.words.times import when_of

Tokens = tuple[Token, ...]
Reader = Callable[[Tokens], Iterator[Form]]
NUMBER, SIZE, PRICE, AGE, TIME, LENGTH = "number", "size", "price", "age", "time", "length"
_KINDS = (
    (NUMBER, "most", "more"),
    (NUMBER, "fewest", "fewer|less"),
    (SIZE, "largest", "bigger|larger|greater|higher"),
    (SIZE, "smallest", "smaller|lower"),
    (PRICE, "largest", "more expensive|pricier|costlier|dearer"),
    (PRICE, "smallest", "less expensive|cheaper"),
    (AGE, "first", "older"),
    (AGE, "latest", "younger|newer"),
    (TIME, "first", "earlier|sooner"),
    (TIME, "latest", "later"),
    (LENGTH, "longest", "longer"),
    (LENGTH, "shortest", "shorter"),
)
COMPARATIVES = {phrase: (kind, order) for kind, order, said in _KINDS for phrase in phrases(said)}
"""By each word that compares what is compared, and which of them is asked for."""
_WITHIN = PREPOSITIONS | words("since between before after during as")
_ARTICLES = words("a an the any")
_PRICES = words("price sum amount")
_MOST_FORMS = 8  # forms of what is compared


class Put(NamedTuple):
    """A comparison in its parts: the words before what compares, what that is, and the words behind."""

    lead: Tokens
    kind: str
    order: str
    rest: Tokens


_ASIDE = words("before after")
_JOINTS = words("or and")
_SAID = {word for phrase in COMPARATIVES for word in phrase} | words(
    "most fewest least biggest largest highest greatest smallest lowest cheapest oldest youngest newest "
    "first earliest last latest longest shortest"
)


def is_comparison(keys: tuple[str, ...]) -> bool:
    """Whether words may compare: few questions do, and the others are not looked at any further."""
    said = set(keys)
    turns = bool(said & _ASIDE) and keys[0] in HELPERS
    return "than" in said or turns or bool(said & _JOINTS and said & _SAID)


def compared(tokens: Tokens, today: date | None, read: Reader) -> Iterator[Form]:
    """The forms of "... than ..." and "did X ... before Y", best first."""
    keys = tuple(token[0] for token in tokens)
    if not keys:
        return
    for at in range(2, len(keys) - 1):
        if keys[at] == "than" and not keys[at + 1][:1].isdigit():
            put = put_at(tokens[:at])
            if put is not None and put.lead and keys[0] in WH:
                yield from _of_many(put, tokens[at + 1 :], today, read)
            elif put is not None and put.lead:
                measure = "truth" if keys[0] in HELPERS else ""
                yield from of_all(put, [tokens[at + 1 :]], measure, today, read)
                joint = next((n for n in range(at + 2, len(keys) - 1) if keys[n] in _JOINTS), 0)
                both = [tokens[at + 1 : joint], tokens[joint + 1 :]] if joint else []
                yield from of_all(put, both, measure, today, read) if joint else ()
    if keys[0] in HELPERS:
        yield from _in_turn(tokens, keys, today, read)


def put_at(tokens: Tokens, more: dict[tuple[str, ...], tuple[str, str]] | None = None) -> Put | None:
    """The last word that compares, with what stands around it; None if there is none."""
    keys = tuple(token[0] for token in tokens)
    known = COMPARATIVES if more is None else more
    for at in range(len(keys) - 1, -1, -1):
        for size in (2, 1):
            if keys[at : at + size] in known and at + size <= len(keys):
                if size == 1 and at and keys[at - 1 : at + 1] in known:
                    continue
                kind, order = known[keys[at : at + size]]
                return Put(_bare_end(tokens[:at]), kind, order, tokens[at + size :])
    return None


def _bare_end(tokens: Tokens) -> Tokens:
    while tokens and tokens[-1][0] in _ARTICLES | {"for", "with"}:
        tokens = tokens[:-1]
    return tokens


def _in_turn(tokens: Tokens, keys: tuple[str, ...], today: date | None, read: Reader) -> Iterator[Form]:
    """ "did X join Z before Y": the one was before the other."""
    at = next((at for at in range(len(keys) - 2, 2, -1) if keys[at] in _ASIDE), 0)
    if not at or when_of(keys[at:], today) is not None:
        return
    order = "first" if keys[at] == "before" else "latest"
    yield from of_all(Put(tokens[:at], TIME, order, ()), [tokens[at + 1 :]], "truth", today, read)


def of_all(put: Put, others: list[Tokens], measure: str, today: date | None, read: Reader) -> Iterator[Form]:
    """The comparisons of what a lead asks with the same of others."""
    for question in _questions(put):
        for form in islice(read(question), _MOST_FORMS):
            if (first := _measured(form, put.kind)) is not None:
                found: list[tuple[Form, ...]] = [(first,)]
                for other in others:
                    found = [
                        (*((one._replace(when=again.when) if at_both else one) for one in parts), again)
                        for parts in found
                        for again, at_both in of_other(first, other, today)
                    ]
                for parts in found:
                    alike = {part.when for part in parts} == {parts[0].when}
                    yield Form(
                        "compare",
                        of=parts,
                        when=parts[0].when if alike else NOW,
                        past=parts[0].past and alike,
                        order=put.order,
                        measure=measure,
                        known_on=first.known_on,
                    )


def _of_many(put: Put, other: Tokens, today: date | None, read: Reader) -> Iterator[Form]:
    """ "which groups own more brands than X": those that have more than one that is named."""
    if put.kind != NUMBER:
        return
    for form in islice(read((*put.lead, plain_word(put.order), *put.rest)), _MOST_FORMS):
        if form.asks == "kind" and form.order == put.order and form.links:
            one = Form("list", form.links, ("",), form.when, form.past, counted=True)
            for again, _ in of_other(one, other, today):
                yield Form("compare", of=(form, again), when=again.when, order=put.order)


# --- what is asked of each --------------------------------------------------------------------------------


def _plain(text: str) -> Tokens:
    return tuple(plain_word(word) for word in text.split())


def _questions(put: Put) -> Iterator[Tokens]:
    """The questions that may be asked of each, best first."""
    lead, rest = put.lead, put.rest
    subject = lead[1:] if lead and lead[0][0] in HELPERS else lead
    if put.kind in (TIME, LENGTH):
        yield (*_plain("when"), *lead, *rest)
    elif put.kind == AGE:
        yield (*_plain("who founded"), *subject)
    elif put.kind == PRICE:
        yield subject
        yield (*_plain("price of"), *subject)
    elif put.kind == SIZE and (not rest or rest[0][0] in _WITHIN):
        yield (*subject, *rest)
        yield (*_plain("figures of"), *subject, *rest)
    elif put.kind == SIZE:
        if rest[0][0] in _PRICES:
            yield (*_plain("how much"), *lead, *rest[1:])
        yield (*_plain("what"), *rest, *lead)
        yield (*_plain("how much"), *rest, *lead)
    else:
        yield from _numbers(lead, rest)


def _numbers(lead: Tokens, rest: Tokens) -> Iterator[Tokens]:
    """The questions behind "does X own more brands" and "did X pay more for Y"."""
    at = next((at for at, token in enumerate(rest) if token[0] in _WITHIN), len(rest))
    noun, behind = rest[:at], rest[at:]
    if not noun and not behind and lead[-1][0] in ("pay", "spend"):
        yield (*_plain("total price of acquisitions of"), *lead[1:-1])
    if not noun:
        yield (*_plain("how much"), *lead, *behind)
        yield (*_plain("how much"), *behind, *lead)
        yield (*_plain("what"), *lead, *behind)
        return
    if all(token[0] in HELPERS or token[0] == "there" for token in lead):
        yield (*_plain("how many"), *rest)
        yield rest
        return
    if lead[0][0] in HAVE and len(lead) > 1 and lead[-1][0] not in HAVE:
        helper = "did" if lead[0][0] == "had" else "does"
        yield (*_plain("how many"), *noun, *_plain(helper), *lead[1:], *_plain("have"), *behind)
    if lead[-1][0] in HAVE and len(lead) > 2:
        yield (*_plain("how many"), *noun, *lead, *behind)
    elif lead[0][0] in HELPERS and (lead[0][0] in HAVE or lead[-1][0] in _HAVING):
        owner = lead[1:-1] if lead[-1][0] in _HAVING else lead[1:]
        for place in _plain("on of in") if owner else ():
            yield (*noun, place, *owner, *behind)
    yield (*_plain("how many"), *noun, *lead, *behind)
    yield (*_plain("which"), *noun, *lead, *behind)


_HAVING = words("have carry list offer host count include")
_ASKED = {
    NUMBER: ("list", "kind", "deals", "figures", "detail"),
    SIZE: ("figures", "deals", "detail"),
    PRICE: ("deals", "detail"),
    AGE: ("list",),
    TIME: ("when", "list"),
    LENGTH: ("when",),
}


def _measured(form: Form, kind: str) -> Form | None:
    """A form as what is compared: counted, dated or priced; None if it asks something else."""
    if form.asks not in _ASKED[kind] or form.denied or form.limit:
        return None
    if form.order:
        return form if (kind, form.order) == (NUMBER, "total") else None
    if form.asks == "detail":
        return form if form.measure in ("price", "share") else None
    if form.asks == "deals" and kind != NUMBER:
        return form._replace(measure="price")
    if kind == NUMBER and form.asks != "figures":
        return form._replace(counted=True)
    return form
