"""Sums of money and percents, as numbers that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_MONEY = r"([0-9][0-9.,]*) ?(k|m|bn|tn)? ?([A-Z]{3})?"
_SIZES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}
RATES = {"USD": 1.0, "EUR": 1.1, "GBP": 1.3, "CHF": 1.1, "CNY": 0.14, "JPY": 0.007, "KRW": 0.00075}
RATES |= {"INR": 0.012, "HKD": 0.13, "CAD": 0.74, "AUD": 0.66, "SEK": 0.095, "DKK": 0.147}
"""Dollars of one unit, roughly: only to put sums of several currencies in an order."""
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"


def amount(text: str) -> tuple[float, str]:
    """The number and the currency of "2.4bn USD"; zero if it is no sum.

    >>> amount("2.4bn USD"), amount("530m EUR")
    ((2400000000.0, 'USD'), (530000000.0, 'EUR'))
    """
    found = re.search(_MONEY, text)
    if not found:
        return 0.0, ""
    number = float(found[1].replace(",", "").rstrip("."))
    return number * _SIZES[found[2] or ""], found[3] or ""


def in_dollars(text: str) -> float:
    """Roughly how many dollars a sum is; zero for a currency that is not known."""
    number, currency = amount(text)
    return number * RATES.get(currency or "USD", 0.0)


def amounts(prices: Iterable[str], limit: str) -> Iterator[float]:
    """The sums as numbers to compare with a limit: of its currency, if it has one, else in dollars."""
    _, currency = amount(limit)
    for price in prices:
        number, own = amount(price)
        if currency and own == currency:
            yield number
        else:
            yield in_dollars(price)


def percents(share: str) -> Iterator[float]:
    """The number of a share such as "33", "over 50", "65..70" (its lower bound)."""
    found = re.search(_NUMBER, share)
    if found:
        yield float(found[0])
