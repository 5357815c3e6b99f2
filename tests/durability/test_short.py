"""Short forms of the kills, power cuts and crowds: long ones are ``python -m tests.durability``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

from . import crowd, disk, recording

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed"),
]
KILLED = ("load", "reset of loads")
_APART = """
import json, sys
from pathlib import Path
from tests.durability import cuts, disk, kills, scenes
place = Path(sys.argv[1])
print(json.dumps({}))
"""


def apart(work: str, folder: Path) -> Any:
    """What an expression comes to in a process of its own, where ``place`` is the folder.

    A child forked from this one, in which the engine of SPARQL may have run, would wait for threads that
    it lacks.
    """
    words = [sys.executable, "-c", _APART.replace("{}", work), str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def cut(name: str, folder: Path, **options: Any) -> tuple[list[str], int, int]:
    """Faults of the cuts of a scene, and how many left what was before and what was after."""
    said = ", ".join(f"{key}={value!r}" for key, value in options.items())
    work = f"(lambda d: (d.faults, d.before, d.after))(cuts.cut(scenes.SCENES[{name!r}], place, {said}))"
    faults, before, after = apart(work, folder)
    return faults, before, after


@pytest.fixture
def recorded() -> None:
    if why := recording.possible():
        pytest.skip(why)


@pytest.mark.parametrize("name", KILLED)
def test_a_command_killed_at_any_moment_leaves_before_or_after(name: str, tmp_path: Path) -> None:
    assert apart(f"kills.kill([{name!r}], 4, place)[0].faults", tmp_path) == []


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("name", ["first load", "decide in a new folder"])
def test_a_power_cut_at_any_call_leaves_before_or_after(name: str, tmp_path: Path) -> None:
    faults, before, after = cut(name, tmp_path, some=0, every=67 if name == "first load" else 3)
    assert faults == []
    assert before and after, "there were cuts before and after"


@pytest.mark.usefixtures("recorded")
def test_a_disk_that_takes_no_notice_of_syncs_is_found_out(tmp_path: Path) -> None:
    """The cuts can fail: this is what became of a load before its files were synced."""
    faults, _, _ = cut("decide in a new folder", tmp_path, some=0, deaf=True, every=3)
    assert any("had said that it was done" in fault for fault in faults)


def test_an_ext4_whose_power_goes_after_the_word_loaded_has_what_was_loaded(tmp_path: Path) -> None:
    if why := disk.possible():
        pytest.skip(why)
    try:
        ends, faults = apart("disk.cut(0, place)", tmp_path)
    except AssertionError as error:
        if "OSError" not in str(error):
            raise
        pytest.skip("no disk can be mounted here")
    assert (ends["after"], faults) == (1, [])


@pytest.mark.usefixtures("shipped")
def test_readers_and_writers_of_two_caches_lose_nothing(shipped_copy: Path) -> None:
    home = shipped_copy / "crowd"
    for number in range(2):
        shutil.copytree(shipped_copy / "own cache", home / f"cache {number}")
    _, faults = crowd.gather(readers=1, writers=2, loads=1, folder=home)
    assert faults == []
