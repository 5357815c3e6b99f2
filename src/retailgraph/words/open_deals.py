"""Deals without a name beside them: "deals called off in 2024", "announced takeovers over 1bn USD"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retailgraph.form import Condition, Form, Link, Trait
from retailgraph.ontology import DEAL
from retailgraph.words.english import BE, DETERMINERS, HAVE, QuestionWords, Token, phrases, plural, words
from retailgraph.words.grammar import QuestionGrammar

Tokens = tuple[Token, ...]
_NOUNS = words(
    "deal deals transaction transactions acquisition acquisitions takeover takeovers purchase purchases "
    "buyout "
    "buyouts bid bids offer offers sale sales merger mergers investment investments"
)
STATUS = {
    **dict.fromkeys(
        phrases(
            "called off|cancelled|canceled|abandoned|terminated|failed|collapsed|fell apart|"
            "fall apart|broken off|"
            "fell through|fall through|collapse|fail|withdrawn|blocked|dropped|scrapped|off|"
            "fallen apart|fallen through|"
            "not completed|unsuccessful"
        ),
        "calledOff",
    ),
    **dict.fromkeys(
        phrases(
            "completed|closed|finalised|finalized|done|complete|close|go through|went through|"
            "finished|happen|"
            "concluded|sealed|made|successful"
        ),
        "completed",
    ),
    **dict.fromkeys(
        phrases(
            "unfinished|incomplete|outstanding|"
            "announced but not completed|announced but not closed|still announced|announced|agreed|"
            "planned|pending|open|"
            "signed|made public|not yet completed|in progress|ongoing|proposed"
        ),
        "announced",
    ),
    **dict.fromkeys(phrases("rumoured|rumored|talked about"), "rumoured"),
    **dict.fromkeys(phrases("denied"), "denied"),
}
"""By words how a deal ended, or that it is only planned."""


def links_of(grammar: QuestionGrammar, noun: str) -> tuple[Link, ...]:
    """The deals that a noun asks for: all, unless it is the noun of some."""
    relations = grammar.ontology.relations
    said = (n.part.relation for n in grammar.nouns.get((noun,), ()) if n.part)
    wanted = [name for name in dict.fromkeys(said) if relations[name].kind == DEAL]
    return tuple(
        Link(name, "object") for name in wanted or [r.name for r in relations.values() if r.kind == DEAL]
    )


def _status_at(keys: tuple[str, ...], at: int) -> tuple[str, int]:
    """The status that words at a place name, and where they end."""
    for size in (4, 3, 2, 1):
        found = STATUS.get(keys[at : at + size])
        if found and at + size <= len(keys):
            return found, at + size
    found = STATUS.get(tuple(keys[at].split("-"))) if at < len(keys) else ""
    return (found, at + 1) if found else ("", at)


def _plural(noun: str) -> bool:
    return noun.endswith("s")


def by_status(tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar) -> Iterator[Form]:
    """ "which deals were called off", "announced acquisitions of X", "deals over 1bn USD"."""
    at = 1 if keys[:1] and keys[0] in ("which", "what") else 0
    while at < len(keys) and keys[at] in DETERMINERS:
        at += 1
    tests: list[Condition] = []
    status, at = _status_at(keys, at)
    if at >= len(keys) or keys[at] not in _NOUNS:
        return
    noun = keys[at]
    at += 1
    if not (_plural(noun) or status or at < len(keys)):
        return
    of: tuple[str, ...] = ()
    while at < len(keys):
        at = _skip(keys, at)
        found, end = _status_at(keys, at)
        if found:
            status, at = found, end
            continue
        amount = _amount_at(keys, at)
        if amount:
            tests.append(amount[0])
            at = amount[1]
            continue
        if at < len(keys) and keys[at] in ("of", "by", "with", "at", "involving", "between") and not of:
            end = _end_of_name(keys, at + 1)
            name = QuestionWords(tokens).name(at + 1, end)
            if not name:
                return
            of, at = (name,), end
            continue
        if at < len(keys):
            return
    if status:
        tests.insert(0, Trait("status", "is", status))
    said = noun if _plural(noun) else plural(noun)
    yield Form(
        "deals",
        links_of(grammar, noun),
        of,
        where=tuple(tests),
        words=f"{said} of {{subject}}" if of else said,
    )


def _skip(keys: tuple[str, ...], at: int) -> int:
    while at < len(keys) and (
        keys[at] in BE
        or keys[at] in HAVE
        or keys[at] in ("that", "which", "been", "still", "have", "but", "there", "are", "worth", "did")
    ):
        at += 1
    return at


def _end_of_name(keys: tuple[str, ...], at: int) -> int:
    """Where a name in the midst of the words ends: before a status or an amount that ends the question."""
    for end in range(at + 1, len(keys)):
        after = _skip(keys, end)
        found, stop = _status_at(keys, after)
        if (found and stop == len(keys)) or _amount_at(keys, after):
            return end
    return len(keys)


_OVER = {
    **dict.fromkeys(
        phrases(
            "over|above|more than|larger than|worth over|worth more than|bigger than|of more than|exceeding"
        ),
        "over",
    ),
    **dict.fromkeys(phrases("under|below|less than|smaller than|worth less than"), "under"),
}
_UNITS = {"billion": "bn", "bn": "bn", "b": "bn", "million": "m", "m": "m", "mn": "m", "mln": "m"}
_CURRENCIES = {
    "dollars": "USD",
    "usd": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "eur": "EUR",
    "pounds": "GBP",
    "gbp": "GBP",
    "$": "USD",
}


def _amount_at(keys: tuple[str, ...], at: int) -> tuple[Trait, int] | None:
    """ "over 1 billion USD", "more than $5bn"."""
    for size in (3, 2, 1):
        op = _OVER.get(keys[at : at + size])
        if op and at + size < len(keys):
            return _sum_at(keys, at + size, op)
    return None


def _sum_at(keys: tuple[str, ...], at: int, op: str) -> tuple[Trait, int] | None:
    found = re.fullmatch(r"([$€£])?([0-9][0-9.,]*)(bn|m|b|billion|million)?", keys[at])
    if not found:
        return None
    unit, end = _UNITS.get(found[3] or "", ""), at + 1
    if not unit and end < len(keys) and keys[end] in _UNITS:
        unit, end = _UNITS[keys[end]], end + 1
    currency = {"$": "USD", "€": "EUR", "£": "GBP"}.get(found[1] or "", "")
    if end < len(keys) and keys[end] in _CURRENCIES:
        currency, end = _CURRENCIES[keys[end]], end + 1
    number = float(found[2].replace(",", "").rstrip("."))
    value = number * {"bn": 1e9, "m": 1e6}.get(unit, 1.0)
    return Trait("price", op, f"{value:.0f} {currency}".strip()), end
