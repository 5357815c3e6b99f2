"""One process of the program, and what it did."""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

try:
    import resource
except ImportError:  # pragma: no cover - not on Windows, where nothing here runs
    resource = None  # type: ignore[assignment]


Thing = TypeVar("Thing")


def part_of(all_of_them: Sequence[Thing], part: str) -> list[Thing]:
    """What is the second, seventh, twelfth and so on for ``2/5``: all parts together are all, each once.

    argparse.ArgumentTypeError where that is no part.
    """
    number, _, parts = part.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        raise argparse.ArgumentTypeError(f"{part!r} is no part; write 1/5 to 5/5")
    return list(all_of_them[int(number) - 1 :: int(parts)])


@dataclass(frozen=True)
class Outcome:
    """What a process did: exit code (negative: a signal), what it wrote, seconds and bytes at most."""

    code: int
    out: str
    err: str
    seconds: float = 0.0
    peak: int = 0
    cpu: float = 0.0
    """Seconds of CPU, the program's and the system's for it."""


def finished(
    words: Sequence[str],
    most: float,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    said: int = 2000,
    complained: int = 5000,
    megabytes: int | None = None,
) -> Outcome:
    """Run a command in a session of its own, ``most`` seconds at most, and give the head of what it wrote.

    With ``megabytes`` it is given no more addresses than that, where the system can do so (Linux).
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=folder,
            env=environment,
            start_new_session=True,  # no terminal that it may read from
        )
        try:
            if megabytes is not None and hasattr(resource, "prlimit"):
                resource.prlimit(process.pid, resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
            status, usage = 0, None
            while usage is None:
                pid, status, used = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    usage = used
                elif time.monotonic() - start > most:
                    process.kill()
                time.sleep(0 if pid else 0.005)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if process.returncode is None:
                process.kill()
        seconds = time.monotonic() - start
        out.seek(0)
        err.seek(0)
        return Outcome(
            process.returncode,
            out.read(said).decode(errors="replace"),
            err.read(complained).decode(errors="replace"),
            seconds,
            usage.ru_maxrss * 1024,
            usage.ru_utime + usage.ru_stime,
        )
