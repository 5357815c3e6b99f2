"""Findings: what is wrong with files, or with a store, and where.

:func:`check` reads files strictly, then runs the shapes of ``ontology/shapes.ttl`` over what the good files
say, then looks quotes up in the texts they are from. :func:`check_store` runs the shapes over a store.

The shapes are SHACL, so any SHACL processor can use them; here their SPARQL runs in the store's own engine,
each select once for all nodes, because a processor that binds one node after another takes minutes for a
graph that this takes a second for.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from retailgraph._version import __version__
from retailgraph.errors import OntologyError, UsageError
from retailgraph.graph import places, quads
from retailgraph.ontology import ARTICLE, CLAIM, ENTITY, FIGURE, PASSAGE, PREFIXES, RDF, RG, ROLE, STATUS

if TYPE_CHECKING:
    from retailgraph.articles import Article, Bundle, Claim, Figure
    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

ERROR, WARNING = "error", "warning"
ONTOLOGY = "ontology"
"""The path of findings about the ontology, where they were found in a store."""
READING, QUOTE = "reading", "quote"
"""The rules of findings that come from no shape: the strict reader's, and those about quotes."""


# --- findings and reports ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault; ``line`` is 0 where it is a whole file's, or where it was found in a store.

    ``severity`` is ``error`` or ``warning``; ``fix`` is the nearest right word, if there is one; ``rule``
    names the shape's constraint, or is ``reading`` or ``quote``.
    """

    path: str
    line: int
    message: str
    severity: str = ERROR
    fix: str = ""
    rule: str = READING

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {'warning: ' if self.severity == WARNING else ''}{self.message}"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "path": self.path,
            "line": self.line,
            "severity": self.severity,
            "message": self.message,
            "fix": self.fix,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, sorted; ``checked`` counts what was looked at, in the words of ``unit``."""

    findings: tuple[Finding, ...] = ()
    checked: int = 0
    unit: str = "file"

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(f.severity == ERROR for f in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors

    def ok(self, strict: bool = False) -> bool:
        """Whether there is no error, and if ``strict`` no warning either."""
        return not (self.findings if strict else self.errors)

    def text(self) -> str:
        """Lines for people: one for each finding, then how many there are."""
        return "\n".join([*map(str, self.findings), self.summary()])

    def summary(self) -> str:
        """One line: how much was checked and how many findings there are."""
        checked = f"{_count(self.checked, self.unit)} checked"
        if not self.findings:
            return f"{checked}: no faults"
        return f"{checked}: {_count(self.errors, 'error')}, {_count(self.warnings, 'warning')}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "version": 1,
            "kind": "check",
            "ok": self.ok(),
            "checked": self.checked,
            "errors": self.errors,
            "warnings": self.warnings,
            "findings": [f.to_dict() for f in self.findings],
        }

    def sarif(self) -> dict[str, Any]:
        """A SARIF 2.1.0 log, as plain values for JSON: what code-scanning tools read."""
        driver = {
            "name": "retailgraph",
            "version": __version__,
            "rules": [{"id": rule} for rule in sorted({f.rule for f in self.findings})],
        }
        return {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": [_sarif_result(f) for f in self.findings]}],
        }

    def github(self) -> str:
        """GitHub workflow commands, one line for each finding: shown beside the lines of a pull request."""
        return "\n".join(_annotation(f) for f in self.findings)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _sarif_result(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.path)}}
    if finding.line:
        location["region"] = {"startLine": finding.line}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": location}],
    }
    if finding.fix:
        result["properties"] = {"fix": finding.fix}
    return result


def _uri(path: str) -> str:
    from urllib.parse import quote

    return Path(path).as_uri() if Path(path).is_absolute() else quote(Path(path).as_posix())


def _annotation(finding: Finding) -> str:
    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def in_property(text: str) -> str:
        return escaped(text).replace(":", "%3A").replace(",", "%2C")

    line = f",line={finding.line}" if finding.line else ""
    title = f",title={in_property(finding.rule)}"
    return f"::{finding.severity} file={in_property(finding.path)}{line}{title}::{escaped(finding.message)}"


# --- checking -----------------------------------------------------------------------------------------------


def check(
    paths: Iterable[Path | str],
    ontology: Ontology,
    known: Mapping[str, Sequence[str]] = {},
    texts: Path | None = None,
    *,
    known_articles: Container[str] = (),
    folder: Path | None = None,
) -> Report:
    """All that is wrong with files and folders of articles, entities and bulk claims.

    ``known`` gives the types of entities that need not be in the files, ``known_articles`` the ids of such
    articles. With ``texts``, a folder of text files named by article id, every quote must stand in its
    article's text. ``folder`` holds the ontology's Turtle and the shapes; the shipped ones if not given.
    UsageError if ``texts`` is no folder; OntologyError if the shapes cannot be read.
    """
    from retailgraph.articles import read

    if texts is not None and not texts.is_dir():
        raise UsageError(f"no folder {texts}; --texts takes a folder of text files named by article id")
    bundle = read(paths, ontology, known, known_articles)
    findings = [Finding(f.path, f.line, f.message, f.severity, f.fix) for f in bundle.findings]
    findings += _shape_findings(bundle, known, ontology, folder or places.shipped("ontology"))
    if texts is not None:
        findings += _quote_findings(bundle.articles, texts)
    return Report(tuple(sorted(set(findings))), len(bundle.files) + len(bundle.bad))


