"""What a question says around what it asks: when, known by when, in which market, and that it is denied.

A name may hold such words ("Made in Italy", "Not Just a Label"), hence a question has several frames.
"""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from retailgraph.dates import PartialDate, day
from retailgraph.form import NOW, When
from retailgraph.words.english import NEGATED, STARTERS, Token, phrases, plain_word, words
from retailgraph.words.times import timed, when_of


class Frame(NamedTuple):
    """One way to part a question from what it says around.

    ``tokens`` are what remains. ``present`` says that "now" was said, ``known_on`` up to when articles
    count, ``market`` the name of a market, ``denial`` the word that negates ("not", "no longer").
    """

    tokens: tuple[Token, ...]
    when: When = NOW
    present: bool = False
    known_on: PartialDate | None = None
    market: str = ""
    denial: str = ""


_KNOWN = phrases(
    "as known|as was known|as it was known|as we knew|as reported|according to what was known|known"
)
_WE = phrases(
    "what did we know|what did we believe|what did we think|what do we know|what was known|what was believed"
)
_ABOUT = words("about of")
_AT = words("on in at by as of")
_IN_MARKET = words("in across within throughout inside for")
_LONGEST_KNOWN = 10  # words of a phrase such as "as known on the 18th of September of 2019"
_LONGEST_MARKET = 5  # words of a market's name


def frames(tokens: tuple[Token, ...], today: date | None = None) -> Iterator[Frame]:
    """The frames of a question, best first: what leaves fewer words to names stands before what leaves more.

    UsageError as :func:`retailgraph.words.times.timed`.
    """
    plain = [frame for known in _known(tokens, today) for frame in _timed(known, today)]
    dated = [frame for frame in plain if not frame.known_on and (frame.when != NOW or frame.present)]
    within = [found for frame in dated for found in _known_within(frame, today)]
    plain = list(dict.fromkeys((*within, *plain)))
    placed = [found for frame in plain for found in _placed(frame, today)]
    for frame in (*plain, *placed):
        yield from _denied(frame)
    yield from (*plain, *placed)


def _timed(frame: Frame, today: date | None) -> Iterator[Frame]:
    for found in timed(frame.tokens, today):
        present = frame.present or (found.said and found.when == NOW)
        yield frame._replace(tokens=found.tokens, when=found.when, present=present)


# --- known by when ----------------------------------------------------------------------------------------


def _known(tokens: tuple[Token, ...], today: date | None) -> Iterator[Frame]:
    """The question without "as known on 2020-01-01" at its end or start, if it says so; then the whole."""
    keys = tuple(token[0] for token in tokens)
    yield from _believed(tokens, keys, today)
    size = len(keys)
    for at in range(max(1, size - _LONGEST_KNOWN), size):
        known = _known_by(keys[at:], today)
        if known:
            yield Frame(tokens[:at], known_on=known)
            break
    else:
        for at in range(min(size - 1, _LONGEST_KNOWN), 0, -1):
            known = _known_by(keys[:at], today)
            if known:
                yield Frame(tokens[at:], known_on=known)
                break
    yield Frame(tokens)


def _known_within(frame: Frame, today: date | None) -> Iterator[Frame]:
    for found in _known(frame.tokens, today):
        if found.known_on:
            yield frame._replace(tokens=found.tokens, known_on=found.known_on)


def _believed(tokens: tuple[Token, ...], keys: tuple[str, ...], today: date | None) -> Iterator[Frame]:
    """ "owners of Versace" of "what did we know in 2020 about owners of Versace"."""
    lead = next((lead for lead in _WE if keys[: len(lead)] == lead), ())
    about = next((at for at in range(len(lead), min(len(keys), 16)) if keys[at] == "about"), 0) if lead else 0
    known = _date_of(keys[len(lead) : about], today) if about else None
    if known:
        yield Frame(tokens[about + 1 :], known_on=known)
        yield Frame(tokens[about:], known_on=known)


def _known_by(phrase: tuple[str, ...], today: date | None) -> PartialDate | None:
    for lead in _KNOWN:
        if phrase[: len(lead)] == lead:
            return _date_of(phrase[len(lead) :], today)
    return None


def _date_of(phrase: tuple[str, ...], today: date | None) -> PartialDate | None:
    """The date up to which something was known: "on 2020-01-01", "in 2020", "before 2020", "last year"."""
    if not phrase:
        return None
    bare = phrase
    while len(bare) > 1 and bare[0] in _AT:
        bare = bare[1:]
    when = when_of(phrase, today) if phrase[0] == "before" else when_of(("in", *bare), today)
    if when is None or when.kind not in ("on", "in", "between", "before"):
        return None
    if when.kind == "before" and when.end:
        return day(date.fromordinal(max(1, when.end.earliest.toordinal() - 1)))
    return when.end or when.start


# --- in which market --------------------------------------------------------------------------------------


def _placed(frame: Frame, today: date | None) -> Iterator[Frame]:
    """The question without "in China" at its end or start."""
    tokens, keys = frame.tokens, tuple(token[0] for token in frame.tokens)
    size = len(keys)
    for at in range(size - 2, max(0, size - _LONGEST_MARKET - 3), -1):
        if keys[at] in _IN_MARKET and at > 1:
            placed = frame._replace(tokens=tokens[:at], market=_name(tokens[at + 1 :]))
            yield from [placed] if frame.when != NOW or frame.present else list(_timed(placed, today))
            break
    if keys[:1] and keys[0] in _IN_MARKET:
        places = range(2, min(size, _LONGEST_MARKET + 2))
        end = next((at for at in places if keys[at] in STARTERS or _ends_clause(tokens[at - 1])), 0)
        if end and keys[1] not in STARTERS:
            yield frame._replace(tokens=tokens[end:], market=_name(tokens[1:end]))


def _ends_clause(token: Token) -> bool:
    return token[1].endswith(",")


def _name(tokens: tuple[Token, ...]) -> str:
    kept = tokens[1:] if len(tokens) > 1 and tokens[0][0] == "the" else tokens
    return " ".join(token[1] for token in kept).strip(" \"'.,;:!?")


# --- denied -----------------------------------------------------------------------------------------------


def _denied(frame: Frame) -> Iterator[Frame]:
    """The question without its "not", which is kept as ``denial``."""
    tokens = frame.tokens
    for at, (key, _, _) in enumerate(tokens):
        if key in NEGATED:
            helper = plain_word(NEGATED[key])
            yield _wholly(frame._replace(tokens=(*tokens[:at], helper, *tokens[at + 1 :]), denial="not"))
            return
        after = tokens[at + 1][0] if at + 1 < len(tokens) else ""
        if at and (key, after) in (("no", "longer"), ("no", "more"), ("not", "anymore")):
            bare = frame._replace(tokens=tokens[:at] + tokens[at + 2 :])
            again = _wholly(bare)
            yield again._replace(denial="no longer" if again == bare else "not")
            return
        if at and key in ("not", "never"):
            yield _wholly(frame._replace(tokens=tokens[:at] + tokens[at + 1 :], denial=key))
            return


def _wholly(frame: Frame) -> Frame:
    """The question without a further "not": two of them are read by some as one, by others as none."""
    kept = tuple(
        plain_word(NEGATED[token[0]]) if token[0] in NEGATED else token
        for token in frame.tokens
        if token[0] not in ("not", "never")
    )
    return frame._replace(tokens=kept)
