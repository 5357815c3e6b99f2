"""What is missing or contradictory in an ontology."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retailgraph.ontology.declared import Ontology
from retailgraph.ontology.terms import DEAL, EVENT, STATE, Consequence, Relation

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
