"""How sure a proposal is, as measured."""

from __future__ import annotations

from itertools import pairwise

from retailgraph.extraction.patterns import Match
from retailgraph.extraction.text import Party


def confidence_of(match: Match, subject: Party, object: Party) -> float:
    """How sure a claim is: the less, the more words are skipped, guessed at or new."""
    score = match.pattern.weight
    score -= 0.03 * match.skipped
    for name in ("subject", "object"):
        element = match.slots.get(name)
        if element is not None and element.guess:
            score -= 0.1
        if element is None:
            score -= 0.15
    for party in (subject, object):
        if not party.id and not party.types:
            score -= 0.08
    return calibrated(score + 0.1)


_MEASURED = ((0.0, 0.05), (0.5, 0.4), (0.7, 0.62), (0.88, 0.7), (0.9, 0.84), (1.0, 0.93))
"""What a score was worth: benchmarks/extraction.py, the development passages and CORE's sentences."""


def calibrated(score: float) -> float:
    """The share of proposals with a score that were right, between the points that were measured."""
    score = min(1.0, max(0.0, score))
    for (low, least), (high, most) in pairwise(_MEASURED):
        if score <= high:
            return round(least + (most - least) * (score - low) / (high - low), 3)
    return _MEASURED[-1][1]
