"""Terms in the place of a name: "Gucci and Cartier", "a Chinese group", "the owner of Versace"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from retailgraph.form import AND, NOT, OR, Form, Group, Term
from retailgraph.ontology import Ontology
from retailgraph.words.english import DETERMINERS, PREPOSITIONS, QuestionWords, Token, tokens_of
from retailgraph.words.kinds import kind_of

_JOINTS: dict[tuple[str, ...], str] = {
    ("as", "well", "as"): AND,
    ("and", "also"): AND,
    ("and", "not"): NOT,
    ("but", "not"): NOT,
    ("and",): AND,
    ("&",): AND,
    ("plus",): AND,
    ("or",): OR,
    ("nor",): OR,
}
_BEFORE = ("both", "either")
_EACH = ("both", "each", "together")
_MOST_PARTS = 12


def term_ways(text: str, ontology: Ontology) -> Iterator[Term]:
    """The ways to part a text into terms, best first; names stay as they are written."""
    tokens = tokens_of(text)
    yield from joined(tokens)
    kind = kind_of(tokens, ontology)
    if kind is not None:
        yield kind
    yield from _asked(tokens, ontology)


def says_each(text: str) -> bool:
    """Whether words say that all of those they name are meant at once: "both Gucci and Cartier"."""
    keys = [token[0] for token in tokens_of(text)]
    return bool(keys) and (keys[0] == "both" or keys[-1] in _EACH)


def joined(tokens: tuple[Token, ...]) -> Iterator[Group]:
    """The tokens as parts that "and", "or" or commas join: at the first joint, then at each of the others.

    "Neither X nor Y" is none of those.
    """
    if tokens and tokens[0][0] == "neither":
        yield from (Group(NOT, (group._replace(op=OR),)) for group in joined(tokens[1:]))
        return
    bare = tokens[1:] if tokens and tokens[0][0] in _BEFORE else tokens
    while bare and bare[-1][0] in _EACH:
        bare = bare[:-1]
    cuts = list(_cuts(bare))
    if not cuts:
        return
    ops = {op for _, _, op in cuts if op}
    if len(ops) == 1 and len(cuts) <= _MOST_PARTS and NOT not in ops:
        again = [(start, _behind_preposition(bare, end), op) for start, end, op in cuts]
        if again != cuts:
            yield Group(next(iter(ops)), _between(bare, again))
        yield Group(next(iter(ops)), _between(bare, cuts))
    for start, end, op in cuts:
        left, right = _text(bare[:start]), _text(bare[end:])
        if left and right and op in (AND, OR):
            yield Group(op, (left, right))


def _cuts(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int, str]]:
    """Where parts end and the next begin: start and end of what joins them, and how (empty: by a comma)."""
    at = 0
    keys = tuple(token[0] for token in tokens)
    while at < len(keys):
        joint = next((j for j in _JOINTS if keys[at : at + len(j)] == j), None)
        if joint and at:
            yield at, at + len(joint), _JOINTS[joint]
            at += len(joint)
            continue
        following = at + 1 < len(keys) and not any(keys[at + 1 : at + 1 + len(j)] == j for j in _JOINTS)
        if tokens[at][1].endswith(",") and following:
            yield at + 1, at + 1, ""
        at += 1


def _behind_preposition(tokens: tuple[Token, ...], at: int) -> int:
    """The place behind the preposition that is said again: "(owned by) X or by Y"."""
    return at + 1 if at + 1 < len(tokens) and tokens[at][0] in PREPOSITIONS else at


def _between(tokens: tuple[Token, ...], cuts: list[tuple[int, int, str]]) -> tuple[str, ...]:
    starts = [0, *(end for _, end, _ in cuts)]
    ends = [*(start for start, _, _ in cuts), len(tokens)]
    return tuple(text for a, b in zip(starts, ends, strict=True) if (text := _text(tokens[a:b])))


def _text(tokens: tuple[Token, ...]) -> str:
    return QuestionWords(tokens).name(0, len(tokens))


def _asked(tokens: tuple[Token, ...], ontology: Ontology) -> Iterator[Form]:
    """The entities that a noun phrase asks for: "the owner of Versace", "Kering's brands"."""
    from retailgraph.words.asked import phrases_of
    from retailgraph.words.composing import composed
    from retailgraph.words.grammar import grammar_of
    from retailgraph.words.relative import Reader

    while tokens and tokens[0][0] in DETERMINERS:
        tokens = tokens[1:]
    if len(tokens) > 1:
        yield from (form for form in phrases_of(tokens, ontology) if form.asks in ("list", "kind"))
        grammar = grammar_of(ontology)
        asked = composed(tokens, grammar, Reader(lambda part: phrases_of(part, ontology)))
        yield from (form for form in islice(asked, _MOST_PARTS) if form.asks in ("list", "kind"))
