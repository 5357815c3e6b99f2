"""Loading files and removing articles: one transaction, in which nobody else writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.articles.rows import FILE_LIMIT
from retailgraph.errors import InvalidData
from retailgraph.graph import building
from retailgraph.graph.changing import Change
from retailgraph.graph.home import meta_of
from retailgraph.graph.known import KnownArticles, KnownTypes
from retailgraph.graph.loaded import Loaded, changed, counted_errors, said_in
from retailgraph.opening import read_bytes
from retailgraph.tables import entities as entity_rows
from retailgraph.tables import loads
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Bundle, Finding
    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

Progress = Callable[[str], None]


def load(
    graph: Graph,
    paths: Sequence[Path],
    keep_going: bool,
    dry_run: bool,
    wait: float,
    progress: Progress,
) -> Loaded:
    """What :meth:`Graph.load` does."""
    if dry_run:
        state = _State(graph.tables, graph)
        bundle = _read(state, paths, keep_going, progress)
        return _loaded(bundle, written=False, unchanged=_holds(state, bundle))
    graph._is_no_view()
    if not keep_going and (done := _in_steps(graph, paths, wait, progress)):
        return done
    with _changing(graph, wait, progress) as state:
        bundle = _read(state, paths, keep_going, progress)
        if not (bundle.articles or bundle.entities or bundle.decides):
            return _loaded(bundle, written=False)
        if _holds(state, bundle):
            return _loaded(bundle, written=False, unchanged=True)
        progress(f"articles to write: {len(bundle.articles)}")
        files = _files(bundle)
        warnings = [*_put(state, bundle, progress), *_ended(state, bundle)]
        loads.add(state.tables, files)
    graph.close()
    return _loaded(bundle, written=True, warnings=warnings)


def _in_steps(graph: Graph, paths: Sequence[Path], wait: float, progress: Progress) -> Loaded | None:
    from retailgraph.graph.steps import are_large, load_in_steps

    return load_in_steps(graph, paths, wait, progress) if are_large(paths) else None


def remove(graph: Graph, names: Iterable[str], wait: float, progress: Progress) -> tuple[str, ...]:
    """What :meth:`Graph.remove` does."""
    from retailgraph.graph.removal import Removal

    with _changing(graph, wait, progress) as state:
        going = Removal(graph, names)
        back = [entity.id for entity in going.below]
        state.change().apply(
            removed=going.articles, shown=going.shown, gone=going.entities, gone_over_shipped=back
        )
        loads.add(state.tables, (), going.articles, going.entities)
        state.note()
    graph.close()
    return going.names


def _files(bundle: Bundle) -> list[loads.File]:
    """The files of a bundle with what they say; InvalidData if one is no longer what was read."""
    from hashlib import sha256

    files = []
    said = said_in(bundle)
    for path in bundle.files:
        try:
            content = read_bytes(Path(path), FILE_LIMIT)
        except OSError:  # it is gone, or no file any more
            raise changed(path) from None
        if sha256(content).hexdigest() != bundle.hashes[path]:
            raise changed(path)
        files.append(said[path]._replace(content=content))
    return files


def _holds(state: _State, bundle: Bundle) -> bool:
    """Whether all of a bundle is loaded already, as it is."""
    if not bundle.files:
        return False
    given = [(bundle.hashes[path], file) for path, file in said_in(bundle).items()]
    known, there = KnownTypes(state.tables, state.read_as), KnownArticles(state.tables)
    return (
        loads.holds(state.tables, given)
        and all(article.id in there for article in bundle.articles)
        and all(entity.id in known for entity in bundle.entities)
    )


def _ended(state: _State, bundle: Bundle) -> list[Finding]:
    from retailgraph.graph.overturned import ended_states

    return ended_states(state.tables, {a.id: (a.path, a.line) for a in bundle.articles}, state.ontology)


class _State:
    """A store in the middle of a change, and what files are checked against."""

    def __init__(self, tables: Tables, graph: Graph) -> None:
        self.tables, self.graph = tables, graph
        self.ontology: Ontology = graph.ontology
        self.today = graph.today
        self.meta: dict[str, Any] = meta_of(tables)

    @property
    def read_as(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        found: dict[str, tuple[str, tuple[str, ...]]] = self.meta.get("read_as", {})
        return found

    def change(self) -> Change:
        before = date.fromisoformat(building.day_of(self.tables))
        return Change(self.tables, self.ontology, self.today, before)

    def note(self) -> None:
        """Note the day for which all was concluded."""
        record = {n: v for n, v in self.meta.items() if n not in ("state", "ontology")}
        building.write_meta(self.tables, {**record, "day": self.today.isoformat()})

    def holders(self, scheme: str, value: str) -> set[str]:
        ids = entity_rows.holders(self.tables, scheme, value)
        return ids | {id for id, (kept, _) in self.read_as.items() if kept in ids}


@contextmanager
def _changing(graph: Graph, wait: float, progress: Progress) -> Iterator[_State]:
    graph.close()
    with graph.home.changing(wait, progress, graph.today) as tables:
        graph._tables = tables  # what is asked while files are read is asked of what is being written
        try:
            yield _State(tables, graph)
        finally:
            graph._tables = None
            graph.close()


def _read(state: _State, paths: Sequence[Path], keep_going: bool, say: Progress) -> Bundle:
    from retailgraph.articles import read

    say("reading files")
    bundle = read(
        paths,
        state.ontology,
        KnownTypes(state.tables, state.read_as),
        KnownArticles(state.tables),
        state.holders,
        state.graph.shipped_entity,
        state.graph.claims_naming,
        by_row=keep_going,
    )
    faults = [f for f in bundle.findings if f.severity == "error"]
    if faults and not keep_going:
        raise InvalidData(counted_errors(faults), bundle.findings, bundle.skipped)
    return bundle


def _put(state: _State, bundle: Bundle, progress: Progress) -> Sequence[Finding]:
    """Write a load; gives what the decisions in force made of it."""
    from retailgraph.articles.merging import Reader

    # An entity that is one of several made one is put together again from all their files.
    if bundle.decides or any(e.id in state.read_as for e in bundle.entities):
        return building.remake(state.tables, progress, state.today, bundle)
    kept = {id: kept for id, (kept, _) in state.read_as.items() if id != kept}
    reader = Reader(kept, state.ontology)
    state.change().apply(bundle.entities, reader.articles(bundle.articles))
    state.note()
    return reader.findings


def _loaded(
    bundle: Bundle, written: bool, warnings: Iterable[Finding] = (), unchanged: bool = False
) -> Loaded:
    return Loaded(
        articles=tuple(a.id for a in bundle.articles),
        entities=tuple(e.id for e in bundle.entities),
        claims=sum(len(p.claims) for a in bundle.articles for p in a.passages),
        findings=tuple(dict.fromkeys((*bundle.findings, *warnings))),
        written=written,
        decisions=len(bundle.decisions),
        unchanged=unchanged,
        skipped=bundle.skipped,
    )
