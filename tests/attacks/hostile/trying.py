"""One hostile file in a folder of its own, tried by the program, and the judge of what it did."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from .._process import Outcome, finished
from . import articles, contents, drafts
from .model import CHECK, DRAFT, FILE, GROUND, KEPT, LOAD, OUT, PROPOSE, REVIEW, HostileFile, written

PROGRAM = (sys.executable, "-m", "retailgraph")
SECONDS = 120.0
"""After which a process is killed, on a machine however busy."""
CPU = 30.0
MEGABYTES = 1000
ADDRESSES = 4000
"""Megabytes of addresses that a process is given: the machine is to outlive what reads without end."""
WIDTH = 2000
"""Characters of a line of an error at most."""
SAID = 1_000_000
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys, or what turns text round."""


@dataclass(frozen=True)
class Trial:
    """What the program did with a file, command by command, and what is wrong with it."""

    attack: HostileFile
    outcomes: list[Outcome] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def attacks() -> list[HostileFile]:
    """All hostile files, in order."""
    return [*articles.hostile(), *contents.hostile(), *drafts.hostile()]


# --- folders ------------------------------------------------------------------------------------------------


def environment(folder: Path) -> dict[str, str]:
    """That of a program whose home, cache, data and temporary files are in one folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RETAILGRAPH", "LC_", "XDG_"))}
    places = {"HOME": "home", "TMPDIR": "tmp", "RETAILGRAPH_CACHE": "cache", "RETAILGRAPH_DATA": "data"}
    for place in places.values():
        (folder / place).mkdir(parents=True, exist_ok=True)
    return {**kept, **{name: str(folder / place) for name, place in places.items()}, "LANG": "C.UTF-8"}


def make_ground(folder: Path) -> Path:
    """Build the store that is copied for each trial; gives it."""
    for name, text in GROUND.items():
        written(text, folder / "in" / name)
    made = _run(PROGRAM, ("load", str(folder / "in")), folder)
    if made.code:
        raise RuntimeError(f"the store to try on was not made: {made.err}")
    return folder / "store"


def _run(program: Sequence[str], command: Sequence[str], folder: Path) -> Outcome:
    words = [*program, "--store", str(folder / "store"), *command]
    return finished(words, SECONDS, folder, environment(folder), SAID, SAID, ADDRESSES)


def held(store: Path) -> str:
    """A hash of all rows of a store."""
    digest = hashlib.sha256()
    for path in sorted(store.rglob("*")):
        if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3":
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as rows:
                digest.update("\n".join(rows.iterdump()).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _files(folder: Path) -> set[str]:
    """What is beside the store, the cache and the data."""
    mine = {"store", "cache", "data"}
    names = (path.relative_to(folder) for path in folder.rglob("*"))
    return {str(name) for name in names if name.parts[0] not in mine}


# --- the judge ----------------------------------------------------------------------------------------------


def try_file(
    attack: HostileFile, ground: Path, folder: Path, program: Sequence[str] = PROGRAM, only_last: bool = False
) -> Trial:
    """Run the commands of a hostile file in a new folder, with a copy of the store."""
    trial = Trial(attack)
    shutil.copytree(ground, folder / "store")
    environment(folder)
    path = folder / "in" / attack.file
    written(attack.content, path)
    for command in attack.commands[-1:] if only_last else attack.commands:
        before, rows = _files(folder), held(folder / "store")
        outcome = _run(program, [str(path) if word == FILE else word for word in command], folder)
        trial.outcomes.append(outcome)
        faults = [*_unfit(outcome), *_said(outcome, attack)]
        if outcome.code or command == CHECK:
            faults += ["the store was changed"] if held(folder / "store") != rows else []
            faults += [f"left: {name!r}" for name in _strange(folder, before, attack.leaves)]
        elif outcome.code == 0:
            faults += _accepted(command, program, folder, before)
        trial.faults.extend(f"{command[0]}: {fault}" for fault in faults)
    if len({outcome.code for outcome in trial.outcomes}) > 1:
        trial.faults.append("check and load do not agree")
    return trial


def _strange(folder: Path, before: set[str], may: str) -> list[str]:
    """Files and folders that are new and may not be."""
    return sorted(name for name in _files(folder) - before if not re.fullmatch(may, name))


def _unfit(outcome: Outcome) -> Iterator[str]:
    """What no command may do, whatever it is given."""
    if outcome.code < 0:
        yield f"signal {-outcome.code} after {outcome.seconds:.0f} seconds"
    if "Traceback (most" in outcome.err + outcome.out or "--debug shows where" in outcome.err:
        yield f"a traceback: {outcome.err.strip()[-200:]}"
    if outcome.cpu > CPU:
        yield f"{outcome.cpu:.0f} seconds of CPU"
    if outcome.peak > MEGABYTES * 1e6:
        yield f"{outcome.peak / 1e6:.0f} MB of memory"
    if UNFIT.search(outcome.err):
        yield f"characters that a terminal obeys: {outcome.err[:200]!r}"


def _said(outcome: Outcome, attack: HostileFile) -> Iterator[str]:
    """What is wrong with the exit code and with what was said."""
    if outcome.code not in attack.codes:
        yield f"exit code {outcome.code}, not {attack.codes}: {(outcome.err or outcome.out).strip()[-200:]}"
    if outcome.code <= 0:
        return
    text = outcome.out + outcome.err
    for name in attack.names or (attack.file,):
        if name not in text:
            yield f"{name!r} is not named: {text.strip()[:200]!r}"
    if UNFIT.search(outcome.out):
        yield f"characters that a terminal obeys: {outcome.out[:200]!r}"
    lines = [line for line in text.splitlines() if not line.startswith("retailgraph: ")]
    if not 0 < len(lines) <= attack.lines:
        yield f"{len(lines)} lines of error"
    if any(len(line) > WIDTH for line in lines):
        yield f"a line of {max(map(len, lines))} characters"


def _accepted(
    command: tuple[str, ...], program: Sequence[str], folder: Path, before: set[str]
) -> Iterator[str]:
    """What is wrong with what an accepted file became."""
    new = {name for name in _files(folder) - before if (folder / name).is_file()}
    may = {
        LOAD: r"(?!)",
        PROPOSE: rf"{re.escape(DRAFT)}(/[^/]+\.yaml)?",
        REVIEW: rf"{OUT}/.*|in/{re.escape(DRAFT)}\.review\.json",
    }
    yield from (f"left: {name!r}" for name in sorted(new) if not re.fullmatch(may[command], name))
    if command == LOAD and len(_articles(program, folder)) < 2:
        yield "accepted, and not in the graph"
    if command == PROPOSE and not new:
        yield "accepted, and no draft written"
    for name in sorted(name for name in new if command == REVIEW and name.endswith(".yaml")):
        seen = _run(program, ("check", str(folder / name)), folder)
        if seen.code:
            yield f"wrote {name!r}, which does not load: {seen.out.strip()[:200]}"


def _articles(program: Sequence[str], folder: Path) -> list[str]:
    listed = _run(program, ("sources", "-f", "csv"), folder).out
    return [line for line in listed.splitlines() if line.startswith(("20", KEPT))]
