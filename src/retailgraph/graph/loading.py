"""Loading files and removing articles: one transaction, in which nobody else writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.errors import InvalidData
from retailgraph.graph import building
from retailgraph.graph.changing import Change
from retailgraph.graph.home import meta_of
from retailgraph.graph.loaded import Loaded
from retailgraph.graph.opened import as_paths
from retailgraph.tables import articles as article_rows
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
    paths: Sequence[str | Path],
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
    with _changing(graph, wait, progress) as state:
        bundle = _read(state, paths, keep_going, progress)
        if not (bundle.articles or bundle.entities or bundle.decides):
            return _loaded(bundle, written=False)
        if _holds(state, bundle):
            return _loaded(bundle, written=False, unchanged=True)
        progress(f"articles to write: {len(bundle.articles)}")
        files = _files(bundle)
        warnings = [*_put(state, bundle, progress), *_overturned(state, bundle)]
        loads.add(state.tables, files)
    graph.close()
    return _loaded(bundle, written=True, warnings=warnings)


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
    said = _said(bundle)
    for path in bundle.files:
        content = Path(path).read_bytes()
        if sha256(content).hexdigest() != bundle.hashes[path]:
            raise InvalidData(f"{path} changed while it was loaded; nothing was loaded; load it again")
        files.append(said[path]._replace(content=content))
    return files


def _said(bundle: Bundle) -> dict[str, loads.File]:
    """What each file of a bundle says, by path; without its bytes."""
    articles, entities = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for article in bundle.articles:
        articles[article.path].append(article.id)
    for entity in bundle.entities:
        entities[entity.path].append(entity.id)
    return {
        path: loads.File(
            Path(path).name, b"", tuple(articles[path]), tuple(entities[path]), kind == "decisions"
        )
        for path, kind in bundle.files.items()
    }


def _holds(state: _State, bundle: Bundle) -> bool:
    """Whether all of a bundle is loaded already, as it is."""
    if not bundle.files:
        return False
    given = [(bundle.hashes[path], file) for path, file in _said(bundle).items()]
    known, there = _Types(state), _Articles(state)
    return (
        loads.holds(state.tables, given)
        and all(article.id in there for article in bundle.articles)
        and all(entity.id in known for entity in bundle.entities)
    )


def _overturned(state: _State, bundle: Bundle) -> Iterator[Finding]:
    """Rule ``outnumbered``: what these articles ended although more publishers report it."""
    from retailgraph.articles import Finding
    from retailgraph.graph.overturned import overturned

    paths = {a.id: (a.path, a.line) for a in bundle.articles}
    for article, ended, entity in overturned(state.tables, paths, state.ontology):
        message = f"this article ends: {ended}; see: retailgraph conflicts {entity}"
        yield Finding(*paths[article], message, "warning", rule="claim-outnumbered")


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
        building.write_meta(self.tables, {**record, "day": self.today.isoformat()}, self.ontology)

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


def _read(state: _State, paths: Sequence[str | Path], keep_going: bool, say: Progress) -> Bundle:
    from retailgraph.articles import read

    say("reading files")
    files = as_paths(paths)
    bundle = read(
        files,
        state.ontology,
        _Types(state),
        _Articles(state),
        state.holders,
        state.graph.shipped_entity,
        state.graph.claims_naming,
    )
    faults = [f for f in bundle.findings if f.severity == "error"]
    if faults and not keep_going:
        raise InvalidData(_summary(faults), bundle.findings)
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


class _Articles:
    """The ids of a store's articles, looked up one by one."""

    def __init__(self, state: _State) -> None:
        self._state = state

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and article_rows.source(self._state.tables, name) is not None


class _Types(Mapping[str, tuple[str, ...]]):
    """The types of a store's entities, looked up one by one: a small load names few of them."""

    def __init__(self, state: _State) -> None:
        self._state = state

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name in self._state.read_as:
            return tuple(self._state.read_as[name][1])
        return entity_rows.types(self._state.tables, [name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**entity_rows.types(self._state.tables), **self._state.read_as})

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _summary(faults: Sequence[Finding]) -> str:
    plural = "s" if len(faults) > 1 else ""
    return f"{len(faults)} error{plural}; nothing was loaded (--keep-going loads the good files)"


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
