"""The text files behind a store: the shipped ones, and what the user loaded in the form of earlier versions.

What the user loads is kept in the store itself, to the byte. Before, each load was one numbered folder with
copies of the files given, and a removal a folder with a list; such folders are taken into the store once.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from retailgraph._version import __version__
from retailgraph.errors import StoreError
from retailgraph.graph import places
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Bundle
    from retailgraph.graph.contents import Contents
    from retailgraph.ontology import Ontology
    from retailgraph.tables import loads

INDEX = "retailgraph-loads"
_LOADED, _REMOVED, _OVER_SHIPPED = "loaded.txt", "removed.txt", "over-shipped"
FORMAT = 20
"""Raise it when the rows of the same files change: older stores are then made again from what was loaded."""


def folders(shipped: bool) -> tuple[Path, ...]:
    """The shipped folders that a store is made from."""
    return (places.shipped("ontology"), places.shipped("data")) if shipped else (places.shipped("ontology"),)


def record(shipped: bool) -> dict[str, Any]:
    """What a store made now would be made from."""
    return {
        "format": FORMAT,
        "version": __version__,
        "shipped": shipped,
        "signature": _quick_signature(folders(shipped)),
        "content": _signature(folders(shipped), _by_content),
    }


def matches(meta: Mapping[str, Any], shipped: bool) -> bool:
    """Whether a store with this record is up to date; cheap as long as no file was touched."""
    if not is_of_this_version(meta):
        return False
    if meta.get("signature") == _quick_signature(folders(shipped)):
        return True
    return bool(meta.get("content") == _signature(folders(shipped), _by_content))


def is_of_this_version(meta: Mapping[str, Any]) -> bool:
    """Whether this version of the program made a store."""
    return meta.get("format") == FORMAT and meta.get("version") == __version__


# --- reading ------------------------------------------------------------------------------------------------


def read_ontology() -> Ontology:
    """The shipped ontology."""
    from retailgraph.ontology import read

    return read(places.shipped("ontology") / "retailgraph.ttl")


def read_shipped(ontology: Ontology) -> Contents:
    """What the shipped files say, before any decision is carried out."""
    from retailgraph.articles import read
    from retailgraph.graph.contents import Contents

    contents = Contents()
    contents.add(read([places.shipped("data")], ontology, {}))
    return contents


def replay(
    tables: Tables,
    ontology: Ontology,
    below: Contents,
    progress: Callable[[str], None] | None = None,
) -> Contents:
    """All that was loaded, load by load; what is lost or no longer valid is left out and reported.

    Paths are those of the loads: ``load 1: news.yaml``.
    """
    import tempfile

    from retailgraph.articles import read
    from retailgraph.graph.contents import Contents
    from retailgraph.tables import loads

    user = Contents()
    with tempfile.TemporaryDirectory(prefix="retailgraph-") as place:
        for load in loads.numbers(tables):
            for article in loads.gone(tables, load, loads.ARTICLE):
                user.articles.pop(article, None)
            for entity in loads.gone(tables, load, loads.ENTITY):
                user.entities.pop(entity, None)
            known = {i: e.types for i, e in {**below.entities, **user.entities}.items()}
            paths = _written(Path(place), load, loads.files(tables, load))
            if paths:
                user.add(_as_loaded(read(paths, ontology, known, by_row=True), place))
            if progress:
                progress(f"replaying load {load}")
    return user


def _written(folder: Path, load: int, files: Iterable[tuple[int, loads.File | None]]) -> list[Path]:
    """The files of a load in a folder; those of two folders may share a name, and an article's is its id."""
    paths = []
    for position, file in files:
        if file is not None:
            path = folder / f"{load:06d}" / f"{position:05d}" / file.name
            path.parent.mkdir(parents=True)
            path.write_bytes(file.content)
            paths.append(path)
    return paths


def _as_loaded(bundle: Bundle, place: str) -> Bundle:
    """The same with the names that the files have in the loads, for those who are told of them."""
    from dataclasses import replace

    names = {path: _name(path, place) for path in (*bundle.files, *bundle.bad)}
    return replace(
        bundle,
        articles=tuple(replace(a, path=names[a.path]) for a in bundle.articles),
        entities=tuple(replace(e, path=names[e.path]) for e in bundle.entities),
        decisions=tuple(replace(d, path=names[d.path]) for d in bundle.decisions),
        findings=tuple(
            replace(f, path=names.get(f.path, f.path), message=_name(f.message, place))
            for f in bundle.findings
        ),
    )


def _name(text: str, place: str) -> str:
    found = re.compile(re.escape(place + os.sep) + r"0*(\d+)[/\\]\d+[/\\]")
    return found.sub(r"load \1: ", text)


