"""How alike two entities are, as a score and the reasons for it in words.

The score adds up evidence in the manner of Fellegi and Sunter ("A Theory for Record Linkage", 1969): each
reason has a weight, in natural logarithms of odds, and the sum becomes a probability.
``benchmarks/duplicates.py`` fits the weights of names and countries and says how good they are.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from urllib.parse import urlsplit

from retailgraph.identity import fold, short

PRIOR = -3.1
"""How likely any two that blocking brings together are one, before anything is known: 1 in 23."""
WEIGHTS: Mapping[str, float] = {
    # Of these at most one: the best way in which their names agree. Without legal form, but for spaces,
    # former names and alike in spelling are judged: the benchmark's data have too few.
    "same name": 3.5,
    "same name without legal form": 3.2,
    "same name but for spaces": 1.5,
    "one's name is the other's alias": 3.3,
    "one's former name is the other's name or alias": 3.3,
    "an alias of both": 4.6,
    "one's name begins with the other's": -0.1,
    "one's name holds the other's": -1.1,
    "names spelled alike": 0.5,
    "names begin with the same rare word": -0.6,
    "names begin with the same word": -3.4,
    "names share a word": -4.2,
    "names share no word": -5.0,
    # What qualifies a whole name in common.
    "several names in common": 2.4,
    "a name that many have": -1.8,
    # Of these at most one.
    "same country": 1.4,
    "countries differ": -1.4,
    # Judged and not fitted: what the benchmark's data do not tell.
    "same website": 4.0,
    "websites differ": -1.0,
    "same LEI": 8.0,
    "LEIs differ": -12.0,
    "same Wikidata id": 5.0,
    "Wikidata ids differ": -4.0,
    "both owned by": 1.0,
    "types differ": -5.0,
    "articles relate the two to each other": -3.0,
}
AGAINST = frozenset(
    r for r in WEIGHTS if "differ" in r or "no word" in r or "relate" in r or "many have" in r
)
"""The reasons that speak against it."""
_RARE, _COMMON = 10, 60
_MANY = 5  # entities of one name
_MOST_OF_A_NAME = 500
_LETTERS, _CHARACTERS = 5, 2  # of a beginning or end that two spellings share: Latin, Chinese
_LEAST_ALIKE, _LEAST_LENGTH = 88, 6


@dataclass(frozen=True)
class Described:
    """What is known of an entity, as far as it tells whether another is the same one."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    website: str = ""
    lei: str = ""
    wikidata: str = ""
    owners: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()

    @cached_property
    def full(self) -> str:
        """The key of its name."""
        return fold(self.name)

    @cached_property
    def plain(self) -> str:
        """The key of its name without the legal form."""
        return short(self.full)

    @cached_property
    def head(self) -> list[str]:
        """The words of its name."""
        return self.plain.split()

    @cached_property
    def others(self) -> frozenset[str]:
        """Its aliases without legal form and spaces."""
        return frozenset(_solid(short(fold(a))) for a in self.aliases) - {""}

    @cached_property
    def earlier(self) -> frozenset[str]:
        """Its former names without legal form and spaces."""
        return frozenset(_solid(short(fold(f))) for f in self.former) - {""}

    @cached_property
    def solid(self) -> str:
        """Its name without legal form and spaces."""
        return _solid(self.plain)

    @cached_property
    def every(self) -> frozenset[str]:
        """All its names without legal form and spaces."""
        return self.others | self.earlier | ({self.solid} if self.solid else set())

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all its names."""
        return frozenset(w for n in (self.name, *self.aliases, *self.former) for w in short(fold(n)).split())

    @cached_property
    def host(self) -> str:
        """The host of its website."""
        return (urlsplit(self.website).hostname or "").removeprefix("www.")


def _solid(key: str) -> str:
    return key.replace(" ", "")


# --- which pairs to look at ------------------------------------------------------------------------------


def blocks(described: Sequence[Described]) -> dict[tuple[str, str], list[int]]:
    """The positions of entities by what two that are one are likely to share."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, entity in enumerate(described):
        for key in dict.fromkeys(_block_keys(entity)):
            found[key].append(position)
    return found


def _block_keys(entity: Described) -> Iterator[tuple[str, str]]:
    for solid in entity.every:
        yield "name", solid
        size = _LETTERS if solid.isascii() else _CHARACTERS
        if len(solid) >= size:
            yield "beginning", solid[:size]
            yield "end", solid[-size:]
    for name in (entity.name, *entity.aliases, *entity.former):
        words = short(fold(name)).split()
        yield from (("word", w) for w in words)
        yield from (("words", " ".join(two)) for two in pairwise(words))
    for kind in ("host", "lei", "wikidata"):
        if getattr(entity, kind):
            yield kind, getattr(entity, kind)


