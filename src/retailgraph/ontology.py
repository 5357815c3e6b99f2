"""What can be said: types, relations, qualifiers, statuses, roles and measures, read from the ontology.

The Turtle file is the single source. :func:`read` parses and checks it; :meth:`Ontology.to_dict` and
:func:`from_dict` carry it through a store's cache, because parsing Turtle at every start would cost more
than the look-up that follows. For the same reason its values are named tuples: a frozen dataclass takes
six times as long to define.
"""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from retailgraph.errors import NotFound, OntologyError

RG = "https://w3id.org/retailgraph/ns#"
STATUS = "https://w3id.org/retailgraph/status#"
STALE = "https://w3id.org/retailgraph/stale#"
ROLE = "https://w3id.org/retailgraph/role#"
ENTITY = "https://w3id.org/retailgraph/entity/"
ARTICLE = "https://w3id.org/retailgraph/article/"
CLAIM = "https://w3id.org/retailgraph/claim/"
PASSAGE = "https://w3id.org/retailgraph/passage/"
FIGURE = "https://w3id.org/retailgraph/figure/"
RELATIONSHIP = "https://w3id.org/retailgraph/relationship/"
GRAPH = "https://w3id.org/retailgraph/graph/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Mapping[str, str] = {
    "rg": RG,
    "status": STATUS,
    "stale": STALE,
    "role": ROLE,
    "ent": ENTITY,
    "art": ARTICLE,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "skos": SKOS,
    "xsd": XSD,
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "wd": "http://www.wikidata.org/entity/",
}
"""The prefixes that queries and exports may use without declaring them."""

_SHARED = ("co", "vice", "deputy", "assistant", "joint", "associate", "former", "member")
"""Words of a role that several may hold at a time, whatever stands beside them."""
STATE, DEAL, EVENT = "State", "Deal", "Event"
EVERYWHERE = ("status", "from", "to", "announced", "complete", "confidence", "by", "note")
"""Qualifiers that every relation allows."""


class EntityType(NamedTuple):
    """What an entity can be; ``name`` is the word of the data files, such as ``Company``.

    What is of this type is of none of the types ``apart``.
    """

    name: str
    label: str
    plural: str
    comment: str = ""
    color: str = "#777777"
    shape: str = "dot"
    apart: tuple[str, ...] = ()


class Pair(NamedTuple):
    """Types that a relation may join: any of ``subjects`` to any of ``objects``."""

    subjects: tuple[str, ...]
    objects: tuple[str, ...]


class Verb(NamedTuple):
    """A relation as a verb; ``participle`` is empty where no passive is said ("sold on by")."""

    base: str
    third: str
    past: str
    participle: str = ""


class Manner(NamedTuple):
    """The verb of a relation for one ``how``, or for subjects of one ``type``: a person "died"."""

    base: str
    past: str
    how: str = ""
    type: str = ""


class Form(NamedTuple):
    """A question form, such as "brands of {subject}".

    ``answers`` is ``object``, ``subject``, ``Truth`` or the name of one of the relation's qualifiers;
    ``types`` keeps only answers of these types, ``role`` only those of this role. ``moment`` is ``beginning``
    or ``ending`` where the form asks when a state began or ended, not when it held.
    """

    text: str
    answers: str
    types: tuple[str, ...] = ()
    role: str = ""
    moment: str = ""


class Wording(NamedTuple):
    """How a text may state the relation; ``implies`` is the status that this wording gives."""

    text: str
    implies: str = ""


class Consequence(NamedTuple):
    """What a completed deal does to a state; see the terms of the same names in the ontology.

    Shares are percent held afterwards; a share that is not stated counts as over ``share_over``.
    """

    name: str
    of: str
    when: str
    because: str
    share_over: float | None = None
    share_at_most: float | None = None
    object_type: str = ""
    asserts: str = ""
    ends: str = ""
    ends_for: str = ""
    subject_from: str = "subject"
    object_from: tuple[str, ...] = ("object",)


