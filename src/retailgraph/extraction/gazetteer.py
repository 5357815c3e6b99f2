"""Names that are known, found in a text: longest match, in any script, with and without legal form."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from retailgraph.extraction import lexicon
from retailgraph.extraction.text import Mention, Party, Sentence
from retailgraph.identity import fold, short

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[&+!]")
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_POSSESSIVE = re.compile(r"['’]s$")
TIERS = {"name": 0, "alias": 1, "former": 2}


class Known(NamedTuple):
    """An entity as the gazetteer takes it.

    Who it is, and its names with their tier (0 current, 1 alias, 2 former).
    """

    party: Party
    names: tuple[tuple[str, int], ...]


class Gazetteer:
    """The names of the graph, ready to be looked for; make it once and use it for many texts."""

    def __init__(self, entities: Iterable[Known]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], list[tuple[int, Party]]]] = {}
        self._eastern: dict[str, list[tuple[int, Party]]] = {}
        self.forms: dict[str, str] = {}
        for party, names in entities:
            for name, tier in names:
                self._add(name, tier, party)
        east = sorted(map(re.escape, self._eastern), key=len, reverse=True)
        self._east = re.compile("|".join(east)) if east else None

    def _add(self, name: str, tier: int, party: Party) -> None:
        if _EAST.search(name):
            self._note(self._eastern.setdefault(name, []), tier, party)
            return
        words = tuple(_key(t) for t in _TOKEN.findall(name))
        plain = tuple(short(" ".join(words)).split())
        for form, rank in ((words, tier), (plain, tier + 3)):
            if form and (len(form) > 1 or len(form[0]) > 1):
                self._note(self._by_first.setdefault(form[0], {}).setdefault(form, []), rank, party)

    @staticmethod
    def _note(found: list[tuple[int, Party]], tier: int, party: Party) -> None:
        if all(p != party for _, p in found):
            found.append((tier, party))
            found.sort(key=lambda f: f[0])

    def knows(self, name: str) -> bool:
        """Whether a name, as it stands, is one of an entity."""
        words = tuple(_key(t) for t in _TOKEN.findall(name))
        return bool(words) and words in self._by_first.get(words[0], {})

    def find(self, content: str, sentences: Sequence[Sentence]) -> Iterator[Mention]:
        """The names of the graph in a text, in order, not overlapping."""
        for sentence in sentences:
            yield from self._western(content, sentence)
            yield from self._in_east(content, sentence)

    def _in_east(self, content: str, sentence: Sentence) -> Iterator[Mention]:
        if self._east is None:
            return
        for match in self._east.finditer(content, sentence.start, sentence.end):
            yield _mention(content, match.start(), match.end(), self._eastern[match.group()])

    def _western(self, content: str, sentence: Sentence) -> Iterator[Mention]:
        row = [
            (m.start(), m.end(), _key(m.group()))
            for m in _TOKEN.finditer(content, sentence.start, sentence.end)
        ]
        place = 0
        while place < len(row):
            length, found = self._longest(content, row, place)
            if length and _is_name(content, row, place, length, sentence):
                yield _mention(content, row[place][0], _end(content, row[place + length - 1]), found)
                place += length
            else:
                place += 1

    def _longest(
        self, content: str, row: Sequence[tuple[int, int, str]], place: int
    ) -> tuple[int, list[tuple[int, Party]]]:
        forms = self._by_first.get(row[place][2])
        if not forms:
            return 0, []
        for length in range(min(8, len(row) - place), 0, -1):
            key = tuple(r[2] for r in row[place : place + length])
            if key in forms and _joined(content, row[place : place + length]):
                return length, forms[key]
        return 0, []


def _joined(content: str, row: Sequence[tuple[int, int, str]]) -> bool:
    """Whether only blanks, dots and hyphens stand between the words of a name."""
    return all(
        not set(content[one[1] : other[0]]) - set(" .-'’\u00a0/") for one, other in itertools.pairwise(row)
    )


@lru_cache(maxsize=50_000)
def _key(token: str) -> str:
    token = _POSSESSIVE.sub("", token).replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", token.casefold()) if not unicodedata.combining(c))


def _end(content: str, last: tuple[int, int, str]) -> int:
    word = content[last[0] : last[1]]
    return last[1] - (2 if _POSSESSIVE.search(word) and word.casefold().replace("’", "'") != last[2] else 0)


def _mention(content: str, start: int, end: int, found: Sequence[tuple[int, Party]]) -> Mention:
    first = found[0][1]
    return Mention(start, end, content[start:end], first, tuple(p for _, p in found[1:]))


# --- names that are ordinary words --------------------------------------------------------------------------


def _is_name(
    content: str, row: Sequence[tuple[int, int, str]], place: int, length: int, sentence: Sentence
) -> bool:
    start, _, key = row[place]
    written = content[start : row[place + length - 1][1]]
    if not any(c.isupper() or c.isdigit() for c in written) and written.isascii():
        return False
    if length > 1 or key not in common_names():
        return True
    if not written[0].isupper():
        return False
    return start != _first_letter(content, sentence) or _subject_like(content, row, place)


def _first_letter(content: str, sentence: Sentence) -> int:
    at = sentence.start
    while at < sentence.end and not content[at].isalnum():
        at += 1
    return at


def _subject_like(content: str, row: Sequence[tuple[int, int, str]], place: int) -> bool:
    """Whether a word that begins a sentence is its subject: a verb, a possessive or another name follows."""
    word = content[row[place][0] : row[place][1]]
    if _POSSESSIVE.search(word):
        return True
    if place + 1 >= len(row):
        return False
    between = content[row[place][1] : row[place + 1][0]]
    following = content[row[place + 1][0] : row[place + 1][1]]
    if "," in between:
        return following[:1].isupper() or following in ("which", "part", "owned")
    form = lexicon.verb_forms().get(following)
    return bool(form and (form.forms - {"base", "gerund"} or following in ("said",))) or following in (
        "will", "has", "is", "was", "and", "also",
    )  # fmt: skip


def common_names() -> Collection[str]:
    """Names that are ordinary words too."""
    return lexicon.word_list("common_names.txt")


__all__ = ["Gazetteer", "Known", "fold"]


def known(rows: Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, int], ...]]]) -> Iterator[Known]:
    """Entities by id, with types and names, as the gazetteer takes them."""
    for id, (types, names) in rows.items():
        yield Known(Party(names[0][0] if names else id, id, types), names)
