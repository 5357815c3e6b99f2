"""The short form of the hostile files: all of them are ``python -m tests.attacks files``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from conftest import some

from .hostile.model import HostileFile
from .hostile.trying import attacks, held, make_ground, try_file

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are measured and limited")

CHOSEN = (
    *("YAML: a billion laughs", "YAML: an unknown key", "encoding: UTF-32"),
    *("characters: right to left in a name", "head: 30 February", "name: ESC"),
    *("kind of file: a pipe", "claim: an IRI smuggled in", "figure: a million digits"),
    *("entity: a website that breaks out", "decision: about nobody"),
    *("CSV: an article outside of the folder", "JSON Lines: 200,000 lists deep"),
    *("text: zeros without end", "lines of texts: half a line"),
    *("draft: an id that climbs out",),
    *some("YAML: a Python object", "YAML: 100,000 mappings deep", "head: a copy of a path"),
    *some("kind of file: a link to zeros without end", "kind of file: 10 GB"),
    *some("claim: a share that is no number", "claim: the types turned round"),
    *some("text: UTF-16", "draft: version 99", "draft: a pipe"),
)


def named(name: str) -> HostileFile:
    (attack,) = (attack for attack in attacks() if attack.name == name)
    return attack


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_ground(tmp_path_factory.mktemp("ground"))


@pytest.mark.parametrize("name", CHOSEN)
def test_a_hostile_file_gets_one_clear_error(name: str, ground: Path, tmp_path: Path) -> None:
    assert try_file(named(name), ground, tmp_path, only_last=True).faults == []


def test_there_are_many_and_no_two_of_one_name() -> None:
    names = [attack.name for attack in attacks()]
    assert len(names) == len(set(names)) >= 150
    assert {name.partition(":")[0] for name in CHOSEN} == {attack.kind for attack in attacks()} - {"TSV"}


REFUSES = "sys.stderr.write('error: 2021-03-04-evil.yaml: no\\n'); "
FAKES = {
    "accepts everything": ("pass", "exit code 0, not (5,)"),
    "names nothing": ("sys.stderr.write('error: no\\n'); sys.exit(5)", "is not named"),
    "says nothing": ("sys.exit(5)", "0 lines of error"),
    "says much": (REFUSES + "print('no\\n' * 13); sys.exit(5)", "15 lines of error"),
    "says all in a line": (REFUSES + "print('no' * 1001); sys.exit(5)", "a line of 2002 characters"),
    "stumbles": ("1 / 0", "a traceback"),
    "stumbles in a line": (REFUSES + "print('(--debug shows where)', file=sys.stderr)", "a traceback"),
    "dies": ("os.kill(os.getpid(), 9)", "signal 9"),
    "repeats what a terminal obeys": (REFUSES + "print('\\x1b[2J', file=sys.stderr)", "a terminal obeys"),
    "leaves a file": (REFUSES + "open('tmp/x', 'w'); sys.exit(5)", "left: 'tmp/x'"),
    "loads and refuses": (
        REFUSES + "import sqlite3, glob; d = sqlite3.connect(glob.glob('store/**/*.db', recursive=True)[0]); "
        "d.execute('create table x(y)'); d.commit(); sys.exit(5)",
        "the store was changed",
    ),
    "takes much memory": (REFUSES + "x = b'x' * 1_200_000_000; sys.exit(5)", "MB of memory"),
}


@pytest.mark.parametrize("fake", FAKES)
def test_a_program_that_does_wrong_is_found_out(fake: str, ground: Path, tmp_path: Path) -> None:
    code, fault = FAKES[fake]
    program = (sys.executable, "-c", f"import os, sys; {code}")
    found = try_file(named("YAML: an unknown key"), ground, tmp_path, program).faults
    assert any(fault in one for one in found), found


def test_what_is_accepted_must_be_there(ground: Path, tmp_path: Path) -> None:
    accepts = (sys.executable, "-c", "")
    for name, fault in (
        ("head: a copy of what nobody wrote", "load: accepted, and not in the graph"),
        ("text: control characters", "propose: accepted, and no draft written"),
    ):
        assert try_file(named(name), ground, tmp_path / name[:4], accepts).faults == [fault]


def test_a_store_is_told_by_its_rows(ground: Path, tmp_path: Path) -> None:
    other = make_ground(tmp_path)
    assert held(ground) == held(ground) != held(tmp_path / "in")
    assert held(other) != held(tmp_path / "in")
