"""Many readers and writers at once, of two caches and perhaps two installations over one home: no load is
lost, no reader fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ARTICLE = """\
title: A title
publisher: Daily
published: 2020
passages:
  - says: Something.
    claims:
      - tapestry owns coach
"""
READ = """
import json, sys
from pathlib import Path
from retailgraph import RetailGraph
stop, asked, seen = Path(sys.argv[1]), 0, set()
while asked < 2 or not stop.exists():
    with RetailGraph.open() as graph:
        mine = {a for a in graph.articles() if a.startswith("2020-crowd-")}
        assert seen <= mine, (sorted(seen - mine), "were there before")
        seen = mine
        assert graph.ask("does Tapestry own Coach").answer == "yes"
    asked += 1
print(json.dumps([asked, len(seen)]))
"""
WRITE = """
import sys
from pathlib import Path
from retailgraph import RetailGraph
for path in sys.argv[1:]:
    with RetailGraph.open() as graph:
        assert graph.load([path], wait=600).written
    print(Path(path).stem, flush=True)
"""


@dataclass(frozen=True)
class _Home:
    """One of two installations: its interpreter, and where it finds data and keeps its cache."""

    python: str
    places: dict[str, str]

    def start(self, code: str, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.python, "-c", code, *words],
            env={**os.environ, **self.places}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip


def gather(
    readers: int, writers: int, loads: int, folder: Path, other: str = ""
) -> tuple[list[str], list[str]]:
    """What they did, in words, and what was wrong; ``other`` is the Python of the second installation."""
    places = [
        {"RETAILGRAPH_DATA": str(folder / "data"), "RETAILGRAPH_CACHE": str(folder / f"cache {n}")}
        for n in range(2)
    ]
    homes = [
        _Home(python, each)
        for python, each in zip((sys.executable, other or sys.executable), places, strict=True)
    ]
    folder.mkdir(exist_ok=True)
    stop, given = folder / "stop", []
    for writer in range(writers):
        given.append([folder / f"2020-crowd-{writer}-{n}.yaml" for n in range(loads)])
        for path in given[-1]:
            path.write_text(ARTICLE, encoding="utf-8")
    for home in homes:
        home.start("from retailgraph import RetailGraph; RetailGraph.open().close()").communicate()
    reading = [homes[n % 2].start(READ, str(stop)) for n in range(readers)]
    writing = [homes[n % 2].start(WRITE, *map(str, paths)) for n, paths in enumerate(given)]
    faults, said = [], set()
    for child in writing:
        out, err = child.communicate()
        said.update(out.split())
        faults += [f"a writer: {err[-300:]}"] if child.returncode else []
    stop.touch()
    answers = [0, 0]
    for child in reading:
        out, err = child.communicate()
        faults += [f"a reader: {err[-300:]}"] if child.returncode else []
        answers[0] += json.loads(out)[0] if out else 0
    for home in homes:
        names = "from retailgraph import RetailGraph; print(*RetailGraph.open().articles())"
        lost = said.difference(home.start(names).communicate()[0].split())
        faults += [f"lost: {sorted(lost)}"] if lost else []
    done = f"{writers} writers loaded {len(said)} times, {readers} readers asked {answers[0]} times"
    return [done], faults


def run(readers: int, writers: int, loads: int, folder: Path, other: str = "") -> list[str]:
    """The figures, as lines."""
    lines, faults = gather(readers, writers, loads, folder, other)
    print("\n".join(lines))
    return faults
