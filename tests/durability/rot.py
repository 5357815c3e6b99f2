"""A flipped bit in the cache of the shipped articles, or in the user's store: no wrong answer in silence."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections import Counter
from pathlib import Path

from . import scenes
from .kills import warm


def flip(count: int, folder: Path, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Flip so many bits of the files that hold the shipped articles, one at a time."""
    warm()
    cache, ready, said = folder / "cache", folder / "ready", folder / "said"
    os.environ.update(RETAILGRAPH_CACHE=str(cache), RETAILGRAPH_DATA=str(folder / "data"))
    os.environ.pop("RETAILGRAPH_STORE", None)
    assert scenes.in_child(lambda: _ask(said)) == 0
    whole = said.read_text()
    shutil.copytree(cache, ready)
    files = [p for p in sorted(ready.rglob("*")) if p.is_file() and p.stat().st_size]
    sizes = [p.stat().st_size for p in files]
    chance, ends, faults = random.Random(seed), Counter[str](), list[str]()
    for _ in range(count):
        shutil.rmtree(cache)
        shutil.copytree(ready, cache)
        (chosen,) = chance.choices(files, sizes)
        data = bytearray(chosen.read_bytes())
        at = chance.randrange(len(data))
        data[at] ^= 1 << chance.randrange(8)
        (cache / chosen.relative_to(ready)).write_bytes(data)
        code = scenes.in_child(lambda: _ask(said))
        end = {0: "answered" if said.read_text() == whole else "wrong", 3: "named"}.get(code, "failed")
        ends[end] += 1
        if end in ("wrong", "failed"):
            faults.append(f"{chosen.relative_to(ready)}, byte {at}: {end}")
    return ends, faults


def _ask(said: Path) -> int:
    """0 for an answer, 3 for a store that says that it is damaged, and what heals it."""
    from retailgraph import RetailGraph
    from retailgraph.errors import StoreError

    said.write_text("")
    try:
        with RetailGraph.open() as graph:
            quads = hashlib.sha256("".join(graph.export("nquads")).encode()).hexdigest()
            said.write_text(f"{quads} {[row.id for row in graph.ask('partners of Tapestry').rows]}")
    except StoreError as error:
        return 3 if "is damaged" in str(error) and "`retailgraph store reset" in str(error) else 1
    return 0


def run(count: int, folder: Path) -> list[str]:
    """The figures, as lines."""
    ends, faults = flip(count, folder)
    print(f"{count} flipped bits: " + ", ".join(f"{n} {end}" for end, n in sorted(ends.items())))
    return faults
