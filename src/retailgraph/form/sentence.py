"""A form as a sentence: what was understood, conditions, order and all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from retailgraph.form.form import NOT, Condition, Form, Group, Term, Trait
from retailgraph.ontology import Ontology

_SLOT = re.compile(r"\{\w+\}")
_OPS = {"is": "of", "over": "over", "under": "under", "has": "with"}
_LEADS = {
    "latest": "latest",
    "first": "first",
    "largest": "largest",
    "smallest": "smallest",
    "longest": "longest",
    "most": "most",
    "fewest": "fewest",
    "average": "average of",
    "total": "total of",
}


def sentence(form: Form, ontology: Ontology, names: Mapping[str, str] | None = None) -> str:
    """What a form asks, in words; ``names`` are how to tell the names in it."""
    told = _core(form, ontology, names or {})
    for condition in form.where:
        if form.asks == "kind" and isinstance(condition, Trait) and condition.field == "type":
            continue
        told = f"{told} {clause(condition, ontology, names or {})}".rstrip()
    told += " (what has ended)" if form.former else ""
    told = f"{told} in {(names or {}).get(form.market, form.market)}" if form.market else told
    if form.order in _LEADS:
        limit = f" {form.limit}" if form.limit > 1 else ""
        told = f"the {_LEADS[form.order]}{limit} of: {told}"
    return f"how many: {told}" if form.counted else told


def _core(form: Form, ontology: Ontology, names: Mapping[str, str]) -> str:
    terms = [term_words(term, ontology, names) for term in form.of]
    pattern = form.words or _wording(form, ontology)
    slots = sorted(_SLOT.findall(pattern), key=lambda slot: slot == "{object}")
    for slot, term in zip(slots, terms, strict=False):
        pattern = pattern.replace(slot, term, 1)
    if form.order in ("next", "previous") and len(terms) > 1:
        pattern += f" {'after' if form.order == 'next' else 'before'} {terms[1]}"
    return pattern


def _wording(form: Form, ontology: Ontology) -> str:
    """The wording of a form that was not made of words: by the labels of its relations."""
    relations = [ontology.relations[link.relation] for link in form.links]
    if form.asks in ("truth", "when"):
        joined = " or ".join(dict.fromkeys(r.label for r in relations))
        return f"{'when: ' if form.asks == 'when' else ''}{{subject}} {joined} {{object}}"
    if form.asks in ("list", "detail"):
        sides = [
            r.inverse_label if link.answers == "object" else r.label
            for r, link in zip(relations, form.links, strict=True)
        ]
        types = [ontology.types[t].plural for link in form.links for t in link.types]
        asked = " or ".join(dict.fromkeys(types)) or "who or what"
        of = f"{form.measure} of " if form.asks == "detail" and form.measure else ""
        return f"{of}{asked} {' or '.join(dict.fromkeys(sides))} {{subject}}"
    if form.asks == "kind":
        types = [
            ontology.types[c.value].plural for c in form.where if isinstance(c, Trait) and c.field == "type"
        ]
        return " or ".join(types) or "entities"
    if form.asks == "deals":
        return "deals" + (" of {subject}" if form.of else "") + (" and {object}" if len(form.of) > 1 else "")
    return f"{form.asks} of {{subject}}" + (" and {object}" if len(form.of) > 1 else "")


def term_words(term: Term, ontology: Ontology, names: Mapping[str, str]) -> str:
    """A term in words: "Gucci and Cartier", "(companies of China)"."""
    if isinstance(term, str):
        return names.get(term, term)
    if isinstance(term, Form):
        return f"({sentence(term, ontology, names)})"
    parts = [term_words(p, ontology, names) for p in term.parts if isinstance(p, str | Form | Group)]
    return f" {term.op} ".join(parts)


def clause(condition: Condition, ontology: Ontology, names: Mapping[str, str]) -> str:
    """A condition in words: "except Cartier", "that are not members of X"."""
    if isinstance(condition, str):
        return f"only {names.get(condition, condition)}"
    if isinstance(condition, Form):
        return f"that are among ({sentence(condition, ontology, names)})"
    if isinstance(condition, Trait):
        return _test(condition, ontology)
    return " ".join(_group(condition, ontology, names))


def _group(group: Group, ontology: Ontology, names: Mapping[str, str]) -> Iterator[str]:
    if group.op == NOT:
        (part,) = group.parts
        if isinstance(part, str):
            yield f"except {names.get(part, part)}"
        elif isinstance(part, Form):
            yield f"that are not among ({sentence(part, ontology, names)})"
        elif isinstance(part, Group):
            told = [clause(one, ontology, names).removeprefix("only ") for one in part.parts]
            yield f"except {' and '.join(told)}"
        else:
            yield f"not {_test(part, ontology)}"
        return
    yield f" {group.op} ".join(clause(part, ontology, names) for part in group.parts)


def _test(test: Trait, ontology: Ontology) -> str:
    if test.field == "type":
        return f"that are {ontology.types[test.value].plural}"
    if test.field == "country":
        return f"from {test.value}"
    if test.field == "about" and not test.value:
        return ""
    if test.field == "about":
        return f"described as '{test.value}'"
    if test.field == "status":
        labels = (ontology.statuses[s].label for s in test.value.split("|"))
        return f"that are {' or '.join(labels)}"
    if test.field == "party":
        return f"with {test.value}"
    return f"with {test.field} {_OPS[test.op]} {test.value}"
