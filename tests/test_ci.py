"""What .ci/run goes by: which tests have failed, and that no failure is lost when one is tried again."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from ast import literal_eval
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT


@pytest.fixture
def trying(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, which must leave no handler of signals behind."""
    spec = importlib.util.spec_from_file_location("trying", ROOT / ".ci" / "tests.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.signal, "signal", lambda *_: None)
    return module


class Pytest:
    """Stands for pytest: what each run of it ends with, and which tests it leaves as failed."""

    def __init__(self, *ends: tuple[int, list[str]]) -> None:
        self.ends, self.words = list(ends), []

    def __call__(self, notes: Path, words: list[str]) -> int:
        self.words.append(words)
        code, failed = self.ends.pop(0)
        place = notes / "v" / "cache" / "lastfailed"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(dict.fromkeys(failed, True)))
        return code


@pytest.mark.parametrize(
    ("ends", "code", "runs"),
    [
        ([(0, [])], 0, 1),
        ([(1, ["a::b"]), (0, [])], 0, 2),
        ([(1, ["a::b"]), (1, ["a::b"])], 1, 2),
        ([(1, ["a::b"]), (5, [])], 5, 2),  # pytest finds nothing to run: no proof that it passes
        ([(2, [])], 2, 1),  # errors while tests are collected, and the like
        ([(3, [])], 3, 1),
    ],
)
def test_only_what_passes_the_second_time_has_passed(
    trying: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    ends: list[tuple[int, list[str]]], code: int, runs: int,
) -> None:  # fmt: skip
    ran = Pytest(*ends)
    monkeypatch.setattr(trying, "run", ran)
    assert trying.main(tmp_path, ["-q"]) == code
    assert len(ran.words) == runs
    assert "--last-failed" not in ran.words[0]
    assert [words for words in ran.words[1:] if "--last-failed" not in words] == []
    said = capsys.readouterr().out
    assert ("a::b" in said) == (runs == 2), "what was tried again is named"
    assert ("A second run was needed" in said) == (runs == 2 and code == 0)


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ([(2, [])], 124),
        ([(2, ["a::b"]), (0, [])], 124),
        ([(2, ["a::b"]), (1, ["a::b"])], 1),  # the time was over, and something fails all the same
        ([(0, [])], 0),
    ],
)
def test_an_interrupted_run_is_unfinished_unless_something_failed(
    trying: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    ends: list[tuple[int, list[str]]], code: int,
) -> None:  # fmt: skip
    ran, handlers = Pytest(*ends), {}
    monkeypatch.setattr(trying.signal, "signal", handlers.__setitem__)

    def interrupted(notes: Path, words: list[str]) -> int:
        handlers[signal.SIGINT](signal.SIGINT, None)
        return ran(notes, words)

    monkeypatch.setattr(trying, "run", interrupted)
    assert trying.main(tmp_path, []) == code
    assert ran.ends == []


def test_a_surrounding_that_failed_fails_the_run() -> None:
    """The shell functions as they stand: what fails is kept, what was not finished is no failure."""
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    functions = re.search(r"^failed=\(\).*?(?=^tell_only)", text, re.M | re.S)
    assert functions
    script = (
        "set -euo pipefail\nshow() { \"$@\"; }\n" + functions[0]
        + "within 9 well true || true\nwithin 9 broken false || true\n"
        + "within 9 late bash -c 'exit 124' || true\n"
        + "made() { false && true; }\nif prepare new made; then exit 7; fi\nprepare old true\n"
        + 'SECONDS=5080\nwithin 9 never true || true\necho "${failed[*]}; ${unfinished[*]}"\n'
    )  # fmt: skip
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "FAILED to install new\nbroken new, which cannot be installed; late never\n"
    assert re.search(r"FAILED: .*\n +exit 1\n", text)
    surroundings, _, told = text.partition('step "oldest: ')
    told, _, newest = told.partition('step "newest: ')
    newest, _, long_forms = newest.partition('step "the long forms')
    assert "|| tell_only" in told and "|| tell_only" in long_forms
    assert "|| tell_only" not in surroundings + newest


WAITS = '''
import ctypes, datetime, os, sys, threading, time
from pathlib import Path
path = Path(sys.argv[1])
path.write_text("now")
system = ctypes.CDLL(None, use_errno=True)
semaphore = ctypes.create_string_buffer(64)
system.sem_init(semaphore, 0, 0)


def until(wait, clock):
    """What a wait until two hundredths of a second from now ends with."""
    now = time.clock_gettime_ns(clock) + 20_000_000
    return wait(semaphore, *words, (ctypes.c_long * 2)(*divmod(now, 10**9))), ctypes.get_errno()


shown = path.stat()
os.utime(path, ns=(10**18 + 1, 10**18 + 2))
given = path.stat().st_atime_ns, path.stat().st_mtime_ns
words = ()
ends = [until(system.sem_timedwait, time.CLOCK_REALTIME)]
for clock in (time.CLOCK_REALTIME, time.CLOCK_MONOTONIC):
    words = (clock,)
    ends.append(until(system.sem_clockwait, clock))
time.sleep(0.01)
condition = threading.Condition()
with condition:
    ends.append(condition.wait(0.01))
print([time.time(), datetime.datetime.now().timestamp(), shown.st_mtime, shown.st_ctime, given, ends])
'''


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("gcc"), reason="needs gcc, and is for Linux")
def test_two_years_ahead_files_are_of_today_and_waits_end(tmp_path: Path) -> None:
    """What .ci/later.c shifts and what it leaves alone; where a wait is shifted too, this does not end."""
    library, path = tmp_path / "later.so", tmp_path / "file"
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, ROOT / ".ci" / "later.c"], check=True)
    before = time.time()
    # These tests run with it too.
    loaded = ":".join(filter(None, [str(library), os.environ.get("LD_PRELOAD")]))
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", WAITS, path],
        env=os.environ | {"LD_PRELOAD": loaded}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    *times, given, ends = literal_eval(told.stdout)
    assert told.stderr == ""
    # A day of leeway: a machine may take its time, and its clock may be set meanwhile.
    assert [round((seconds - before) / 86400) for seconds in times] == [730] * 4
    assert given == (10**18 + 1, 10**18 + 2)
    assert path.stat().st_mtime_ns == 10**18 + 2 - 730 * 86400 * 10**9
    late = (-1, errno.ETIMEDOUT)
    assert ends == [late, late, late, False]


def test_what_tests_start_knows_of_no_terminal() -> None:
    """The library readline, which pytest loads, tells a size of the terminal to all that is started."""
    script = "import os; print({'COLUMNS', 'LINES'} & {*os.environ})"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "set()\n"
