"""Importing a file: what it is, what it says, who is meant, and what of it is loaded.

The road into the store is that of all articles: an import is one article whose passages are the rows,
written as a bulk file with the entities that are new, and loaded. What a row says is checked alone, so that
rows and not files succeed or fail.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from retailgraph.articles import Entity, made_id, words
from retailgraph.articles.article_file import _likeness
from retailgraph.articles.claims import ClaimReader
from retailgraph.articles.report import Report
from retailgraph.articles.values import Claim
from retailgraph.dates import day
from retailgraph.errors import InvalidData, Refused, UsageError
from retailgraph.graph import Graph
from retailgraph.identity.undisclosed import as_written
from retailgraph.interchange.formats import Format, format_of, is_our_own
from retailgraph.interchange.inputs import Source, source_of
from retailgraph.interchange.leftovers import MARK as LEFT_MARK
from retailgraph.interchange.mapped import MappedTable
from retailgraph.interchange.mapping import ARTICLE_KEYS, UNDECIDED, TableMapping, read_mapping
from retailgraph.interchange.parties import Described, Left, Party, Remark, Said, Statement
from retailgraph.interchange.proposing import Look, look_at
from retailgraph.interchange.records_back import load_own
from retailgraph.interchange.settling import Doubt, Settler, faults_of
from retailgraph.interchange.tables import Table
from retailgraph.lookup import names as lookup
from retailgraph.tables import articles as article_rows
from retailgraph.tables import entities as entity_rows

_ENTITIES_A_FILE = 10_000
_MOST_TOLD = 1_000_000
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Examined:
    """A file as it was looked at: its format, and of a table its columns and the mapping they suggest."""

    source: Source
    format: Format
    mapping: TableMapping
    table: Table | None = None
    look: Look | None = None

    @property
    def open_question(self) -> bool:
        """Whether the mapping leaves open what joins subject and object."""
        return any(rule.relation == UNDECIDED for rule in self.mapping.claims)


@dataclass
class Imported:
    """What an import did. ``rows`` counts what was read, ``taken`` the facts, ``left`` what is not taken.

    ``remarks`` are what was read in another way than it stands there, ``doubts`` the names to decide about,
    ``began``, ``ended`` and ``changed`` what differs from the version before, as (subject, relation, object).
    """

    article: str = ""
    rows: int = 0
    taken: int = 0
    claims: list[Claim] = field(default_factory=list)
    bulk_rows: list[bytes] = field(default_factory=list, repr=False)
    left: list[Left] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    began: list[tuple[str, str, str]] = field(default_factory=list)
    ended: list[tuple[str, str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    written: bool = False
    unchanged: bool = False
    replaced: bool = False


def import_file(
    graph: Graph,
    path: Path,
    mapping: str | Path | None,
    relation: str,
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
    looked = examine(graph, path, Path(mapping) if mapping else None, relation)
    if looked.open_question:
        raise UsageError("no column says which relation joins the two ends; name it: relation='owns'")
    head = head_of(graph, looked, article)
    done = read_import(graph, looked, head)
    if not dry_run:
        load_import(graph, done, head, looked, replace_it=replace_it)
    return done


# --- looking ------------------------------------------------------------------------------------------------


def examine(graph: Graph, path: Path, mapping: Path | None = None, relation: str = "") -> Examined:
    """What a file is, and what it says by a mapping or by its own look; InvalidData if it cannot be read."""
    stated = read_mapping(mapping, graph.ontology) if mapping else None
    options = dict(stated.file) if stated else {}
    source = source_of(path, options)
    if source.head.removeprefix(b"\xef\xbb\xbf").startswith(LEFT_MARK.encode()):
        # What an import left is a table of its own, whatever file its rows were in.
        options = {key: value for key, value in options.items() if key in ("dates", "decimals")}
        source = replace(source, options=options)
    format = format_of(source)
    if stated and options.get("format") not in ("", None, format.name):
        source = replace(source, options={})  # a mapping of the same table in another kind of file
    article = dict(stated.article) if stated else {}
    if not format.is_table:
        kept = stated or TableMapping()
        file = {"format": format.name}
        return Examined(source, format, replace(kept, file=file, article=article))
    table = format.table(source)
    if stated is None:

        def knows(name: str, types: Sequence[str]) -> bool:
            hits = lookup.hits(graph, name)
            return any(set(types) & set(lookup.types_of(graph, n)) for ids in hits.values() for n in ids)

        look = look_at(table, knows, relation)
        if not look.mapping.claims and not look.mapping.entities:
            raise InvalidData(
                f"{path}: no column says who owns what, or who is what; its columns are "
                f"{', '.join(table.columns[:20])}; write a mapping (docs/exchange/tables.md)"
            )
        return Examined(source, format, look.mapping, table, look)
    _check_columns(stated, table, mapping)
    return Examined(source, format, replace(stated, article=article), table)


def _check_columns(stated: TableMapping, table: Table, path: Path | None) -> None:
    from retailgraph.articles.report import did_you_mean, nearest
    from retailgraph.interchange.mapping import columns_of, party_columns

    named = {c for rule in stated.claims for c in columns_of(rule)}
    named |= {c for rule in stated.entities for c in party_columns(rule)}
    lost = sorted(named - set(table.columns))
    if lost:
        said = "; ".join(f"'{c}'{did_you_mean(nearest(c, table.columns))}" for c in lost)
        raise InvalidData(f"{path}: the file has no such column: {said}; it has {', '.join(table.columns)}")


# --- reading ------------------------------------------------------------------------------------------------


def read_import(graph: Graph, examined: Examined, article: Mapping[str, str]) -> Imported:
    """What a file says, settled and checked row by row; nothing is loaded."""
    said: Iterator[Said]
    if examined.table is not None:
        said = iter(MappedTable(examined.table, examined.mapping, graph.ontology))
    else:
        said = examined.format.read(examined.source)
    done = Imported(article=article["id"])
    _Reading(graph, examined.mapping.names, done).take(said)
    return done


class _Reading:
    """Takes what a reader gives, one after the other."""

    def __init__(self, graph: Graph, decided: Mapping[str, str], done: Imported) -> None:
        self._graph, self._done = graph, done
        self._settler = Settler(graph, decided)
        self._types = _Types(graph, self._settler.new)
        self._claims = ClaimReader(graph.ontology, self._types)
        self._seen: dict[tuple[object, ...], str] = {}
        self._rows: set[tuple[int, int]] = set()
        self._used: set[str] = set()
        self._faulty: set[str] = set()
        self.described: dict[str, None] = {}

    def take(self, said: Iterator[Said]) -> None:
        for each in said:
            if isinstance(each, Remark):
                self._done.remarks.append(each)
                continue
            self._rows.add((each.where.row, each.where.line if not each.where.row else 0))
            if isinstance(each, Left):
                self._done.left.append(each)
            elif isinstance(each, Described):
                self._describe(each)
            else:
                self._state(each)
        self._done.rows = len(self._rows - {(0, 0)})
        self._done.doubts = list(self._settler.doubts.values())
        wanted = self._used | set(self.described)
        self._done.entities = [e for id, e in self._settler.new.items() if id in wanted]
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
        if said.url and not values.get("note"):
            values["note"] = f"source: {words.UNSAFE.sub('', said.url)[:500]}"
        self._check(said, (ends[0], said.relation, ends[1]), values, notes)

    def _sides(self, said: Statement, notes: list[Remark]) -> dict[str, tuple[str, ...]]:
        sides: dict[str, tuple[str, ...]] = {}
        for name, parties in said.parties.items():
            allowed = self._graph.ontology.qualifiers[name].types
            ids: list[str] = []
            for party in parties:
                found = self._settler.settle(party, allowed, wary=True)
                if isinstance(found, Doubt):
                    told = f"'{found.name}' {found.why}{_either(found.candidates)}"
                    notes.append(Remark(said.where, name, f"{told}: taken without, until it is decided"))
                else:
                    ids.append(found)
            if ids:
                sides[name] = tuple(dict.fromkeys(ids))
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
        likeness = (claim.subject, claim.relation, claim.object, *_likeness(claim))
        if likeness in self._seen:
            self._leave(said, f"says the same as {self._seen[likeness]}", "repeat")
            return
        self._seen[likeness] = str(said.where)
        self._used.update((claim.subject, claim.object, *_named(given)))
        self._done.claims.append(claim)
        self._done.remarks += notes
        unary = self._graph.ontology.relations[claim.relation].unary
        self._done.bulk_rows.append(_bulk_row(claim, said, given, unary))

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


# --- the article --------------------------------------------------------------------------------------------


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
    before = article_rows.claims_in(graph.tables, done.article) if graph.has_article(done.article) else []
    now = {(c.subject, c.relation, c.object): c.key() for c in done.claims}
    then = {(c.subject, c.relation, c.object): c.key for c in before}
    if before and not replace_it:
        if set(now.values()) == set(then.values()):
            done.unchanged = True
            return
        raise Refused(
            f"'{done.article}' was imported before; --replace puts this version in its place, "
            f"and retailgraph remove {done.article} takes it out"
        )
    done.replaced = bool(before)
    if before:
        done.began = sorted(now.keys() - then.keys())
        done.ended = sorted(then.keys() - now.keys())
        done.changed = sorted(t for t in now.keys() & then.keys() if now[t] != then[t])
    with tempfile.TemporaryDirectory(prefix="retailgraph-") as place:
        paths = _written(Path(place), done, head, examined)
        if paths:
            loaded = graph.load(paths, wait=wait, progress=progress)
            done.written = loaded.written
            done.unchanged = loaded.unchanged


def _written(folder: Path, done: Imported, head: Mapping[str, str], examined: Examined) -> list[Path]:
    """The files that are loaded: entities in YAML, so many a file, and claims in JSON Lines."""
    paths: list[Path] = []
    stem = head["id"]
    for start in range(0, len(done.entities), _ENTITIES_A_FILE):
        path = folder / f"{stem}-entities-{start // _ENTITIES_A_FILE + 1}.yaml"
        path.write_text("".join(map(entity_text, done.entities[start : start + _ENTITIES_A_FILE])), "utf-8")
        paths.append(path)
    if done.bulk_rows:
        path = folder / f"{stem}.jsonl"
        end = _article_part(head, examined)
        with path.open("wb") as file:
            file.writelines(row + end for row in done.bulk_rows)
        paths.append(path)
    return paths


def _bulk_row(claim: Claim, said: Statement, values: Mapping[str, Any], unary: bool) -> bytes:
    """A claim as the beginning of a row of a bulk file, without what is said of the article."""
    where = str(said.where).capitalize()
    says = " ".join((f"{where}: {said.row}" if said.row else where).split())
    row = {
        "subject": as_written(claim.subject),
        "relation": claim.relation,
        "object": "" if unary else claim.object,
        **{name: value for name, value in values.items() if value},
        "says": words.UNSAFE.sub(" ", says)[: words.SAYS_LENGTH],
    }
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")[:-1]


def _article_part(head: Mapping[str, str], examined: Examined) -> bytes:
    """The rest of each row: the article, which is the same for all."""
    licence = head.get("licence") or examined.format.licence
    note = f"Imported from {examined.source.name} ({examined.format.title})"
    note += f"; licence: {licence}" if licence else ""
    article = {"article": head["id"], "article_title": head["title"], "article_note": note}
    article |= {k: head[k] for k in ("url", "publisher", "published", "retrieved", "language") if head.get(k)}
    return b", " + json.dumps(article, ensure_ascii=False).encode()[1:] + b"\n"


def entity_text(entity: Entity) -> str:
    """An entity as a block of an entity file."""
    lines = [f"{entity.id}:", f"  type: [{', '.join(entity.types)}]", f"  name: {_json(entity.name)}"]
    if entity.aliases:
        lines.append(f"  aliases: [{', '.join(map(_json, entity.aliases))}]")
    if entity.names:
        lines.append(f"  names: {{{', '.join(f'{tag}: {_json(name)}' for tag, name in entity.names)}}}")
    if entity.ids:
        lines.append(f"  ids: {{{', '.join(f'{scheme}: {_json(value)}' for scheme, value in entity.ids)}}}")
    for key in ("website", "country", "about"):
        if value := getattr(entity, key):
            lines.append(f"  {key}: {_json(value)}")
    return "\n".join(lines) + "\n"


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


__all__ = ["Examined", "Imported", "examine", "head_of", "import_file", "load_import", "read_import"]