def check_store(graph: Graph, folder: Path | None = None) -> Report:
    """All that is wrong in a built store; ``path`` of a finding is the article's or entity's id."""
    shapes = read_shapes((folder or places.shipped("ontology")) / "shapes.ttl")
    findings = [
        Finding(_owner(fault.node), 0, _described(graph.store, fault), fault.severity, rule=fault.rule)
        for fault in faults(graph.store, shapes)
    ]
    return Report(tuple(sorted(set(findings))), len(graph.articles()), "article")


def _shape_findings(
    bundle: Bundle, known: Mapping[str, Sequence[str]], ontology: Ontology, folder: Path
) -> Iterator[Finding]:
    if not (bundle.articles or bundle.entities):
        return
    shapes = read_shapes(folder / "shapes.ttl")
    found_at = _lines(bundle)
    for fault in faults(_store_of(bundle, known, ontology, folder), shapes):
        # Warnings are about what may be missing elsewhere; the reader has compared that with what is known.
        if fault.severity == ERROR:
            owner = _owner(fault.node)
            path = str(folder / "retailgraph.ttl") if owner == ONTOLOGY else owner
            yield Finding(*found_at.get(fault.node, (path, 0)), fault.message, rule=fault.rule)


def _store_of(
    bundle: Bundle, known: Mapping[str, Sequence[str]], ontology: Ontology, folder: Path
) -> ox.Store:
    """What the files say, in memory, with the ontology and the known entities that they name."""

    def lines() -> Iterator[str]:
        yield from quads.ontology_lines([folder / "retailgraph.ttl"])
        for entity in bundle.entities:
            yield from quads.entity_lines(entity)
        for article in bundle.articles:
            yield from quads.article_lines(article, ontology)
        yield from _known_lines(bundle, known, ontology)

    store = ox.Store()
    store.bulk_load("\n".join(lines()).encode(), ox.RdfFormat.N_QUADS)
    return store


def _known_lines(bundle: Bundle, known: Mapping[str, Sequence[str]], ontology: Ontology) -> Iterator[str]:
    from retailgraph.articles import Entity

    here = {entity.id for entity in bundle.entities}
    for name in sorted(_named(bundle.articles, ontology) - here):
        if name in known:
            yield from quads.entity_lines(Entity(name, tuple(known[name]), name))


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


# --- shapes -------------------------------------------------------------------------------------------------

_SH = "http://www.w3.org/ns/shacl#"
_TYPE = ox.NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class Constraint:
    """One ``sh:sparql`` constraint: its rule name, the class it is about, and the query of what breaks it."""

    rule: str
    target: str
    severity: str
    message: str
    select: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """The constraints of a shapes file, in its order, with the prefixes their queries use."""

    constraints: tuple[Constraint, ...]
    prefixes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """One result of a constraint: the node at fault, by IRI."""

    node: str
    message: str
    severity: str
    rule: str


def read_shapes(path: Path) -> Shapes:
    """The SPARQL constraints of a Turtle file of shapes; OntologyError if it is no such file."""
    try:
        triples = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except OSError as error:
        raise OntologyError(f"{path}: cannot be read: {error}") from error
    except SyntaxError as error:
        raise OntologyError(f"{path}:{error.lineno or 1}: {error.msg}") from error
    nodes: dict[Any, dict[str, list[Any]]] = {}
    for triple in triples:
        known = nodes.setdefault(triple.subject, {})
        known.setdefault(triple.predicate.value.removeprefix(_SH), []).append(triple.object)
    prefixes = {
        known["prefix"][0].value: known["namespace"][0].value for known in nodes.values() if "prefix" in known
    }
    return Shapes(tuple(_constraints(nodes, path)), prefixes)


def _constraints(nodes: Mapping[Any, Mapping[str, Sequence[Any]]], path: Path) -> Iterator[Constraint]:
    for shape in nodes.values():
        severity = next((s.value for s in shape.get("severity", ())), _SH + "Violation")
        for node in shape.get("sparql", ()):
            said = nodes.get(node, {})
            if any(flag.value == "true" for flag in said.get("deactivated", ())):
                continue
            if "select" not in said or "message" not in said or "targetClass" not in shape:
                raise OntologyError(
                    f"{path}: {_word(node)} needs sh:select, sh:message and a shape with sh:targetClass"
                )
            yield Constraint(
                rule=_word(node),
                target=shape["targetClass"][0].value,
                severity=ERROR if severity == _SH + "Violation" else WARNING,
                message=said["message"][0].value,
                select=said["select"][0].value,
            )


def faults(store: ox.Store, shapes: Shapes) -> Iterator[Fault]:
    """What breaks the shapes in a store, all its graphs taken as one."""
    for constraint in shapes.constraints:
        yield from _broken(store, constraint, shapes.prefixes)


