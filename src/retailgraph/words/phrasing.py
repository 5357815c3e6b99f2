"""Ways to put the same question: without "tell me", in plain order, without "ever"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retailgraph.form import NOW, OVER_TIME
from retailgraph.words.english import (
    ADVERBS,
    HELPERS,
    PREPOSITIONS,
    STARTERS,
    WH,
    QuestionWords,
    Token,
    phrases,
    plain_word,
    words,
)
from retailgraph.words.frames import Frame
from retailgraph.words.grammar import QuestionGrammar


class Phrasing(QuestionWords):
    """One way to put the question, beside the grammar that reads it."""

    __slots__ = ("grammar", "size")

    def __init__(self, tokens: Iterable[Token], grammar: QuestionGrammar) -> None:
        super().__init__(tuple(tokens))
        self.grammar = grammar
        self.size = len(self.keys)

    def after(self, start: int) -> str:
        """The name that stands from a place to the end."""
        return self.name(start, self.size)


_LEADS = phrases(
    "can you tell me|could you tell me|i want to know|i would like to know|do you know|tell me about|tell me|"
    "show me|give me|list me|find me|a list of|the list of|list of|show|list|find|get|name|display"
)
_TIME_NOUNS = words("year month day date")


def ways(grammar: QuestionGrammar, frame: Frame) -> Iterator[tuple[Phrasing, Frame]]:
    """The question without "tell me" and the like, put straight; then as it is."""
    tokens = frame.tokens
    bare = without_leads(tokens)
    # "tell me who ..." is no name, "show ..." may begin one.
    candidates = (bare,) if bare and bare[0][0] in STARTERS else (bare, tokens)
    for candidate in dict.fromkeys(candidates):
        if candidate:
            for straight in _straight(candidate):
                yield from _without_adverb(Phrasing(straight, grammar), frame)


_POLITE = words("please pls plz thanks thx y/n yes/no")


def without_please(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words without the "please" at their edges."""
    start, end = 0, len(tokens)
    while start < end and tokens[start][0] in _POLITE:
        start += 1
    while start < end and tokens[end - 1][0] in _POLITE:
        end -= 1
    return tokens[start:end]


def with_neither_first(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "on neither X nor Y" of "neither on X nor on Y", so that the preposition stands by its verb."""
    keys = tuple(token[0] for token in tokens)
    at = keys.index("neither") if "neither" in keys else len(keys)
    joint = next((n for n in range(at + 2, len(keys) - 1) if keys[n] == "nor"), 0)
    if not joint or keys[at + 1] not in PREPOSITIONS:
        return tokens
    behind = joint + 1 + (keys[joint + 1] == keys[at + 1])
    return (
        *tokens[:at],
        tokens[at + 1],
        tokens[at],
        *tokens[at + 2 : joint + 1],
        *tokens[behind:],
    )


def with_owner_named(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "on Tmall nor in Tmall Luxury Pavilion" of "on Tmall nor in its Luxury Pavilion"."""
    for at in range(2, len(tokens) - 1):
        joint = next((n for n in (at - 1, at - 2) if tokens[n][0] in _JOINTS), 0)
        if tokens[at][0] in ("its", "their") and joint and tokens[at + 1][1][:1].isupper():
            return (*tokens[:at], tokens[joint - 1], *tokens[at + 1 :])
    return tokens


_JOINTS = words("and or nor but")


def without_leads(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words without "tell me" and the like before them."""
    for _ in range(3):
        keys = tuple(token[0] for token in tokens[:5])
        lead = next((lead for lead in _LEADS if keys[: len(lead)] == lead), ())
        if not lead:
            break
        tokens = tokens[len(lead) :]
    return tokens


def _straight(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The words in plain order: "which platforms does X sell on" of "on which platforms does X sell"."""
    keys = tuple(token[0] for token in tokens[:3])
    start = int(len(keys) > 1 and (keys[0] in PREPOSITIONS or keys[0] in _FROM_WHEN))
    time = _time_asked(keys, start)
    if time:
        yield (plain_word("when"), *_begun(tokens[time:]))
        return
    if start and keys[1] in WH:
        yield (*tokens[1:], tokens[0])
        return
    if keys[:2] in (("how", "many"), ("how", "much")):
        yield from [tokens] if keys[1] == "much" else []
        yield (plain_word("which"), *tokens[2:])
        return
    yield from _without_ex(tokens)
    yield tokens
    if keys[0] == "where":
        for preposition in ("on", "in", "at"):
            yield (plain_word("what"), *tokens[1:], plain_word(preposition))


_FROM_WHEN = words("since until till")
_PHASE = words("start begin stop cease started began stopped ceased quit")


def _begun(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "did X selling on Y" of "did X start selling on Y": its dates say both when it began and ended."""
    at = next((at for at, token in enumerate(tokens[1:-1], 1) if token[0] in _PHASE), 0)
    doing = at and tokens[at + 1][0].endswith("ing")
    return (plain_word("is"), *tokens[1:at], *tokens[at + 1 :]) if doing else tokens


def _time_asked(keys: tuple[str, ...], start: int) -> int:
    """Where "in which year", "since when" or "how long" ends; 0 if the question does not begin so."""
    if keys[start] in ("which", "what") and keys[start + 1 : start + 2] and keys[start + 1] in _TIME_NOUNS:
        return start + 2
    if start and keys[1] == "when" and keys[0] in (*_FROM_WHEN, "from", "by"):
        return 2
    return 2 if keys[:2] == ("how", "long") else int(keys[0] == "when")


def _without_ex(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """ "ex-CEO of X" as "ex CEO of X"."""
    for at, (key, text, owner) in enumerate(tokens):
        if key.startswith("ex-") and len(key) > 3:
            yield (*tokens[:at], plain_word("ex"), (key[3:], text[3:], owner[3:]), *tokens[at + 1 :])
            return


def _without_adverb(put: Phrasing, frame: Frame) -> Iterator[tuple[Phrasing, Frame]]:
    """ "did X own Y" over time of "did X ever own Y"; then as it is, for a name such as Ever New."""
    keys = put.keys
    for at in range(1, put.size - 1):
        if keys[at] not in ADVERBS:
            continue
        if keys[at + 1] in put.grammar.first_of_verbs or keys[at - 1] in WH or keys[at - 1] in HELPERS:
            time = OVER_TIME if keys[at] == "ever" and frame.when == NOW else frame.when
            framed = frame._replace(when=time, present=frame.present or keys[at] in _PRESENT)
            yield Phrasing(put.tokens[:at] + put.tokens[at + 1 :], put.grammar), framed
            break
    yield put, frame
    if not ADVERBS.isdisjoint(keys[1:]):
        # Wherever they stand: "is X still chairman of Y", "does X sell on Y again".
        bare = put.tokens[:1] + tuple(token for token in put.tokens[1:] if token[0] not in ADVERBS)
        yield Phrasing(bare, put.grammar), frame


_PRESENT = words("now currently presently")
