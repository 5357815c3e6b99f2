"""Run pytest, and those of its tests that failed once more: python .ci/tests.py NOTES PYTEST-ARGUMENT...

What fails twice has failed, and the exit code is pytest's. What passes the second time is named: it is a test
that a busy machine can make fail, which is a fault of that test. The folder NOTES holds what pytest notes
between the two. An interrupt (what ``timeout -s INT`` sends) ends the first run early. What had failed until
then is tried again all the same; with nothing wrong the exit code is 124, that of ``timeout``: not all was
tried.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

PASSED, FAILED, UNFINISHED = 0, 1, 124


def failures(notes: Path) -> list[str]:
    """The tests that failed when pytest ran last."""
    found = notes / "v" / "cache" / "lastfailed"
    return sorted(json.loads(found.read_text(encoding="utf-8"))) if found.is_file() else []


def run(notes: Path, words: list[str]) -> int:
    """Run pytest with these words; an interrupt that reaches it too ends it, and this waits for it."""
    with subprocess.Popen([sys.executable, "-m", "pytest", "-o", f"cache_dir={notes}", *words]) as process:  # noqa: S603
        return process.wait()


def main(notes: Path, words: list[str]) -> int:
    """Run the tests, and what failed of them again; gives the exit code."""
    interrupted = False

    def note(_number: int, _frame: object) -> None:
        nonlocal interrupted
        interrupted = True

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)
    code = run(notes, words)
    failed = failures(notes)
    if code != FAILED and not (interrupted and failed):
        return UNFINISHED if interrupted and code != PASSED else code
    print(f"\n{len(failed)} failed and run once more:", *failed, sep="\n  ", flush=True)
    # With no more than one at a time: if it was others that took the machine, these no longer do.
    code = run(notes, [*words, "--last-failed", "--last-failed-no-failures", "none", "-n", "0"])
    if code == PASSED:
        print(f"A second run was needed for the {len(failed)} above; these passed with it.", flush=True)
        return UNFINISHED if interrupted else PASSED
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
