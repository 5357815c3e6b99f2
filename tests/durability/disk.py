"""The power goes under a real ext4: what its journal makes of a disk that is copied while a load runs."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import scenes
from .kills import warm
from .scenes import SCENES, State

SIZE = "24M"


def possible() -> str:
    """Why no disk can be made here; empty if one can."""
    if sys.platform != "linux" or not all(map(shutil.which, ("mkfs.ext4", "mount", "umount"))):
        return "mkfs.ext4 and mount are needed"
    return "only root may mount" if os.geteuid() else ""


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[None]:
    """The disk in a file, at a place; OSError where that may not be done."""
    place.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-o", "loop", str(image), str(place)], capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def cut(count: int, folder: Path, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Cut the power so many times while a load runs and once when it has said that it is done."""
    warm()
    scene, place = SCENES["load"], folder / "disk"
    image, ends, faults = folder / "disk.img", Counter[str](), list[str]()
    _format(image)
    with mounted(image, place):
        work = place / "work"
        scenes.copy(scenes.ready(scene, folder), work)
        before = scenes.state(scenes.copy(folder / "ready", folder / "work"))
        assert scenes.in_child(lambda: scenes.command(folder / "work", scene.words)) == 0
        after = scenes.state(folder / "work")
        scenes.state(work)  # the store is built for the place where it is
    shutil.copy(image, folder / "ready.img")
    chance = random.Random(seed)
    took = 1.0
    for number in range(count + 1):
        shutil.copy(folder / "ready.img", image)
        with mounted(image, place):
            began = time.monotonic()
            child = _loading(work, scene.words)
            if number:  # the first one shows how long it takes
                time.sleep(took * chance.uniform(0.5, 1.2))
                child.send_signal(signal.SIGSTOP)
            else:
                assert child.stdout is not None and child.stdout.readline().startswith("loaded ")
                took = time.monotonic() - began
            shutil.copy(image, folder / "cut.img")
            child.kill()
            said = child.communicate()[0].startswith("loaded") or not number
        end = _end(folder, place, before, after)
        ends[end if end in ("before", "after") else "faults"] += 1
        if end != "after" and (said or end != "before"):
            faults.append(f"cut {number}: {end}" + (", after the word loaded" if said else ""))
    return ends, faults


def _format(image: Path) -> None:
    subprocess.run(["truncate", "-s", SIZE, str(image)], check=True)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)


def _loading(work: Path, words: tuple[str, ...]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "retailgraph", *words, "-q"],
        cwd=work, env={**os.environ, **scenes.environment(work)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _end(folder: Path, place: Path, before: State, after: State) -> str:
    with mounted(folder / "cut.img", place):
        try:
            found = scenes.state(place / "work", heal=True)
        except AssertionError as error:
            return str(error)
        return "before" if found == before else "after" if found == after else f"neither: {found}"


def run(count: int, folder: Path) -> list[str]:
    """The figures of so many cuts, as lines."""
    if why := possible():
        print(f"skipped: {why}")
        return []
    ends, faults = cut(count, folder)
    print(f"{sum(ends.values())} cuts: {ends['before']} before, {ends['after']} after")
    return faults