class Relation(NamedTuple):
    """A type of link, with all that the project knows about it.

    ``beginning`` and ``ending`` tell in the past tense that a state began and ended, with {subject},
    {object} and qualifiers such as {role}; made of the verb where the ontology has none. ``noun`` leads from
    whose deal it was to the object ("purchase of"); ``manners`` are verbs that tell more than its own.
    ``usual_months`` is how long what was announced usually takes. An event that ``founds`` begins the life
    of its object, one that ``ends_subject`` ends that of its subject; a ``unary`` one has no object. The
    subject of one that ``may_hide`` may be undisclosed; an ``ultimate`` one leads to the last owner above.
    What stands in a qualifier of ``subject_in`` is asked about like the subject: the brand that is licensed.
    ``question_verbs`` are verbs that may ask for it besides others, and never tell it: who runs a company
    leads it.
    """

    name: str
    kind: str
    label: str
    inverse_label: str
    comment: str
    verbs: tuple[Verb, ...]
    inverse_verbs: tuple[Verb, ...]
    allows: tuple[Pair, ...]
    forms: tuple[Form, ...]
    wordings: tuple[Wording, ...]
    qualifiers: tuple[str, ...]
    symmetric: bool = False
    exclusive: bool = False
    exclusive_for: str = ""
    excludes: tuple[str, ...] = ()
    irreflexive: bool = False
    acyclic: bool = False
    followed_through: bool = False
    repeatable: bool = False
    distinguished_by: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    subject_in: tuple[str, ...] = ()
    min_share: float | None = None
    max_share: float | None = None
    stale_after: int | None = None
    weight: float = 0.5
    color: str = "#777777"
    beginning: str = ""
    ending: str = ""
    question_verbs: tuple[Verb, ...] = ()
    inverse_question_verbs: tuple[Verb, ...] = ()
    usual_months: int | None = None
    founds: bool = False
    ends_subject: bool = False
    unary: bool = False
    may_hide: bool = False
    ultimate: bool = False
    manners: tuple[Manner, ...] = ()
    noun: str = ""

    def joins(self, subjects: Iterable[str], objects: Iterable[str]) -> bool:
        """Whether the relation may join an entity of these types to one of those."""
        ours, theirs = set(subjects), set(objects)
        return any(ours & set(p.subjects) and theirs & set(p.objects) for p in self.allows)

    @property
    def domain(self) -> tuple[str, ...]:
        """The types a subject may have, in the ontology's order."""
        return tuple(dict.fromkeys(t for p in self.allows for t in p.subjects))

    @property
    def range(self) -> tuple[str, ...]:
        """The types an object may have, in the ontology's order."""
        return tuple(dict.fromkeys(t for p in self.allows for t in p.objects))


class Qualifier(NamedTuple):
    """What a claim may add; ``value_type`` is a local name such as ``PartialDate`` or ``EntityValue``."""

    name: str
    label: str
    value_type: str
    many: bool = False
    types: tuple[str, ...] = ()
    comment: str = ""
    words: tuple[str, ...] = ()
    may_hide: bool = False


class Status(NamedTuple):
    """One step of a ladder; ``counts`` is ``yes``, ``no`` or ``unknown``: whether it holds."""

    name: str
    label: str
    ladder: tuple[str, ...]
    rank: int
    counts: str
    closes: bool = False
    default: bool = False


class Role(NamedTuple):
    """A position; ``labels`` are all the wordings that mean it, the preferred one first."""

    name: str
    labels: tuple[str, ...]
    exclusive: bool = False
    broader: str = ""


class Measure(NamedTuple):
    """What a figure counts; a unit ``currency`` stands for any ISO 4217 code."""

    name: str
    label: str
    units: tuple[str, ...]
    comment: str = ""


_TABLES: Mapping[str, Any] = {
    "types": EntityType,
    "relations": Relation,
    "qualifiers": Qualifier,
    "statuses": Status,
    "roles": Role,
    "measures": Measure,
    "consequences": Consequence,
}
_PARTS: Mapping[str, Any] = {
    "verbs": Verb,
    "inverse_verbs": Verb,
    "question_verbs": Verb,
    "inverse_question_verbs": Verb,
    "manners": Manner,
    "allows": Pair,
    "forms": Form,
    "wordings": Wording,
}


