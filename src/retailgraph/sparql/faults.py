"""Faults of a query, shown where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pyoxigraph as ox

from retailgraph.errors import QueryError
from retailgraph.ontology import PREFIXES
from retailgraph.sparql.lexing import CLOSING, OPENING, Token

_GAP = " " * 40  # longer than any keyword
_ENGINE_FAULT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:^|, )([A-Za-z]\w*(?: [\w*\\]+){2,})")
_KEYWORDS = re.findall(
    r"\w+",
    "ASK AS ASC BASE BIND BY CONSTRUCT COUNT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING IN "
    "LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SAMPLE SELECT SERVICE UNION VALUES WHERE",
)


def syntax_error(text: str, tokens: Sequence[Token], message: str) -> QueryError:
    """What the engine complains of, with the place that people will want to mend."""
    engine = _ENGINE_FAULT.match(message)
    if engine is None:
        return QueryError(message)
    engine, token = _located(text, tokens, engine)
    sentence = _SENTENCE.search(engine[3])
    said = sentence[1] if sentence else ""
    token = _blamed(said, token, tokens)
    place = token.start if token else len(text.rstrip())
    return fault_at(text, place, _complaint(said, token, tokens))


def _blamed(said: str, token: Token | None, tokens: Sequence[Token]) -> Token | None:
    """The token that people will want to mend, where the engine noticed the fault only later."""
    before = [t for t in tokens if token is None or t.start <= token.start]
    if said.startswith(("The SELECT", "SELECT", "Duplicated")):
        return next((t for t in before if t.text.upper() == "SELECT"), token)
    if said.startswith("IRI") and token is not None and token.kind != "iri":
        return next((t for t in reversed(before) if t.text == "<"), token)
    return next((t for t in before if t.text in ("'", '"')), token)


def _located(text: str, tokens: Sequence[Token], engine: re.Match[str]) -> tuple[re.Match[str], Token | None]:
    """The engine's complaint and the token it is about, None being the end of the query.

    The engine reports where its longest try of a keyword ended: up to 14 characters past the fault, perhaps
    in a later token. It is asked again with the tokens far apart, where that place is always before the next.
    """
    copy, starts = _spread(tokens)
    try:
        ox.Store().query(copy, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        if again := _ENGINE_FAULT.match(str(error)):
            text, engine = copy, again
    except (RuntimeError, OSError):
        pass
    if text is not copy:
        starts = [token.start for token in tokens]
    place = _offset(text, int(engine[1]), int(engine[2]))
    return engine, _at(tokens, starts, place, len(text))


def _at(tokens: Sequence[Token], starts: Sequence[int], place: int, end: int) -> Token | None:
    from bisect import bisect_right

    return None if place >= end else tokens[max(bisect_right(starts, place) - 1, 0)]


def _spread(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The query with its tokens far apart where blanks may stand, and where each of them starts."""
    copy = ""
    starts: list[int] = []
    before = Token("sign", "", -1)
    for token in tokens:
        apart = before.start + len(before.text) < token.start
        if apart or any(t.kind == "sign" and t.text in "{}();" for t in (before, token)):
            copy += _GAP
        starts.append(len(copy))
        copy += token.text
        before = token
    return copy + _GAP, starts


def _complaint(said: str, token: Token | None, tokens: Sequence[Token]) -> str:
    if said.startswith("Prefix not found") and token is not None:
        return _unknown_prefix(token, tokens)
    if said.startswith("IRI parsing failed") and token is not None:
        return f"{token.text} is not a whole IRI" if token.kind == "iri" else "what starts here is not an IRI"
    if said:
        return said
    if token is None:
        return "the query ends too early" + _unclosed(tokens)
    if token.text in ("'", '"'):
        return "the text that starts here has no end"
    if not token.text.isprintable():
        return f"unexpected character U+{ord(token.text[0]):04X}"
    near = _nearest(token.text.upper(), _KEYWORDS) if token.kind == "word" and len(token.text) > 2 else ""
    return f"unexpected '{token.text[:40]}'" + (f"; did you mean {near}?" if near else "")


def _unknown_prefix(token: Token, tokens: Sequence[Token]) -> str:
    prefix = token.text.partition(":")[0]
    declared = [b.text[:-1] for a, b in pairwise(tokens) if a.text.upper() == "PREFIX"]
    near = _nearest(prefix, [*PREFIXES, *declared])
    return f"the prefix '{prefix}:' is not declared" + (f"; did you mean '{near}:'?" if near else "")


def _nearest(word: str, words: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, words, 1)
    return near[0] if near and near[0] != word else ""


def _unclosed(tokens: Sequence[Token]) -> str:
    opened: list[str] = []
    for token in tokens:
        if token.text in OPENING:
            opened.append(token.text)
        elif token.text in CLOSING and opened:
            opened.pop()
    return f"; a '{opened[-1]}' is not closed" if opened else ""


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1


def place_of(text: str, offset: int) -> str:
    """Line and column of an offset, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - text.rfind(chr(10), 0, offset)}:"


def fault_at(text: str, offset: int, complaint: str) -> QueryError:
    """The error with its place, the line it stands in and a caret below it."""
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:].partition("\n")[0].rstrip("\r")
    first = max(offset - start - 60, 0)
    shown = line[first : first + 100]
    before = "".join("\t" if c == "\t" else " " * _width(c) for c in shown[: offset - start - first])
    return QueryError(f"{place_of(text, offset)} {complaint}\n  {shown}\n  {before}^")


def _width(character: str) -> int:
    from unicodedata import east_asian_width

    return 2 if east_asian_width(character) in "WF" else 1
