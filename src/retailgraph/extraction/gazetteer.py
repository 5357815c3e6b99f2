"""Names of the graph, compiled so that they are found in a text in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from retailgraph.extraction import lexicon
from retailgraph.extraction.text import Party
from retailgraph.extraction.tokens import EAST, Token, bare, key_of, tokens_of
from retailgraph.extraction.wordlists import given_names, is_ordinary, places
from retailgraph.identity import fold, short
from retailgraph.lookup.markets import place_named

_EAST_RUN = re.compile(rf"[{EAST}][{EAST}\w·・]*")
_JOINED = re.compile(r"(?:[\s\u00a0]|[-‐‑–'‘’“”\"!?./·]){0,3}")
_BEFORE_LEGAL = re.compile(r",?[\s\u00a0]?")
_LEGAL = lexicon.closed("gazetteer legal")
"""Legal forms as keys that may follow a name in a text."""
_MOST_LEGAL = 4
_LONGEST_NAME = 200


class Known(NamedTuple):
    """An entity as the gazetteer takes it: who it is, and its names with their tier.

    The tier is 0 for a current name, 1 for an alias or a name in another language, 2 for a former one.
    """

    party: Party
    names: tuple[tuple[str, int], ...]


class Named(NamedTuple):
    """A name of an entity. ``tier`` is 0 for its name and rises to 3; ``capital`` tells which of the name's
    words are written with a capital; ``weak`` says that the name alone proves little.
    """

    party: Party
    tier: int
    capital: tuple[bool, ...]
    weak: bool = False


class Match(NamedTuple):
    """Words of a sentence, from ``first`` up to ``last``, that are a name of the graph; best entity first.

    ``possessive`` says that the last word ends in "'s" which is no part of the name.
    """

    first: int
    last: int
    start: int
    end: int
    known: tuple[Named, ...]
    possessive: bool = False


class Gazetteer:
    """The names of entities, ready to be looked for; make it once and use it for many texts."""

    def __init__(self, entities: Iterable[Known]) -> None:
        """Compiles all names, with and without the legal form."""
        # From word to word to the names that end there.
        self._words: dict[str, Any] = {}
        # Names in scripts without spaces by their first character, the longest first.
        self._eastern: dict[str, list[tuple[str, list[Named]]]] = {}
        eastern: dict[str, dict[str, list[Named]]] = {}
        for party, names in entities:
            for name, tier in names:
                if len(name) > _LONGEST_NAME:
                    continue
                if _EAST_RUN.search(name):
                    _add_eastern(eastern, party, tier, name)
                else:
                    _add(self._words, party, tier, name)
        for character, table in eastern.items():
            self._eastern[character] = sorted(table.items(), key=lambda named: -len(named[0]))

    def matches(self, content: str, tokens: Sequence[Token]) -> Iterator[Match]:
        """The names among the words of a sentence, the longest at each place, none overlapping."""
        i, words = 0, self._words
        while i < len(tokens):
            word = tokens[i].word
            # Hardly any word begins a name: most are done with here.
            key = word if word.isascii() and word.isalnum() and word.islower() else key_of(word)
            begins = key in words or key_of(bare(word)) in words
            found = self._longest(content, tokens, i) if begins else None
            if found is None:
                i += 1
            else:
                yield found
                i = found.last

    def _longest(self, content: str, tokens: Sequence[Token], i: int) -> Match | None:
        node, best = self._words, None
        for j in range(i, len(tokens)):
            if j > i and not joined(content, tokens, j):
                break
            word = tokens[j].word
            ends = _step(node, bare(word)) if len(bare(word)) < len(word) else None
            if ends and (known := _fitting(ends.get("", ()), tokens[i : j + 1])):
                # "Levi's" is tried whole first below; what is found there is longer and wins.
                best = Match(i, j + 1, tokens[i].start, tokens[j].start + len(bare(word)), known, True)
            step = _step(node, word)
            if step is None:
                break
            node = step
            if "" in node and (known := _fitting(node[""], tokens[i : j + 1])):
                best = Match(i, j + 1, tokens[i].start, tokens[j].end, known)
        return _with_legal_form(content, tokens, best) if best else None

    def eastern_matches(
        self, content: str, start: int, end: int
    ) -> Iterator[tuple[int, int, tuple[Named, ...]]]:
        """Names in scripts without spaces: where each begins and ends, and whose it is."""
        if not self._eastern or content.isascii():
            return
        for run in _EAST_RUN.finditer(content, start, end):
            text, i = "".join(map(_plain, run[0])), 0
            while i < len(text):
                hit = next((h for h in self._eastern.get(text[i], ()) if text.startswith(h[0], i)), None)
                if hit:
                    at = run.start() + i
                    yield at, at + len(hit[0]), tuple(sorted(hit[1], key=lambda known: known.tier))
                i += len(hit[0]) if hit else 1


def joined(content: str, tokens: Sequence[Token], j: int) -> bool:
    """Whether a word can belong to the same name as the word before it."""
    start, end = tokens[j - 1].end, tokens[j].start
    if content[start:end] == " ":
        return True
    if _JOINED.fullmatch(content, start, end):
        return content.count("\n", start, end) < 2
    return is_legal(tokens[j].word) and bool(_BEFORE_LEGAL.fullmatch(content, start, end))


def is_legal(word: str) -> bool:
    """Whether a word is a legal form as names end in it: "Inc", "AG", "plc"."""
    return (word[:1].isupper() and key_of(bare(word)) in _LEGAL) or word == "plc"


def _with_legal_form(content: str, tokens: Sequence[Token], match: Match) -> Match:
    """Takes in "Inc." or "Group AG" after the name: they make no other name of it."""
    last = match.last
    if match.possessive:
        return match
    while last < len(tokens) and last - match.last < _MOST_LEGAL and is_legal(tokens[last].word):
        if not joined(content, tokens, last):
            break
        last += 1
    if last == match.last:
        return match
    end = tokens[last - 1]
    plain = bare(end.word)
    return match._replace(last=last, end=end.start + len(plain), possessive=plain != end.word)


def _step(node: dict[str, Any], word: str) -> Any:
    return node.get(key_of(word))


def _fitting(names: Iterable[Named], tokens: Sequence[Token]) -> tuple[Named, ...]:
    """The names whose capitals the text has too: "coach" is no Coach. Best first, each entity once."""
    lower = [token.word[0].islower() for token in tokens]
    whole = tokens[0].word.isupper()
    fit: dict[Party, Named] = {}
    for known in sorted(names, key=lambda name: name.tier):
        need = known.capital
        if whole or len(need) != len(lower) or not any(n and low for n, low in zip(need, lower, strict=True)):
            fit.setdefault(known.party, known)
    return tuple(fit.values())


def _add(words: dict[str, Any], party: Party, tier: int, name: str) -> None:
    tokens = [token for token in tokens_of(name) if key_of(token.word)]
    keys = [key_of(token.word) for token in tokens]
    if not keys:
        return
    capital = tuple(token.word[0].isupper() for token in tokens)
    _put(words, keys, Named(party, tier, capital))
    plain = short(" ".join(keys)).split(" ")
    if len(plain) < len(keys) and (at := _where(plain, keys)) is not None:
        weak = len(plain) == 1 and _proves_little(plain[0])
        _put(words, plain, Named(party, tier + 3, capital[at : at + len(plain)], weak))


def _where(part: list[str], keys: list[str]) -> int | None:
    size = len(part)
    return next((i for i in range(len(keys) - size + 1) if keys[i : i + size] == part), None)


def _proves_little(key: str) -> bool:
    """Whether a name without its legal form may well mean something else: "Trial", "York", "Otto"."""
    return len(key) < 3 or is_ordinary(key) or key.capitalize() in _plain_names() or bool(place_named(key))


@lru_cache(maxsize=1)
def _plain_names() -> frozenset[str]:
    return given_names() | places()


def _put(words: dict[str, Any], keys: Sequence[str], known: Named) -> None:
    node = words
    for key in keys:
        node = node.setdefault(key, {})
    names = node.setdefault("", [])
    if all(other.party != known.party or other.tier > known.tier for other in names):
        names.append(known)


def _add_eastern(eastern: dict[str, dict[str, list[Named]]], party: Party, tier: int, name: str) -> None:
    whole = "".join(_plain(c) for c in name if not c.isspace())
    plain = short(fold(name)).replace(" ", "")
    for key, rank in ((whole, tier), (plain, tier + 3)):
        # One character is a word of its own too often.
        if len(key) < 2:
            continue
        names = eastern.setdefault(key[0], {}).setdefault(key, [])
        if all(known.party != party for known in names):
            names.append(Named(party, rank, ()))


@lru_cache(maxsize=1 << 14)
def _plain(character: str) -> str:
    """A character as names are compared, always one: the traditional ones as simplified ones."""
    folded = fold(character)
    return folded if len(folded) == 1 else character
