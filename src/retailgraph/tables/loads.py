"""What was loaded, to the byte, in order: the rest of a store is made from it again whenever it must be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

from retailgraph.tables.failures import Damaged
from retailgraph.tables.store import Tables

TABLES = ("load", "load_file", "load_piece", "load_says", "load_gone")
"""The tables of what was loaded, in the order in which their rows refer to each other."""
_PIECE = 1 << 22
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
    from io import BytesIO

    number = begin(tables)
    for position, file in enumerate(files, 1):
        content = BytesIO(file.content)
        add_file(tables, number, position, file.name, content, file.articles, file.entities, file.decides)
    gone = [*((ARTICLE, id) for id in articles_gone), *((ENTITY, id) for id in entities_gone)]
    tables.put("main.load_gone", ((number, kind, id) for kind, id in sorted(set(gone))))
    return number


def begin(tables: Tables) -> int:
    """Note that something is loaded; gives the number of the load."""
    from datetime import UTC, datetime

    number = int(tables.value("SELECT ifnull(max(number), 0) + 1 FROM main.load"))
    tables.put("main.load", [(number, datetime.now(UTC).isoformat(timespec="seconds"))])
    return number


def add_file(
    tables: Tables,
    load: int,
    position: int,
    name: str,
    content: BinaryIO,
    articles: Iterable[str] = (),
    entities: Iterable[str] = (),
    decides: bool = False,
) -> str:
    """Keep a file of a load to the byte, with the ids of what it says; gives its SHA-256."""
    from hashlib import sha256

    digest, size = sha256(), 0
    tables.put("main.load_file", [(load, position, name, 0, "")])
    for piece, raw in enumerate(iter(lambda: content.read(_PIECE), b""), 1):
        digest.update(raw)
        size += len(raw)
        tables.put("main.load_piece", [(load, position, piece, _packed(raw))])
    filled = (size, digest.hexdigest(), load, position)
    tables.run("UPDATE main.load_file SET size = ?, sha256 = ? WHERE load = ? AND position = ?", filled)
    said = {ARTICLE: articles, ENTITY: entities, DECISIONS: ("",) if decides else ()}
    rows = [(load, position, kind, packed_ids(ids)) for kind, ids in said.items() if ids]
    tables.put("main.load_says", rows)
    return digest.hexdigest()


def _packed(raw: bytes) -> bytes:
    from zlib import compress

    return compress(raw, 6)


def packed_ids(ids: Iterable[str]) -> bytes:
    """Ids as a row of ``load_says`` keeps them."""
    return _packed("\n".join(sorted(set(ids))).encode())


def _said(
    tables: Tables, where: str = "", bound: Iterable[Any] = (), only: frozenset[str] | None = None
) -> Iterator[tuple[int, int, str, str]]:
    """Load, file, kind and id of all that was said, or of what was said of these ids."""
    query = f"SELECT load, file, kind, ids FROM main.load_says{where} ORDER BY load, file, kind"
    for load, file, kind, packed in tables.rows(query, bound):
        text = _inflated(packed)
        ids = [] if text is None else text.decode().split("\n")
        for id in ids if only is None else only.intersection(ids):
            yield load, file, kind, id


def _inflated(packed: bytes) -> bytes | None:
    import zlib

    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None


def numbers(tables: Tables) -> list[int]:
    """The numbers of all loads, oldest first."""
    return [row[0] for row in tables.rows("SELECT number FROM main.load ORDER BY number")]


def files(tables: Tables, load: int) -> Iterator[tuple[int, File | None]]:
    """The files of a load by position; None for one that is not what was loaded, or gone."""
    for position, name in positions(tables, load).items():
        whole = name and not _fault(tables, load, position)
        content = b"".join(_pieces(tables, load, position)) if whole else b""
        yield position, File(name, content) if whole else None


def _pieces(tables: Tables, load: int, position: int) -> Iterator[bytes]:
    """The bytes of a file piece by piece, none where they cannot be read."""
    query = "SELECT content FROM main.load_piece WHERE load = ? AND position = ? ORDER BY piece"
    for row in tables.each(query, (load, position)):
        yield _inflated(row[0]) or b""


def positions(tables: Tables, load: int) -> dict[int, str]:
    """The names of the files of a load by position; of one that is gone, but said something, an empty one."""
    said = tables.rows("SELECT DISTINCT file FROM main.load_says WHERE load = ?", (load,))
    named = tables.rows("SELECT position, name FROM main.load_file WHERE load = ?", (load,))
    return dict(sorted({**{row[0]: "" for row in said}, **dict(named)}.items()))


def faults(tables: Tables) -> dict[tuple[int, int], str]:
    """What is wrong with kept files (``missing``, ``empty`` or ``changed``), by load and position.

    Every byte is read.
    """
    found = {}
    for load in numbers(tables):
        for position, name in positions(tables, load).items():
            fault = _fault(tables, load, position) if name else "missing"
            if fault:
                found[load, position] = fault
    return found


def _fault(tables: Tables, load: int, position: int) -> str:
    from hashlib import sha256

    query = "SELECT size, sha256 FROM main.load_file WHERE load = ? AND position = ?"
    size, digest = tables.one(query, (load, position))
    found, length = sha256(), 0
    for raw in _pieces(tables, load, position):
        found.update(raw)
        length += len(raw)
    if found.hexdigest() == digest:
        return ""
    kept = "SELECT sum(length(content)) FROM main.load_piece WHERE load = ? AND position = ?"
    return "changed" if tables.value(kept, (load, position)) or not size else "empty"


def gone(tables: Tables, load: int, kind: str) -> list[str]:
    """The ids of the articles or entities that a load took away."""
    query = "SELECT id FROM main.load_gone WHERE load = ? AND kind = ? ORDER BY id"
    return [row[0] for row in tables.rows(query, (load, kind))]


def standing(tables: Tables, only: Iterable[str] | None = None) -> Standing:
    """What of all loads counts: all of it, or what counts of these ids, without decisions."""
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
    wanted = None if only is None else frozenset(only)
    events += [(load, 1, kind, id, position) for load, position, kind, id in _said(tables, only=wanted)]
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
    for table in TABLES:
        target.put(f"main.{table}", source.each(f"SELECT * FROM main.{table}"))


class Says(NamedTuple):
    """The ids of what files say."""

    articles: list[str]
    entities: list[str]


def standing_of(tables: Tables, digests: Collection[str]) -> Says | None:
    """What the files of these hashes say, if all of it counts and no decisions were among it; None if not."""
    kept = tables.rows("SELECT load, position, sha256 FROM main.load_file")
    if not set(digests) <= {digest for *_, digest in kept}:
        return None
    now, broken = standing(tables), faults(tables)
    found = Says([], [])
    for digest in set(digests):
        places = {(p, n) for p, n, other in kept if other == digest and (p, n) not in broken}
        best = max(places, default=None)
        if best is None:
            return None
        for *_, kind, id in _said(tables, " WHERE load = ? AND file = ?", best):
            known = now.articles if kind == ARTICLE else now.entities
            if kind == DECISIONS or id not in known or known[id].sha256 != digest:
                return None
            (found.articles if kind == ARTICLE else found.entities).append(id)
    return found
