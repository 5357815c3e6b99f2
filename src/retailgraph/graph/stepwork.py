"""What a load in steps does, step by step.

Blocks of the files are read, and what follows from the claims is concluded, by a process for each processor;
each writes a small file of rows, which this process takes in, with a note how far it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.articles import Finding
from retailgraph.articles.blocks import hash_of
from retailgraph.articles.reading import read
from retailgraph.errors import InvalidData
from retailgraph.graph import building, shippedrows
from retailgraph.graph.changing import Change
from retailgraph.graph.home import Home, meta_of
from retailgraph.graph.known import KnownArticles, KnownTypes
from retailgraph.graph.loaded import Loaded, changed, counted_errors, said_in
from retailgraph.graph.overturned import ended_states
from retailgraph.graph.pace import Pace
from retailgraph.graph.partpool import PartPool
from retailgraph.graph.partwork import Range, Where
from retailgraph.opening import open_file
from retailgraph.tables import articles as article_rows
from retailgraph.tables import connecting, entities, loads, parts, snapshots
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Bundle, Skipped
    from retailgraph.graph import Graph

_CLAIMS_AT_ONCE = 40_000
UNDER_WAY = "underway"
"""The fact about a store beside another that says how far its load is."""
_GIVEN = "underway-given"
"""What was read at once, before all else; it is long, and written once."""
_PASSING = ("state", "ontology", UNDER_WAY, _GIVEN)


class Scattered(Exception):
    """The rows of one article stand far apart: such a file is read at once."""


class _Input(NamedTuple):
    path: Path
    size: int
    digest: str


def state_of(home: Home) -> str:
    """The state that the store of the user is in; empty if there is none."""
    if not connecting.exists(home.path):
        return ""
    with connecting.reading(home.path) as tables:
        return str(meta_of(tables).get("state", ""))


class StepWork:
    """One large load."""

    def __init__(
        self, graph: Graph, files: Sequence[Path], bulk: Sequence[Path], say: Callable[[str], None]
    ) -> None:
        self.graph, self.say = graph, say
        self.beside = graph.home.beside()
        self.base = state_of(graph.home)
        say("looking at the files")
        self.bulk = [_Input(f, f.stat().st_size, hash_of(f)) for f in bulk]
        self.small = [_Input(f, f.stat().st_size, hash_of(f)) for f in files if f not in set(bulk)]
        self.record: dict[str, Any] = {}
        self._given: dict[str, Any] = {}
        self.ids: dict[str, tuple[str, int]] = {}
        self.skipped: tuple[Skipped, ...] = ()
        self.entities: tuple[str, ...] = ()
        self.findings: list[Finding] = []
        self.claims = 0
        self.said_articles: dict[str, list[str]] = {}
        self.tables: Tables

    # --- beginning ------------------------------------------------------------------------------------------

    def is_loaded(self) -> bool:
        """Whether all of it counts already, from files of the same bytes."""
        with self.graph.home.open() as tables:
            said = loads.standing_of(tables, [f.digest for f in (*self.bulk, *self.small)])
            if said is None:
                return False
            self.said_articles = {"": said.articles}
            self.entities, self.claims = (
                tuple(said.entities),
                article_rows.count_claims(tables, said.articles),
            )
            return True

    def begin(self) -> bool:
        """Make the file beside the store, or go on with it; False if this load changes what cannot be changed
        in steps."""
        if not self._goes_on():
            self.drop()
            if self.base:
                snapshots.write(self.graph.home.path, self.beside.path)
            if not self._put_small():
                self.drop()
                return False
        self.tables = parts.filling(self.beside.path, self.graph.home.shipped)
        meta = meta_of(self.tables)
        self.record, self._given = meta[UNDER_WAY], meta[_GIVEN]
        self.claims, self.entities = self.record["claims"], tuple(self._given["entities"])
        self.findings = [Finding(**f) for f in self._given["findings"]]
        for id, number in article_rows.numbered_from(self.tables, self.record["first"]):
            file = next(f for n, f in reversed(self.record["starts"]) if number >= n)
            self.know(file, id, 0, [])
        return True

    def _goes_on(self) -> bool:
        if not self.beside.path.exists():
            return False
        with suppress(Exception), connecting.reading(self.beside.path) as tables:
            record = meta_of(tables).get(UNDER_WAY) or {}
            if record.get("of") == self.base and record.get("files") == self._inputs():
                self.say(f"going on with a load that was begun: {record['claims']:,} claims are read")
                return True
        return False

    def _inputs(self) -> list[list[Any]]:
        return [[str(f.path), f.size, f.digest] for f in (*self.bulk, *self.small)]

    def _put_small(self) -> bool:
        """Put in what is read at once: entities, and articles of their own; note what is under way."""
        with self.beside.changing(0.0, self.say, self.graph.today) as tables:
            meta = meta_of(tables)
            bundle = self._read_small(tables, meta)
            read_as = meta.get("read_as", {})
            if bundle.decides or any(e.id in read_as for e in bundle.entities):
                return False
            Change(tables, self.graph.ontology, self.graph.today).put(bundle.entities, bundle.articles)
            first = article_rows.last_number(tables) + 1
            record = {
                "of": self.base,
                "files": self._inputs(),
                "file": 0,
                "end": 0,
                "lines": 0,
                "claims": sum(len(p.claims) for a in bundle.articles for p in a.passages),
                "first": first,
                "starts": [],
                "step": "rows",
                "range": 0,
                "copies": [],
            }
            given = {
                "entities": [e.id for e in bundle.entities],
                "says": {p: (f.articles, f.entities) for p, f in said_in(bundle).items()},
                "findings": [f.to_dict() for f in bundle.findings],
            }
            tables.put_fact(UNDER_WAY, json.dumps(record))
            tables.put_fact(_GIVEN, json.dumps(given))
            parts.drop_indexes(tables)
        return True

    def _read_small(self, tables: Tables, meta: dict[str, Any]) -> Bundle:
        def holders(scheme: str, value: str) -> set[str]:
            return entities.holders(tables, scheme, value)

        bundle = read(
            [f.path for f in self.small],
            self.graph.ontology,
            KnownTypes(tables, meta.get("read_as", {}), entities.types(tables)),
            KnownArticles(tables),
            holders,
            self.graph.shipped_entity,
        )
        if bundle.errors:
            raise InvalidData(counted_errors(bundle.errors), bundle.findings)
        return bundle

    def drop(self) -> None:
        """Take away what lies beside the store."""
        if hasattr(self, "tables"):
            self.tables.close()
        self.beside.remove()
        for part in self.beside.path.parent.glob(f"{self.beside.path.name}-part*"):
            part.unlink(missing_ok=True)

    def where(self) -> Where:
        """What the processes have to know."""
        return Where(self.beside.path, self.graph.home.shipped, self.graph.today)

    def part(self, number: int) -> Path:
        """Where a process puts its rows."""
        return self.beside.path.with_name(f"{self.beside.path.name}-part{number}")

    def know(self, file: str, id: str, line: int, errors: list[Finding]) -> None:
        """Note an article that was read; an error for one of two files, Scattered for one seen before."""
        other, there = self.ids.setdefault(id, (file, line))
        if (other, there) != (file, line):
            if other == file:
                raise Scattered
            for path, at, twin in ((file, line, f"{other}:{there}"), (other, there, f"{file}:{line}")):
                message = f"article '{id}' is also described in {twin}; keep one"
                errors.append(Finding(path, at, message, rule="article-described"))
        self.said_articles.setdefault(file, []).append(id)

    def note(self, **news: Any) -> None:
        """Note how far the load is, in the step at hand."""
        self.record.update(news)
        self.tables.put_fact(UNDER_WAY, json.dumps(self.record))

    def step(self, **news: Any) -> None:
        """The same in a step of its own."""
        with self.tables.step():
            self.note(**news)

    # --- what was given -------------------------------------------------------------------------------------

    def keep_texts(self) -> None:
        """Keep the files to the byte; InvalidData if one is no longer what was read."""
        if self.record["step"] != "indexes":
            return
        self.say("keeping the files as they are")
        said = self._given["says"]
        with self.tables.step():
            number = loads.begin(self.tables)
            for position, file in enumerate((*self.small, *self.bulk), 1):
                articles, entities = said.get(str(file.path), ((), ()))
                articles = articles or self.said_articles.get(str(file.path), ())
                try:
                    with open_file(file.path) as source:
                        digest = loads.add_file(
                            self.tables, number, position, file.path.name, source, articles, entities
                        )
                except OSError:  # it is gone, or no file any more
                    raise changed(file.path) from None
                if digest != file.digest:
                    raise changed(file.path)
            parts.forget_conclusions(self.tables)
            parts.make_indexes(self.tables, ("article", "claim", "claim_qualifier"))
            self.note(step="concluding", ranges=parts.objects(self.tables, _CLAIMS_AT_ONCE))

    # --- concluding -----------------------------------------------------------------------------------------

    def conclude(self) -> None:
        """Conclude from all claims, range by range."""
        if self.record["step"] == "concluding":
            ranges, done = self.record["ranges"], self.record["range"]
            pace = Pace(self.say, len(ranges) * 1.3, done)
            with PartPool(self.where()) as pool:
                pairs = set()
                for count, (_, found) in enumerate(pool.done(Range(None, *r) for r in ranges)):
                    pairs |= found
                    pace.tell("looking for owners", done + 0.3 * count)
                pool.tell_all(pairs)
                del pairs
                orders = (Range(self.part(n), *r) for n, r in enumerate(ranges[done:], done))
                for order, _ in pool.done(orders):
                    self._take_conclusions(order.part)
                    pace.tell("concluding", len(ranges) * 0.3 + self.record["range"])
            self.step(step="ending")
        self.say("tying up")
        self._end()

    def _take_conclusions(self, part: Path) -> None:
        with parts.taken_in(self.tables, part):
            self.note(range=self.record["range"] + 1)
        part.unlink()

    def _end(self) -> None:
        tables, graph = self.tables, self.graph
        with tables.step():
            parts.make_indexes(tables, ("relationship", "relationship_qualifier", "relationship_claim"))
            parts.make_indexes(tables, ("conflict", "conflict_about"))
            change = Change(tables, graph.ontology, graph.today)
            if tables.over_shipped:
                shippedrows.reconcile(tables)
            change.find_circles()
            self.findings += ended_states(tables, self.ids, graph.ontology)
            record = {n: v for n, v in meta_of(tables).items() if n not in _PASSING}
            tables.changes.many()
            building.write_meta(tables, {**record, "day": graph.today.isoformat()})
        parts.finish(tables)
        tables.close()

    def result(self, *, written: bool) -> Loaded:
        """What this load did."""
        return Loaded(
            articles=tuple(sorted(id for ids in self.said_articles.values() for id in ids)),
            entities=self.entities,
            claims=self.claims,
            findings=tuple(dict.fromkeys(self.findings)),
            written=written,
            unchanged=not written,
            skipped=self.skipped,
        )
