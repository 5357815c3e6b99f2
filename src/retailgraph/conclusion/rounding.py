"""Prices that say the same, one of them less exactly."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import lru_cache

_AMOUNT = re.compile(r"(\d+)(\.\d+)?(.*)", re.DOTALL)


@lru_cache(maxsize=4096)
def is_rounded(price: str, other: str) -> bool:
    """Whether a price is another one, of the same unit, rounded to its own digits.

    >>> is_rounded("16bn USD", "15.8bn USD"), is_rounded("16bn USD", "15.2bn USD")
    (True, False)
    """
    mine, theirs = _AMOUNT.fullmatch(price), _AMOUNT.fullmatch(other)
    if not mine or not theirs or mine[3] != theirs[3] or len(theirs[2] or "") <= len(mine[2] or ""):
        return False
    digits, exact = Decimal(1).scaleb(1 - len(mine[2] or ".")), Decimal(theirs[1] + theirs[2])
    rounded = {exact.quantize(digits, way) for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}
    return Decimal(mine[1] + (mine[2] or "")) in rounded
