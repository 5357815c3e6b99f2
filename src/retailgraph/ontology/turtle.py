"""The ontology read from its Turtle file, which is the single source."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from retailgraph.errors import OntologyError
from retailgraph.ontology.declared import Ontology
from retailgraph.ontology.faults import faults_of
from retailgraph.ontology.namespaces import PREFIXES, RDF
from retailgraph.ontology.terms import (
    Consequence,
    EntityType,
    Manner,
    Measure,
    Pair,
    Qualifier,
    QuestionForm,
    Relation,
    Role,
    StatementForm,
    Status,
    Verb,
)


@lru_cache(maxsize=4)
def read_turtle(path: Path, state: tuple[int, int]) -> Ontology:  # noqa: ARG001 - what was read is of that
    """The ontology of a file in a state: each load reads it."""
    nodes = _Nodes(path)

    def table(kind: str, build: Any) -> dict[str, Any]:
        return {_local(node): build(nodes, node) for node in nodes.of_type(kind)}

    try:
        ontology = Ontology(
            types=table("EntityType", _type),
            relations=table("Relation", _relation),
            qualifiers=table("Qualifier", _qualifier),
            statuses=table("Status", _status),
            roles=table("Role", _role),
            measures=table("Measure", _measure),
            consequences=table("Consequence", _consequence),
        )
    except (ValueError, KeyError) as error:
        raise OntologyError(f"{path}: {error}") from error
    faults = faults_of(ontology)
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise OntologyError(f"{path}: {faults[0]}{more}", [f"{path}: {fault}" for fault in faults])
    return ontology


def _type(nodes: _Nodes, node: Any) -> EntityType:
    label = nodes.text(node, "rdfs:label")
    return EntityType(
        name=_local(node),
        label=label,
        plural=nodes.text(node, "plural", label + "s"),
        comment=nodes.text(node, "rdfs:comment"),
        color=nodes.text(node, "color", "#777777"),
        shape=nodes.text(node, "shape", "dot"),
        apart=nodes.names(node, "apartFrom"),
    )


def _verb(nodes: _Nodes, node: Any) -> Verb:
    return Verb(*(nodes.text(node, part) for part in ("base", "third", "past", "participle")))


def _manner(nodes: _Nodes, node: Any) -> Manner:
    base, past, how = (nodes.text(node, part) for part in ("base", "past", "how"))
    return Manner(base, past, how, nodes.name(node, "subject"), nodes.flag(node, "mayGoOn"))


def _form(nodes: _Nodes, node: Any) -> QuestionForm:
    return QuestionForm(
        text=nodes.text(node, "form"),
        answers=nodes.name(node, "answers"),
        types=nodes.names(node, "answerType"),
        role=nodes.name(node, "answerRole"),
        moment=nodes.name(node, "moment"),
    )


def _wording(nodes: _Nodes, node: Any) -> StatementForm:
    if nodes.all(node, "text"):
        return StatementForm(nodes.text(node, "text"), nodes.name(node, "implies"))
    return StatementForm(str(node.value))


def _stale_years(nodes: _Nodes, node: Any) -> int | None:
    duration = nodes.text(node, "staleAfter")
    if not duration:
        return None
    years = re.fullmatch(r"P([0-9]+)Y", duration)
    if not years:
        raise ValueError(
            f"relation '{_local(node)}': rg:staleAfter '{duration}' is not whole years, such as P3Y"
        )
    return int(years[1])


def _usual_months(nodes: _Nodes, node: Any) -> int | None:
    duration = nodes.text(node, "usualTime")
    form = re.fullmatch(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?", duration)
    months = int(form[1] or 0) * 12 + int(form[2] or 0) if form else 0
    if duration and not months:
        raise ValueError(
            f"relation '{_local(node)}': rg:usualTime '{duration}' is not years and months, such as P1Y6M"
        )
    return months or None


def _relation(nodes: _Nodes, node: Any) -> Relation:
    name = _local(node)
    return Relation(
        name=name,
        kind=nodes.name(node, "kind"),
        label=nodes.text(node, "rdfs:label"),
        inverse_label=nodes.text(node, "inverseLabel"),
        comment=nodes.text(node, "rdfs:comment"),
        verbs=tuple(_verb(nodes, v) for v in nodes.all(node, "verb")),
        inverse_verbs=tuple(_verb(nodes, v) for v in nodes.all(node, "inverseVerb")),
        allows=tuple(
            Pair(nodes.names(p, "subject"), nodes.names(p, "object")) for p in nodes.all(node, "allows")
        ),
        forms=tuple(_form(nodes, f) for f in nodes.all(node, "asks")),
        wordings=tuple(_wording(nodes, w) for w in nodes.all(node, "wording")),
        qualifiers=nodes.names(node, "qualifier"),
        symmetric="SymmetricProperty" in nodes.names(node, "rdf:type"),
        exclusive="object" in nodes.names(node, "exclusivePer"),
        exclusive_for=nodes.name(node, "exclusiveFor"),
        excludes=nodes.names(node, "excludes"),
        irreflexive=nodes.flag(node, "irreflexive"),
        acyclic=nodes.flag(node, "acyclic"),
        followed_through=nodes.flag(node, "followedThrough"),
        repeatable=nodes.flag(node, "repeatable"),
        distinguished_by=nodes.names(node, "distinguishedBy"),
        requires=nodes.names(node, "requires"),
        parties=nodes.names(node, "party"),
        subject_in=nodes.names(node, "subjectIn"),
        min_share=nodes.number(node, "minShare"),
        max_share=nodes.number(node, "maxShare"),
        stale_after=_stale_years(nodes, node),
        weight=nodes.number(node, "weight") or 0.5,
        color=nodes.text(node, "color", "#777777"),
        beginning=nodes.text(node, "beginning"),
        ending=nodes.text(node, "ending"),
        question_verbs=tuple(_verb(nodes, v) for v in nodes.all(node, "questionVerb")),
        inverse_question_verbs=tuple(_verb(nodes, v) for v in nodes.all(node, "inverseQuestionVerb")),
        usual_months=_usual_months(nodes, node),
        founds=nodes.flag(node, "founds"),
        ends_subject=nodes.flag(node, "endsSubject"),
        unary=nodes.flag(node, "unary"),
        ultimate=nodes.flag(node, "ultimate"),
        may_hide=nodes.flag(node, "mayHide"),
        manners=tuple(_manner(nodes, m) for m in nodes.all(node, "manner")),
        noun=nodes.text(node, "noun"),
    )


def _qualifier(nodes: _Nodes, node: Any) -> Qualifier:
    return Qualifier(
        name=_local(node),
        label=nodes.text(node, "rdfs:label"),
        value_type=nodes.name(node, "valueType"),
        many=nodes.flag(node, "list"),
        types=nodes.names(node, "object"),
        comment=nodes.text(node, "rdfs:comment"),
        words=nodes.texts(node, "word"),
        may_hide=nodes.flag(node, "mayHide"),
    )


def _status(nodes: _Nodes, node: Any) -> Status:
    return Status(
        name=_local(node),
        label=nodes.text(node, "rdfs:label"),
        ladder=nodes.names(node, "ladder"),
        rank=int(nodes.number(node, "rank") or 0),
        counts=nodes.text(node, "counts"),
        closes=nodes.flag(node, "closes"),
        default=nodes.flag(node, "default"),
    )


def _role(nodes: _Nodes, node: Any) -> Role:
    return Role(
        name=_local(node),
        labels=nodes.texts(node, "skos:prefLabel", "skos:altLabel"),
        exclusive=nodes.flag(node, "exclusive"),
        broader=nodes.name(node, "skos:broader"),
    )


def _measure(nodes: _Nodes, node: Any) -> Measure:
    return Measure(
        name=_local(node),
        label=nodes.text(node, "rdfs:label"),
        units=nodes.texts(node, "unit"),
        comment=nodes.text(node, "rdfs:comment"),
    )


def _consequence(nodes: _Nodes, node: Any) -> Consequence:
    return Consequence(
        name=_local(node),
        of=nodes.name(node, "of"),
        when=nodes.name(node, "when"),
        because=nodes.text(node, "because"),
        share_over=nodes.number(node, "shareOver"),
        share_at_most=nodes.number(node, "shareAtMost"),
        object_type=nodes.name(node, "objectType"),
        asserts=nodes.name(node, "asserts"),
        ends=nodes.name(node, "ends"),
        ends_for=nodes.name(node, "endsFor"),
        subject_from=nodes.name(node, "subjectFrom", "subject"),
        object_from=nodes.names(node, "objectFrom") or ("object",),
    )


class _Nodes:
    """The triples of a Turtle file by subject and predicate, in the file's order."""

    def __init__(self, path: Path) -> None:
        import pyoxigraph as ox

        try:
            triples = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        except OSError as error:
            raise OntologyError(f"{path}: cannot be read: {error}") from error
        except SyntaxError as error:
            raise OntologyError(f"{path}:{error.lineno or 1}: {error.msg}") from error
        self._by_subject: dict[Any, dict[str, list[Any]]] = {}
        for t in triples:
            self._by_subject.setdefault(t.subject, {}).setdefault(t.predicate.value, []).append(t.object)

    def of_type(self, name: str) -> list[Any]:
        return [
            s
            for s, known in self._by_subject.items()
            if any(_local(t) == name for t in known.get(RDF + "type", ()))
        ]

    def all(self, node: Any, *terms: str) -> list[Any]:
        known = self._by_subject.get(node, {})
        return [value for term in terms for value in known.get(_expand(term), ())]

    def texts(self, node: Any, *terms: str) -> tuple[str, ...]:
        return tuple(v.value for v in self.all(node, *terms))

    def names(self, node: Any, *terms: str) -> tuple[str, ...]:
        return tuple(_local(v) for v in self.all(node, *terms))

    def text(self, node: Any, term: str, default: str = "") -> str:
        return next(iter(self.texts(node, term)), default)

    def name(self, node: Any, term: str, default: str = "") -> str:
        return next(iter(self.names(node, term)), default)

    def number(self, node: Any, term: str) -> float | None:
        found = self.texts(node, term)
        return float(found[0]) if found else None

    def flag(self, node: Any, term: str) -> bool:
        return self.text(node, term) == "true"


def _expand(term: str) -> str:
    prefix, _, local = term.rpartition(":")
    return PREFIXES[prefix or "rg"] + local


def _local(term: Any) -> str:
    return str(re.split(r"[#/]", term.value)[-1])
