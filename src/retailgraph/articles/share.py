"""Percent held, as articles state it: exactly, over, under, or between two numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

TOGETHER = "with"
"""The qualifier that names who owns a thing too: each may have a small share of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """Percent held: between ``low`` and ``high``, without ``low`` itself if ``low_open`` ("over 50")."""

    text: str
    low: float
    high: float
    low_open: bool = False

    @property
    def high_open(self) -> bool:
        """Whether ``high`` itself is out ("under 20")."""
        return self.text.startswith("under ")


def too_little(share: Share, least: float | None) -> bool:
    """Whether a share is surely under the least that a relation means."""
    return least is not None and (share.high < least or (share.high == least and share.high_open))


def too_much(share: Share, most: float | None) -> bool:
    """Whether a share is surely over the most that a relation means."""
    return most is not None and (share.low > most or (share.low == most and share.low_open))


def sum_of(shares: Iterable[str]) -> str:
    """What stated shares add up to, in percent: "250", or "at least 110" where not all are exact."""
    known = [parse_share(text) for text in shares]
    least = "" if all(share.low == share.high for share in known) else "at least "
    return f"{least}{_digits(sum(share.low for share in known))}"


_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,6})?"
_SHARE = re.compile(rf"(?:(over|under)\s+)?({_NUMBER})|({_NUMBER})\s*\.\.\s*({_NUMBER})")


def parse_share(text: str) -> Share:
    """The share of ``33``, ``over 50``, ``under 20`` or ``65..70``; ValueError says what is wrong."""
    form = _SHARE.fullmatch(text.strip())
    if not form:
        raise ValueError(f"'{text}' is not a share; write percent as 33, over 50, under 20 or 65..70")
    bound, one, first, last = form.groups()
    low, high = (float(one), float(one)) if one else (float(first), float(last))
    if high > 100 or low > high or (bound == "over" and low == 100) or (bound == "under" and high == 0):
        raise ValueError(f"'{text}' is not a share of 0 to 100 percent, the smaller number first")
    if bound == "over":
        return Share(f"over {_digits(low)}", low, 100.0, low_open=True)
    if bound == "under":
        return Share(f"under {_digits(high)}", 0.0, high)
    return Share(_digits(low) if one else f"{_digits(low)}..{_digits(high)}", low, high)


def _digits(number: float) -> str:
    """A number as it may be read again: all its six decimals, but no zeros after them and no exponent."""
    return f"{number:.6f}".rstrip("0").rstrip(".")
