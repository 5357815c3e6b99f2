"""Short forms of the kills, power cuts and crowds: long ones are ``python -m tests.durability``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from . import crowd, cuts, disk, kills, recording
from .scenes import SCENES

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed"),
    # The parent has no threads of its own; those that libraries keep asleep are of no use to the child.
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),
]
KILLED = ("load", "reset of loads")


@pytest.fixture
def recorded() -> None:
    if why := recording.possible():
        pytest.skip(why)


@pytest.mark.parametrize("name", KILLED)
def test_a_command_killed_at_any_moment_leaves_before_or_after(name: str, tmp_path: Path) -> None:
    (done,) = kills.kill([name], 4, tmp_path)
    assert done.faults == []


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("name", ["first load", "decide in a new folder"])
def test_a_power_cut_at_any_call_leaves_before_or_after(name: str, tmp_path: Path) -> None:
    done = cuts.cut(SCENES[name], tmp_path, some=0, every=67 if name == "first load" else 3)
    assert done.faults == []
    assert done.before and done.after, "there were cuts before and after"


@pytest.mark.usefixtures("recorded")
def test_a_disk_that_takes_no_notice_of_syncs_is_found_out(tmp_path: Path) -> None:
    """The cuts can fail: this is what became of a load before its files were synced."""
    done = cuts.cut(SCENES["decide in a new folder"], tmp_path, some=0, deaf=True, every=3)
    assert any("had said that it was done" in fault for fault in done.faults)


def test_an_ext4_whose_power_goes_after_the_word_loaded_has_what_was_loaded(tmp_path: Path) -> None:
    if why := disk.possible():
        pytest.skip(why)
    try:
        ends, faults = disk.cut(0, tmp_path)
    except OSError as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    assert (ends["after"], faults) == (1, [])


@pytest.mark.usefixtures("shipped")
def test_readers_and_writers_of_two_caches_lose_nothing(shipped_copy: Path) -> None:
    home = shipped_copy / "crowd"
    for number in range(2):
        shutil.copytree(shipped_copy / "own cache", home / f"cache {number}")
    _, faults = crowd.gather(readers=1, writers=2, loads=1, folder=home)
    assert faults == []
