"""Names that are nearly the same: for suggestions, and for a slip of the hand that leaves no doubt.

Slow enough to be called only when no name matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retailgraph.identity.folding import fold, short

_SHORTEST, _SHORT, _LONG = 5, 7, 9
_MANY = 20_000
_LEAST = 65


def nearest(text: str, names: Iterable[str], count: int = 3) -> list[str]:
    """The names most like a text, best first; none if nothing is alike."""
    from rapidfuzz import fuzz, process

    wanted = fold(text)
    scored = process.extract(
        wanted, {n: fold(n) for n in names}, scorer=fuzz.WRatio, limit=count * 3, score_cutoff=_LEAST
    )
    closest = sorted(scored, key=lambda hit: (-hit[1], -fuzz.ratio(wanted, hit[0]), str(hit[2])))
    return [str(name) for _, _, name in closest[:count]]


def alike(key: str, others: Sequence[str], count: int = 30) -> list[tuple[str, float]]:
    """The keys most like one, each with its likeness of 0 to 100, best first.

    Likeness is the mean of how well the best parts fit and of how well the whole does. Of very many keys,
    those are compared that look alike as a whole or share a word or Chinese character.
    """
    from rapidfuzz import fuzz, process

    if len(others) > _MANY:
        words = set(key.split())
        rough = process.extract(key, others, scorer=fuzz.ratio, limit=20 * count, score_cutoff=50)
        sharing = [o for o in others if (o in words or not words.isdisjoint(o.split()))][: 20 * count]
        holding = [] if key.isascii() else [o for o in others if key in o][: 20 * count]
        others = list(dict.fromkeys([*(o for o, _, _ in rough), *sharing, *holding]))
    scored = process.extract(key, others, scorer=fuzz.WRatio, limit=count, score_cutoff=_LEAST)
    found = [(str(other), (score + fuzz.ratio(key, other)) / 2) for other, score, _ in scored]
    return sorted(found, key=lambda pair: -pair[1])


def slips(key: str, others: Sequence[str]) -> list[str]:
    """The keys from which one differs by a slip of the hand, nearest first.

    One letter too many, too few, or two swapped; from seven letters also a wrong one, from nine two such
    slips. Never the first letter, never a digit, never in a name of less than five letters or in Chinese
    characters: there the slip would be another name.
    """
    allowed = slips_allowed(key)
    if not allowed:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(key, others, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    near = sorted((distance, str(other)) for other, distance, _ in found)
    return [other for _, other in near if slips_allowed(other) and _is_slip(key, other)]


def slips_allowed(key: str) -> int:
    """How many slips of the hand a key may be from another, which is at most so much longer or shorter."""
    size = len(short(key).replace(" ", ""))
    if size < _SHORTEST or max(key) >= "\u2e80":
        return 0
    return 2 if size >= _LONG else 1


def _is_slip(key: str, other: str) -> bool:
    if key[0] != other[0] or _digits(key) != _digits(other):
        return False
    another_letter = len(key) == len(other) and sorted(key) != sorted(other)
    return not another_letter or len(short(key)) >= _SHORT


def _digits(key: str) -> str:
    return "".join(c for c in key if c.isdigit())