# --- the folders of earlier versions ------------------------------------------------------------------------


def old_loads(root: Path) -> list[Path]:
    """The folders of loads that an earlier version kept, oldest first; of a removal there may be none."""
    try:
        index = (root / INDEX).read_text(encoding="ascii").splitlines()
        return [root / line.partition(" ")[0] for line in index[1:-1]]
    except (FileNotFoundError, NotADirectoryError):
        pass  # of a version before there was an index
    except (OSError, ValueError) as error:
        raise StoreError(f"{root / INDEX}: cannot be read: {error}") from error
    try:
        return sorted(root / name for name in os.listdir(root) if name.isdigit())  # noqa: PTH208 - cold path
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise StoreError(f"{root}: cannot be read: {error.strerror}") from error


def forget_old(root: Path) -> None:
    """Forget the loads of an earlier version, all at one stroke, and delete them."""
    import shutil

    from retailgraph.writing import write_whole

    folders = old_loads(root)
    if folders:
        head = f"{INDEX} 1"
        write_whole(root / INDEX, f"{head}\nsum {crc32(head.encode()):08x}\n", force=True, durable=True)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".json").unlink(missing_ok=True)


def is_ours(root: Path) -> bool:
    """Whether a folder of loads is ours: it holds nothing that is not, or says so."""
    names = {path.name for path in root.iterdir()} if root.is_dir() else {""}
    begun = {name for name in names if name != "lock" and not name.startswith(".retailgraph-")}
    return not begun or bool(begun & {INDEX, _OVER_SHIPPED, "decisions.yaml"})


def was_over_shipped(root: Path) -> bool:
    """Whether an earlier version began a store of one's own there over the shipped files."""
    return (root / _OVER_SHIPPED).exists()


def take_in(tables: Tables, folders: Iterable[Path]) -> None:
    """Keep the loads of an earlier version in the store, byte for byte."""
    from retailgraph.tables import loads

    for folder in folders:
        paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in (_LOADED, _REMOVED)]
        if (record := _record_of(folder)) is None:
            files = [_file(path, _listed(folder / _LOADED) if not n else ()) for n, path in enumerate(paths)]
            loads.add(tables, files, _listed(folder / _REMOVED))
        else:
            files = [_file(path, **record["files"][path.relative_to(folder).as_posix()]) for path in paths]
            loads.add(tables, files, record["articles_gone"], record["entities_gone"])


def _file(
    path: Path, articles: Sequence[str] = (), entities: Sequence[str] = (), decides: bool = False, **_: object
) -> loads.File:
    from retailgraph.tables import loads

    decides = decides or path.name == "decisions.yaml"
    if not articles and not entities and path.suffix in (".yaml", ".yml") and not decides:
        articles = (path.stem,)  # of most files; what is none is left out with a word
    return loads.File(path.name, path.read_bytes(), tuple(articles), tuple(entities), decides)


def _record_of(folder: Path) -> dict[str, Any] | None:
    """What a record beside the folder says of its files, as the last version before this one wrote it."""
    try:
        record: dict[str, Any] = json.loads(folder.with_name(f"{folder.name}.json").read_bytes())
    except (OSError, ValueError):
        return None
    return record


def _listed(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else []


# --- signatures ---------------------------------------------------------------------------------------------


def _quick_signature(folders: Iterable[Path]) -> str:
    """A signature that costs little at every start.

    Files inside an installed package change only when it is installed again, which makes their folders
    anew; in a checkout people edit them, so each is looked at.
    """
    if not places.is_installed():
        return _signature(folders, _by_stat)
    looked_at = [f for folder in folders for f in (folder, folder / "articles", folder / "entities")]
    return " ".join(str(f.stat().st_mtime_ns) for f in looked_at if f.is_dir())


def _signature(folders: Iterable[Path], part: Callable[[os.DirEntry[str]], str]) -> str:
    listing = [f"{e.path[len(str(f)) :]} {part(e)}" for f in folders for e in _files(str(f))]
    return f"{len(listing)} files, {crc32(chr(10).join(listing).encode()):08x}"


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda e: e.name)
    for entry in entries:
        if entry.is_dir():
            yield from _files(entry.path)
        elif entry.name.endswith((".yaml", ".yml", ".ttl")):
            yield entry


def _by_stat(entry: os.DirEntry[str]) -> str:
    known = entry.stat()
    return f"{known.st_size} {known.st_mtime_ns}"


def _by_content(entry: os.DirEntry[str]) -> str:
    import hashlib

    return hashlib.sha256(Path(entry.path).read_bytes()).hexdigest()


def to_json(value: Any) -> str:
    """Compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
