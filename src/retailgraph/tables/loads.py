"""What was loaded, to the byte, in order: the rest of a store is made from it again whenever it must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from retailgraph.tables.failures import Damaged
from retailgraph.tables.store import Tables

ARTICLE, ENTITY, DECISIONS = "article", "entity", "decisions"
FAULTS = {"missing": "is missing", "empty": "is empty", "changed": "has changed since it was loaded"}
"""What is wrong with a kept file, and that in words."""


class File(NamedTuple):
    """One file as it was loaded, with the ids of what it says."""

    name: str
    content: bytes
    articles: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    decides: bool = False


class Place(NamedTuple):
    """Where something was said last: the load and the file in it, with the name and hash of that."""

    load: int
    position: int
    name: str
    sha256: str

    def __str__(self) -> str:
        return f"load {self.load}: {self.name}"


class Standing(NamedTuple):
    """Where what counts of all loads was said, by id; ``hidden`` are shipped articles that were removed."""

    articles: dict[str, Place]
    entities: dict[str, Place]
    decisions: list[Place]
    hidden: set[str]


def add(
    tables: Tables,
    files: Iterable[File] = (),
    articles_gone: Iterable[str] = (),
    entities_gone: Iterable[str] = (),
) -> int:
    """Note a load of files, or the removal of articles and entities; gives its number."""
    from datetime import UTC, datetime
    from hashlib import sha256
    from zlib import compress

    number = int(tables.value("SELECT ifnull(max(number), 0) + 1 FROM main.load"))
    tables.put("main.load", [(number, datetime.now(UTC).isoformat(timespec="seconds"))])
    for position, file in enumerate(files, 1):
        digest, size = sha256(file.content).hexdigest(), len(file.content)
        row = (number, position, file.name, size, digest, compress(file.content, 1))
        tables.put("main.load_file", [row])
        said = [*((ARTICLE, id) for id in file.articles), *((ENTITY, id) for id in file.entities)]
        said += [(DECISIONS, "")] if file.decides else []
        tables.put("main.load_says", ((number, kind, id, position) for kind, id in sorted(set(said))))
    gone = [*((ARTICLE, id) for id in articles_gone), *((ENTITY, id) for id in entities_gone)]
    tables.put("main.load_gone", ((number, kind, id) for kind, id in sorted(set(gone))))
    return number


def numbers(tables: Tables) -> list[int]:
    """The numbers of all loads, oldest first."""
    return [row[0] for row in tables.rows("SELECT number FROM main.load ORDER BY number")]


def files(tables: Tables, load: int) -> Iterator[tuple[int, File | None]]:
    """The files of a load by position; None for one that is not what was loaded, or gone."""
    query = "SELECT name, sha256, content FROM main.load_file WHERE load = ? AND position = ?"
    for position, file in positions(tables, load).items():
        row = tables.one(query, (load, position))
        content = None if row is None or not file else _unpacked(*row[1:])
        yield position, None if content is None else File(file, content)


def positions(tables: Tables, load: int) -> dict[int, str]:
    """The names of the files of a load by position; of one that is gone, but said something, an empty one."""
    said = tables.rows("SELECT DISTINCT file FROM main.load_says WHERE load = ?", (load,))
    named = tables.rows("SELECT position, name FROM main.load_file WHERE load = ?", (load,))
    return dict(sorted({**{row[0]: "" for row in said}, **dict(named)}.items()))


def _unpacked(digest: str, packed: bytes) -> bytes | None:
    import zlib
    from hashlib import sha256

    try:
        content = zlib.decompress(packed)
    except zlib.error:
        return None
    return content if sha256(content).hexdigest() == digest else None


def faults(tables: Tables) -> dict[tuple[int, int], str]:
    """What is wrong with kept files (``missing``, ``empty`` or ``changed``), by load and position.

    Every byte is read.
    """
    found = {}
    for load in numbers(tables):
        names = positions(tables, load)
        for position, file in files(tables, load):
            if file is None:
                found[load, position] = _fault(tables, load, position) if names[position] else "missing"
    return found


def _fault(tables: Tables, load: int, position: int) -> str:
    query = "SELECT length(content) FROM main.load_file WHERE load = ? AND position = ?"
    return "changed" if tables.value(query, (load, position)) else "empty"


def gone(tables: Tables, load: int, kind: str) -> list[str]:
    """The ids of the articles or entities that a load took away."""
    query = "SELECT id FROM main.load_gone WHERE load = ? AND kind = ? ORDER BY id"
    return [row[0] for row in tables.rows(query, (load, kind))]


def standing(tables: Tables) -> Standing:
    """What of all loads counts."""
    whole = Standing({}, {}, [], set())
    kept = {
        (load, position): Place(load, position, name, digest)
        for load, position, name, digest in tables.each(
            "SELECT load, position, name, sha256 FROM main.load_file"
        )
    }
    # What a load takes away it takes before it brings any.
    events = [
        (load, 0, kind, id, 0) for load, kind, id in tables.each("SELECT load, kind, id FROM main.load_gone")
    ]
    said = tables.each("SELECT load, kind, id, file FROM main.load_says")
    events += [(load, 1, kind, id, position) for load, kind, id, position in said]
    for load, comes, kind, id, position in sorted(events):
        place = kept.get((load, position), Place(load, position, "", ""))
        if kind == DECISIONS:
            if whole.decisions and whole.decisions[0].load != load:
                whole.decisions.clear()
            whole.decisions.append(place)
            continue
        ids = whole.articles if kind == ARTICLE else whole.entities
        if comes:
            ids[id] = place
        elif ids.pop(id, None) is None and kind == ARTICLE:
            whole.hidden.add(id)
    return whole


def holds(tables: Tables, given: Iterable[tuple[str, File]]) -> bool:
    """Whether all that files say, each with its hash, counts already from files of the same bytes."""
    some = list(given)
    known = {row[0] for row in tables.rows("SELECT DISTINCT sha256 FROM main.load_file")}
    if not known.issuperset(digest for digest, _ in some):
        return False
    now, broken = standing(tables), faults(tables)
    decided = sorted(digest for digest, file in some if file.decides)
    if decided and decided != sorted(place.sha256 for place in now.decisions):
        return False

    def same(place: Place | None, digest: str) -> bool:
        return place is not None and place.sha256 == digest and (place.load, place.position) not in broken

    return all(
        all(same(now.articles.get(id), digest) for id in file.articles)
        and all(same(now.entities.get(id), digest) for id in file.entities)
        for digest, file in some
    )


def copy(source: Tables, target: Tables) -> None:
    """Put the whole log of a store into another, which has none; Damaged if a file is not as it was."""
    for (load, position), fault in faults(source).items():
        raise Damaged(f"{source.path} is damaged (load {load}, file {position} {FAULTS[fault]})")
    for table in ("load", "load_file", "load_says", "load_gone"):
        target.put(f"main.{table}", source.each(f"SELECT * FROM main.{table}"))
