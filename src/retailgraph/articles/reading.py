"""Reading files and folders: find the files, read the entities, then the articles, then compare them all."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from retailgraph.articles import bulk, rdf_file, retyping, rows, strict_yaml
from retailgraph.articles.article_file import KEYS as ARTICLE_KEYS
from retailgraph.articles.article_file import read_article
from retailgraph.articles.by_row import good_articles, good_entities, keeps_some
from retailgraph.articles.claims import ClaimReader
from retailgraph.articles.decisions_file import (
    Decision,
    check_known,
    contradictions,
    is_decisions,
    kept_ids,
    read_decisions,
)
from retailgraph.articles.entity_file import read_entities
from retailgraph.articles.entity_rows import are_of_entities, columns_of, read_entity_rows
from retailgraph.articles.report import NearestId, Report, did_you_mean, listed, nearest
from retailgraph.articles.values import Article, Bundle, Entity, Finding, Skipped
from retailgraph.ontology import Ontology
from retailgraph.opening import read_bytes

YAML_SUFFIXES = (".yaml", ".yml")
_IN_FOLDERS = (*YAML_SUFFIXES, *rows.SUFFIXES)
SUFFIXES = (*_IN_FOLDERS, *rdf_file.SUFFIXES)
YAML_LIMIT = 5_000_000
UNREADABLE = "file-unreadable"


Holders = Callable[[str, str], Collection[str]]
"""Given scheme and value of an identifier, all ids of the entity that has it; empty if none has."""


def _nobody(scheme: str, value: str) -> Collection[str]:  # noqa: ARG001
    return ()


Shipped = Callable[[str], "Entity | None"]
"""Given an id, the shipped entity of that id, without path and line; None if there is none."""


def _none(id: str) -> Entity | None:  # noqa: ARG001
    return None


@dataclass(slots=True)
class _File:
    """One file on its way: its faults, its kind, what it says and the hash of all bytes that were read.

    ``ids`` are the entities that it describes, well or badly, with their lines.
    """

    path: Path
    report: Report
    kind: str = ""
    tree: strict_yaml.Mapping | None = None
    listing: strict_yaml.Listing | None = None
    rdf: rdf_file.Said | None = None
    ids: Mapping[str, int] = field(default_factory=dict)
    entities: tuple[Entity, ...] = ()
    articles: tuple[Article, ...] = field(default=())
    decisions: tuple[Decision, ...] = ()
    seen: Any = field(default_factory=sha256)

    leans: bool = False
    """Whether it names an entity of a file with errors."""

    @property
    def good(self) -> bool:
        """Whether what it says is taken, be it without its bad rows."""
        if self.report.errors:
            return keeps_some(self.report, self.articles or self.entities)
        return not self.leans

    def drop_bad_rows(self) -> None:
        """Leave what its bad rows say behind."""
        if self.report.by_row and self.report.errors:
            self.articles = tuple(good_articles(self.articles, self.report))
            self.entities = tuple(good_entities(self.entities, self.report))


def read(
    paths: Iterable[Path | str],
    ontology: Ontology,
    known: Mapping[str, Sequence[str]] = {},
    known_articles: Container[str] = (),
    holders: Holders = _nobody,
    shipped: Shipped = _none,
    naming: retyping.Naming = retyping.nothing,
    by_row: bool = False,
) -> Bundle:
    """All that files and folders say, in any order, with every fault found in them.

    Folders are searched for ``*.yaml``, ``*.yml``, ``*.csv``, ``*.tsv`` and ``*.jsonl``; RDF files are read
    where they are named. ``known`` gives the
    types of the entities that are already in the store, ``known_articles`` the ids of its articles,
    ``holders`` who has an identifier there, ``shipped`` what an entity stands over, ``naming`` the claims
    about it. A file with an error contributes nothing, or ``by_row``, if it is one of rows, those that are
    good. Nothing is raised for what stands in a file.
    """
    found, findings, skipped = find_files(paths)
    has_rows = {path: path.suffix.lower() in rows.SUFFIXES for path in found}
    files = [_File(path, Report(str(path), by_row and has_rows[path])) for path in found]
    for file in files:
        _prepare(file)
    _read_decisions(files)
    _read_entities(files, ontology)
    _check_shipped(files, shipped)
    _check_retyped(files, ontology, known, naming)
    _check_identifiers(files, holders)
    _check_decisions(files, known)
    for file in files:
        file.drop_bad_rows()
    _read_articles(files, ontology, known)
    _compare_articles(files, known_articles)
    for file in files:
        file.drop_bad_rows()
    return _bundle(files, findings, skipped)


def _bundle(files: Sequence[_File], findings: list[Finding], skipped: Iterable[Skipped]) -> Bundle:
    good = [f for f in files if f.good]
    for file in files:
        findings += file.report.findings
    return Bundle(
        tuple(sorted((a for f in good for a in f.articles), key=lambda a: a.id)),
        tuple(sorted((e for f in good for e in f.entities), key=lambda e: e.id)),
        tuple(sorted(set(findings))),
        tuple(str(f.path) for f in files if not f.good),
        {str(f.path): f.kind for f in good},
        tuple(d for f in good for d in f.decisions),
        {str(f.path): f.seen.hexdigest() for f in good},
        tuple(sorted(set(skipped))),
    )


# --- finding the files ------------------------------------------------------------------------------------


def find_files(paths: Iterable[Path | str]) -> tuple[list[Path], list[Finding], list[Skipped]]:
    """The files that the paths mean, each once, sorted; an error for each path that means none; and what
    folders hold beside them."""
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    found: dict[str, Path] = {}
    for path in sorted({Path(p) for p in paths}):
        for file in _files_of(path, findings, skipped):
            found.setdefault(os.path.realpath(file), file)
    return sorted(found.values()), findings, skipped


def holds_claims(path: Path) -> bool:
    """Whether it is a bulk file of claims, as far as its columns tell."""
    return path.suffix.lower() in rows.SUFFIXES and not are_of_entities(columns_of(path))


def _files_of(path: Path, findings: list[Finding], skipped: list[Skipped]) -> list[Path]:
    def fault(message: str) -> list[Path]:
        findings.append(Finding(str(path), 0, message, rule=UNREADABLE))
        return []

    try:
        path.stat()
    except FileNotFoundError:
        return fault(f"no such file or folder{did_you_mean(_nearest_path(path))}")
    except (OSError, ValueError) as error:
        return fault(f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if path.is_dir():
        files = _files_in(path, findings, skipped)
        return files or fault(f"no article or entity files in {path}")
    if not path.is_file():
        return fault("is not a regular file")
    if path.suffix.lower() not in SUFFIXES:
        return fault(f"is not a kind of file that is read: {', '.join(SUFFIXES)}")
    return [path]


def _files_in(folder: Path, findings: list[Finding], skipped: list[Skipped]) -> list[Path]:
    def unreadable(fault: OSError) -> None:
        message = f"cannot be read: {fault.strerror}"
        findings.append(Finding(str(fault.filename), 0, message, rule=UNREADABLE))

    files: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=unreadable):
        for name in (*folders, *names):
            path = Path(root, name)
            why = _passed_over(path, name in folders)
            if why:
                skipped.append(Skipped(str(path), why))
            elif name not in folders:
                files.append(path)
        folders[:] = [name for name in folders if not name.startswith(".")]
    return files


def _passed_over(path: Path, is_folder: bool) -> str:
    """Why a walk does not read something, by its word in SKIPPED; nothing if it does."""
    if path.name.startswith("."):
        return "hidden"
    if is_folder:
        return "folder" if path.is_symlink() else ""
    try:
        if not path.exists():
            return "link"
        if not path.is_file():
            return "device"
    except OSError:  # where one may not look: who reads it says so
        pass
    return "" if path.suffix.lower() in _IN_FOLDERS else "kind"


def _nearest_path(path: Path) -> str:
    try:
        beside = sorted(os.listdir(path.parent))  # noqa: PTH208 (names, not paths)
    except (OSError, ValueError):
        return ""
    near = nearest(path.name, beside)
    return str(path.parent / near) if near else ""


# --- the first look ---------------------------------------------------------------------------------------


def _prepare(file: _File) -> None:
    """The tree of a YAML file, and its kind."""
    if file.path.suffix.lower() in rdf_file.SUFFIXES:
        _prepare_rdf(file)
        return
    if file.path.suffix.lower() not in YAML_SUFFIXES:
        file.kind = "bulk" if holds_claims(file.path) else "entities"
        return
    data = _bytes(file, YAML_LIMIT)
    text = strict_yaml.decode(data, file.report) if data is not None else None
    tree = strict_yaml.parse(text, file.report) if text is not None else None
    if tree is None:
        file.ids = _likely_ids(data or b"")
        return
    if isinstance(tree, strict_yaml.Mapping):
        file.tree = tree
        file.kind = _kind(tree)
    elif isinstance(tree, strict_yaml.Listing) and is_decisions(tree):
        file.listing = tree
        file.kind = file.report.rule = "decisions"
    if file.kind == "entities":
        file.ids = file.tree.lines if file.tree else {}
    if isinstance(tree, strict_yaml.Mapping) and "draft" in tree.items and "passages" in tree.items:
        file.kind = ""
        file.report.error(
            tree.line, f"is a draft; review it first: retailgraph review {file.path}", rule="file-kind"
        )
    elif not file.kind:
        file.report.error(
            tree.line,
            "is neither an article (it has passages) nor an entity file (it maps ids to type and name)",
            rule="file-kind",
        )


def _prepare_rdf(file: _File) -> None:
    data = _bytes(file, rdf_file.LIMIT)
    if data is not None:
        file.rdf = rdf_file.read_trees(data, file.path.suffix.lower(), file.report)
    if file.rdf is not None:
        file.kind = "rdf"
        file.ids = file.rdf.entities.lines


def _bytes(file: _File, limit: int) -> bytes | None:
    try:
        data = read_bytes(file.path, limit)
        file.seen.update(data)
        return data
    except OSError as fault:
        if fault.errno == errno.EFBIG:
            _refuse_large(file, limit)
            return None
        file.report.error(0, f"cannot be read: {fault.strerror}", rule=UNREADABLE)
        return None


def _refuse_large(file: _File, most: int) -> None:
    size = file.path.stat().st_size
    limit = f"at most {most // 1_000_000} MB are read; more belongs in a .jsonl or .csv file"
    message = (
        f"is too large for {'YAML' if most == YAML_LIMIT else 'RDF'} ({size / 1_000_000:.0f} MB); {limit}"
    )
    file.report.error(0, message, rule=UNREADABLE)


def _likely_ids(data: bytes) -> dict[str, int]:
    """The entities that a file which cannot be read most likely describes: who names one is told why."""
    lines = data[:YAML_LIMIT].decode("utf-8", "replace").splitlines()
    forms = ((n, re.fullmatch(r"([a-z0-9-]+):\s*(?:#.*)?", line)) for n, line in enumerate(lines, start=1))
    return {form[1]: n for n, form in forms if form and form[1] != "passages"}


def _kind(tree: strict_yaml.Mapping) -> str:
    """``article``, ``entities`` or nothing: by its shape, not by its name or folder."""
    mappings = [n for n in tree.items.values() if isinstance(n, strict_yaml.Mapping)]
    if "passages" in tree.items and not isinstance(tree.items["passages"], strict_yaml.Mapping):
        return "article"
    if any("type" in m.items for m in mappings):
        return "entities"
    if tree.items.keys() & set(ARTICLE_KEYS):
        return "article"
    return "entities" if mappings else ""


# --- decisions, entities, then articles -------------------------------------------------------------------


def _read_decisions(files: Sequence[_File]) -> None:
    reports: dict[str, Report] = {}
    for file in files:
        if file.listing is not None:
            file.decisions = read_decisions(file.listing, file.report)
            reports[file.report.path] = file.report
    for decision, message in contradictions([d for f in files for d in f.decisions]):
        reports[decision.path].error(decision.line, message)


def _check_decisions(files: Sequence[_File], known: Mapping[str, Sequence[str]]) -> None:
    deciding = [f for f in files if f.decisions]
    if deciding:
        # Described badly is described: that file tells its own faults.
        described = {**known, **{id: () for f in files for id in f.ids}}
        for file in deciding:
            check_known(file.decisions, described, file.report)


def _read_entities(files: Sequence[_File], ontology: Ontology) -> None:
    for file in files:
        if file.kind == "entities" and file.tree is not None:
            file.entities = read_entities(file.tree, ontology, file.report)
        elif file.rdf is not None:
            file.entities = read_entities(file.rdf.entities, ontology, file.report)
        elif file.kind == "entities" and file.path.suffix.lower() in rows.SUFFIXES:
            file.entities, file.ids = read_entity_rows(file.path, ontology, file.report, file.seen.update)
    places: dict[str, tuple[_File, int]] = {}
    for file in files:
        for id, line in file.ids.items() if file.kind else ():
            _once(f"entity '{id}'", places.setdefault(id, (file, line)), (file, line))


def _check_shipped(files: Sequence[_File], shipped: Shipped) -> None:
    """An entity over a shipped one is of its type at least: shipped claims are about that."""
    for file in files:
        for entity in file.entities:
            below = shipped(entity.id)
            if below is None or replace(entity, path="", line=0) == below:
                continue
            if not set(below.types) <= set(entity.types):
                kind = f"{listed(below.types, 'and')} ({below.name})"
                message = f"'{entity.id}' is a shipped {kind} and cannot be another thing; choose another id"
                file.report.error(entity.line, message, rule="entity-shipped")
            else:
                message = f"'{entity.id}' replaces the shipped {below.name}"
                undo = f"retailgraph remove {entity.id}, once it is loaded, brings that back"
                file.report.warning(entity.line, f"{message}; {undo}", rule="entity-shipped")


def _check_retyped(
    files: Sequence[_File], ontology: Ontology, known: Mapping[str, Sequence[str]], naming: retyping.Naming
) -> None:
    """An entity that is described anew stays what claims of the graph need, unless those come anew too."""
    given = {id for file in files for id in _article_ids(file)}
    here = {e.id: e.types for f in files for e in f.entities}

    def before(id: str) -> Sequence[str]:
        return known[id] if id in known else ()  # noqa: SIM401 - of rows, looked up one by one

    def now(id: str) -> Sequence[str]:
        return here[id] if id in here else before(id)

    for file in files:
        for entity in file.entities:
            was = before(entity.id)
            if set(was) <= set(entity.types):
                continue
            held = (one for one in naming(entity.id) if one.article not in given)
            needing = retyping.broken(entity.id, before, now, held, ontology)
            if needing:
                message = retyping.refusal(entity.id, was, entity.types, needing)
                file.report.error(entity.line, message, rule="entity-retyped")


def _check_identifiers(files: Sequence[_File], holders: Holders) -> None:
    """No two entities have one identifier: neither in the files nor one of them in the store."""
    same = kept_ids(d for f in files for d in f.decisions)
    here = {id for f in files for id in f.ids}
    registered: dict[tuple[str, str], tuple[_File, Entity]] = {}
    for file in files:
        for entity in file.entities:
            for scheme, value in entity.ids:
                first = registered.setdefault((scheme, value), (file, entity))
                if same.get(first[1].id, first[1].id) != same.get(entity.id, entity.id):
                    _one_holder(scheme, value, first, (file, entity))
                # Of an entity that is described anew here, the store's identifiers are those of before.
                known = holders(scheme, value)
                if known and entity.id not in known and here.isdisjoint(known):
                    twin = f"'{min(known)}', which the graph holds"
                    _same_identifier(file, entity, f"{scheme} {value} is also that of {twin}", scheme)


def _once(what: str, first: tuple[_File, int], second: tuple[_File, int]) -> None:
    """An error at both places where one id is used twice."""
    if first == second:
        return
    (one, here), (other, there) = first, second
    for file, line, at in ((one, here, f"{other.path}:{there}"), (other, there, f"{one.path}:{here}")):
        rule = f"{what.split(' ')[0]}-described"
        file.report.error(line, f"{what} is also described in {at}; keep one", rule=rule)
        if rule == "article-described":
            file.report.refused.add(what.split("'")[1])


def _one_holder(scheme: str, value: str, first: tuple[_File, Entity], second: tuple[_File, Entity]) -> None:
    (one, here), (other, there) = first, second
    if here.id == there.id:
        return
    for file, entity, twin in ((one, here, there), (other, there, here)):
        message = f"{scheme} {value} is also that of '{twin.id}' ({twin.path}:{twin.line})"
        _same_identifier(file, entity, message, scheme)


def _same_identifier(file: _File, entity: Entity, message: str, scheme: str) -> None:
    """An error for an LEI, which names one legal entity; else a warning: a brand may be given its owner's."""
    said = f"'{entity.id}': {message}"
    if scheme == "lei":
        file.report.error(entity.line, f"{said}; one of them is wrong", rule="entity-same-lei")
    else:
        file.report.warning(entity.line, f"{said}; are they the same?", rule="entity-twin")


