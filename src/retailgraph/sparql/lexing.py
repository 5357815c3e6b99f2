"""A small lexer for SPARQL: it tells strings, IRIs, comments and names from keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

OPENING, CLOSING = ("{", "(", "[", "{|", "<<", "<<("), ("}", ")", "]", "|}", ">>", ")>>")
TERMS = frozenset(("string", "iri", "variable", "node", "name", "number"))


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a query and the offset where it starts."""

    kind: str
    text: str
    start: int


def _class(more: str = "", digits: bool = True) -> str:
    """Letters, digits and ``more``, as a regular expression; every character beyond ASCII is a letter.

    The grammar admits most of those in names. The engine takes the others nowhere but in strings, IRIs and
    comments, so that reading them as letters hides nothing. (Negated, because ``re`` takes 18 ms to compile
    ranges that reach beyond ASCII.)
    """
    taken = {c for c in map(chr, range(128)) if c.isalpha() or (digits and c.isdigit()) or c in more}
    return "[^" + "".join(f"\\x{c:02x}" for c in range(128) if chr(c) not in taken) + "]"


_LONGEST = 250
"""How long a prefix may be."""


@cache
def _lexer() -> re.Pattern[str]:
    inside = r"""\\[tbnrf"'\\uU]"""
    strings = "|".join(
        rf"{q * 3}(?:{q}{{0,2}}(?:[^{q}\\]|{inside}))*+{q * 3} | {q}(?:[^{q}\\\n\r]|{inside})*+{q}"
        for q in ("'", '"')
    )
    escaped = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
    local = rf"(?:{_class('_:')}|{escaped})(?:(?:{_class('_-.:')}|{escaped})*(?:{_class('_-:')}|{escaped}))?"
    # Bounded, as "a.a.a.a" would otherwise be read to its end again from every letter.
    dotted = rf"(?:{_class('_-.')}{{0,{_LONGEST}}}{_class('_-')})?"
    return re.compile(
        rf"""
          (?P<blank>    [ \t\r\n]+ | \#[^\r\n]* )
        | (?P<string>   {strings} )
        | (?P<iri>      <(?:[^<>"{{}}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{{4}} | \\U[0-9A-Fa-f]{{8}})*+> )
        | (?P<variable> [?$]{_class("_")}+ )
        | (?P<node>     _:{_class("_")}{dotted} )
        | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)? )
        | (?P<name>     (?:{_class(digits=False)}{dotted})?:(?:{local})? )
        | (?P<number>   [0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)? )
        | (?P<word>     [^\W\d]\w* )
        | (?P<sign>     \{{\| | \|\}} | <<\(? | \)?>> | \|\| | && | \^\^ | [!<>]= | . )
        """,
        re.VERBOSE | re.DOTALL,
    )


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without blanks and comments, as far as they are asked for."""
    for match in _lexer().finditer(text):
        if match.lastgroup != "blank":
            yield Token(match.lastgroup or "", match[0], match.start())


def statement(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens after the prologue (PREFIX, BASE, VERSION)."""
    lengths = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
    start = 0
    while start < len(tokens) and (length := lengths.get(tokens[start].text.upper())):
        start += length
    return tokens[start:]


def has_dataset(tokens: Sequence[Token]) -> bool:
    """Whether the query says itself which graphs it is about."""
    return any(token.kind == "word" and token.text.upper().startswith("FROM") for token in tokens)


def first_places(tokens: Sequence[Token]) -> dict[str, int]:
    """Where each variable first stands, by its name."""
    places: dict[str, int] = {}
    for token in tokens:
        if token.kind == "variable":
            places.setdefault(token.text[1:], token.start)
    return places
