"""What people accepted and rejected, kept beside the user's data; it moves the confidence of each wording."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from retailgraph.errors import StoreError
from retailgraph.graph import places

NAME = "feedback.jsonl"
STRENGTH = 8.0
"""How many decisions the confidence before them counts for."""


def path() -> Path:
    """Where the decisions are kept."""
    return places.data_home() / NAME


def keep(decisions: Iterable[Mapping[str, object]], file: Path | None = None) -> None:
    """Add decisions, each with relation, wording, confidence, accepted (true or false) and day.

    StoreError if not.
    """
    file = file or path()
    lines = "".join(json.dumps(dict(d), ensure_ascii=False, sort_keys=True) + "\n" for d in decisions)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            out.write(lines)  # one write: a reader sees a whole batch or none of it
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from error
    _counts.cache_clear()


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
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return found
    for line in lines:
        try:
            said = json.loads(line)
            key = (str(said["relation"]), str(said["wording"]))
            accepted = bool(said["accepted"])
        except (ValueError, KeyError, TypeError):
            continue  # a line cut short by a power failure says nothing
        before = found.get(key, (0, 0))
        found[key] = (before[0] + accepted, before[1] + 1)
    return found
