"""What people accepted and rejected, kept beside the user's data; it moves the confidence of each wording."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from retailgraph.disks import sync_folder
from retailgraph.errors import StoreError
from retailgraph.graph import places
from retailgraph.writing import make_folder

NAME = "feedback.jsonl"
STRENGTH = 8.0
"""How many decisions the confidence before them counts for."""


def path() -> Path:
    """Where the decisions are kept."""
    return places.data_home() / NAME


def keep(decisions: Iterable[Mapping[str, object]], file: Path | None = None) -> int:
    """Add decisions, each with relation, wording, confidence, accepted (true or false), day and a key.

    Gives how many were new: of those with one ``key`` only the last counts, and what stands there already is
    not added again. When this returns they outlast a power failure. StoreError if they cannot be kept.
    """
    file = file or path()
    kept = {key: row["accepted"] for key, row in _rows(file)}
    new = [dict(d) for d in decisions if kept.get(str(d.get("key"))) is not d["accepted"]]
    lines = "".join(json.dumps(d, ensure_ascii=False, sort_keys=True) + "\n" for d in new)
    try:
        if new:
            make_folder(file.parent, durable=True)
            _append(file, lines.encode())
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from error
    _counts.cache_clear()
    return len(new)


def _append(file: Path, content: bytes) -> None:
    """Add lines whole or not at all, also after a line that a power failure cut short."""
    is_new = not file.exists()
    with file.open("ab+", buffering=0) as out:
        end = out.seek(0, os.SEEK_END)
        out.seek(max(0, end - 1))
        if out.read(1) not in (b"", b"\n"):
            content = b"\n" + content
        try:
            if out.write(content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(out.fileno())
        except BaseException:
            out.truncate(end)
            raise
    if is_new:
        sync_folder(file.parent)


def adjusted(relation: str, wording: str, before: float, file: Path | None = None) -> float:
    """A confidence after what people decided about its wording.

    The mean of a Beta distribution: ``before`` counts as STRENGTH decisions, each real one as one more.

    >>> adjusted("owns", "{subject} owns {object}", 0.8, Path("/nowhere"))
    0.8
    """
    accepted, all = _counts(file or path()).get((relation, wording), (0, 0))
    return round((before * STRENGTH + accepted) / (STRENGTH + all), 3)


@lru_cache(maxsize=2)
def _counts(file: Path) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for said in dict(_rows(file)).values():
        key = (said["relation"], said["wording"])
        before = found.get(key, (0, 0))
        found[key] = (before[0] + said["accepted"], before[1] + 1)
    return found


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The decisions of a file in order, by their keys; nothing where there is none."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for number, line in enumerate(lines):
        try:
            said = json.loads(line)
            row = {"relation": str(said["relation"]), "wording": str(said["wording"])}
            yield str(said.get("key", number)), {**row, "accepted": bool(said["accepted"])}
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # a line cut short by a power failure says nothing
