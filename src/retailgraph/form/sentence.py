"""A form as a sentence: what was understood, conditions, order and all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from retailgraph.form.form import NOT, OBJECT, OR, SUMS, Condition, Form, Group, Term, Trait, When
from retailgraph.ontology import Ontology, Relation

_SLOT = re.compile(r"\{\w+\}")
_OPS = {"is": "of", "over": "over", "under": "under", "has": "with"}
_LEADS = {
    "latest": "latest",
    "first": "first",
    "largest": "largest",
    "smallest": "smallest",
    "longest": "longest",
    "shortest": "shortest",
    "most": "most",
    "fewest": "fewest",
    "average": "average of",
    "total": "total of",
}
_FIRST = {
    "latest": "latest",
    "first": "earliest",
    "largest": "largest",
    "smallest": "smallest",
    "longest": "longest",
    "shortest": "shortest",
}


def sentence(form: Form, ontology: Ontology, names: Mapping[str, str] | None = None) -> str:
    """What a form asks, in words; ``names`` are how to tell the names in it."""
    told = _core(form, ontology, names or {})
    for condition in form.where:
        if not _is_in_wording(form, condition):
            told = f"{told} {clause(condition, ontology, names or {})}".rstrip()
    told += " (what has ended)" if form.former else ""
    told = f"{told} in {(names or {}).get(form.market, form.market)}" if form.market else told
    return _counted(form, _ordered(form, told))


def _counted(form: Form, told: str) -> str:
    if not form.counted:
        return told
    return f"how many: {told}" if _is_clause(told) else f"how many {told}"


def _ordered(form: Form, told: str) -> str:
    """ "the 5 largest of the deals of X", "acquisitions of X, latest first"."""
    said = form.asks == "kind" and form.order in form.words.split()
    if form.order not in _LEADS or form.asks == "compare" or said:
        return told
    if form.order in SUMS:
        return f"{_LEADS[form.order]} {told}"
    if not form.limit and form.order in _FIRST:
        return f"{told}, {_FIRST[form.order]} first"
    limit = f"{form.limit} " if form.limit > 1 else ""
    return f"the {limit}{_LEADS[form.order]} of{':' if _is_clause(told) else ' the'} {told}"


def _is_clause(told: str) -> bool:
    """Whether words are a question, and no noun that "the" may stand before."""
    return told.partition(" ")[0] in ("what", "who", "which", "where", "when", "how", "does", "did", "is")


def _is_in_wording(form: Form, condition: Condition) -> bool:
    """Whether a condition is told by what the wording of its form asks for: its type, its country."""
    if form.asks != "kind" and (form.asks != "list" or form.words or not form.links):
        return False
    if isinstance(condition, Group):
        return (
            form.asks == "list"
            and condition.op == OR
            and all(_is_in_wording(form, c) for c in condition.parts)
        )
    if not isinstance(condition, Trait):
        return False
    return condition.field == "type" or (form.asks == "list" and condition.field in ("country", "about"))


def _core(form: Form, ontology: Ontology, names: Mapping[str, str]) -> str:
    if form.asks == "compare":
        from retailgraph.form.comparison import compared

        return compared(form, ontology, names)
    terms = [term_words(term, ontology, names) for term in form.of]
    pattern = _typed(form, ontology) if form.words else _wording(form, ontology)
    slots = sorted(_SLOT.findall(pattern), key=lambda slot: slot == "{object}")
    for slot, term in zip(slots, terms, strict=False):
        pattern = pattern.replace(slot, term, 1)
    if form.order in ("next", "previous") and len(terms) > 1:
        pattern += f" {'after' if form.order == 'next' else 'before'} {terms[1]}"
    return pattern


def _typed(form: Form, ontology: Ontology) -> str:
    """The wording of a list with the types that it keeps, where its own words do not say them."""
    types = {link.types for link in form.links}
    kept = next(iter(types)) if form.asks == "list" and len(types) == 1 else ()
    plurals = [ontology.types[name].plural for name in kept]
    lead, _, rest = form.words.partition(" ")
    if not kept or set(plurals) & set(form.words.split()) or _is_whole_side(form, kept, ontology):
        return form.words
    told = " or ".join(plurals)
    if lead in ("what", "who") and rest.partition(" ")[0] in ("does", "did", "is", "was"):
        return f"which {told} {rest}"
    return f"{form.words} ({told})" if len(kept) == 1 or lead in ("what", "who") else form.words


def _is_whole_side(form: Form, types: Collection[str], ontology: Ontology) -> bool:
    """Whether types are all that may stand on the asked side of a relation anyway."""
    relations = [ontology.relations[link.relation] for link in form.links]
    return all(set(relation.range) <= set(types) for relation in relations)


def _wording(form: Form, ontology: Ontology) -> str:
    """The wording of a form that was not made of words: by the labels of its relations."""
    relations = [ontology.relations[link.relation] for link in form.links]
    if form.asks in ("truth", "when"):
        joined = " or ".join(dict.fromkeys(r.label for r in relations))
        return f"{'when: ' if form.asks == 'when' else ''}{{subject}} {joined} {{object}}"
    if form.asks in ("list", "detail"):
        of = f"{form.measure} of " if form.asks == "detail" and form.measure else ""
        asked = _asked(form, ontology)
        if asked:
            return f"{of}{asked} that {does(form, ontology)} {{subject}}"
        sides = [
            r.inverse_label if link.answers == "object" else r.label
            for r, link in zip(relations, form.links, strict=True)
        ]
        return f"{of}who or what {' or '.join(dict.fromkeys(sides))} {{subject}}"
    if form.asks == "kind":
        return " or ".join(_types(form.where, ontology)) or "entities"
    if form.asks == "deals":
        return "deals" + (" of {subject}" if form.of else "") + (" and {object}" if len(form.of) > 1 else "")
    return f"{form.asks} of {{subject}}" + (" and {object}" if len(form.of) > 1 else "")


def _types(conditions: Iterable[Condition], ontology: Ontology) -> Iterator[str]:
    for condition in conditions:
        if isinstance(condition, Trait) and condition.field == "type":
            yield ontology.types[condition.value].plural
        elif isinstance(condition, Group) and condition.op == OR:
            yield from _types(condition.parts, ontology)


def _asked(form: Form, ontology: Ontology) -> str:
    """The kind of a list's answers, with their country: "companies or brands from US"."""
    types = [ontology.types[t].plural for link in form.links for t in link.types]
    types += _types(form.where, ontology) if not form.words else ()
    told = " or ".join(dict.fromkeys(types))
    traits = [c for c in form.where if isinstance(c, Trait) and c.field in ("country", "about")]
    return " ".join(filter(None, (told, *(_test(trait, ontology) for trait in traits)))) if told else ""


