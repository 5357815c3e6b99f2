"""Each row of a file settled and checked by itself: who is meant, and whether it can be a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from retailgraph.articles import Entity, words
from retailgraph.articles.article_file import likeness_of
from retailgraph.articles.claims import ClaimReader
from retailgraph.articles.report import Report
from retailgraph.graph import Graph
from retailgraph.interchange.import_files import bulk_row
from retailgraph.interchange.imported import Imported
from retailgraph.interchange.parties import Described, Left, Party, Place, Remark, Said, Statement
from retailgraph.interchange.party_ids import faults_of
from retailgraph.interchange.settling import Doubt, Settler
from retailgraph.tables import entities as entity_rows

_ENOUGH = 16  # bytes of a digest: no two rows of one file share them by chance


class RowChecks:
    """Takes what a reader gives, one after the other."""

    def __init__(self, graph: Graph, decided: Mapping[str, str], done: Imported) -> None:
        self._graph, self._done = graph, done
        self._settler = Settler(graph, decided)
        self._types = _Types(graph, self._settler.new)
        self._claims = ClaimReader(graph.ontology, self._types)
        self._seen: dict[bytes, tuple[int, int]] = {}
        self._rows: set[int] = set()
        self._used: set[str] = set()
        self._faulty: set[str] = set()
        self.described: dict[str, None] = {}

    def take(self, said: Iterator[Said]) -> None:
        """Settle and check all that a reader gives, into what was imported."""
        for each in said:
            if isinstance(each, Remark):
                self._done.remarks.append(each)
                continue
            self._rows.add(each.where.row or -each.where.line)
            if isinstance(each, Left):
                self._done.left.append(each)
            elif isinstance(each, Described):
                self._describe(each)
            else:
                self._state(each)
        self._done.rows = len(self._rows - {0})
        self._done.doubts = list(self._settler.doubts.values())
        wanted = self._used | set(self.described)
        self._done.entities.extend(e for id, e in self._settler.new.items() if id in wanted)
        self._done.taken = len(self._done.claims)

    def _describe(self, said: Described) -> None:
        self._tell_faults(said.party, said)
        found = self._settler.settle(said.party)
        if isinstance(found, Doubt):
            if found.name:
                reason = f"'{found.name}' {found.why}{_either(found.candidates)}: decide in the mapping"
                self._done.left.append(Left(said.where, "", reason, "", "undecided"))
            else:
                self._done.left.append(Left(said.where, "", found.why))
        else:
            self.described[found] = None

    def _tell_faults(self, party: Party, said: Described | Statement) -> None:
        for fault in faults_of(party):
            if fault not in self._faulty:
                self._faulty.add(fault)
                self._done.remarks.append(Remark(said.where, party.name, fault))

    def _state(self, said: Statement) -> None:
        relation = self._graph.ontology.relations.get(said.relation)
        if relation is None:
            self._leave(said, f"there is no relation for it here ({said.relation})", "other")
            return
        doubts: list[Doubt] = []
        ends: list[str] = []
        for party, allowed in ((said.subject, relation.domain), (said.object, relation.range)):
            found = self._settler.settle(party, allowed)
            self._tell_faults(party, said)
            if isinstance(found, Doubt):
                doubts.append(found)
            else:
                ends.append(found)
        if doubts:
            told = "; ".join(
                f"'{d.name}' {d.why}{_either(d.candidates)}" if d.name else d.why for d in doubts
            )
            self._leave(said, f"{told}: decide in the mapping, under names", "undecided")
            return
        if ends[0] == ends[1] and not relation.unary:
            self._leave(said, f"'{said.subject.name or ends[0]}' is subject and object of {said.relation}")
            return
        notes = list(said.notes)
        values = {**said.qualifiers, **self._sides(said, notes)}
        if said.url:
            note, source = values.get("note", ""), f"source: {words.UNSAFE.sub('', said.url)[:500]}"
            values["note"] = f"{note}; {source}" if note else source
        self._check(said, (ends[0], said.relation, ends[1]), values, notes)

    def _sides(self, said: Statement, notes: list[Remark]) -> dict[str, str | tuple[str, ...]]:
        sides: dict[str, str | tuple[str, ...]] = {}
        for name, parties in said.parties.items():
            qualifier = self._graph.ontology.qualifiers[name]
            allowed = qualifier.types
            ids: list[str] = []
            for party in parties:
                found = self._settler.settle(party, allowed, wary=True)
                if isinstance(found, Doubt):
                    told = f"'{found.name}' {found.why}{_either(found.candidates)}"
                    notes.append(Remark(said.where, name, f"{told}: taken without, until it is decided"))
                else:
                    ids.append(found)
            if ids:
                known = tuple(dict.fromkeys(ids))
                sides[name] = known if qualifier.many or len(known) > 1 else known[0]
        return sides

    def _check(
        self, said: Statement, ends: tuple[str, str, str], values: Mapping[str, Any], notes: list[Remark]
    ) -> None:
        report = Report("")
        given = {k: v if isinstance(v, str) else list(v) for k, v in values.items()}
        claim = self._claims.claim(ends, given, report, said.where.line or said.where.row)
        if claim is None:
            faults = [f.message for f in report.findings if f.severity == "error"]
            self._leave(said, "; ".join(faults) or "is refused")
            return
        likeness = sha256(
            repr((claim.subject, claim.relation, claim.object, *likeness_of(claim))).encode()
        ).digest()[:_ENOUGH]
        if likeness in self._seen:
            self._leave(said, f"says the same as {Place(*self._seen[likeness])}", "repeat")
            return
        self._seen[likeness] = (said.where.row, said.where.line)
        self._used.update((claim.subject, claim.object, *_named(given)))
        self._done.claims.append(claim)
        self._done.remarks.extend(notes)
        unary = self._graph.ontology.relations[claim.relation].unary
        self._done.bulk_rows.append(bulk_row(claim, said, given, unary))

    def _leave(self, said: Statement, reason: str, kind: str = "bad") -> None:
        self._done.left.append(Left(said.where, "", reason, said.row, kind, said.cells))


def _named(values: Mapping[str, Any]) -> Iterator[str]:
    for value in values.values():
        yield from (value,) if isinstance(value, str) else value


def _either(ids: Sequence[str]) -> str:
    return f" ({' or '.join(ids[:4])})" if ids else ""


class _Types(Mapping[str, tuple[str, ...]]):
    """The types of the graph's entities and of new ones, looked up one by one."""

    def __init__(self, graph: Graph, new: Mapping[str, Entity]) -> None:
        self._graph, self._new = graph, new
        self._known: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, id: str) -> tuple[str, ...]:
        if id in self._new:
            return self._new[id].types
        if id not in self._known:
            found = entity_rows.types(self._graph.tables, [id])
            if id not in found:
                raise KeyError(id)
            self._known[id] = found[id]
        return self._known[id]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._graph.types(), **self._new})

    def __len__(self) -> int:
        return sum(1 for _ in self)