class Ontology(NamedTuple):
    """All that can be said, by name, in the order of the file."""

    types: Mapping[str, EntityType]
    relations: Mapping[str, Relation]
    qualifiers: Mapping[str, Qualifier]
    statuses: Mapping[str, Status]
    roles: Mapping[str, Role]
    measures: Mapping[str, Measure]
    consequences: Mapping[str, Consequence]

    def relation(self, name: str) -> Relation:
        """The relation of this name; NotFound with the nearest names."""
        try:
            return self.relations[name]
        except KeyError:
            from difflib import get_close_matches

            near = get_close_matches(name, self.relations, 3, 0.5)
            hint = f"; did you mean '{near[0]}'?" if near else "; see: retailgraph relations"
            raise NotFound(f"no relation '{name}'{hint}", near) from None

    def ladder(self, kind: str) -> tuple[Status, ...]:
        """The statuses that a relation of this kind may have."""
        return tuple(s for s in self.statuses.values() if kind in s.ladder)

    def default_status(self, kind: str) -> str:
        """The status of a claim that states none."""
        return next(s.name for s in self.ladder(kind) if s.default)

    def role_named(self, text: str) -> Role | None:
        """The role that a wording means, or None if the ontology does not know it."""
        wanted = text.casefold()
        for role in self.roles.values():
            if any(label.casefold() == wanted for label in role.labels):
                return role
        return None

    def is_post(self, role: str) -> bool:
        """Whether one person at a time holds a role: as :meth:`distinct` gives it."""
        known = self.roles.get(role)
        if known:
            return known.exclusive
        said = f" {role.casefold().replace('-', ' ')} "
        if any(f" {word} " in said for word in _SHARED):
            return False
        posts = (label for r in self.roles.values() if r.exclusive for label in r.labels)
        return any(f" {label.casefold()} " in said for label in posts)

    def links(self, qualifier: str) -> bool:
        """Whether the values of a qualifier are entities."""
        return self.qualifiers[qualifier].value_type == "EntityValue"

    def distinct(self, qualifier: str, value: str) -> str:
        """A value as it tells relationships apart: a role by its concept where it is known."""
        if qualifier != "role":
            return value
        role = self.role_named(value)
        return role.name if role else value.casefold()

    def allowed_qualifiers(self, relation: Relation) -> tuple[str, ...]:
        """The qualifiers a claim of this relation may have, those of every relation first."""
        return tuple(dict.fromkeys((*EVERYWHERE, *relation.qualifiers)))

    def to_dict(self) -> dict[str, list[dict[str, Any]]]:
        """Plain lists and dictionaries; :func:`from_dict` is the way back."""
        return {table: [to_plain(v) for v in getattr(self, table).values()] for table in _TABLES}


def to_plain(value: Any) -> Any:
    """A part of the ontology as plain lists and dictionaries."""
    if hasattr(value, "_asdict"):
        return {name: to_plain(part) for name, part in value._asdict().items()}
    return [to_plain(v) for v in value] if isinstance(value, tuple) else value


def from_dict(tables: Mapping[str, Any]) -> Ontology:
    """The ontology of what :meth:`Ontology.to_dict` gave."""
    return Ontology(
        **{name: {row["name"]: _row(cls, row) for row in tables[name]} for name, cls in _TABLES.items()}
    )


def _row(cls: Any, row: Mapping[str, Any]) -> Any:
    return cls(**{key: _many(key, value) if type(value) is list else value for key, value in row.items()})


def _many(key: str, values: list[Any]) -> tuple[Any, ...]:
    part = _PARTS.get(key)
    return tuple([_row(part, v) for v in values]) if part else tuple(values)


# --- reading Turtle ---------------------------------------------------------------------------------------


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


def read(path: Path) -> Ontology:
    """The ontology of a Turtle file, checked.

    OntologyError lists every fault by the name of the relation, type or qualifier that has it.
    """
    return _read(path, file_state(path))