def does(form: Form, ontology: Ontology) -> str:
    """The relations of a list as a verb of many: "sell on", "are owned by", "began to sell on"."""
    said = [_verb(ontology.relations[link.relation], link.answers == OBJECT) for link in form.links]
    base = " or ".join(dict.fromkeys(said))
    if form.moment:
        return f"{'began' if form.moment == 'beginning' else 'ceased'} to {base}"
    return " or ".join(f"are{verb[2:]}" if verb.startswith("be ") else verb for verb in dict.fromkeys(said))


def _verb(relation: Relation, inverse: bool) -> str:
    """A relation as an infinitive, from either of its sides."""
    if not inverse or relation.symmetric:
        return relation.verbs[0].base
    label = relation.inverse_label
    if label.startswith("is "):
        return f"be {label[3:]}"
    return relation.inverse_verbs[0].base if relation.inverse_verbs else label


def term_words(term: Term, ontology: Ontology, names: Mapping[str, str]) -> str:
    """A term in words: "Gucci and Cartier", "(companies of China)"."""
    if isinstance(term, str):
        return names.get(term, term)
    if isinstance(term, Form):
        told = sentence(term, ontology, names)
        if term.asks == "kind":
            return told
        return f"({told})" if _is_clause(told) else f"any of the {told}"
    parts = [term_words(p, ontology, names) for p in term.parts if isinstance(p, str | Form | Group)]
    if term.op == NOT:
        return f"neither {' '.join(parts).replace(' or ', ' nor ')}"
    return f" {term.op} ".join(parts)


