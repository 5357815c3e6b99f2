"""Importing a file: what it is, what it says, who is meant, and what of it is loaded.

The road into the store is that of all articles: an import is one article whose passages are the rows,
written as a bulk file with the entities that are new, and loaded. What a row says is checked alone, so that
rows and not files succeed or fail.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from retailgraph.articles import made_id, words
from retailgraph.dates import day
from retailgraph.errors import InvalidData, Refused, UsageError
from retailgraph.graph import Graph
from retailgraph.interchange.examining import Examined, examine
from retailgraph.interchange.formats import is_our_own
from retailgraph.interchange.import_files import write_files
from retailgraph.interchange.imported import Imported
from retailgraph.interchange.mapped import MappedTable
from retailgraph.interchange.mapping import ARTICLE_KEYS
from retailgraph.interchange.parties import Said
from retailgraph.interchange.records_back import load_own
from retailgraph.interchange.row_checks import RowChecks
from retailgraph.tables import articles as article_rows

Progress = Callable[[str], None]


def import_file(
    graph: Graph,
    path: Path,
    mapping: str | Path | None,
    relation: str,
    owner: str,
    replace_it: bool,
    dry_run: bool,
    article: Mapping[str, str],
) -> Imported:
    """What :meth:`retailgraph.RetailGraph.import_file` does."""
    unknown = sorted(set(article) - set(ARTICLE_KEYS))
    if unknown:
        raise UsageError(f"an import has no '{unknown[0]}'; it has {', '.join(ARTICLE_KEYS)}", ARTICLE_KEYS)
    if mapping is None and is_our_own(path):
        loaded = load_own(graph, path, dry_run=dry_run)
        return Imported(
            rows=loaded.claims, taken=loaded.claims, written=loaded.written, unchanged=loaded.unchanged
        )
    looked = examine(graph, path, Path(mapping) if mapping else None, relation, owner)
    if looked.open_question:
        raise UsageError("no column says which relation joins the two ends; name it: relation='owns'")
    head = head_of(graph, looked, article)
    done = read_import(graph, looked, head)
    if not dry_run:
        load_import(graph, done, head, looked, replace_it=replace_it)
    return done


def read_import(graph: Graph, examined: Examined, article: Mapping[str, str]) -> Imported:
    """What a file says, settled and checked row by row; nothing is loaded."""
    said: Iterator[Said]
    if examined.table is not None:
        said = iter(MappedTable(examined.table, examined.mapping, graph.ontology))
    else:
        said = examined.format.read(examined.source)
    done = Imported(article=article["id"])
    RowChecks(graph, examined.mapping.names, done).take(said)
    return done


def head_of(graph: Graph, examined: Examined, given: Mapping[str, str]) -> dict[str, str]:
    """What is said of the source: as given, as the mapping says, else by the file's name and today's date."""
    said = {key: value for key, value in (*examined.mapping.article.items(), *given.items()) if value}
    said.setdefault("title", examined.source.name)
    if not said.get("url"):
        said.setdefault("publisher", examined.source.name)
    said.setdefault("retrieved", day(graph.today).text)
    if not said.get("id"):
        said["id"] = made_id(
            said["title"], said.get("url", said.get("publisher", "")), said.get("published", "")
        )
    try:
        words.article_id(said["id"])
    except ValueError as fault:
        raise InvalidData(f"article: {str(fault).replace('name the file', 'name it')}") from None
    return said


def load_import(
    graph: Graph,
    done: Imported,
    head: Mapping[str, str],
    examined: Examined,
    *,
    replace_it: bool = False,
    wait: float = 0.0,
    progress: Progress = lambda _: None,
) -> None:
    """Load what was read, in one transaction; Refused if it is there already and is not to be replaced."""
    if graph.has_article(done.article) and not _compared(graph, done, replace_it):
        return
    with tempfile.TemporaryDirectory(prefix="retailgraph-") as place:
        paths = write_files(Path(place), done, head, examined)
        if paths:
            loaded = graph.load(paths, wait=wait, progress=progress)
            done.written = loaded.written
            done.unchanged = loaded.unchanged


def _compared(graph: Graph, done: Imported, replace_it: bool) -> bool:
    """Note what differs from the version before; whether anything does."""
    before = article_rows.claims_in(graph.tables, done.article)
    then = {(c.subject, c.relation, c.object): c.key for c in before}
    now = {(c.subject, c.relation, c.object): c.key() for c in done.claims}
    if then and not replace_it:
        if set(now.values()) == set(then.values()):
            done.unchanged = True
            return False
        raise Refused(
            f"'{done.article}' was imported before; --replace puts this version in its place, "
            f"and retailgraph remove {done.article} takes it out"
        )
    done.replaced = bool(then)
    if then:
        done.began = sorted(now.keys() - then.keys())
        done.ended = sorted(then.keys() - now.keys())
        done.changed = sorted(t for t in now.keys() & then.keys() if now[t] != then[t])
    return True


__all__ = [
    "Examined",
    "Imported",
    "examine",
    "head_of",
    "import_file",
    "load_import",
    "read_import",
]
