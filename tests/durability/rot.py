"""Bytes of the cache that are not what was written: named and healed by one command, or of no consequence."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from . import scenes
from .kills import warm
from .scenes import SCENES, STORE

DAMAGES: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "gone": lambda data, chance: None,
    "empty": lambda data, chance: b"",
    "cut short": lambda data, chance: data[: len(data) // 2],
    "first byte": lambda data, chance: bytes([data[0] ^ 1]) + data[1:],
    "some byte": lambda data, chance: _flipped(data, chance.randrange(len(data))),
    "another byte": lambda data, chance: _flipped(data, chance.randrange(len(data))),
    "sixty bytes": lambda data, chance: data[: len(data) // 3] + bytes(60) + data[len(data) // 3 + 60 :],
}


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << at % 7)]) + data[at + 1 :]


def corrupt(folder: Path, every: int = 1, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Damage each file of a cache in each way, one at a time, or ``every`` so many of these."""
    warm()
    ready = scenes.ready(SCENES["load"], folder)
    whole = scenes.state(scenes.copy(ready, folder / "work"))
    ends, faults = Counter[str](), list[str]()
    chance = random.Random(seed)
    for number, (path, way) in enumerate(_places(ready)):
        data = DAMAGES[way]((ready / path).read_bytes(), chance)
        if number % every:
            continue
        work = scenes.copy(ready, folder / "work")
        if data is None:
            (work / path).unlink()
        else:
            (work / path).write_bytes(data)
        end = {0: "answered", 3: "named"}.get(scenes.in_child(lambda work=work: _ask(work)), "failed")
        try:
            right = scenes.state(work, heal=True) == whole
        except AssertionError:
            right = False
        ends[end] += 1
        if end == "failed" or not right:
            faults.append(f"{path}, {way}: {end}, and then {'right' if right else 'wrong'}")
    return ends, faults


def _places(ready: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((ready / STORE / "graph").rglob("*")):
        if path.is_file() and path.stat().st_size and path.name != "lock":
            yield from ((path.relative_to(ready), way) for way in DAMAGES)


def _ask(work: Path) -> int:
    """0 for an answer, 3 for a store that says that it is damaged."""
    import os

    from retailgraph import RetailGraph
    from retailgraph.errors import StoreError

    os.environ.update(scenes.environment(work))
    try:
        with RetailGraph.open(work / STORE, create=False) as graph:
            list(graph.store)
            answer = graph.ask("who owns Finch").rows
            assert [row.id for row in answer] == ["acme"], answer
            assert graph.ontology.relations["owns"].label == "owns"
    except StoreError as error:
        return 3 if "is damaged" in str(error) and "retailgraph store reset" in str(error) else 1
    return 0


def run(folder: Path) -> list[str]:
    """The figures, as lines."""
    ends, faults = corrupt(folder)
    print(f"{sum(ends.values())} damages: " + ", ".join(f"{n} {end}" for end, n in sorted(ends.items())))
    return faults
