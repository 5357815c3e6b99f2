"""Questions put in other words, by the list ``text/wordings.txt``, which people can read and extend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from heapq import merge
from itertools import product
from typing import NamedTuple

from retailgraph.words.english import NEGATED, Token, phrases, plain_word
from retailgraph.words.wordlists import lines_of

_MOST = 6  # wordings that are tried of one question
_NOUN_LEADS = phrases(
    "who are the|what are the|which are the|who is the|what is the|who were the|who are|what are|the"
)
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")


class Rephrasing(NamedTuple):
    """A pattern of words with slots, and what it is another wording of."""

    chunks: tuple[tuple[str, ...], ...]
    slots: tuple[str, ...]
    becomes: str


def rewritten(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The question in the words that the rest of the grammar reads, by each wording that fits it."""
    count = 0
    for bare in _bare(tokens):
        keys = tuple(NEGATED.get(token[0], token[0]) for token in bare)
        for wording in _candidates(keys):
            for spans in _slots(wording, keys):
                yield tuple(_filled(wording, bare, spans))
                count += 1
                break
            if count >= _MOST:
                return


def _bare(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The question as it is, then without "who are the" and the like before its noun."""
    yield tokens
    keys = tuple(token[0] for token in tokens[:3])
    lead = next((lead for lead in _NOUN_LEADS if keys[: len(lead)] == lead), ())
    if lead and len(tokens) > len(lead):
        yield tokens[len(lead) :]


def _slots(wording: Rephrasing, keys: tuple[str, ...]) -> Iterator[list[tuple[int, int]]]:
    """Where the slots of a wording lie in the words; of several places the first."""
    first, last = wording.chunks[0], wording.chunks[-1]
    start, end = len(first), len(keys) - len(last)
    if not wording.slots:
        if keys == first:
            yield []
        return
    if keys[:start] != first or start > end or keys[end:] != last:
        return
    spans: list[tuple[int, int]] = []
    for chunk in wording.chunks[1:-1]:
        size = len(chunk)
        at = next((at for at in range(start + 1, end - size) if keys[at : at + size] == chunk), None)
        if at is None:
            return
        spans.append((start, at))
        start = at + size
    if start < end:
        yield [*spans, (start, end)]


def _filled(wording: Rephrasing, tokens: tuple[Token, ...], spans: list[tuple[int, int]]) -> Iterator[Token]:
    places = dict(zip(wording.slots, spans, strict=True))
    for piece in wording.becomes.split():
        slot = _SLOT.fullmatch(piece)
        if slot is None:
            yield plain_word(piece)
            continue
        start, end = places[slot[1]]
        for at in range(start, end):
            key, text, _ = tokens[at]
            yield key, text, ""


def _candidates(keys: tuple[str, ...]) -> Iterator[Rephrasing]:
    """The wordings that begin and end with the words of a question, or with a slot, in their order."""
    if keys:
        ends = product((keys[0], ""), (keys[-1], ""))
        yield from (wording for _, wording in merge(*(_english().get(end, ()) for end in ends)))


@cache
def _english() -> dict[tuple[str, str], list[tuple[int, Rephrasing]]]:
    """The wordings with their places in the list, by the words that they begin and end with."""
    found: dict[tuple[str, str], list[tuple[int, Rephrasing]]] = {}
    wordings = (wording for line in lines_of("wordings") for wording in _wordings(line))
    for place, wording in enumerate(wordings):
        first, last = wording.chunks[0], wording.chunks[-1]
        ends = (first[0] if first else "", last[-1] if last else "")
        found.setdefault(ends, []).append((place, wording))
    return found


def _wordings(line: str) -> Iterator[Rephrasing]:
    said, _, becomes = line.partition("=>")
    for pattern, meant in _alternatives(said.strip(), becomes.strip()):
        pieces = _SLOT.split(pattern)
        chunks = tuple(tuple(piece.split()) for piece in pieces[::2])
        yield Rephrasing(chunks, tuple(pieces[1::2]), meant)


def _alternatives(said: str, becomes: str) -> Iterator[tuple[str, str]]:
    """ "who is {x}" and "who was {x}" of "who (is|was) {x}", each with what it becomes: {1} is what was
    chosen of the first of several.
    """
    pieces = _CHOICE.split(said)
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    for some in product(*choices):
        meant = becomes
        for place, chosen in enumerate(some[1::2], 1):
            meant = meant.replace(f"{{{place}}}", chosen.strip())
        yield " ".join("".join(some).split()), meant
