"""The process that works at parts of a large load: reads blocks of bulk files, or concludes from some claims.

It is handed one order after another on standard input and answers each on standard output, both pickled by
the program itself; it ends when nobody is there to order any more.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from retailgraph.articles import Finding
from retailgraph.articles.blocks import Block
from retailgraph.articles.bulk import read_block
from retailgraph.articles.claims import ClaimReader
from retailgraph.articles.merging import Reader
from retailgraph.articles.report import Report
from retailgraph.articles.rows import no_collector
from retailgraph.conclusion import conclude
from retailgraph.conclusion.control import Control, Pair
from retailgraph.conclusion.learning import Bearing
from retailgraph.errors import RetailGraphError
from retailgraph.graph.home import meta_of
from retailgraph.graph.known import KnownTypes
from retailgraph.ontology import Ontology, from_dict
from retailgraph.tables import connecting, entities, parts
from retailgraph.tables.reports import Reports
from retailgraph.tables.store import Tables
from retailgraph.tables.writing import Writing


class Where(NamedTuple):
    """The store that is being filled, what lies below it, and the day it is for."""

    path: Path
    shipped: Path | None
    today: date


class Rows(NamedTuple):
    """The order to read a block into a part."""

    part: Path
    file: str
    block: Block


class Heads(NamedTuple):
    """What was read: the articles with their lines and what they repeat, how many claims, what is wrong."""

    articles: list[tuple[str, int, str]]
    claims: int
    findings: list[Finding]
    warnings: list[Finding]
    errors: int


class Range(NamedTuple):
    """The order to conclude about objects from an id on and before another; without a part only to say who
    is said to own whom."""

    part: Path | None
    low: str
    high: str


class PartWork:
    """Carries out orders over one store."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._ontology: Ontology | None = None
        self._types: dict[str, tuple[str, ...]] = {}
        self._control = Control(())

    def do(self, order: Any) -> Any:
        """What an order asks for."""
        if isinstance(order, Rows):
            return self._read(order)
        if isinstance(order, Range):
            return self._concluded(order, order.part) if order.part else self._pairs(order)
        self._control = Control(order)
        return None

    @contextmanager
    def _opened(self) -> Iterator[tuple[Tables, Ontology]]:
        with connecting.reading(self._where.path, self._where.shipped) as tables:
            if self._ontology is None:
                self._ontology = from_dict(json.loads(tables.fact("ontology", below=True)))
            yield tables, self._ontology

    def _types_in(self, tables: Tables) -> dict[str, tuple[str, ...]]:
        """The types of all entities: none comes or goes while parts are made."""
        if not self._types:
            self._types = entities.types(tables)
        return self._types

    def _read(self, order: Rows) -> Heads:
        with self._opened() as (tables, ontology):
            meta = meta_of(tables)
            read_as = meta.get("read_as", {})
            report = Report(order.file)
            reader = ClaimReader(ontology, KnownTypes(tables, read_as, self._types_in(tables)))
            read = read_block(order.block, reader, report)
            kept = {id: kept for id, (kept, _) in read_as.items() if id != kept}
            merged = Reader(kept, ontology)
            articles = merged.articles(read)
            with parts.writing(order.part) as part:
                Writing(part, ontology).put_articles(articles)
        claims = sum(len(p.claims) for a in articles for p in a.passages)
        heads = [(a.id, a.line, a.copy_of) for a in articles]
        return Heads(heads, claims, report.findings, list(merged.findings), report.errors)

    def _pairs(self, order: Range) -> set[Pair]:
        """Who is said to own whom by the claims of a range, and by what follows from them."""
        with self._opened() as (tables, ontology):
            bearing = Bearing(ontology)
            reports = Reports(tables, self._where.today).between(
                order.low, order.high, bearing.by_subject, without=bearing.alone
            )
            found: set[Pair] = set()

            def control(stated: set[Pair]) -> Control:
                found.update(stated)
                raise _Enough

            with suppress(_Enough):
                conclude(reports, ontology, self._types_in(tables), control)
            return found

    def _concluded(self, order: Range, target: Path) -> int:
        """Conclude about a range; gives how many claims it was concluded from."""
        control = self._control
        with self._opened() as (tables, ontology):
            bearing = Bearing(ontology)
            known = Reports(tables, self._where.today)
            reports = known.between(order.low, order.high, bearing.by_subject)
            count = len(reports)
            reports = known.with_lives(reports, bearing)
            found, conflicts = conclude(reports, ontology, self._types_in(tables), lambda _: control)
            concerned = {r.key: bearing.concerned(r.subject, r.relation, r.object) for r in found}
            seen = {key for key, names in concerned.items() if any(_within(order, n) for n in names)}
            mine = [r for r in found if _within(order, concerned[r.key][0])]
            some = [c for c in conflicts if seen >= set(c.relationships)]
            with parts.writing(target) as part:
                writing = Writing(part, ontology)
                writing.put_relationships(mine, known.numbers)
                writing.put_conflicts(some, known.numbers)
            return count


class _Enough(Exception):
    """Who owns whom is known; nothing more is asked for."""


def _within(order: Range, object: str) -> bool:
    return object >= order.low and (not order.high or object < order.high)


def main() -> None:
    """Carry out orders until there are no more."""
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    work = PartWork(pickle.load(given))  # noqa: S301 - written by our own process
    with no_collector(), suppress(BrokenPipeError, EOFError):
        while True:
            order = pickle.load(given)  # noqa: S301
            try:
                answer = work.do(order)
            except RetailGraphError as error:
                answer = error
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
    os._exit(0)
