"""Deals as nouns: "the LVMH Tiffany deal", "deals called off in 2024", "Kroger-Albertsons"."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import Condition, Form, Trait
from retailgraph.words.english import (
    DETERMINERS,
    HELPERS,
    QuestionWords,
    Token,
    phrases,
    words,
)
from retailgraph.words.grammar import QuestionGrammar
from retailgraph.words.open_deals import STATUS, by_status, links_of

Tokens = tuple[Token, ...]
_PLAIN = words(
    "deal deals merger mergers takeover takeovers acquisition acquisitions purchase purchases transaction "
    "transactions bid bids buyout buyouts sale sales"
)
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


def ask_deals(tokens: Tokens, grammar: QuestionGrammar) -> Iterator[Form]:
    """The forms of a question about deals, best first."""
    keys = tuple(token[0] for token in tokens)
    yield from by_status(tokens, keys, grammar)
    yield from _by_parties(tokens, keys, grammar)


# --- of named parties -------------------------------------------------------------------------------------


def _by_parties(tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar) -> Iterator[Form]:
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
        status = STATUS.get(keys[end - size : end]) if end > size else None
        if status:
            end -= size
            while end and (keys[end - 1] in HELPERS or keys[end - 1] in ("been", "ever")):
                end -= 1
            return end, (Trait("status", "is", status),)
    return end, ()


def _forms(
    names: Tokens, noun: str, asks: str, tests: tuple[Trait, ...], grammar: QuestionGrammar
) -> Iterator[Form]:
    for of in _parties(names):
        yield Form(
            "deals", links_of(grammar, "deal"), of, where=_asked(asks, tests), measure=asks,
            words=f"the {noun} of {' and '.join(('{subject}', '{object}')[: len(of)])}",
        )  # fmt: skip


def _asked(asks: str, tests: tuple[Trait, ...]) -> tuple[Condition, ...]:
    return tests if asks in ("when", "") and tests else ()


def _parties(names: Tokens) -> Iterator[tuple[str, ...]]:
    """The one or two parties: "LVMH Tiffany", "Kroger-Albertsons", "LVMH and Tiffany", "Reebok"."""
    size = len(names)
    if not 0 < size <= _MOST_NAMES:
        return
    whole = QuestionWords(names).name(0, size, owning=True)
    yield (whole,)
    for at in range(1, size):
        if names[at][0] in _LINKING and at + 1 < size:
            yield (
                QuestionWords(names).name(0, at, owning=True),
                QuestionWords(names).name(at + 1, size, owning=True),
            )
    for at in range(1, size):
        yield QuestionWords(names).name(0, at, owning=True), QuestionWords(names).name(at, size, owning=True)
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
    grammar: QuestionGrammar,
) -> Iterator[Form]:
    """ "the merger of Kroger and Albertsons", "LVMH's takeover of Tiffany", "acquisition of Versace by
    Prada".
    """
    for at in range(begin, min(end - 2, begin + 6)):
        if keys[at] in _PLAIN and keys[at + 1] in ("of", "between", "with", "by", "for"):
            owner = QuestionWords(tokens).name(begin, at, owning=True) if at > begin else ""
            rest = tokens[at + 2 : end]
            for of in _parties(rest):
                named = (owner, *of) if owner else of
                if len(named) <= 2 and all(named):
                    yield Form(
                        "deals", links_of(grammar, "deal"), named, where=_asked(asks, tests), measure=asks,
                        words=f"the {keys[at]} of {' and '.join(('{subject}', '{object}')[: len(named)])}",
                    )  # fmt: skip
            return