def _broken(store: ox.Store, constraint: Constraint, prefixes: Mapping[str, str]) -> Iterator[Fault]:
    try:
        found: Any = store.query(constraint.select, prefixes=dict(prefixes), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise OntologyError(f"the sh:select of {constraint.rule} is no SPARQL: {error.msg}") from error
    names = [variable.value for variable in found.variables]
    # One graph of all graphs keeps a triple twice that stands in two of them, so results may repeat.
    for row in dict.fromkeys(tuple(solution[name] for name in names) for solution in found):
        said = dict(zip(names, row, strict=True))
        if _is_a(store, said["this"], constraint.target):
            yield Fault(
                said["this"].value, _filled(constraint.message, said), constraint.severity, constraint.rule
            )


def _is_a(store: ox.Store, node: Any, target: str) -> bool:
    found = store.quads_for_pattern(node, _TYPE, ox.NamedNode(target), None)
    return any(True for _ in found)


def _filled(message: str, said: Mapping[str, Any]) -> str:
    return re.sub(r"\{[?$](\w+)\}", lambda name: _word(said.get(name[1])), message)


_WORDS = {
    RDF + "predicate": "relation",
    PREFIXES["rdfs"] + "label": "name",
    PREFIXES["rdfs"] + "comment": "about",
    PREFIXES["dcterms"] + "identifier": "id",
    PREFIXES["schema"] + "leiCode": "lei",
    RG + "inArticle": "article",
}
"""Terms whose word in the data files is not their local name."""


def _word(term: Any) -> str:
    """A term as the data files write it."""
    if not isinstance(term, ox.NamedNode):
        return term.value if isinstance(term, ox.Literal) else str(term)
    for base in (ENTITY, ARTICLE, RG, STATUS, ROLE):
        if term.value.startswith(base):
            return _WORDS.get(term.value, term.value[len(base) :])
    return _WORDS.get(term.value) or re.split(r"[#/]", term.value)[-1]


def _owner(node: str) -> str:
    """Whose fault it is that a node is wrong: the article's or entity's id, or the node's own short name."""
    for base in (CLAIM, PASSAGE, FIGURE, ARTICLE, ENTITY):
        if node.startswith(base):
            return node[len(base) :].split("/", 1)[0]
    if node.startswith((RG, STATUS, ROLE)):
        return ONTOLOGY
    return "/".join(node.rsplit("/", 2)[-2:])


def _described(store: ox.Store, fault: Fault) -> str:
    """The message, led by the claim, figure or relationship it is about: a store has no lines to point at."""
    node = ox.NamedNode(fault.node)
    parts = []
    for terms in ((RDF + "subject",), (RDF + "predicate", RG + "measure"), (RDF + "object",)):
        values = [q.object for t in terms for q in store.quads_for_pattern(node, ox.NamedNode(t), None, None)]
        parts += [_word(value) for value in values[:1]]
    return f"{' '.join(parts)}: {fault.message}" if parts else fault.message


# --- quotes -------------------------------------------------------------------------------------------------

_TEXT_LIMIT = 20_000_000


def _quote_findings(articles: Iterable[Article], texts: Path) -> Iterator[Finding]:
    """Quotes that do not stand in the text of their article, white space aside."""
    files = {path.stem: path for path in sorted(texts.iterdir()) if path.is_file()}
    for article in articles:
        quoted = [passage for passage in article.passages if passage.quote]
        if not quoted:
            continue
        if article.id not in files:
            message = f"no text of this article in {texts}; its quotes are not checked"
            yield Finding(article.path, quoted[0].line, message, WARNING, rule=QUOTE)
            continue
        text = _text_of(files[article.id])
        if isinstance(text, Finding):
            yield text
            continue
        for passage in quoted:
            fault = _misquoted(" ".join(passage.quote.split()), text)
            if fault:
                message = f"the quote does not stand in {files[article.id]}: {fault}"
                yield Finding(article.path, passage.line, message, rule=QUOTE)


def _text_of(path: Path) -> str | Finding:
    """The text of a file with its white space made single spaces, or why it cannot be read."""
    try:
        if path.stat().st_size > _TEXT_LIMIT:
            return Finding(str(path), 0, f"is too large; at most {_TEXT_LIMIT // 1_000_000} MB", rule=QUOTE)
        return " ".join(path.read_text(encoding="utf-8-sig").split())
    except OSError as error:
        return Finding(str(path), 0, f"cannot be read: {error.strerror}", rule=QUOTE)
    except UnicodeDecodeError:
        return Finding(str(path), 0, "is not UTF-8; save it as UTF-8", rule=QUOTE)


def _misquoted(quote: str, text: str) -> str:
    """How a quote differs from the text; nothing if it stands there."""
    if quote in text:
        return ""
    words = quote.split(" ")
    low, high = 0, len(words)
    while (
        low < high
    ):  # the more words, the less likely that they stand there: look for the last number that do
        middle = (low + high + 1) // 2
        low, high = (middle, high) if " ".join(words[:middle]) in text else (low, middle - 1)
    if not low:
        return f"not even '{words[0][:40]}' does"
    return f"it departs from it at '{words[low][:40]}', word {low + 1}"
