"""Commands killed at any moment leave what was before or after, and the next writer finds its way."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from . import scenes
from .scenes import SCENES, Scene, State


@dataclass
class Killed:
    """What became of the kills of one command."""

    scene: str
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """One row of a table."""
        words = ("before", "after", "in parts", "by itself")
        return (
            f"| {self.scene} | {sum(self.ends.values())} | "
            + " | ".join(str(self.ends[word]) for word in words)
            + f" | {len(self.faults)} |"
        )


def warm() -> None:
    """Import what commands import, so that a child of this process starts with its work."""
    import retailgraph.articles.reading
    import retailgraph.cli.browsing
    import retailgraph.cli.deciding
    import retailgraph.cli.drawing
    import retailgraph.cli.exploring
    import retailgraph.cli.files
    import retailgraph.cli.proposing
    import retailgraph.cli.querying
    import retailgraph.cli.reviewing
    import retailgraph.cli.upkeep
    import retailgraph.explorer
    import retailgraph.extraction.drafting
    import retailgraph.graph.building
    import retailgraph.graph.changing
    import retailgraph.validation  # noqa: F401


def kill(names: Iterable[str], count: int, folder: Path, seed: int = 1) -> list[Killed]:
    """Kill each of these commands so many times, at moments spread over its run."""
    warm()
    chance = random.Random(seed)
    return [_kill(SCENES[name], count, folder, chance) for name in names]


def _kill(scene: Scene, count: int, folder: Path, chance: random.Random) -> Killed:
    ready = scenes.ready(scene, folder)
    before = scenes.state(scenes.copy(ready, folder / "work"))
    work = scenes.copy(ready, folder / "work")
    began = time.monotonic()
    steps = folder / "steps"
    assert scenes.in_child(lambda: _counted(work, scene, steps)) == 0, scene.name
    took = time.monotonic() - began
    after = scenes.state(work)
    done = Killed(scene.name)
    for number in range(count):
        work = scenes.copy(ready, folder / "work")
        # One in each slice of the run, so that no part of it is left out: by the clock, and by what is done.
        part = (number + chance.random()) / count
        if number % 2:
            ended = _kill_at_step(scene, work, 1 + int(part * int(steps.read_text())))
        else:
            ended = _kill_after(scene, work, part * took * 1.05)
        _judge(done, ended, work, before, after)
    return done


STEPS = frozenset(
    (
        "open",
        "os.rename",
        "os.mkdir",
        "os.remove",
        "os.rmdir",
        "os.link",
        "os.truncate",
        "os.scandir",
        "os.listdir",
    )
)
"""What Python tells of before it does it: most of what touches a disk."""


def _counted(work: Path, scene: Scene, target: Path) -> int:
    count = 0

    def seen(event: str, _: object) -> None:
        nonlocal count
        count += event in STEPS

    sys.addaudithook(seen)
    code = scenes.command(work, scene.words)
    steps = count
    target.write_text(str(steps))
    return code


def _kill_at_step(scene: Scene, work: Path, step: int) -> bool:
    left = step

    def seen(event: str, _: object) -> None:
        nonlocal left
        left -= event in STEPS
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def work_until_then() -> int:
        sys.addaudithook(seen)
        return scenes.command(work, scene.words)

    return scenes.in_child(work_until_then) == 0


def _kill_after(scene: Scene, work: Path, delay: float) -> bool:
    """Whether the command had ended before it was killed."""
    pid = scenes.fork(lambda: scenes.command(work, scene.words))
    time.sleep(delay)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def _judge(done: Killed, ended: bool, work: Path, before: State, after: State) -> None:
    try:
        found = scenes.state(work)
    except AssertionError as error:
        done.ends["in parts"] += 1
        done.faults.append(str(error))
        return
    word = "before" if found == before else "after" if found == after else "in parts"
    done.ends["by itself" if ended and word == "after" else word] += 1
    if not scenes.is_whole(found, before, after):
        done.faults.append(f"{difference(found, before, after)}")
    if ended and found != after:
        done.faults.append("it had ended, and not all is there")


def difference(found: State, before: State, after: State) -> dict[str, tuple[str | None, ...]]:
    """The parts that are neither as before nor as after: found, before, after."""
    parts = {*found, *before, *after}
    return {
        part: (found.get(part), before.get(part), after.get(part))
        for part in sorted(parts)
        if found.get(part) not in (before.get(part), after.get(part))
    }