def clause(condition: Condition, ontology: Ontology, names: Mapping[str, str]) -> str:
    """A condition in words: "except Cartier", "that are not members of X"."""
    if isinstance(condition, str):
        return f"only {names.get(condition, condition)}"
    if isinstance(condition, Form):
        return _of_form(condition, ontology, names, "that")
    if isinstance(condition, Trait):
        return _test(condition, ontology)
    return " ".join(_group(condition, ontology, names))


def _of_form(form: Form, ontology: Ontology, names: Mapping[str, str], lead: str) -> str:
    """A condition that is a form: "that sell on Tmall", "that are not reported to be owned by X"."""
    if form.asks != "list" or not form.links or form.order or form.limit or len(form.of) != 1:
        among = "are not among" if lead != "that" else "are among"
        return f"that {among} ({sentence(form, ontology, names)})"
    verbs = does(form, ontology)
    if lead != "that":
        if form.moment:
            base = verbs.partition(" to ")[2]
            verbs = f"have {'begun' if form.moment == 'beginning' else 'ceased'} to {base}"
        elif verbs.startswith("are "):
            verbs = f"be {verbs[4:]}"
    told = f"{lead} {verbs} {term_words(form.of[0], ontology, names)}{time_of(form.when)}"
    rest = [c for c in form.where if not (isinstance(c, Trait) and c.field == "type")]
    more = "".join(f" {clause(c, ontology, names)}" for c in rest)
    return f"{told}{more}{' (what has ended)' if form.former else ''}"


def time_of(when: When) -> str:
    """The time of a condition in words; empty of what is so now."""
    if when.kind in ("now", "overTime"):
        return "" if when.kind == "now" else " at any time"
    if when.kind == "between":
        return f" between {when.start} and {when.end}"
    return f" {when.kind} {when.start or when.end}"


def _group(group: Group, ontology: Ontology, names: Mapping[str, str]) -> Iterator[str]:
    if group.op == NOT:
        (part,) = group.parts
        if isinstance(part, str):
            yield f"except {names.get(part, part)}"
        elif isinstance(part, Form):
            # Silence is not "no": of whom nothing is reported it is not known.
            yield _of_form(part, ontology, names, "that are not reported to")
        elif isinstance(part, Group):
            told = [clause(one, ontology, names).removeprefix("only ") for one in part.parts]
            yield f"except {' and '.join(told)}"
        else:
            yield f"not {_test(part, ontology)}"
        return
    told = [clause(part, ontology, names) for part in group.parts]
    if group.op == OR and all(isinstance(part, str) for part in group.parts):
        told = [told[0], *(one.removeprefix("only ") for one in told[1:])]
    yield f" {group.op} ".join(told)


def _money(value: str) -> str:
    """ "1bn USD" of "1000000000 USD"."""
    number, _, currency = value.partition(" ")
    size = float(number)
    unit, per = next(((u, p) for u, p in (("bn", 1e9), ("m", 1e6)) if size >= p), ("", 1.0))
    return f"{size / per:g}{unit} {currency}".rstrip()


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
    if test.field in ("role", "through"):
        return f"{'held as' if test.field == 'role' else 'by means of'} {test.value}"
    if test.field == "price":
        return f"for {_OPS[test.op].removeprefix('of')} {_money(test.value)}".replace("  ", " ")
    if test.field == "share":
        return f"with a share {_OPS[test.op]} {test.value}%"
    return f"with {test.field} {_OPS[test.op]} {test.value}"