def _read_articles(files: Sequence[_File], ontology: Ontology, known: Mapping[str, Sequence[str]]) -> None:
    read_here = {e.id: e.types for f in files if f.good for e in f.entities}
    types = {**known, **read_here} if read_here else known
    sound = {e.id for f in files if not f.good for e in f.entities}
    reader = ClaimReader(ontology, types, _doubtful(files), sound)
    for file in files:
        if file.kind == "article" and file.tree is not None:
            article = read_article(file.path.stem, file.tree, reader, file.report)
            file.articles = (article,) if article else ()
        elif file.rdf is not None:
            file.articles = tuple(_of_rdf(file.rdf, reader, file.report))
        elif file.kind == "bulk":
            file.articles = bulk.read_rows(file.path, reader, file.report, file.seen.update)
    for file in files:
        file.leans = file.report.path in reader.leaning


def _of_rdf(said: rdf_file.Said, reader: ClaimReader, report: Report) -> Iterator[Article]:
    for id, tree in said.articles.items():
        article = read_article(id, tree, reader, report)
        if article is not None:
            yield article


def _doubtful(files: Iterable[_File]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The entities of files with errors: where they are described, and their types as far as clear."""
    bad = [f for f in files if not f.good]
    places = {id: (f"{f.path}:{line}", ()) for f in bad for id, line in f.ids.items()}
    partly = [f for f in files if f.good and f.report.errors]
    places |= {
        id: (f"{f.path}:{line}", ())
        for f in partly
        for id, line in f.ids.items()
        if line in f.report.wrong_lines
    }
    return places | {e.id: (f"{e.path}:{e.line}", e.types) for f in bad for e in f.entities}


# --- across articles --------------------------------------------------------------------------------------


def _article_ids(file: _File) -> Mapping[str, int]:
    """The articles that a file holds, well or badly, with their lines."""
    if file.kind == "article":
        return {file.path.stem: 1}
    return {a.id: a.line for a in file.articles}


def _compare_articles(files: Sequence[_File], known_articles: Container[str]) -> None:
    places: dict[str, tuple[_File, int]] = {}
    for file in files:
        for id, line in _article_ids(file).items():
            _once(f"article '{id}'", places.setdefault(id, (file, line)), (file, line))

    for file in files:
        copies = [(str(file.path), a.line, a.copy_of) for a in file.articles if a.copy_of]
        sources = [(str(file.path), e.line, f.source) for e in file.entities for f in e.former if f.source]
        found = [
            *compare_originals(copies, places, known_articles),
            *compare_originals(sources, places, known_articles, "source of a former name"),
        ]
        for one in found:
            file.report.warning(one.line, one.message, one.fix, rule=one.rule)


def compare_originals(
    named: Iterable[tuple[str, int, str]],
    here: Collection[str],
    known: Container[str],
    word: str = "copyOf",
) -> list[Finding]:
    """A warning for each article that is named (path, line, id) and neither read here nor known."""
    nearest_id = NearestId(here)
    return [
        Finding(
            path,
            line,
            f"{word} names an article that is not known: '{id}'{did_you_mean(near)}",
            "warning",
            near,
            "article-original",
        )
        for path, line, id in named
        if id not in here and id not in known
        for near in [nearest_id(id)]
    ]
