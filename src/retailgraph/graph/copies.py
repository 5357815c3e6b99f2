"""Copies of a store: backing up, restoring, giving back the files as loaded; and whether all is as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from retailgraph.errors import InvalidData, NotFound
from retailgraph.graph.building import remake
from retailgraph.graph.home import Home, meta_of
from retailgraph.opening import open_file, unreadable
from retailgraph.tables import conclusions, conflicts, connecting, entities, loads, snapshots, sums, whole
from retailgraph.tables.failures import Damaged
from retailgraph.tables.store import Tables
from retailgraph.writing import write_all, write_made

REMOVED = "removed.txt"
"""In the folder of a load, the ids of the articles and entities that it took away."""


def back_up(home: Home, target: Path, *, force: bool = False) -> int:
    """Write a whole copy of the user's store to a file, also while others read and write; gives its bytes.

    NotFound if nothing was loaded, Refused for a file that is there unless ``force`` and for what is no file,
    StoreError if the store cannot be read, RetailGraphError if the copy cannot be written.
    """
    if not home.path.exists():
        raise NotFound(f"nothing was loaded yet, so there is nothing to back up in {home.path}")
    write_made(target, lambda work: snapshots.fill(home.path, work, target), force=force)
    return target.stat().st_size


def restore(home: Home, copy: Path, wait: float) -> int:
    """Put a copy in place of the user's store; gives how many loads it holds.

    Refused for a file that is no copy of a store, InvalidData for one that cannot be read or is damaged: then
    nothing changes.
    """
    try:
        open_file(copy).close()
    except (OSError, ValueError) as error:
        raise unreadable(copy, error) from None
    try:
        faults = snapshots.faults(copy)
    except Damaged:  # whose message is about the store in use
        faults = [f"{copy}: it is not what `store backup` writes"]
    if faults:
        raise InvalidData(f"{copy} is damaged ({faults[0].removeprefix(f'{copy}: ')}); nothing was restored")
    with connecting.reading(copy) as tables:
        number = len(loads.numbers(tables))
    snapshots.put(copy, home.path, wait)
    return number


def give_back(tables: Tables, folder: Path, *, force: bool = False) -> int:
    """Write the files as loaded, bytes for bytes: a numbered folder for each load, in which they keep their
    names; gives how many there are. Refused for files that are there unless ``force``."""
    files = {
        folder / f"{load:06d}" / place: content
        for load in loads.numbers(tables)
        for place, content in _placed(tables, load)
    }
    if files:
        write_all(files, force=force, durable=True)
    return len(files)


def _placed(tables: Tables, load: int) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for position, file in loads.files(tables, load):
        if file is None:
            raise Damaged(f"{tables.path} is damaged (load {load}, file {position}); see: retailgraph check")
        # Entity files of two folders may share a name; an article's name is its id.
        yield (f"{position:05d}/{file.name}" if file.name in seen else file.name), file.content
        seen.add(file.name)
    gone = [*loads.gone(tables, load, loads.ARTICLE), *loads.gone(tables, load, loads.ENTITY)]
    if gone:
        yield REMOVED, "".join(f"{name}\n" for name in gone).encode()


def faults(home: Home, today: date, progress: Callable[[str], None]) -> list[str]:
    """What is wrong with the user's store and the shipped one below it, a line each: pages, the bytes that
    were loaded, and whether the rows are what these bytes give."""
    shipped = home.shipped
    if shipped is not None and shipped.exists() and not sums.fits(shipped):
        sums.doubt(shipped)
        return [f"{shipped}: a byte of it is not what was written; the next command makes it again"]
    if not home.path.exists():
        return []
    progress("looking at every page")
    found = snapshots.faults(home.path)
    if found:
        return found
    with home.open() as tables:
        progress("looking at what was loaded")
        broken = loads.faults(tables).items()
        found = [
            f"{home.path}: load {load}, file {position} {loads.FAULTS[fault]}"
            for (load, position), fault in broken
        ]
        if found or not home.is_current(meta_of(tables)):
            return found
        progress("making all rows again to compare them")
        with connecting.memory(home.shipped) as again:
            loads.copy(tables, again)
            remake(again, _silent, date.fromisoformat(meta_of(tables).get("day", str(today))))
            return list(_differences(tables, again))


def _differences(tables: Tables, again: Tables) -> Iterator[str]:
    for what, values in _COMPARED.items():
        one, two = ({repr(value) for value in values(some)} for some in (tables, again))
        if one != two:
            yield (
                f"{len(one ^ two)} {what} are not what the loaded files give; `retailgraph store reset` "
                "makes them again"
            )


def _relationships(tables: Tables) -> Iterable[Any]:
    return (known for *_, known in conclusions.found(tables, conclusions.ALL, claims=True))


_COMPARED: dict[str, Callable[[Tables], Iterable[Any]]] = {
    "entities": entities.entities,
    "names": entities.keys,
    "articles": whole.articles,
    "relationships": _relationships,
    "conflicts": conflicts.conflicts,
}


def _silent(line: str) -> None:
    """Progress that nobody asked for."""
