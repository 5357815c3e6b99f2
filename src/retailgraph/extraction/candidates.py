"""Names that are not known yet: runs of words with capitals, and the small words inside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from retailgraph.extraction import lexicon
from retailgraph.extraction.contexts import HONORIFICS
from retailgraph.extraction.forms import begins_with_given_name
from retailgraph.extraction.gazetteer import is_legal
from retailgraph.extraction.lines import Line, Phrases, longest_at
from retailgraph.extraction.tokens import bare, key_of
from retailgraph.extraction.wordlists import (
    calendar,
    function_words,
    given_names,
    is_ordinary,
    nationalities,
)
from retailgraph.lookup.markets import place_named

_PARTICLES = lexicon.closed("candidates particles")
_OWNERS_IN_NAMES = frozenset(("women", "men", "kids", "children", "land", "king", "queen", "people"))
_LONGEST_LETTERS = 4
_SHORTEST_CAMEL = 3
_COUNTRIES = ("U.S", "U.K", "U.S.A", "U.A.E")
_LONG_TEXT = 30_000
_HYPHENS = ("-", "‐", "‑")
_AMPERSANDS = ("&", "+")
_ABBREVIATED = frozenset(("St", "Ste", "Mt", "Jr", "Wm", "Geo"))
_PURPOSES = frozenset(("for", "on", "against", "of", "to"))
_INSTITUTIONS = lexicon.closed("candidates institutions")
_SMALL = _PARTICLES | _PURPOSES
_TIED = lexicon.closed("candidates tied_by_a_hyphen")
_UPPER_ROLES = lexicon.closed("candidates titles")


def capital(word: str) -> bool:
    """Whether a word is written as names are: "Nike", "iQIYI", "eBay"."""
    if word[0].isupper():
        return True
    if not word[0].islower() or len(word) < _SHORTEST_CAMEL:
        return False
    # "d'Italia"
    return not word[1:3].islower() and (word.isalpha() or word[1] in "'’")


def times(line: Line, words: str) -> int:
    """How often words stand in the text, or in its beginning if it is very long."""
    return line.content.count(words, 0, _LONG_TEXT)


def runs(line: Line, roles: Phrases[bool]) -> Iterator[tuple[int, int]]:
    """Where runs of words with capitals begin and end, in a sentence."""
    i = 0
    while i < len(line.tokens):
        if not _starts(line, i):
            i += 1
            continue
        j = i + 1
        while (following := _next(line, i, j)) is not None:
            j = following + 1
        yield from _between_roles(line, i, j, roles)
        i = j


def _starts(line: Line, i: int) -> bool:
    word = line.word(i)
    if word in _AMPERSANDS:
        # "& Other Stories"
        before = line.word(i - 1)
        return (
            line.gap(i + 1) == " " and capital(line.word(i + 1) or "a") and not (before and capital(before))
        )
    if word.isdigit():
        return line.gap(i + 1) in _HYPHENS and len(line.word(i + 1)) > 3 and line.word(i + 1)[0].isupper()
    if not capital(word) or _breaks(word):
        return False
    if len(word) == 1 and line.gap(i + 1) == ". " and line.word(i + 1)[:1].isupper():
        return True
    low = bare(word).lower()
    if bare(word) in ("US", "U.S"):
        return True
    return low not in function_words() or (not line.initial(i) and _opens_name(line, i, low))


def _opens_name(line: Line, i: int, low: str) -> bool:
    """Whether a small word with a capital amid a sentence begins a name: "Under Armour", "About You"."""
    if low in ("the", "a", "an") or not (line.spaced(i) or line.gap(i) in (", ", "; ", ": ")):
        return False
    return line.spaced(i + 1) and line.word(i + 1)[:1].isupper()


@cache
def _stoppers() -> frozenset[str]:
    return frozenset(key_of(word) for word in (*calendar(), *HONORIFICS))


def _breaks(word: str) -> bool:
    plain = bare(word)
    return plain == "I" or key_of(plain) in _stoppers()


def _next(line: Line, first: int, j: int) -> int | None:
    """The last word that the next step of a run takes in; None where the run ends."""
    if j >= len(line.tokens):
        return None
    word, before, gap = line.word(j), line.word(j - 1), line.gap(j)
    if bare(before) != before and not _keeps_possessive(line, first, j):
        return None
    if gap == "":
        return _tight(line, j)
    if gap in _HYPHENS:
        return _hyphened(line, j)
    if gap == ". ":
        return j if _abbreviates(before) and capital(word) else None
    if not line.spaced(j):
        # "Tapestry, Inc."
        return j if gap == ", " and len(word) <= _LONGEST_LETTERS and is_legal(word) else None
    if capital(word) or (word.isdigit() and _numbers(line, j)):
        return None if _breaks(word) else j
    return _across(line, first, j)


def _abbreviates(word: str) -> bool:
    """Whether the full stop after a word ends no sentence: "F.", "J.P.", "St."."""
    initials = word.isupper() and len(word.replace(".", "")) * 2 == len(word) + 1
    return (initials and word not in _COUNTRIES) or word in _ABBREVIATED


def _numbers(line: Line, j: int) -> bool:
    """Whether a number belongs to the name before it and counts nothing after it: "Forever 21"."""
    after = line.word(j + 1)
    if len(line.word(j)) < 4 and line.gap(j + 1)[:1] in ",;:)" and not after[:1].isdigit():
        return True
    pair = line.content[line.tokens[j - 1].start : line.tokens[j].end]
    return len(pair) < 30 and times(line, pair) > 1


def _tight(line: Line, j: int) -> int | None:
    """Over "&" without spaces: "H&M"."""
    word = line.word(j)
    if word in _AMPERSANDS:
        return j + 1 if line.gap(j + 1) == "" and capital(line.word(j + 1) or "a") else None
    return j if capital(word) else None


def _hyphened(line: Line, j: int) -> int | None:
    word, after = line.word(j), line.word(j + 1)
    if capital(word) or word.isdigit():
        return j
    if not after or word in _TIED or word.endswith("ed"):
        return None
    # "Net-a-Porter", "Decarbonization-friendly Action"
    return j + 1 if line.gap(j + 1) in (" ", *_HYPHENS) and capital(after) else None


def _across(line: Line, first: int, j: int) -> int | None:
    """Over small words: "House of Fraser", "Melis del Rey", "Marks & Spencer", "Youth to the People"."""
    words = [line.word(j)]
    while (
        len(words) < 3
        and line.word(j + len(words)) in (_PARTICLES | _PURPOSES)
        and line.spaced(j + len(words))
    ):
        words.append(line.word(j + len(words)))
    after = j + len(words)
    nearer = line.word(after)
    if not nearer or not line.spaced(after) or not capital(nearer) or _breaks(nearer):
        return None
    if words[0] in _AMPERSANDS and len(words) == 1:
        return after
    if all(word in _PARTICLES and word != "the" for word in words):
        return after
    if words[0] in (_PURPOSES | {"the"}):
        return after if _named_for(line, first, j, after) else None
    if words == ["and"]:
        return after if _twin(line, first, j, after) else None
    return None


def _named_for(line: Line, first: int, j: int, after: int) -> bool:
    """Whether "of" or "for the" stands inside a name, and not between two."""
    left, right = key_of(line.word(j - 1)), bare(line.word(after))
    small = line.word(j)
    if left in _INSTITUTIONS:
        return small in ("of", "for", "on", "against") and not (line.initial(first) and j - first == 1)
    if small == "of":
        return j - first == 1 and not place_named(right) and is_ordinary(left) and not _role(line, first, j)
    # Both sides are ordinary words with capitals that only a name explains.
    return not line.initial(first) and is_ordinary(left) and is_ordinary(right)


def _role(line: Line, first: int, j: int) -> bool:
    return line.word(j - 1).lower() in _UPPER_ROLES or line.word(first).isupper()


def _twin(line: Line, first: int, j: int, after: int) -> bool:
    """Whether "and" joins two words to one name: the same word twice, or a pair that acts as one."""
    left, right = line.word(j - 1), bare(line.word(after))
    if left == right:
        return True
    if is_ordinary(left) and is_ordinary(right):
        # "Food and Drug Administration"
        return line.spaced(after + 1) and line.word(after + 1).lower() in _INSTITUTIONS
    if j - first != 1 or line.word(first - 1) in ("between", "both", "of") or line.gap(first).startswith(","):
        return False
    pair = f"{left} and {right}"
    apart = times(line, left) > times(line, pair) or times(line, right) > times(line, pair)
    return not apart and times(line, pair) > 1


def _keeps_possessive(line: Line, first: int, j: int) -> bool:
    """Whether "'s" stands inside a name: "Victoria's Secret", "Dick's Sporting Goods"."""
    if j - first != 1 or line.gap(j) != " " or not capital(line.word(j)) or line.initial(first):
        return False
    owner = bare(line.word(first))
    if owner in nationalities() or place_named(owner):
        return False
    pair = f"{line.word(first)} {line.word(j)}"
    common = owner in given_names() or owner.lower() in _OWNERS_IN_NAMES
    return common and times(line, owner) == times(line, pair)


def _between_roles(line: Line, first: int, last: int, roles: Phrases[bool]) -> Iterator[tuple[int, int]]:
    """The parts of a run without the titles in it: "Nike", "Elliott Hill" of "Nike CEO Elliott Hill"."""
    start = i = first
    while i < last:
        size = _role_at(line, i, last, roles)
        if not size:
            i += 1
            continue
        if i > start:
            yield start, i
        start = i = i + size
    if last > start:
        yield start, last


def _role_at(line: Line, i: int, last: int, roles: Phrases[bool]) -> int:
    found = longest_at(line, i, roles)
    if found is None or i + found[0] > last:
        return 0
    word = bare(line.word(i))
    letters = word.isupper() and 1 < len(word) <= _LONGEST_LETTERS
    single = found[0] == 1 and not letters and word.lower() not in _UPPER_ROLES
    if single and last - i > 1:
        # "Coach David Witt", but Hugo Boss and Premier Oil
        return int(last - i > 2 and begins_with_given_name(line.phrase(i + 1, last)))
    return 0 if single else found[0]
