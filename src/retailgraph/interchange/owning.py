"""Which relation a share means: one rule for all formats that know only shares."""

from __future__ import annotations

from retailgraph.articles.share import parse_share

OWNS, STAKE = "owns", "holdsStakeIn"
_HALF = 50.0


def relation_of(share: str, without: str = OWNS) -> str:
    """*owns* for a share that is surely over a half, *holdsStakeIn* for another, ``without`` for none."""
    if not share:
        return without
    found = parse_share(share)
    return OWNS if found.low > _HALF or (found.low == _HALF and found.low_open) else STAKE
