"""Findings: what is wrong with files, or with a store, and where.

:func:`check` reads files strictly, then runs the shapes of ``ontology/shapes.ttl`` over what the good files
say, compares what they say with each other and with a graph, and looks quotes up in the texts they are
from. :func:`check_store` runs the shapes over a store. All findings are in one :class:`Report`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from retailgraph.articles import RULES, Entity, Finding, Skipped, read
from retailgraph.articles.reading import compare_originals
from retailgraph.errors import InvalidData
from retailgraph.graph import places
from retailgraph.ontology import ARTICLE, CLAIM, ENTITY, FIGURE, PASSAGE
from retailgraph.rdf.view import said_store
from retailgraph.tables import connecting
from retailgraph.tables.notes import Notes
from retailgraph.tables.writing import Writing
from retailgraph.validation import streamed
from retailgraph.validation.across import Around, compared, note
from retailgraph.validation.contradictions import of_each, stored_conflicts
from retailgraph.validation.quotes import QUOTE, misquoted
from retailgraph.validation.report import ARTICLES, ERROR, WARNING, Report
from retailgraph.validation.saying import Unnamed
from retailgraph.validation.shapes import ONTOLOGY, described, faults, owner, read_shapes
from retailgraph.validation.types import of_types_apart

if TYPE_CHECKING:
    from retailgraph.articles import Article, Bundle, Claim, Figure
    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

__all__ = [
    "ERROR",
    "QUOTE",
    "WARNING",
    "Finding",
    "Report",
    "check",
    "check_store",
    "faults",
    "read_shapes",
    "rules",
]


def check(
    paths: Iterable[Path | str],
    ontology: Ontology,
    known: Mapping[str, Sequence[str]] = {},
    texts: Path | None = None,
    *,
    known_articles: Container[str] = (),
    folder: Path | None = None,
    graph: Graph | None = None,
    today: date | None = None,
) -> Report:
    """All that is wrong with files and folders of articles, entities and bulk claims.

    ``known`` gives the types of entities that need not be in the files, ``known_articles`` the ids of such
    articles; ``graph`` is what the files are compared with, its claims of the same articles left aside.
    With ``texts``, a folder of text files named by article id, every quote must stand in its article's
    text. Nothing may be published after ``today``. ``folder`` holds the ontology's Turtle and the shapes; the
    shipped ones if not given. InvalidData if ``texts`` is no folder; OntologyError if the shapes cannot be
    read.
    """
    if texts is not None and not texts.is_dir():
        raise InvalidData(
            f"{texts}: no such folder; --texts takes a folder of text files named by article id"
        )
    held = (graph.holders, graph.shipped_entity, graph.claims_naming) if graph else ()
    given = list(paths)
    large, others = streamed.large_files(given)
    bundle = read(others if large else given, ontology, known, known_articles, *held)
    if large and not (bundle.bad or bundle.decisions):
        types = {**known, **{entity.id: entity.types for entity in bundle.entities}}
        with suppress(streamed.Scattered), closing(Notes()) as notes:
            checking = _Checking(bundle.entities, types, ontology, folder, graph, today, texts, notes)
            checking.take(bundle)
            for path in large:
                for part in streamed.parts(path, ontology, types, notes):
                    checking.take(part)
            copies = compare_originals(checking.copies, notes, known_articles)
            return checking.report(copies, len(bundle.files) + len(large), bundle.skipped)
    if large:
        bundle = read(given, ontology, known, known_articles, *held)
    with closing(Notes()) as notes:
        checking = _Checking(bundle.entities, known, ontology, folder, graph, today, texts, notes)
        checking.take(bundle)
        return checking.report((), len(bundle.files) + len(bundle.bad), bundle.skipped)


class _Checking:
    """A check under way: what was found of the articles taken so far."""

    def __init__(
        self,
        here: Sequence[Entity],
        known: Mapping[str, Sequence[str]],
        ontology: Ontology,
        folder: Path | None,
        graph: Graph | None,
        today: date | None,
        texts: Path | None,
        notes: Notes,
    ) -> None:
        self._known, self._ontology, self._folder = known, ontology, folder
        self._graph, self._today, self._texts, self._notes = graph, today, texts, notes
        self._unnamed = Unnamed(here, graph)
        self._findings: set[Finding] = set()
        self.copies: list[tuple[str, int, str]] = []
        """Path, line and original of each article that repeats another."""

    def take(self, bundle: Bundle) -> None:
        """Check what some files, or a part of one, say, and note what is to be compared with others."""
        ontology = self._ontology
        articles = sorted(bundle.articles, key=lambda article: (article.path, article.line))
        note(self._notes, articles, ontology)
        self.copies += [(a.path, a.line, a.copy_of) for a in articles if a.copy_of]
        self._findings.update(bundle.findings)
        self._findings.update(_shape_findings(bundle, self._known, ontology, self._folder))
        around = Around(self._graph, self._notes)
        self._findings.update(of_each(articles, ontology, around, self._today))
        self._findings.update(self._unnamed.among(articles))
        self._findings.update(of_types_apart(bundle.entities, ontology))
        if self._texts is not None:
            self._findings.update(misquoted(articles, self._texts))

    def report(self, more: Iterable[Finding], checked: int, skipped: Sequence[Skipped]) -> Report:
        """All that was found, once everything is taken."""
        found = {*self._findings, *more, *self._unnamed.rest()}
        found.update(compared(self._notes, self._ontology, self._graph))
        return Report(tuple(sorted(found)), checked, skipped=tuple(skipped))


def check_store(graph: Graph, folder: Path | None = None) -> Report:
    """All that is wrong in a built store, and with what is kept of the files behind it.

    ``path`` of a finding is the article's or entity's id, or that of the kept file.
    """
    findings = [Finding(loss.path, 0, loss.reason, rule="kept-lost") for loss in graph.losses()]
    findings += [
        Finding(owner(fault.node), 0, described(graph.store, fault), fault.severity, rule=fault.rule)
        for fault in faults(graph.store, read_shapes(_shapes_file(folder)))
    ]
    findings += stored_conflicts(graph)
    return Report(tuple(sorted(set(findings))), len(graph.articles()), ARTICLES)


def rules(folder: Path | None = None) -> dict[str, str]:
    """Every rule by name with the reason for it; of rules that only a store can break, what they find."""
    constraints = read_shapes(_shapes_file(folder)).constraints
    return {**RULES, **{c.rule: _without_names(c.message) for c in constraints if c.rule not in RULES}}


def _without_names(message: str) -> str:
    return re.sub(r"('?\{[?$]\w+\}'?\s?)+", "... ", message).replace(" :", ":").strip()


def _shapes_file(folder: Path | None) -> Path:
    return (folder or places.shipped("ontology")) / "shapes.ttl"


# --- the shapes, over what files say ------------------------------------------------------------------------


def _shape_findings(
    bundle: Bundle, known: Mapping[str, Sequence[str]], ontology: Ontology, folder: Path | None
) -> Iterator[Finding]:
    if not (bundle.articles or bundle.entities):
        return
    bundle = _decided(bundle, ontology)
    words = (folder or places.shipped("ontology")) / "retailgraph.ttl"
    shapes = read_shapes(_shapes_file(folder))
    found_at = _lines(bundle)
    for fault in faults(_store_of(bundle, known, ontology, words), shapes):
        # Warnings are about what may be missing elsewhere; the reader has compared that with what is known.
        if fault.severity == ERROR:
            whose = owner(fault.node)
            path = str(words) if whose == ONTOLOGY else whose
            yield Finding(*found_at.get(fault.node, (path, 0)), fault.message, rule=fault.rule)


def _decided(bundle: Bundle, ontology: Ontology) -> Bundle:
    """What the files say once their decisions are carried out, as it would be loaded."""
    if not bundle.decisions:
        return bundle
    from retailgraph.articles.decisions_file import kept_ids
    from retailgraph.articles.merging import Reader, merge_entities

    kept = kept_ids(bundle.decisions)
    entities, _ = merge_entities({entity.id: entity for entity in bundle.entities}, kept)
    # One of the two may be known already, and not be among these files.
    reader = Reader({id: name for id, name in kept.items() if id not in entities}, ontology)
    return replace(
        bundle, entities=tuple(entities.values()), articles=tuple(reader.articles(bundle.articles))
    )


def _store_of(
    bundle: Bundle, known: Mapping[str, Sequence[str]], ontology: Ontology, words: Path
) -> ox.Store:
    """What the files say, in memory, with the ontology and the known entities that they name."""
    with connecting.memory() as tables:
        writing = Writing(tables, ontology)
        writing.put_entities((*bundle.entities, *_known(bundle, known, ontology)))
        writing.put_articles(bundle.articles)
        return said_store(tables, [words])


def _known(bundle: Bundle, known: Mapping[str, Sequence[str]], ontology: Ontology) -> Iterator[Entity]:
    here = {entity.id for entity in bundle.entities}
    for name in sorted(_named(bundle.articles, ontology) - here):
        if name in known:
            yield Entity(name, tuple(known[name]), name)


def _named(articles: Iterable[Article], ontology: Ontology) -> set[str]:
    """The ids of all entities that articles name."""
    named: set[str] = set()
    for article in articles:
        for passage in article.passages:
            named.update(figure.entity for figure in passage.figures)
            for claim in passage.claims:
                named.update((claim.subject, claim.object))
                for qualifier, values in claim.qualifiers:
                    if ontology.links(qualifier):
                        named.update(values)
    return named


def _lines(bundle: Bundle) -> dict[str, tuple[str, int]]:
    """Path and line of everything that may be at fault, by IRI."""
    found = {ENTITY + e.id: (e.path, e.line) for e in bundle.entities}
    for article in bundle.articles:
        found[ARTICLE + article.id] = (article.path, article.line)
        for passage in article.passages:
            found[f"{PASSAGE}{article.id}/{passage.position}"] = (article.path, passage.line)
            said: tuple[tuple[str, Iterable[Claim | Figure]], ...] = (
                (CLAIM, passage.claims),
                (FIGURE, passage.figures),
            )
            for base, items in said:
                for item in items:
                    found.setdefault(f"{base}{article.id}/{item.key()}", (article.path, item.line))
    return found
