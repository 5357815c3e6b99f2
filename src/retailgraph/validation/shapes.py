"""The constraints of a shapes file, run in the store's own engine.

The shapes are SHACL, so any SHACL processor can use them; here each select runs once for all nodes, because
a processor that binds one node after another takes minutes for a graph that this takes a second for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from retailgraph.errors import OntologyError
from retailgraph.ontology import (
    ARTICLE,
    CLAIM,
    ENTITY,
    FIGURE,
    PASSAGE,
    PREFIXES,
    RDF,
    RDFS,
    RG,
    ROLE,
    STATUS,
    file_state,
)
from retailgraph.validation.report import ERROR, WARNING

ONTOLOGY = "ontology"
"""The path of findings about the ontology, where they were found in a store."""

_SH = "http://www.w3.org/ns/shacl#"
_TYPE, _BELOW = ox.NamedNode(RDF + "type"), ox.NamedNode(RDFS + "subClassOf")


class Target(NamedTuple):
    """What a shape is about: the members of a class, or the subjects or objects of a term."""

    kind: str
    term: ox.NamedNode


_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf")


@dataclass(frozen=True, slots=True)
class Constraint:
    """One ``sh:sparql`` constraint: its rule name, what it is about, and the query of what breaks it."""

    rule: str
    target: Target
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
    return _read_shapes(path, file_state(path))


@lru_cache(maxsize=4)
def _read_shapes(path: Path, state: tuple[int, int]) -> Shapes:  # noqa: ARG001 - what was read is of that
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
            targets = [Target(kind, term) for kind in _TARGETS for term in shape.get(kind, ())]
            if "select" not in said or "message" not in said or len(targets) != 1:
                raise OntologyError(
                    f"{path}: {_word(node)} needs sh:select, sh:message and a shape with one target: "
                    f"{', '.join(f'sh:{kind}' for kind in _TARGETS)}"
                )
            yield Constraint(
                rule=_word(node),
                target=targets[0],
                severity=ERROR if severity == _SH + "Violation" else WARNING,
                message=said["message"][0].value,
                select=said["select"][0].value,
            )


def faults(store: ox.Store, shapes: Shapes) -> Iterator[Fault]:
    """What breaks the shapes in a store, all its graphs taken as one."""
    there = {target: _any_of(store, target) for target in {c.target for c in shapes.constraints}}
    for constraint in shapes.constraints:
        if there[constraint.target]:
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


def _any_of(store: ox.Store, target: Target) -> bool:
    """Whether a store holds anything that a target means: files alone have no relationships, for one."""
    return _is_a(store, None, target)


def _is_a(store: ox.Store, node: Any, target: Target) -> bool:
    """Whether a target means a node, or with None any node."""
    if target.kind == "targetSubjectsOf":
        return _has(store, node, target.term, None)
    if target.kind == "targetObjectsOf":
        return _has(store, None, target.term, node)
    below = [q.subject for q in store.quads_for_pattern(None, _BELOW, target.term, None)]
    return any(_has(store, node, _TYPE, kind) for kind in (target.term, *below))


def _has(store: ox.Store, subject: Any, term: ox.NamedNode, value: Any) -> bool:
    return next(iter(store.quads_for_pattern(subject, term, value, None)), None) is not None


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


def owner(node: str) -> str:
    """Whose fault it is that a node is wrong: the article's or entity's id, or the node's own short name."""
    for base in (CLAIM, PASSAGE, FIGURE, ARTICLE, ENTITY):
        if node.startswith(base):
            return node[len(base) :].split("/", 1)[0]
    if node.startswith((RG, STATUS, ROLE)):
        return ONTOLOGY
    return "/".join(node.rsplit("/", 2)[-2:])


def described(store: ox.Store, fault: Fault) -> str:
    """The message, led by the claim, figure or relationship it is about: a store has no lines to point at."""
    node = ox.NamedNode(fault.node)
    # A claim's subject, relation and object are those of its relationship.
    nodes = [
        node,
        *(q.subject for q in store.quads_for_pattern(None, ox.NamedNode(RG + "claim"), node, None)),
    ]
    parts = []
    for terms in ((RDF + "subject",), (RDF + "predicate", RG + "measure"), (RDF + "object",)):
        values = [
            q.object
            for n in nodes
            for t in terms
            for q in store.quads_for_pattern(n, ox.NamedNode(t), None, None)
        ]
        parts += [_word(value) for value in values[:1]]
    return f"{' '.join(parts)}: {fault.message}" if parts else fault.message
