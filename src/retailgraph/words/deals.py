"""Deals as nouns: "the LVMH Tiffany deal", "deals called off in 2024", "Kroger-Albertsons"."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import Condition, Form, Link, Trait
from retailgraph.ontology import DEAL
from retailgraph.words.english import (
    BE,
    DETERMINERS,
    HAVE,
    HELPERS,
    Sentence,
    Token,
    phrases,
    plural,
    words,
)
from retailgraph.words.grammar import Grammar

Tokens = tuple[Token, ...]
_NOUNS = words(
    "deal deals transaction transactions acquisition acquisitions takeover takeovers purchase purchases "
    "buyout "
    "buyouts bid bids offer offers sale sales merger mergers investment investments"
)
_PLAIN = words(
    "deal deals merger mergers takeover takeovers acquisition acquisitions purchase purchases transaction "
    "transactions bid bids buyout buyouts sale sales"
)
_STATUS = {
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
            "announced but not completed|announced but not closed|still announced|announced|agreed|"
            "planned|pending|open|"
            "signed|made public|not yet completed|in progress|ongoing|proposed"
        ),
        "announced",
    ),
    **dict.fromkeys(phrases("rumoured|rumored|talked about"), "rumoured"),
    **dict.fromkeys(phrases("denied"), "denied"),
}
_LINKING = words("and of between with by for - / from to with")
_PRICE = phrases(
    "what was the price of|what is the price of|price of|how much was|how much is|how big was|"
    "what was the value of|"
    "value of|at what price was|how much did|what did|cost of|size of"
)
_WORTH = words("worth cost for")
_WHEN = phrases("when did|when was|when is|when will|when does|date of|when were|since when is|when has")
_WHAT = phrases(
    "what happened to|what happened with|what became of|what came of|what about|tell me about|"
    "how did|what is|what was|"
    "status of|outcome of|why was|why did|details of|what were the terms of|terms of|did|was|is|"
    "were|has|who was the seller in|"
    "who sold in|who was in|who was the buyer in"
)
_MOST_NAMES = 6


def ask_deals(tokens: Tokens, grammar: Grammar) -> Iterator[Form]:
    """The forms of a question about deals, best first."""
    keys = tuple(token[0] for token in tokens)
    yield from _by_status(tokens, keys, grammar)
    yield from _by_parties(tokens, keys, grammar)


def _links(grammar: Grammar, noun: str) -> tuple[Link, ...]:
    relations = grammar.ontology.relations
    said = (n.part.relation for n in grammar.nouns.get((noun,), ()) if n.part)
    wanted = [name for name in dict.fromkeys(said) if relations[name].kind == DEAL]
    return tuple(
        Link(name, "object") for name in wanted or [r.name for r in relations.values() if r.kind == DEAL]
    )


def _status_at(keys: tuple[str, ...], at: int) -> tuple[str, int]:
    """The status that words at a place name, and where they end."""
    for size in (4, 3, 2, 1):
        found = _STATUS.get(keys[at : at + size])
        if found and at + size <= len(keys):
            return found, at + size
    found = _STATUS.get(tuple(keys[at].split("-"))) if at < len(keys) else ""
    return (found, at + 1) if found else ("", at)


def _plural(noun: str) -> bool:
    return noun.endswith("s")


# --- without names ----------------------------------------------------------------------------------------


def _by_status(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar) -> Iterator[Form]:
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
            name = Sentence(tokens).name(at + 1, end)
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
        _links(grammar, noun),
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
    import re

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


# --- of named parties -------------------------------------------------------------------------------------


def _by_parties(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar) -> Iterator[Form]:
    """ "when did the Kroger-Albertsons merger fall apart", "price of the Reebok deal"."""
    for lead, asks, measure in _leads(keys):
        end, tests = _ending(keys, measure)
        begin = len(lead)
        while begin < end and keys[begin] in DETERMINERS:
            begin += 1
        noun = keys[end - 1] if end > begin else ""
        if noun in _PLAIN:
            yield from _forms(tokens[begin : end - 1], noun, asks, tests, grammar)
        yield from _named_before(tokens, keys, begin, end, asks, tests, grammar)


def _leads(keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for table, asks in ((_PRICE, "price"), (_WHEN, "when"), (_WHAT, "")):
        for lead in table:
            if keys[: len(lead)] == lead:
                yield lead, asks, asks
                break
    yield (), "", ""


def _ending(keys: tuple[str, ...], measure: str) -> tuple[int, tuple[Trait, ...]]:
    """Where the deal's noun ends, before "called off" or "worth"; the status that it names."""
    end = len(keys)
    if measure == "price":
        while end and (keys[end - 1] in _WORTH or keys[end - 1] in ("go", "sell", "buy", "in", "at")):
            end -= 1
        return end, ()
    for size in (4, 3, 2, 1):
        status = _STATUS.get(keys[end - size : end]) if end > size else None
        if status:
            end -= size
            while end and (keys[end - 1] in HELPERS or keys[end - 1] in ("been", "ever")):
                end -= 1
            return end, (Trait("status", "is", status),)
    return end, ()


def _forms(names: Tokens, noun: str, asks: str, tests: tuple[Trait, ...], grammar: Grammar) -> Iterator[Form]:
    for of in _parties(names):
        yield Form(
            "deals", _links(grammar, "deal"), of, where=_asked(asks, tests), measure=asks,
            words=f"the {noun} of {' and '.join(('{subject}', '{object}')[: len(of)])}",
        )  # fmt: skip


def _asked(asks: str, tests: tuple[Trait, ...]) -> tuple[Condition, ...]:
    return tests if asks in ("when", "") and tests else ()


def _parties(names: Tokens) -> Iterator[tuple[str, ...]]:
    """The one or two parties: "LVMH Tiffany", "Kroger-Albertsons", "LVMH and Tiffany", "Reebok"."""
    size = len(names)
    if not 0 < size <= _MOST_NAMES:
        return
    whole = Sentence(names).name(0, size, owning=True)
    yield (whole,)
    for at in range(1, size):
        if names[at][0] in _LINKING and at + 1 < size:
            yield Sentence(names).name(0, at, owning=True), Sentence(names).name(at + 1, size, owning=True)
    for at in range(1, size):
        yield Sentence(names).name(0, at, owning=True), Sentence(names).name(at, size, owning=True)
    for mark in ("-", "–", "/", "—"):
        left, found, right = whole.partition(mark)
        while found:
            if left.strip() and right.strip():
                yield left.strip(), right.strip()
            more, found, right = right.partition(mark)
            left = f"{left}{mark}{more}"


def _named_before(
    tokens: Tokens,
    keys: tuple[str, ...],
    begin: int,
    end: int,
    asks: str,
    tests: tuple[Trait, ...],
    grammar: Grammar,
) -> Iterator[Form]:
    """ "the merger of Kroger and Albertsons", "LVMH's takeover of Tiffany", "acquisition of Versace by
    Prada".
    """
    for at in range(begin, min(end - 2, begin + 6)):
        if keys[at] in _PLAIN and keys[at + 1] in ("of", "between", "with", "by", "for"):
            owner = Sentence(tokens).name(begin, at, owning=True) if at > begin else ""
            rest = tokens[at + 2 : end]
            for of in _parties(rest):
                named = (owner, *of) if owner else of
                if len(named) <= 2 and all(named):
                    yield Form(
                        "deals", _links(grammar, "deal"), named, where=_asked(asks, tests), measure=asks,
                        words=f"the {keys[at]} of {' and '.join(('{subject}', '{object}')[: len(named)])}",
                    )  # fmt: skip
            return