def file_state(path: Path) -> tuple[int, int]:
    """When a file was last written, in nanoseconds, and its bytes: what was read of it holds for these.

    OntologyError if there is no such file.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise OntologyError(f"{path}: cannot be read: {error}") from error
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _read(path: Path, state: tuple[int, int]) -> Ontology:  # noqa: ARG001 - what was read is of that
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
    return Manner(base, past, how, nodes.name(node, "subject"))


def _form(nodes: _Nodes, node: Any) -> Form:
    return Form(
        text=nodes.text(node, "form"),
        answers=nodes.name(node, "answers"),
        types=nodes.names(node, "answerType"),
        role=nodes.name(node, "answerRole"),
        moment=nodes.name(node, "moment"),
    )


def _wording(nodes: _Nodes, node: Any) -> Wording:
    if nodes.all(node, "text"):
        return Wording(nodes.text(node, "text"), nodes.name(node, "implies"))
    return Wording(str(node.value))


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


# --- checking the ontology itself ---------------------------------------------------------------------------

_VALUE_TYPES = (
    "StatusValue",
    "PartialDate",
    "Percent",
    "EntityValue",
    "Money",
    "Text",
    "MarketValue",
    "UnitInterval",
    "Word",
)


def faults_of(ontology: Ontology) -> list[str]:
    """What is missing or contradictory in the ontology, one line each, naming what has the fault."""
    faults: list[str] = []
    for relation in ontology.relations.values():
        faults += [f"relation '{relation.name}' {fault}" for fault in _relation_faults(relation, ontology)]
    for kind in (STATE, DEAL, EVENT):
        if sum(s.default for s in ontology.ladder(kind)) != 1:
            faults.append(f"the statuses of rg:{kind} need exactly one rg:default")
    for qualifier in ontology.qualifiers.values():
        if qualifier.value_type not in _VALUE_TYPES:
            faults.append(
                f"qualifier '{qualifier.name}' has no known rg:valueType (one of {', '.join(_VALUE_TYPES)})"
            )
    for rule in ontology.consequences.values():
        faults += [f"consequence '{rule.name}' {fault}" for fault in _consequence_faults(rule, ontology)]
    faults += [f"measure '{m.name}' has no rg:unit" for m in ontology.measures.values() if not m.units]
    faults += [f"type '{t.name}' has no rdfs:label" for t in ontology.types.values() if not t.label]
    return faults


def _relation_faults(relation: Relation, ontology: Ontology) -> Iterable[str]:
    if not relation.label:
        yield "has no label (rdfs:label)"
    if not relation.inverse_label:
        yield "has no inverse label (rg:inverseLabel)"
    if relation.kind not in (STATE, DEAL, EVENT):
        yield "has no kind (rg:kind rg:State, rg:Deal or rg:Event)"
    if (relation.founds or relation.ends_subject or relation.unary) and relation.kind != EVENT:
        yield "begins or ends the life of an entity and is no event (rg:kind rg:Event)"
    if relation.kind == STATE and relation.stale_after is None:
        yield "is a state that would never grow stale (rg:staleAfter)"
    if relation.repeatable and relation.kind == STATE:
        yield "is a state, which needs no rg:repeatable: it may hold several times anyhow"
    if not relation.verbs:
        yield "has no verb (rg:verb)"
    if any(not (v.base and v.third and v.past) for v in (*relation.verbs, *relation.inverse_verbs)):
        yield "has a verb without rg:base, rg:third or rg:past"
    if not relation.domain:
        yield "has no domain (rg:allows [ rg:subject ... ])"
    if not relation.range:
        yield "has no range (rg:allows [ rg:object ... ])"
    if not relation.wordings and not relation.unary:
        yield "has no wording (rg:wording)"
    if not relation.forms:
        yield "has no question form (rg:asks)"
    yield from _form_faults(relation, ontology)
    yield from _unknown_names(relation, ontology)


def _form_faults(relation: Relation, ontology: Ontology) -> Iterable[str]:
    slots = {"subject", "object", "party", *relation.parties}
    for form in relation.forms:
        if slots.isdisjoint(re.findall(r"\{(\w+)\}", form.text)):
            yield f"asks '{form.text}' without {{subject}}, {{object}} or {{party}}"
        if form.answers not in ("object", "subject", "Truth", *relation.qualifiers):
            yield (
                f"asks '{form.text}' without rg:answers rdf:object, rdf:subject, rg:Truth or one of its "
                "qualifiers"
            )
        if form.moment not in ("", "beginning", "ending"):
            yield f"asks '{form.text}' for a moment that is neither rg:beginning nor rg:ending"
        if form.role and form.role not in ontology.roles:
            yield f"asks '{form.text}' for an unknown role '{form.role}'"
    for wording in relation.wordings:
        if "{subject}" not in wording.text or "{object}" not in wording.text:
            yield f"has the wording '{wording.text}' without {{subject}} and {{object}}"
    for text in filter(None, (relation.beginning, relation.ending)):
        if "{subject}" not in text or "{object}" not in text:
            yield f"tells '{text}' without {{subject}} and {{object}}"


def _unknown_names(relation: Relation, ontology: Ontology) -> Iterable[str]:
    types = (*relation.domain, *relation.range, *(t for f in relation.forms for t in f.types))
    yield from (f"names an unknown type '{t}'" for t in dict.fromkeys(types) if t not in ontology.types)
    named = (relation.qualifiers, relation.distinguished_by, relation.requires)
    words = [name for names in (*named, relation.parties, relation.subject_in) for name in names]
    yield from (
        f"names an unknown qualifier '{q}'" for q in dict.fromkeys(words) if q not in ontology.qualifiers
    )
    yield from (
        f"excludes an unknown relation '{r}'" for r in relation.excludes if r not in ontology.relations
    )
    implied = dict.fromkeys(w.implies for w in relation.wordings if w.implies)
    ladder = {s.name for s in ontology.ladder(relation.kind)}
    yield from (
        f"has a wording that implies '{s}', which is not on its ladder" for s in implied if s not in ladder
    )


def _consequence_faults(rule: Consequence, ontology: Ontology) -> Iterable[str]:
    if rule.of not in ontology.relations or ontology.relations[rule.of].kind != DEAL:
        yield f"is of '{rule.of}', which is not a deal (rg:of)"
    for name in (rule.asserts, rule.ends):
        if name and name not in ontology.relations:
            yield f"names an unknown relation '{name}'"
    if not (rule.asserts or rule.ends):
        yield "neither asserts nor ends a relation (rg:asserts, rg:ends)"
    if rule.when not in ontology.statuses:
        yield f"has no known status (rg:when): '{rule.when}'"
    if not rule.because:
        yield "does not say why (rg:because)"
