"""How far a long work is, told every few seconds: rate, and the time that is left."""

from __future__ import annotations

import time
from collections.abc import Callable

_EVERY = 4.0


class Pace:
    """Tells how much of a ``whole`` is done; ``before`` of it was done already when this began."""

    def __init__(self, say: Callable[[str], None], whole: float, before: float = 0) -> None:
        self._say, self._whole, self._before = say, whole, before
        self._start = self._told = time.monotonic()

    def tell(self, words: str, done: float, count: int = 0, of: str = "") -> None:
        """Tell it, unless that was just told; so many things called ``of`` were done since this began."""
        now = time.monotonic()
        if now - self._told < _EVERY or done <= self._before:
            return
        self._told = now
        spent = now - self._start
        left = (self._whole - done) * spent / (done - self._before)
        rate = f"{round(count / spent):,} {of} a second, " if count else ""
        self._say(f"{words}: {done / self._whole:.0%}, {rate}{duration(left)} left")


def duration(seconds: float) -> str:
    """Seconds as people say them: ``40 s``, ``3 min 20 s``, ``2 h 5 min``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
