"""Questions put in other words, by the list ``text/wordings.txt``, which people can read and extend.

A line is kept as it is written, with its choices, and matched word by word: it is never spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from retailgraph.words.english import NEGATED, Token, phrases, plain_word
from retailgraph.words.wordlists import lines_of

_MOST = 6  # wordings that are tried of one question
_MOST_STEPS = 400  # places that are looked at for one wording
_NOUN_LEADS = phrases(
    "who are the|what are the|which are the|who is the|what is the|who were the|who are|what are|the"
)
_PIECE = re.compile(r"(\([^()]*\)|\{\w+\})")
_SLOT = re.compile(r"\{(\w+)\}")

Words = tuple[str, ...]
Spans = tuple[tuple[int, int], ...]


class _Part(NamedTuple):
    """A part of a wording: one of several phrases, or a slot for any words, which has a name.

    ``behind`` are the words that may follow; empty if these may be any.
    """

    options: tuple[Words, ...] = ()
    slot: str = ""
    is_choice: bool = False
    behind: frozenset[str] = frozenset()


class Rephrasing(NamedTuple):
    """A line of the list: its parts, what it is another wording of, and the words it cannot be without."""

    parts: tuple[_Part, ...]
    becomes: str
    first: frozenset[str]
    last: frozenset[str]
    needs: tuple[frozenset[str], ...]

    def spans_in(self, keys: Words, said: frozenset[str]) -> Spans | None:
        """Where each part lies in the words, of several ways the first; None if the wording does not fit."""
        if (self.first and keys[0] not in self.first) or (self.last and keys[-1] not in self.last):
            return None
        if any(said.isdisjoint(some) for some in self.needs):
            return None
        return _Match(self.parts, keys).spans()


class _Match:
    """The search for the parts of a wording in the words of a question, which ends after so many steps."""

    def __init__(self, parts: tuple[_Part, ...], keys: Words) -> None:
        self._parts, self._keys = parts, keys
        self._steps = 0

    def spans(self) -> Spans | None:
        return self._from(0, 0)

    def _from(self, part: int, at: int) -> Spans | None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return None
        if part == len(self._parts):
            return () if at == len(self._keys) else None
        for end in self._ends(self._parts[part], part, at):
            rest = self._from(part + 1, end)
            if rest is not None:
                return ((at, end), *rest)
        return None

    def _ends(self, part: _Part, place: int, at: int) -> Iterator[int]:
        """Where a part that begins at a place may end."""
        keys = self._keys
        if not part.slot:
            for option in part.options:
                if keys[at : at + len(option)] == option:
                    yield at + len(option)
        elif place == len(self._parts) - 1:
            yield from [len(keys)] if at < len(keys) else []
        else:
            # A slot ends where what follows it may begin.
            begins = part.behind
            for end in range(at + 1, len(keys) + 1):
                if not begins or end == len(keys) or keys[end] in begins:
                    yield end


def rewritten(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The question in the words that the rest of the grammar reads, by each wording that fits it."""
    count = 0
    for bare in _bare(tokens):
        keys = tuple(NEGATED.get(token[0], token[0]) for token in bare)
        said = frozenset(keys)
        for wording in _english() if keys else ():
            spans = wording.spans_in(keys, said)
            if spans is not None:
                yield tuple(_filled(wording, bare, spans))
                count += 1
            if count >= _MOST:
                return


def _bare(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The question as it is, then without "who are the" and the like before its noun."""
    yield tokens
    keys = tuple(token[0] for token in tokens[:3])
    lead = next((lead for lead in _NOUN_LEADS if keys[: len(lead)] == lead), ())
    if lead and len(tokens) > len(lead):
        yield tokens[len(lead) :]


def _filled(wording: Rephrasing, tokens: tuple[Token, ...], spans: Spans) -> Iterator[Token]:
    """What a wording becomes: its words, what was chosen of its choices, and what stands in its slots."""
    places = {part.slot: span for part, span in zip(wording.parts, spans, strict=True) if part.slot}
    chosen = [span for part, span in zip(wording.parts, spans, strict=True) if part.is_choice]
    for piece in wording.becomes.split():
        slot = _SLOT.fullmatch(piece)
        if slot is None:
            yield plain_word(piece)
            continue
        start, end = chosen[int(slot[1]) - 1] if slot[1].isdigit() else places[slot[1]]
        for key, text, _ in tokens[start:end]:
            yield key, (key if slot[1].isdigit() else text), ""


@cache
def _english() -> tuple[Rephrasing, ...]:
    return tuple(_wording(line) for line in lines_of("wordings"))


def _wording(line: str) -> Rephrasing:
    said, _, becomes = line.partition("=>")
    plain = tuple(_part(piece.strip()) for piece in _PIECE.split(said) if piece.strip())
    parts = tuple(part._replace(behind=_begins(plain[at + 1 :])) for at, part in enumerate(plain))
    needs = (
        frozenset(word for option in part.options for word in option[:1]) for part in parts if _is_said(part)
    )
    return Rephrasing(
        parts,
        becomes.strip(),
        _begins(parts),
        _begins(parts[::-1], -1),
        tuple(need for need in needs if need),
    )


def _part(piece: str) -> _Part:
    slot = _SLOT.fullmatch(piece)
    if slot is not None:
        return _Part(slot=slot[1])
    options = piece[1:-1].split("|") if piece.startswith("(") else [piece]
    # The longest first, so that no word of it is taken for one of the name behind it.
    ordered = sorted((tuple(option.split()) for option in options), key=len, reverse=True)
    return _Part(tuple(ordered), is_choice=piece.startswith("("))


def _is_said(part: _Part) -> bool:
    """Whether a part has words in any case."""
    return not part.slot and all(part.options)


def _begins(parts: tuple[_Part, ...], at: int = 0) -> frozenset[str]:
    """The words that parts may begin with (or end, for ``at`` -1); empty if these may be any."""
    found: set[str] = set()
    for part in parts:
        if part.slot:
            return frozenset()
        found |= {option[at] for option in part.options if option}
        if _is_said(part):
            return frozenset(found)
    return frozenset()
