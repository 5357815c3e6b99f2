"""Who is meant: names folded to keys, and the tiers in which keys match.

A key forgets what two spellings of one name differ in: case, accents, punctuation, width, "&" for "and",
traditional for simplified Chinese. A short key also forgets the legal form, so that "Tapestry" finds
"Tapestry, Inc."; it matches only where no full key does.
"""

from __future__ import annotations

from retailgraph.identity.folding import fold, short, without_possessive
from retailgraph.identity.keys import TIERS, keys, spelled
from retailgraph.identity.spelling import alike, nearest, slips, slips_allowed

__all__ = [
    "TIERS",
    "alike",
    "fold",
    "keys",
    "nearest",
    "short",
    "slips",
    "slips_allowed",
    "spelled",
    "without_possessive",
]
