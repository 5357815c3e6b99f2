"""What the processes of tests/test_workers.py do: each imports this to find it, and nothing heavy with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from retailgraph.errors import UsageError

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def once_killed(folder: str) -> Callable[[str], str]:
    """Work that is killed the first time for "once", each time for "always"."""

    def work(job: str) -> str:
        if job == "fault":
            raise ValueError("two\nlines")
        if job == "refused":
            raise UsageError("refused: not so")
        seen = Path(folder, job)
        if job.startswith("always") or (job.startswith("once") and not seen.exists()):
            seen.write_text("", encoding="utf-8")
            os.kill(os.getpid(), KILL)
        return job.upper()

    return work


def killed_at_once() -> Callable[[str], str]:
    os.kill(os.getpid(), KILL)
    raise AssertionError("it lives")


def refusing() -> Callable[[str], str]:
    raise UsageError("no such engine")
