"""A form that asks the same of another, whom words such as "than on Y", "before Y did" name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from retailgraph.form import NOW, Form
from retailgraph.words.english import BE, DETERMINERS, DO, HAVE, PREPOSITIONS, QuestionWords, Token, words
from retailgraph.words.frames import frames
from retailgraph.words.times import when_of

Tokens = tuple[Token, ...]
_PRONOUNS = words("it he she they")
_MOST_FRAMES = 2


def of_other(form: Form, other: Tokens, today: date | None) -> Iterator[tuple[Form, bool]]:
    """The same of another, each with whether its time is that of both: "than Y (did) (in 2020)"."""
    keys = tuple(token[0] for token in other)
    alone = when_of(keys, today)
    if alone is not None:
        yield form._replace(when=alone), False
        return
    for frame in islice(frames(other, today), _MOST_FRAMES):
        if frame.denial or frame.known_on:
            continue
        timed = form if frame.when == NOW else form._replace(when=frame.when)
        both = frame.when != NOW and form.when == NOW
        behind = bool(frame.tokens) and frame.tokens[0][0] in PREPOSITIONS
        bare = _bare(frame.tokens)
        if form.asks == "deals" and len(bare) > 1 and bare[-1][0] in _DEALS:
            bare = bare[:-1]
        for of in _terms(form, bare, behind):
            yield timed._replace(of=of), both


def _bare(tokens: Tokens) -> Tokens:
    """The name in "that of Y", "on Y", "Y did", "it bought Y"."""
    while tokens and (tokens[-1][0] in DO | HAVE | BE):
        tokens = tokens[:-1]
    if len(tokens) > 2 and tokens[0][0] in ("that", "those") and tokens[1][0] == "of":
        tokens = tokens[2:]
    if len(tokens) > 1 and tokens[0][0] in PREPOSITIONS:
        tokens = tokens[1:]
    if len(tokens) > 2 and tokens[0][0] in _PRONOUNS:
        tokens = tokens[2:]
    if len(tokens) > 1 and tokens[0][0].endswith("ing"):
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[0][0] in DETERMINERS:
        tokens = tokens[1:]
    return tokens


def _terms(form: Form, tokens: Tokens, behind: bool) -> Iterator[tuple[str, ...]]:
    """Whom the same may be asked of: another in the place of each name, or both others."""
    names = tuple(term for term in form.of if isinstance(term, str))
    if len(names) != len(form.of) or not names:
        return
    put = QuestionWords(tokens)
    name = put.name(0, len(tokens), owning=True)
    # "more for X than for Y" is about what stands last, "did X join Z before Y" about who did.
    places = range(len(names))
    for place in (places if not behind else reversed(places)) if name else ():
        yield (*names[:place], name, *names[place + 1 :])
    for at in range(1, len(tokens) - 1) if len(names) == 2 else ():
        if tokens[at][0] in PREPOSITIONS or tokens[at][0] in _DEALT:
            start = at + 1 + (tokens[at + 1][0] in PREPOSITIONS)
            one, two = put.name(0, at), put.name(start, len(tokens))
            if one and two:
                yield (one, two)


_DEALS = words("deal deals merger takeover acquisition purchase sale one")
_DEALT = words("paid spent bought acquired owned joined did")