def pairs(found: Mapping[tuple[str, str], Sequence[int]], about: Iterable[int] = ()) -> set[tuple[int, int]]:
    """The pairs of positions that share a block, smaller first; with ``about`` only those of one of these.

    What many share tells nothing and is passed over, but a name, of which the first 500 count.
    """
    mine = set(about)
    made: set[tuple[int, int]] = set()
    for (kind, _), block in found.items():
        if len(block) < 2 or (kind != "name" and len(block) > _COMMON):
            continue
        if not mine or not mine.isdisjoint(block):
            made.update(combinations(block[:_MOST_OF_A_NAME], 2))
    return {p for p in made if not mine.isdisjoint(p)} if mine else made


# --- how alike two are -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Commonness:
    """How many entities use a word in their names, and how many have a name (aliases do not count)."""

    words: Mapping[str, int]
    names: Mapping[str, int]

    @classmethod
    def among(cls, described: Iterable[Described]) -> Commonness:
        """That of all these."""
        every = tuple(described)
        return cls(Counter(word for d in every for word in d.words), Counter(d.solid for d in every))


def reasons(one: Described, other: Described, commonness: Commonness) -> list[str]:
    """The reasons for and against two being one, words of ``WEIGHTS``, that of their names first."""
    by_country = _by_sets("same country", "countries differ", one.countries, other.countries)
    found = [_by_names(one, other, commonness.words)]
    found += _by_whole_names(one, other, commonness.names, "countries differ" in by_country)
    found += by_country
    for same, differ, mine, theirs in (
        ("same website", "websites differ", one.host, other.host),
        ("same LEI", "LEIs differ", one.lei, other.lei),
        ("same Wikidata id", "Wikidata ids differ", one.wikidata, other.wikidata),
    ):
        if mine and theirs:
            found.append(same if mine == theirs else differ)
    if one.types and other.types and not one.types & other.types:
        found.append("types differ")
    if one.owners & other.owners:
        found.append("both owned by")
    if other.id in one.related:
        found.append("articles relate the two to each other")
    return found


def _by_sets(same: str, differ: str, mine: frozenset[str], theirs: frozenset[str]) -> list[str]:
    if not mine or not theirs:
        return []
    return [same if mine & theirs else differ]


def _by_names(one: Described, other: Described, users: Mapping[str, int]) -> str:
    if one.full == other.full:
        return "same name"
    if one.plain == other.plain:
        return "same name without legal form"
    if one.solid == other.solid:
        return "same name but for spaces"
    if one.solid in other.others or other.solid in one.others:
        return "one's name is the other's alias"
    if one.earlier & other.every or other.earlier & one.every:
        return "one's former name is the other's name or alias"
    if one.others & other.others:
        return "an alias of both"
    return _by_words(one, other, users)


def _by_whole_names(
    one: Described, other: Described, bearers: Mapping[str, int], apart: bool
) -> Iterator[str]:
    shared = one.every & other.every
    # Two of one name in different countries share its translations too, which tells nothing.
    if len(shared) > 1 and not (apart and one.solid == other.solid):
        yield "several names in common"
    if any(bearers.get(name, 0) >= _MANY for name in shared):
        yield "a name that many have"


def _by_words(one: Described, other: Described, users: Mapping[str, int]) -> str:
    mine, theirs = set(one.head), set(other.head)
    begins = bool(one.head and other.head) and one.head[0] == other.head[0]
    if mine < theirs or theirs < mine:
        return "one's name begins with the other's" if begins else "one's name holds the other's"
    if _spelled_alike(one.solid, other.solid):
        return "names spelled alike"
    if begins:
        rare = users.get(one.head[0], 0) <= _RARE
        return f"names begin with the same {'rare ' if rare else ''}word"
    return "names share a word" if one.words & other.words else "names share no word"


def _spelled_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LEAST_LENGTH or abs(len(one) - len(other)) > 2:
        return False
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(one, other) >= _LEAST_ALIKE)


def score(found: Iterable[str]) -> float:
    """The probability that two are one, by the reasons found; 0 where a rule forbids to propose them.

    Never by an identifier alone where the names share no word, never by a name alone where identifiers
    differ.
    """
    said = set(found)
    if "LEIs differ" in said or ("names share no word" in said and not said & {"same LEI", "same website"}):
        return 0.0
    if "Wikidata ids differ" in said and not said & {"same LEI", "same website", "both owned by"}:
        return 0.0
    # Rounded, so that evidence that balances is 0.5 exactly, in whatever order a set gives it.
    total = round(PRIOR + math.fsum(WEIGHTS[reason] for reason in said), 6)
    return 1 / (1 + math.exp(-total))


def scored(
    described: Sequence[Described], above: float, about: Iterable[int] = ()
) -> list[tuple[float, int, int, list[str]]]:
    """Score, positions and reasons of each pair that scores at least ``above``, the best first."""
    commonness = Commonness.among(described)
    found = []
    for one, other in pairs(blocks(described), about):
        why = reasons(described[one], described[other], commonness)
        value = score(why)
        if value >= above:
            found.append((value, one, other, why))
    return sorted(found, key=lambda f: (-f[0], described[f[1]].id, described[f[2]].id))
