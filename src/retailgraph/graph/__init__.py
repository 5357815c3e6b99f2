"""The graph: a store kept in step with its text files, and what holds in it.

:class:`Graph` opens, loads, removes and rebuilds; look-ups, the network and exports read through it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar
from zlib import crc32

import pyoxigraph as ox

from retailgraph.dates import PartialDate, day, partial
from retailgraph.errors import InvalidData, Locked, NotFound, Refused, StoreError, UsageError
from retailgraph.graph import places, reading
from retailgraph.graph.contents import Contents
from retailgraph.graph.sources import Sources, is_ours, listed, to_json
from retailgraph.ontology import (
    ARTICLE,
    ENTITY,
    RG,
    Ontology,
    from_dict,
)
from retailgraph.stores import OWN, EmbeddedStore, Snapshot, Writer, failure

if TYPE_CHECKING:
    from retailgraph.articles import Bundle, Entity, Finding
    from retailgraph.graph.keeping import Staged
    from retailgraph.graph.kept import Loss
    from retailgraph.graph.loaded import Loaded
    from retailgraph.graph.removal import Removal
    from retailgraph.graph.views import Past
    from retailgraph.relationships import Relationship

Progress = Callable[[str], None]
Kept = TypeVar("Kept")
When: TypeAlias = "PartialDate | str | None"
_READINGS = 5  # each further one needs a writer to have committed during the one before
_META, _ONTOLOGY = "meta.json", "ontology.json"


class Graph:
    """A graph on disk: opened for reading, written in versions that readers never see half done."""

    def __init__(self, store: EmbeddedStore, sources: Sources, today: date | None = None) -> None:
        self._store = store
        self._sources = sources
        self._today = today
        self._snapshot: Snapshot | None = None
        self._ontology: Ontology | None = None
        self._present: Self | None = None
        self._as_of: PartialDate | None = None
        self._known: PartialDate | None = None
        self._past: Past | None = None
        self._dated: ox.Store | None = None
        self._shipped: dict[str, Entity] | None = None
        self._views: dict[date, Past] = {}

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        with_shipped: bool = False,
        today: date | None = None,
        progress: Progress | None = None,
        create: bool = True,
    ) -> Self:
        """The graph of the shipped articles and what the user loaded, or with ``path`` one of the user's own.

        The first opening builds the store; ``progress`` is called with a line for each step. An own store
        starts empty unless ``with_shipped``. NotFound if there is none at ``path`` and ``create`` is false;
        StoreError, Refused and Locked as the store says.
        """
        graph = cls.located(path, with_shipped=with_shipped, today=today)
        if path and not create and not (graph._store.exists() or graph._sources.begun()):
            raise NotFound(f"no store at {path}; make one with: retailgraph --store {path} load FILES")
        if path and with_shipped:
            graph._sources.lay_over_shipped()
        graph.freshen(progress)
        return graph

    @classmethod
    def located(
        cls, path: str | Path | None = None, *, with_shipped: bool = False, today: date | None = None
    ) -> Self:
        """The graph without building or reading it; Refused if the folder is not ours."""
        return cls._own(Path(path), with_shipped, today) if path else cls._default(today)

    @classmethod
    def _default(cls, today: date | None) -> Self:
        home = places.data_home()
        # Two installations, or two data folders, must not rebuild each other's store in turn.
        place = f"{crc32(str(places.shipped('data')).encode()):08x}{crc32(str(home).encode()):08x}"
        return cls(
            EmbeddedStore(places.cache_home() / f"store-{place}"), Sources(home / "loads", True), today
        )

    @classmethod
    def _own(cls, path: Path, with_shipped: bool, today: date | None) -> Self:
        _refuse_foreign(path)
        store, sources = EmbeddedStore(path / OWN), Sources(path / "loads", with_shipped)
        if with_shipped and not sources.is_over_shipped() and (store.exists() or sources.loads()):
            raise Refused(f"{path}: this store was started without the shipped data; choose another folder")
        sources.shipped = with_shipped or sources.is_over_shipped()
        return cls(store, sources, today)

    # --- state ----------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day that answers are for: given when opened, or the day it is."""
        return self._today or date.today()

    @property
    def ontology(self) -> Ontology:
        """What can be said in this graph."""
        if self._present is not None:
            return self._present.ontology
        if self._ontology is None:
            self._ontology = _kept(self.snapshot, _ONTOLOGY, from_dict)
        return self._ontology

    @property
    def as_of(self) -> PartialDate | None:
        """The day, month or year that this view is of; None for the graph itself, which is of today."""
        return self._as_of

    @property
    def period(self) -> PartialDate:
        """The day, month or year that answers are for: that of a view, else today."""
        return self._as_of or day(self.today)

    @property
    def known_on(self) -> PartialDate | None:
        """The day, month or year up to which this view knows the articles; None if it knows all."""
        return self._known

    def at(self, as_of: When = None, known_on: When = None, confirmed_since: When = None) -> Self:
        """This graph as of a day, month or year, and as known from the articles up to another.

        A view for reading: what is asked of it is answered for that time. ``known_on`` means its last day;
        alone it is the day that answers are for, too. With ``confirmed_since`` what has no known end and was
        last reported before the first day of that is unknown since. Closing this graph closes its views.
        UsageError for what is no date.
        """
        when, known, since = as_date(as_of), as_date(known_on), as_date(confirmed_since)
        if when is None and known is None and since is None:
            return self
        view = type(self)(self._store, self._sources, self._today)
        view._present = self._present or self
        view._as_of = when or self._as_of
        view._known = known or self._known
        view._past = view._present._known_on(known.latest) if known else self._past
        view._today = (when or known or day(self.today)).latest
        if since is not None:
            view._past = view._confirmed_since(since.earliest)
        return view

    def _confirmed_since(self, day: date) -> Past:
        from retailgraph.graph.views import Past, confirmed_since

        counts = self._past.counts if self._past else {}
        return Past(confirmed_since(self.store, day, self.period, self.ontology), counts)

    def _known_on(self, day: date) -> Past:
        """What was known on a day; the last one asked for is kept, as making it costs more than asking."""
        if day not in self._views:
            from retailgraph.graph.views import known_on

            self._views.clear()
            self._views[day] = known_on(self.store, day, self.today, self.ontology, self.types())
        return self._views[day]

    @property
    def snapshot(self) -> Snapshot:
        """The version of the store that this graph reads."""
        if self._present is not None:
            return self._present.snapshot
        if self._snapshot is None:
            self._snapshot = self._store.open()
        return self._snapshot

    @property
    def store(self) -> ox.Store:
        """The engine's own store, read-only; its edges are those of the day they were drawn."""
        return self._past.store if self._past else self.snapshot.store

    @property
    def dated(self) -> ox.Store:
        """The same as ``store``, with the edges of the time that a view is of: for queries and exports."""
        if self._as_of is None:
            return self.store
        if self._dated is None:
            from retailgraph.graph.views import with_edges

            self._dated = with_edges(self.store, self._as_of, self.ontology)
        return self._dated

    def edges_differ(self) -> str:
        """The day that the edges of ``store`` are of, if some of them are no longer what holds today; or "".

        Answers are of today all the same; it is SPARQL that sees the edges, and ``at(today)`` has today's.
        """
        from retailgraph.graph.drift import drawn_on, turned

        drawn = drawn_on(self.store)
        if len(drawn) < len("2019-09-18") or drawn == self.today.isoformat():
            return ""
        return drawn if turned(self.store, date.fromisoformat(drawn), self.today) else ""

    @property
    def database(self) -> ox.Store | Path:
        """What another process can ask instead of ``dated``: the folder on disk, or a store in memory."""
        stored = self._past is None and self._as_of is None
        return self.snapshot.database if stored else self.dated

    @property
    def directory(self) -> Path:
        """Where the store lies on disk."""
        return self._store.root

    @property
    def sources(self) -> Sources:
        """The text files behind the store."""
        return self._sources

    @property
    def meta(self) -> dict[str, Any]:
        """The record of what the store was built from, with counts."""
        return _kept(self.snapshot, _META, dict) | (self._past.counts if self._past else {})

    @property
    def known_until(self) -> date:
        """The last day of which articles count: that of a view as known on a day, else today."""
        return self._known.latest if self._known else (self._present or self).today

    def learned(self) -> Iterator[tuple[date, dict[str, Relationship | None]]]:
        """Day by day until :attr:`known_until` what articles changed, by keys of relationships.

        None stands for what was no longer concluded. Added up to a day it is what ``at(known_on=day)`` holds.
        """
        from retailgraph.graph.views import learned

        return learned(self.store, self.known_until, self.ontology, self.types())

    def close(self) -> None:
        """Let go of the version that is read, and of what was made from it."""
        self._past = self._dated = None
        self._views.clear()
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = self._ontology = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close; StoreError for what the engine raises when it comes upon a damaged block."""
        self.close()
        if isinstance(error, RuntimeError) and str(error).startswith("Corruption"):
            raise failure(self.directory, error) from error

    def _is_no_view(self) -> None:
        if self._present is not None:
            raise Refused("a view of another day cannot be changed; load into the graph that it came from")

    # --- building -------------------------------------------------------------------------------------------

    def freshen(self, progress: Progress | None = None) -> None:
        """Build the store if it is missing or older than its files; Refused for a view.

        Readers never wait: while another process writes, the version that stands is read.
        """
        self._is_no_view()
        if self._store.exists():
            if self._sources.matches(self.meta) or self._store.is_locked():
                return
            self.close()  # a writer may have finished since this version was opened: look again
            if self._sources.matches(self.meta):
                return
            try:
                self.rebuild(progress)
            except Locked:
                return
        else:
            self.rebuild(progress, wait=60.0)

    def rebuild(self, progress: Progress | None = None, wait: float = 0.0) -> Contents:
        """Build the store again from its files; returns what was read.

        What is lost of earlier loads or no longer valid is left out, and reported by ``progress``.
        Refused for a view.
        """
        self._is_no_view()
        from retailgraph.graph.building import build

        say = progress or _silent
        with self._store.writing(empty=True, wait=wait) as writer:
            if self._store.exists():
                current = self._fresh_already()
                if current:
                    return Contents()
            say("building the graph: reading the ontology")
            ontology = _read_ontology()
            for _ in range(_READINGS):
                # Before the files are read: what changes after that is then built again.
                record = self._sources.meta()
                say("building the graph: reading articles")
                contents = self._sources.read(ontology, progress).decided(ontology)
                if record["loads"] == listed(self._sources.log.entries()):
                    break  # else somebody may have taken files away while they were read
            _complain(contents, say)
            say(f"building the graph: concluding from {len(contents.articles)} articles")
            counts = build(writer, contents, ontology, places.shipped("ontology"), self.today)
            self._finish(writer, record | counts | contents.record(), ontology)
            writer.commit()
        self.close()
        say(f"built: {counts['claims']} claims about {counts['entities']} entities")
        return contents

    def _fresh_already(self) -> bool:
        """Whether somebody else built it while this process waited for the lock."""
        with self._store.open() as snapshot:
            return self._sources.matches(_kept(snapshot, _META, dict))

    def _finish(self, writer: Writer, record: Mapping[str, Any], ontology: Ontology) -> None:
        writer.keep(_META, to_json({**record, "day": self.today.isoformat()}))
        writer.keep(_ONTOLOGY, to_json(ontology.to_dict()))

    # --- changing -------------------------------------------------------------------------------------------

    def load(
        self,
        paths: Sequence[str | Path],
        *,
        keep_going: bool = False,
        dry_run: bool = False,
        wait: float = 0.0,
        progress: Progress | None = None,
    ) -> Loaded:
        """Load files and folders of articles, entities, bulk claims and decisions, in place of those before.

        InvalidData, with all findings, if anything is wrong: then nothing is loaded, unless ``keep_going``
        asks for the good files; also if a file changes meanwhile. ``dry_run`` only reads. Locked if another
        process writes for longer than ``wait`` seconds. What is loaded is on the disk when this returns.
        """
        say = progress or _silent
        if dry_run:
            bundle = self._read(paths, keep_going, say)
            return _loaded(bundle, written=False, unchanged=self._holds(bundle))
        with self._changing(wait, progress) as writer:
            bundle = self._read(paths, keep_going, say)
            if not (bundle.articles or bundle.entities or bundle.decides):
                return _loaded(bundle, written=False)
            if self._holds(bundle):
                return _loaded(bundle, written=False, unchanged=True)
            say(f"articles to write: {len(bundle.articles)}")
            with self._sources.stage(bundle) as staged:
                warnings = self._write(writer, staged, bundle)
        self.close()
        return _loaded(bundle, written=True, warnings=[*warnings, *self._overturned(bundle)])

    def _overturned(self, bundle: Bundle) -> Iterator[Finding]:
        """Rule ``outnumbered``: what these articles ended although more publishers report it."""
        from retailgraph.articles import Finding
        from retailgraph.graph.overturned import overturned

        paths = {a.id: (a.path, a.line) for a in bundle.articles}
        for article, ended, entity in overturned(self.store, paths, self.ontology):
            message = f"this article ends: {ended}; see: retailgraph conflicts {entity}"
            yield Finding(*paths[article], message, "warning", rule="claim-outnumbered")

    def _read(self, paths: Sequence[str | Path], keep_going: bool, say: Progress) -> Bundle:
        from retailgraph.articles import read

        say("reading files")
        files = as_paths(paths)
        bundle = read(files, self.ontology, _Types(self), _Articles(self), self.holders, self.shipped_entity)
        faults = [f for f in bundle.findings if f.severity == "error"]
        if faults and not keep_going:
            raise InvalidData(_summary(faults), bundle.findings)
        return bundle

    def _holds(self, bundle: Bundle) -> bool:
        """Whether all of a bundle is loaded already, as it is."""
        return (
            bool(bundle.files)
            and self._sources.holds(bundle)
            and all(self.has_article(a.id) for a in bundle.articles)
            and all(self.has_entity(e.id) or e.id in self.read_as for e in bundle.entities)
        )

    def remove(
        self, names: Iterable[str], *, wait: float = 0.0, progress: Progress | None = None
    ) -> tuple[str, ...]:
        """Remove articles, with what was concluded from them, and the user's entities, by their ids.

        Where they stood over a shipped one of the same id, the shipped one comes back. NotFound if one is not
        there; Refused for an entity that is shipped, or that articles or a decision still name.
        """
        from retailgraph.articles import Bundle
        from retailgraph.graph.removal import Removal

        with self._changing(wait, progress) as writer:
            going = Removal(self, names)
            back = Bundle(
                tuple(self._sources.shipped_below(going.articles, self.ontology)), tuple(going.below)
            )
            with self._sources.stage(None, going.articles, going.entities) as staged:
                self._write(writer, staged, back, going)
        self.close()
        return going.names

    @contextmanager
    def _changing(self, wait: float, progress: Progress | None) -> Iterator[Writer]:
        """The next version, begun from one that is up to date with its files, and this graph reading that."""
        self.close()
        self.freshen(progress)
        # The files first: there may be several stores of them, in several caches.
        with self._sources.locked(wait):
            while True:
                self.close()
                self.freshen(progress)
                with self._store.writing(wait=wait) as writer:
                    self.close()
                    # Whoever was writing before us may have been killed, or files may have changed just now.
                    if self._store.exists() and self._sources.matches(self.meta):
                        yield writer
                        return

    def _write(
        self,
        writer: Writer,
        staged: Staged,
        bundle: Bundle,
        going: Removal | None = None,
    ) -> Sequence[Finding]:
        """Write a load or a removal; gives what the decisions in force made of it."""
        ontology, record = self.ontology, self.meta
        # An entity that is one of several made one is put together again from all their files.
        anew = bundle.decides or any(e.id in self.read_as for e in bundle.entities)
        if _holds_articles(writer.store) and not anew:
            counts, warnings = self._change(writer, bundle, going)
        else:
            counts, warnings = self._build_with(writer, bundle, going.entities if going else ())
        self._finish(writer, {**record, "loads": listed(staged.entries), **counts}, ontology)
        # If this process dies between the two, the files are ahead of the store, which then is built again.
        writer.commit(before=staged.commit)
        return warnings

    def _change(
        self, writer: Writer, bundle: Bundle, going: Removal | None
    ) -> tuple[dict[str, Any], Sequence[Finding]]:
        from retailgraph.articles.merging import Reader
        from retailgraph.graph.changing import Change

        reader = Reader({id: kept for id, (kept, _) in self.read_as.items() if id != kept}, self.ontology)
        articles = reader.articles(bundle.articles)
        change = Change(writer, self.ontology, self.today)
        removed = going.articles if going else ()
        return {
            **change.apply(bundle.entities, articles, removed, going.entities if going else ())
        }, reader.findings

    def _build_with(
        self, writer: Writer, bundle: Bundle, gone: Sequence[str]
    ) -> tuple[dict[str, Any], Sequence[Finding]]:
        """Build from the files of before, these over them and without some entities."""
        from retailgraph.graph.building import build

        contents = self._sources.read(self.ontology, also=bundle, gone=gone).decided(self.ontology)
        writer.store.clear()
        counts = build(writer, contents, self.ontology, places.shipped("ontology"), self.today)
        return counts | contents.record(), [f for f in contents.findings if f.severity == "warning"]

    def reset(self, *, wait: float = 0.0, loads: bool = False) -> None:
        """Delete the store, to be rebuilt from its files; with ``loads`` forget what the user loaded too.

        Refused for a view.
        """
        self._is_no_view()
        self.close()
        loads = loads and self._sources.root.exists()
        with self._sources.locked(wait) if loads else nullcontext():
            self._store.reset(wait)
            if loads:
                self._sources.reset()

    # --- what is kept ---------------------------------------------------------------------------------------

    def losses(self) -> tuple[Loss, ...]:
        """What the user gave that is not kept, or not loaded, as it was given; empty if all is well.

        Every kept file is read and compared with the hash of what was loaded, and with what this graph holds.
        """
        from retailgraph.graph.removal import losses

        return losses(self._present or self)

    def shipped_entity(self, name: str) -> Entity | None:
        """The shipped entity of an id, which one of the user's may stand over; None if there is none."""
        if not (self.has_entity(name) or name in self.read_as):
            return None
        if self._shipped is None:
            self._shipped = self._sources.shipped_entities(self.ontology)
        return self._shipped.get(name)

    # --- what is in it --------------------------------------------------------------------------------------

    @property
    def read_as(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """By each id of entities that decisions made one: the id kept, and the types in its own file."""
        known: dict[str, tuple[str, tuple[str, ...]]] = self.meta.get("read_as", {})
        return known

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """The decisions in force: verdict, ids, by, why, on and the place of each."""
        made: list[dict[str, Any]] = self.meta.get("decisions", [])
        return made

    def holders(self, scheme: str, value: str) -> set[str]:
        """All ids of the entities with an identifier of another register (lei, wikidata, isin, ticker)."""
        ids = reading.holders(self.store, scheme, value)
        return ids | {id for id, (kept, _) in self.read_as.items() if kept in ids}

    def known_types(self) -> dict[str, tuple[str, ...]]:
        """The types by every id that files may name: also by those that are read as another's."""
        return self.types() | {id: tuple(types) for id, (_, types) in self.read_as.items()}

    def types(self) -> dict[str, tuple[str, ...]]:
        """Every entity's types, by id."""
        found: dict[str, list[Any]] = defaultdict(list)
        for quad in reading.match(self.store, None, reading.TYPE, None, reading.ENTITIES):
            iri = quad.subject.value
            if "/" not in iri[len(ENTITY) :]:
                found[iri[len(ENTITY) :]].append(quad.object)
        return {name: reading.types_of(terms) for name, terms in found.items()}

    def labels(self) -> dict[str, str]:
        """Every entity's current name, by id."""
        return {
            quad.subject.value[len(ENTITY) :]: quad.object.value
            for quad in reading.match(self.store, None, reading.LABEL, None, reading.ENTITIES)
            if "/" not in quad.subject.value[len(ENTITY) :]
        }

    def has_entity(self, name: str) -> bool:
        """Whether an entity has this id."""
        if not _is_id(name):
            return False
        entity = ox.NamedNode(ENTITY + name)
        return any(True for _ in reading.match(self.store, entity, reading.LABEL, None, reading.ENTITIES))

    def has_article(self, name: str) -> bool:
        """Whether an article has this id."""
        if not _is_id(name):
            return False
        article = ox.NamedNode(ARTICLE + name)
        return any(True for _ in reading.match(self.store, article, reading.TYPE, None, article))

    def articles(self) -> list[str]:
        """The ids of all articles, sorted."""
        graphs = self.store.named_graphs()
        return sorted(g.value[len(ARTICLE) :] for g in graphs if g.value.startswith(ARTICLE))

    def near_articles(self, name: str) -> list[str]:
        """The ids of articles most like a name."""
        from difflib import get_close_matches

        return get_close_matches(name, self.articles(), 3, 0.5)


class _Articles:
    """The ids of a graph's articles, looked up one by one."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._graph.has_article(name)


class _Types(Mapping[str, tuple[str, ...]]):
    """The types of a graph's entities, looked up one by one: a small load names few of them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._decided = graph.read_as

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if not _is_id(name):
            raise KeyError(name)
        if name in self._decided:
            return tuple(self._decided[name][1])
        entity = ox.NamedNode(ENTITY + name)
        found = reading.match(self._graph.store, entity, reading.TYPE, None, reading.ENTITIES)
        types = [quad.object for quad in found]
        if not types:
            raise KeyError(name)
        return reading.types_of(types)

    def __iter__(self) -> Iterator[str]:
        return iter(self._graph.known_types())

    def __len__(self) -> int:
        return len(self._graph.known_types())


def _kept(snapshot: Snapshot, name: str, meaning: Callable[[Any], Kept]) -> Kept:
    """What a side file of a version says; StoreError if it is not what was written."""
    try:
        return meaning(json.loads(snapshot.read(name)))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise failure(snapshot.directory.parent, RuntimeError(f"{name}: {error}")) from error


def as_paths(words: Iterable[str | Path]) -> list[Path]:
    """The paths that words name; UsageError for an empty one, which would mean the folder one is in."""
    found = list(words)
    if "" in map(str, found):
        raise UsageError("an empty word names no file or folder; . is the folder you are in")
    return [Path(word) for word in found]


def as_date(when: When) -> PartialDate | None:
    """The partial date of a text; UsageError for what is no date."""
    if not isinstance(when, str):
        return when
    try:
        return partial(when)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _silent(line: str) -> None:
    """Progress that nobody asked for."""


def _holds_articles(store: ox.Store) -> bool:
    found = reading.match(store, None, reading.TYPE, ox.NamedNode(RG + "Article"), None)
    return any(True for _ in found)


def _is_id(name: str) -> bool:
    return bool(name) and name.replace("-", "").isalnum() and name.isascii()


def _refuse_foreign(path: Path) -> None:
    """An own store is a folder with our two folders in it: refuse to write into anything else."""
    if path.exists() and not path.is_dir():
        raise Refused(f"{path} is a file, not a folder; choose an empty folder for the store")
    try:
        names = {p.name for p in path.iterdir()} if path.is_dir() else set()
        # Loads alone are ours if they say so: we may have been killed before the graph's folder was made.
        foreign = bool(names - {OWN, "loads"}) or (names == {"loads"} and not is_ours(path / "loads"))
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    if foreign:
        raise Refused(f"{path} is not a retailgraph store and not empty; choose an empty folder")


def _read_ontology() -> Ontology:
    from retailgraph.ontology import read

    return read(places.shipped("ontology") / "retailgraph.ttl")


def _complain(contents: Contents, say: Progress) -> None:
    for finding in contents.findings:
        say(f"left out: {finding}" if finding.severity == "error" else str(finding))


def _summary(faults: Sequence[Finding]) -> str:
    plural = "s" if len(faults) > 1 else ""
    return f"{len(faults)} error{plural}; nothing was loaded (--keep-going loads the good files)"


def _loaded(
    bundle: Bundle, written: bool, warnings: Iterable[Finding] = (), unchanged: bool = False
) -> Loaded:
    from retailgraph.graph.loaded import Loaded

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
